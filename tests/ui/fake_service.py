"""A service that replays a training, tests by heart and keeps its models in memory; no TensorFlow."""

import threading
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

from mnist_desktop.data.dataset import Dataset, LabelledImages, arrays_sha256
from mnist_desktop.errors import UserError
from mnist_desktop.networks.presets import presets
from mnist_desktop.networks.spec import NetworkSpec, TrainingSpec
from mnist_desktop.runs.disk_use import DiskUse, Thinning
from mnist_desktop.runs.run import DataSummary, Run, TestResult, Weights
from mnist_desktop.service import ModelService
from mnist_desktop.service.model import Model
from mnist_desktop.service.storage import Storage
from mnist_desktop.service.training import continued
from mnist_desktop.training.control import TrainingControl
from mnist_desktop.training.events import (
    Compiling,
    EpochFinished,
    EpochRecord,
    PauseChanged,
    StepsDone,
    TrainingEvent,
    TrainingFinished,
    TrainingStarted,
)

if TYPE_CHECKING:
    from mnist_desktop.evaluation.metrics import Evaluation
    from mnist_desktop.inference.predictor import Predictor
    from mnist_desktop.service.evaluation import Part


class FakePredictor:
    """Answers with the digit that the number of white pixels ends in.

    Args:
        answers: How many answers there are; two stand for no and yes.

    Attributes:
        seen: What it was asked about, the last one last.
    """

    def __init__(self, answers: int = 10) -> None:
        self.updates = 0
        self.answers = answers
        self.seen: list[NDArray[np.uint8]] = []

    def update(self, weights: Sequence[NDArray[np.float32]]) -> None:
        self.updates += 1

    def probabilities(self, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        self.seen.append(images.copy())
        answers = (images > 127).sum(axis=(1, 2)) % self.answers
        probabilities = np.full((len(images), self.answers), 0.09 / (self.answers - 1), np.float32)
        probabilities[np.arange(len(images)), answers] = 0.91
        return probabilities


class FakeService(ModelService):
    """Stands in for ``ModelService``.

    Attributes:
        calls: Names of the blocking methods, in the order in which they were called, with their thread's id.
        may_wake: ``warm_up`` waits for it; set at first.
        files: What ``open_data`` finds; all else it refuses.
        may_open: ``open_data`` waits for it at half of its work; set at first.
        may_test: ``evaluate`` waits for it; set at first.
        hold_after: The training waits after so many events until ``go_on`` is set or it is stopped.
        fault: Raised by ``train`` at its end.
        waking_fault: Raised by ``warm_up``.
    """

    def __init__(self) -> None:
        super().__init__(home=Path("/nowhere"), resources=Path("/nowhere"))
        self.calls: list[tuple[str, int]] = []
        self.may_wake = threading.Event()
        self.may_wake.set()
        self.may_test = threading.Event()
        self.may_test.set()
        self.hold_after: int | None = None
        self.go_on = threading.Event()
        self.fault: BaseException | None = None
        self.waking_fault: BaseException | None = None
        self.dataset = small_dataset()
        self.files: dict[Path, Dataset] = {}
        self.may_open = threading.Event()
        self.may_open.set()
        self.models = {"bundled": bundled_model()}
        self.deleted: dict[str, Model] = {}
        self.saved: list[Path] = []
        self.saved_whole = False
        self.storage_found = Storage(Path("/nowhere/runs"), "lasting")
        self.use = DiskUse({}, 0, {})
        self.thinning: tuple[Thinning, ...] = ()
        self.limits: list[int] = []
        self.thinned: list[tuple[Thinning, ...]] = []

    @override
    def warm_up(self) -> None:
        self._called("warm_up")
        self.may_wake.wait(10)
        if self.waking_fault is not None:
            raise self.waking_fault

    @override
    def load_data(self) -> Dataset:
        self._called("load_data")
        return self.dataset

    @override
    def open_data(
        self,
        path: Path,
        *,
        labels: Path | None = None,
        progress: Callable[[float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Dataset:
        self._called("open_data")
        if progress is not None:
            progress(0.5)
        while not self.may_open.wait(0.005):
            if cancelled is not None and cancelled():
                raise UserError("It was cancelled.", "Open it again.")
        if path not in self.files:
            raise UserError(f"There is no {path.name}.", "Choose another file.")
        return self.files[path]

    @override
    def train(
        self,
        model: Model,
        dataset: Dataset,
        report: Callable[[TrainingEvent], None],
        control: TrainingControl,
        *,
        predictor: "Predictor | None" = None,
    ) -> Model:
        self._called("train")
        history = list(model.run.history)
        stopped = False
        for number, event in enumerate(replayed_training(model.run.training, first_epoch=len(history) + 1)):
            if number == self.hold_after:
                while not self.go_on.wait(0.005) and not control.stopped:
                    pass
            if control.held:
                report(PauseChanged(paused=True))
                control.wait_while_held()
                report(PauseChanged(paused=False))
            else:
                control.wait_while_held()
            if control.stopped:
                stopped = True
                break
            report(event)
            if isinstance(event, EpochFinished):
                history.append(event.record)
            if predictor is not None:
                predictor.update(fake_weights())
        if self.fault is not None:
            raise self.fault
        report(TrainingFinished(stopped))
        run = model.run.model_copy(
            update={
                "id": model.run.id or f"run-{len(self.models)}",
                "bundled": False,
                "state": "stopped" if stopped else "finished",
                "history": tuple(history),
                "test": None,
                "data": _summary_of(dataset),
            }
        )
        return self._keep(Model(run, fake_weights()))

    @override
    def evaluate(
        self,
        model: Model,
        dataset: Dataset,
        progress: Callable[[float], None] | None = None,
        *,
        part: "Part" = "test",
        cancel: Callable[[], bool] | None = None,
    ) -> "tuple[Model, Evaluation]":
        from mnist_desktop.evaluation.metrics import evaluate_answers

        self._called("evaluate")
        self.may_test.wait(10)
        if progress is not None:
            for share in (0.5, 1.0):
                progress(share)
        answers = FakePredictor().probabilities(dataset.test.images)
        evaluation = evaluate_answers(answers, dataset.test.labels, dataset.class_names, 0.5)
        test = TestResult(accuracy=evaluation.accuracy, loss=evaluation.loss, count=len(dataset.test), seconds=0.5)
        return Model(model.run.model_copy(update={"test": test}), model.weights), evaluation

    @override
    def predictor(self, model: Model) -> "Predictor":
        self._called("predictor")
        answers = len(model.run.training.task.class_names(self.dataset.class_names))
        return cast("Predictor", FakePredictor(answers))

    @override
    def runs(self) -> tuple[Run, ...]:
        return tuple(model.run for model in self.models.values())

    @override
    def open_run(self, name: str) -> Model:
        self._called("open_run")
        if name not in self.models:
            raise UserError(f"There is no run called {name}.", "Choose another.")
        return self.models[name]

    @override
    def save_file(self, model: Model, file: Path, *, whole: bool = False) -> None:
        self.saved.append(file)
        self.saved_whole = whole

    @override
    def open_file(self, file: Path) -> Model:
        run = untrained_run(file.stem).model_copy(update={"id": file.stem})
        return self._keep(Model(run, fake_weights()))

    @override
    def rename(self, run_id: str, name: str) -> Run:
        model = self.models[run_id]
        return self._keep(Model(model.run.model_copy(update={"name": name}), model.weights)).run

    @override
    def delete(self, run_id: str) -> None:
        self.deleted[run_id] = self.models.pop(run_id)

    @override
    def restore(self, run_id: str) -> Run:
        return self._keep(self.deleted.pop(run_id)).run

    @override
    def untrained(self, network: NetworkSpec, training: TrainingSpec, *, name: str, preset: str | None = None) -> Model:
        run = Run(name=name, preset=preset, network=network, training=training, created=datetime.now(UTC))
        return Model(run)

    def continued(self, model: Model, training: TrainingSpec) -> Model:
        return continued(model, training)

    @override
    def storage(self) -> Storage:
        return self.storage_found

    @override
    def duplicate(self, run: Run) -> Model:
        return self.untrained(run.network, run.training, name=f"{run.name} 2", preset=run.preset)

    @override
    def keep_interrupted(self, run_id: str) -> Run:
        model = self.models[run_id]
        return self._keep(Model(model.run.model_copy(update={"state": "stopped"}), model.weights)).run

    @override
    def disk_use(self) -> DiskUse:
        return self.use

    @override
    def plan_thinning(self, limit: int, but: Collection[str] = ()) -> tuple[Thinning, ...]:
        self.limits.append(limit)
        return tuple(each for each in self.thinning if each.run.id not in but)

    @override
    def thin(self, planned: Collection[Thinning]) -> tuple[Thinning, ...]:
        self.thinned.append(tuple(planned))
        self.thinning = ()
        return tuple(planned)

    def _keep(self, model: Model) -> Model:
        self.models[model.run.id] = model
        return model

    def _called(self, name: str) -> None:
        self.calls.append((name, threading.get_ident()))


def data_of(names: tuple[str, ...], name: str) -> Dataset:
    """A small dataset of other classes."""
    whole = small_dataset()

    def part(pictures: LabelledImages) -> LabelledImages:
        kept = np.flatnonzero(pictures.labels < len(names))
        return pictures[kept]

    train, test = part(whole.train), part(whole.test)
    return Dataset(name, train, test, names, arrays_sha256(train, test), source=f"/nowhere/{name}")


def _summary_of(dataset: Dataset) -> DataSummary:
    return DataSummary(
        name=dataset.name,
        sha256=dataset.sha256,
        class_names=dataset.class_names,
        training_count=len(dataset.train),
        validation_count=0,
        test_count=len(dataset.test),
        changes=dataset.changes,
    )


def small_dataset(train_count: int = 400, test_count: int = 100) -> Dataset:
    """Pictures with as many white pixels as their label says, and some more."""

    def pictures(count: int) -> LabelledImages:
        labels = (np.arange(count) % 10).astype(np.uint8)
        images = np.zeros((count, 28, 28), np.uint8)
        for image, label in zip(images, labels, strict=True):
            image.reshape(-1)[: 100 + label] = 255
        return LabelledImages(images, labels)

    names = tuple(str(digit) for digit in range(10))
    return Dataset("Small", pictures(train_count), pictures(test_count), names, "0" * 64)


def replayed_training(training: TrainingSpec, *, first_epoch: int = 1, steps_per_epoch: int = 4) -> list[TrainingEvent]:
    """What a training of so many epochs reports, the end excepted."""
    answers = tuple(range(10))
    events: list[TrainingEvent] = [
        TrainingStarted(training.epochs, first_epoch, steps_per_epoch, 360, 40, answers),
        Compiling(),
    ]
    for epoch in range(first_epoch, training.epochs + 1):
        loss = 1.0 / epoch
        for step in range(1, steps_per_epoch + 1):
            left = 2.0 * (training.epochs - epoch + 1)
            events.append(
                StepsDone(
                    epoch, step, steps_per_epoch, loss, 0.9, loss, 0.9, 50_000.0, left, answers, training.epochs, 0.001
                )
            )
        events.append(EpochFinished(epoch_record(epoch)))
    return events


def epoch_record(epoch: int) -> EpochRecord:
    """An epoch after which the network is a little better."""
    return EpochRecord(
        epoch=epoch,
        seconds=1.0,
        loss=1.0 / epoch,
        accuracy=1.0 - 0.1 / epoch,
        val_loss=0.9 / epoch,
        val_accuracy=1.0 - 0.09 / epoch,
        learning_rate=0.001,
    )


def untrained_run(name: str = "With dropout", epochs: int = 3) -> Run:
    """A run of the first preset."""
    preset = presets()[0]
    training = preset.training.model_copy(update={"epochs": epochs})
    return Run(name=name, preset=preset.name, network=preset.network, training=training, created=datetime.now(UTC))


def bundled_model() -> Model:
    """A model that came with the program."""
    run = untrained_run("Bundled").model_copy(
        update={
            "id": "bundled",
            "bundled": True,
            "state": "finished",
            "history": tuple(epoch_record(epoch) for epoch in (1, 2, 3)),
            "test": TestResult(accuracy=0.979, loss=0.07, count=10_000, seconds=0.4),
        }
    )
    return Model(run, fake_weights())


def fake_weights() -> Weights:
    """Weights that nobody looks at."""
    return (np.zeros((2, 2), np.float32),)

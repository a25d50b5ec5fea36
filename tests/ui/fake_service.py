"""A service that replays a training, tests by heart and keeps its models in memory; no TensorFlow."""

import contextlib
import itertools
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
from mnist_desktop.networks.spec import AugmentationSpec, NetworkSpec, TrainingSpec
from mnist_desktop.runs.disk_use import DiskUse, Thinning
from mnist_desktop.runs.export import Exported
from mnist_desktop.runs.export_kinds import ExportKind
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
    Inspection,
    LayerInspection,
    PauseChanged,
    SettingChange,
    SettingsChanged,
    StepsDone,
    TrainingEvent,
    TrainingFinished,
    TrainingStarted,
    Watched,
)
from mnist_desktop.training.settings import Settings, changes_between
from mnist_desktop.training.verdicts import stops_by_itself

if TYPE_CHECKING:
    from mnist_desktop.data.task import Task
    from mnist_desktop.evaluation.comparison import Comparison
    from mnist_desktop.evaluation.embedding import MapMethod, PictureMap
    from mnist_desktop.evaluation.metrics import Evaluation
    from mnist_desktop.evaluation.robustness import Robustness, RobustnessCurve
    from mnist_desktop.inference.attribution import Attribution
    from mnist_desktop.inference.counterfactual import Counterfactual
    from mnist_desktop.inference.digitness import Digitness, DigitnessVerdict
    from mnist_desktop.inference.explain import Explainer
    from mnist_desktop.inference.layer_pictures import LayerPicture
    from mnist_desktop.inference.neighbours import Neighbour, Neighbours
    from mnist_desktop.inference.occlusion import Occlusion
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


class FakeExplainer:
    """Says that the upper half of a picture speaks for an answer, and the lower half against it.

    Attributes:
        asked: The kinds and answers that it was asked about, the last one last.
        may_explain: It waits for it; set at first.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []
        self.may_explain = threading.Event()
        self.may_explain.set()

    def attribution(
        self, image: NDArray[np.uint8], answer: int, baseline: NDArray[np.uint8] | None = None
    ) -> "Attribution":
        from mnist_desktop.inference.attribution import Attribution

        self._ask("attribution" if baseline is None else "gaps", answer)
        values = image.astype(np.float32) / np.float32(255)
        values[14:] *= -0.5
        return Attribution(answer, values, -2.0, -2.0 + float(values.sum()), 0.0, True)

    def occlusion(self, image: NDArray[np.uint8], answer: int) -> "Occlusion":
        from mnist_desktop.inference.occlusion import Occlusion

        self._ask("occlusion", answer)
        return Occlusion(answer, 0.91, np.where(image > 127, 0.4, 0.91).astype(np.float32), 5)

    def layers(self, image: NDArray[np.uint8]) -> "tuple[LayerPicture, ...]":
        from mnist_desktop.inference.layer_pictures import LayerPicture

        self._ask("layers", 0)
        channels = np.stack([image, np.zeros_like(image), 255 - image], axis=-1).astype(np.float32)
        units = np.linspace(-1.0, 1.0, 10, dtype=np.float32)
        return (LayerPicture(0, "Conv2D", "relu", channels, (1,)), LayerPicture(3, "Dense", "", units, ()))

    def change(self, image: NDArray[np.uint8], answer: int) -> "Counterfactual | None":
        """Turns the picture upside down; for the answer 9 it finds nothing."""
        from mnist_desktop.inference.counterfactual import Counterfactual

        self._ask("counterfactual", answer)
        other = np.ascontiguousarray(image[::-1])
        change = (other.astype(np.float32) - image) / np.float32(255)
        return Counterfactual(answer, other, 0.8, change, other) if answer != 9 else None

    def _ask(self, kind: str, answer: int) -> None:
        self.asked.append((kind, answer))
        self.may_explain.wait(10)


class FakeDigitness:
    """Finds pictures with 203 or 205 white pixels strange."""

    def score(self, image: NDArray[np.uint8]) -> "DigitnessVerdict":
        from mnist_desktop.inference.digitness import DigitnessVerdict

        accepted = (image > 127).sum() not in (203, 205)
        return DigitnessVerdict(accepted, 0.5 if accepted else 0.0)


class FakeNeighbours:
    """Finds the first pictures, each farther than the one before."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset

    def find(self, image: NDArray[np.uint8], count: int = 5) -> "tuple[Neighbour, ...]":
        from mnist_desktop.inference.neighbours import Nearness, Neighbour

        words: tuple[Nearness, ...] = ("very near", "near", "far", "far", "far")
        labels = self._dataset.train.labels
        return tuple(Neighbour(i, int(labels[i]), float(i), words[i]) for i in range(count))


class FakeService(ModelService):
    """Stands in for ``ModelService``.

    Attributes:
        calls: Names of the blocking methods, in the order in which they were called, with their thread's id.
        may_wake: ``warm_up`` waits for it; set at first.
        files: What ``open_data`` finds; all else it refuses.
        may_open: ``open_data`` waits for it at half of its work; set at first.
        may_test: ``evaluate`` waits for it; set at first.
        may_explore: ``robustness``, ``map_pictures`` and ``compare`` wait for it, or to be cancelled; set at first.
        explored: What these three were asked, the last question last.
        exploring_fault: Raised by them.
        may_export: ``export`` waits for it; set at first.
        export_fault: Raised by ``export``.
        exported: What was exported: kind, file and whether it may replace one.
        may_resemble: ``digitness`` and ``neighbours`` wait for it, or to be cancelled; set at first.
        resemblance_fault: Raised by them.
        hold_after: The training waits after so many events until ``go_on`` is set or it is stopped.
        fault: Raised by ``train`` at its end.
        waking_fault: Raised by ``warm_up``.
        explaining: Explains all answers.
    """

    def __init__(self) -> None:
        super().__init__(home=Path("/nowhere"), resources=Path("/nowhere"))
        self.calls: list[tuple[str, int]] = []
        self.explaining = FakeExplainer()
        self.may_wake = threading.Event()
        self.may_wake.set()
        self.may_test = threading.Event()
        self.may_test.set()
        self.may_explore = threading.Event()
        self.may_explore.set()
        self.explored: list[dict[str, object]] = []
        self.exploring_fault: UserError | None = None
        self.may_resemble = threading.Event()
        self.may_resemble.set()
        self.resemblance_fault: UserError | None = None
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
        self.may_export = threading.Event()
        self.may_export.set()
        self.export_fault: UserError | None = None
        self.exported: list[tuple[ExportKind, Path, bool]] = []
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
        settings = Settings(model.run.network, model.run.training)
        changes: list[SettingChange] = []
        first_epoch = len(history) + 1

        def steer() -> list[TrainingEvent]:
            """Takes changes, and returns all events of the training as it is now."""
            nonlocal settings
            before = settings
            for name, value in control.take_changes().items():
                with contextlib.suppress(UserError):
                    settings = settings.changed({name: value})
            new = changes_between(before, settings, float(len(history)))
            if new:
                changes.extend(new)
                report(SettingsChanged(tuple(new)))
            return replayed_training(settings.training, first_epoch=first_epoch)

        for number in itertools.count():
            if number >= len(steer()):
                break
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
            events = steer()
            if number >= len(events):
                break
            event = events[number]
            report(event)
            if isinstance(event, StepsDone) and control.watched:
                report(inspection(control.watched, float(len(history))))
            if isinstance(event, EpochFinished):
                history.append(event.record)
                if stops_by_itself(history, settings.training.stop_after):
                    break
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
                "network": settings.network,
                "training": settings.training,
                "changes": (*model.run.changes, *changes),
                "test": None,
                "data": _summary_of(dataset),
            }
        )
        return self._keep(Model(run, fake_weights()))

    @override
    def varied_pictures(
        self, images: NDArray[np.uint8], augmentation: AugmentationSpec, seed: int = 1
    ) -> tuple[NDArray[np.uint8], float]:
        self._called("varied_pictures")
        return 255 - images, 0.001

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
        for share in (0.5, 1.0):
            if cancel is not None and cancel():
                raise UserError("The test was stopped.", "It counts only when all pictures are seen.")
            if progress is not None:
                progress(share)
        pictures = self.pictures_of(model, dataset, part)
        answers = FakePredictor().probabilities(pictures.images)
        evaluation = evaluate_answers(answers, pictures.labels, dataset.class_names, 0.5)
        if part != "test":
            return model, evaluation
        test = TestResult(accuracy=evaluation.accuracy, loss=evaluation.loss, count=len(dataset.test), seconds=0.5)
        return Model(model.run.model_copy(update={"test": test}), model.weights), evaluation

    @override
    def predictor(self, model: Model) -> "Predictor":
        self._called("predictor")
        answers = len(model.run.training.task.class_names(self.dataset.class_names))
        return cast("Predictor", FakePredictor(answers))

    @override
    def explainer(self, predictor: "Predictor") -> "Explainer":
        return cast("Explainer", self.explaining)

    @override
    def counterfactual(
        self,
        explainer: "Explainer",
        task: "Task",
        dataset: Dataset,
        image: NDArray[np.uint8],
        answer: int,
        cancelled: Callable[[], bool] | None = None,
    ) -> "Counterfactual | None":
        self._called("counterfactual")
        return self.explaining.change(image, answer)

    @override
    def robustness(
        self,
        model: Model,
        part: LabelledImages | NDArray[np.uint8],
        kinds: Sequence[str] | None = None,
        count: int = 2000,
        *,
        seed: int = 1,
        report: "Callable[[RobustnessCurve], None] | None" = None,
        progress: Callable[[float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> "Robustness":
        """Answers with the number of white pixels; waits before each kind but the first."""
        from mnist_desktop.data.corruption import corruption
        from mnist_desktop.evaluation.robustness import Robustness, measure_robustness

        self._asked("robustness", model=model.run.name, kinds=tuple(kinds or ()))
        assert isinstance(part, LabelledImages)
        curves: list[RobustnessCurve] = []
        for kind in kinds or ():
            if curves and self._is_stopped(cancelled):
                break
            curve = measure_robustness(
                lambda images: FakePredictor().probabilities(images).argmax(axis=1),
                part.images,
                part.labels,
                corruption(kind),
                seed,
            )
            assert curve is not None
            curves.append(curve)
            if report is not None:
                report(curve)
            if progress is not None:
                progress(len(curves) / len(kinds or ()))
        finished = len(curves) == len(kinds or ())
        return Robustness(model.run.name, tuple(curves), np.arange(len(part)), True, finished, "", 0.1)

    @override
    def map_pictures(
        self,
        part: LabelledImages | NDArray[np.uint8],
        model: Model | None = None,
        *,
        method: "MapMethod" = "pca",
        layer: int | None = None,
        count: int = 2000,
        seed: int = 1,
        report: "Callable[[PictureMap], None] | None" = None,
        progress: Callable[[float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> "PictureMap | None":
        """One column a class; picture 3 is answered wrongly. t-SNE reports once and waits."""
        from mnist_desktop.evaluation.embedding import Embedding, PictureMap

        self._asked("map", method=method, layer=layer, count=count)
        assert isinstance(part, LabelledImages)
        labels = part.labels.astype(np.int64)
        answers = labels.copy()
        answers[3] = (labels[3] + 5) % 10
        points = np.column_stack([labels, np.arange(len(labels)) // 10]).astype(np.float32)
        embedding = Embedding(points, method, (0.2, 0.1) if method == "pca" else None, "")
        found = PictureMap(embedding, np.arange(len(labels)), labels, answers, answers != labels, "pixels", layer, 0.1)
        if method == "tsne" and report is not None and progress is not None:
            report(found)
            progress(0.4)
            if self._is_stopped(cancelled):
                return None
        return found

    @override
    def compare(
        self,
        models: Sequence[Model],
        dataset: Dataset,
        part: LabelledImages | NDArray[np.uint8] | None = None,
        *,
        progress: Callable[[float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> "Comparison | None":
        """The first model is right; the second takes the first forty pictures for the next class, the third half."""
        from mnist_desktop.evaluation.comparison import compare, compared_model

        self._asked("compare", models=tuple(model.run.name for model in models))
        assert isinstance(part, LabelledImages)
        if self._is_stopped(cancelled):
            return None
        compared = []
        for place, model in enumerate(models):
            wrong = np.arange(len(part)) < (0, 40, 20, 1)[place]
            answers = (part.labels + wrong) % 10
            compared.append(
                compared_model(
                    model.run.name, np.eye(10, dtype=np.float32)[answers], part.labels, dataset.class_names,
                    parameters=1000 + place, epochs=3, training_seconds=3.0, answering_seconds=0.1,
                )
            )  # fmt: skip
        return compare(compared, np.arange(len(part)), part.labels, dataset.class_names)

    @override
    def digitness(
        self,
        model: Model,
        dataset: Dataset,
        progress: Callable[[float], None] | None = None,
        *,
        cancelled: Callable[[], bool] | None = None,
    ) -> "Digitness | None":
        return cast("Digitness", FakeDigitness()) if self._resembles("digitness", cancelled) else None

    @override
    def neighbours(
        self,
        model: Model,
        dataset: Dataset,
        progress: Callable[[float], None] | None = None,
        *,
        cancelled: Callable[[], bool] | None = None,
    ) -> "Neighbours | None":
        return cast("Neighbours", FakeNeighbours(dataset)) if self._resembles("neighbours", cancelled) else None

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
    def export(self, model: Model, to: ExportKind, file: Path, *, overwrite: bool = False) -> Exported:
        self._called("export")
        self.may_export.wait(10)
        if self.export_fault is not None:
            raise self.export_fault
        self.exported.append((to, file, overwrite))
        return Exported(file, 12, *((1000, 1000) if to == "tflite" else (0, 0)))

    @override
    def open_keras_file(self, file: Path, dataset: Dataset) -> Model:
        run = untrained_run(file.stem).model_copy(update={"state": "opened", "note": "It was taken to want 0 to 255."})
        return Model(run, fake_weights())

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

    def _asked(self, name: str, **question: object) -> None:
        self._called(name)
        self.explored.append(question)
        if self.exploring_fault is not None:
            raise self.exploring_fault

    def _resembles(self, name: str, cancelled: Callable[[], bool] | None) -> bool:
        """Waits for ``may_resemble``; whether it was not cancelled meanwhile."""
        self._called(name)
        if self.resemblance_fault is not None:
            raise self.resemblance_fault
        while not self.may_resemble.wait(0.005):
            if cancelled is not None and cancelled():
                return False
        return True

    def _is_stopped(self, cancelled: Callable[[], bool] | None) -> bool:
        """Waits for ``may_explore``; whether it was cancelled meanwhile."""
        while not self.may_explore.wait(0.005):
            if cancelled is not None and cancelled():
                return True
        return cancelled is not None and cancelled()

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


def inspection(watched: frozenset[Watched], epoch: float) -> Inspection:
    """A look into the first preset's network: its Dense layers are at the places 1 and 3."""
    histogram = np.full(4, 0.25)
    layers = [
        LayerInspection(
            index,
            gradient_norm=0.5 if "gradients" in watched else None,
            inactive=3 / 128 if "inactive" in watched and index == 1 else None,
            edges=np.linspace(-1.0, 1.0, 5) if "weights" in watched else None,
            now=histogram if "weights" in watched else None,
            start=histogram if "weights" in watched else None,
        )
        for index in (1, 3)
    ]
    pictures = np.zeros((4, 28, 28), np.float32) if "first_layer" in watched else None
    return Inspection(epoch, tuple(layers), pictures)


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

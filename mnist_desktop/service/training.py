"""Trains a model: checks it, keeps each epoch, and gives back what was finished, whatever happens."""

import platform
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from mnist_desktop.data.dataset import Dataset, LabelledImages
from mnist_desktop.data.targets import task_split
from mnist_desktop.data.task import check_task
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.inference.predictor import Predictor
from mnist_desktop.networks import backend
from mnist_desktop.networks.shapes import check_members, check_output
from mnist_desktop.networks.spec import TrainingSpec
from mnist_desktop.runs.run import DataSummary, Run
from mnist_desktop.runs.store import RunStore
from mnist_desktop.runs.writer import EpochWriter
from mnist_desktop.service.model import Model
from mnist_desktop.training.control import TrainingControl
from mnist_desktop.training.engine import EngineState, TrainingEngine
from mnist_desktop.training.events import EpochRecord, SettingChange, TrainingEvent
from mnist_desktop.training.settings import Settings, changes_between
from mnist_desktop.training.trainer import Trainer

_LIBRARIES = ("tensorflow-cpu", "tensorflow", "keras", "numpy", "mnist-desktop")


class TrainingFault(UserError):
    """A training ended by a fault.

    Args:
        cause: What the user is told.
        model: The model with all epochs that were finished.
    """

    def __init__(self, cause: UserError, model: Model) -> None:
        super().__init__(cause.problem, cause.remedy, cause.field)
        self.model = model


def check_training(run: Run, dataset: Dataset) -> None:
    """Checks, without TensorFlow, that a run can be trained on a dataset.

    Raises:
        UserError: A layer does not fit, the loss does not, or the batch is larger than the training set.
    """
    check_members(run.network)
    task = run.training.task
    if not len(dataset.train):
        raise UserError(
            _("{data} has no pictures with labels to train on.").format(data=dataset.name),
            _("Open data with labels."),
        )
    check_task(task, dataset.class_names, dataset.name)
    answers = len(task.class_names(dataset.class_names))
    check_output(run.network, run.training.loss, answers)
    weights = run.training.class_weights
    if weights is not None and len(weights) != answers:
        raise UserError(
            _("There are {came} class weights; the question has {wanted} answers.").format(
                came=len(weights), wanted=answers
            ),
            _("Give one for each answer, or none."),
            "class_weights",
        )
    training, validation = split(run, dataset)
    if not len(training):
        raise UserError(
            _("With a validation split of {split:g}, no picture is left to train on.").format(
                split=run.training.validation_split
            ),
            _("Make it smaller."),
            "validation_split",
        )
    if run.training.batch_size > len(training):
        raise UserError(
            _(
                "The batch size is {size:,}; only {count:,} pictures are trained on ({held:,} are for validation)."
            ).format(size=run.training.batch_size, count=len(training), held=len(validation)),
            _("Choose a batch size between 1 and {count:,}.").format(count=len(training)),
            "batch_size",
        )


def split(run: Run, dataset: Dataset) -> tuple[LabelledImages, LabelledImages]:
    """The pictures a run trains on and validates on, with the labels of its task."""
    training, validation = task_split(dataset, run.training.task, run.training.validation_split)
    return training[: run.training.training_limit], validation


def continued(model: Model, training: TrainingSpec) -> Model:
    """A model with other settings for the epochs to come; what differs is written into its history of changes."""
    run = model.run
    changes = changes_between(Settings(run.network, run.training), Settings(run.network, training), len(run.history))
    kept = (*run.changes, *changes) if run.history else ()
    return replace(model, run=run.model_copy(update={"training": training, "test": None, "changes": kept}))


def train(
    model: Model,
    dataset: Dataset,
    store: RunStore,
    report: Callable[[TrainingEvent], None],
    control: TrainingControl,
    predictor: Predictor | None,
) -> Model:
    """Trains a model until its last epoch, a stop or a fault.

    Args:
        model: Untrained, or with fewer finished epochs than its spec asks for; it then goes on after them.
        dataset: Pictures to learn from and to validate on.
        store: Keeps the run.
        report: Called in this thread with each event.
        control: Stop, pause and pace, from other threads.
        predictor: Gets a snapshot of the weights after each compiled call.

    Returns:
        The model after its last finished epoch.

    Raises:
        UserError: The model cannot be trained on these data, or the run cannot be kept: nothing has begun.
        TrainingFault: It ended before its time; holds the model with its finished epochs.
    """
    check_training(model.run, dataset)
    backend.load()
    training, validation = split(model.run, dataset)
    run = model.run.model_copy(
        update={
            "data": _data_summary(dataset, len(training), len(validation)),
            "versions": _versions(),
            "test": None,
        }
    )
    resumed = bool(run.id) and not run.bundled
    if not resumed:
        run = store.put(run.model_copy(update={"bundled": False}), model.weights)
    with store.in_use(run.id):
        if resumed:
            _check_not_stale(store.read(run.id), model)
        if resumed and model.unkept is not None and model.weights is not None:
            store.mend(run, model.weights, model.unkept)
        state = _state_of(model, store if resumed else None)
        engine = _engine(run, training, state)
        run = store.write(run.model_copy(update={"state": "training"}))
        job = _Job(store, run, model, on_fault=control.stop)
        trainer = Trainer(
            engine,
            Settings(run.network, run.training),
            len(training),
            validation,
            report=report,
            control=control,
            on_epoch=job.keep,
            on_change=job.change,
            on_weights=predictor.update if predictor else None,
            history=run.history,
        )
        try:
            finished = trainer.run()
            job.wait()
        except UserError as fault:
            trained = job.close("failed")
            raise TrainingFault(fault, trained) from fault
        except BaseException:
            job.close("failed")
            raise
        finally:
            if predictor is not None and job.weights is not None:
                predictor.update(job.weights)
        return job.close("finished" if finished else "stopped")


class _Job:
    """What is kept of a training so far: in memory at once, on the disk by a thread of its own.

    Args:
        store: Keeps the run, which is marked as in use.
        run: As it stands in the store.
        model: As it was when the training began.
        on_fault: Called, in any thread, when the disk refuses an epoch: what follows could not be kept either.
    """

    def __init__(self, store: RunStore, run: Run, model: Model, on_fault: Callable[[], None]) -> None:
        self._store = store
        self._run = run
        self._changes_before = run.changes
        self._state: EngineState | None = None
        self.weights = model.weights  # of the epoch that answers
        self._writer = EpochWriter(store, run, on_fault=on_fault)

    def keep(self, record: EpochRecord, state: EngineState) -> None:
        """Keeps a finished epoch, in memory even where the disk refuses it."""
        before = self._run
        self._run = before.model_copy(update={"history": (*before.history, record)})
        self._state = state
        if self._run.answering_epoch == record.epoch:
            self.weights = state.weights
        self._writer.keep(before, record, state)

    def wait(self) -> None:
        """Waits until all epochs are written.

        Raises:
            UserError: One could not be.
        """
        self._writer.close()

    def change(self, settings: Settings, changes: tuple[SettingChange, ...]) -> None:
        """Takes note of settings that were changed; they are written with the next epoch."""
        self._run = self._run.model_copy(
            update={
                "network": settings.network,
                "training": settings.training,
                "changes": (*self._changes_before, *changes),
            }
        )

    def close(self, outcome: str) -> Model:
        """Writes how it ended; a disk that is full was reported already."""
        # An epoch that was not finished is forgotten; what was changed in it holds from the last finished one on.
        done = len(self._run.history)
        changes = tuple(change.model_copy(update={"epoch": min(change.epoch, done)}) for change in self._run.changes)
        self._run = self._run.model_copy(update={"state": outcome, "changes": changes})
        try:
            kept = self._writer.close()
            self._store.write(self._run)
        except UserError:
            if outcome != "failed":
                raise
            kept = self._writer.run
            with suppress(UserError):
                self._store.write(kept.model_copy(update={"state": outcome}))
        unkept = None if len(kept.history) == len(self._run.history) else self._state
        return Model(self._run, self.weights, unkept)


def _check_not_stale(kept: Run, model: Model) -> None:
    """Refuses to train on from what another window has trained further: its epochs would be lost."""
    if len(kept.history) > len(model.run.history) or kept.history != model.run.history[: len(kept.history)]:
        raise UserError(
            _("The run {run} was trained further by another window or command: it has {count} epochs now.").format(
                run=kept.id, count=len(kept.history)
            ),
            _("Open it again, and train on from there."),
        )


def _engine(run: Run, training: LabelledImages, state: EngineState | None) -> TrainingEngine:
    try:
        return TrainingEngine(run.network, run.training, training, state)
    except ValueError as error:
        if state is None or not state.optimizer:
            raise
        raise UserError(
            _("The state of the optimizer that is kept with {run} does not belong to it ({reason}).").format(
                run=run.id, reason=error
            ),
            _("Train the network anew; the weights of this run can still be used."),
        ) from error


def _state_of(model: Model, store: RunStore | None) -> EngineState | None:
    """The state to go on from: that after the last epoch of a kept run, or the weights of a model from elsewhere."""
    if store is not None and model.run.history:
        last = model.run.history[-1].epoch
        if last in store.kept_epochs(model.run):
            weights = store.weights(model.run, last)
            # Another optimizer begins afresh: the memory of the last one means nothing to it.
            changed = {change.setting for change in model.run.changes if change.epoch == last}
            optimizer = () if "optimizer.name" in changed else store.optimizer_state(model.run)
            return None if weights is None else EngineState(weights, optimizer)
    # A file with the model alone has the weights of the epoch that answers, and no others.
    return None if model.weights is None else EngineState(model.weights)


def _data_summary(dataset: Dataset, training_count: int, validation_count: int) -> DataSummary:
    return DataSummary(
        name=dataset.name,
        sha256=dataset.sha256,
        class_names=dataset.class_names,
        training_count=training_count,
        validation_count=validation_count,
        test_count=len(dataset.test),
        source=Path(dataset.source).name,
        changes=dataset.changes,
    )


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version(), "platform": f"{platform.system()} {platform.machine()}"}
    for library in _LIBRARIES:
        try:
            found[library] = version(library)
        except ImportError:
            continue
    return found

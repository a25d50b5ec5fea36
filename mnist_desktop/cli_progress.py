"""A training shown in a terminal: a bar for the running epoch and a line for each finished one."""

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from mnist_desktop.i18n import _
from mnist_desktop.training.events import EpochFinished, EpochRecord, StepsDone, TrainingEvent, TrainingStarted


class TrainingProgress:
    """Shows training events on standard output; use it in a ``with`` statement."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[figures]}"),
            TimeRemainingColumn(),
            console=Console(highlight=False),
            transient=True,
        )
        self._task = self._progress.add_task(_("The network is waking up"), total=None, figures="")
        self._epochs = 0

    def __enter__(self) -> "TrainingProgress":
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def show(self, event: TrainingEvent) -> None:
        """Takes one event of a training."""
        match event:
            case TrainingStarted():
                self._epochs = event.epochs
                total = (event.epochs - event.first_epoch + 1) * event.steps_per_epoch
                self._progress.update(self._task, description=_("Compiling"), total=total)
                self._first_epoch = event.first_epoch
            case StepsDone():
                self._epochs = event.epochs
                total = (event.epochs - self._first_epoch + 1) * event.steps_per_epoch
                done = (event.epoch - self._first_epoch) * event.steps_per_epoch + event.step
                self._progress.update(
                    self._task,
                    completed=done,
                    total=total,
                    description=_("Epoch {epoch} of {epochs}").format(epoch=event.epoch, epochs=self._epochs),
                    figures=_("accuracy {accuracy:.1%}, loss {loss:.3f}").format(
                        accuracy=event.epoch_accuracy, loss=event.epoch_loss
                    ),
                )
            case EpochFinished():
                self._progress.console.print(_line(event.record, self._epochs), soft_wrap=True)


def _line(record: EpochRecord, epochs: int) -> str:
    text = _("Epoch {epoch} of {epochs}: training {accuracy:.2%}, loss {loss:.4f}").format(
        epoch=record.epoch, epochs=epochs, accuracy=record.accuracy, loss=record.loss
    )
    if record.val_accuracy is not None and record.val_loss is not None:
        text += _("; validation {accuracy:.2%}, loss {loss:.4f}").format(
            accuracy=record.val_accuracy, loss=record.val_loss
        )
    return text + f" ({record.seconds:.1f} s)"

"""What a training reports while it runs: frozen events, and the record of a finished epoch."""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict


class EpochRecord(BaseModel):
    """One finished epoch, as kept in a run's history.

    Attributes:
        epoch: Counted from 1.
        seconds: Time for training and validation, pauses and waiting for the pace left out.
        loss: Mean training loss over the epoch, L2 included, as ``fit`` reports it.
        accuracy: Share of right answers while training, 0 to 1.
        val_loss: Loss on the validation pictures; None without a validation split.
        val_accuracy: Share of right answers on the validation pictures.
        learning_rate: At the end of the epoch.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    epoch: int
    seconds: float
    loss: float
    accuracy: float
    val_loss: float | None
    val_accuracy: float | None
    learning_rate: float


@dataclass(frozen=True)
class TrainingStarted:
    """The network is built; compiling comes next, then the steps.

    Attributes:
        epochs: How many epochs the run has when all is done.
        first_epoch: The epoch that comes next, from 1.
        steps_per_epoch: Batches in an epoch.
        training_count: Pictures trained on.
        validation_count: Pictures validated on.
        watched: Indices into the validation pictures whose answers are followed, one a class where there is one.
    """

    epochs: int
    first_epoch: int
    steps_per_epoch: int
    training_count: int
    validation_count: int
    watched: tuple[int, ...]


@dataclass(frozen=True)
class Compiling:
    """The training loop is being compiled; the first steps come after it."""


@dataclass(frozen=True)
class StepsDone:
    """Some steps are done.

    Attributes:
        epoch: The running epoch, from 1.
        step: Steps done in this epoch.
        steps_per_epoch: Batches in an epoch.
        loss: Mean loss of the steps since the last report.
        accuracy: Share of right answers in the steps since the last report.
        epoch_loss: Mean loss of this epoch so far.
        epoch_accuracy: Share of right answers of this epoch so far.
        images_per_second: Speed of the last call, waiting for the pace left out.
        seconds_left: Estimated time to the end of the last epoch, at this pace.
        answers: Current answers (class indices) to the watched validation pictures.
    """

    epoch: int
    step: int
    steps_per_epoch: int
    loss: float
    accuracy: float
    epoch_loss: float
    epoch_accuracy: float
    images_per_second: float
    seconds_left: float
    answers: tuple[int, ...]


@dataclass(frozen=True)
class EpochFinished:
    """An epoch is finished and validated; its weights are handed to the store."""

    record: EpochRecord


@dataclass(frozen=True)
class PauseChanged:
    """The training holds, or goes on again."""

    paused: bool


@dataclass(frozen=True)
class TrainingFinished:
    """The training has ended, all epochs done or stopped before.

    Attributes:
        stopped: True when someone stopped it before its last epoch.
    """

    stopped: bool


TrainingEvent = TrainingStarted | Compiling | StepsDone | EpochFinished | PauseChanged | TrainingFinished

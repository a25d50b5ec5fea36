"""What a training reports while it runs: frozen events, and the record of a finished epoch."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, JsonValue

Watched = Literal["gradients", "inactive", "first_layer", "weights"]
"""What can be looked at inside a network while it learns; ``Inspection`` says what each one is."""


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
        share: Of the training pictures, 0 to 1; below 1 for a last epoch that the time limit cut short.
        time_spent: Seconds that count against the time limit after this epoch: all but pauses; None without one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    epoch: int
    seconds: float
    loss: float
    accuracy: float
    val_loss: float | None
    val_accuracy: float | None
    learning_rate: float
    share: float = 1.0
    time_spent: float | None = None


class SettingChange(BaseModel):
    """A setting that was changed while a network learned, or between two trainings of it.

    Attributes:
        epoch: When, in epochs done: 2.5 is in the middle of the third.
        setting: Its dotted name: in ``TrainingSpec`` ("optimizer.learning_rate", "augmentation.rotation",
            "epochs"), or in ``NetworkSpec`` when it begins with "layers." ("layers.2.rate").
        before: Its value until then.
        after: Its value from then on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    epoch: float
    setting: str
    before: JsonValue
    after: JsonValue


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
        epochs: How many epochs the run has when all is done; with a time limit, about how many.
        learning_rate: Of the last step.
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
    epochs: int
    learning_rate: float


@dataclass(frozen=True)
class SettingsChanged:
    """Settings were changed while it runs; the next step already takes them.

    Attributes:
        changes: What was changed, in its order.
    """

    changes: tuple[SettingChange, ...]


@dataclass(frozen=True, eq=False)
class LayerInspection:
    """What one layer looks like inside.

    Attributes:
        index: Of the layer in ``NetworkSpec.layers``.
        gradient_norm: Euclidean norm of the loss's gradient by the layer's weights; None unless "gradients" is watched,
            or where the layer has no weights.
        inactive: Share of the layer's units (channels, of a convolution) that gave the same answer to all pictures
            looked at, 0 to 1; None unless "inactive" is watched, or where the layer has no activation.
        edges: Edges of the histograms, float64, shape (bins + 1,); None unless "weights" is watched.
        now: Share of the weights in each bin now, float64, shape (bins,).
        start: The same when this training began.
    """

    index: int
    gradient_norm: float | None = None
    inactive: float | None = None
    edges: NDArray[np.float64] | None = None
    now: NDArray[np.float64] | None = None
    start: NDArray[np.float64] | None = None


@dataclass(frozen=True, eq=False)
class Inspection:
    """A look inside the network, taken between two calls.

    Attributes:
        epoch: When, in epochs done: 2.5 is in the middle of the third.
        layers: The layers of which something is watched.
        first_layer: What the first layer's units look for: float32, shape (units, height, width), at most 36 of
            them; None unless "first_layer" is watched, or where the first layer with weights is no Dense or Conv2D
            that looks at the picture itself.
    """

    epoch: float
    layers: tuple[LayerInspection, ...]
    first_layer: NDArray[np.float32] | None = None


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


TrainingEvent = (
    TrainingStarted
    | Compiling
    | StepsDone
    | SettingsChanged
    | Inspection
    | EpochFinished
    | PauseChanged
    | TrainingFinished
)

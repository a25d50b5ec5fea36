"""The points of a training's curves: gathered from its events, thinned as they grow, without Qt."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mnist_desktop.training.change_words import Mark
from mnist_desktop.training.events import EpochRecord, StepsDone

if TYPE_CHECKING:
    from mnist_desktop.plots.curves import CurveData

_MOST = 600  # twice what the plot draws; from there on two points become one
_PER_EPOCH = 25
_SHARE = 0.1  # of the way so far


class TrainingPoints:
    """What the lines of training and validation are made of.

    A report may be about 16 steps or about one, and twenty come in a second: drawn as they come, they would be noise,
    and 72,000 points an hour. So a point is the mean over at least a 25th of an epoch, in the beginning over less.
    """

    def __init__(self) -> None:
        self._records: tuple[EpochRecord, ...] = ()
        self._epochs: list[float] = []
        self._accuracy: list[float] = []
        self._loss: list[float] = []
        self._least = 1.0 / _PER_EPOCH  # epochs that a point stands for; doubles when there are too many
        self._from = 0.0  # where the last point's part of the training begins
        self._complete = True  # whether the next report begins a new point

    @property
    def records(self) -> tuple[EpochRecord, ...]:
        """The finished epochs."""
        return self._records

    def restart(self, records: Sequence[EpochRecord]) -> None:
        """Begins with finished epochs alone: all that is known of a model that was opened."""
        self._records = tuple(records)
        self._epochs = [_end(record) for record in records]
        self._accuracy = [record.accuracy for record in records]
        self._loss = [record.loss for record in records]
        self._least, self._from, self._complete = 1.0 / _PER_EPOCH, self._epochs[-1] if records else 0.0, True

    def add_steps(self, steps: StepsDone) -> None:
        """Adds what was measured within an epoch."""
        epoch = steps.epoch - 1 + steps.step / steps.steps_per_epoch
        if self._complete:
            self._from = self._epochs[-1] if self._epochs else 0.0
            self._epochs.append(epoch)
            self._accuracy.append(steps.accuracy)
            self._loss.append(steps.loss)
        else:
            share = (epoch - self._epochs[-1]) / (epoch - self._from)  # of the point that this report is about
            self._epochs[-1] = epoch
            self._accuracy[-1] += share * (steps.accuracy - self._accuracy[-1])
            self._loss[-1] += share * (steps.loss - self._loss[-1])
        self._complete = epoch - self._from >= self._wanted(epoch)
        if self._complete and len(self._epochs) >= _MOST:
            self._halve()

    def add_epoch(self, record: EpochRecord) -> None:
        """Adds a finished epoch."""
        self._records = (*self._records, record)

    def drop_unfinished(self) -> None:
        """Takes away what was measured after the last finished epoch."""
        last = self._records[-1].epoch + 1e-9 if self._records else 0.0
        count = sum(epoch <= last for epoch in self._epochs)
        for values in (self._epochs, self._accuracy, self._loss):
            del values[count:]
        self._complete = True

    def data(self, marks: Sequence[Mark] = ()) -> "CurveData":
        """The points as a plot wants them, with what was changed on the way; imports matplotlib."""
        from mnist_desktop.plots.curves import CurveData

        shown = len(self._epochs) if len(self._epochs) > 1 or self._records else 0  # one point is no line
        if shown > 2 and not self._complete and self._epochs[-1] - self._from < self._wanted(self._epochs[-1]) / 3:
            shown -= 1  # a few steps at the end of an epoch would be a spike
        validated = [record for record in self._records if record.val_loss is not None]
        return CurveData(
            training_epochs=self._epochs[:shown],
            training_accuracy=self._accuracy[:shown],
            training_loss=self._loss[:shown],
            validation_epochs=[_end(record) for record in validated],
            validation_accuracy=[record.val_accuracy or 0.0 for record in validated],
            validation_loss=[record.val_loss or 0.0 for record in validated],
            marks=marks,
        )

    def _wanted(self, epoch: float) -> float:
        """How much of the training, in epochs, a point there stands for."""
        return min(self._least, _SHARE * epoch) * (1 - 1e-9)

    def _halve(self) -> None:
        # From the end, so that the last point stays where it is.
        odd = len(self._epochs) % 2
        self._epochs[odd:] = self._epochs[odd + 1 :: 2]
        for values in (self._accuracy, self._loss):
            values[odd:] = [(one + two) / 2 for one, two in zip(values[odd::2], values[odd + 1 :: 2], strict=True)]
        self._least *= 2


def _end(record: EpochRecord) -> float:
    """Where an epoch ends, in epochs: one that the time limit cut short sooner."""
    return record.epoch - 1 + record.share

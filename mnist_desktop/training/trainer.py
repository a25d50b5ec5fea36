"""Trains a network epoch by epoch: order of pictures, pace, reports, and what happens when the numbers explode."""

import math
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.data.dataset import LabelledImages
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.networks.spec import TrainingSpec
from mnist_desktop.training.control import LESSON_SECONDS, Pace, TrainingControl
from mnist_desktop.training.engine import STEPS_PER_CALL_LIMIT, EngineState, TrainingEngine
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
from mnist_desktop.training.schedules import learning_rates
from mnist_desktop.training.verdicts import stops_by_itself
from mnist_desktop.training.watched import one_of_each

_CALL_SECONDS = 0.05  # one compiled call: short enough for a prompt pause and live curves
_LESSON_CALLS = 200  # per epoch at the lesson's pace: 20 a second
_MOST_CALLS = 400  # per epoch: where calls themselves are slow, on a machine under load, smaller ones help nobody
_LOSS_LIMIT = 1e6  # guessing has a loss of 2.3; at 1e9 as learning rate Adam's grew to 1e21 without becoming NaN

Report = Callable[[TrainingEvent], None]


class DivergedError(UserError):
    """The loss became infinite or no number; the epochs finished before are kept."""


class Trainer:
    """Runs the epochs of one training.

    Args:
        engine: Holds the network and the training pictures; continues from its state.
        training: Epochs, batch size and seed.
        training_count: How many training pictures the engine holds.
        validation: Pictures to validate on after each epoch; may be empty.
        report: Called in this thread with each event.
        control: Asked between two compiled calls.
        on_epoch: Called after each epoch, before it is reported, to keep its record and state.
        on_weights: Called with a copy of the weights between two compiled calls, for drawing meanwhile.
        history: The epochs that were finished before.
    """

    def __init__(
        self,
        engine: TrainingEngine,
        training: TrainingSpec,
        training_count: int,
        validation: LabelledImages,
        *,
        report: Report,
        control: TrainingControl,
        on_epoch: Callable[[EpochRecord, EngineState], None],
        on_weights: Callable[[tuple[NDArray[np.float32], ...]], None] | None = None,
        history: tuple[EpochRecord, ...] = (),
    ) -> None:
        self._engine = engine
        self._training = training
        self._count = training_count
        self._validation = validation
        self._report = report
        self._control = control
        self._on_epoch = on_epoch
        self._on_weights = on_weights
        self._history = list(history)
        self._steps_per_epoch = math.ceil(training_count / training.batch_size)
        self._seconds_per_step = 0.0
        self._validation_seconds = 0.0
        watched = one_of_each(validation.labels)
        self._watched_images = validation.images[list(watched)]
        self._watched = watched

    def run(self) -> bool:
        """Trains the epochs that are not finished yet.

        Returns:
            True when it came to its end, False when someone stopped it before.

        Raises:
            DivergedError: The loss is infinite or no number.
        """
        first_epoch = len(self._history) + 1
        self._report(
            TrainingStarted(
                epochs=self._training.epochs,
                first_epoch=first_epoch,
                steps_per_epoch=self._steps_per_epoch,
                training_count=self._count,
                validation_count=len(self._validation),
                watched=self._watched,
            )
        )
        self._report(Compiling())
        for epoch in range(first_epoch, self._training.epochs + 1):
            if not self.run_epoch(epoch):
                self._report(TrainingFinished(stopped=True))
                return False
            if stops_by_itself(self._history, self._training.stop_after):
                break
        self._report(TrainingFinished(stopped=False))
        return True

    def run_epoch(self, epoch: int) -> bool:
        """Trains and validates one epoch, counted from 1; False when someone stopped it before its end."""
        batches, last_size = self._batches(epoch)
        losses = np.empty(len(batches), np.float32)
        right = np.empty(len(batches), np.float32)
        began = time.monotonic()
        held = 0.0  # seconds paused in this epoch, which the lesson's pace does not have to make up for
        worked = 0.0
        step = 0
        while step < len(batches):
            held += self._hold()
            if self._control.stopped:
                return False
            count = min(self._steps_in_call(), len(batches) - step)
            started = time.monotonic()
            size = last_size if step + count == len(batches) else self._training.batch_size
            first_step = (epoch - 1) * len(batches) + step
            part = slice(step, step + count)
            rates = learning_rates(
                self._training, self._history, first_step, count, self._training.epochs * len(batches)
            )
            losses[part], right[part] = self._engine.train(batches[part], first_step, size, rates)
            seconds = time.monotonic() - started
            worked += seconds
            if self._seconds_per_step == 0.0:
                began = time.monotonic()  # the first call compiled: the lesson's pace need not make up for that
            self._measure(seconds / count)
            step += count
            if not np.all(np.abs(losses[part]) < _LOSS_LIMIT):  # false for NaN as well
                raise self._diverged(epoch)
            self._report_steps(epoch, losses[:step], right[:step], count, seconds)
            self._keep_pace(began + held, step)
        if self._control.stopped:
            return False
        record = self._finish(epoch, losses, right, worked, float(rates[-1]))
        if record.val_loss is not None and not math.isfinite(record.val_loss):
            raise self._diverged(epoch)
        self._history.append(record)
        self._on_epoch(record, self._engine.state)
        self._report(EpochFinished(record))
        return True

    def _batches(self, epoch: int) -> tuple[NDArray[np.int32], int]:
        """The order of pictures in an epoch, which only seed and epoch decide, filled up to whole batches."""
        order = np.random.default_rng((self._training.seed, epoch)).permutation(self._count).astype(np.int32)
        size = self._training.batch_size
        padded = np.zeros(self._steps_per_epoch * size, np.int32)
        padded[: self._count] = order
        return padded.reshape(-1, size), self._count - (self._steps_per_epoch - 1) * size

    def _finish(
        self,
        epoch: int,
        losses: NDArray[np.float32],
        right: NDArray[np.float32],
        worked: float,
        learning_rate: float,
    ) -> EpochRecord:
        started = time.monotonic()
        val_loss, val_accuracy = self._engine.validate(self._validation) if len(self._validation) else (None, None)
        self._validation_seconds = time.monotonic() - started
        return EpochRecord(
            epoch=epoch,
            seconds=worked + self._validation_seconds,
            loss=self._mean_loss(losses),
            accuracy=float(right.sum(dtype=np.float64)) / self._count,
            val_loss=val_loss,
            val_accuracy=val_accuracy,
            learning_rate=learning_rate,
        )

    def _mean_loss(self, losses: NDArray[np.float32]) -> float:
        """The mean over pictures, the last batch being smaller, as ``fit`` reports it."""
        sizes = np.full(len(losses), self._training.batch_size, np.float64)
        if len(losses) == self._steps_per_epoch:
            sizes[-1] = self._count - (self._steps_per_epoch - 1) * self._training.batch_size
        return float(np.average(losses.astype(np.float64), weights=sizes))

    def _report_steps(
        self, epoch: int, losses: NDArray[np.float32], right: NDArray[np.float32], count: int, seconds: float
    ) -> None:
        step = len(losses)
        seen = min(step * self._training.batch_size, self._count)
        before = min((step - count) * self._training.batch_size, self._count)
        if self._on_weights is not None:
            self._on_weights(self._engine.weights)
        self._report(
            StepsDone(
                epoch=epoch,
                step=step,
                steps_per_epoch=self._steps_per_epoch,
                loss=float(losses[-count:].mean(dtype=np.float64)),
                accuracy=float(right[-count:].sum(dtype=np.float64)) / (seen - before),
                epoch_loss=self._mean_loss(losses),
                epoch_accuracy=float(right.sum(dtype=np.float64)) / seen,
                images_per_second=(seen - before) / seconds,
                seconds_left=self._seconds_left(epoch, step),
                answers=self._engine.answer(self._watched_images) if self._watched else (),
            )
        )

    def _seconds_left(self, epoch: int, step: int) -> float:
        whole = self._seconds_per_step * self._steps_per_epoch
        if self._control.pace is Pace.LESSON:
            whole = max(whole, LESSON_SECONDS)
        epochs_after = self._training.epochs - epoch
        share_left = 1.0 - step / self._steps_per_epoch
        return whole * (epochs_after + share_left) + self._validation_seconds * (epochs_after + 1)

    def _measure(self, seconds_per_step: float) -> None:
        # The first call compiles; the smaller figure is the truer one until the mean has settled.
        known = self._seconds_per_step
        if known == 0.0 or seconds_per_step < known / 4:
            self._seconds_per_step = seconds_per_step
        else:
            self._seconds_per_step = 0.8 * known + 0.2 * seconds_per_step

    def _steps_in_call(self) -> int:
        if self._control.pace is Pace.STEP or self._seconds_per_step == 0.0:
            return 1
        most = _CALL_SECONDS / self._seconds_per_step
        if self._control.pace is Pace.LESSON:
            most = min(most, self._steps_per_epoch / _LESSON_CALLS)
        else:
            most = max(most, self._steps_per_epoch / _MOST_CALLS)
        return min(max(1, round(most)), STEPS_PER_CALL_LIMIT)

    def _hold(self) -> float:
        """Blocks while held; returns the seconds that took."""
        if not self._control.held:
            self._control.wait_while_held()
            return 0.0
        started = time.monotonic()
        self._report(PauseChanged(paused=True))
        self._control.wait_while_held()
        self._report(PauseChanged(paused=False))
        return time.monotonic() - started

    def _keep_pace(self, began: float, step: int) -> None:
        if self._control.pace is Pace.LESSON:
            moment = began + LESSON_SECONDS * step / self._steps_per_epoch
            if moment > time.monotonic():
                self._control.wait_until(moment)

    def _diverged(self, epoch: int) -> DivergedError:
        rate = self._training.optimizer.learning_rate
        kept = _("Epoch {epoch} is kept.").format(epoch=epoch - 1) if epoch > 1 else _("No epoch was finished.")
        advice = _("The learning rate is {rate}; try 0.001.").format(rate=f"{rate:,.12g}")
        return DivergedError(
            _("The numbers grew without limit in epoch {epoch}.").format(epoch=epoch),
            f"{advice} {kept}",
            "optimizer.learning_rate",
        )

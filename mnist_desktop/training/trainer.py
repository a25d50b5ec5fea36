"""Trains a network epoch by epoch: order of pictures, pace, changes on the way, reports, and numbers that explode."""

import contextlib
import math
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.data.dataset import LabelledImages
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.networks.spec import AugmentationSpec
from mnist_desktop.training.control import LESSON_SECONDS, Pace, TrainingControl
from mnist_desktop.training.engine import EngineState, TrainingEngine
from mnist_desktop.training.events import (
    Compiling,
    EpochFinished,
    EpochRecord,
    PauseChanged,
    SettingChange,
    SettingsChanged,
    StepsDone,
    TrainingEvent,
    TrainingFinished,
    TrainingStarted,
)
from mnist_desktop.training.inspection import Inspector
from mnist_desktop.training.schedules import learning_rates
from mnist_desktop.training.settings import Settings, changes_between
from mnist_desktop.training.timing import Timing
from mnist_desktop.training.verdicts import stops_by_itself, time_spent
from mnist_desktop.training.watched import one_of_each

_LOSS_LIMIT = 1e6  # guessing has a loss of 2.3; at 1e9 as learning rate Adam's grew to 1e21 without becoming NaN

Report = Callable[[TrainingEvent], None]


class DivergedError(UserError):
    """The loss became infinite or no number; the epochs finished before are kept."""


class Trainer:
    """Runs the epochs of one training.

    Args:
        engine: Holds the network and the training pictures; continues from its state.
        settings: How the training begins.
        training_count: How many training pictures the engine holds.
        validation: Pictures to validate on after each epoch; may be empty.
        report: Called in this thread with each event.
        control: Asked between two compiled calls.
        on_epoch: Called after each epoch, before it is reported, to keep its record and state.
        on_change: Called with the settings and all changes so far when one was made on the way.
        on_weights: Called with a copy of the weights between two compiled calls, for drawing meanwhile.
        history: The epochs that were finished before.
    """

    def __init__(
        self,
        engine: TrainingEngine,
        settings: Settings,
        training_count: int,
        validation: LabelledImages,
        *,
        report: Report,
        control: TrainingControl,
        on_epoch: Callable[[EpochRecord, EngineState], None],
        on_change: Callable[[Settings, tuple[SettingChange, ...]], None] | None = None,
        on_weights: Callable[[tuple[NDArray[np.float32], ...]], None] | None = None,
        history: tuple[EpochRecord, ...] = (),
    ) -> None:
        self._engine = engine
        self._settings = settings
        self._changes: list[SettingChange] = []
        self._count = training_count
        self._validation = validation
        self._report = report
        self._control = control
        self._on_epoch = on_epoch
        self._on_change = on_change
        self._on_weights = on_weights
        self._history = list(history)
        self._batch_size = settings.training.batch_size
        self._steps_per_epoch = math.ceil(training_count / self._batch_size)
        self._timing = Timing(
            self._steps_per_epoch,
            len(validation) / max(1, training_count),
            spent=time_spent(history),
        )
        self._inspector = Inspector(engine, control)
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
        epoch = len(self._history) + 1
        self._report(
            TrainingStarted(
                epochs=self._settings.training.epochs,
                first_epoch=epoch,
                steps_per_epoch=self._steps_per_epoch,
                training_count=self._count,
                validation_count=len(self._validation),
                watched=self._watched,
            )
        )
        while self._steps_in_epoch(epoch, 0):
            if not self.run_epoch(epoch):
                self._report(TrainingFinished(stopped=True))
                return False
            if stops_by_itself(self._history, self._settings.training.stop_after):
                break
            epoch += 1
            self._take_changes(epoch, 0)
        self._report(TrainingFinished(stopped=False))
        return True

    def run_epoch(self, epoch: int) -> bool:
        """Trains and validates one epoch, counted from 1; False when someone stopped it before its end."""
        batches, last_size = self._batches(epoch)
        self._use_settings(epoch)
        losses = np.empty(len(batches), np.float32)
        right = np.empty(len(batches), np.float32)
        clock = _EpochClock(self._timing, self._steps_per_epoch)
        worked = 0.0
        step = 0
        rate = 0.0
        while step < self._steps_in_epoch(epoch, step):
            clock.held(self._hold())
            if self._control.stopped:
                return False
            self._take_changes(epoch, step)
            compiles = self._engine.must_compile
            if compiles:
                self._report(Compiling())
            started = time.monotonic()
            planned = self._steps_in_epoch(epoch, step)
            count = 1 if compiles else min(self._timing.steps_in_call(self._control.pace), planned - step)
            part = slice(step, step + count)
            rates = self._learning_rates(epoch, step, count)
            size = last_size if step + count == len(batches) else self._batch_size
            losses[part], right[part] = self._engine.train(batches[part], self._done(epoch, step), size, rates)
            rate = float(rates[-1])
            seconds = time.monotonic() - started
            worked += seconds
            step += count
            if compiles:
                clock.restart()  # the lesson's pace need not make up for that
            else:
                self._timing.measure_call(seconds, count)
            if not np.all(np.abs(losses[part]) < _LOSS_LIMIT):  # false for NaN as well
                raise self._diverged(epoch)
            self._report_steps(epoch, losses[:step], right[:step], count, seconds, rate)
            self._inspector.look_if_due(epoch - 1 + step / len(batches), self._report)
            if self._control.pace is Pace.LESSON:
                clock.keep_lesson_pace(self._control, step)
            clock.spend()
        if self._control.stopped:
            return False
        began = time.monotonic()
        val_loss, val_accuracy = self._engine.validate(self._validation) if len(self._validation) else (None, None)
        seconds = time.monotonic() - began
        self._timing.measure_validation(seconds)
        clock.spend()
        seen = self._seen(step)
        record = EpochRecord(
            epoch=epoch,
            seconds=worked + seconds,
            loss=self._mean_loss(losses[:step]),
            accuracy=float(right[:step].sum(dtype=np.float64)) / seen,
            val_loss=val_loss,
            val_accuracy=val_accuracy,
            learning_rate=rate,
            share=seen / self._count,
            time_spent=None if self._settings.training.time_limit is None else self._timing.spent,
        )
        if record.val_loss is not None and not math.isfinite(record.val_loss):
            raise self._diverged(epoch)
        self._history.append(record)
        self._on_epoch(record, self._engine.state)
        self._report(EpochFinished(record))
        return True

    def _done(self, epoch: int, step: int) -> int:
        """Steps done, over all epochs."""
        return (epoch - 1) * self._steps_per_epoch + step

    def _steps_in_epoch(self, epoch: int, step: int) -> int:
        done = self._done(epoch, step)
        return self._timing.steps_in_epoch(self._settings.training, epoch, done, self._control.pace)

    def _learning_rates(self, epoch: int, step: int, count: int) -> NDArray[np.float32]:
        training, done = self._settings.training, self._done(epoch, step)
        total = self._timing.total_steps(training, done, self._control.pace)
        return learning_rates(training, self._history, done, count, total)

    def _use_settings(self, epoch: int) -> None:
        """Gives the engine the settings as they are in an epoch: the last ones may see the pictures as they are."""
        settings, training = self._settings, self._settings.training
        if training.time_limit is None and epoch > training.epochs - training.augmentation.plain_epochs:
            plain = training.model_copy(update={"augmentation": AugmentationSpec()})
            settings = Settings(settings.network, plain)
        self._engine.use(settings)

    def _take_changes(self, epoch: int, step: int) -> None:
        """Changes the settings that someone asked to change; an impossible one is left as it was."""
        before = self._settings
        wanted = self._control.take_changes()
        for name, value in wanted.items():
            with contextlib.suppress(UserError):
                self._settings = self._settings.changed({name: value})
        least = epoch if step else epoch - 1  # the running epoch is finished
        if self._settings.training.epochs < least:
            self._settings = self._settings.changed({"epochs": least})
        changes = changes_between(before, self._settings, epoch - 1 + step / self._steps_per_epoch)
        if changes:
            self._use_settings(epoch)
            self._changes.extend(changes)
            if self._on_change is not None:
                self._on_change(self._settings, tuple(self._changes))
            self._report(SettingsChanged(tuple(changes)))

    def _batches(self, epoch: int) -> tuple[NDArray[np.int32], int]:
        """The order of pictures in an epoch for each member, which only seed and epoch decide, in whole batches."""
        members, size = self._settings.network.members, self._batch_size
        padded = np.zeros((members, self._steps_per_epoch * size), np.int32)
        for member in range(members):
            seed = (self._settings.training.seed + member, epoch)
            padded[member, : self._count] = np.random.default_rng(seed).permutation(self._count)
        batches = padded.reshape(members, -1, size).swapaxes(0, 1)
        return batches, self._count - (self._steps_per_epoch - 1) * size

    def _seen(self, steps: int) -> int:
        """Pictures in the first steps of an epoch."""
        return min(steps * self._batch_size, self._count)

    def _mean_loss(self, losses: NDArray[np.float32]) -> float:
        """The mean over pictures, the last batch being smaller, as ``fit`` reports it."""
        sizes = np.full(len(losses), self._batch_size, np.float64)
        sizes[-1] = self._seen(len(losses)) - self._seen(len(losses) - 1)
        return float(np.average(losses.astype(np.float64), weights=sizes))

    def _report_steps(
        self,
        epoch: int,
        losses: NDArray[np.float32],
        right: NDArray[np.float32],
        count: int,
        seconds: float,
        learning_rate: float,
    ) -> None:
        step = len(losses)
        training, done, pace = self._settings.training, self._done(epoch, step), self._control.pace
        seen, before = self._seen(step), self._seen(step - count)
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
                seconds_left=self._timing.seconds_left(training, done, pace),
                answers=self._engine.answer(self._watched_images) if self._watched else (),
                epochs=self._timing.epochs(training, done, pace),
                learning_rate=learning_rate,
            )
        )

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

    def _diverged(self, epoch: int) -> DivergedError:
        rate = self._settings.training.optimizer.learning_rate
        kept = _("Epoch {epoch} is kept.").format(epoch=epoch - 1) if epoch > 1 else _("No epoch was finished.")
        advice = _("The learning rate is {rate}; try 0.001.").format(rate=f"{rate:,.12g}")
        return DivergedError(
            _("The numbers grew without limit in epoch {epoch}.").format(epoch=epoch),
            f"{advice} {kept}",
            "optimizer.learning_rate",
        )


class _EpochClock:
    """The time of one epoch, pauses left out: for the lesson's pace and the time limit."""

    def __init__(self, timing: Timing, steps_per_epoch: int) -> None:
        self._timing = timing
        self._steps_per_epoch = steps_per_epoch
        self._began = self._counted = time.monotonic()

    def restart(self) -> None:
        """Begins the lesson's pace anew."""
        self._began = time.monotonic()

    def held(self, seconds: float) -> None:
        """Leaves out a pause."""
        self._began += seconds
        self._counted += seconds

    def spend(self) -> None:
        """Counts what has passed against the time limit."""
        now = time.monotonic()
        self._timing.spend(now - self._counted)
        self._counted = now

    def keep_lesson_pace(self, control: TrainingControl, step: int) -> None:
        """Waits until it is time for the next step."""
        moment = self._began + LESSON_SECONDS * step / self._steps_per_epoch
        if moment > time.monotonic():
            control.wait_until(moment)

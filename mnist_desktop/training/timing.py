"""Timing: how many steps go into a compiled call, how long all will take, and how much fits into a time limit."""

import math

from mnist_desktop.networks.spec import TrainingSpec
from mnist_desktop.training.control import LESSON_SECONDS, Pace
from mnist_desktop.training.engine import STEPS_PER_CALL_LIMIT

_CALL_SECONDS = 0.05  # one compiled call: short enough for a prompt pause and live curves
_LESSON_CALLS = 200  # per epoch at the lesson's pace: 20 a second
_MOST_CALLS = 400  # per epoch: where calls themselves are slow, on a machine under load, smaller ones help nobody
_VALIDATION_SHARE = 0.3  # of what as many pictures take in training; a guess for the first epoch only
_LEAST_SHARE = 0.05  # of an epoch: less than that is not begun for the rest of a time limit


class Timing:
    """Measures steps and validations, and plans with them.

    Args:
        steps_per_epoch: Batches in an epoch.
        validation_share: Validation pictures over training pictures.
        spent: Seconds that count against the time limit already.
    """

    def __init__(self, steps_per_epoch: int, validation_share: float, spent: float) -> None:
        self._steps_per_epoch = steps_per_epoch
        self._validation_share = validation_share
        self._spent = spent
        self._seconds_per_step = 0.0
        self._validation: float | None = None

    @property
    def known(self) -> bool:
        """Whether a call was measured."""
        return self._seconds_per_step > 0.0

    def measure_call(self, seconds: float, steps: int) -> None:
        """Takes note of a call that did not have to be compiled."""
        known, now = self._seconds_per_step, seconds / steps
        self._seconds_per_step = 0.8 * known + 0.2 * now if known else now

    def measure_validation(self, seconds: float) -> None:
        """Takes note of a validation."""
        self._validation = seconds

    @property
    def spent(self) -> float:
        """Seconds that count against the time limit so far."""
        return self._spent

    def spend(self, seconds: float) -> None:
        """Counts seconds against the time limit; pauses are left out."""
        self._spent += seconds

    def steps_in_call(self, pace: Pace) -> int:
        """How many steps the next compiled call trains."""
        if pace is Pace.STEP or not self.known:
            return 1
        most = _CALL_SECONDS / self._seconds_per_step
        if pace is Pace.LESSON:
            most = min(most, self._steps_per_epoch / _LESSON_CALLS)
        else:
            most = max(most, self._steps_per_epoch / _MOST_CALLS)
        return min(max(1, round(most)), STEPS_PER_CALL_LIMIT)

    def total_steps(self, training: TrainingSpec, done: int, pace: Pace) -> int:
        """Steps of the whole training.

        Args:
            training: Epochs, or a time limit.
            done: Steps done, over all epochs.
            pace: The pace from now on.
        """
        if training.time_limit is None:
            return training.epochs * self._steps_per_epoch
        left = training.time_limit - self._spent
        if not self.known:
            return done + (self._steps_per_epoch if left > 0.0 else 0)
        # The last epoch is validated too, however short it is.
        left -= self._validation_seconds
        per_step = self._epoch_seconds(pace) / self._steps_per_epoch
        return done + max(0, math.floor(left / per_step))

    def epochs(self, training: TrainingSpec, done: int, pace: Pace) -> int:
        """How many epochs there are when all is done; about, with a time limit."""
        return max(1, math.ceil(self.total_steps(training, done, pace) / self._steps_per_epoch - _LEAST_SHARE))

    def steps_in_epoch(self, training: TrainingSpec, epoch: int, done: int, pace: Pace) -> int:
        """Steps of an epoch, counted from 1: fewer than usual when the time limit comes first, 0 when it is over.

        Args:
            training: Epochs, or a time limit.
            epoch: Which one.
            done: Steps done, over all epochs.
            pace: The pace from now on.
        """
        before = (epoch - 1) * self._steps_per_epoch
        left = min(self._steps_per_epoch, max(0, self.total_steps(training, done, pace) - before))
        too_few = done == before and left < _LEAST_SHARE * self._steps_per_epoch
        return 0 if too_few and epoch > 1 else max(left, 1 if epoch == 1 else 0)

    def seconds_left(self, training: TrainingSpec, done: int, pace: Pace) -> float:
        """Estimated seconds to the end, validations included."""
        if training.time_limit is not None:
            return max(0.0, training.time_limit - self._spent)
        return (self.total_steps(training, done, pace) - done) / self._steps_per_epoch * self._epoch_seconds(pace)

    @property
    def _validation_seconds(self) -> float:
        if self._validation is not None:
            return self._validation
        return _VALIDATION_SHARE * self._validation_share * self._seconds_per_step * self._steps_per_epoch

    def _epoch_seconds(self, pace: Pace) -> float:
        whole = self._seconds_per_step * self._steps_per_epoch
        if pace is Pace.LESSON:
            whole = max(whole, LESSON_SECONDS)
        return whole + self._validation_seconds

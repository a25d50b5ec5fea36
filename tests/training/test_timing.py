"""Plans: steps in a call, steps in a time limit."""

import pytest

from mnist_desktop.networks.spec import TrainingSpec
from mnist_desktop.training.control import Pace
from mnist_desktop.training.engine import STEPS_PER_CALL_LIMIT
from mnist_desktop.training.timing import Timing


def _timing(*, steps: int = 1000, per_step: float = 0.001, validation: float = 0.2, spent: float = 0.0) -> Timing:
    timing = Timing(steps, 0.1, spent)
    timing.measure_call(per_step, 1)
    timing.measure_validation(validation)
    return timing


def test_that_a_call_lasts_about_50_ms() -> None:
    assert _timing().steps_in_call(Pace.FULL) == 50
    assert _timing(per_step=1e-6).steps_in_call(Pace.FULL) == STEPS_PER_CALL_LIMIT
    assert _timing(per_step=1.0).steps_in_call(Pace.FULL) == 2  # 400 calls an epoch, however slow
    assert _timing().steps_in_call(Pace.LESSON) == 5
    assert _timing().steps_in_call(Pace.STEP) == 1
    assert Timing(1000, 0.1, 0.0).steps_in_call(Pace.FULL) == 1


def test_that_epochs_decide_without_a_time_limit() -> None:
    training, timing = TrainingSpec(epochs=3), _timing()
    assert timing.total_steps(training, 500, Pace.FULL) == 3000
    assert [timing.steps_in_epoch(training, epoch, (epoch - 1) * 1000, Pace.FULL) for epoch in (1, 3, 4)] == [
        1000,
        1000,
        0,
    ]
    assert timing.seconds_left(training, 1000, Pace.FULL) == pytest.approx(2 * 1.2)


def test_that_a_time_limit_is_filled_and_not_exceeded() -> None:
    """A training that is simulated second by second ends within its limit, the last validation included."""
    training = TrainingSpec(time_limit=10.0)
    timing, done, epoch, clock = _timing(validation=0.2), 0, 1, 0.0
    while left := timing.steps_in_epoch(training, epoch, done, Pace.FULL):
        step = done - (epoch - 1) * 1000
        while step < left:
            count = min(50, left - step)
            timing.spend(0.001 * count)
            clock += 0.001 * count
            step, done = step + count, done + count
            left = timing.steps_in_epoch(training, epoch, done, Pace.FULL)
        timing.spend(0.2)
        clock += 0.2
        done, epoch = epoch * 1000 if step == 1000 else done, epoch + 1
        if step < 1000:
            break
    assert 9.5 < clock <= 10.001
    assert epoch == 10
    assert 0 < step < 1000  # the last epoch was cut short, to use what was left


def test_that_the_least_of_limits_trains_something() -> None:
    training = TrainingSpec(time_limit=1.0)
    assert _timing(per_step=10.0).steps_in_epoch(training, 1, 0, Pace.FULL) == 1
    assert _timing(spent=1.0).steps_in_epoch(training, 2, 1000, Pace.FULL) == 0


def test_that_an_epoch_is_not_begun_for_a_moment() -> None:
    training = TrainingSpec(time_limit=10.0)
    assert _timing(spent=9.77).steps_in_epoch(training, 9, 8000, Pace.FULL) == 0
    assert _timing(spent=9.0).steps_in_epoch(training, 9, 8000, Pace.FULL) > 600


def test_that_the_epochs_to_come_are_told() -> None:
    training = TrainingSpec(time_limit=12.5)
    assert _timing().epochs(training, 0, Pace.FULL) in {10, 11}
    assert _timing().epochs(TrainingSpec(epochs=7), 3000, Pace.FULL) == 7

"""Learning rates over a training."""

import numpy as np
import pytest

from mnist_desktop.networks.spec import OptimizerSpec, ScheduleName, ScheduleSpec, TrainingSpec
from mnist_desktop.training.events import EpochRecord
from mnist_desktop.training.schedules import learning_rates, plateaus


def _spec(name: ScheduleName) -> TrainingSpec:
    return TrainingSpec(optimizer=OptimizerSpec(learning_rate=0.1), schedule=ScheduleSpec(name=name))


def _history(*losses: float) -> tuple[EpochRecord, ...]:
    return tuple(
        EpochRecord(epoch=i, seconds=1, loss=9, accuracy=0, val_loss=loss, val_accuracy=0, learning_rate=1)
        for i, loss in enumerate(losses, start=1)
    )


def test_that_a_constant_rate_stays() -> None:
    np.testing.assert_allclose(learning_rates(_spec("constant"), (), 50, 3, 100), [0.1] * 3)


def test_that_a_cosine_falls_from_the_rate_to_nothing() -> None:
    rates = learning_rates(_spec("cosine"), (), 0, 101, 101)
    assert rates[0] == pytest.approx(0.1)
    assert rates[50] == pytest.approx(0.05)
    assert rates[100] == pytest.approx(0.0, abs=1e-9)
    assert np.all(np.diff(rates) < 0)


def test_that_one_cycle_rises_to_the_rate_and_falls_far_below_its_start() -> None:
    rates = learning_rates(_spec("one_cycle"), (), 0, 1001, 1001)
    assert rates[0] == pytest.approx(0.1 / 25)
    assert rates.argmax() == 300
    assert rates.max() == pytest.approx(0.1)
    assert rates[-1] == pytest.approx(0.1 / 25 / 1e4, rel=1e-3)


def test_that_a_schedule_asked_for_in_parts_is_the_same() -> None:
    names: tuple[ScheduleName, ...] = ("constant", "cosine", "one_cycle")
    for name in names:
        whole = learning_rates(_spec(name), (), 0, 90, 90)
        parts = [learning_rates(_spec(name), (), start, 30, 90) for start in (0, 30, 60)]
        np.testing.assert_array_equal(whole, np.concatenate(parts))


def test_that_the_rate_is_halved_after_each_plateau() -> None:
    assert plateaus(_history(1.0, 0.9, 0.8), 2) == 0
    assert plateaus(_history(1.0, 1.1, 1.2), 2) == 1
    assert plateaus(_history(1.0, 1.1, 1.2, 1.3, 1.4), 2) == 2
    assert plateaus(_history(1.0, 1.1, 0.9, 1.0), 2) == 0
    rates = learning_rates(_spec("reduce_on_plateau"), _history(1.0, 1.1, 1.2), 0, 2, 100)
    np.testing.assert_allclose(rates, [0.05, 0.05])

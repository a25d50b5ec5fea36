"""What finished epochs say: overfitting, validation above training, and the outcome."""

import pytest

from mnist_desktop.training.events import EpochRecord
from mnist_desktop.training.verdicts import (
    best_epoch,
    memorising,
    memorising_since,
    outcome,
    percent,
    validation_is_ahead,
    why_validation_is_ahead,
)


def history(*validation_losses: float | None, training_losses: list[float] | None = None) -> tuple[EpochRecord, ...]:
    """Epochs with these validation losses; the training loss falls unless given."""
    return tuple(
        EpochRecord(
            epoch=number,
            seconds=1.0,
            loss=training_losses[number - 1] if training_losses else 1.0 / number,
            accuracy=0.9,
            val_loss=loss,
            val_accuracy=None if loss is None else 0.8,
            learning_rate=0.001,
        )
        for number, loss in enumerate(validation_losses, start=1)
    )


def record(accuracy: float, val_accuracy: float | None) -> EpochRecord:
    return history(0.5)[0].model_copy(update={"accuracy": accuracy, "val_accuracy": val_accuracy})


@pytest.mark.parametrize(
    ("losses", "since"),
    [
        ((), None),
        ((0.5, 0.4, 0.3), None),
        ((0.5, 0.3, 0.4, 0.4), None),
        ((0.5, 0.3, 0.4, 0.4, 0.4), 2),
        ((0.5, 0.3, 0.4, 0.4, 0.4, 0.29), None),
        ((0.5, 0.3, 0.4, 0.5, 0.6, 0.31), 2),
        ((0.5, 0.4, 0.5, 0.3, 0.5, 0.5), None),
        ((None, None, None, None, None), None),
    ],
)
def test_that_three_epochs_worse_than_the_best_are_memorising(
    losses: tuple[float | None, ...], since: int | None
) -> None:
    assert memorising_since(history(*losses)) == since


def test_that_a_training_that_gets_nowhere_is_not_memorising() -> None:
    losses = [0.5, 0.2, 0.6, 0.7, 0.8]
    assert memorising_since(history(0.5, 0.3, 0.4, 0.4, 0.4, training_losses=losses)) is None


def test_that_memorising_is_said_with_its_epoch() -> None:
    sentence = memorising(history(0.5, 0.3, 0.4, 0.4, 0.4))
    assert sentence.startswith("Since epoch 2 ")
    assert "memorising" in sentence
    assert memorising(history(0.5, 0.3)) == ""


def test_that_the_first_of_equally_good_epochs_is_the_best() -> None:
    best = best_epoch(history(0.5, 0.3, 0.3))
    assert best is not None
    assert best.epoch == 2
    assert best_epoch(history(None)) is None


@pytest.mark.parametrize(
    ("training", "validation", "ahead"), [(0.9, 0.95, True), (0.9, 0.9, False), (0.95, 0.9, False), (0.9, None, False)]
)
def test_that_validation_above_training_is_noticed(training: float, validation: float | None, ahead: bool) -> None:
    assert validation_is_ahead((record(training, validation),)) is ahead
    assert bool(why_validation_is_ahead((record(training, validation),), dropout=True)) is ahead


def test_that_dropout_is_a_reason_only_where_there_is_some() -> None:
    ahead = (record(0.9, 0.95),)
    assert "dropout" in why_validation_is_ahead(ahead, dropout=True)
    assert "dropout" not in why_validation_is_ahead(ahead, dropout=False)


def test_that_only_the_last_epoch_counts_for_being_ahead() -> None:
    assert not validation_is_ahead((record(0.9, 0.95), record(0.98, 0.97)))
    assert not validation_is_ahead(())


def test_that_the_outcome_is_about_new_pictures() -> None:
    assert outcome((record(0.985, 0.978),), 9000) == "97.8 % right on 9,000 pictures it has never trained on."


def test_that_a_wide_gap_is_said_with_both_numbers() -> None:
    sentence = outcome((record(1.0, 0.87),), 9000)
    assert "100.0 %" in sentence
    assert "only 87.0 %" in sentence


def test_that_an_outcome_without_validation_promises_nothing() -> None:
    sentence = outcome((record(0.985, None),), 0)
    assert "98.5 %" in sentence
    assert "test" in sentence
    assert outcome((), 9000) == ""


@pytest.mark.parametrize(("share", "text"), [(0.9778, "97.8 %"), (0.99999, "99.9 %"), (1.0, "100.0 %"), (0.0, "0.0 %")])
def test_that_almost_all_is_not_all(share: float, text: str) -> None:
    assert percent(share) == text

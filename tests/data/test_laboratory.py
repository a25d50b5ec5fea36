"""Bad data on purpose: seeded, on the training pictures alone, known to the dataset, and undone."""

from typing import Any

import numpy as np
import pytest

from mnist_desktop.data.dataset import Dataset, arrays_sha256
from mnist_desktop.data.laboratory import DataChanges, apply_changes, describe_changes, labels_before
from mnist_desktop.errors import UserError

_CHANGES = (
    {"picture_count": 500},
    {"left_out": 4},
    {"thinned": 1, "thinned_share": 0.1},
    {"flipped_share": 0.2},
    {"noise": 0.3},
    {"left_out": 9, "thinned": 0, "thinned_share": 0.5, "picture_count": 2000, "flipped_share": 0.1, "noise": 0.1},
)


@pytest.mark.parametrize("settings", _CHANGES)
def test_that_the_seed_alone_decides_and_the_test_is_untouched(mnist: Dataset, settings: dict[str, Any]) -> None:
    one, again, other = (apply_changes(mnist, DataChanges(**settings, seed=seed)) for seed in (3, 3, 4))
    assert one.sha256 == again.sha256 == arrays_sha256(one.train, one.test)
    assert one.sha256 != mnist.sha256
    assert one.test is mnist.test
    assert one.changes == DataChanges(**settings, seed=3)
    assert one.before_changes is mnist
    if settings != {"left_out": 4}:
        assert one.sha256 != other.sha256
    assert len(describe_changes(one.changes, mnist.class_names)) == max(1, len(settings) - ("thinned" in settings))


def test_that_counts_are_those_that_were_asked_for(mnist: Dataset) -> None:
    before = np.bincount(mnist.train.labels)
    few = apply_changes(mnist, DataChanges(picture_count=500)).train
    assert len(few) == 500
    without = np.bincount(apply_changes(mnist, DataChanges(left_out=4)).train.labels, minlength=10)
    assert without[4] == 0
    assert np.array_equal(np.delete(without, 4), np.delete(before, 4))
    thin = np.bincount(apply_changes(mnist, DataChanges(thinned=1, thinned_share=0.1)).train.labels)
    assert thin[1] == round(before[1] * 0.1)
    assert np.array_equal(np.delete(thin, 1), np.delete(before, 1))


def test_that_flipped_labels_are_all_wrong_and_spread_evenly(mnist: Dataset) -> None:
    flipped = apply_changes(mnist, DataChanges(flipped_share=0.3)).train
    wrong = flipped.labels != mnist.train.labels
    assert wrong.sum() == 18_000
    steps = (flipped.labels[wrong].astype(int) - mnist.train.labels[wrong]) % 10
    assert np.bincount(steps, minlength=10)[1:].min() > 1800
    assert np.array_equal(flipped.images, mnist.train.images)


def test_that_noise_has_the_spread_that_was_asked_for(mnist: Dataset) -> None:
    noisy = apply_changes(mnist, DataChanges(noise=0.1)).train.images
    grey = (mnist.train.images > 100) & (mnist.train.images < 155)  # where nothing is cut off
    difference = noisy[grey].astype(float) - mnist.train.images[grey]
    assert difference.std() == pytest.approx(25.5, abs=0.3)
    assert difference.mean() == pytest.approx(0.0, abs=0.3)


def test_that_changes_do_not_add_up_and_nothing_undoes_them(mnist: Dataset) -> None:
    changed = apply_changes(mnist, DataChanges(picture_count=500))
    assert len(apply_changes(changed, DataChanges(left_out=0)).train) > 50_000
    assert apply_changes(changed, DataChanges(thinned=3, thinned_share=1.0, seed=9)) is mnist
    assert describe_changes(DataChanges(), mnist.class_names) == describe_changes(None, ()) == ()


def test_that_another_noise_leaves_the_other_draws_alone(mnist: Dataset) -> None:
    one, other = (apply_changes(mnist, DataChanges(picture_count=99, flipped_share=0.5, noise=n)) for n in (0.0, 0.4))
    assert np.array_equal(one.train.labels, other.train.labels)


@pytest.mark.parametrize(
    ("settings", "field"),
    [({"left_out": 10}, "left_out"), ({"thinned": 99}, "thinned")],
)
def test_that_a_class_that_is_not_there_is_refused(mnist: Dataset, settings: dict[str, Any], field: str) -> None:
    with pytest.raises(UserError, match="has the classes 0 to 9") as caught:
        apply_changes(mnist, DataChanges(**settings))
    assert caught.value.field == field


def test_that_something_has_to_be_left(mnist: Dataset) -> None:
    only_one = mnist.train[np.flatnonzero(mnist.train.labels == 7)]
    dataset = Dataset("sevens", only_one, mnist.test, mnist.class_names, "")
    with pytest.raises(UserError, match="No training picture is left"):
        apply_changes(dataset, DataChanges(left_out=7))
    with pytest.raises(UserError, match="no training pictures to change"):
        apply_changes(Dataset("none", only_one[:0], mnist.test, mnist.class_names, ""), DataChanges(noise=0.1))


def test_that_the_labels_before_are_known_of_every_kept_picture(mnist: Dataset) -> None:
    changes = DataChanges(left_out=9, thinned=0, thinned_share=0.5, picture_count=2000, flipped_share=0.25)
    wrong = apply_changes(mnist, changes)
    right = apply_changes(mnist, changes.model_copy(update={"flipped_share": 0.0}))
    np.testing.assert_array_equal(labels_before(wrong), right.train.labels)
    assert np.count_nonzero(labels_before(wrong) != wrong.train.labels) == 500
    assert labels_before(mnist) is mnist.train.labels

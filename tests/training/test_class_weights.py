"""Weights that make rare answers count as much as frequent ones."""

import numpy as np
import pytest

from mnist_desktop.training.class_weights import balanced_weights


def test_that_each_answer_counts_the_same_in_all() -> None:
    labels = np.repeat(np.arange(3, dtype=np.uint8), [10, 20, 70])
    weights = balanced_weights(labels, 3)
    counts = np.bincount(labels)
    assert [weight * count for weight, count in zip(weights, counts, strict=True)] == pytest.approx([100 / 3] * 3, 1e-3)


def test_that_an_answer_without_pictures_weighs_one() -> None:
    assert balanced_weights(np.array([0, 0, 2, 2], np.uint8), 3)[1] == 1.0

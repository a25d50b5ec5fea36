"""The pictures that are followed, and the experiment with too few."""

import numpy as np
import pytest

from mnist_desktop.data.dataset import Dataset, LabelledImages
from mnist_desktop.data.task import OneAgainstRest, TwoClasses
from mnist_desktop.networks.spec import OptimizerSpec, TrainingSpec
from mnist_desktop.training.experiments import too_few_pictures
from mnist_desktop.training.watched import most_probable, one_of_each, watched_pictures


@pytest.fixture
def dataset() -> Dataset:
    labels = (np.arange(100) * 7 % 10).astype(np.uint8)
    images = np.zeros((100, 28, 28), np.uint8)
    images[:, 0, 0] = np.arange(100)
    part = LabelledImages(images, labels)
    return Dataset("Small", part, part, tuple("0123456789"), "0" * 64)


def test_that_one_picture_of_each_label_is_watched() -> None:
    assert one_of_each(np.array([3, 1, 1, 3, 0], np.uint8)) == (4, 1, 0)
    assert len(one_of_each(np.arange(40, dtype=np.uint8))) == 10
    assert one_of_each(np.zeros(0, np.uint8)) == ()


def test_that_watched_pictures_come_from_the_validation_part(dataset: Dataset) -> None:
    watched = watched_pictures(dataset, TrainingSpec(validation_split=0.5))
    assert watched.labels.tolist() == list(range(10))
    assert watched.images[:, 0, 0].min() >= 50


def test_that_a_question_of_yes_and_no_watches_one_picture_of_each(dataset: Dataset) -> None:
    watched = watched_pictures(dataset, TrainingSpec(task=OneAgainstRest(label=5), validation_split=0.5))
    assert watched.labels.tolist() == [0, 1]


def test_that_of_two_digits_only_their_pictures_are_watched(dataset: Dataset) -> None:
    training = TrainingSpec(task=TwoClasses(first=3, second=8), validation_split=0.5)
    watched = watched_pictures(dataset, training)
    assert watched.labels.tolist() == [0, 1]
    places = watched.images[:, 0, 0]
    assert dataset.train.labels[places].tolist() == [3, 8]
    assert places.min() >= 50
    second = 50 + np.flatnonzero(np.isin(dataset.train.labels[50:], (3, 8)))[1]
    assert watched_pictures(dataset, training, (1,)).images[0, 0, 0] == second


def test_that_the_indices_of_a_training_are_taken(dataset: Dataset) -> None:
    watched = watched_pictures(dataset, TrainingSpec(validation_split=0.5), (3, 1))
    assert watched.images[:, 0, 0].tolist() == [53, 51]


def test_that_without_validation_nothing_is_watched(dataset: Dataset) -> None:
    assert len(watched_pictures(dataset, TrainingSpec(validation_split=0.0))) == 0


def test_that_the_most_probable_class_is_the_answer() -> None:
    assert most_probable(np.array([[0.1, 0.9], [0.8, 0.2]], np.float32)) == (1, 0)


def test_that_the_experiment_takes_over_nothing_that_would_spoil_it() -> None:
    tiny = OptimizerSpec(name="adam", learning_rate=1e-9)
    training = TrainingSpec(optimizer=tiny, batch_size=50_000, validation_split=0.0, seed=7, epochs=2, stop_after=1)
    few = too_few_pictures(training)
    assert (few.training_limit, few.epochs, few.batch_size) == (500, 40, 32)
    assert few.optimizer.learning_rate == 0.001
    assert few.validation_split > 0
    assert few.stop_after is None
    assert few.seed == 7


def test_that_plain_gradient_descent_gets_a_rate_that_suits_it() -> None:
    assert too_few_pictures(TrainingSpec(optimizer=OptimizerSpec(name="sgd"))).optimizer.learning_rate == 0.1

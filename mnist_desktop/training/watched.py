"""The few validation pictures whose answers are followed while a network learns."""

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.data.dataset import Dataset, LabelledImages
from mnist_desktop.data.targets import task_split
from mnist_desktop.networks.spec import TrainingSpec

_MOST = 10


def one_of_each(labels: NDArray[np.uint8]) -> tuple[int, ...]:
    """The index of the first picture of each label, up to ten, in the order of the labels."""
    present, first = np.unique(labels, return_index=True)
    return tuple(int(index) for index in first[: min(_MOST, len(present))])


def watched_pictures(
    dataset: Dataset, training: TrainingSpec, indices: tuple[int, ...] | None = None
) -> LabelledImages:
    """The pictures that are followed, with the right answers to the training's task.

    Args:
        dataset: Whose validation part is looked at.
        training: Says how large that part is, and what the question is.
        indices: Into the pictures of the validation part that the question is about, as ``TrainingStarted.watched``
            gives them; by default those that a training will follow.
    """
    _training, validation = task_split(dataset, training.task, training.validation_split)
    return validation[np.array(one_of_each(validation.labels) if indices is None else indices, np.intp)]


def most_probable(probabilities: NDArray[np.float32]) -> tuple[int, ...]:
    """The answers, class indices, in rows of probabilities of shape (n, answers)."""
    return tuple(int(answer) for answer in probabilities.argmax(axis=1))

"""Explains answers: finds the known pictures that a change is guided by."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.data.dataset import Dataset, LabelledImages
from mnist_desktop.data.targets import task_label
from mnist_desktop.data.task import Task
from mnist_desktop.inference.counterfactual import Counterfactual, nearest
from mnist_desktop.inference.explain import Explainer

_KNOWN = 64
"""Most similar pictures that the network is asked about."""
_AVERAGED = 5000
"""Pictures whose mean differs from that of all by a few grey levels, in some milliseconds."""


def counterfactual(
    explainer: Explainer,
    task: Task,
    dataset: Dataset,
    image: NDArray[np.uint8],
    answer: int,
    cancelled: Callable[[], bool] | None,
) -> Counterfactual | None:
    """What would have to change for another answer; see ``ModelService.counterfactual``."""
    pictures = _pictures_of(dataset.train, task, answer)
    known = pictures[nearest(image, pictures, _KNOWN)]
    return explainer.counterfactual(image, answer, known, cancelled)


def average_picture(dataset: Dataset) -> NDArray[np.uint8]:
    """The mean of the training pictures; see ``ModelService.average_picture``."""
    images = dataset.train.images
    if not len(images):
        return np.zeros((28, 28), np.uint8)
    # By chance: every twelfth of MNIST's, whose digits come in a certain order, was 23 grey levels off.
    some = np.random.default_rng(1).choice(len(images), min(_AVERAGED, len(images)), replace=False)
    mean: NDArray[np.uint8] = np.rint(images[np.sort(some)].mean(axis=0)).astype(np.uint8)
    return mean


def _pictures_of(part: LabelledImages, task: Task, answer: int) -> NDArray[np.uint8]:
    """The pictures whose label is the answer: uint8, shape (n, 28, 28); all of them where no label is."""
    wanted = [label for label in np.unique(part.labels) if task_label(int(label), task) == answer]
    rows = np.isin(part.labels, wanted)
    return part.images[rows] if rows.any() else part.images

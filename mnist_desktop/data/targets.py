"""Labels as the network's task wants them."""

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.data.task import OneAgainstRest, Task


def task_labels(labels: NDArray[np.uint8], task: Task) -> NDArray[np.uint8]:
    """The right answers to a task: uint8, shape (n,), indices into ``task.class_names``."""
    if isinstance(task, OneAgainstRest):
        chosen: NDArray[np.uint8] = (labels == task.label).astype(np.uint8)
        return chosen
    return labels


def one_hot(labels: NDArray[np.uint8], class_count: int) -> NDArray[np.float32]:
    """Labels as rows with a single 1: float32, shape (n, class_count)."""
    encoded: NDArray[np.float32] = np.eye(class_count, dtype=np.float32)[labels]
    return encoded

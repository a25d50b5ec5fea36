"""Pictures and labels as the network's task wants them: the one place that decides which belong to a question."""

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.data.dataset import Dataset, LabelledImages
from mnist_desktop.data.task import AllClasses, EvenOdd, OneAgainstRest, Task, TwoClasses


def task_part(part: LabelledImages, task: Task) -> LabelledImages:
    """The pictures that a task asks about, with the right answers as labels.

    Args:
        part: Pictures with their classes.
        task: The question; of two classes, pictures of all others are left out.

    Returns:
        Labels are indices into ``task.class_names``; the part itself where the question is for all classes.
    """
    if isinstance(task, AllClasses):
        return part
    if isinstance(task, TwoClasses):
        part = part[np.flatnonzero((part.labels == task.first) | (part.labels == task.second))]
    return LabelledImages(part.images, task_labels(part.labels, task))


def task_split(dataset: Dataset, task: Task, validation_split: float) -> tuple[LabelledImages, LabelledImages]:
    """The pictures to train on and to validate on, as ``Dataset.split`` divides them, as a task wants them.

    Args:
        dataset: Whose training part is split.
        task: The question.
        validation_split: Share of the training pictures, 0 to below 1.
    """
    training, validation = dataset.split(validation_split)
    return task_part(training, task), task_part(validation, task)


def task_label(label: int, task: Task) -> int | None:
    """The right answer for a picture of one class; None where the task does not ask about that class."""
    if isinstance(task, TwoClasses) and label not in (task.first, task.second):
        return None
    return int(task_labels(np.array([label], np.uint8), task)[0])


def task_labels(labels: NDArray[np.uint8], task: Task) -> NDArray[np.uint8]:
    """The right answers to a task: uint8, shape (n,), indices into ``task.class_names``.

    Args:
        labels: Of pictures that the task asks about, as ``task_part`` chooses them.
        task: The question.
    """
    match task:
        case OneAgainstRest():
            answers = labels == task.label
        case TwoClasses():
            answers = labels == task.second
        case EvenOdd():
            answers = labels % 2 == 1
        case _:
            return labels
    encoded: NDArray[np.uint8] = answers.astype(np.uint8)
    return encoded


def one_hot(labels: NDArray[np.uint8], class_count: int) -> NDArray[np.float32]:
    """Labels as rows with a single 1: float32, shape (n, class_count)."""
    encoded: NDArray[np.float32] = np.eye(class_count, dtype=np.float32)[labels]
    return encoded

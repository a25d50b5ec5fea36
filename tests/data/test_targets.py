"""Which pictures belong to a question, and what the right answers are."""

import numpy as np
import pytest

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.data.targets import one_hot, task_label, task_part, task_split
from mnist_desktop.data.task import AllClasses, EvenOdd, OneAgainstRest, Task, TwoClasses, check_task
from mnist_desktop.errors import UserError

_DIGITS = tuple("0123456789")


@pytest.mark.parametrize(
    ("task", "names", "labels"),
    [
        (AllClasses(), _DIGITS, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (OneAgainstRest(label=3), ("not 3", "3"), [0, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
        (TwoClasses(first=8, second=3), ("8", "3"), [None, None, None, 1, None, None, None, None, 0, None]),
        (EvenOdd(), ("even", "odd"), [0, 1, 0, 1, 0, 1, 0, 1, 0, 1]),
    ],
)
def test_that_a_question_chooses_pictures_and_answers(
    mnist: Dataset, task: Task, names: tuple[str, ...], labels: list[int | None]
) -> None:
    assert task.class_names(_DIGITS) == names
    assert [task_label(label, task) for label in range(10)] == labels
    part = task_part(mnist.test, task)
    belongs = np.array([labels[label] is not None for label in mnist.test.labels])
    assert np.array_equal(part.images, mnist.test.images[belongs])
    assert part.labels.tolist() == [labels[label] for label in mnist.test.labels[belongs]]
    assert part.labels.dtype == np.uint8
    training, validation = task_split(mnist, task, 0.1)
    assert len(training) + len(validation) == len(task_part(mnist.train, task))
    assert np.array_equal(validation.images, task_part(mnist.split(0.1)[1], task).images)
    check_task(task, _DIGITS, "MNIST")


@pytest.mark.parametrize(
    ("task", "names", "field"),
    [
        (OneAgainstRest(label=3), ("a", "b", "c"), "task.label"),
        (TwoClasses(first=0, second=3), ("a", "b", "c"), "task.second"),
        (TwoClasses(first=3, second=0), ("a", "b", "c"), "task.first"),
        (TwoClasses(first=1, second=1), ("a", "b", "c"), "task.second"),
        (EvenOdd(), ("a", "b", "c"), "task"),
        (EvenOdd(), ("1", "2", "3"), "task"),  # label 0 is odd there
        (AllClasses(), (), "task"),
    ],
)
def test_that_a_question_that_makes_no_sense_is_refused(task: Task, names: tuple[str, ...], field: str) -> None:
    with pytest.raises(UserError) as caught:
        check_task(task, names, "letters")
    assert caught.value.field == field


def test_that_one_hot_rows_have_a_single_one() -> None:
    assert one_hot(np.array([2, 0], np.uint8), 3).tolist() == [[0, 0, 1], [1, 0, 0]]

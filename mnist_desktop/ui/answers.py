"""What the answers of a model are called, whatever data are open."""

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.data.task import AllClasses, EvenOdd, OneAgainstRest, Task, TwoClasses, check_task
from mnist_desktop.errors import UserError
from mnist_desktop.networks.shapes import summarize
from mnist_desktop.runs.run import Run

_DIGITS = tuple(str(digit) for digit in range(10))


def answer_names(run: Run, dataset: Dataset | None) -> tuple[str, ...]:
    """A name for each answer of a run's network.

    They are those of the data that it was trained on; of one that has learned nothing, those of the open data. Where
    neither fits, its answers are numbers from 0 on.

    Args:
        run: Of the model.
        dataset: The open data; None while MNIST is being loaded.
    """
    names = dataset.class_names if dataset is not None else _DIGITS
    classes = run.data.class_names if run.data is not None else names
    outputs = summarize(run.network)[-1].output_shape[-1]
    count = 2 if outputs == 1 else outputs
    if _may_ask(run.training.task, classes):
        answers = run.training.task.class_names(classes)
        if len(answers) == count:
            return answers
    return tuple(str(number) for number in range(count))


def askable(task: Task, class_names: tuple[str, ...]) -> Task:
    """The question itself, where it can be asked of these classes, or the nearest that can.

    Args:
        task: The question.
        class_names: At least two.
    """
    if _may_ask(task, class_names) or isinstance(task, AllClasses):
        return task
    match task:
        case OneAgainstRest():
            return OneAgainstRest(label=0)
        case TwoClasses():
            return TwoClasses(first=0, second=1)
        case EvenOdd():
            return AllClasses()


def _may_ask(task: Task, class_names: tuple[str, ...]) -> bool:
    try:
        check_task(task, class_names, "")
    except UserError:
        return False
    return True

"""Which answers of a network stand for which classes of a dataset, which need not be the one it was trained on."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.data.targets import task_label
from mnist_desktop.data.task import AllClasses, OneAgainstRest, Task, check_task
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _, ngettext
from mnist_desktop.networks.shapes import summarize
from mnist_desktop.runs.run import Run

UNKNOWN = -1
"""The answer that stands for a class which the network does not know."""


@dataclass(frozen=True, eq=False)
class Matching:
    """What a network's answers mean on a dataset.

    Attributes:
        names: The answers of the network.
        places: For each class of the dataset the answer that is right, or ``UNKNOWN``, which also stands for a class
            that the task does not ask about: int64, shape (classes,).
        unknown: Names of the dataset's classes that the network does not know.
        notes: What was assumed, one sentence each.
    """

    names: tuple[str, ...]
    places: NDArray[np.int64]
    unknown: tuple[str, ...]
    notes: tuple[str, ...]

    def answers_to(self, labels: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
        """The right answers to labelled pictures, int64, ``UNKNOWN`` among them.

        Args:
            labels: Indices into the dataset's class names, shape (n,).
        """
        right: NDArray[np.int64] = self.places[labels]
        return right


def match_classes(run: Run, dataset: Dataset) -> Matching:
    """Finds out by name which answer stands for which class.

    The names are those of the data that the run was trained on. A run that does not know them, untrained or from
    elsewhere, is taken to have the dataset's; where their number does not fit, to answer with the numbers from 0 on.

    Args:
        run: Its network, task and data count.
        dataset: Its class names count; it may have none.

    Raises:
        UserError: The network gives another number of answers.
    """
    summary = summarize(run.network)[-1]
    outputs = summary.output_shape[0] if len(summary.output_shape) == 1 else 0
    task = run.training.task
    classes, notes = _classes_of(run, dataset, outputs)
    check_task(task, classes, run.name)
    names = task.class_names(classes)
    places = [_place(name, classes, task) for name in dataset.class_names]
    if outputs != len(names) and not (outputs == 1 and len(names) == 2):
        raise UserError(
            _("The network of {run} gives {came} answers; {data} has {wanted} classes.").format(
                run=run.name, came=" × ".join(map(str, summary.output_shape)), data=dataset.name, wanted=len(names)
            ),
            _("Test it on the data that it was made for."),
        )
    unknown = tuple(
        name
        for name, place in zip(dataset.class_names, places, strict=True)
        if place == UNKNOWN and name not in classes
    )
    return Matching(names, np.array(places, np.int64), unknown, notes)


def unknown_note(count: int, unknown: tuple[str, ...]) -> str:
    """Says that pictures of classes which the network does not know were left out."""
    return ngettext(
        "{count:,} picture is of a class that the network does not know ({names}); it is left out.",
        "{count:,} pictures are of classes that the network does not know ({names}); they are left out.",
        count,
    ).format(count=count, names=listed(unknown))


def listed(names: tuple[str, ...], most: int = 6) -> str:
    """Names in a sentence, the first few of many."""
    return ", ".join(names[:most]) + (" …" if len(names) > most else "")


def _place(name: str, classes: tuple[str, ...], task: Task) -> int:
    if name not in classes:
        return 0 if isinstance(task, OneAgainstRest) else UNKNOWN
    place = task_label(classes.index(name), task)
    return UNKNOWN if place is None else place


def _classes_of(run: Run, dataset: Dataset, outputs: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the classes that a network was made for, and what was assumed."""
    if run.data is not None:
        return run.data.class_names, ()
    wanted = 2 if outputs == 1 else outputs
    numbers = tuple(map(str, range(wanted)))
    fits = len(dataset.class_names) == wanted or not isinstance(run.training.task, AllClasses)
    if fits or not set(dataset.class_names) <= set(numbers):
        return dataset.class_names, ()
    return numbers, (
        _("Nothing says what the answers of {run} stand for; they were taken for the numbers 0 to {last}.").format(
            run=run.name, last=wanted - 1
        ),
    )

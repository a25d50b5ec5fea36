"""What a view explores, and what a function needs that explores it in the model lane."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mnist_desktop.data.dataset import Dataset, LabelledImages
from mnist_desktop.errors import UserError
from mnist_desktop.service.model import Model

if TYPE_CHECKING:
    from mnist_desktop.evaluation.metrics import Predictions
    from mnist_desktop.service.evaluation import Part


@dataclass(frozen=True, eq=False)
class Subject:
    """What is explored.

    Attributes:
        model: The model that was tested.
        evaluation: What the test found.
        dataset: The data.
        part: Which of its pictures were tested.
        pictures: These pictures.
    """

    model: Model
    evaluation: "Predictions"
    dataset: Dataset
    part: "Part"
    pictures: LabelledImages


@dataclass(frozen=True)
class Work:
    """What a function needs while it works in the model lane; its members may be called in any thread.

    Attributes:
        report: Takes what is found on the way.
        progress: Takes the share done, 0 to 1.
        cancelled: Whether to end.
    """

    report: Callable[[Any], None]
    progress: Callable[[float], None]
    cancelled: Callable[[], bool]


@dataclass(frozen=True, eq=False)
class Finished:
    """How a job ended.

    Attributes:
        number: Which job.
        result: What its function returned; None if it was cancelled.
        error: What it raised.
    """

    number: int
    result: object = None
    error: UserError | None = None


def do_work(function: Callable[[Work], object], work: Work, number: int, report: Callable[[object], None]) -> Finished:
    """Runs in the model lane; a ``UserError`` is an outcome too, for which the view has a place."""
    if work.cancelled():
        return Finished(number)
    report((number, "begun", None))
    try:
        return Finished(number, function(work))
    except UserError as error:
        return Finished(number, error=error)

"""Which of the tested pictures to look at: those of a cell, wrong ones, unsure ones, some by chance.

All functions return indices into the answers of what they are given (intp); ``Predictions.rows`` leads from there to
the pictures.
"""

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.evaluation.metrics import Evaluation, Predictions

Cell = tuple[int, int]
"""Row and column of the confusion matrix: the class it was, the class that was answered."""

Order = Literal["as_they_come", "surest_first", "least_sure_first"]
"""In which order pictures are shown; equally sure ones keep the order in which they come."""


def select_pictures(
    predictions: Predictions,
    *,
    wrong_only: bool = False,
    label: int | None = None,
    answer: int | None = None,
    confidence: tuple[float, float] = (0.0, 1.0),
    order: Order = "as_they_come",
) -> NDArray[np.intp]:
    """The pictures to which everything applies that is asked for; by default all.

    Args:
        predictions: What a network answered.
        wrong_only: Those with a wrong answer.
        label: Those of this class.
        answer: Those that were answered with this class.
        confidence: Those whose answer's probability lies between these two, both included; 0 to 1.
        order: How they are sorted. The surest mistakes first: ``wrong_only=True, order="surest_first"``.

    Raises:
        ValueError: Wrong ones or those of a class are asked for, but nobody knows what the pictures are.
    """
    lowest, highest = confidence
    # In the arithmetic of the probabilities: 0.9 asked for is not more than 0.9 given.
    sure = predictions.confidences
    chosen: NDArray[np.bool_] = (sure >= np.float32(lowest)) & (sure <= np.float32(highest))
    if wrong_only:
        chosen &= predictions.answers != _labelled(predictions).labels
    if label is not None:
        chosen &= _labelled(predictions).labels == label
    if answer is not None:
        chosen &= predictions.answers == answer
    return _ordered(predictions, np.flatnonzero(chosen), order)


def pictures_of_cell(evaluation: Evaluation, cell: Cell) -> NDArray[np.intp]:
    """The pictures of one cell, those first from which most can be learned.

    Args:
        evaluation: What a test found.
        cell: Row and column.

    Returns:
        Indices into the test pictures, intp: mistakes with the surest first, right answers with the least sure first.
    """
    row, column = cell
    order: Order = "least_sure_first" if row == column else "surest_first"
    return select_pictures(evaluation, label=row, answer=column, order=order)


def mistakes_of_class(evaluation: Evaluation, label: int) -> NDArray[np.intp]:
    """The pictures of a class that were taken for another, the surest mistakes first: intp indices."""
    return select_pictures(evaluation, wrong_only=True, label=label, order="surest_first")


def random_pictures(
    predictions: Predictions,
    count: int,
    seed: int,
    *,
    wrong_only: bool = False,
    among: NDArray[np.intp] | None = None,
) -> NDArray[np.intp]:
    """Draws pictures by chance, none twice.

    Args:
        predictions: What a network answered.
        count: Pictures wanted; fewer come where there are fewer.
        seed: The same seed draws the same pictures.
        wrong_only: Draw from those with a wrong answer.
        among: Draw from these indices alone, such as those of ``select_pictures``.

    Returns:
        Indices into the test pictures, intp, in the order drawn.

    Raises:
        ValueError: Wrong ones are asked for, but nobody knows what the pictures are.
    """
    pool = select_pictures(predictions, wrong_only=wrong_only)
    if among is not None:
        pool = np.intersect1d(among, pool)
    return np.random.default_rng(seed).choice(pool, min(count, len(pool)), replace=False)


def worst_cells(evaluation: Evaluation, count: int) -> tuple[Cell, ...]:
    """The cells with the most mistakes, the fullest first; cells without a mistake are left out."""
    errors = evaluation.confusion_matrix.copy()
    np.fill_diagonal(errors, 0)
    order = np.argsort(-errors, axis=None, kind="stable")[:count]
    cells = (divmod(int(place), len(errors)) for place in order)
    return tuple(cell for cell in cells if errors[cell] > 0)


def _ordered(predictions: Predictions, found: NDArray[np.intp], order: Order) -> NDArray[np.intp]:
    if order == "as_they_come":
        return found
    sure: NDArray[Any] = predictions.confidences[found]
    return found[np.argsort(-sure if order == "surest_first" else sure, kind="stable")]


def _labelled(predictions: Predictions) -> Evaluation:
    if not isinstance(predictions, Evaluation):
        raise ValueError("These pictures have no labels; only their answers and confidences can be asked for.")
    return predictions

"""Which of the tested pictures to look at: those of a cell, wrong ones, some by chance."""

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.evaluation.metrics import Evaluation

Cell = tuple[int, int]
"""Row and column of the confusion matrix: the class it was, the class that was answered."""


def pictures_of_cell(evaluation: Evaluation, cell: Cell) -> NDArray[np.intp]:
    """The pictures of one cell, those first from which most can be learned.

    Args:
        evaluation: What a test found.
        cell: Row and column.

    Returns:
        Indices into the test pictures, intp: mistakes with the surest first, right answers with the least sure first.
    """
    row, column = cell
    found = np.flatnonzero((evaluation.labels == row) & (evaluation.answers == column))
    certainty = evaluation.probabilities[found, column]
    return found[np.argsort(certainty if row == column else -certainty, kind="stable")]


def mistakes_of_class(evaluation: Evaluation, label: int) -> NDArray[np.intp]:
    """The pictures of a class that were taken for another, the surest mistakes first: intp indices."""
    found = np.flatnonzero((evaluation.labels == label) & (evaluation.answers != label))
    certainty = evaluation.probabilities[found, evaluation.answers[found]]
    return found[np.argsort(-certainty, kind="stable")]


def random_pictures(evaluation: Evaluation, count: int, seed: int, *, wrong_only: bool = False) -> NDArray[np.intp]:
    """Draws pictures by chance, none twice.

    Args:
        evaluation: What a test found.
        count: Pictures wanted; fewer come where there are fewer.
        seed: The same seed draws the same pictures.
        wrong_only: Draw from those with a wrong answer.

    Returns:
        Indices into the test pictures, intp, in the order drawn.
    """
    pool = np.flatnonzero(evaluation.answers != evaluation.labels) if wrong_only else np.arange(len(evaluation.labels))
    return np.random.default_rng(seed).choice(pool, min(count, len(pool)), replace=False)


def worst_cells(evaluation: Evaluation, count: int) -> tuple[Cell, ...]:
    """The cells with the most mistakes, the fullest first; cells without a mistake are left out."""
    errors = evaluation.confusion_matrix.copy()
    np.fill_diagonal(errors, 0)
    order = np.argsort(-errors, axis=None, kind="stable")[:count]
    cells = (divmod(int(place), len(errors)) for place in order)
    return tuple(cell for cell in cells if errors[cell] > 0)

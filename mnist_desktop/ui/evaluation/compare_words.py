"""What a comparison says: groups of pictures, captions, and how sure one can be, in words."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.evaluation.comparison import Comparison, Pair
from mnist_desktop.i18n import _
from mnist_desktop.plots.confusion import Cell
from mnist_desktop.ui.evaluation.compare_table import LETTERS
from mnist_desktop.ui.evaluation.exploration_strip import PictureWords
from mnist_desktop.ui.evaluation.words import RIGHT, WRONG

_LEAST_P = 0.0001


@dataclass(frozen=True, eq=False)
class Group:
    """Pictures that have something in common.

    Attributes:
        title: What: "Only A is right".
        pictures: intp indices into the pictures that were asked.
    """

    title: str
    pictures: NDArray[np.intp]


def groups(pair: Pair, *, labelled: bool) -> tuple[Group, ...]:
    """The pictures on which two models disagree, all of them and by who is right."""
    everything = Group(_("They disagree"), pair.disagreements)
    if not labelled:
        return (everything,)
    first, second = LETTERS[pair.first], LETTERS[pair.second]
    return (
        everything,
        Group(_("Only {letter} is right").format(letter=first), pair.only_first_right),
        Group(_("Only {letter} is right").format(letter=second), pair.only_second_right),
        Group(_("Both are wrong"), pair.both_wrong),
    )


def group_of_cell(comparison: Comparison, pair: Pair, cell: Cell, model: int | None) -> Group:
    """The pictures of a cell of a matrix.

    Args:
        comparison: For labels and answers.
        pair: The two models.
        cell: Row and column.
        model: Whose matrix; None for the difference, whose pictures only one of the two answered so.
    """
    row, column = cell
    label, answer = comparison.class_names[row], comparison.class_names[column]
    assert comparison.labels is not None
    one, other = (comparison.models[place].answers == column for place in (pair.first, pair.second))
    if model is None:
        answered, text = one != other, _("Was {label}, one answered {answer}")
    else:
        answered, text = comparison.models[model].answers == column, _("Was {label}, answered {answer}")
    return Group(text.format(label=label, answer=answer), np.flatnonzero((comparison.labels == row) & answered))


def picture_words(comparison: Comparison, pair: Pair, picture: int) -> PictureWords:
    """What a picture is and what the two answered."""
    names = comparison.class_names
    label = None if comparison.labels is None else int(comparison.labels[picture])
    answers = [int(comparison.models[place].answers[picture]) for place in (pair.first, pair.second)]
    lines, sentences = [], []
    if label is not None:
        sentences.append(_("It was {label}.").format(label=names[label]))
    for place, answer in zip((pair.first, pair.second), answers, strict=True):
        mark = "" if label is None else f" {RIGHT}" if answer == label else f" {WRONG}"
        lines.append(f"{LETTERS[place]} {names[answer]}{mark}")
        sentences.append(
            _("{name} answered {answer}{mark}.").format(
                name=comparison.models[place].name, answer=names[answer], mark=mark
            )
        )
    if label is not None and label not in answers:  # else one of the answers says it
        lines.append(_("was {label}").format(label=names[label]))
    return PictureWords("\n".join(lines), " ".join(sentences), wrong=False)


def verdict(comparison: Comparison, pair: Pair, *, short: bool, everything: bool) -> str:
    """What came out, for a student to read.

    Args:
        comparison: For what has to be known.
        pair: The two models.
        short: For where there is little room.
        everything: With the name of the test and its p.
    """
    sentences = [_short(pair) if short else pair.words]
    if everything and pair.p_value is not None:
        text = _("McNemar's test: p {p}.") if pair.pairs == 1 else _("McNemar's test, corrected by Holm: p {p}.")
        small = pair.p_value < _LEAST_P
        sentences.append(text.format(p=f"< {_LEAST_P:g}" if small else f"= {pair.p_value:.2g}"))
    if comparison.note:
        sentences.append(comparison.note)
    return " ".join(sentences)


def _short(pair: Pair) -> str:
    if pair.p_value is None or not len(pair.disagreements):
        return pair.words
    score = _("Only {first} right: {one}; only {second}: {other}.").format(
        first=pair.first_name,
        one=f"{len(pair.only_first_right):,}",
        second=pair.second_name,
        other=f"{len(pair.only_second_right):,}",
    )
    luck = _("This difference could be luck.") if pair.could_be_luck else _("This difference is hardly luck.")
    return f"{score} {luck}"

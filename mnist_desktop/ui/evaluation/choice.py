"""Which of the answered pictures are shown, and in which order; and how that is said."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from mnist_desktop.evaluation.metrics import Evaluation, Predictions
from mnist_desktop.evaluation.selection import Cell, Order, random_pictures, select_pictures
from mnist_desktop.i18n import _, ngettext
from mnist_desktop.ui.evaluation.words import cell_name

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PAGE_SIZE = 9
EVERY_CONFIDENCE = (0.0, 1.0)


@dataclass(frozen=True)
class PictureChoice:
    """What is asked for; by default nine of all by chance.

    Attributes:
        wrong_only: Those with a wrong answer.
        label: Those of this class; None for any.
        answer: Those answered with this class; None for any.
        confidence: Those whose answer was as sure as that: lowest and highest, both included, 0 to 1.
        order: How they are sorted; "by_chance": nine of them, drawn anew each time.
    """

    wrong_only: bool = False
    label: int | None = None
    answer: int | None = None
    confidence: tuple[float, float] = EVERY_CONFIDENCE
    order: Order | Literal["by_chance"] = "by_chance"

    @property
    def cell(self) -> Cell | None:
        """The cell of the confusion matrix that it stands for, if it is one."""
        if self.label is None or self.answer is None or self.confidence != EVERY_CONFIDENCE:
            return None
        return self.label, self.answer

    @property
    def narrowed(self) -> bool:
        """Whether it leaves anything out beyond right answers."""
        return (self.label, self.answer, self.confidence) != (None, None, EVERY_CONFIDENCE)


def choice_of_cell(cell: Cell) -> PictureChoice:
    """The pictures of a cell: mistakes with the surest first, right answers with the least sure first."""
    row, column = cell
    return PictureChoice(label=row, answer=column, order="least_sure_first" if row == column else "surest_first")


def choice_of_class(label: int) -> PictureChoice:
    """The pictures of a class that were taken for another, the surest mistakes first."""
    return PictureChoice(wrong_only=True, label=label, order="surest_first")


def find_pictures(found: Predictions, choice: PictureChoice, seed: int) -> "tuple[NDArray[np.intp], int]":
    """The pictures that are asked for.

    Args:
        found: The answers.
        choice: What is asked for; that they are wrong or of a class only where the pictures have labels.
        seed: The same one draws the same pictures by chance.

    Returns:
        Indices into the answers, intp, and how many there are to draw from where they are drawn by chance.
    """
    matching = select_pictures(
        found,
        wrong_only=choice.wrong_only,
        label=choice.label,
        answer=choice.answer,
        confidence=choice.confidence,
        order="as_they_come" if choice.order == "by_chance" else choice.order,
    )
    if choice.order == "by_chance":
        return random_pictures(found, PAGE_SIZE, seed, among=matching), len(matching)
    return matching, len(matching)


def choice_title(found: Predictions, choice: PictureChoice) -> str:
    """What is asked for, as a heading."""
    names = found.class_names
    if choice.cell is not None and isinstance(found, Evaluation):
        return cell_name(found, choice.cell)
    if choice.label is not None and choice.answer is None:
        if choice.wrong_only:
            return _("It was {label}, it answered something else").format(label=names[choice.label])
        return _("It was {label}").format(label=names[choice.label])
    if choice.answer is not None and choice.label is None:
        return _("It answered {answer}").format(answer=names[choice.answer])
    if choice.label is not None and choice.answer is not None:
        return _("It was {label}, it answered {answer}").format(label=names[choice.label], answer=names[choice.answer])
    if choice.order == "by_chance" and not choice.narrowed:
        return _("Wrong ones, by chance") if choice.wrong_only else _("Nine by chance")
    return _("Wrong answers") if choice.wrong_only else _("All pictures")


def choice_about(choice: PictureChoice, count: int) -> str:
    """How many there are, how sure they were, and in which order they show."""
    if not count:
        if choice.wrong_only and not choice.narrowed:
            return _("There are none: it got every picture right.")
        return _("There is no such picture.")
    words = ngettext("{count} picture", "{count} pictures", count).format(count=f"{count:,}")
    if choice.confidence != EVERY_CONFIDENCE:
        words = f"{words}, {confidence_words(choice.confidence)}"
    if count == 1 or choice.order == "as_they_come":
        return words
    if choice.order == "by_chance":
        return _("{words} to draw from").format(words=words)
    if choice.order == "least_sure_first":
        return _("{words}, the least sure first").format(words=words)
    mistakes = choice.wrong_only or (choice.cell is not None and choice.label != choice.answer)
    return (_("{words}, the surest mistakes first") if mistakes else _("{words}, the surest first")).format(words=words)


def confidence_words(confidence: tuple[float, float]) -> str:
    """A range of certainties other than all: "50 to 90 % sure"."""
    low, high = (f"{100 * share:.4g}" for share in confidence)
    if confidence[0] == 0.0:
        return _("up to {high} % sure").format(high=high)
    if confidence[1] == 1.0:
        return _("at least {low} % sure").format(low=low)
    return _("{low} to {high} % sure").format(low=low, high=high)

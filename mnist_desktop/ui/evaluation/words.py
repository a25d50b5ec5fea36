"""What the page Evaluate says about a test, its cells and its pictures."""

from typing import TYPE_CHECKING

from mnist_desktop.i18n import _
from mnist_desktop.ui.probability_bars import percentage

if TYPE_CHECKING:
    from mnist_desktop.evaluation.metrics import Evaluation
    from mnist_desktop.evaluation.selection import Cell

RIGHT, WRONG = "✓", "✕"

_SHORT = 5  # letters: "not 5"


def is_wrong(evaluation: "Evaluation", index: int) -> bool:
    """Whether the answer to a picture is wrong."""
    return bool(evaluation.answers[index] != evaluation.labels[index])


def label_and_answer(evaluation: "Evaluation", index: int) -> tuple[str, str]:
    """The names of what a picture is and of what the network answered."""
    names = evaluation.class_names
    return names[int(evaluation.labels[index])], names[int(evaluation.answers[index])]


def certainty(evaluation: "Evaluation", index: int) -> float:
    """How sure the network was of its answer, 0 to 1."""
    return float(evaluation.probabilities[index, evaluation.answers[index]])


def caption(evaluation: "Evaluation", index: int) -> str:
    """Two short lines for under a picture: the answer and how sure it was, and what the picture was.

    Long names leave no room for the certainty of a wrong answer; ``sentence`` has it.
    """
    label, answer = label_and_answer(evaluation, index)
    sure = whole_percent(certainty(evaluation, index))
    wrong = f"{WRONG} " + _("was {label}").format(label=label)
    if max(map(len, evaluation.class_names)) > _SHORT:
        return f"{answer}\n{wrong}" if is_wrong(evaluation, index) else f"{answer}\n{RIGHT} {sure}"
    return f"{answer}, {sure}\n" + (wrong if is_wrong(evaluation, index) else f"{RIGHT} " + _("right"))


def sentence(evaluation: "Evaluation", index: int) -> str:
    """The same as a sentence."""
    label, answer = label_and_answer(evaluation, index)
    sure = percentage(certainty(evaluation, index))
    if is_wrong(evaluation, index):
        text = _("It was {label}. The network answered {answer}, {sure} sure: wrong.")
    else:
        text = _("It was {label}. The network answered {answer}, {sure} sure: right.")
    return text.format(label=label, answer=answer, sure=sure)


def cell_name(evaluation: "Evaluation", cell: "Cell") -> str:
    """What a cell of the matrix stands for: "It was 4, it answered 9"."""
    row, column = cell
    names = evaluation.class_names
    if row == column:
        return _("It was {label}, and it answered so").format(label=names[row])
    return _("It was {label}, it answered {answer}").format(label=names[row], answer=names[column])


def whole_percent(share: float) -> str:
    """A share in whole per cent, never certainty and never nothing."""
    if share >= 0.995:
        return _(">99 %")
    if share < 0.005:
        return _("<1 %")
    return _("{number} %").format(number=f"{100 * share:.0f}")


def are_digits(class_names: tuple[str, ...]) -> bool:
    """Whether the classes are digits, so that "digit" is the word for one."""
    return all(len(name) == 1 and name.isdigit() for name in class_names)

"""What the page Evaluate says about a test, its cells and its pictures."""

from typing import TYPE_CHECKING

from mnist_desktop.evaluation.metrics import Evaluation, Predictions
from mnist_desktop.i18n import _
from mnist_desktop.ui.probability_bars import percentage

if TYPE_CHECKING:
    from mnist_desktop.evaluation.selection import Cell
    from mnist_desktop.service.evaluation import Part

RIGHT, WRONG = "✓", "✕"

_SHORT = 5  # letters: "not 5"


def is_wrong(found: Predictions, index: int) -> bool:
    """Whether the answer to a picture is known to be wrong."""
    return isinstance(found, Evaluation) and bool(found.answers[index] != found.labels[index])


def certainty(found: Predictions, index: int) -> float:
    """How sure the network was of its answer, 0 to 1."""
    return float(found.confidences[index])


def caption(found: Predictions, index: int) -> str:
    """Short lines for under a picture: the answer and how sure it was, and what the picture was, if anyone knows.

    Long names leave no room for the certainty of a wrong answer; ``sentence`` has it.
    """
    names = found.class_names
    answer = names[int(found.answers[index])]
    sure = whole_percent(certainty(found, index))
    short = max(map(len, names)) <= _SHORT
    if not isinstance(found, Evaluation):
        return f"{answer}, {sure}" if short else f"{answer}\n{sure}"
    wrong = f"{WRONG} " + _("was {label}").format(label=names[int(found.labels[index])])
    if not short:
        return f"{answer}\n{wrong}" if is_wrong(found, index) else f"{answer}\n{RIGHT} {sure}"
    return f"{answer}, {sure}\n" + (wrong if is_wrong(found, index) else f"{RIGHT} " + _("right"))


def sentence(found: Predictions, index: int) -> str:
    """The same as a sentence."""
    names = found.class_names
    answer, sure = names[int(found.answers[index])], percentage(certainty(found, index))
    if not isinstance(found, Evaluation):
        return _("The network answered {answer}, {sure} sure.").format(answer=answer, sure=sure)
    if is_wrong(found, index):
        text = _("It was {label}. The network answered {answer}, {sure} sure: wrong.")
    else:
        text = _("It was {label}. The network answered {answer}, {sure} sure: right.")
    return text.format(label=names[int(found.labels[index])], answer=answer, sure=sure)


def part_pictures(part: "Part") -> str:
    """The pictures of a part of the data: "test pictures"."""
    if part == "validation":
        return _("validation pictures")
    return _("training pictures") if part == "training" else _("test pictures")


def picture_number(part: "Part", row: int) -> str:
    """Which picture it is, counted from 0 as the data count them: "test picture 1,234"."""
    text = {
        "test": _("Test picture {row}"),
        "validation": _("Validation picture {row}"),
        "training": _("Training picture {row}"),
    }[part]
    return text.format(row=f"{row:,}")


def cell_name(evaluation: Evaluation, cell: "Cell") -> str:
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


def fine_percent(share: float) -> str:
    """A share with one decimal, two above 99 %, where they matter; never rounded up to all."""
    number = 100 * share
    text = f"{min(number, 99.99):.2f}" if 99 < number < 100 else f"{number:.1f}"
    return _("{number} %").format(number=text)


def seconds_text(seconds: float) -> str:
    """A short time: "0.31 s", "12 s"."""
    return _("{seconds} s").format(seconds=f"{seconds:.2f}" if seconds < 10 else f"{seconds:.0f}")


def are_digits(class_names: tuple[str, ...]) -> bool:
    """Whether the classes are digits, so that "digit" is the word for one."""
    return all(len(name) == 1 and name.isdigit() for name in class_names)

"""The question a network is trained to answer: which of all classes, or something simpler about them."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _

_Label = Annotated[int, Field(ge=0, le=99)]


class AllClasses(BaseModel):
    """Which of the classes is it?"""

    model_config = ConfigDict(frozen=True, extra="forbid")
    type: Literal["all_classes"] = "all_classes"

    def class_names(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The names of the answers, given the names of the dataset's classes."""
        return names


class OneAgainstRest(BaseModel):
    """Is it the chosen class or not? Answer 1 is the class, answer 0 the rest."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    type: Literal["one_against_rest"] = "one_against_rest"
    label: _Label = 5

    def class_names(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The names of the answers, given the names of the dataset's classes."""
        chosen = names[self.label]
        return (_("not {name}").format(name=chosen), chosen)


class TwoClasses(BaseModel):
    """Which of two classes is it? Answer 0 is the first, answer 1 the second; other pictures are left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    type: Literal["two_classes"] = "two_classes"
    first: _Label = 3
    second: _Label = 8

    def class_names(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The names of the answers, given the names of the dataset's classes."""
        return (names[self.first], names[self.second])


class EvenOdd(BaseModel):
    """Is the number even or odd? Answer 0 is even, answer 1 odd."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    type: Literal["even_odd"] = "even_odd"

    def class_names(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The names of the answers, given the names of the dataset's classes."""
        return (_("even"), _("odd"))


Task = Annotated[AllClasses | OneAgainstRest | TwoClasses | EvenOdd, Field(discriminator="type")]


def check_task(task: Task, names: tuple[str, ...], data: str) -> None:
    """Checks that a question can be asked of a dataset.

    Args:
        task: The question.
        names: The names of the dataset's classes.
        data: The dataset's name, for the sentence.

    Raises:
        UserError: It cannot; ``field`` is the setting at fault.
    """
    if not names:
        raise UserError(
            _("The pictures of {data} have no labels, so there is nothing to ask about them.").format(data=data),
            _("Open data with labels."),
            "task",
        )
    labels = {"task.label": task.label} if isinstance(task, OneAgainstRest) else {}
    if isinstance(task, TwoClasses):
        labels = {"task.first": task.first, "task.second": task.second}
    for setting, label in labels.items():
        if label >= len(names):
            raise UserError(
                _("The chosen class is {label}; {data} has the classes 0 to {last}.").format(
                    label=label, data=data, last=len(names) - 1
                ),
                _("Choose one of these."),
                setting,
            )
    if isinstance(task, TwoClasses) and task.first == task.second:
        raise UserError(
            _("Both chosen classes are {name}; two different ones were expected.").format(name=names[task.first]),
            _("Choose another one for one of them."),
            "task.second",
        )
    if isinstance(task, EvenOdd) and names != tuple(str(number) for number in range(len(names))):
        raise UserError(
            _("Even against odd is a question about numbers; the classes of {data} are {names}.").format(
                data=data, names=", ".join(names[:4]) + (", …" if len(names) > 4 else "")
            ),
            _("Choose another question, or data of digits."),
            "task",
        )

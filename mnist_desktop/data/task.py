"""The question a network is trained to answer: which of all classes, or one of them against the rest."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from mnist_desktop.i18n import _


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
    label: int = Field(default=5, ge=0, le=99)

    def class_names(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The names of the answers, given the names of the dataset's classes."""
        chosen = names[self.label]
        return (_("not {name}").format(name=chosen), chosen)


Task = Annotated[AllClasses | OneAgainstRest, Field(discriminator="type")]

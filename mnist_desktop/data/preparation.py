"""Which steps of the way from ink to the network's picture are taken. Imports nothing heavy."""

from dataclasses import dataclass, fields, replace

from mnist_desktop.i18n import _


@dataclass(frozen=True)
class Preparation:
    """The steps, each of which can be switched off.

    Attributes:
        specks: Stray dots are removed. Off: they count as ink.
        crop: The ink is cut out. Off: the whole drawing area counts, with the ink where it is in it.
        width: Strokes get the width of MNIST's. Off: they are as thick as they were drawn.
        size: The larger side becomes 20 of the 28 pixels. Off: it becomes all 28.
        centre: The ink's centre of mass comes to the middle. Off: the middle of what was cut out does.
        brightness: The brightest pixel becomes 255, which the network takes as 1. Off: it stays as it came out.
    """

    specks: bool = True
    crop: bool = True
    width: bool = True
    size: bool = True
    centre: bool = True
    brightness: bool = True

    def has(self, step: str) -> bool:
        """Whether a step is taken, by its name."""
        return bool(getattr(self, step))

    def changed(self, step: str, taken: bool) -> "Preparation":
        """The same with one step taken or left out."""
        return replace(self, **{step: taken})


STEPS = tuple(field.name for field in fields(Preparation))
"""Names of the steps in their order."""


def title_of(step: str) -> str:
    """What a step does, for the user; "ink" is what comes before the first."""
    return {
        "ink": _("Ink"),
        "specks": _("Specks removed"),
        "crop": _("Cropped to the ink"),
        "width": _("Width as in MNIST"),
        "size": _("Larger side 20 pixels"),
        "centre": _("Centred by its mass"),
        "brightness": _("Brightest pixel is 1"),
    }[step]

"""How a drawing becomes the picture that the network receives, step by step, in small pictures with switches."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from mnist_desktop.data.ink import InkStep
from mnist_desktop.data.preparation import STEPS, Preparation, title_of
from mnist_desktop.i18n import _, ngettext
from mnist_desktop.ui.draw.step_view import StepView
from mnist_desktop.ui.picture_sheet import SIDE
from mnist_desktop.ui.theme import current_theme
from mnist_desktop.ui.widgets import explain

_GAP = 10


class PreparationStrip(QWidget):
    """Shows the steps of a preparation side by side, the last one framed; each can be switched off.

    Where there is little room, ``set_brief`` leaves the last one, which is what the network receives.

    Signals:
        preparation_changed(Preparation): A step was switched on or off.
    """

    preparation_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__(accessibleName=_("How the drawing is prepared"))
        self.setObjectName("strip")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._brief = self._unprepared = False
        self._views = {name: StepView(name, title_of(name), switch=name != "ink") for name in ("ink", *STEPS)}
        for name, view in self._views.items():
            view.setParent(self)
            explain(view, _explanation(name))
            if name != "ink":
                view.toggled.connect(self._on_toggled)
        self._views["ink"].show_words(_("Preparation is half of recognition."))
        self._last.set_last(True)

    @property
    def titles(self) -> tuple[str, ...]:
        """What is said of the steps that show."""
        return tuple(view.text() for view in self._views.values() if not view.isHidden())

    @property
    def preparation(self) -> Preparation:
        """The steps that are to be taken."""
        return Preparation(**{name: self._views[name].isChecked() for name in STEPS})

    @property
    def wants_comparison(self) -> bool:
        """Whether the steps show, and what the network says without each is of interest."""
        return not self._brief and not self._unprepared

    @staticmethod
    def height_for(thumbnail: int) -> int:
        """The height with pictures of a side, in pixels."""
        return thumbnail + 2 + StepView.text_height()

    def set_brief(self, brief: bool) -> None:
        """Shows all steps, or the last one alone."""
        if brief != self._brief:
            self._brief = brief
            self._arrange()

    def show_steps(self, steps: Sequence[InkStep]) -> None:
        """Shows the steps of another drawing."""
        self._set_unprepared(False)
        for step in steps:
            self._views[step.name].show_pixels(step.image)

    def show_picture(self, picture: NDArray[np.uint8]) -> None:
        """Shows a picture that needs no preparation."""
        self._set_unprepared(True)
        self._last.show_pixels(picture)

    def show_comparison(self, answers: Mapping[str, str], different: Collection[str] = ()) -> None:
        """Says under each step what the network answers without it, or with it if it is switched off.

        Args:
            answers: For each step its text, "7, 54.0 %"; empty while that is not known.
            different: The steps without which the answer is another digit.
        """
        for name in STEPS:
            view = self._views[name]
            said = answers.get(name, "")
            text = _("without:\n{answer}") if view.isChecked() else _("with it:\n{answer}")
            view.show_words(text.format(answer=said) if said else "", strong=name in different)

    @override
    def sizeHint(self) -> QSize:
        px = current_theme().px
        return QSize(px(700), self.height_for(px(3 * SIDE)))

    @override
    def minimumSizeHint(self) -> QSize:
        px = current_theme().px
        return QSize(px(160), px(2 * SIDE))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    @property
    def _last(self) -> StepView:
        return self._views[STEPS[-1]]

    @Slot(bool)
    def _on_toggled(self, checked: bool) -> None:
        self.show_comparison({})
        self._arrange()
        self.preparation_changed.emit(self.preparation)

    def _set_unprepared(self, unprepared: bool) -> None:
        if unprepared != self._unprepared:
            self._unprepared = unprepared
            self._arrange()

    def _arrange(self) -> None:
        """Places the steps side by side, or the last one alone."""
        alone = self._brief or self._unprepared
        views = list(self._views.values())
        gap = current_theme().px(_GAP)
        step = (self.width() + gap) / len(views)
        for index, view in enumerate(views):
            if alone:
                view.setVisible(view is self._last)
                view.setGeometry(0, 0, self.width(), self.height())
            else:
                view.setVisible(True)
                left = round(index * step)
                view.setGeometry(left, 0, round((index + 1) * step) - gap - left, self.height())
        self._last.set_aside(alone)
        self._last.set_title(self._title_alone() if alone else title_of(STEPS[-1]))
        self.setAccessibleDescription(" → ".join(self.titles))

    def _title_alone(self) -> str:
        if self._unprepared:
            return _("28 × 28 already: the network receives it as it is")
        left_out = sum(not self._views[name].isChecked() for name in STEPS)
        if not left_out:
            return _("What the network receives: 28 × 28 pixels")
        return ngettext(
            "What the network receives, {count} step left out",
            "What the network receives, {count} steps left out",
            left_out,
        ).format(count=left_out)


def _explanation(step: str) -> str:
    return {
        "ink": _("The drawing as it is; what follows makes of it a picture like those that the network learned from."),
        "specks": _("Removes stray dots, which would shrink and shift the digit. Switched off, they count as ink."),
        "crop": _("Cuts the ink out, wherever it is. Switched off, a small digit stays small and at its place."),
        "width": _("Draws the strokes as wide as those of MNIST. Switched off, a thick brush fills the loops."),
        "size": _("Makes the larger side 20 of the 28 pixels, as in MNIST. Switched off, it becomes all 28."),
        "centre": _(
            "Moves the centre of mass to the middle, as in MNIST. Switched off, the middle of the ink goes there."
        ),
        "brightness": _("Makes the brightest pixel 255, which the network takes as 1; the background is 0."),
    }[step]

"""A few validation pictures and what the network makes of them right now."""

from math import ceil

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from mnist_desktop.data.dataset import LabelledImages
from mnist_desktop.i18n import _
from mnist_desktop.ui.digit_grid import DigitGrid
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme, font
from mnist_desktop.ui.widgets import Column, Label, TextRole, explain

_COUNT = 10


class WatchedDigits(QWidget):
    """Ten pictures in a row, the current answers under them; wrong ones with a cross and in another colour.

    Emits ``chosen`` with the uint8 array of shape (28, 28) of a picture that was clicked.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("watched")
        self._pictures: NDArray[np.uint8] = np.zeros((0, 28, 28), np.uint8)
        self._right: tuple[int, ...] = ()
        self._names: tuple[str, ...] = ()
        self._answers: tuple[int, ...] | None = None
        self._short = True
        self._caption = Label(role=TextRole.CAPTION, name="watched_caption")
        self._grid = DigitGrid(_COUNT, _("Pictures it never trains on"), largest=4 * 28)
        self._grid.setObjectName("watched_digits")
        self._grid.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._grid.clicked.connect(self._on_clicked)
        explain(self._grid, _("Pictures it never trains on, and its answers now. Click one to open it in Draw."))
        layout = Column(spacing=4)
        layout.addWidget(self._caption)
        layout.addWidget(self._grid)
        self.setLayout(layout)
        self._side = 2 * 28
        follow_theme(self._on_theme_changed)

    @property
    def pictures(self) -> NDArray[np.uint8]:
        """The pictures: uint8, shape (n, 28, 28)."""
        return self._pictures

    def set_pictures(self, pictures: LabelledImages, names: tuple[str, ...]) -> None:
        """Shows other pictures with their labels, until there are answers.

        Args:
            pictures: With the right answers as labels.
            names: What the labels are called.
        """
        self._pictures = pictures.images
        self._right = tuple(int(label) for label in pictures.labels)
        self._names = names
        self._answers = None
        self._short = all(len(name) <= 2 for name in names)
        self._grid.set_pictures(pictures.images, self._captions(self._right))
        self._on_theme_changed(current_theme())

    def show_answers(self, answers: tuple[int, ...] | None) -> None:
        """Shows what the network answers now; None: it has not been asked."""
        if answers != self._answers and (answers is None or len(answers) == len(self._right)):
            self._answers = answers
            self._write()

    def set_side(self, side: int) -> None:
        """Asks for pictures of that many logical pixels."""
        if side != self._side:
            self._side = side
            self._on_theme_changed(current_theme())

    @Slot(int)
    def _on_clicked(self, index: int) -> None:
        self.chosen.emit(self._pictures[index])

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        bold = font(theme, 18 if self._short else 14, QFont.Weight.DemiBold)
        self._grid.setFont(bold)
        self._grid.set_error_color(theme.wrong_text)
        height = QFontMetricsF(font(theme, 18, QFont.Weight.DemiBold)).height()
        self._grid.setFixedHeight(theme.px(self._side) + ceil(height) + 7)
        self._write()

    def _write(self) -> None:
        answers, right = self._answers, self._right
        theme = current_theme()
        palette = self._grid.palette()
        palette.setColor(QPalette.ColorRole.Text, QColor(theme.muted if answers is None else theme.text))
        self._grid.setPalette(palette)
        if not right:
            self._caption.setText(_("Without validation there are no pictures to watch."))
        elif answers is None:
            self._caption.setText(_("Pictures it never trains on, and what they are"))
            self._grid.set_captions(self._captions(right))
        else:
            wrong = {place for place, answer in enumerate(answers) if answer != right[place]}
            text = _("Pictures it never trains on, and its answers now: {right} of {count} right")
            self._caption.setText(text.format(right=len(right) - len(wrong), count=len(right)))
            captions = self._captions(answers)
            # A long name is cut at its end: there the cross stands before it.
            mark = "{name} ✗" if self._short else "✗ {name}"
            marked = [mark.format(name=name) if place in wrong else name for place, name in enumerate(captions)]
            self._grid.set_captions(marked, wrong)

    def _captions(self, answers: tuple[int, ...]) -> list[str]:
        return [self._names[answer] if answer < len(self._names) else "?" for answer in answers]

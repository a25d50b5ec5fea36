"""PictureStrip: nine pictures at a time in one row or in several, one of which can go to the canvas."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent, QStatusTipEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.ui.digit_grid import GAP, DigitGrid
from mnist_desktop.ui.picture_sheet import SIDE
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets import Column, FlatButton, IconButton, Label, Row, TextRole, explain
from mnist_desktop.ui.widgets.level import set_shown

PAGE_SIZE = 9
_LARGEST = 2 * SIDE
_COLUMNS = (3, 5, 9)
_UNLIMITED = 2**24 - 1  # QWIDGETSIZE_MAX


@dataclass(frozen=True)
class PictureWords:
    """What there is to say about a picture.

    Attributes:
        caption: Stands under it, in short lines.
        sentence: The same for the bottom bar.
        wrong: Whether the caption is about something wrong, which it also says itself.
    """

    caption: str
    sentence: str
    wrong: bool


class PictureStrip(QWidget):
    """Shows some pictures, nine at a time.

    Signals:
        canvas_asked(object): A picture, uint8 of shape (28, 28), is to be put on Draw's canvas.
        current_changed(int): The keys or the mouse went to another of the pictures; -1: there is none.

    Args:
        name: Its ``objectName``.
        title: What a screen reader calls it.
        explanation: One sentence about the pictures.
        extra: A control for the row over the pictures.
    """

    canvas_asked = Signal(object)
    current_changed = Signal(int)

    def __init__(self, name: str, title: str, explanation: str, extra: QWidget | None = None) -> None:
        super().__init__()
        self.setObjectName(name)
        self._images: NDArray[np.uint8] = np.zeros((0, SIDE, SIDE), np.uint8)
        self._describe: Callable[[int], PictureWords] | None = None
        self._first = 0
        self._lines = 1
        self._upright = False
        self._beside_control = extra is not None
        self._title = Label(role=TextRole.STRONG, name=f"{name}_title")
        self._title.setWordWrap(False)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.grid = DigitGrid(PAGE_SIZE, title, largest=3 * SIDE)
        self.grid.setObjectName(f"{name}_grid")
        explain(self.grid, explanation)
        self.grid.hovered.connect(self._on_hovered)
        self.grid.current_changed.connect(self._on_current_changed)
        self._position = Label(role=TextRole.CAPTION, name=f"{name}_position")
        self._position.setWordWrap(False)
        self._before = FlatButton("‹", name=f"{name}_before")
        self._before.setAccessibleName(_("The nine before"))
        explain(self._before, _("The nine pictures before these."))
        self._before.clicked.connect(self.show_before)
        self._after = FlatButton("›", name=f"{name}_after")
        self._after.setAccessibleName(_("The next nine"))
        explain(self._after, _("The next nine of these pictures."))
        self._after.clicked.connect(self.show_after)
        self._canvas = IconButton("pencil-simple", _("Put it on the canvas"), name=f"{name}_canvas")
        explain(self._canvas, _("Shows the marked picture in Draw, where you can change it and see the answer change."))
        self._canvas.clicked.connect(self.put_on_canvas)
        head = Row(spacing=8)
        head.addWidget(self._title, stretch=2)
        if extra is not None:
            head.addWidget(extra, stretch=3)
        for widget in (self._before, self._position, self._after, self._canvas):
            head.addWidget(widget)
        layout = Column(spacing=4)
        layout.addLayout(head)
        layout.addWidget(self.grid, stretch=1)
        self.setLayout(layout)
        follow_theme(self._on_theme_changed)
        self._show_nine()

    @property
    def current(self) -> int:
        """The picture that the keys are at, counted among all; -1 where there is none."""
        return self._first + self.grid.current if len(self._images) else -1

    @property
    def title(self) -> str:
        """What the pictures are."""
        return self._title.text()

    def show_pictures(
        self, title: str, images: NDArray[np.uint8], describe: Callable[[int], PictureWords], *, lines: int = 1
    ) -> None:
        """Shows others, from the first one on.

        Args:
            title: What they are.
            images: uint8, shape (n, 28, 28), n may be 0.
            describe: Says something about each, by its place among them.
            lines: How many lines a caption has.
        """
        same_number = len(images) == len(self._images)
        self.set_title(title)
        self._images, self._describe, self._lines = images, describe, lines
        if not same_number or len(images) > PAGE_SIZE:
            self._first = 0
            self.grid.set_current(0)
        self._show_nine()

    def set_title(self, title: str) -> None:
        """Says what the pictures are."""
        self._title.setText(title)
        if self._beside_control:  # which must not move while it is used
            self._title.setMinimumWidth(max(self._title.minimumWidth(), self._title.sizeHint().width()))
        self._title.setToolTip(title)

    def set_upright(self, upright: bool) -> None:
        """As the height allows, or all nine in a row."""
        self._upright = upright
        self._fit()

    @Slot()
    def show_before(self) -> None:
        """The nine before."""
        self._turn(-PAGE_SIZE)

    @Slot()
    def show_after(self) -> None:
        """The next nine."""
        self._turn(PAGE_SIZE)

    @Slot()
    def put_on_canvas(self) -> None:
        """Asks for the picture that the keys are at to be put on the canvas."""
        if self.current >= 0:
            self.canvas_asked.emit(self._images[self.current])

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(current_theme().px(220), super().minimumSizeHint().height())

    @Slot(int)
    def _on_hovered(self, place: int) -> None:
        text = self.grid.statusTip()
        if place >= 0 and self._describe is not None:
            text = self._describe(self._first + place).sentence
        QApplication.sendEvent(self.grid, QStatusTipEvent(text))

    @Slot(int)
    def _on_current_changed(self, place: int) -> None:
        self.current_changed.emit(self._first + place)

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self.grid.set_error_color(theme.wrong_text)
        for button in (self._before, self._after):
            button.setFixedWidth(theme.px(32))
        self._fit()

    def _turn(self, step: int) -> None:
        first = self._first + step
        if 0 <= first < len(self._images):
            self._first = first
            self.grid.set_current(0)
            self._show_nine()
            self.current_changed.emit(self.current)

    def _show_nine(self) -> None:
        shown = self._images[self._first : self._first + PAGE_SIZE]
        words = [self._describe(self._first + place) for place in range(len(shown))] if self._describe else []
        wrong = [place for place, each in enumerate(words) if each.wrong]
        self.grid.set_pictures(shown, [each.caption for each in words], wrong)
        paged = len(self._images) > PAGE_SIZE
        for widget in (self._before, self._position, self._after):
            set_shown(widget, paged)
        self._before.setEnabled(self._first > 0)
        self._after.setEnabled(self._first + PAGE_SIZE < len(self._images))
        self._position.setText(
            _("{first}–{last} of {count}").format(
                first=f"{self._first + 1:,}", last=f"{self._first + len(shown):,}", count=f"{len(self._images):,}"
            )
        )
        self._canvas.setEnabled(len(self._images) > 0)
        self._fit()

    def _fit(self) -> None:
        """One row is as high as its pictures can be wide; several rows take what there is."""
        theme = current_theme()
        if self._upright:
            self.grid.setMinimumHeight(0)
            self.grid.setMaximumHeight(_UNLIMITED)
            below = self._lines * self.grid.fontMetrics().height() + 2 + GAP
            self.grid.set_columns(
                max(
                    _COLUMNS,
                    key=lambda columns: min(
                        self.width() / columns - GAP, self.grid.height() / -(-PAGE_SIZE // columns) - below
                    ),
                )
            )
            return
        self.grid.set_columns(PAGE_SIZE)
        side = min((self.width() + GAP) / PAGE_SIZE - GAP, theme.px(_LARGEST))
        height = max(side, SIDE) + self._lines * self.grid.fontMetrics().height() + GAP
        self.grid.setFixedHeight(round(height))

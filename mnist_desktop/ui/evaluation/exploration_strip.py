"""PictureStrip: up to nine pictures at a time, in one row or in several, one of which can go to the canvas."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QSize, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QResizeEvent, QStatusTipEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.ui.digit_grid import GAP, DigitGrid
from mnist_desktop.ui.picture_sheet import SIDE, PictureSheet
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets import Column, FlatButton, IconButton, Label, Row, TextRole, explain
from mnist_desktop.ui.widgets.level import set_shown

PAGE_SIZE = 9
"""At most so many pictures show at a time."""

_SAMPLE = 30  # captions that decide how wide one is
_LARGEST = 2 * SIDE
_NARROW = 360  # logical pixels: narrower, the position gives its room to what is chosen
_SHAPES = ((3, 3), (5, 2), (9, 1))
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
    """Shows some pictures, up to nine at a time.

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
        self._captions: tuple[str, ...] = ()
        self._first, self._page_size = 0, PAGE_SIZE
        self._upright = self._showing = self._show_again = False
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
        self._before.setAccessibleName(_("Those before"))
        explain(self._before, _("The pictures before these."))
        self._before.clicked.connect(self.show_before)
        self._after = FlatButton("›", name=f"{name}_after")
        self._after.setAccessibleName(_("The next ones"))
        explain(self._after, _("The next ones of these pictures."))
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
        self._show_page()

    @property
    def current(self) -> int:
        """The picture that the keys are at, counted among all; -1 where there is none."""
        return self._first + self.grid.current if len(self._images) else -1

    @property
    def title(self) -> str:
        """What the pictures are."""
        return self._title.text()

    def show_pictures(self, title: str, images: NDArray[np.uint8], describe: Callable[[int], PictureWords]) -> None:
        """Shows others, from the first one on.

        Args:
            title: What they are.
            images: uint8, shape (n, 28, 28), n may be 0.
            describe: Says something about each, by its place among them.
        """
        self.set_title(title)
        if len(images) != len(self._images) or len(images) > PAGE_SIZE:
            self._first = 0
            self.grid.set_current(0)
        self._images, self._describe = images, describe
        self._captions = tuple(describe(place).caption for place in range(min(len(images), _SAMPLE)))
        self._fit()
        self._show_page()

    def set_title(self, title: str) -> None:
        """Says what the pictures are."""
        self._title.setText(title)
        if self._beside_control:  # which must not move while it is used
            self._title.setMinimumWidth(max(self._title.minimumWidth(), self._title.sizeHint().width()))
        self._title.setToolTip(title)
        set_shown(self._title, bool(title))

    def set_upright(self, upright: bool) -> None:
        """As the height allows, or all nine in a row."""
        self._upright = upright
        self._fit()

    @Slot()
    def show_before(self) -> None:
        """Those before."""
        self._turn(-self._page_size)

    @Slot()
    def show_after(self) -> None:
        """The next ones."""
        self._turn(self._page_size)

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
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()  # captions that were measured before the first sight were measured in another typeface

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
            self._show_page()
            self.current_changed.emit(self.current)

    def _show_page(self) -> None:
        """Shows what fits; buttons that come or go may change that while they do, and then it is shown once more."""
        if self._showing:
            self._show_again = True
            return
        self._showing = self._show_again = True
        while self._show_again:
            self._show_again = False
            self._show_once()
        self._showing = False

    def _show_once(self) -> None:
        shown = self._images[self._first : self._first + self._page_size]
        words = [self._describe(self._first + place) for place in range(len(shown))] if self._describe else []
        wrong = [place for place, each in enumerate(words) if each.wrong]
        self.grid.set_pictures(shown, [each.caption for each in words], wrong)
        paged = len(self._images) > self._page_size
        for button in (self._before, self._after):
            set_shown(button, paged)
        set_shown(self._position, paged and not (self._upright and self.width() < current_theme().px(_NARROW)))
        self._before.setEnabled(self._first > 0)
        self._after.setEnabled(self._first + self._page_size < len(self._images))
        self._position.setText(
            _("{first}–{last} of {count}").format(
                first=f"{self._first + 1:,}", last=f"{self._first + len(shown):,}", count=f"{len(self._images):,}"
            )
        )
        self._canvas.setEnabled(len(self._images) > 0)

    def _fit(self) -> None:
        """Shows as many pictures as leave room for what stands under each, in one row or in as many as fit."""
        lines = max((caption.count("\n") + 1 for caption in self._captions), default=1)
        below = lines * self.grid.fontMetrics().height() + 2 + GAP
        if self._upright:
            self.grid.setMinimumHeight(0)
            self.grid.setMaximumHeight(_UNLIMITED)
            columns, rows = self._best_shape(self.grid.height(), below)
        else:
            rows = 1
            columns = next((count for count in range(PAGE_SIZE, 3, -1) if self._fits(self._side(count))), 3)
            side = min(self._side(columns), current_theme().px(_LARGEST))
            self.grid.setFixedHeight(round(max(side, SIDE) + below))
        self.grid.set_columns(columns)
        if min(columns * rows, PAGE_SIZE) != self._page_size:
            self._page_size = min(columns * rows, PAGE_SIZE)
            self._show_page()

    def _best_shape(self, height: float, below: float) -> tuple[int, int]:
        """Columns and rows for all nine, at the size at which they are largest; fewer where captions need more."""
        sides = {
            (columns, rows): min(self._side(columns), height / rows - below)
            for columns, rows in _SHAPES
            if self._fits(min(self._side(columns), height / rows - below))
        }
        if sides:
            return max(sides, key=lambda shape: sides[shape])
        rows = next((count for count in (3, 2) if self._fits(height / count - below)), 1)
        largest = min(height / rows - below, current_theme().px(_LARGEST))
        side = PictureSheet.whole_side(max(largest, SIDE), self.devicePixelRatioF())
        wide = max(side, self._caption_width() - GAP)
        return max(min(int((self.width() + GAP) / (wide + GAP)), PAGE_SIZE), 1), rows

    def _side(self, columns: int) -> float:
        """Width of a picture where so many stand in a row."""
        return (self.width() + GAP) / columns - GAP

    def _fits(self, side: float) -> bool:
        """Whether a picture of that width can be seen, and its caption be read."""
        whole = PictureSheet.whole_side(max(side, 1.0), self.devicePixelRatioF())
        return whole >= SIDE and whole + GAP >= self._caption_width()

    def _caption_width(self) -> float:
        metrics = QFontMetricsF(self.grid.font())
        return max((metrics.horizontalAdvance(line) for text in self._captions for line in text.split("\n")), default=0)

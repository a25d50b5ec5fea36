"""All pictures of a part of the data in their order, of every class or of one."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollBar, QWidget
from typing_extensions import override

from mnist_desktop.data.dataset import LabelledImages
from mnist_desktop.i18n import _
from mnist_desktop.ui.digit_grid import GAP, DigitGrid
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets import Row, explain

_SIDE = 40  # logical pixels of a picture
_WHEEL_STEP = 120  # of a mouse wheel's angle, for a row


class BrowseView(QWidget):
    """A grid that scrolls through tens of thousands of pictures: only those that show are painted.

    Signals:
        chosen(int): Index, in the part of the data, of the picture that was clicked or reached with the keys.
    """

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("browse")
        self._part: LabelledImages | None = None
        self._names: tuple[str, ...] = ()
        self._truth: NDArray[np.uint8] = np.empty(0, np.uint8)
        self._indices: NDArray[np.intp] = np.empty(0, np.intp)
        self._columns = self._rows = 1
        self._wheel = 0
        self._grid = _Grid()
        self._grid.past_edge.connect(self._on_past_edge)
        self._grid.current_changed.connect(self._on_current_changed)
        self._grid.clicked.connect(self._on_current_changed)
        explain(self._grid, _("All pictures in their order; a click enlarges one, the wheel and the keys go on."))
        self._bar = QScrollBar(Qt.Orientation.Vertical)
        self._bar.setObjectName("browse_bar")
        self._bar.setAccessibleName(_("Rows of pictures"))
        self._bar.valueChanged.connect(self._on_scrolled)
        layout = Row(spacing=4)
        layout.addWidget(self._grid, stretch=1)
        layout.addWidget(self._bar)
        self.setLayout(layout)
        follow_theme(self._on_look_changed)

    @property
    def count(self) -> int:
        """How many pictures there are to go through."""
        return len(self._indices)

    @property
    def shown(self) -> tuple[int, ...]:
        """Indices, in the part, of the pictures that show now."""
        first = self._bar.value() * self._columns
        return tuple(int(index) for index in self._indices[first : first + self._columns * self._rows])

    def set_pictures(
        self, part: LabelledImages, names: tuple[str, ...], label: int | None, truth: NDArray[np.uint8]
    ) -> None:
        """Shows other pictures, from the first one on.

        Args:
            part: Where they are from.
            names: What their labels stand for; empty where there are none.
            label: Only pictures of this class; None for all.
            truth: What the labels were before some were made wrong; those that are get a cross.
        """
        self._part, self._names, self._truth = part, names, truth
        self._indices = np.arange(len(part)) if label is None else np.flatnonzero(part.labels == label)
        self._bar.setValue(0)
        self._lay_out()

    def go_to(self, index: int) -> None:
        """Scrolls to a picture of the part and marks it, if it is among those that are gone through."""
        place = int(np.searchsorted(self._indices, index))
        if place >= len(self._indices) or self._indices[place] != index:
            return
        row = place // self._columns
        if not self._bar.value() <= row < self._bar.value() + self._rows:
            self._bar.setValue(row - self._rows // 2)
        self._grid.blockSignals(True)
        self._grid.set_current(place - self._bar.value() * self._columns)
        self._grid.blockSignals(False)

    @override
    def minimumSizeHint(self) -> QSize:
        px = current_theme().px
        return QSize(px(6 * (_SIDE + GAP)), px(3 * (_SIDE + GAP + 20)))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        self._wheel += event.angleDelta().y()
        steps = int(self._wheel / _WHEEL_STEP)
        self._wheel -= steps * _WHEEL_STEP
        self._bar.setValue(self._bar.value() - steps)
        event.accept()

    @Slot(int)
    def _on_scrolled(self, _row: int) -> None:
        self._fill()

    @Slot(int)
    def _on_current_changed(self, place: int) -> None:
        shown = self.shown
        if place < len(shown):
            self.chosen.emit(shown[place])

    @Slot(int)
    def _on_past_edge(self, rows: int) -> None:
        place = self._grid.current
        before = self._bar.value()
        self._bar.setValue(before + rows)
        if self._bar.value() != before:
            self._grid.set_current(min(place, len(self.shown) - 1))
            self._on_current_changed(self._grid.current)

    @Slot(object)
    def _on_look_changed(self, theme: Theme) -> None:
        self._grid.set_side(theme.px(_SIDE))
        self._grid.set_error_color(theme.wrong_text)
        self._lay_out()

    def _lay_out(self) -> None:
        """Finds out how many fit; the picture at the top left stays in sight."""
        first = self._bar.value() * self._columns
        below = self._grid.row_height(captions=bool(self._names))
        side = current_theme().px(_SIDE) + GAP
        room = self.width() - self._bar.sizeHint().width() - current_theme().px(4)
        self._columns = max(int((room + GAP - 4) / side), 1)
        self._rows = max(int((self.height() + GAP - 4) / max(below, 1)), 1)
        self._grid.set_columns(self._columns)
        rows = -(-len(self._indices) // self._columns)
        self._bar.blockSignals(True)
        self._bar.setRange(0, max(rows - self._rows, 0))
        self._bar.setPageStep(self._rows)
        self._bar.setValue(first // self._columns)
        self._bar.blockSignals(False)
        self._fill()

    def _fill(self) -> None:
        if self._part is None:
            return
        shown = np.array(self.shown, np.intp)
        labels = self._part.labels[shown]
        wrong = set(np.flatnonzero(labels != self._truth[shown]).tolist())
        captions = [self._names[label] for label in labels] if self._names else []
        captions = [f"{name} ✕" if place in wrong else name for place, name in enumerate(captions)]
        self._grid.set_pictures(self._part.images[shown], captions, wrong)


class _Grid(DigitGrid):
    """Emits ``past_edge`` with the rows to scroll when a key leads over the first or the last row."""

    past_edge = Signal(int)

    def __init__(self) -> None:
        super().__init__(8, _("All pictures"), smallest=_SIDE, largest=2 * _SIDE)
        self.setObjectName("browse_grid")

    def set_side(self, side: int) -> None:
        """Takes another least width of the pictures, in pixels."""
        self._smallest, self._largest = side, 2 * side

    def row_height(self, *, captions: bool) -> float:
        """From one row to the next, with a word under each picture or without."""
        caption = self._metrics().height() + 2 if captions else 0.0
        return current_theme().px(_SIDE) + GAP + caption

    @override
    def minimumSizeHint(self) -> QSize:
        side = current_theme().px(_SIDE)
        return QSize(side, side)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        rows = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        key = Qt.Key(event.key())
        sideways = key in (Qt.Key.Key_Left, Qt.Key.Key_Right)
        step = rows.get(key, 0) * (1 if sideways else self._columns)
        if step and not 0 <= self.current + step < self._sheet.count:
            if sideways:
                self.set_current(self.current - rows[key] * (self._columns - 1))
            self.past_edge.emit(rows[key])
        else:
            super().keyPressEvent(event)

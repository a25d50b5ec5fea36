"""Pictures of every class in rows, each row ended by how many there are."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea
from typing_extensions import override

from mnist_desktop.data.dataset import LabelledImages
from mnist_desktop.i18n import _
from mnist_desktop.ui.digit_grid import GAP, DigitGrid
from mnist_desktop.ui.picture_sheet import SIDE
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme

MOST_COLUMNS = 16
"""Pictures drawn of every class; fewer show where the room is short."""
_LEAST_COLUMNS = 4
_USUAL_COLUMNS = 7
_ROWS = 10
_SMALLEST, _LARGEST = 22, 4 * SIDE
# For the class's name before a row, and for the bar and the number behind it.
_NAME_ROOM, _COUNT_ROOM = 32, 116
_LONGEST_NAME = 88
_SCROLLED = 28  # side of the pictures of more classes than fit


class SampleGrid(DigitGrid):
    """Shows as many samples of every class as fit beside their count bars.

    Before there are any, it shows empty places in the same geometry.

    Signals:
        chosen(int): Index, in the part of the data, of the sample that was clicked or reached with the keys.
    """

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__(MOST_COLUMNS, _("Samples, one row for each class"), smallest=_SMALLEST, largest=_LARGEST)
        self.setObjectName("samples")
        self._part: LabelledImages | None = None
        self._samples: tuple[NDArray[np.intp], ...] = ()
        self._names: tuple[str, ...] = ()
        self._truth: NDArray[np.uint8] = np.empty(0, np.uint8)
        self._counts: tuple[int, ...] = ()
        self._shown: tuple[int | None, ...] = ()
        self._shown_columns = 0
        self.current_changed.connect(self._on_current_changed)
        self.clicked.connect(self._on_current_changed)
        follow_theme(self._on_look_changed)

    def set_samples(
        self,
        part: LabelledImages,
        samples: tuple[NDArray[np.intp], ...],
        names: tuple[str, ...],
        truth: NDArray[np.uint8],
    ) -> None:
        """Shows other samples.

        Args:
            part: Where they are from.
            samples: For each class, indices into ``part``.
            names: The classes' names.
            truth: What the labels of ``part`` were before some were made wrong; those that are get a cross.
        """
        self._part, self._samples, self._names, self._truth = part, samples, names, truth
        self._fill()

    def set_counts(self, counts: tuple[int, ...]) -> None:
        """Ends each row with the number of pictures of its class; () for none."""
        self._counts = counts
        self.set_rows(self._short_names(), counts)

    @property
    def crossed(self) -> tuple[int, ...]:
        """The places of pictures whose label is wrong on purpose."""
        if self._part is None:
            return ()
        shown = [(place, index) for place, index in enumerate(self._shown) if index is not None]
        return tuple(place for place, index in shown if self._part.labels[index] != self._truth[index])

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        crossed = self.crossed
        if not crossed:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = current_theme()
        for place in crossed:
            rect = self.picture_rect(place)
            arm = rect.width() * 0.13
            middle = rect.topRight() + QPointF(-1.5 * arm, 1.5 * arm)
            for colour, width in (("#000000", 4.5), (theme.wrong, 2.5)):  # an edge that shows on white ink too
                painter.setPen(QPen(QColor(colour), theme.px(width)))
                painter.drawLine(middle + QPointF(-arm, -arm), middle + QPointF(arm, arm))
                painter.drawLine(middle + QPointF(-arm, arm), middle + QPointF(arm, -arm))

    @override
    def minimumSizeHint(self) -> QSize:
        # By the fewest columns: the window must be able to become smaller before columns are taken away.
        width = self._name_room() + _COUNT_ROOM + _LEAST_COLUMNS * (_SMALLEST + GAP)
        side = _SMALLEST if self._row_count() <= _ROWS else _SCROLLED
        return QSize(round(width), self._row_count() * (side + GAP))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitting_columns() != self._shown_columns:
            self._fill()

    @Slot(int)
    def _on_current_changed(self, place: int) -> None:
        index = self._shown[place] if place < len(self._shown) else None
        if index is not None:
            self.chosen.emit(index)

    @Slot(object)
    def _on_look_changed(self, theme: Theme) -> None:
        self._fill()

    def _row_count(self) -> int:
        return len(self._samples) or _ROWS

    def _fitting_columns(self) -> int:
        rows = self._row_count()
        side = (self.height() - 4 + GAP) / rows - GAP
        scale = current_theme().scale
        room = self.width() - self._name_room() - _COUNT_ROOM * scale
        if rows < _ROWS:  # of few classes rather more than larger ones
            side = min(side, (room + GAP) / _USUAL_COLUMNS - GAP)
        side = min(max(side, _SMALLEST), _LARGEST)
        return min(max(int((room + GAP) / (side + GAP)), _LEAST_COLUMNS), MOST_COLUMNS)

    def _fill(self) -> None:
        columns = self._shown_columns = self._fitting_columns()
        self.set_columns(columns)
        places = self._row_count() * columns
        if self._part is None:
            shade = QColor(current_theme().hover).value()
            self._shown = ()
            self.set_pictures(np.full((places, SIDE, SIDE), shade, np.uint8))
            self.set_rows(tuple(str(row) for row in range(_ROWS)))
            return
        shown: list[int | None] = []
        for of_class in self._samples:
            row = [int(index) for index in of_class[:columns]]
            shown += [*row, *[None] * (columns - len(row))]
        self._shown = tuple(shown)
        pictures = np.zeros((places, SIDE, SIDE), np.uint8)
        for place, index in enumerate(shown):
            if index is not None:
                pictures[place] = self._part.images[index]
        self.set_pictures(pictures)
        self.set_rows(self._short_names(), self._counts)
        self.updateGeometry()

    def _short_names(self) -> tuple[str, ...]:
        """The names, the long ones cut: the pictures need the room."""
        metrics = self._metrics()
        room = current_theme().px(_LONGEST_NAME)
        return tuple(metrics.elidedText(name, Qt.TextElideMode.ElideRight, room) for name in self._names)

    def _name_room(self) -> float:
        return max(self._header_width(), current_theme().px(_NAME_ROOM))


class SampleArea(QScrollArea):
    """Scrolls the samples where there are more classes than ten.

    Args:
        samples: What it shows.
    """

    def __init__(self, samples: SampleGrid) -> None:
        super().__init__(widgetResizable=True)
        self._samples = samples
        self.setObjectName("sample_area")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(samples)
        samples.current_changed.connect(self._on_current_changed)
        for surface in (samples, self.viewport()):
            surface.setAutoFillBackground(False)  # the card's own surface shows through

    @override
    def minimumSizeHint(self) -> QSize:
        wanted = self._samples.minimumSizeHint()
        return QSize(wanted.width(), min(wanted.height(), _ROWS * (_SMALLEST + GAP)))

    @override
    def sizeHint(self) -> QSize:
        return self._samples.sizeHint().boundedTo(QSize(10_000, _ROWS * (2 * SIDE + GAP)))

    @Slot(int)
    def _on_current_changed(self, place: int) -> None:
        rect = self._samples.picture_rect(place).toAlignedRect()
        self.ensureVisible(rect.center().x(), rect.center().y(), 0, rect.height())

"""A matplotlib figure in the window: sharp on every screen, redrawn seldom, cheap to update while it lives.

Importing this module imports matplotlib, about a second: the shell must not import it at the start.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import ceil
from time import monotonic
from typing import Any, Protocol

from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from mnist_desktop.plots.style import DOTS_PER_INCH, LIGHT, PlotStyle
from mnist_desktop.ui.figure_actions import FigureActions
from mnist_desktop.ui.theme import current_theme

LEAST_INTERVAL_MS = 67
"""Between two drawings: at most 15 a second, so that training and the window keep the processor."""


@dataclass(frozen=True)
class FigurePoint:
    """A place in a figure, in logical pixels from its top left corner."""

    x: float
    y: float


class LivePlot(Protocol):
    """A plot whose data change while it is shown, such as ``plots.curves.Curves``."""

    def lay_out(self) -> None:
        """Places everything for the figure's present size."""

    def animated_artists(self) -> tuple[Artist, ...]:
        """What a full draw leaves out and an update draws, in order."""

    def draw_on(self, figure: Figure, style: PlotStyle) -> None:
        """Draws the same on another figure, of the size that it has, for paper."""


class FigureView(QWidget):
    """Shows one matplotlib figure, which fills it.

    A plot is shown in one of two ways: ``show_plot`` takes a function that draws on the figure, and calls it
    again for every new size; ``show_live`` takes an object that keeps its artists, of which ``update_live``
    draws only those that move.

    Every plot can be saved and copied: by its context menu, by keys, and by a small button. Then it is drawn anew in
    the light theme, for paper.

    Signals:
        clicked(FigurePoint): The left button was pressed.
        hovered(FigurePoint or None): The mouse moved, or left.
        arrow_pressed(int, int): An arrow key, as columns and rows: (1, 0) is right.
        activated(): Enter or Space was pressed.

    Args:
        name: What a screen reader calls it.
        description: What a screen reader says is to be seen.
        parent: The widget that holds it.
        takes_keys: Can have the focus; without it there is neither ``arrow_pressed`` nor ``activated``.
    """

    clicked = Signal(object)
    hovered = Signal(object)
    arrow_pressed = Signal(int, int)
    activated = Signal()

    def __init__(
        self, name: str, description: str = "", parent: QWidget | None = None, *, takes_keys: bool = False
    ) -> None:
        super().__init__(
            parent,
            accessibleName=name,
            accessibleDescription=description,
            mouseTracking=True,
        )
        self.setObjectName("figure_view")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if takes_keys else Qt.FocusPolicy.NoFocus)
        self._takes_keys = takes_keys
        self._figure = Figure(dpi=DOTS_PER_INCH)
        self._canvas: Any = FigureCanvasAgg(self._figure)  # its drawing methods are not typed
        self._draw_on: Callable[[Figure], None] | None = None
        self._live: LivePlot | None = None
        self._background: Any = None
        self._image = QImage()
        self._drawn_for = self._laid_out_for = (0, 0, 0.0)
        self._stale = self._moved = True
        self._drawn_at = 0.0
        self._actions = FigureActions(self)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_redraw_due)

    @property
    def figure(self) -> Figure:
        """The figure; make a live plot on it, then call ``show_live``."""
        return self._figure

    @property
    def has_plot(self) -> bool:
        """Whether there is something to be seen."""
        return self._draw_on is not None or self._live is not None

    def paper_figure(self) -> Figure:
        """The plot on a new figure, at the size at which it shows, in the light theme."""
        size = (max(self.width(), 1) / DOTS_PER_INCH, max(self.height(), 1) / DOTS_PER_INCH)
        style = LIGHT.scaled(current_theme().scale)
        figure = Figure(figsize=size, dpi=DOTS_PER_INCH, facecolor=style.surface)
        if self._live is not None:
            self._live.draw_on(figure, style)
        elif isinstance(self._draw_on, partial) and "style" in self._draw_on.keywords:
            draw: partial[None] = self._draw_on
            draw.func(figure, *draw.args, **{**draw.keywords, "style": style})
        elif self._draw_on is not None:
            self._draw_on(figure)
        return figure

    def show_plot(self, draw: Callable[[Figure], None]) -> None:
        """Shows what a function draws on the figure; it is called now and after every change of size.

        Args:
            draw: A ``functools.partial`` with the keyword ``style``, so that it can be drawn in another one for paper.
        """
        self._draw_on, self._live = draw, None
        self._drawn_for = self._laid_out_for = (0, 0, 0.0)
        self.redraw()

    def show_live(self, plot: LivePlot) -> None:
        """Shows a plot that was made on ``figure``."""
        self._draw_on, self._live = None, plot
        self._drawn_for = self._laid_out_for = (0, 0, 0.0)
        self.redraw()

    def redraw(self) -> None:
        """Draws the whole figure again, soon; needed when axes have changed."""
        self._stale = True
        self._schedule()

    def update_live(self) -> None:
        """Draws what moves in a live plot again, soon."""
        self._moved = True
        self._schedule()

    def draw_now(self) -> None:
        """Draws at once what waits to be drawn: before a picture of the window is taken."""
        if self._is_waiting():
            self._timer.stop()
            self._render()
            self.repaint()

    @override
    def sizeHint(self) -> QSize:
        return QSize(480, 320)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(120, 80)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image.isNull() or (self._is_waiting() and not self._timer.isActive()):
            self._render()
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.palette().color(QPalette.ColorRole.Base))
        if self._drawn_for == (self.width(), self.height(), self.devicePixelRatioF()):
            painter.drawImage(QPointF(0, 0), self._image)  # dot for dot
        else:
            painter.drawImage(QRectF(self.rect()), self._image)  # stretched for a moment while the size changes
        if self.hasFocus():
            painter.setPen(QPen(QColor(self.palette().color(QPalette.ColorRole.Highlight)), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self.redraw()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.redraw()
        return super().event(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(FigurePoint(event.position().x(), event.position().y()))

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hovered.emit(FigurePoint(event.position().x(), event.position().y()))

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._actions.open_menu(event.globalPos())

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self.hovered.emit(None)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _ARROWS.get(Qt.Key(event.key()))
        if step is not None and self._takes_keys:
            self.arrow_pressed.emit(*step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._takes_keys:
            self.activated.emit()
        else:
            super().keyPressEvent(event)

    def _is_waiting(self) -> bool:
        return self._stale or self._moved

    def _schedule(self) -> None:
        """Starts the timer for the next drawing; a hidden view is drawn when it is shown."""
        if not self._timer.isActive() and self.isVisible():
            since = (monotonic() - self._drawn_at) * 1000
            self._timer.start(max(0, round(LEAST_INTERVAL_MS - since)))

    @Slot()
    def _on_redraw_due(self) -> None:
        if not self._is_waiting() or not self.isVisible():
            return
        wanted = self._wanted()
        if wanted != self._laid_out_for:
            # Drawn in the next turn: laying out and drawing at once held the window up for 60 ms and more.
            self._lay_out(wanted)
            self._timer.start(0)
        else:
            self._render()
            self.update()

    def _render(self) -> None:
        """Brings the image up to date, by a full draw only where one is needed."""
        wanted = self._wanted()
        if self._stale or wanted != self._drawn_for or self._background is None:
            self._render_all(wanted)
        elif self._live is not None:
            self._canvas.restore_region(self._background)
            self._draw_animated()
        self._stale = self._moved = False
        self._drawn_at = monotonic()

    def _wanted(self) -> tuple[int, int, float]:
        return self.width(), self.height(), self.devicePixelRatioF()

    def _lay_out(self, wanted: tuple[int, int, float]) -> None:
        width, height, ratio = wanted
        self._figure.set_dpi(DOTS_PER_INCH * ratio)
        # Whole dots, so that none is blurred at 125 %.
        across, down = (ceil(max(size, 1) * ratio) / ratio for size in (width, height))
        self._figure.set_size_inches(across / DOTS_PER_INCH, down / DOTS_PER_INCH)
        if self._draw_on is not None:
            self._draw_on(self._figure)
        elif self._live is not None:
            self._live.lay_out()
        self._laid_out_for = wanted

    def _render_all(self, wanted: tuple[int, int, float]) -> None:
        ratio = wanted[2]
        if wanted != self._laid_out_for:
            self._lay_out(wanted)
        self._drawn_for = wanted
        self._canvas.draw()
        self._background = self._canvas.copy_from_bbox(self._figure.bbox)
        self._draw_animated()
        pixels = self._canvas.buffer_rgba()
        rows, columns = pixels.shape[:2]
        # The image looks at the canvas's own memory: an update needs no copy.
        self._image = QImage(pixels, columns, rows, 4 * columns, QImage.Format.Format_RGBX8888)
        self._image.setDevicePixelRatio(ratio)

    def _draw_animated(self) -> None:
        renderer = self._canvas.get_renderer()
        for artist in self._live.animated_artists() if self._live is not None else ():
            artist.draw(renderer)


_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}

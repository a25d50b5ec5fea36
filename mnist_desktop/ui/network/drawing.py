"""The drawing of a network, made when matplotlib is there, and the sentence that stands in its place."""

from collections.abc import Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget
from typing_extensions import override

from mnist_desktop.i18n import _, ngettext
from mnist_desktop.networks.shapes import LayerSummary
from mnist_desktop.ui.network.facts import layer_detail, layer_window
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets import Label, TextRole, explain

if TYPE_CHECKING:
    from mnist_desktop.plots.columns import LayerDrawing
    from mnist_desktop.ui.figure_view import FigureView

_LEAST_WIDTH, _LEAST_HEIGHT, _COMPACT_HEIGHT = 360, 190, 184
"""Logical pixels; where there is less, the page scrolls."""
_PAUSE_MS = 200


class NetworkDrawing(QStackedWidget):
    """Draws layers from left to right in proportion, or says why there is nothing to draw.

    Emits ``saved`` with the file that ``save`` wrote.

    Args:
        session: For its data lane, in which matplotlib is imported.
    """

    saved = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("drawing")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        explain(
            self,
            _("The network from the picture at the left to the answer at the right; more units stand taller."),
        )
        self._session = session
        self._rows: Sequence[LayerSummary] = ()
        self._picture: NDArray[np.uint8] | None = None
        self._view: FigureView | None = None
        self._compact = False
        self._words = Label(_("Getting the drawing ready …"), TextRole.CAPTION, name="drawing_words")
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.addWidget(self._words)
        # Asked for after the first paint, so that the page is there at once.
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._on_painted)
        self._asked = False
        # Each drawing takes some 50 ms: one that is edited is drawn when the typing pauses for a moment.
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._on_pause)
        follow_theme(self._on_theme_changed)

    def show_layers(self, rows: Sequence[LayerSummary]) -> None:
        """Draws these layers."""
        if tuple(rows) == tuple(self._rows):
            self._show_plot()
            return
        first = not self._rows
        self._rows = rows
        if first:
            self._redraw()
        else:
            self._pause.start()

    def save(self, file: Path) -> None:
        """Draws the network into a file, in the data lane; ``saved`` tells when it is there.

        Args:
            file: Ends in ``.png`` or ``.svg``.
        """
        job = partial(_save, file, _layers(self._rows), current_theme(), self._picture)
        self._session.jobs.run_data(job, on_result=self._on_saved)

    def show_picture(self, picture: NDArray[np.uint8]) -> None:
        """Puts a picture where the network gets its input.

        Args:
            picture: uint8, shape (28, 28).
        """
        self._picture = picture
        self._redraw()

    def show_words(self, text: str) -> None:
        """Shows a sentence instead."""
        self._rows = ()
        self._pause.stop()
        self._words.setText(text)
        self.setCurrentWidget(self._words)

    def set_compact(self, compact: bool) -> None:
        """Makes do with less height."""
        self._compact = compact
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    @override
    def minimumSizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px(_LEAST_WIDTH), theme.px(_COMPACT_HEIGHT if self._compact else _LEAST_HEIGHT))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._asked:
            self._asked = True
            self._timer.start()

    @Slot()
    def _on_painted(self) -> None:
        self._session.jobs.run_data(_import_plots, on_result=self._on_plots_ready)

    @Slot(object)
    def _on_plots_ready(self, _nothing: object) -> None:
        from mnist_desktop.ui.figure_view import FigureView

        self._view = FigureView(_("Drawing of the network"))
        self.addWidget(self._view)
        self._redraw()

    @Slot()
    def _on_pause(self) -> None:
        self._redraw()

    @Slot(object)
    def _on_saved(self, file: Path) -> None:
        self.saved.emit(file)

    @Slot(object)
    def _on_theme_changed(self, _theme: Theme) -> None:
        self.updateGeometry()
        self._redraw()

    def _redraw(self) -> None:
        if self._view is None or not self._rows:
            return
        from mnist_desktop.plots.network import draw_network
        from mnist_desktop.ui.plot_style import plot_style

        self._view.show_plot(
            partial(draw_network, layers=_layers(self._rows), style=plot_style(current_theme()), picture=self._picture)
        )
        explain(self._view, _describe(self._rows))
        self._show_plot()

    def _show_plot(self) -> None:
        if self._view is not None and self._rows:
            self.setCurrentWidget(self._view)


def _layers(rows: Sequence[LayerSummary]) -> "list[LayerDrawing]":
    from mnist_desktop.plots.columns import LayerDrawing

    return [
        LayerDrawing(
            row.layer.type,
            row.output_shape,
            row.trainable_parameters,
            layer_detail(row.layer),
            layer_window(row.layer),
        )
        for row in rows
    ]


def _save(file: Path, layers: "list[LayerDrawing]", theme: Theme, picture: NDArray[np.uint8] | None) -> Path:
    from mnist_desktop.plots.network import save_network
    from mnist_desktop.ui.plot_style import plot_style

    save_network(file, layers, plot_style(theme).scaled(1.0), picture=picture)
    return file


def _import_plots() -> None:
    for module in ("matplotlib.figure", "matplotlib.backends.backend_agg", "mnist_desktop.plots.network"):
        import_module(module)


def _describe(rows: Sequence[LayerSummary]) -> str:
    learning = sum(1 for row in rows if row.trainable_parameters)
    return ngettext(
        "The network from the picture to the answer: {count} layer, {learning} of them with numbers to learn.",
        "The network from the picture to the answer: {count} layers, {learning} of them with numbers to learn.",
        len(rows),
    ).format(count=len(rows), learning=learning)

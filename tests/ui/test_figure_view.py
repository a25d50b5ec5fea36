import os
import subprocess
import sys

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mnist_desktop.plots.confusion import cell_at, draw_confusion
from mnist_desktop.plots.curves import CurveData, Curves
from mnist_desktop.plots.style import LIGHT, PlotStyle, figure_size
from mnist_desktop.ui.figure_view import FigurePoint, FigureView


@pytest.fixture
def view(qtbot: QtBot) -> FigureView:
    view = FigureView("Right answers", "Two lines", takes_keys=True)
    qtbot.addWidget(view)
    view.resize(640, 300)
    view.show()
    qtbot.waitExposed(view)
    return view


class _Plot:
    """A live plot that counts how often it is laid out and drawn in full."""

    def __init__(self, figure: Figure) -> None:
        self.figure = figure
        self.laid_out = 0
        self.still = _Counter()
        self.moving = _Counter()
        self.moving.set_animated(True)
        figure.add_artist(self.still)
        self.moving.set_figure(figure)

    def lay_out(self) -> None:
        self.laid_out += 1

    def animated_artists(self) -> tuple[Artist, ...]:
        return (self.moving,)

    def draw_on(self, figure: Figure, style: PlotStyle) -> None:
        figure.set_facecolor(style.surface)


class _Counter(Artist):
    def __init__(self) -> None:
        super().__init__()
        self.drawn = 0

    def draw(self, renderer: object) -> None:
        self.drawn += 1


def _pixels(view: FigureView) -> NDArray[np.uint8]:
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 4 * image.width()].copy()


def _points(count: int) -> CurveData:
    epochs = [(index + 1) / 10 for index in range(count)]
    return CurveData(epochs, [0.5 + 0.03 * epoch for epoch in epochs], [1.0] * count)


def test_that_a_plot_fills_the_view_and_follows_its_size(qtbot: QtBot, view: FigureView) -> None:
    sizes: list[tuple[float, float]] = []
    view.show_plot(lambda figure: sizes.append(figure_size(figure)))
    qtbot.waitUntil(lambda: sizes == [(640, 300)])
    view.resize(800, 200)
    qtbot.waitUntil(lambda: sizes[-1] == (800, 200))
    assert len(sizes) == 2


def test_that_a_live_update_draws_what_moves_and_nothing_else(qtbot: QtBot, view: FigureView) -> None:
    plot = _Plot(view.figure)
    view.show_live(plot)
    qtbot.waitUntil(lambda: plot.still.drawn == 1)
    moved = plot.moving.drawn
    view.update_live()
    qtbot.waitUntil(lambda: plot.moving.drawn == moved + 1)
    assert plot.still.drawn == 1
    assert plot.laid_out == 1


def test_that_many_updates_are_one_drawing(qtbot: QtBot, view: FigureView) -> None:
    plot = _Plot(view.figure)
    view.show_live(plot)
    qtbot.waitUntil(lambda: plot.still.drawn == 1)
    before = plot.moving.drawn
    for _ in range(200):
        view.update_live()
    qtbot.waitUntil(lambda: plot.moving.drawn > before)
    view.draw_now()
    assert plot.moving.drawn == before + 1, "nothing is left to draw"


def test_that_a_hidden_view_is_not_drawn_until_it_is_shown(qtbot: QtBot, view: FigureView) -> None:
    plot = _Plot(view.figure)
    view.show_live(plot)
    qtbot.waitUntil(lambda: plot.still.drawn == 1)
    view.hide()
    view.redraw()
    assert not any(timer.isActive() for timer in view.findChildren(QTimer))
    view.show()
    qtbot.waitUntil(lambda: plot.still.drawn == 2)


def test_that_a_live_update_gives_the_same_pixels_as_a_full_draw(qtbot: QtBot, view: FigureView) -> None:
    curves = Curves(view.figure, LIGHT)
    view.show_live(curves)
    view.draw_now()
    empty = _pixels(view)
    curves.set_data(_points(8), 10)
    view.update_live()
    view.draw_now()
    updated = _pixels(view)
    assert not np.array_equal(updated, empty)
    view.redraw()
    view.draw_now()
    np.testing.assert_array_equal(_pixels(view), updated)


def test_that_a_click_is_a_place_in_the_figure(qtbot: QtBot, view: FigureView) -> None:
    matrix = np.eye(10, dtype=np.int64)
    view.resize(400, 400)
    view.show_plot(lambda figure: draw_confusion(figure, matrix, tuple("0123456789"), LIGHT))
    view.draw_now()
    axes = view.figure.axes[0]
    x, y = view.figure.transFigure.inverted().transform(axes.transData.transform((7, 2)))
    with qtbot.waitSignal(view.clicked) as clicked:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(round(x * 400), round((1 - y) * 400)))
    place = clicked.args[0]
    assert isinstance(place, FigurePoint)
    assert cell_at(view.figure, place.x, place.y) == (2, 7)


def test_that_arrow_keys_say_where_to_go(qtbot: QtBot, view: FigureView) -> None:
    with qtbot.waitSignal(view.arrow_pressed, check_params_cb=lambda across, down: (across, down) == (0, 1)):
        QTest.keyClick(view, Qt.Key.Key_Down)
    with qtbot.waitSignal(view.activated):
        QTest.keyClick(view, Qt.Key.Key_Return)


def test_that_a_screen_reader_is_told_what_is_shown(view: FigureView) -> None:
    assert view.accessibleName() == "Right answers"
    assert view.accessibleDescription() == "Two lines"


def test_that_a_sharp_screen_gets_more_pixels_and_the_same_plot() -> None:
    script = """
from PySide6.QtWidgets import QApplication
app = QApplication([])
from mnist_desktop.plots.style import figure_size
from mnist_desktop.ui.figure_view import FigureView
view = FigureView("plot")
view.resize(300, 200)
view.show_plot(lambda figure: print(figure_size(figure), figure.bbox.width))
view.show()
print(view.grab().toImage().width())
"""
    environment = {"QT_SCALE_FACTOR": "2", "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={**os.environ, **environment},
    )
    assert done.stdout.splitlines()[-2:] == ["(300.0, 200.0) 600.0", "600"]


def test_that_the_view_does_not_import_pyplot() -> None:
    check = "import sys, mnist_desktop.ui.figure_view; print('matplotlib.pyplot' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "False"


def test_that_the_plot_is_seen(qtbot: QtBot, view: FigureView) -> None:
    def draw(figure: Figure) -> None:
        figure.set_facecolor("#0072B2")

    view.show_plot(draw)
    view.draw_now()
    assert view.grab().toImage().pixelColor(320, 150).name() == "#0072b2"

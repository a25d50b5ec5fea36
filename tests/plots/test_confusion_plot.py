from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from mnist_desktop.plots.confusion import cell_at
from mnist_desktop.plots.confusion_plot import ConfusionPlot, warm_up
from mnist_desktop.plots.style import LIGHT, new_figure


@pytest.fixture
def figure() -> Figure:
    return new_figure(400, 400, LIGHT)


@pytest.fixture
def plot(figure: Figure) -> ConfusionPlot:
    plot = ConfusionPlot(figure, np.arange(9).reshape(3, 3), ("a", "b", "c"), LIGHT)
    plot.lay_out()
    return plot


def _places(figure: Figure, plot: ConfusionPlot) -> list[tuple[int, int] | None]:
    """The cells in which the outlines stand."""
    found = []
    for artist in plot.animated_artists():
        box = artist.get_window_extent()
        found.append(cell_at(figure, (box.x0 + box.x1) / 2, 400 - (box.y0 + box.y1) / 2))
    return found


def test_that_nothing_is_outlined_at_first(plot: ConfusionPlot) -> None:
    assert plot.animated_artists() == ()


def test_that_the_chosen_cell_and_the_one_pointed_at_are_outlined(figure: Figure, plot: ConfusionPlot) -> None:
    plot.select((1, 2))
    assert set(_places(figure, plot)) == {(1, 2)}
    plot.point_at((0, 1))
    assert set(_places(figure, plot)) == {(1, 2), (0, 1)}
    assert _places(figure, plot)[-1] == (1, 2), "the chosen one is on top"
    plot.select(None)
    assert set(_places(figure, plot)) == {(0, 1)}


def test_that_a_choice_outlasts_another_layout(figure: Figure, plot: ConfusionPlot) -> None:
    plot.select((2, 0))
    plot.lay_out()
    assert set(_places(figure, plot)) == {(2, 0)}


def test_that_a_full_draw_leaves_the_outlines_out(figure: Figure, plot: ConfusionPlot) -> None:
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    before = np.asarray(canvas.buffer_rgba()).copy()
    plot.select((2, 0))
    canvas.draw()
    assert np.array_equal(before, np.asarray(canvas.buffer_rgba()))


def test_that_warming_up_leaves_settings_as_they_are() -> None:
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    warm_up(LIGHT)
    assert dict(mpl.rcParams) == before

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from mnist_desktop.plots.certainty import ChosenThreshold
from mnist_desktop.plots.style import LIGHT, new_figure
from mnist_desktop.plots.threshold_plot import ThresholdPlot

COVERAGE, ACCURACY = (1.0, 0.9, 0.5), (0.9, 0.95, 1.0)
INTERVALS = ((0.88, 0.92), (0.93, 0.97), (0.98, 1.0))


@pytest.fixture
def figure() -> Figure:
    return new_figure(400, 300, LIGHT)


@pytest.fixture
def plot(figure: Figure) -> ThresholdPlot:
    plot = ThresholdPlot(figure, COVERAGE, ACCURACY, INTERVALS, LIGHT)
    plot.lay_out()
    return plot


def _mark(plot: ThresholdPlot) -> tuple[float, float, object]:
    _line, dot = plot.animated_artists()
    assert isinstance(dot, Line2D)
    x, y = np.asarray(dot.get_xydata())[0].tolist()
    return x, y, dot.get_marker()


def test_that_nothing_is_marked_at_first(plot: ThresholdPlot) -> None:
    assert plot.animated_artists() == ()


def test_that_the_mark_stands_at_the_chosen_threshold(plot: ThresholdPlot) -> None:
    plot.choose(ChosenThreshold(0.8, 0.9, 0.95))
    assert _mark(plot) == (90.0, 95.0, "o")


def test_that_an_arrow_stands_at_the_edge_where_less_is_answered_than_shown(
    figure: Figure, plot: ThresholdPlot
) -> None:
    plot.choose(ChosenThreshold(0.99, 0.001, 1.0))
    assert _mark(plot) == (figure.axes[0].get_xlim()[0], 100.0, "<")


def test_that_nothing_is_marked_where_nothing_is_answered(plot: ThresholdPlot) -> None:
    plot.choose(ChosenThreshold(1.0, 0.0, None))
    assert plot.animated_artists() == ()


def test_that_paper_gets_the_threshold_in_words(plot: ThresholdPlot) -> None:
    plot.choose(ChosenThreshold(0.8, 0.9, 0.95))
    paper = new_figure(400, 300, LIGHT)
    plot.draw_on(paper, LIGHT)
    assert any("Only when 80 % sure" in text.get_text() for text in paper.texts)

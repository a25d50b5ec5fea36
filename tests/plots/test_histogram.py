from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from mnist_desktop.plots.histogram import draw_histogram
from mnist_desktop.plots.style import DARK, LIGHT, PlotStyle, new_figure


def _drawn(counts: list[int], style: PlotStyle = LIGHT, size: tuple[float, float] = (420, 240)) -> Figure:
    figure = new_figure(*size, style)
    draw_histogram(figure, np.array(counts), style)
    return figure


def _bars(figure: Figure) -> list[Rectangle]:
    return [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]


@pytest.mark.parametrize("style", [LIGHT, DARK, DARK.scaled(1.5)])
@pytest.mark.parametrize("counts", [[800] + [1] * 255, [0] * 256, [5] + [0] * 255])
def test_that_no_text_is_cut_or_covered(
    check_texts: Callable[[Figure], None], style: PlotStyle, counts: list[int]
) -> None:
    check_texts(_drawn(counts, style, (340 * style.scale, 220 * style.scale)))


def test_that_bars_and_black_make_the_whole() -> None:
    figure = _drawn([745] + [1] * 255)
    assert sum(bar.get_height() for bar in _bars(figure)) == pytest.approx(25.5)
    assert any("74.5 %" in text.get_text() for text in figure.texts)


def test_that_the_bars_fit_their_axis() -> None:
    figure = _drawn([10] + [1] * 254 + [500])
    assert max(bar.get_height() for bar in _bars(figure)) <= figure.axes[0].get_ylim()[1]


def test_that_each_value_stands_over_what_a_network_gets() -> None:
    labels = [label.get_text() for label in _drawn([10] + [1] * 255).axes[0].get_xticklabels()]
    assert labels[0] == "1\n0"
    assert labels[-1] == "255\n1.00"
    for label in labels[1:]:
        value, scaled = label.split("\n")
        assert float(scaled) == pytest.approx(int(value) / 255, abs=0.005)

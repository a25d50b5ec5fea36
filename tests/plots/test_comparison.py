from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from numpy.typing import NDArray

from mnist_desktop.plots.comparison import draw_difference
from mnist_desktop.plots.confusion import cell_at
from mnist_desktop.plots.style import DARK, LIGHT, PlotStyle, new_figure

DIGITS = tuple("0123456789")


def _difference() -> NDArray[np.int64]:
    matrix = np.zeros((10, 10), np.int64)
    matrix[0] = [-3, 5, 0, 0, 0, 0, -2, 0, 0, 0]
    matrix[3] = [0, 0, 0, 120, 0, -120, 0, 0, 0, 0]
    return matrix


def _drawn(style: PlotStyle = LIGHT, size: tuple[float, float] = (400, 400), **more: Any) -> Figure:
    figure = new_figure(*size, style)
    draw_difference(figure, _difference(), DIGITS, style, **more)
    return figure


def _corner(figure: Figure, row: int, column: int) -> NDArray[np.float64]:
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())[..., :3] / 255
    x, y = figure.axes[0].transData.transform((column - 0.3, row - 0.35))
    corner: NDArray[np.float64] = pixels[pixels.shape[0] - round(y), round(x)]
    return corner


@pytest.mark.parametrize("style", [LIGHT, DARK])
@pytest.mark.parametrize("size", [(400, 400), (690, 320)])
def test_that_no_text_is_cut_or_covered(
    check_texts: Callable[[Figure], None], style: PlotStyle, size: tuple[float, float]
) -> None:
    check_texts(_drawn(style, size))


def test_that_signs_say_what_colours_say() -> None:
    texts = {text.get_position(): text.get_text() for text in _drawn().axes[0].texts}
    assert texts == {(0, 0): "−3", (1, 0): "+5", (6, 0): "−2", (3, 3): "+120", (5, 3): "−120"}


@pytest.mark.parametrize("style", [LIGHT, DARK])
def test_that_fewer_mistakes_are_blue_more_are_orange_and_the_diagonal_grey(style: PlotStyle) -> None:
    figure = _drawn(style)
    fewer, more = _corner(figure, 3, 5), _corner(figure, 0, 1)
    assert np.abs(fewer - to_rgb(style.training)).sum() < np.abs(fewer - to_rgb(style.error)).sum()
    assert np.abs(more - to_rgb(style.error)).sum() < np.abs(more - to_rgb(style.training)).sum()
    for digit in range(10):
        assert _corner(figure, digit, digit) == pytest.approx(to_rgb(style.line), abs=0.01)
    assert _corner(figure, 5, 0) == pytest.approx(to_rgb(style.surface), abs=0.01)


def test_that_its_cells_are_found_and_outlined() -> None:
    figure = _drawn(selected=(3, 5))
    x, y = figure.axes[0].transData.transform((5, 3))
    assert cell_at(figure, x, 400 - y) == (3, 5)
    plain = len(_drawn().axes[0].patches)
    assert len(figure.axes[0].patches) == plain + 2


def test_that_two_models_that_agree_make_an_empty_matrix() -> None:
    figure = new_figure(400, 400, LIGHT)
    draw_difference(figure, np.zeros((2, 2), np.int64), ("not 5", "5"), LIGHT)
    assert not figure.axes[0].texts

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from numpy.typing import NDArray

from mnist_desktop.plots.confusion import cell_at, draw_confusion
from mnist_desktop.plots.style import DARK, LIGHT, PlotStyle, contrast, figure_size, new_figure

DIGITS = tuple("0123456789")
CLOTHES = (
    "T-shirt",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)


def _matrix(count: int, right: int = 1000) -> NDArray[np.int64]:
    """Every kind of cell: the diagonal, none, few, many."""
    matrix = np.add.outer(np.arange(count), np.arange(count)) % 7
    matrix[0, -1] = 64
    np.fill_diagonal(matrix, right)
    return matrix.astype(np.int64)


def _drawn(
    style: PlotStyle = LIGHT,
    names: tuple[str, ...] = DIGITS,
    size: tuple[float, float] = (400, 400),
    ratio: float = 1.0,
    selected: tuple[int, int] | None = None,
) -> Figure:
    figure = new_figure(*size, style, ratio)
    draw_confusion(figure, _matrix(len(names)), names, style, selected=selected)
    return figure


def _pixels(figure: Figure) -> NDArray[np.float64]:
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3] / 255


def _corner_colors(figure: Figure) -> dict[tuple[int, int], tuple[float, float, float]]:
    """The colour in the upper left part of each cell, beside its number."""
    pixels = _pixels(figure)
    axes = figure.axes[0]
    colors = {}
    for row, column in np.ndindex(10, 10):
        x, y = axes.transData.transform((column - 0.4, row - 0.4))
        red, green, blue = pixels[int(figure.bbox.height - y), int(x)].tolist()
        colors[row, column] = (red, green, blue)
    return colors


@pytest.mark.parametrize("style", [LIGHT, DARK.scaled(1.5)])
@pytest.mark.parametrize("names", [DIGITS, CLOTHES, ("not 3", "3"), ("cat", "dog", "Ankle boot")])
@pytest.mark.parametrize("size", [(400, 400), (520, 580), (640, 400)])
def test_that_no_text_is_cut_or_covered(
    check_texts: Callable[[Figure], None], style: PlotStyle, names: tuple[str, ...], size: tuple[int, int]
) -> None:
    width, height = (side * style.scale for side in size)
    check_texts(_drawn(style, names, (width, height)))


def test_that_twenty_classes_fit_a_larger_figure(check_texts: Callable[[Figure], None]) -> None:
    check_texts(_drawn(names=DIGITS + CLOTHES, size=(560, 600)))


@pytest.mark.parametrize("style", [LIGHT, DARK])
def test_that_right_answers_are_grey_whatever_their_number(style: PlotStyle) -> None:
    figure = new_figure(400, 400, style)
    matrix = _matrix(10)
    matrix[3, 3] = 1
    draw_confusion(figure, matrix, DIGITS, style)
    colors = _corner_colors(figure)
    for index in (0, 3, 9):
        assert colors[index, index] == pytest.approx(to_rgb(style.line), abs=0.01)


@pytest.mark.parametrize("style", [LIGHT, DARK])
def test_that_more_mistakes_have_more_colour_and_none_have_none(style: PlotStyle) -> None:
    colors = _corner_colors(_drawn(style))
    surface = np.array(to_rgb(style.surface))
    matrix = _matrix(10)
    cells = {int(matrix[cell]): cell for cell in ((0, 7), (0, 1), (0, 4), (0, 6), (0, 9))}
    distances = [float(np.abs(np.array(colors[cells[count]]) - surface).sum()) for count in sorted(cells)]
    assert distances[0] == pytest.approx(0, abs=0.01)
    assert distances == sorted(distances)
    assert distances[1] > 0.1, "one mistake is seen beside sixty-four"


@pytest.mark.parametrize("style", [LIGHT, DARK])
def test_that_all_numbers_are_readable(style: PlotStyle) -> None:
    figure = _drawn(style)
    colors = _corner_colors(figure)
    for text in figure.axes[0].texts:
        column, row = text.get_position()
        assert contrast(str(text.get_color()), to_hex(colors[round(row), round(column)])) >= 4.4, text.get_text()
        assert float(text.get_fontsize()) >= 9


def test_that_zeros_are_not_written_and_large_mistakes_are_bold() -> None:
    texts = {text.get_position(): text for text in _drawn().axes[0].texts}
    assert "0" not in {text.get_text() for text in texts.values()}
    assert texts[(9, 0)].get_text() == "64"
    assert texts[(9, 0)].get_fontweight() == "bold"
    assert texts[(1, 0)].get_fontweight() == "normal"
    assert texts[(0, 0)].get_fontweight() == "normal", "right answers never shout"


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("names", [DIGITS, ("not 3", "3")])
def test_that_a_place_in_a_cell_gives_the_cell(names: tuple[str, ...], ratio: float) -> None:
    figure = _drawn(names=names, ratio=ratio)
    width, height = figure_size(figure)
    for row in range(len(names)):
        for column in range(len(names)):
            for shift in (-0.45, 0.0, 0.45):
                place = figure.axes[0].transData.transform((column + shift, row - shift))
                x, y = figure.transFigure.inverted().transform(place)
                assert cell_at(figure, x * width, (1 - y) * height) == (row, column)


def test_that_a_place_beside_the_matrix_gives_none() -> None:
    figure = _drawn()
    assert cell_at(figure, 2, 200) is None
    assert cell_at(figure, 200, 398) is None
    assert cell_at(figure, 200, 2) is None
    assert cell_at(new_figure(400, 400, LIGHT), 200, 200) is None


def test_that_the_chosen_cell_is_outlined() -> None:
    accent = np.array(to_rgb(LIGHT.accent))

    def accents(figure: Figure) -> list[tuple[int, int]]:
        pixels = _pixels(figure)
        found = np.argwhere(np.abs(pixels - accent).max(axis=-1) < 0.02)
        return [(int(y), int(x)) for y, x in found]

    assert not accents(_drawn())
    places = accents(_drawn(selected=(9, 4)))
    assert places
    middle_y, middle_x = (sum(values) / len(places) for values in zip(*places, strict=True))
    assert cell_at(_drawn(), middle_x, middle_y) == (9, 4)


def test_that_shares_are_of_the_row_and_never_rounded_to_nothing_or_all() -> None:
    figure = new_figure(400, 400, LIGHT)
    draw_confusion(figure, np.array([[9_999, 1], [0, 0]]), ("a", "b"), LIGHT, shares=True)
    texts = {text.get_text() for text in figure.axes[0].texts}
    assert texts == {"99.9", "<0.1"}
    assert any("% of the row" in text.get_text() for text in figure.texts)

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from numpy.typing import NDArray

from mnist_desktop.plots.map import class_color, draw_map, point_at, points_within
from mnist_desktop.plots.style import DARK, LIGHT, PlotStyle, contrast, new_figure

DIGITS = tuple("0123456789")
CLOTHES = ("T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")


def _points(count: int) -> NDArray[np.float64]:
    return np.random.default_rng(1).standard_normal((count, 2)) * (40, 20)


def _drawn(
    points: NDArray[np.float64],
    style: PlotStyle = LIGHT,
    size: tuple[float, float] = (700, 420),
    names: tuple[str, ...] = DIGITS,
    labelled: bool = True,
    **more: Any,
) -> Figure:
    figure = new_figure(size[0] * style.scale, size[1] * style.scale, style, more.pop("ratio", 1.0))
    draw_map(figure, points, np.arange(len(points)) % len(names) if labelled else None, names, style, **more)
    return figure


def _count(figure: Figure, color: str) -> int:
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())[..., :3] / 255
    return int((np.abs(pixels - to_rgb(color)).max(axis=-1) < 0.02).sum())


@pytest.mark.parametrize("style", [LIGHT, DARK.scaled(1.5)])
@pytest.mark.parametrize("size", [(1040, 560), (300, 260)])
@pytest.mark.parametrize("names", [DIGITS, CLOTHES])
@pytest.mark.parametrize("count", [0, 1, 400])
def test_that_no_text_is_cut_or_covered(
    check_texts: Callable[[Figure], None],
    style: PlotStyle,
    size: tuple[float, float],
    names: tuple[str, ...],
    count: int,
) -> None:
    wrong = np.arange(count) % 7 == 0
    check_texts(_drawn(_points(count), style, size, names, wrong=wrong, note="The first two axes show 17 %."))


@pytest.mark.parametrize("style", [LIGHT, DARK])
def test_that_ten_classes_have_ten_colours_that_can_be_read(style: PlotStyle) -> None:
    colors = {class_color(style, label) for label in range(10)}
    assert len(colors) == 10
    assert all(contrast(color, style.surface) >= 3.5 for color in colors)


@pytest.mark.parametrize("style", [LIGHT, DARK])
def test_that_every_class_is_seen_in_its_colour(style: PlotStyle) -> None:
    figure = _drawn(_points(300), style)
    for label in range(10):
        assert _count(figure, class_color(style, label)) > 20


def test_that_a_digit_is_its_own_marker() -> None:
    figure = _drawn(_points(300))
    shapes = [collection.get_paths()[0] for axes in figure.axes for collection in axes.collections]
    outlines = {np.asarray(shape.vertices).tobytes() for shape in shapes}
    assert len(outlines) == 10


def test_that_wrong_answers_have_a_ring_and_are_counted_in_words() -> None:
    points = _points(300)
    wrong = np.zeros(300, bool)
    assert _count(_drawn(points, wrong=wrong), LIGHT.error) < _count(_drawn(points, wrong=~wrong), LIGHT.error)
    wrong[:7] = True
    figure = _drawn(points, wrong=wrong)
    assert "wrong answers: 7 of 300" in {text.get_text() for text in figure.texts}
    rings = [collection for axes in figure.axes for collection in axes.collections if collection.get_zorder() == 4]
    assert sorted(len(np.asarray(ring.get_offsets())) for ring in rings) == [7]


def test_that_what_is_not_selected_is_pale() -> None:
    points = _points(300)
    full, selected = _drawn(points), _drawn(points, selected=np.arange(0, 300, 10))
    assert _count(selected, class_color(LIGHT, 0)) > 20
    assert _count(selected, class_color(LIGHT, 1)) == 0 < _count(full, class_color(LIGHT, 1))


def test_that_pictures_without_labels_are_dots() -> None:
    assert _count(_drawn(_points(100), labelled=False), LIGHT.accent) > 200


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("size", [(900, 300), (320, 500)])
def test_that_a_place_on_the_map_gives_the_point_there(size: tuple[float, float], ratio: float) -> None:
    points = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 4.0]])
    figure = _drawn(points, size=size, ratio=ratio)
    height = figure.bbox.height
    for index, place in enumerate(figure.axes[0].transData.transform(points)):
        x, y = place[0] / ratio, (height - place[1]) / ratio
        assert 0 < x < size[0]
        assert 0 < y < size[1]
        assert point_at(figure, points, x + 3, y - 3) == index
        assert point_at(figure, points, x + 30, y) in {None, *range(3)} - {index}
        around = [(x - 8, y - 8), (x + 8, y - 8), (x + 8, y + 8), (x - 8, y + 8)]
        assert points_within(figure, points, around).tolist() == [index]
    everything = [(0, 0), (size[0], 0), (size[0], size[1]), (0, size[1])]
    assert points_within(figure, points, everything).tolist() == [0, 1, 2]
    assert points_within(figure, points, everything[:2]).tolist() == []


def test_that_an_empty_figure_has_no_points() -> None:
    figure = new_figure(400, 400, LIGHT)
    assert point_at(figure, _points(3), 200, 200) is None
    assert points_within(figure, _points(3), [(0, 0), (400, 0), (400, 400)]).tolist() == []
    assert point_at(_drawn(_points(0)), _points(0), 200, 200) is None

"""The picture of what is watched inside a network: all texts on it, none over another, in every size."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.figure import Figure

from mnist_desktop.plots.inside import draw_inside
from mnist_desktop.plots.inside_data import InsideData, LayerLook
from mnist_desktop.plots.style import DARK, LIGHT, new_figure
from tests.plots.conftest import TextBoxes

_EDGES = np.linspace(-0.3, 0.3, 42)
_SHARES = np.exp(-((_EDGES[:-1] / 0.1) ** 2))
_LAYERS = tuple(
    LayerLook(f"Dense {number}", 128, 0.01 * number, 3 / 128, _EDGES, _SHARES, _SHARES) for number in range(1, 11)
)
_FULL = InsideData(
    rates=tuple((step / 10, 0.001 * (1 - step / 100)) for step in range(1, 60)),
    numbers=(("48,210", "pictures a second"), ("0:12", "left")),
    layers=_LAYERS,
    first_layer=np.random.default_rng(1).normal(size=(36, 28, 28)).astype(np.float32),
)


def words(figure: Figure, text_boxes: TextBoxes) -> str:
    return " | ".join(text for text, _box in text_boxes(figure))


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize(("width", "height"), [(1020, 310), (680, 220), (850, 190), (1580, 640), (600, 150)])
@pytest.mark.parametrize("layers", [0, 1, 4, 10])
def test_that_all_texts_are_on_it_and_none_covers_another(
    check_texts: Callable[[Figure], None], width: int, height: int, layers: int, scale: float
) -> None:
    figure = new_figure(width, height, LIGHT)
    draw_inside(figure, replace(_FULL, layers=_LAYERS[:layers]), LIGHT.scaled(scale))
    check_texts(figure)


def test_that_silent_units_are_said_in_words(text_boxes: TextBoxes) -> None:
    figure = new_figure(1020, 310, DARK)
    draw_inside(figure, InsideData(layers=(LayerLook("Dense", 128, silent=3 / 128),)), DARK)
    assert "3 of 128 units are silent" in words(figure, text_boxes)


def test_that_only_what_is_given_is_shown(text_boxes: TextBoxes) -> None:
    figure = new_figure(1020, 310, LIGHT)
    draw_inside(figure, InsideData(layers=(LayerLook("Dense", 128, gradient=0.25),)), LIGHT)
    shown = words(figure, text_boxes)
    assert "Gradient" in shown
    assert "0.25" in shown
    assert "Silent" not in shown
    assert "Weights" not in shown


def test_that_layers_without_room_are_counted(text_boxes: TextBoxes) -> None:
    figure = new_figure(680, 200, LIGHT)
    draw_inside(figure, _FULL, LIGHT)
    assert "more layers need a larger window" in words(figure, text_boxes)


def test_that_a_rate_that_never_changed_is_a_number_and_no_curve(text_boxes: TextBoxes) -> None:
    figure = new_figure(1020, 310, LIGHT)
    draw_inside(figure, replace(_FULL, rates=((0.5, 0.002), (1.0, 0.002))), LIGHT)
    shown = words(figure, text_boxes)
    assert "0.002" in shown
    assert "Learning rate" not in shown


def test_that_the_first_layer_is_one_image_with_a_tile_for_each_unit() -> None:
    figure = new_figure(1020, 310, LIGHT)
    draw_inside(figure, _FULL, LIGHT)
    (image,) = figure.axes[0].images
    values = np.asarray(image.get_array())
    inside, between = values[values[..., 3] == 255], values[values[..., 3] == 0]
    assert inside[:, :3].min() == 0
    assert inside[:, :3].max() == 255
    assert len(between)


@pytest.mark.parametrize(
    "data",
    [
        InsideData(note="Press Start."),
        InsideData(),
        InsideData(first_layer=np.zeros((1, 3, 3), np.float32)),
        InsideData(layers=(LayerLook("Dense", 0, gradient=float("nan"), silent=0.0),)),
        InsideData(layers=(LayerLook("Dense", 1, gradient=float("inf")), LayerLook("Dense", 1, gradient=1.0))),
    ],
)
def test_that_odd_values_can_be_drawn(data: InsideData, text_boxes: TextBoxes) -> None:
    figure = new_figure(600, 200, LIGHT)
    draw_inside(figure, data, LIGHT)
    text_boxes(figure)

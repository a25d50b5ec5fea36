from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from mnist_desktop.errors import UserError
from mnist_desktop.plots.columns import LayerDrawing as Layer
from mnist_desktop.plots.network import draw_network, save_network
from mnist_desktop.plots.style import DARK, LIGHT, PlotStyle, new_figure

DENSE = (
    Layer("Flatten", (784,), 0),
    Layer("Dense", (128,), 100480, "relu"),
    Layer("Dense", (10,), 1290, "softmax"),
)
BATCH_NORM = (
    Layer("Flatten", (784,), 0),
    *(
        layer
        for inputs, units in ((784, 512), (512, 256), (256, 128))
        for layer in (
            Layer("Dense", (units,), (inputs + 1) * units),
            Layer("BatchNormalization", (units,), 2 * units),
            Layer("LeakyReLU", (units,), 0, "0.1"),
            Layer("Dropout", (units,), 0, "0.3"),
        )
    ),
    Layer("Dense", (10,), 1290, "softmax"),
)
CNN = (
    Layer("Conv2D", (26, 26, 32), 320, "relu", 3),
    Layer("MaxPooling2D", (13, 13, 32), 0, "", 2),
    Layer("Conv2D", (11, 11, 64), 18496, "relu", 3),
    Layer("MaxPooling2D", (5, 5, 64), 0, "", 2),
    Layer("Flatten", (1600,), 0),
    Layer("Dropout", (1600,), 0, "0.5"),
    Layer("Dense", (128,), 204928, "relu"),
    Layer("Dense", (10,), 1290, "softmax"),
)
LONG = (*CNN[:4], Layer("GlobalAveragePooling2D", (64,), 0), *([Layer("Dense", (64,), 4160, "relu")] * 30))


def _drawn(layers: tuple[Layer, ...], style: PlotStyle = LIGHT, size: tuple[float, float] = (700, 220)) -> Figure:
    figure = new_figure(*size, style)
    draw_network(figure, layers, style, picture=np.full((28, 28), 200, np.uint8))
    return figure


def _words(figure: Figure) -> list[str]:
    return [text.get_text() for axes in figure.axes for text in axes.texts]


@pytest.mark.parametrize("style", [LIGHT, DARK.scaled(1.5)])
@pytest.mark.parametrize("layers", [DENSE, BATCH_NORM, CNN, LONG, DENSE[1:2]])
@pytest.mark.parametrize("size", [(700, 220), (1040, 260)])
def test_that_no_text_is_cut_or_covered(
    check_texts: Callable[[Figure], None], style: PlotStyle, layers: tuple[Layer, ...], size: tuple[int, int]
) -> None:
    check_texts(_drawn(layers, style, (size[0] * style.scale, size[1] * style.scale)))


@pytest.mark.parametrize("layers", [DENSE, BATCH_NORM, CNN])
def test_that_the_texts_are_large_enough_to_read(layers: tuple[Layer, ...]) -> None:
    sizes = {text.get_text(): float(text.get_fontsize()) for axes in _drawn(layers).axes for text in axes.texts}
    assert min(sizes.values()) >= 10


def test_that_small_steps_are_tags_and_their_numbers_are_counted_at_their_layer() -> None:
    words = _words(_drawn(BATCH_NORM))
    assert words.count("Dense") == 4
    assert words.count("BatchNorm") == 3
    assert words.count("LeakyReLU 0.1") == 3
    assert f"{785 * 512 + 2 * 512:,}" in words


def test_that_shapes_and_numbers_are_written() -> None:
    words = _words(_drawn(CNN))
    assert {"28 × 28", "26 × 26 × 32", "5 × 5 × 64", "1,600", "18,496", "softmax"} <= set(words)


def test_that_a_long_network_says_how_much_is_left_out() -> None:
    words = _words(_drawn(LONG))
    named = sum(words.count(name) for name in ("Input", "Conv2D", "MaxPooling", "GlobalAverage", "Dense"))
    left_out = next(int(word.split()[0]) for word in words if word.endswith(" more"))
    assert named + left_out == 1 + len(LONG)


@pytest.mark.parametrize("layers", [DENSE, BATCH_NORM, CNN, LONG])
def test_that_columns_do_not_touch(layers: tuple[Layer, ...]) -> None:
    figure = _drawn(layers)
    headings = [text for text in figure.axes[0].texts if text.get_fontweight() == "bold"]
    boxes = sorted((text.get_window_extent() for text in headings), key=lambda box: box.x0)
    assert all(one.x1 + 2 <= other.x0 for one, other in pairwise(boxes))


def test_that_the_picture_is_in_the_first_plane() -> None:
    figure = _drawn(DENSE)
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())[..., :3]
    image = figure.axes[0].images[0].get_window_extent()
    middle = pixels[round(figure.bbox.height - (image.y0 + image.y1) / 2), round((image.x0 + image.x1) / 2)]
    assert middle.tolist() == [200, 200, 200]
    assert image.width == pytest.approx(image.height, rel=0.02)


@pytest.mark.parametrize("layers", [DENSE, CNN, LONG])
def test_that_a_saved_drawing_has_all_layers(layers: tuple[Layer, ...], tmp_path: Path) -> None:
    file = tmp_path / "network.svg"
    save_network(file, layers, LIGHT, picture=np.full((28, 28), 200, np.uint8))
    content = file.read_text(encoding="utf-8")
    assert content.startswith("<?xml")
    assert " more" not in content
    before = file.read_bytes()
    save_network(file, layers, LIGHT, picture=np.full((28, 28), 200, np.uint8))
    assert file.read_bytes() == before


def test_that_a_saved_picture_has_twice_the_pixels(tmp_path: Path) -> None:
    file = tmp_path / "network.PNG"
    save_network(file, DENSE, DARK)
    with Image.open(file) as image:
        assert image.size == (2 * (960 + 32), 2 * (320 + 32))
        assert image.convert("RGB").getpixel((2, 2)) == (0x1C, 0x20, 0x27)


def test_that_another_kind_of_file_or_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"as \.png or \.svg"):
        save_network(tmp_path / "network.pdf", DENSE, LIGHT)
    with pytest.raises(UserError, match="cannot be written"):
        save_network(tmp_path / "none" / "network.svg", DENSE, LIGHT)


def test_that_drawing_again_leaves_nothing_of_the_drawing_before() -> None:
    figure = _drawn(CNN)
    draw_network(figure, DENSE, LIGHT)
    assert len(figure.axes) == 1
    assert sorted(_words(figure)) == sorted(_words(_drawn(DENSE)))
    assert not figure.axes[0].images


def test_that_words_that_stay_are_kept_and_others_go() -> None:
    figure = _drawn(CNN)
    before = {id(text): text.get_text() for text in figure.axes[0].texts}
    draw_network(figure, (*CNN[:-1], Layer("Dense", (7,), 903, "softmax")), LIGHT)
    new = [text.get_text() for text in figure.axes[0].texts if id(text) not in before]
    assert sorted(new) == ["7", "903"]
    assert not {"10", "1,290"} & set(_words(figure))

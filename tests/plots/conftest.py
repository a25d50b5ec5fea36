"""What tests of plots share: the bundled typeface, and the boxes of all texts of a figure."""

from collections.abc import Callable
from typing import Any

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from mnist_desktop.paths import resources_folder
from mnist_desktop.plots.style import use_inter

TextBoxes = Callable[[Figure], list[tuple[str, Bbox]]]


@pytest.fixture(autouse=True, scope="session")
def inter() -> None:
    """The typeface that the window uses."""
    use_inter(sorted((resources_folder() / "fonts").glob("Inter-*.otf")))


@pytest.fixture
def text_boxes() -> TextBoxes:
    """Draws a figure and gives what is written on it, each with its box in pixels."""

    def boxes(figure: Figure) -> list[tuple[str, Bbox]]:
        canvas: Any = FigureCanvasAgg(figure)
        canvas.draw()
        texts = [text for text in figure.findobj(Text) if isinstance(text, Text)]
        shown = [text for text in texts if text.get_visible() and text.get_text().strip()]
        ticks = {label for axes in figure.axes for axis in (axes.xaxis, axes.yaxis) for label in axis.get_ticklabels()}
        off = {text for axes in figure.axes if not axes.axison for text in axes.findobj(Text) if text not in axes.texts}
        hidden = {
            label
            for axes in figure.axes
            for axis in (axes.xaxis, axes.yaxis)
            for tick in (*axis.majorTicks, *axis.minorTicks)
            for label in (tick.label1, tick.label2)
            if label not in ticks
        }
        return [(text.get_text(), text.get_window_extent()) for text in shown if text not in off and text not in hidden]

    return boxes


@pytest.fixture
def check_texts(text_boxes: TextBoxes) -> Callable[[Figure], None]:
    """Checks that all texts of a figure are on it, and none covers another."""

    def check(figure: Figure) -> None:
        boxes = text_boxes(figure)
        width, height = figure.bbox.width, figure.bbox.height
        cut = [
            words
            for words, box in boxes
            if box.x0 < -0.5 or box.y0 < -0.5 or box.x1 > width + 0.5 or box.y1 > height + 0.5
        ]
        assert not cut
        covering = [
            (first, second)
            for index, (first, one) in enumerate(boxes)
            for second, other in boxes[index + 1 :]
            if min(one.x1, other.x1) - max(one.x0, other.x0) > 0.5
            and min(one.y1, other.y1) - max(one.y0, other.y0) > 1.5
        ]
        assert not covering

    return check

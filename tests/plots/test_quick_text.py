from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform
from numpy.typing import NDArray

from mnist_desktop.plots.quick_text import QuickText


def _figure(kind: type[Text], x: float = 30.0) -> tuple[Text, Any]:
    figure = Figure(figsize=(3, 1), dpi=72, facecolor="#1C2027")
    canvas: Any = FigureCanvasAgg(figure)
    text = kind(
        x, 40.0, "validation", color="#E69F00", fontsize=14, va="center_baseline", transform=IdentityTransform()
    )
    text.set_figure(figure)
    figure.add_artist(text)
    return text, canvas


def _pixels(canvas: Any) -> NDArray[np.int64]:
    canvas.draw()
    return np.asarray(canvas.buffer_rgba()).astype(np.int64)[..., :3]


def test_that_it_looks_as_any_other_text() -> None:
    usual, quick = _pixels(_figure(Text)[1]), _pixels(_figure(QuickText)[1])
    assert np.abs(usual - quick).max() < 40
    assert np.abs(quick - quick[0, 0]).max() > 100, "something is written"


def test_that_it_is_copied_to_where_it_moves() -> None:
    text, canvas = _figure(QuickText)
    before = _pixels(canvas)
    text.set_position((40.0, 40.0))
    np.testing.assert_array_equal(_pixels(canvas)[:, 10:], before[:, :-10])


def test_that_another_colour_is_set_anew() -> None:
    text, canvas = _figure(QuickText)
    before = _pixels(canvas)
    text.set_color("#56B4E9")
    assert not np.array_equal(_pixels(canvas), before)

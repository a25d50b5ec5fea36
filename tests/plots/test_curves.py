from collections.abc import Callable
from dataclasses import replace
from math import inf, nan
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from mnist_desktop.plots.curves import CurveData, Curves
from mnist_desktop.plots.style import DARK, LIGHT, PlotStyle, new_figure


def _data(upto: float, last_accuracy: float = 0.97) -> CurveData:
    epochs = [step / 10 for step in range(1, round(upto * 10) + 1)]
    finished = list(range(1, int(upto) + 1))
    return CurveData(
        training_epochs=epochs,
        training_accuracy=[last_accuracy - 0.8 * 0.01**epoch for epoch in epochs],
        training_loss=[0.1 + 2 * 0.01**epoch for epoch in epochs],
        validation_epochs=finished,
        validation_accuracy=[last_accuracy] * len(finished),
        validation_loss=[0.1] * len(finished),
    )


def _curves(style: PlotStyle = LIGHT, size: tuple[int, int] = (1040, 360), compact: bool = False) -> Curves:
    return Curves(new_figure(*size, style), style, epochs=10, compact=compact)


def _figure(curves: Curves) -> Figure:
    figure = curves.animated_artists()[0].get_figure(root=True)
    assert figure is not None
    return figure


def _shown(curves: Curves, upto: float, last_accuracy: float = 0.97) -> Figure:
    curves.set_data(_data(upto, last_accuracy), 10)
    curves.rescale()
    return _figure(curves)


@pytest.mark.parametrize("style", [LIGHT, DARK.scaled(1.5)])
@pytest.mark.parametrize(("size", "compact"), [((1040, 420), False), ((690, 300), False), ((880, 200), True)])
@pytest.mark.parametrize("upto", [0.0, 0.3, 3.4, 10.0])
def test_that_no_text_is_cut_or_covered(
    check_texts: Callable[[Figure], None], style: PlotStyle, size: tuple[int, int], compact: bool, upto: float
) -> None:
    width, height = (round(side * style.scale) for side in size)
    check_texts(_shown(_curves(style, (width, height), compact), upto))


def test_that_names_stand_at_the_ends_of_their_lines() -> None:
    curves = _curves()
    curves.set_data(
        CurveData((1, 2), (0.5, 0.6), (1, 1), (1, 2), (0.5, 0.95), (1, 1)), 10
    )  # far enough apart to need no nudging
    curves.rescale()
    lines = [artist for artist in curves.animated_artists() if isinstance(artist, Line2D)]
    names = [artist for artist in curves.animated_artists() if isinstance(artist, Text)]
    height = _figure(curves).bbox.height
    axes = _figure(curves).axes[0]
    for line, name in zip(lines[:2], names[:2], strict=True):
        end = axes.transData.transform(np.asarray(line.get_xydata())[-1])
        assert name.get_position()[1] * height == pytest.approx(end[1], abs=0.5)


def test_that_axes_stay_within_an_epoch_and_are_asked_to_follow_after_it() -> None:
    curves = _curves()
    assert curves.set_data(_data(0.1), 10), "first points"
    curves.rescale()
    limits = [(axes.get_xlim(), axes.get_ylim()) for axes in _figure(curves).axes]
    assert not curves.set_data(_data(0.9), 10)
    assert limits == [(axes.get_xlim(), axes.get_ylim()) for axes in _figure(curves).axes]
    assert curves.set_data(_data(1.0), 10), "an epoch has ended"
    assert not curves.set_data(_data(1.5), 10)
    assert curves.set_data(_data(1.6), 12), "more epochs"


@pytest.mark.parametrize(("accuracy", "bottom"), [(0.3, 0), (0.6, 50), (0.87, 80), (0.92, 90), (0.96, 95), (0.99, 98)])
def test_that_the_accuracy_axis_leaves_out_what_no_longer_happens(accuracy: float, bottom: float) -> None:
    curves = _curves()
    data = _data(3, accuracy)
    curves.set_data(
        CurveData(data.training_epochs, [accuracy] * 30, data.training_loss, (1, 2, 3), [accuracy] * 3, [0.1] * 3),
        10,
    )
    curves.rescale()
    assert _figure(curves).axes[0].get_ylim() == (bottom, 100)


def test_that_the_first_epoch_is_shown_on_the_whole_axis() -> None:
    assert _shown(_curves(), 0.9).axes[0].get_ylim() == (0, 100)


@pytest.mark.parametrize("epochs", [1, 3, 7, 10, 40, 1000])
@pytest.mark.parametrize("loss", [1e-9, 0.003, 0.31, 2.5, 17.0, 4e5, 1e30])
def test_that_there_are_at_most_six_ticks_and_they_hold_the_data(epochs: int, loss: float) -> None:
    curves = _curves()
    curves.set_data(CurveData((0.5, 1), (0.5, 0.6), (loss, loss), (1,), (0.6,), (loss,)), epochs)
    curves.rescale()
    for axes in _figure(curves).axes:
        assert 2 <= len(axes.get_xticks()) <= 6
        assert 2 <= len(axes.get_yticks()) <= 6
    bottom, top = _figure(curves).axes[1].get_ylim()
    assert bottom == 0
    assert top >= loss * (1 - 1e-12)


def test_that_a_loss_without_limit_leaves_a_gap() -> None:
    curves = _curves()
    curves.set_data(CurveData((0.5, 1, 1.5, 2), (0.5,) * 4, (2.0, 1.0, nan, inf), (1, 2), (0.5, 0.1), (1.0, nan)), 10)
    curves.rescale()
    canvas: Any = FigureCanvasAgg(_figure(curves))
    canvas.draw()
    assert _figure(curves).axes[1].get_ylim()[1] < 10
    name = [artist for artist in curves.animated_artists() if isinstance(artist, Text)][2]
    assert np.isfinite(name.get_position()).all()


def test_that_a_long_training_is_thinned_and_ends_where_it_is() -> None:
    curves = _curves()
    epochs = np.linspace(0.01, 9.9, 6000)
    curves.set_data(CurveData(list(epochs), [0.5] * 6000, [1.0] * 6000), 10)
    line = curves.animated_artists()[0]
    assert isinstance(line, Line2D)
    assert len(line.get_xdata(orig=True)) <= 300  # type: ignore[arg-type]
    assert np.asarray(line.get_xydata())[-1].tolist() == pytest.approx([9.9, 50.0])


def test_that_the_dot_of_the_last_epoch_is_whole() -> None:
    curves = _curves()
    figure = _shown(curves, 10.0)
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    for artist in curves.animated_artists():
        artist.draw(canvas.get_renderer())
    axes = figure.axes[0]
    x, y = axes.transData.transform((10, 97))
    pixels = np.asarray(canvas.buffer_rgba())[..., :3] / 255
    right_half = pixels[round(figure.bbox.height - y) - 1, round(x) + 1]
    assert right_half == pytest.approx(to_rgb(LIGHT.validation), abs=0.02)


def test_that_colour_is_not_the_only_difference() -> None:
    training, validation = _curves().animated_artists()[:2]
    assert isinstance(training, Line2D)
    assert isinstance(validation, Line2D)
    assert training.get_marker() == "None"
    assert validation.get_marker() == "o"


def test_that_compact_shows_right_answers_alone_and_keeps_the_data() -> None:
    curves = _curves()
    _shown(curves, 3.4)
    curves.set_compact(True)
    assert len(_figure(curves).axes) == 1
    line = curves.animated_artists()[1]
    assert isinstance(line, Line2D)
    assert len(line.get_xdata(orig=True)) == 3  # type: ignore[arg-type]


def test_that_another_style_keeps_data_and_note() -> None:
    curves = _curves()
    curves.set_note("Press Start")
    curves.set_style(DARK)
    figure = _figure(curves)
    assert "Press Start" in [text.get_text() for axes in figure.axes for text in axes.texts if text.get_visible()]
    assert figure.get_facecolor()[:3] == pytest.approx(to_rgb(DARK.surface))


_MARKS = (
    (2.0, "learning rate 0.01"),
    (2.3, "dropout 0.3"),
    (2.6, "rotation"),
    (9.9, "learning rate 0.0001"),
    (11, "x"),
)


@pytest.mark.parametrize("style", [LIGHT, DARK.scaled(1.5)])
@pytest.mark.parametrize(("size", "compact"), [((1040, 420), False), ((690, 300), False), ((880, 200), True)])
def test_that_labels_of_marks_cover_neither_each_other_nor_names(
    check_texts: Callable[[Figure], None], style: PlotStyle, size: tuple[int, int], compact: bool
) -> None:
    width, height = (round(side * style.scale) for side in size)
    curves = _curves(style, (width, height), compact)
    curves.set_data(replace(_data(10.0), marks=_MARKS), 10)
    curves.rescale()
    check_texts(_figure(curves))
    said = [text.get_text() for text in _figure(curves).texts]
    assert "learning rate 0.01" in said
    assert "x" not in said, "the eleventh epoch is not on the axis"


def test_that_a_new_mark_asks_for_the_axes_to_follow_and_stands_where_it_belongs() -> None:
    curves = _curves(compact=True)
    curves.set_data(_data(1.4), 10)
    curves.rescale()
    assert not curves.set_data(_data(1.5), 10)
    assert curves.set_data(replace(_data(1.5), marks=((1.5, "dropout 0.3"),)), 10)
    assert curves.rescale()
    (line,) = _mark_lines(curves)
    axes = _figure(curves).axes[0]
    x = axes.transData.transform((1.5, 0))[0]
    assert np.asarray(line.get_xdata())[0] * _figure(curves).bbox.width == pytest.approx(x, abs=0.5)
    curves.set_data(_data(1.5), 10)
    curves.rescale()
    assert not _mark_lines(curves)


def _mark_lines(curves: Curves) -> list[Line2D]:
    return [artist for artist in _figure(curves).artists if isinstance(artist, Line2D)]


def test_that_the_same_is_drawn_on_another_figure_for_paper() -> None:
    curves = _curves(DARK)
    _shown(curves, 3.4)
    paper = new_figure(500, 300, LIGHT)
    curves.draw_on(paper, LIGHT)
    assert paper.get_facecolor()[:3] == pytest.approx(to_rgb(LIGHT.surface))
    for mine, other in zip(_figure(curves).axes, paper.axes, strict=True):
        assert mine.get_ylim() == other.get_ylim()
        for one, two in zip(mine.get_lines(), other.get_lines(), strict=True):
            np.testing.assert_array_equal(one.get_xydata(), two.get_xydata())

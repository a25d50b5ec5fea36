from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.figure import Figure

from mnist_desktop.plots.certainty import ChosenThreshold, ReliabilityLine, draw_reliability, draw_threshold
from mnist_desktop.plots.style import DARK, LIGHT, PlotStyle, new_figure

STYLES = [LIGHT, DARK.scaled(1.5)]
SIZES = [(300, 240), (760, 300)]


def _line(bins: int, name: str) -> ReliabilityLine:
    confidence = [(index + 0.5) / bins for index in range(bins)]
    accuracy = [share**2 for share in confidence]
    return ReliabilityLine(
        confidence,
        accuracy,
        [(max(0.0, share - 0.1), min(1.0, share + 0.1)) for share in accuracy],
        [10 * 4**index for index in range(bins)],
        0.0312,
        name,
    )


def _figure(style: PlotStyle, size: tuple[int, int]) -> Figure:
    return new_figure(size[0] * style.scale, size[1] * style.scale, style)


def _threshold(
    accuracy: list[float], style: PlotStyle = LIGHT, size: tuple[int, int] = (480, 340), at: int | None = None
) -> Figure:
    figure = _figure(style, size)
    coverage = np.linspace(1, 0.01, len(accuracy)).tolist()
    intervals = [(max(0.0, share - 0.01), min(1.0, share + 0.01)) for share in accuracy]
    chosen = None if at is None else ChosenThreshold(0.9, coverage[at], accuracy[at])
    draw_threshold(figure, coverage, accuracy, intervals, style, chosen=chosen)
    return figure


def _words(figure: Figure) -> str:
    return " ".join(text.get_text() for text in figure.texts)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("bins", "after"), [(1, False), (6, True), (15, True)])
def test_that_no_text_of_a_reliability_diagram_is_cut_or_covered(
    check_texts: Callable[[Figure], None], style: PlotStyle, size: tuple[int, int], bins: int, after: bool
) -> None:
    figure = _figure(style, size)
    second = _line(bins, "temperature 1.22") if after else None
    draw_reliability(figure, _line(bins, "as trained"), style, after=second)
    check_texts(figure)


def test_that_a_dot_stands_where_certainty_meets_accuracy_and_grows_with_its_pictures() -> None:
    figure = _figure(LIGHT, (480, 340))
    draw_reliability(figure, _line(5, "as trained"), LIGHT)
    (dots,) = (artist for artist in figure.axes[0].collections if len(np.asarray(artist.get_offsets())) == 5)
    np.testing.assert_allclose(np.asarray(dots.get_offsets())[:, 0], [10, 30, 50, 70, 90])
    np.testing.assert_allclose(np.asarray(dots.get_offsets())[:, 1], [1, 9, 25, 49, 81])
    sizes = np.asarray(dots.get_sizes())  # type: ignore[attr-defined]
    assert (np.diff(sizes) > 0).all()


def test_that_both_errors_are_said() -> None:
    figure = _figure(LIGHT, (480, 340))
    draw_reliability(figure, _line(5, "as trained"), LIGHT, after=_line(5, "temperature 2"))
    assert "as trained: 3.1 % apart" in _words(figure)
    assert "temperature 2: 3.1 % apart" in _words(figure)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("accuracy", [[0.99, 0.995, 1.0, 1.0], [0.1, 0.12, 0.3], [0.9], [1.0, 1.0], [0.0, 0.0]])
@pytest.mark.parametrize("at", [None, 0])
def test_that_no_text_of_a_threshold_is_cut_or_covered(
    check_texts: Callable[[Figure], None],
    style: PlotStyle,
    size: tuple[int, int],
    accuracy: list[float],
    at: int | None,
) -> None:
    check_texts(_threshold(accuracy, style, size, at))


def test_that_the_chosen_threshold_is_put_into_words_and_lies_on_the_axes() -> None:
    figure = _threshold([0.97, 0.98, 0.99, 1.0, 1.0, 1.0, 1.0, 0.0], at=6)
    assert "Only when 90 % sure: it answers 15.1 %, and 100 % of these rightly." in _words(figure)
    axes = figure.axes[0]
    assert axes.get_xlim()[0] <= 15.1
    assert axes.get_ylim()[0] >= 95, "the few surest ones do not stretch the axis"


def test_that_the_axis_begins_where_mistakes_begin() -> None:
    assert _threshold([0.95, *[1 - 0.05 * 0.5**step for step in range(1, 20)]]).axes[0].get_xlim()[0] >= 50


def test_that_a_threshold_that_nothing_reaches_says_so() -> None:
    figure = _figure(LIGHT, (480, 340))
    draw_threshold(figure, [1.0], [0.9], [(0.8, 0.95)], LIGHT, chosen=ChosenThreshold(0.99, 0.0, None))
    assert "It is never 99 % sure" in _words(figure)

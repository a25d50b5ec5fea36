from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from mnist_desktop.plots.rates import RateKind, RateLine, draw_rates
from mnist_desktop.plots.style import DARK, LIGHT, PlotStyle, new_figure

KINDS: list[RateKind] = ["roc", "precision_recall"]


def _line(name: str, kind: RateKind, quality: float = 0.02) -> RateLine:
    xs = np.linspace(0, 1, 200)
    ys = xs**quality
    if kind == "precision_recall":
        xs, ys = 1 - xs, ys
    return RateLine(name, xs.tolist(), ys.tolist(), 1 / (1 + quality), 0.1)


def _missing(name: str) -> RateLine:
    return RateLine(name, (), (), None, 0.0, f"There is no picture of {name}. A curve needs some, and others.")


def _drawn(
    lines: list[RateLine],
    kind: RateKind = "roc",
    style: PlotStyle = LIGHT,
    size: tuple[int, int] = (480, 340),
    chosen: int | None = None,
) -> Figure:
    figure = new_figure(size[0] * style.scale, size[1] * style.scale, style)
    draw_rates(figure, kind, lines, style, chosen=chosen)
    return figure


@pytest.mark.parametrize("style", [LIGHT, DARK.scaled(1.5)])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [(300, 240), (1040, 360)])
@pytest.mark.parametrize("names", ["0123456789", ["not 5", "5"], "a"])
@pytest.mark.parametrize("chosen", [None, 0])
def test_that_no_text_is_cut_or_covered(
    check_texts: Callable[[Figure], None],
    style: PlotStyle,
    kind: RateKind,
    size: tuple[int, int],
    names: list[str],
    chosen: int | None,
) -> None:
    lines = [_line(name, kind) for name in names[:-1]] + [_missing(names[-1])]
    check_texts(_drawn(lines, kind, style, size, chosen))


@pytest.mark.parametrize("kind", KINDS)
def test_that_each_class_has_a_plot_or_the_chosen_one_stands_before_all(kind: RateKind) -> None:
    lines = [_line(name, kind) for name in "abc"]
    assert len(_drawn(lines, kind).axes) == 3
    (axes,) = _drawn(lines, kind, chosen=1).axes
    drawn = [line for line in axes.lines if isinstance(line, Line2D) and len(np.asarray(line.get_xdata())) == 200]
    assert len(drawn) == 3
    assert drawn[-1].get_color() == LIGHT.training
    np.testing.assert_allclose(np.asarray(drawn[-1].get_ydata()) / 100, lines[1].ys)


@pytest.mark.parametrize(("quality", "span"), [(1.0, 100), (0.02, 20), (0.0001, 2)])
def test_that_the_axes_show_the_corner_in_which_the_curves_bend(quality: float, span: float) -> None:
    figure = _drawn([_line("a", "roc", quality), _line("b", "roc", 0.00001)])
    for axes in figure.axes:
        assert axes.get_xlim() == (0, span)
        assert axes.get_ylim() == (100 - span, 100)


def test_that_an_area_is_cut_off_not_rounded_up_to_all() -> None:
    texts = [text.get_text() for text in _drawn([_line("a", "roc", 0.000001), _line("b", "roc", 0.5)]).texts]
    assert "a  0.99999" in texts
    assert "b  0.666" in texts


def test_that_a_class_without_a_curve_says_why() -> None:
    figure = _drawn([_line("a", "roc"), _missing("b")], chosen=1)
    assert "There is no picture of b." in " ".join(text.get_text() for text in figure.texts)

from collections.abc import Callable

import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from mnist_desktop.plots.class_bars import ClassBar, draw_class_bars
from mnist_desktop.plots.style import DARK, LIGHT, PlotStyle, new_figure


def _drawn(classes: list[ClassBar], style: PlotStyle = LIGHT, size: tuple[int, int] = (480, 340)) -> Figure:
    figure = new_figure(size[0] * style.scale, size[1] * style.scale, style)
    draw_class_bars(figure, classes, style)
    return figure


def _lengths(figure: Figure) -> list[float]:
    return [patch.get_width() for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]


def _classes(names: list[str]) -> list[ClassBar]:
    return [ClassBar(name, 1 - 0.003 * index, 1 - 0.002 * index) for index, name in enumerate(names)]


@pytest.mark.parametrize("style", [LIGHT, DARK.scaled(1.5)])
@pytest.mark.parametrize("size", [(300, 240), (480, 340), (760, 300)])
@pytest.mark.parametrize("names", [list("0123456789"), ["not 5", "5"], [f"letter {index}" for index in range(26)]])
def test_that_no_text_is_cut_or_covered(
    check_texts: Callable[[Figure], None], style: PlotStyle, size: tuple[int, int], names: list[str]
) -> None:
    check_texts(_drawn(_classes(names), style, size))


def test_that_bars_are_what_is_missing_to_all_and_begin_at_nothing() -> None:
    figure = _drawn([ClassBar("a", precision=0.9, recall=0.75), ClassBar("b", precision=1.0, recall=0.5)])
    assert _lengths(figure) == pytest.approx([25, 50, 10, 0])
    assert figure.axes[0].get_xlim()[0] == 0
    assert figure.axes[0].get_xlim()[1] >= 50


def test_that_what_has_no_figure_is_a_dash() -> None:
    figure = _drawn([ClassBar("a", 0.9, 0.75), ClassBar("b", None, 0.0), ClassBar("c", 0.0, None)])
    assert [text.get_text() for text in figure.axes[0].texts].count("–") == 2


def test_that_a_network_without_a_mistake_can_be_drawn() -> None:
    assert set(_lengths(_drawn([ClassBar("a", 1.0, 1.0), ClassBar("b", None, None)]))) == {0.0}


def test_that_the_worst_of_too_many_classes_are_shown_and_it_says_so() -> None:
    classes = [ClassBar(f"c{index}", 1 - index / 100, 1 - index / 100) for index in range(40)]
    figure = _drawn(classes)
    shown = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert shown == [f"c{index}" for index in range(40 - len(shown), 40)]
    assert f"the {len(shown)} worst of 40" in [text.get_text() for text in figure.texts]

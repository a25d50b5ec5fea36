from collections.abc import Callable, Sequence
from itertools import combinations
from math import nan

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from mnist_desktop.plots.overlay import MOST_RUNS, RunCurve, draw_overlay, slot_colour, slot_marker
from mnist_desktop.plots.style import DARK, LIGHT, PlotStyle, contrast, new_figure


def _curve(name: str, slot: int, epochs: int = 8, seconds: float = 0.5, accuracy: float = 0.97) -> RunCurve:
    numbers = list(range(1, epochs + 1))
    return RunCurve(
        name=name,
        slot=slot,
        epochs=numbers,
        seconds=[seconds] * epochs,
        accuracy=[accuracy - 0.05 / number for number in numbers],
        loss=[0.05 + 0.3 / number for number in numbers],
        val_accuracy=[accuracy - 0.04 / number for number in numbers],
        val_loss=[0.06 + 0.2 / number for number in numbers],
    )


def _six() -> list[RunCurve]:
    names = (
        "With dropout 12",
        "Deep, with batch normalisation",
        "One",
        "Convolutional network",
        "Two",
        "other data: X",
    )
    # Nearly the same accuracy: their names must make room for each other.
    return [_curve(name, slot, 5 + slot, 0.5 + slot, 0.97 + slot / 1000) for slot, name in enumerate(names)]


def _draw(
    curves: Sequence[RunCurve], size: tuple[int, int] = (1000, 300), *, training: bool = True, by_seconds: bool = False
) -> Figure:
    figure = new_figure(*size, LIGHT)
    draw_overlay(figure, curves, LIGHT, training=training, by_seconds=by_seconds)
    return figure


def _lines(figure: Figure) -> list[Line2D]:
    return list(figure.axes[0].get_lines())


@pytest.mark.parametrize("style", [LIGHT, DARK.scaled(1.5)])
@pytest.mark.parametrize(("size", "measures"), [((800, 190), ("accuracy", "loss")), ((470, 230), ("loss",))])
@pytest.mark.parametrize("by_seconds", [False, True])
def test_that_no_name_is_cut_or_covered(
    check_texts: Callable[[Figure], None],
    style: PlotStyle,
    size: tuple[int, int],
    measures: tuple[str, ...],
    by_seconds: bool,
) -> None:
    width, height = (round(side * style.scale) for side in size)
    figure = new_figure(width, height, style)
    draw_overlay(figure, _six(), style, measures=measures, by_seconds=by_seconds)
    check_texts(figure)


def test_that_every_run_has_a_mark_and_a_colour_of_its_own_that_is_seen() -> None:
    assert len({slot_marker(slot) for slot in range(MOST_RUNS)}) == MOST_RUNS
    for style in (LIGHT, DARK):
        colours = [slot_colour(slot, style) for slot in range(MOST_RUNS)]
        assert all(one != other for one, other in combinations(colours, 2))
        assert all(contrast(colour, style.surface) >= 2.9 for colour in colours)


def test_that_the_training_is_thinner_without_marks_and_can_be_left_out() -> None:
    with_training = _lines(_draw([_curve("One", 0)], training=True))
    validation, training = sorted(with_training, key=lambda line: -line.get_linewidth())
    assert training.get_linewidth() < validation.get_linewidth()
    assert (str(training.get_marker()), validation.get_color()) == ("None", training.get_color())
    assert len(_lines(_draw([_curve("One", 0)], training=False))) == 1


def test_that_seconds_across_add_up_the_epochs() -> None:
    (line,) = _lines(_draw([_curve("One", 0, epochs=4, seconds=2.5)], training=False, by_seconds=True))
    assert np.asarray(line.get_xdata()).tolist() == pytest.approx([2.5, 5, 7.5, 10])


def test_that_without_validation_the_training_stands_for_the_run() -> None:
    curve = _curve("One", 0, epochs=2)
    alone = RunCurve("One", 0, (1, 2), (1, 1), curve.accuracy, curve.loss, (None, None), (None, None))
    (line,) = _lines(_draw([alone], training=False))
    assert np.asarray(line.get_ydata()).tolist() == pytest.approx([92, 94.5])


def test_that_a_loss_without_limit_leaves_a_gap() -> None:
    curve = RunCurve("One", 0, (1, 2, 3), (1, 1, 1), (0.5,) * 3, (1.0,) * 3, (0.5,) * 3, (1.0, nan, 0.5))
    figure = new_figure(500, 300, LIGHT)
    draw_overlay(figure, [curve], LIGHT, measures=("loss",), training=False)
    assert np.asarray(_lines(figure)[0].get_xdata()).tolist() == [1, 3]
    assert figure.axes[0].get_ylim()[1] < 2


def test_that_nothing_to_draw_is_said(check_texts: Callable[[Figure], None]) -> None:
    figure = new_figure(1000, 200, LIGHT)
    draw_overlay(figure, [], LIGHT, note="Check a model")
    check_texts(figure)
    assert "Check a model" in [text.get_text() for text in figure.texts]


@pytest.mark.parametrize("height", [110, 160, 400])
def test_that_numbers_at_the_axis_do_not_touch(height: int) -> None:
    figure = _draw(_six(), size=(900, height))
    for axes in figure.axes:
        room = axes.get_position().height * height
        assert len(axes.get_yticks()) * 12 <= room + 14

"""Strokes under an eraser: what goes, what remains, and where it is cut."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_desktop.data.eraser import Eraser
from mnist_desktop.data.strokes import Stroke, StrokePoint

_places = st.tuples(st.floats(0, 280), st.floats(0, 280))


def _stroke(*places: tuple[float, float], width: float = 20.0) -> Stroke:
    return Stroke(tuple(StrokePoint(x, y, width) for x, y in places))


def _line() -> Stroke:
    return _stroke(*((float(x), 100.0) for x in range(20, 261, 10)))


def _ends(stroke: Stroke) -> tuple[float, float]:
    return stroke.points[0].x, stroke.points[-1].x


def test_that_a_line_is_cut_in_two_where_the_eraser_passes() -> None:
    eraser = Eraser((_line(),), 30)
    assert not eraser.move(140, 20)
    assert eraser.move(140, 200)
    left, right = eraser.strokes
    # Half the eraser and half the line: its round end touches the eraser's way.
    assert _ends(left) == pytest.approx((20, 140 - 15 - 10))
    assert _ends(right) == pytest.approx((140 + 15 + 10, 260))
    assert {point.y for point in (*left.points, *right.points)} == {100.0}
    assert {point.width for point in (*left.points, *right.points)} == {20.0}


def test_that_what_is_not_touched_stays_the_same_object() -> None:
    far, near = _stroke((10, 10), (20, 10)), _line()
    eraser = Eraser((far, near), 30)
    before = eraser.strokes
    assert not eraser.move(140, 200)
    assert eraser.strokes is before
    assert eraser.move(140, 100)
    assert eraser.strokes[0] is far
    assert len(eraser.strokes) == 3


def test_that_a_jump_of_the_mouse_erases_all_the_way() -> None:
    eraser = Eraser((_line(),), 30)
    eraser.move(-500, 100)
    assert eraser.move(500, 100)
    assert eraser.strokes == ()


def test_that_a_dot_goes_at_a_touch() -> None:
    dot = _stroke((100, 100))
    assert not Eraser((dot,), 20).move(100, 121)
    eraser = Eraser((dot,), 20)
    assert eraser.move(100, 119)
    assert eraser.strokes == ()


def test_that_a_thick_line_is_cut_further_off_than_a_thin_one() -> None:
    ends = []
    for width in (4.0, 40.0):
        eraser = Eraser((_stroke((20, 100), (140, 100), (260, 100), width=width),), 20)
        eraser.move(140, 100)
        ends.append(eraser.strokes[0].points[-1].x)
    assert ends == pytest.approx([140 - 10 - 2, 140 - 10 - 20])


def test_that_width_changes_along_a_stroke_that_is_cut() -> None:
    stroke = Stroke((StrokePoint(20, 100, 4), StrokePoint(140, 100, 12), StrokePoint(260, 100, 20)))
    eraser = Eraser((stroke,), 20)
    eraser.move(140, 100)
    left, right = eraser.strokes
    widths = [point.width for point in (*left.points, *right.points)]
    assert widths == sorted(widths)
    assert (widths[0], widths[-1]) == (4, 20)


def test_that_what_remains_does_not_move_however_often_it_is_cut() -> None:
    bow = _stroke(*((140 + 100 * np.cos(t), 140 + 100 * np.sin(t)) for t in np.linspace(0, 3, 12)))
    eraser = Eraser((bow,), 16)
    eraser.move(140, 240)
    first = eraser.strokes[0].points
    again = Eraser(eraser.strokes, 16)
    again.move(40, 150)
    assert again.strokes[0].points == first
    assert not Eraser(again.strokes, 16).move(40, 150), "what is gone is not erased once more"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(_places, min_size=1, max_size=8),
    st.floats(1, 60),
    st.lists(_places, min_size=1, max_size=4),
    st.floats(8, 80),
)
def test_that_no_ink_is_left_under_the_eraser(
    drawn: list[tuple[float, float]], width: float, way: list[tuple[float, float]], diameter: float
) -> None:
    whole = _stroke(*drawn, width=width)
    eraser = Eraser((whole,), diameter)
    for place in way:
        eraser.move(*place)
    for stroke in eraser.strokes:
        if stroke is whole:
            continue
        assert stroke.points
        for point in stroke.points:
            for start, end in zip(way, way[1:] or way, strict=False):
                assert _distance(point, start, end) >= diameter / 2 + point.width / 2 - 0.15


def _distance(point: StrokePoint, start: tuple[float, float], end: tuple[float, float]) -> float:
    """By trying many places of the way, not by the formula that is tested."""
    share = np.linspace(0, 1, 2001)
    x = start[0] + share * (end[0] - start[0])
    y = start[1] + share * (end[1] - start[1])
    return float(np.hypot(x - point.x, y - point.y).min())

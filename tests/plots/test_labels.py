from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_desktop.plots.labels import apart, in_rows, shortened
from mnist_desktop.plots.style import text_width

_PLACES = st.lists(st.floats(-50, 350), min_size=1, max_size=6).map(sorted)


@given(_PLACES)
def test_that_places_end_up_apart_in_order_and_in_their_room(wanted: list[float]) -> None:
    places = apart(wanted, 16, 0, 300)
    assert all(after - before >= 16 - 1e-6 for before, after in pairwise(places))
    assert places[0] >= -1e-6
    assert places[-1] <= 300 + 1e-6


def test_that_places_that_are_far_enough_apart_stay() -> None:
    assert apart([10, 40, 200], 16, 0, 300) == pytest.approx([10, 40, 200])


def test_that_two_close_places_share_the_way() -> None:
    assert apart([100, 104], 16, 0, 300) == pytest.approx([94, 110])


def test_that_places_come_closer_where_the_room_is_too_small() -> None:
    assert apart([5, 5, 5], 16, 0, 20) == pytest.approx([0, 10, 20])


def test_that_a_long_name_keeps_the_number_at_its_end() -> None:
    name = "Deep, with batch normalisation 12"
    shorter = shortened(name, 100, 12)
    assert shorter.startswith("Deep")
    assert shorter.endswith("… 12") or shorter.endswith("…12")
    assert text_width(shorter, 12) <= 100
    assert shortened("Short", 100, 12) == "Short"


def test_that_labels_change_rows_move_in_and_give_up() -> None:
    spans = [(0.0, 50.0), (10.0, 50.0), (20.0, 50.0), (95.0, 30.0)]
    assert in_rows(spans, 2, 5, 110) == [(0, 0), (1, 10), (-1, 20), (0, 80)]

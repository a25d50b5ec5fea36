"""The drawings that the lamp "not a digit" is measured with."""

from collections.abc import Callable

import pytest

from mnist_desktop.data.strokes import CANVAS_SIZE
from tests.benchmarks.figures import LETTERS, SCRIBBLES, SHAPES
from tests.benchmarks.scribbles import Drawing, letters, pictures, scribbles, shapes

Draw = Callable[[int, int], list[Drawing]]


@pytest.mark.parametrize("draw", [scribbles, shapes, letters])
def test_that_drawings_lie_on_the_canvas_and_differ(draw: Draw) -> None:
    drawings = draw(60, 4)
    assert drawings == draw(60, 4), "the same seed draws the same"
    assert len(set(drawings)) == 60
    for drawing in drawings:
        for stroke in drawing:
            assert len(stroke.points) > 1
            for point in stroke.points:
                # A hand that trembles may leave a step's breadth of the room that its line needs.
                assert -6 < point.x < CANVAS_SIZE + 6
                assert -6 < point.y < CANVAS_SIZE + 6


@pytest.mark.parametrize(("draw", "kinds"), [(scribbles, SCRIBBLES), (shapes, SHAPES), (letters, LETTERS)])
def test_that_every_kind_has_ink_where_a_network_looks(draw: Draw, kinds: tuple[object, ...]) -> None:
    images = pictures(draw(len(kinds), 5))
    assert images.shape == (len(kinds), 28, 28)
    assert ((images > 127).sum(axis=(1, 2)) > 30).all()

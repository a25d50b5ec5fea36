"""What is kept of a picture around its ink."""

import numpy as np
import pytest

from mnist_desktop.data.framing import framed
from mnist_desktop.data.ink import prepare


@pytest.mark.parametrize(("row", "column"), [(0, 0), (300, 200), (700, 560)])
def test_that_preparation_makes_the_same_of_it(row: int, column: int) -> None:
    picture = np.random.default_rng(1).integers(0, 15, (800, 600)).astype(np.uint8)
    picture[row : row + 100, column : column + 40] = 255
    frame = framed(picture)
    assert 100 <= frame.shape[0] <= 134
    assert 40 <= frame.shape[1] <= 74
    np.testing.assert_array_equal(prepare(frame).image, prepare(picture).image)


def test_that_a_picture_without_ink_stays_whole() -> None:
    assert framed(np.full((20, 30), 15, np.uint8)).shape == (20, 30)


def test_that_a_single_pixel_keeps_a_margin() -> None:
    picture = np.zeros((50, 50), np.uint8)
    picture[20, 20] = 255
    assert framed(picture).shape == (3, 3)

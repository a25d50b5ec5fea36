"""Opened pictures on the canvas: as large as they fit, with pixels of their own, drawn on and erased."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mnist_desktop.ui.digit_canvas import DigitCanvas
from tests.ui.drawing import shown_canvas

_LEFT, _RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


@pytest.fixture
def canvas(qtbot: QtBot) -> DigitCanvas:
    return shown_canvas(qtbot)


def _drag(canvas: DigitCanvas, start: tuple[int, int], end: tuple[int, int], button: Qt.MouseButton = _LEFT) -> None:
    QTest.mousePress(canvas, button, pos=QPoint(*start))
    QTest.mouseMove(canvas, QPoint(*end))
    QTest.mouseRelease(canvas, button, pos=QPoint(*end))


def _ink(height: int, width: int) -> NDArray[np.uint8]:
    return np.random.default_rng(1).integers(1, 256, (height, width), dtype=np.uint8)


def _shown(canvas: DigitCanvas, x: int, y: int) -> int:
    return canvas.grab().toImage().pixelColor(x, y).value()


@pytest.mark.parametrize("shape", [(1, 1), (3, 1024), (28, 28), (100, 60), (480, 640), (1024, 1024)])
def test_that_an_opened_picture_is_prepared_from_its_own_pixels(canvas: DigitCanvas, shape: tuple[int, int]) -> None:
    ink = _ink(*shape)
    canvas.open_ink(ink)
    np.testing.assert_array_equal(canvas.ink(), ink)
    assert canvas.picture() is None, "it is to be prepared"
    assert not canvas.is_empty()
    assert not canvas.is_only_strokes()
    assert canvas.strokes_so_far() == ()


@pytest.mark.parametrize(("shape", "edge"), [((300, 150), (70, 210)), ((150, 300), (0, 280)), ((20, 10), (70, 210))])
def test_that_it_is_seen_as_large_as_it_fits_in_the_middle(
    canvas: DigitCanvas, shape: tuple[int, int], edge: tuple[int, int]
) -> None:
    canvas.open_ink(np.full(shape, 255, np.uint8))
    shown = canvas.grab().toImage()
    row = [shown.pixelColor(x, 140).value() > 127 for x in range(2, 278)]
    seen = np.flatnonzero(row) + 2
    assert (seen[0], seen[-1]) == pytest.approx((max(edge[0], 2), min(edge[1], 278) - 1), abs=1)


def test_that_strokes_are_drawn_onto_its_pixels(canvas: DigitCanvas) -> None:
    ink = np.zeros((600, 300), np.uint8)
    ink[100:120, 10:290] = 200
    canvas.open_ink(ink)
    _drag(canvas, (140, 160), (140, 240))
    square = canvas.ink()
    assert square.shape == (600, 600)
    np.testing.assert_array_equal(square[:200, 150:450], ink[:200])
    assert square[400, 300] == 255
    assert not square[:, :150].any()
    np.testing.assert_array_equal(square, canvas.square_ink())
    canvas.undo()
    np.testing.assert_array_equal(canvas.ink(), ink)


def test_that_a_small_picture_is_drawn_on_in_squares_of_pixels(canvas: DigitCanvas) -> None:
    canvas.open_ink(_ink(100, 100))
    _drag(canvas, (10, 10), (20, 10))
    square = canvas.ink()
    assert square.shape == (300, 300)
    np.testing.assert_array_equal(square[60:, 60:], _ink(100, 100).repeat(3, axis=0).repeat(3, axis=1)[60:, 60:])


def test_that_the_eraser_takes_pixels_of_a_picture_in_one_step(canvas: DigitCanvas) -> None:
    ink = np.full((560, 560), 255, np.uint8)
    canvas.open_ink(ink)
    _drag(canvas, (60, 140), (220, 140), _RIGHT)
    erased = canvas.ink()
    assert not erased[270:290, 120:440].any()
    assert (erased[:240] == 255).all()
    assert _shown(canvas, 140, 140) == 0
    assert _shown(canvas, 140, 60) == 255
    canvas.undo()
    np.testing.assert_array_equal(canvas.ink(), ink)
    canvas.redo()
    np.testing.assert_array_equal(canvas.ink(), erased)


def test_that_strokes_drawn_after_erasing_lie_on_the_picture(canvas: DigitCanvas) -> None:
    canvas.open_ink(np.full((560, 560), 255, np.uint8))
    _drag(canvas, (60, 140), (220, 140), _RIGHT)
    _drag(canvas, (140, 100), (140, 180))
    assert _shown(canvas, 140, 140) == 255
    _drag(canvas, (100, 140), (180, 140), _RIGHT)
    assert _shown(canvas, 140, 140) == 0
    assert canvas.ink()[280, 280] == 0
    assert len(canvas.strokes()) == 2


def test_that_a_test_picture_is_no_longer_as_it_is_once_some_of_it_is_erased(canvas: DigitCanvas) -> None:
    picture = np.zeros((28, 28), np.uint8)
    picture[4:24, 10:18] = 255
    canvas.set_picture(picture)
    _drag(canvas, (20, 20), (20, 260), _RIGHT)
    assert canvas.picture() is not None, "there was no ink"
    _drag(canvas, (140, 100), (140, 101), _RIGHT)
    assert canvas.picture() is None
    assert canvas.ink()[100, 140] == 0
    assert canvas.ink()[200, 140] == 255
    canvas.undo()
    np.testing.assert_array_equal(canvas.picture(), picture)


def test_that_a_picture_of_which_nothing_is_left_is_gone(canvas: DigitCanvas) -> None:
    ink = np.zeros((300, 300), np.uint8)
    ink[140:160, 140:160] = 255
    canvas.open_ink(ink)
    _drag(canvas, (120, 140), (160, 140), _RIGHT)
    assert canvas.is_empty()
    assert canvas.is_only_strokes()
    _drag(canvas, (60, 140), (220, 140))
    assert canvas.ink().shape == (280, 280)
    canvas.undo()
    canvas.undo()
    np.testing.assert_array_equal(canvas.ink(), ink)


def test_that_a_large_picture_is_shown_by_means_of_its_pixels(canvas: DigitCanvas) -> None:
    """Thin lines do not vanish: each pixel on the screen is the mean of those that it stands for."""
    ink = np.zeros((1024, 1024), np.uint8)
    ink[::4] = 255
    canvas.open_ink(ink)
    shown = canvas.grab().toImage()
    values = [shown.pixelColor(140, y).value() for y in range(20, 260)]
    assert np.mean(values) == pytest.approx(64, abs=4)
    assert min(values) > 20


@pytest.mark.parametrize("wrong", [np.zeros((0, 3), np.uint8), np.zeros((1025, 3), np.uint8), np.zeros((3, 3))])
def test_that_other_arrays_are_refused(canvas: DigitCanvas, wrong: NDArray[np.uint8]) -> None:
    with pytest.raises(ValueError, match="1,024"):
        canvas.open_ink(wrong)
    assert canvas.is_empty()

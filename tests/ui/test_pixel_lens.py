import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mnist_desktop.ui.pixel_lens import PixelLens

PICTURE = (np.arange(784, dtype=np.int64) % 256).astype(np.uint8).reshape(28, 28)


@pytest.fixture
def lens(qtbot: QtBot) -> PixelLens:
    lens = PixelLens()
    qtbot.addWidget(lens)
    lens.set_picture(PICTURE)
    lens.resize(2 * 252 + 20, 256)
    lens.show()
    qtbot.waitExposed(lens)
    return lens


def test_that_the_lens_follows_the_mouse(qtbot: QtBot, lens: PixelLens) -> None:
    with qtbot.waitSignal(lens.moved) as moved:
        QTest.mouseMove(lens, QPoint(2 + 9 * 20 + 4, 2 + 9 * 6 + 4))
    assert moved.args == [6, 20]
    np.testing.assert_array_equal(lens.numbers(), PICTURE[3:10, 17:24])


def test_that_the_lens_follows_the_keys(qtbot: QtBot, lens: PixelLens) -> None:
    lens.move_to(10, 10)
    for key, place in (
        (Qt.Key.Key_Left, [10, 9]),
        (Qt.Key.Key_Up, [9, 9]),
        (Qt.Key.Key_Right, [9, 10]),
        (Qt.Key.Key_Down, [10, 10]),
    ):
        with qtbot.waitSignal(lens.moved) as moved:
            QTest.keyClick(lens, key)
        assert moved.args == place


@pytest.mark.parametrize("corner", [(0, 0), (0, 27), (27, 0), (27, 27)])
def test_that_the_lens_stays_on_the_picture(lens: PixelLens, corner: tuple[int, int]) -> None:
    lens.move_to(*corner)
    assert lens.numbers().shape == (7, 7)
    assert PICTURE[corner] in lens.numbers()


def test_that_cells_have_the_grey_of_their_numbers(lens: PixelLens) -> None:
    lens.move_to(3, 3)
    image = lens.grab().toImage()
    left, unit = 2 + 252 + 16, 36
    for row, column in ((0, 1), (3, 6), (6, 2)):
        shown = image.pixelColor(left + column * unit + 5, 2 + row * unit + 5).red()
        assert shown == PICTURE[row, column]


def test_that_a_high_lens_has_its_numbers_beneath(lens: PixelLens) -> None:
    lens.resize(256, 2 * 252 + 20)
    lens.move_to(3, 3)
    assert lens.grab().toImage().pixelColor(2 + 36 + 5, 2 + 252 + 16 + 5).red() == PICTURE[0, 1]


def test_that_a_screen_reader_is_told_the_number(lens: PixelLens) -> None:
    lens.move_to(5, 6)
    assert lens.accessibleDescription().startswith(f"Row 5, column 6: {PICTURE[5, 6]}.")

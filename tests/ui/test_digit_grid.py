import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mnist_desktop.ui.digit_grid import DigitGrid
from mnist_desktop.ui.picture_sheet import PictureSheet


def _pictures(count: int) -> NDArray[np.uint8]:
    return np.random.default_rng(count).integers(0, 256, (count, 28, 28), dtype=np.uint8)


@pytest.fixture
def grid(qtbot: QtBot) -> DigitGrid:
    grid = DigitGrid(3, "Nine pictures", "#D55E00")
    qtbot.addWidget(grid)
    grid.set_pictures(_pictures(8), [str(index) for index in range(8)], wrong={4})
    grid.resize(grid.sizeHint())
    grid.show()
    qtbot.waitExposed(grid)
    return grid


def _center(grid: DigitGrid, index: int) -> QPoint:
    return grid.picture_rect(index).center().toPoint()


def _shown(grid: DigitGrid, index: int) -> NDArray[np.int64]:
    """The middle of each pixel of a picture, as it is on the screen."""
    image = grid.grab().toImage()
    rect = grid.picture_rect(index)
    unit = rect.width() / 28
    return np.array(
        [
            [
                image.pixelColor(int(rect.left() + (x + 0.5) * unit), int(rect.top() + (y + 0.5) * unit)).red()
                for x in range(28)
            ]
            for y in range(28)
        ]
    )


def test_that_every_picture_is_shown_pixel_for_pixel(grid: DigitGrid) -> None:
    assert grid.picture_rect(0).width() == 56
    for index, picture in enumerate(_pictures(8)):
        np.testing.assert_array_equal(_shown(grid, index)[1:-1, 1:-1], picture[1:-1, 1:-1])


def test_that_many_pictures_are_each_in_their_place(qtbot: QtBot) -> None:
    pictures = np.zeros((100, 28, 28), np.uint8)
    pictures[:] = (np.arange(100) * 2)[:, None, None]
    grid = DigitGrid(10, "Samples", largest=28)
    qtbot.addWidget(grid)
    grid.set_pictures(pictures)
    grid.resize(grid.sizeHint())
    image = grid.grab().toImage()
    assert [image.pixelColor(_center(grid, index)).red() for index in range(100)] == [2 * n for n in range(100)]


def test_that_pictures_between_whole_sizes_do_not_mix_with_their_neighbours(qtbot: QtBot) -> None:
    pictures = np.zeros((2, 28, 28), np.uint8)
    pictures[1] = 255
    sheet = PictureSheet(pictures)
    image = QImage(100, 50, QImage.Format.Format_Grayscale8)
    image.fill(QColor(0, 0, 0))
    painter = QPainter(image)
    sheet.paint(painter, 0, QRectF(0, 0, 45, 45), 1.0)
    painter.end()
    assert max(image.pixelColor(x, y).red() for x in range(45) for y in range(45)) == 0


def test_that_sizes_are_whole_where_little_is_lost() -> None:
    assert PictureSheet.whole_side(60, 1.0) == 56
    assert PictureSheet.whole_side(50, 1.0) == 50
    assert PictureSheet.whole_side(50, 2.0) == 42
    assert PictureSheet.whole_side(20, 1.0) == 20


def test_that_a_click_chooses_the_picture_under_the_mouse(qtbot: QtBot, grid: DigitGrid) -> None:
    for index in range(8):
        with qtbot.waitSignal(grid.clicked) as clicked:
            QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=_center(grid, index))
        assert clicked.args == [index]
        assert grid.current == index


def test_that_a_click_on_nothing_chooses_nothing(qtbot: QtBot, grid: DigitGrid) -> None:
    grid.resize(400, 400)
    with qtbot.assertNotEmitted(grid.clicked):
        QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=QPoint(398, 398))


def test_that_arrows_move_and_enter_chooses(qtbot: QtBot, grid: DigitGrid) -> None:
    for key, place in ((Qt.Key.Key_Right, 1), (Qt.Key.Key_Down, 4), (Qt.Key.Key_Left, 3), (Qt.Key.Key_Up, 0)):
        with qtbot.waitSignal(grid.current_changed) as moved:
            QTest.keyClick(grid, key)
        assert moved.args == [place]
    with qtbot.assertNotEmitted(grid.current_changed):
        QTest.keyClick(grid, Qt.Key.Key_Up)
    QTest.keyClick(grid, Qt.Key.Key_End)
    with qtbot.waitSignal(grid.clicked) as clicked:
        QTest.keyClick(grid, Qt.Key.Key_Return)
    assert clicked.args == [7]


def test_that_the_picture_under_the_mouse_is_told_and_framed(qtbot: QtBot, grid: DigitGrid) -> None:
    before = grid.grab().toImage()
    with qtbot.waitSignal(grid.hovered) as hovered:
        QTest.mouseMove(grid, _center(grid, 5))
    assert hovered.args == [5]
    assert grid.grab().toImage() != before


def test_that_wrong_captions_have_the_colour_of_errors(grid: DigitGrid) -> None:
    error = QColor("#D55E00")

    def has_error_color(index: int) -> bool:
        image = grid.grab().toImage()
        rect = grid.picture_rect(index)
        below = range(int(rect.bottom()) + 2, min(int(rect.bottom()) + 20, image.height()))
        return any(image.pixelColor(x, y) == error for y in below for x in range(int(rect.left()), int(rect.right())))

    assert has_error_color(4)
    assert not has_error_color(3)


def test_that_rows_have_headers_and_counts_in_the_room_there_is(qtbot: QtBot, grid: DigitGrid) -> None:
    plain = grid.sizeHint().width()
    grid.set_rows(["zero", "one", "two"], [5923, 6742, 5958])
    assert grid.sizeHint().width() > plain
    grid.resize(grid.sizeHint())
    assert grid.picture_rect(0).left() > 20
    assert grid.picture_rect(2).right() < grid.width() - 60


@pytest.mark.parametrize("width", [200, 330, 560, 800])
def test_that_all_pictures_fit(qtbot: QtBot, grid: DigitGrid, width: int) -> None:
    grid.resize(width, 400)
    last_column, last_row = grid.picture_rect(2), grid.picture_rect(7)
    assert last_column.right() <= width
    assert last_row.bottom() + 12 <= 400


def test_that_fewer_pictures_keep_the_current_one_in_range(grid: DigitGrid) -> None:
    grid.set_current(7)
    grid.set_pictures(_pictures(3))
    assert grid.current == 2
    grid.set_pictures(_pictures(0)[:0])
    assert grid.current == 0
    grid.grab()


def test_that_a_screen_reader_is_told_of_the_current_picture(grid: DigitGrid) -> None:
    grid.set_current(4)
    assert grid.accessibleDescription() == "Picture 5 of 8: 4"


def test_that_pictures_of_another_kind_are_refused(grid: DigitGrid) -> None:
    with pytest.raises(ValueError, match="uint8"):
        grid.set_pictures(np.zeros((3, 28, 28), np.float32))

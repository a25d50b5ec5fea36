from collections.abc import Sequence

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mnist_desktop.data.strokes import CANVAS_SIZE
from mnist_desktop.ui.digit_canvas import BRUSH_WIDTH, DigitCanvas
from tests.ui.drawing import shown_canvas


@pytest.fixture
def canvas(qtbot: QtBot) -> DigitCanvas:
    return shown_canvas(qtbot, 280)


def _drag(canvas: DigitCanvas, *places: tuple[int, int]) -> None:
    """Draws through places in units of the canvas."""
    points = [QPoint(x * canvas.width() // CANVAS_SIZE, y * canvas.height() // CANVAS_SIZE) for x, y in places]
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(canvas, point)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=points[-1])


def _picture() -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    return np.random.default_rng(1).integers(0, 256, (28, 28), dtype=np.uint8)


def test_that_a_stroke_leaves_ink_where_the_mouse_was(qtbot: QtBot, canvas: DigitCanvas) -> None:
    with qtbot.waitSignals([canvas.ink_changed, canvas.stroke_finished]):
        _drag(canvas, (60, 140), (100, 140), (220, 140))
    ink = canvas.ink()
    assert ink.shape == (280, 280)
    assert ink.dtype == np.uint8
    assert (ink[140, 60:220] == 255).all()
    assert ink[140, 40] == ink[140, 240] == ink[100, 140] == 0
    assert int((ink[:, 140] > 127).sum()) == pytest.approx(BRUSH_WIDTH, abs=1)


def test_that_the_ink_does_not_depend_on_the_size_of_theshown_canvas(qtbot: QtBot) -> None:
    path = ((40, 40), (120, 200), (200, 60), (240, 240))
    small, large = shown_canvas(qtbot, 280), shown_canvas(qtbot, 560)
    _drag(small, *path)
    _drag(large, *path)
    np.testing.assert_array_equal(small.ink(), large.ink())


def test_that_a_click_is_a_dot(canvas: DigitCanvas) -> None:
    _drag(canvas, (140, 140))
    area = int((canvas.ink() > 127).sum())
    assert area == pytest.approx(np.pi * (BRUSH_WIDTH / 2) ** 2, rel=0.05)


def test_that_a_stroke_is_smooth(canvas: DigitCanvas) -> None:
    _drag(canvas, (40, 240), (140, 40), (240, 240))
    ink = canvas.ink()
    top = int(np.argwhere(ink.max(axis=1) > 127)[0, 0])
    assert 60 < top < 140, "the corner is rounded: the line keeps below its sharp tip at 29"


def test_that_undo_and_redo_give_the_same_pixels_back(canvas: DigitCanvas) -> None:
    _drag(canvas, (40, 40), (90, 80), (140, 40))
    one = canvas.ink()
    _drag(canvas, (40, 200), (90, 240), (140, 200))
    two = canvas.ink()
    canvas.undo()
    np.testing.assert_array_equal(canvas.ink(), one)
    canvas.redo()
    np.testing.assert_array_equal(canvas.ink(), two)
    assert len(canvas.strokes()) == 2


def test_that_what_is_on_the_screen_is_the_same_after_undo_and_redo(canvas: DigitCanvas) -> None:
    _drag(canvas, (40, 40), (90, 180), (140, 40))
    shown = canvas.grab().toImage()
    canvas.undo()
    assert canvas.grab().toImage() != shown
    canvas.redo()
    assert canvas.grab().toImage() == shown


def test_that_clearing_can_be_undone(qtbot: QtBot, canvas: DigitCanvas) -> None:
    _drag(canvas, (40, 40), (200, 200))
    ink = canvas.ink()
    with qtbot.waitSignal(canvas.ink_changed):
        canvas.clear()
    assert canvas.is_empty()
    assert not canvas.ink().any()
    canvas.undo()
    np.testing.assert_array_equal(canvas.ink(), ink)


def test_that_it_is_known_whether_there_is_something_to_undo_or_redo(qtbot: QtBot, canvas: DigitCanvas) -> None:
    undo: list[bool] = []
    redo: list[bool] = []
    canvas.undo_available.connect(undo.append)
    canvas.redo_available.connect(redo.append)
    _drag(canvas, (40, 40), (200, 200))
    assert (undo[-1], redo[-1]) == (True, False)
    canvas.undo()
    assert (undo[-1], redo[-1]) == (False, True)
    _drag(canvas, (40, 200), (200, 40))
    assert (undo[-1], redo[-1]) == (True, False), "a new stroke forgets what was undone"


def test_that_a_picture_comes_back_bit_for_bit_until_it_is_drawn_on(canvas: DigitCanvas) -> None:
    picture = _picture()
    canvas.set_picture(picture)
    returned = canvas.picture()
    assert returned is not None
    np.testing.assert_array_equal(returned, picture)
    np.testing.assert_array_equal(canvas.ink(), picture.repeat(10, axis=0).repeat(10, axis=1))
    _drag(canvas, (40, 40), (60, 60))
    assert canvas.picture() is None
    assert (canvas.ink()[200:, 200:] == picture.repeat(10, axis=0).repeat(10, axis=1)[200:, 200:]).all()
    canvas.undo()
    assert canvas.picture() is not None


def test_that_a_picture_of_another_kind_is_refused(canvas: DigitCanvas) -> None:
    with pytest.raises(ValueError, match="28 × 28"):
        canvas.set_picture(np.zeros((8, 8), np.uint8))


def test_that_a_narrow_brush_draws_a_narrow_line(canvas: DigitCanvas) -> None:
    canvas.set_brush_width(10)
    _drag(canvas, (40, 140), (140, 140), (240, 140))
    assert int((canvas.ink()[:, 140] > 127).sum()) == pytest.approx(10, abs=1)


def test_that_pressure_makes_a_pen_wider(canvas: DigitCanvas) -> None:
    widths = []
    for y, pressure in ((80, 0.2), (200, 1.0)):
        _tablet(canvas, [(40, y), (140, y), (240, y)], pressure)
        widths.append(int((canvas.ink()[y - 40 : y + 40, 140] > 127).sum()))
    assert widths[0] * 1.5 < widths[1]
    assert len(canvas.strokes()) == 2


def _tablet(canvas: DigitCanvas, places: Sequence[tuple[float, float]], pressure: float) -> None:
    device = QPointingDevice(
        "pen",
        1,
        QInputDevice.DeviceType.Stylus,
        QPointingDevice.PointerType.Pen,
        QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
        1,
        1,
    )
    kinds = [
        QEvent.Type.TabletPress,
        *[QEvent.Type.TabletMove] * (len(places) - 1),
        QEvent.Type.TabletRelease,
    ]
    for kind, place in zip(kinds, [*places, places[-1]], strict=True):
        released = kind is QEvent.Type.TabletRelease
        event = QTabletEvent(
            kind,
            device,
            QPointF(*place),
            QPointF(*place),
            pressure,
            0.0,
            0.0,
            0.0,
            0.0,
            0.0,
            Qt.KeyboardModifier.NoModifier,
            Qt.MouseButton.LeftButton,
            Qt.MouseButton.NoButton if released else Qt.MouseButton.LeftButton,
        )
        QApplication.sendEvent(canvas, event)
        assert event.isAccepted()


def test_that_a_finger_draws_and_a_second_one_does_not(canvas: DigitCanvas) -> None:
    device = QTest.createTouchDevice()
    QTest.touchEvent(canvas, device).press(0, QPoint(60, 140), canvas).commit()
    QTest.touchEvent(canvas, device).move(0, QPoint(100, 140), canvas).press(1, QPoint(200, 250), canvas).commit()
    QTest.touchEvent(canvas, device).move(0, QPoint(140, 140), canvas).move(1, QPoint(60, 250), canvas).commit()
    QTest.touchEvent(canvas, device).release(0, QPoint(140, 140), canvas).release(1, QPoint(60, 250), canvas).commit()
    ink = canvas.ink()
    assert (ink[140, 60:140] == 255).all()
    assert not ink[230:].any()
    assert len(canvas.strokes()) == 1


def test_that_keys_draw(qtbot: QtBot, canvas: DigitCanvas) -> None:
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    assert canvas.is_empty(), "the pen is up"
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    for _ in range(5):
        QTest.keyClick(canvas, Qt.Key.Key_Right)
    with qtbot.waitSignal(canvas.stroke_finished):
        QTest.keyClick(canvas, Qt.Key.Key_Space)
    assert (canvas.ink()[140, 130:180] == 255).all()
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    assert not canvas.ink()[160:].any(), "the pen is up again"


def test_that_an_empty_canvas_says_what_to_do(qtbot: QtBot, canvas: DigitCanvas) -> None:
    empty = canvas.grab().toImage()
    words = {empty.pixelColor(x, y).value() for x in range(90, 190) for y in range(130, 150)}
    assert max(words) > 100
    canvas.set_picture(np.zeros((28, 28), np.uint8))
    black = canvas.grab().toImage()
    assert {black.pixelColor(x, 140).value() for x in range(90, 190)} == {0}


def test_that_the_screen_shows_white_on_black_at_every_size(qtbot: QtBot) -> None:
    for size in (200, 420, 600):
        canvas = shown_canvas(qtbot, size)
        _drag(canvas, (60, 140), (220, 140))
        shown = canvas.grab().toImage()
        assert shown.pixelColor(size // 2, size // 2).value() == 255
        assert shown.pixelColor(size // 2, size // 4).value() == 0


def test_that_a_stroke_under_way_survives_a_change_of_size(canvas: DigitCanvas) -> None:
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(60, 140))
    QTest.mouseMove(canvas, QPoint(220, 140))
    canvas.resize(420, 420)
    assert canvas.grab().toImage().pixelColor(120, 210).value() == 255
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(330, 210))
    assert len(canvas.strokes()) == 1


def test_that_a_screen_reader_is_told_how_to_draw(canvas: DigitCanvas) -> None:
    assert canvas.accessibleName()
    assert "Arrow keys" in canvas.accessibleDescription()

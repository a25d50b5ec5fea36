"""The eraser on the canvas: by button, by the right mouse button, by pen, finger and keys."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mnist_desktop.ui.digit_canvas import DigitCanvas
from mnist_desktop.ui.strokes import MOST_STEPS
from tests.ui.drawing import shown_canvas

_LEFT, _RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
_LINE = ((40, 140), (100, 140), (160, 140), (240, 140))
_ACROSS = ((140, 60), (140, 220))


@pytest.fixture
def canvas(qtbot: QtBot) -> DigitCanvas:
    return shown_canvas(qtbot)


def _mouse(canvas: DigitCanvas, kind: QEvent.Type, place: tuple[int, int], button: Qt.MouseButton) -> None:
    moved, released = kind is QEvent.Type.MouseMove, kind is QEvent.Type.MouseButtonRelease
    event = QMouseEvent(
        kind,
        QPointF(*place),
        QPointF(canvas.mapToGlobal(QPoint(*place))),
        Qt.MouseButton.NoButton if moved else button,
        Qt.MouseButton.NoButton if released else button,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(canvas, event)


def _drag(canvas: DigitCanvas, places: tuple[tuple[int, int], ...], button: Qt.MouseButton = _LEFT) -> None:
    _mouse(canvas, QEvent.Type.MouseButtonPress, places[0], button)
    for place in places[1:]:
        _mouse(canvas, QEvent.Type.MouseMove, place, button)
    _mouse(canvas, QEvent.Type.MouseButtonRelease, places[-1], button)


def _pen(
    canvas: DigitCanvas,
    places: tuple[tuple[int, int], ...],
    *,
    end: QPointingDevice.PointerType = QPointingDevice.PointerType.Pen,
    button: Qt.MouseButton = _LEFT,
    pressure: float = 1.0,
) -> None:
    device = QPointingDevice(
        "pen",
        1,
        QInputDevice.DeviceType.Stylus,
        end,
        QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
        1,
        1,
    )
    kinds = [QEvent.Type.TabletPress, *[QEvent.Type.TabletMove] * (len(places) - 1), QEvent.Type.TabletRelease]
    for kind, place in zip(kinds, [*places, places[-1]], strict=True):
        held = Qt.MouseButton.NoButton if kind is QEvent.Type.TabletRelease else button
        event = QTabletEvent(
            kind, device, QPointF(*place), QPointF(*place), pressure, 0.0, 0.0, 0.0, 0.0, 0.0,
            Qt.KeyboardModifier.NoModifier, button, held,
        )  # fmt: skip
        QApplication.sendEvent(canvas, event)


def _is_cut(canvas: DigitCanvas) -> bool:
    """Whether the line has a gap as wide as the eraser, and nothing else is missing."""
    ink, radius = canvas.ink(), canvas.eraser_width / 2
    gap = ink[130:150, int(140 - radius) + 2 : int(140 + radius) - 1]
    return not gap.any() and bool((ink[140, 40:105] == 255).all() and (ink[140, 175:240] == 255).all())


def test_that_the_right_mouse_button_cuts_a_stroke_in_two(canvas: DigitCanvas, qtbot: QtBot) -> None:
    _drag(canvas, _LINE)
    with qtbot.waitSignals([canvas.ink_changed, canvas.stroke_finished]):
        _drag(canvas, _ACROSS, _RIGHT)
    assert _is_cut(canvas)
    assert len(canvas.strokes()) == 2
    assert canvas.strokes_so_far() == canvas.strokes()
    assert canvas.is_only_strokes()


def test_that_the_left_mouse_button_erases_while_the_eraser_is_chosen(canvas: DigitCanvas) -> None:
    _drag(canvas, _LINE)
    canvas.choose_eraser(True)
    _drag(canvas, _ACROSS)
    assert _is_cut(canvas)
    canvas.choose_eraser(False)
    _drag(canvas, _ACROSS)
    assert len(canvas.strokes()) == 3


def test_that_it_erases_while_it_is_down_and_the_strokes_are_true(canvas: DigitCanvas) -> None:
    _drag(canvas, _LINE)
    _mouse(canvas, QEvent.Type.MouseButtonPress, (140, 60), _RIGHT)
    assert len(canvas.strokes_so_far()) == 1
    _mouse(canvas, QEvent.Type.MouseMove, (140, 140), _RIGHT)
    assert len(canvas.strokes_so_far()) == 2
    assert not canvas.ink()[135:145, 135:145].any()
    shown = canvas.grab().toImage()
    assert shown.pixelColor(140, 140).value() == 0
    assert shown.pixelColor(80, 140).value() == 255
    _mouse(canvas, QEvent.Type.MouseButtonRelease, (140, 140), _RIGHT)


def test_that_one_drag_of_the_eraser_is_one_step_back(canvas: DigitCanvas) -> None:
    _drag(canvas, _LINE)
    whole, stroke = canvas.ink(), canvas.strokes()
    _drag(canvas, ((140, 60), (140, 220), (85, 220), (85, 60)), _RIGHT)
    erased = canvas.ink()
    assert len(canvas.strokes()) == 3
    canvas.undo()
    np.testing.assert_array_equal(canvas.ink(), whole)
    assert canvas.strokes() == stroke
    canvas.redo()
    np.testing.assert_array_equal(canvas.ink(), erased)


def test_that_erasing_nothing_is_no_step(canvas: DigitCanvas) -> None:
    _drag(canvas, ((140, 60), (140, 100)), _RIGHT)
    _drag(canvas, _LINE)
    _drag(canvas, ((20, 20), (260, 20)), _RIGHT)
    canvas.undo()
    assert canvas.is_empty()
    canvas.redo()
    assert len(canvas.strokes()) == 1


def test_that_erasing_all_leaves_an_empty_canvas(canvas: DigitCanvas) -> None:
    _drag(canvas, _LINE)
    _drag(canvas, _LINE, _RIGHT)
    assert canvas.is_empty()
    assert not canvas.ink().any()
    canvas.undo()
    assert not canvas.is_empty()


def test_that_the_pens_other_end_and_its_button_erase(canvas: DigitCanvas) -> None:
    _drag(canvas, _LINE)
    _pen(canvas, _ACROSS, end=QPointingDevice.PointerType.Eraser, pressure=0.1)
    assert _is_cut(canvas), "however softly it is pressed"
    canvas.undo()
    _pen(canvas, _ACROSS, button=_RIGHT)
    assert _is_cut(canvas)
    canvas.undo()
    _pen(canvas, _ACROSS)
    assert len(canvas.strokes()) == 2, "its tip draws"


def test_that_the_pressure_of_a_pen_is_kept_in_what_is_left(canvas: DigitCanvas) -> None:
    _pen(canvas, _LINE, pressure=0.4)
    width = canvas.strokes()[0].points[0].width
    assert width == pytest.approx(canvas.brush_width * (0.35 + 0.65 * 0.4))
    _drag(canvas, _ACROSS, _RIGHT)
    assert {round(point.width, 3) for stroke in canvas.strokes() for point in stroke.points} == {round(width, 3)}


def test_that_a_pen_that_hovers_does_nothing(canvas: DigitCanvas) -> None:
    _pen(canvas, _LINE[:1], button=_LEFT)
    dot = canvas.strokes()
    device = QPointingDevice.primaryPointingDevice()
    event = QTabletEvent(
        QEvent.Type.TabletMove, device, QPointF(20, 20), QPointF(20, 20), 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
        Qt.KeyboardModifier.NoModifier, Qt.MouseButton.NoButton, Qt.MouseButton.NoButton,
    )  # fmt: skip
    QApplication.sendEvent(canvas, event)
    assert canvas.strokes_so_far() == dot


def test_that_a_finger_erases_while_the_eraser_is_chosen(canvas: DigitCanvas) -> None:
    _drag(canvas, _LINE)
    canvas.choose_eraser(True)
    device = QTest.createTouchDevice()
    QTest.touchEvent(canvas, device).press(0, QPoint(140, 60), canvas).commit()
    QTest.touchEvent(canvas, device).move(0, QPoint(140, 220), canvas).commit()
    QTest.touchEvent(canvas, device).release(0, QPoint(140, 220), canvas).commit()
    assert _is_cut(canvas)


def test_that_keys_erase_while_the_eraser_is_chosen(canvas: DigitCanvas) -> None:
    _drag(canvas, _LINE)
    canvas.choose_eraser(True)
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Space)  # in the middle, on the line
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert _is_cut(canvas)
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    assert len(canvas.strokes()) == 2, "it is lifted"


def test_that_the_other_button_does_not_disturb_a_stroke(canvas: DigitCanvas) -> None:
    _mouse(canvas, QEvent.Type.MouseButtonPress, (40, 140), _LEFT)
    _mouse(canvas, QEvent.Type.MouseMove, (140, 140), _LEFT)
    _mouse(canvas, QEvent.Type.MouseButtonPress, (140, 140), _RIGHT)
    _mouse(canvas, QEvent.Type.MouseButtonRelease, (140, 140), _RIGHT)
    _mouse(canvas, QEvent.Type.MouseMove, (240, 140), _LEFT)
    _mouse(canvas, QEvent.Type.MouseButtonRelease, (240, 140), _LEFT)
    assert len(canvas.strokes()) == 1
    assert (canvas.ink()[140, 40:240] == 255).all()


def test_that_the_eraser_is_as_wide_as_the_brush_but_never_too_thin(canvas: DigitCanvas) -> None:
    canvas.set_brush_width(40)
    assert canvas.eraser_width == 40
    _drag(canvas, _LINE)
    _drag(canvas, ((140, 140),), _RIGHT)
    assert not canvas.ink()[140, 122:159].any()
    canvas.set_brush_width(4)
    assert canvas.eraser_width == 16


def test_that_the_cursor_shows_how_large_the_eraser_is(canvas: DigitCanvas) -> None:
    assert canvas.cursor().shape() == Qt.CursorShape.CrossCursor
    canvas.choose_eraser(True)
    small = canvas.cursor().pixmap().width()
    canvas.set_brush_width(44)
    assert canvas.cursor().pixmap().width() == pytest.approx(small + 22, abs=1)
    canvas.choose_eraser(False)
    assert canvas.cursor().shape() == Qt.CursorShape.CrossCursor
    _mouse(canvas, QEvent.Type.MouseButtonPress, (40, 140), _RIGHT)
    assert canvas.cursor().shape() == Qt.CursorShape.BitmapCursor
    _mouse(canvas, QEvent.Type.MouseButtonRelease, (40, 140), _RIGHT)
    assert canvas.cursor().shape() == Qt.CursorShape.CrossCursor


def test_that_what_is_seen_after_erasing_is_what_is_painted_anew(canvas: DigitCanvas) -> None:
    _pen(canvas, ((40, 60), (120, 200), (200, 60)), pressure=0.6)
    _drag(canvas, ((60, 40), (70, 220)))
    _drag(canvas, ((20, 100), (260, 110)), _RIGHT)
    ink, shown = canvas.ink(), canvas.grab().toImage()
    canvas.resize(420, 420)
    canvas.grab()
    canvas.resize(280, 280)
    assert canvas.grab().toImage() == shown
    canvas.undo()
    canvas.redo()
    np.testing.assert_array_equal(canvas.ink(), ink)


def test_that_undo_goes_back_a_hundred_steps(canvas: DigitCanvas) -> None:
    for _step in range(MOST_STEPS + 5):
        _drag(canvas, ((140, 140),))
    for _step in range(MOST_STEPS + 5):
        canvas.undo()
    assert len(canvas.strokes()) == 5
    for _step in range(MOST_STEPS + 5):
        canvas.redo()
    assert len(canvas.strokes()) == MOST_STEPS + 5


@pytest.mark.parametrize("way", ["clear", "erase"])
def test_that_an_empty_canvas_has_the_pen_again(canvas: DigitCanvas, qtbot: QtBot, way: str) -> None:
    _drag(canvas, _LINE)
    canvas.choose_eraser(True)
    with qtbot.waitSignal(canvas.eraser_chosen, check_params_cb=lambda eraser: not eraser):
        if way == "clear":
            canvas.clear()
        else:
            _drag(canvas, _LINE)
    _drag(canvas, _LINE)
    assert len(canvas.strokes()) == 1

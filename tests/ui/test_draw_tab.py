"""The page Draw, driven by mouse, buttons and keys."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton, QSlider, QWidget
from pytestqt.qtbot import QtBot

from mnist_desktop.data.preparation import STEPS
from mnist_desktop.networks.presets import preset
from mnist_desktop.training.events import StepsDone
from mnist_desktop.ui.draw import comparison
from mnist_desktop.ui.draw.answer import AnswerText
from mnist_desktop.ui.draw.strip import PreparationStrip
from mnist_desktop.ui.draw_tab import DrawPage
from mnist_desktop.ui.main_window import MainWindow
from mnist_desktop.ui.pixel_lens import PixelLens
from mnist_desktop.ui.probability_bars import ProbabilityBars
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import BRUSH_WIDTH, Settings
from mnist_desktop.ui.theme import appearance
from tests.ui.drawing import window_at_draw
from tests.ui.fake_service import FakePredictor, FakeService, untrained_run

SIZES = [(1366, 689), (1180, 720), (1093, 535), (1024, 600), (911, 459), (880, 440)]
STROKE = [(100, 60), (150, 90), (140, 150), (120, 220)]


@pytest.fixture
def window(session: Session, qtbot: QtBot) -> Iterator[MainWindow]:
    """A window at the page Draw; the session is not started."""
    with window_at_draw(session, qtbot) as window:
        yield window


@pytest.fixture(autouse=True)
def steps_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a slow machine the pen rests between two lines of a test, and the network would be asked about the steps."""
    monkeypatch.setattr(comparison, "REST_MS", 1_000_000)


@pytest.fixture
def page(window: MainWindow, session: Session, qtbot: QtBot) -> DrawPage:
    """The page with data, the bundled model, and an awake service."""
    with qtbot.waitSignals([session.predictor_changed, session.description_changed, session.runs_changed]):
        session.start()
    _settle()
    return _page(window)


def _page(window: MainWindow) -> DrawPage:
    assert isinstance(window.page, DrawPage)
    return window.page


def _settle() -> None:
    """Lets what is due happen: answers, layouts, paints."""
    for _round in range(3):
        QApplication.processEvents()


def _send(page: DrawPage, kind: QEvent.Type, place: tuple[int, int]) -> None:
    """Sends a mouse event at a place in units of the canvas, without letting anything else happen."""
    unit = page.canvas.width() / 280
    position = QPointF(place[0] * unit, place[1] * unit)
    moved = kind is QEvent.Type.MouseMove
    event = QMouseEvent(
        kind,
        position,
        QPointF(page.canvas.mapToGlobal(position)),
        Qt.MouseButton.NoButton if moved else Qt.MouseButton.LeftButton,
        Qt.MouseButton.NoButton if kind is QEvent.Type.MouseButtonRelease else Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(page.canvas, event)


def _draw(page: DrawPage, places: list[tuple[int, int]] = STROKE) -> None:
    _send(page, QEvent.Type.MouseButtonPress, places[0])
    for place in places[1:]:
        _send(page, QEvent.Type.MouseMove, place)
    _send(page, QEvent.Type.MouseButtonRelease, places[-1])


def _answer(page: DrawPage) -> str:
    found = page.findChild(AnswerText)
    assert isinstance(found, AnswerText)
    return found.text


def _bars(page: DrawPage) -> ProbabilityBars:
    found = page.findChild(ProbabilityBars)
    assert isinstance(found, ProbabilityBars)
    return found


def _strip(page: DrawPage) -> PreparationStrip:
    found = page.findChild(PreparationStrip)
    assert isinstance(found, PreparationStrip)
    return found


def _label(page: DrawPage, name: str) -> QLabel:
    found = page.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found


def _text(page: DrawPage, name: str) -> str:
    label = _label(page, name)
    return "" if label.isHidden() else label.text()


def _button(page: DrawPage, name: str) -> QPushButton:
    found = page.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def _click(page: DrawPage, name: str) -> None:
    QTest.mouseClick(_button(page, name), Qt.MouseButton.LeftButton)
    _settle()


def _predictor(page: DrawPage) -> FakePredictor:
    return cast("FakePredictor", page.session.predictor)


def _received(page: DrawPage) -> NDArray[np.uint8]:
    """The last picture that the network was asked about."""
    (picture,) = _predictor(page).seen[-1]
    return cast("NDArray[np.uint8]", picture)


def _digit_of(picture: NDArray[np.uint8]) -> str:
    return str(int(FakePredictor().probabilities(picture[None])[0].argmax()))


def test_that_a_drawing_is_prepared_and_answered(page: DrawPage, service: FakeService) -> None:
    _draw(page)
    _settle()
    expected = service.prepare_drawing(page.canvas.ink(), strokes=page.canvas.strokes()).image
    np.testing.assert_array_equal(_received(page), expected)
    assert _answer(page) == _digit_of(expected)
    assert _bars(page).likeliest() == int(_answer(page))
    assert _text(page, "certainty") == "91.0 % sure"
    assert _text(page, "answering_model") == "Bundled · 3 epochs"


def test_that_the_answer_follows_the_pen_before_it_is_lifted(page: DrawPage) -> None:
    _send(page, QEvent.Type.MouseButtonPress, (100, 60))
    _settle()
    asked = len(_predictor(page).seen)
    dot = _received(page)
    _send(page, QEvent.Type.MouseMove, (180, 200))
    _settle()
    assert len(_predictor(page).seen) == asked + 1
    assert not np.array_equal(_received(page), dot)


def test_that_movements_that_wait_are_answered_together(page: DrawPage, service: FakeService) -> None:
    asked = len(_predictor(page).seen)
    _draw(page, [(40 + step, 60 + step) for step in range(100)])
    assert len(_predictor(page).seen) == asked
    _settle()
    assert len(_predictor(page).seen) == asked + 1
    expected = service.prepare_drawing(page.canvas.ink(), strokes=page.canvas.strokes()).image
    np.testing.assert_array_equal(_received(page), expected)


def test_that_the_steps_of_the_preparation_show(page: DrawPage) -> None:
    before = _strip(page).grab().toImage()
    _draw(page)
    _settle()
    assert _strip(page).titles == (
        "Ink",
        "Specks removed",
        "Cropped to the ink",
        "Width as in MNIST",
        "Larger side 20 pixels",
        "Centred by its mass",
        "Brightest pixel is 1",
    )
    assert _strip(page).grab().toImage() != before


def test_that_the_network_receives_what_the_lens_shows(page: DrawPage) -> None:
    _draw(page)
    _settle()
    lens = page.findChild(PixelLens)
    assert isinstance(lens, PixelLens)
    assert lens.isVisible()
    lens.move_to(14, 14)
    np.testing.assert_array_equal(lens.numbers(), _received(page)[11:18, 11:18])


def test_that_an_empty_canvas_gets_no_answer(page: DrawPage) -> None:
    assert _answer(page) == "?"
    assert _text(page, "sentence") == "Draw a digit: the answer stands here."
    assert _bars(page).likeliest() is None
    _draw(page)
    _settle()
    _click(page, "clear")
    assert page.canvas.is_empty()
    assert (_answer(page), _text(page, "certainty")) == ("?", "")
    assert _bars(page).likeliest() is None


def test_that_ink_and_preparation_work_while_the_network_wakes_and_then_it_answers(
    window: MainWindow, session: Session, service: FakeService, qtbot: QtBot
) -> None:
    page = _page(window)
    service.may_wake.clear()
    with qtbot.waitSignals([session.description_changed, session.model_changed]):
        session.start()
    blank = _strip(page).grab().toImage()
    _draw(page)
    _settle()
    assert not page.canvas.is_empty()
    assert _strip(page).grab().toImage() != blank
    assert _text(page, "sentence").startswith("The network is waking up")
    assert _bars(page).likeliest() is None
    with qtbot.waitSignal(session.predictor_changed):
        service.may_wake.set()
    qtbot.waitUntil(lambda: _bars(page).likeliest() is not None)
    assert _answer(page) == _digit_of(_received(page))
    assert _text(page, "sentence") == ""


def test_that_a_network_that_cannot_be_woken_is_said(
    window: MainWindow, session: Session, service: FakeService, qtbot: QtBot
) -> None:
    from mnist_desktop.errors import UserError

    service.waking_fault = UserError("This computer cannot run TensorFlow.")
    with qtbot.waitSignals([session.failed, session.description_changed]):
        session.start()
    page = _page(window)
    qtbot.waitUntil(lambda: _text(page, "sentence") == "The network is not awake. Ink and preparation work without it.")


def test_that_without_a_model_it_says_so(
    window: MainWindow, session: Session, service: FakeService, qtbot: QtBot
) -> None:
    service.models.clear()
    with qtbot.waitSignals([session.awake_changed, session.description_changed]):
        session.start()
    _settle()
    assert _text(_page(window), "sentence") == "There is no model yet: choose a network."


@pytest.mark.parametrize("way", ["keys", "buttons"])
def test_that_undo_redo_and_clear_work_by_keys_and_buttons(page: DrawPage, way: str) -> None:
    def act(name: str, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
        if way == "keys":
            QTest.keyClick(page, key, modifier)
        else:
            _click(page, name)
        _settle()

    control, shift, none = (
        Qt.KeyboardModifier.ControlModifier,
        Qt.KeyboardModifier.ShiftModifier,
        Qt.KeyboardModifier.NoModifier,
    )
    assert not _button(page, "undo").isEnabled()
    _draw(page)
    _draw(page, [(60, 150), (200, 150)])
    _settle()
    both = _received(page)
    act("undo", Qt.Key.Key_Z, control)
    assert len(page.canvas.strokes()) == 1
    assert not np.array_equal(_received(page), both)
    act("redo", Qt.Key.Key_Z, control | shift)
    np.testing.assert_array_equal(_received(page), both)
    act("clear", Qt.Key.Key_Delete, none)
    assert page.canvas.is_empty()
    act("undo", Qt.Key.Key_Z, control)
    assert len(page.canvas.strokes()) == 2
    act("undo", Qt.Key.Key_Z, control)
    act("redo", Qt.Key.Key_Y, control)
    assert len(page.canvas.strokes()) == 2
    assert _button(page, "redo").isEnabled(), "the clearing that was taken back"


def test_that_a_test_picture_comes_unchanged_and_with_its_label(page: DrawPage, service: FakeService) -> None:
    _click(page, "test_picture")
    picture = page.canvas.picture()
    assert picture is not None
    index = service.dataset.test.index_of(picture)
    assert index is not None
    np.testing.assert_array_equal(_received(page), picture)
    # Its white pixels are 100 and as many as its label says, which is what the fake counts.
    label = int(service.dataset.test.labels[index])
    assert _answer(page) == str(label)
    # Pictures of a class are alike here, so the first of them is named.
    assert _text(page, "truth") == f"Test picture {label}, label {label}: right ✓"
    assert _strip(page).titles == ("28 × 28 already: the network receives it as it is",)


def test_that_a_wrong_answer_to_a_test_picture_is_said_in_a_word(page: DrawPage, service: FakeService) -> None:
    service.dataset.test.labels[:] = 9 - service.dataset.test.labels
    _click(page, "test_picture")
    assert _text(page, "truth").endswith("wrong ✕")


def test_that_a_picture_that_was_drawn_on_has_no_label_until_that_is_undone(page: DrawPage) -> None:
    QTest.keyClick(page, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    _settle()
    said = _text(page, "truth")
    assert said
    _draw(page)
    _settle()
    assert page.canvas.picture() is None
    assert _text(page, "truth") == ""
    assert len(_strip(page).titles) == 7
    QTest.keyClick(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    _settle()
    assert _text(page, "truth") == said


def test_that_a_picture_from_another_page_comes_bit_for_bit(page: DrawPage, service: FakeService) -> None:
    picture = np.random.default_rng(1).integers(0, 256, (28, 28), dtype=np.uint8)
    page.session.put_on_canvas(picture)
    _settle()
    np.testing.assert_array_equal(page.canvas.picture(), picture)
    np.testing.assert_array_equal(_received(page), picture)
    assert _text(page, "truth") == ""


def test_that_a_picture_is_taken_while_another_page_shows(window: MainWindow, page: DrawPage) -> None:
    window.show_page("data")
    picture = np.full((28, 28), 200, np.uint8)
    page.session.put_on_canvas(picture)
    _settle()
    assert window.page is page
    np.testing.assert_array_equal(_received(page), picture)


def test_that_a_model_that_has_learned_nothing_says_so_in_place(page: DrawPage, qtbot: QtBot) -> None:
    _draw(page)
    run = untrained_run()
    page.session.choose_network(run.network, run.training, "With dropout")
    qtbot.waitUntil(lambda: _text(page, "sentence") == "It has learned nothing yet: it guesses.")
    assert _text(page, "answering_model") == "With dropout · untrained"
    assert _answer(page).isdigit()


def test_that_a_model_from_a_file_is_not_called_a_guesser(page: DrawPage, tmp_path: Path, qtbot: QtBot) -> None:
    _draw(page)
    with qtbot.waitSignal(page.session.model_changed):
        page.session.open_file(tmp_path / "elsewhere.mnistrun")
    qtbot.waitUntil(lambda: _text(page, "answering_model").startswith("elsewhere"))
    qtbot.waitUntil(lambda: _answer(page).isdigit())
    assert _text(page, "sentence") == ""


def test_that_an_unsure_answer_names_the_second(page: DrawPage, monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.array([[0.02] * 10], np.float32)
    values[0, [3, 8]] = 0.46, 0.36
    monkeypatch.setattr(_predictor(page), "probabilities", lambda _images: values)
    _draw(page)
    _settle()
    assert (_answer(page), _text(page, "certainty")) == ("3", "46.0 % sure")
    assert _text(page, "sentence") == "Not sure: it could also be 8."


def test_that_a_yes_or_no_model_has_two_bars(page: DrawPage, service: FakeService, qtbot: QtBot) -> None:
    chosen = preset("one-digit")
    page.session.choose_network(chosen.network, chosen.training, "One digit")
    qtbot.waitUntil(lambda: page.session.predictor is not None)
    page.session.put_on_canvas(service.dataset.test.images[5])
    _settle()
    assert _answer(page) in ("not 5", "5")
    assert _bars(page).accessibleDescription() == f"{_answer(page)}: 91.0 %"
    assert "label 5" in _text(page, "truth")
    page.session.open_run("bundled")
    qtbot.waitUntil(lambda: _bars(page).likeliest() == 5)


def test_that_the_bundled_model_is_one_click_away(page: DrawPage, service: FakeService, qtbot: QtBot) -> None:
    assert _button(page, "use_bundled").isHidden()
    run = untrained_run()
    page.session.choose_network(run.network, run.training, "With dropout")
    assert _button(page, "use_bundled").isVisible()
    with qtbot.waitSignal(page.session.model_changed):
        _click(page, "use_bundled")
    assert page.session.model is service.models["bundled"]
    assert _button(page, "use_bundled").isHidden()


def test_that_the_answer_follows_the_training_at_most_ten_times_a_second(
    page: DrawPage, service: FakeService, qtbot: QtBot
) -> None:
    run = untrained_run()
    page.session.choose_network(run.network, run.training, "With dropout")
    service.hold_after = 8
    page.session.start_training(run.training)
    qtbot.waitUntil(lambda: page.session.training_position == (2, 3))
    assert not _button(page, "use_bundled").isEnabled()
    qtbot.waitUntil(lambda: _text(page, "answering_model") == "With dropout · learning, epoch 2 of 3")
    _draw(page)
    qtbot.waitUntil(lambda: not page.live.waiting)
    asked = len(_predictor(page).seen)
    steps = StepsDone(2, 3, 4, 0.5, 0.9, 0.5, 0.9, 50_000.0, 4.0, tuple(range(10)), 10, 0.001)
    for _event in range(50):
        page.session.training_event.emit(steps)
        QApplication.processEvents()
    qtbot.waitUntil(lambda: len(_predictor(page).seen) > asked)
    assert len(_predictor(page).seen) <= asked + 2


def test_that_a_hidden_page_answers_nothing(window: MainWindow, page: DrawPage) -> None:
    _draw(page)
    _settle()
    asked = len(_predictor(page).seen)
    window.show_page("data")
    page.session.model_changed.emit(page.session.model)
    _settle()
    assert len(_predictor(page).seen) == asked
    window.show_page("draw")
    _settle()
    assert len(_predictor(page).seen) == asked + 1


def test_that_the_width_of_the_brush_is_remembered(page: DrawPage, settings: Settings) -> None:
    slider = page.findChild(QSlider, "brush_width")
    assert isinstance(slider, QSlider)
    assert slider.value() == page.canvas.brush_width == BRUSH_WIDTH.default
    QTest.keyClick(page, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert page.canvas.brush_width > BRUSH_WIDTH.default
    QTest.keyClick(slider, Qt.Key.Key_End)
    assert page.canvas.brush_width == BRUSH_WIDTH.maximum == settings.get(BRUSH_WIDTH)
    again = DrawPage(page.session)
    assert again.canvas.brush_width == BRUSH_WIDTH.maximum
    again.deleteLater()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_that_canvas_answer_and_bars_are_whole_at_any_size(
    window: MainWindow, page: DrawPage, size: tuple[int, int], scale: float
) -> None:
    appearance().set_scale(scale)
    window.setMinimumSize(1, 1)
    window.resize(round(size[0] * scale), round(size[1] * scale))
    _draw(page)
    _settle()
    names = ("digit_canvas", "answer", "probability_bars", "strip", "clear", "undo", "eraser", "test_picture")
    places = {}
    for name in names:
        widget = page.findChild(QWidget, name)
        assert isinstance(widget, QWidget)
        assert widget.isVisible(), name
        assert widget.width() >= widget.minimumSizeHint().width(), name
        assert widget.height() >= widget.minimumSizeHint().height(), name
        places[name] = widget.rect().translated(widget.mapTo(window, QPoint(0, 0)))
        assert window.rect().contains(places[name]), name
    for name in names:
        for other in names:
            assert name == other or not places[name].intersects(places[other]), (name, other)
    canvas = places["digit_canvas"]
    assert canvas.width() == canvas.height() >= min(300 * scale, 420)
    if size == (1366, 689) and scale == 1.0:
        assert canvas.height() >= 420
    for name in ("certainty", "answering_model"):
        label = _label(page, name)
        assert label.height() >= label.heightForWidth(label.width())


def test_that_every_control_explains_itself_and_can_be_reached(page: DrawPage) -> None:
    run = untrained_run()
    page.session.choose_network(run.network, run.training, "With dropout")
    buttons = [each for each in page.findChildren(QAbstractButton) if each.isVisible()]
    shown = [each for each in buttons if each.objectName() != "header"]  # of a fold, which explains itself
    names = {each.objectName() for each in shown}
    steps = {f"step_{step}" for step in ("ink", *STEPS)}
    assert {name for name in names if not name.startswith("side_")} == {
        "clear", "undo", "redo", "eraser", "test_picture", "use_bundled", *steps
    }  # fmt: skip
    shown = [each for each in shown if each.objectName() != "step_ink"]  # a picture, not a switch
    slider = page.findChild(QSlider)
    assert isinstance(slider, QSlider)
    for control in (*shown, slider, page.canvas, page.lens):
        assert control.statusTip(), control.objectName()
        text = control.text() if isinstance(control, QAbstractButton) else ""
        assert control.accessibleName() or text, control.objectName()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control.objectName()


def test_that_buttons_without_words_keep_their_names(window: MainWindow, page: DrawPage) -> None:
    window.setMinimumSize(1, 1)
    window.resize(911, 459)
    _settle()
    for name, spoken in (("undo", "Undo"), ("redo", "Redo"), ("eraser", "Eraser"), ("test_picture", "Test picture")):
        assert _button(page, name).text() == ""
        assert _button(page, name).accessibleName() == spoken


def test_that_each_action_has_a_key_of_its_own(window: MainWindow, page: DrawPage) -> None:
    keys = [key.toString() for each in {*window.actions(), *page.actions()} for key in each.shortcuts()]
    assert len(keys) == len(set(keys))
    assert {"Del", "Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+Y", "Ctrl+T", "Ctrl+B"} <= set(keys)
    assert {"E", "Ctrl+V", "Ctrl+C", "Ctrl+L", "Ctrl+Alt+O", "Ctrl+Alt+S", "Ctrl+Alt+L"} <= set(keys)

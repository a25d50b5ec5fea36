"""The views beside a drawing: Input, Why and Inside, driven by mouse and keys."""

import threading
from collections.abc import Iterator
from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from mnist_desktop.networks.presets import preset
from mnist_desktop.ui.draw.answered import Answered
from mnist_desktop.ui.draw.evidence_map import AGAINST, FOR, EvidenceMap
from mnist_desktop.ui.draw.inside import InsideView
from mnist_desktop.ui.draw.side import CERTAINTY
from mnist_desktop.ui.draw.why import WhyView
from mnist_desktop.ui.draw_tab import DrawPage
from mnist_desktop.ui.main_window import MainWindow
from mnist_desktop.ui.pixel_lens import PixelLens
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.theme import appearance
from tests.ui.drawing import window_at_draw
from tests.ui.fake_service import FakeService, untrained_run

WIDE, NARROW, DRAWER = (1366, 689), (1024, 600), (911, 459)
SIZES = [WIDE, NARROW, DRAWER, (1093, 535), (880, 440)]
_Widget = TypeVar("_Widget", bound=QWidget)


@pytest.fixture
def window(session: Session, qtbot: QtBot) -> Iterator[MainWindow]:
    """A window at the page Draw."""
    with window_at_draw(session, qtbot, WIDE) as window:
        yield window


@pytest.fixture
def page(window: MainWindow, session: Session, qtbot: QtBot) -> DrawPage:
    """The page with data, the bundled model, and an awake service."""
    with qtbot.waitSignals([session.predictor_changed, session.description_changed, session.runs_changed]):
        session.start()
    _settle()
    assert isinstance(window.page, DrawPage)
    return window.page


def _settle() -> None:
    for _round in range(3):
        QApplication.processEvents()


def _find(page: QWidget, kind: type[_Widget], name: str = "") -> _Widget:
    found = page.findChild(kind, name) if name else page.findChild(kind)
    assert isinstance(found, kind)
    return found


def _text(page: QWidget, name: str) -> str:
    label = _find(page, QLabel, name)
    return label.text() if label.isVisible() else ""


def _choose(page: QWidget, name: str, text: str) -> None:
    """Chooses a line of a drop-down as the keys would."""
    box = _find(page, QComboBox, name)
    box.setCurrentIndex(box.findText(text))
    box.activated.emit(box.currentIndex())
    _settle()


def _key(page: DrawPage, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(page, key, modifier)
    _settle()


def _put(page: DrawPage, service: FakeService, index: int) -> None:
    """A picture of the data, which the fake takes for its last figure."""
    page.session.put_on_canvas(service.dataset.test.images[index])
    _settle()


def _explained(qtbot: QtBot, page: DrawPage, sentence: str) -> None:
    qtbot.waitUntil(lambda: _text(page, "why_sentence") == sentence)


def test_that_the_switch_offers_the_views_of_the_level(page: DrawPage) -> None:
    def offered() -> list[str]:
        return [each.text() for each in page.side.switch.findChildren(QPushButton) if each.isVisible()]

    assert offered() == ["Input", "Why", "Nearest"]
    page.session.set_level(Level.EVERYTHING)
    assert offered() == ["Input", "Why", "Nearest", "Inside"]
    _key(page, Qt.Key.Key_I)
    assert page.side.current == "inside"
    assert _find(page, InsideView).isVisible()
    page.session.set_level(Level.ESSENTIALS)
    assert page.side.current == "received"
    _key(page, Qt.Key.Key_I)
    assert page.side.current == "received", "what is not offered is not shown"


def test_that_a_click_and_a_key_choose_the_same(page: DrawPage) -> None:
    QTest.mouseClick(_find(page, QPushButton, "side_why"), Qt.MouseButton.LeftButton)
    assert page.side.current == "why"
    assert _find(page, WhyView).isVisible()
    _key(page, Qt.Key.Key_R)
    assert page.side.current == "received"
    assert _find(page, QPushButton, "side_received").isChecked()


def test_that_only_the_view_on_show_hears_of_answers(page: DrawPage, service: FakeService, qtbot: QtBot) -> None:
    _put(page, service, 3)
    assert service.explaining.asked == []
    _key(page, Qt.Key.Key_W)
    qtbot.waitUntil(lambda: service.explaining.asked == [("attribution", 3)])
    lens = _find(page, PixelLens)
    before = lens.numbers()
    _put(page, service, 8)
    qtbot.waitUntil(lambda: ("attribution", 8) in service.explaining.asked)
    page.side.show_view("received")
    _settle()
    assert lens.numbers().shape == before.shape
    lens.move_to(3, 22)
    np.testing.assert_array_equal(lens.numbers(), service.dataset.test.images[8][0:7, 19:26])


def test_that_the_lens_is_black_for_an_empty_canvas(page: DrawPage, service: FakeService) -> None:
    lens = _find(page, PixelLens)
    lens.move_to(3, 3)
    _put(page, service, 3)
    assert lens.numbers().any()
    page.canvas.clear()
    _settle()
    assert not lens.numbers().any()


@pytest.mark.parametrize("size", [NARROW, DRAWER])
def test_that_a_view_takes_the_place_of_the_bars_where_there_is_no_room_beside_them(
    window: MainWindow, page: DrawPage, size: tuple[int, int]
) -> None:
    window.resize(*size)
    _settle()
    assert page.side.current == CERTAINTY
    assert page.stage.bars.isVisible()
    _key(page, Qt.Key.Key_W)
    assert not page.stage.bars.isVisible()
    assert _find(page, WhyView).isVisible()
    _key(page, Qt.Key.Key_S)
    assert page.stage.bars.isVisible()
    assert not _find(page, WhyView).isVisible()
    page.side.show_view("why")
    window.resize(*WIDE)
    _settle()
    assert page.side.current == "why"
    assert page.stage.bars.isVisible()
    assert _find(page, WhyView).isVisible()


def test_that_where_words_are_too_long_a_drop_down_switches(page: DrawPage) -> None:
    switch = page.side.switch
    switch.setFixedWidth(60)
    _settle()
    assert not any(each.isVisible() for each in switch.findChildren(QPushButton))
    _choose(page, "side_list", "Why")
    assert page.side.current == "why"


def test_that_the_answer_is_explained_once_the_pen_rests(page: DrawPage, service: FakeService, qtbot: QtBot) -> None:
    _key(page, Qt.Key.Key_W)
    assert _text(page, "why_sentence") == "Draw a digit: then this says what the answer rests on."
    _put(page, service, 3)
    _explained(qtbot, page, "Blue (+) speaks for 3, orange (−) against.")
    assert service.explaining.asked == [("attribution", 3)]
    assert _find(page, QComboBox, "why_class").currentText() == "3"
    assert _text(page, "why_detail") == (
        "All pixels together take 3 from 11.9 % for an empty sheet to 91.0 % (integrated gradients)."
    )
    described = _find(page, EvidenceMap).accessibleDescription()
    assert described.startswith("Blue (+) speaks for 3")
    page.canvas.clear()
    _settle()
    assert _text(page, "why_sentence") == "Draw a digit: then this says what the answer rests on."


def test_that_the_map_is_blue_for_and_orange_against() -> None:
    shown = EvidenceMap("map")
    shown.set_side(28 * 8)
    picture = np.full((28, 28), 255, np.uint8)
    levels = np.zeros((28, 28), np.int8)
    levels[5], levels[20] = 127, -127
    shown.show_levels(picture, levels, picture, grey=0.15)
    image = shown.grab().toImage()
    assert image.pixelColor(8 * 10 + 1, 8 * 5 + 1).name() == FOR.lower()
    assert image.pixelColor(8 * 10 + 1, 8 * 20 + 1).name() == AGAINST.lower()
    assert image.pixelColor(8 * 10 + 4, 8 * 5 + 4).lightness() < 60, "the sign, for those who see no colours"
    assert image.pixelColor(8 * 10 + 4, 8 * 12 + 4).lightness() < 60


def test_that_another_class_can_be_asked_about(page: DrawPage, service: FakeService, qtbot: QtBot) -> None:
    _key(page, Qt.Key.Key_W)
    _put(page, service, 3)
    _explained(qtbot, page, "Blue (+) speaks for 3, orange (−) against.")
    _choose(page, "why_class", "7")
    _explained(qtbot, page, "Blue (+) speaks for 7, orange (−) against.")
    _key(page, Qt.Key.Key_K)
    _explained(qtbot, page, "Blue (+) speaks for 8, orange (−) against.")
    _put(page, service, 4)
    qtbot.waitUntil(lambda: service.explaining.asked.count(("attribution", 8)) == 2)
    _key(page, Qt.Key.Key_K, Qt.KeyboardModifier.ShiftModifier)
    _explained(qtbot, page, "Blue (+) speaks for 7, orange (−) against.")
    _choose(page, "why_class", "4")
    _explained(qtbot, page, "Blue (+) speaks for 4, orange (−) against.")
    _put(page, service, 5)
    _explained(qtbot, page, "Blue (+) speaks for 5, orange (−) against.")


def test_that_missing_ink_is_explained_against_the_average_picture(
    page: DrawPage, service: FakeService, qtbot: QtBot
) -> None:
    _key(page, Qt.Key.Key_W)
    _put(page, service, 3)
    _choose(page, "why_method", "Ink and gaps")
    _explained(qtbot, page, "Blue (+) speaks for 3, orange (−) against; missing ink counts too.")
    assert service.explaining.asked[-1] == ("gaps", 3)
    assert "for the average picture" in _text(page, "why_detail")


def test_that_without_an_answer_it_waits_for_one(page: DrawPage, service: FakeService) -> None:
    _key(page, Qt.Key.Key_W)
    page.side.show_answered(Answered(service.dataset.test.images[3], None))
    assert _text(page, "why_sentence") == "As soon as the network answers, this says what the answer rests on."
    assert service.explaining.asked == []


def test_that_covering_is_explained(page: DrawPage, service: FakeService, qtbot: QtBot) -> None:
    _key(page, Qt.Key.Key_W)
    _put(page, service, 3)
    _choose(page, "why_method", "Covered in places")
    _explained(qtbot, page, "Covering the blue (+) ink makes 3 less likely, down to 40.0 %.")


def test_that_a_change_is_shown_and_where_none_is_found_that_is_said(
    page: DrawPage, service: FakeService, qtbot: QtBot
) -> None:
    _key(page, Qt.Key.Key_W)
    _put(page, service, 3)
    _explained(qtbot, page, "Blue (+) speaks for 3, orange (−) against.")
    for _way in range(3):
        _key(page, Qt.Key.Key_O)
    classes = _find(page, QComboBox, "why_class")
    assert [classes.itemText(index) for index in range(classes.count())] == list("012456789")
    _choose(page, "why_class", "7")
    _explained(qtbot, page, "With the blue (+) ink added and the orange (−) taken away it answers 7: 80.0 %.")
    assert _find(page, QWidget, "why_pictures").isVisible()
    _choose(page, "why_class", "9")
    qtbot.waitUntil(lambda: _text(page, "why_sentence").startswith("No change was found that makes it 9"))
    assert not _find(page, QWidget, "why_pictures").isVisible()
    _key(page, Qt.Key.Key_O)
    _explained(qtbot, page, "Blue (+) speaks for 3, orange (−) against.")


def test_that_the_question_can_be_turned_round_by_a_click(page: DrawPage, service: FakeService, qtbot: QtBot) -> None:
    _key(page, Qt.Key.Key_W)
    _put(page, service, 3)
    _explained(qtbot, page, "Blue (+) speaks for 3, orange (−) against.")
    other = _find(page, QPushButton, "why_other")
    QTest.mouseClick(other, Qt.MouseButton.LeftButton)
    assert other.text() == "Which ink speaks for 3?"
    qtbot.waitUntil(lambda: service.explaining.asked[-1][0] == "counterfactual")
    QTest.mouseClick(other, Qt.MouseButton.LeftButton)
    _explained(qtbot, page, "Blue (+) speaks for 3, orange (−) against.")


def test_that_a_long_wait_is_said_and_only_the_last_question_is_asked_after_it(
    page: DrawPage, service: FakeService, qtbot: QtBot
) -> None:
    service.explaining.may_explain.clear()
    _key(page, Qt.Key.Key_W)
    _put(page, service, 3)
    _explained(qtbot, page, "Working it out …")
    _choose(page, "why_class", "6")
    _choose(page, "why_class", "7")
    _choose(page, "why_class", "8")
    service.explaining.may_explain.set()
    _explained(qtbot, page, "Blue (+) speaks for 8, orange (−) against.")
    assert service.explaining.asked == [("attribution", 3), ("attribution", 8)]


def test_that_it_is_explained_while_the_network_learns(page: DrawPage, service: FakeService, qtbot: QtBot) -> None:
    run = untrained_run()
    page.session.choose_network(run.network, run.training, "With dropout")
    service.hold_after = 8
    page.session.start_training(run.training)
    qtbot.waitUntil(lambda: page.session.training_position == (2, 3))
    assert page.session.jobs.model_lane_busy
    _key(page, Qt.Key.Key_W)
    _put(page, service, 3)
    _explained(qtbot, page, "Blue (+) speaks for 3, orange (−) against.")
    lanes = {thread for name, thread in service.calls if name == "train"}
    assert threading.get_ident() not in lanes


def test_that_an_answer_that_changes_is_explained_anew(page: DrawPage, service: FakeService, qtbot: QtBot) -> None:
    _key(page, Qt.Key.Key_W)
    _put(page, service, 3)
    _explained(qtbot, page, "Blue (+) speaks for 3, orange (−) against.")
    image = service.dataset.test.images[3]
    values = np.full(10, 0.05)
    values[6] = 0.55
    page.side.show_answered(Answered(image, tuple(values.tolist())))
    _explained(qtbot, page, "Blue (+) speaks for 6, orange (−) against.")
    asked = len(service.explaining.asked)
    page.side.show_answered(Answered(image, tuple(values.tolist())))
    _settle()
    assert not page.why._asking._rest.isActive(), "nothing is due"
    assert len(service.explaining.asked) == asked


def test_that_a_model_with_two_answers_is_explained(page: DrawPage, service: FakeService, qtbot: QtBot) -> None:
    chosen = preset("one-digit")
    page.session.choose_network(chosen.network, chosen.training, "One digit")
    qtbot.waitUntil(lambda: page.session.predictor is not None)
    _key(page, Qt.Key.Key_W)
    _put(page, service, 5)
    qtbot.waitUntil(lambda: _text(page, "why_sentence").startswith("Blue (+) speaks for "))
    classes = _find(page, QComboBox, "why_class")
    assert [classes.itemText(index) for index in range(classes.count())] == ["not 5", "5"]
    page.session.open_run("bundled")
    qtbot.waitUntil(lambda: _find(page, QComboBox, "why_class").count() == 10)


def test_that_the_layers_show_with_what_is_silent(page: DrawPage, service: FakeService, qtbot: QtBot) -> None:
    page.session.set_level(Level.EVERYTHING)
    _key(page, Qt.Key.Key_I)
    assert _text(page, "inside_hint") == "Draw a digit: then this shows what each layer makes of it."
    _put(page, service, 3)
    qtbot.waitUntil(lambda: page.inside.findChild(QWidget, "layer_1") is not None)
    first, second = _find(page, QWidget, "layer_0"), _find(page, QWidget, "layer_1")
    assert _find(first, QLabel, "layer_title").text() == "1  Conv2D, relu · 28 × 28 × 3"
    assert _find(first, QLabel, "layer_silent").text() == "1 of 3 channels is silent here (✕): 2"
    assert _find(second, QLabel, "layer_title").text() == "4  Dense · 10"
    assert _find(second, QLabel, "layer_silent").isHidden()
    service.explaining.may_explain.clear()
    _put(page, service, 4)
    qtbot.waitUntil(lambda: len(service.explaining.asked) == 2)
    page.canvas.clear()
    _settle()
    assert not first.isVisible()
    service.explaining.may_explain.set()
    qtbot.waitUntil(lambda: page.inside._asking._running is None)
    assert not first.isVisible(), "what comes late is of a drawing that is gone"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("kind", ["attribution", "counterfactual"])
def test_that_why_is_whole_at_any_size(
    window: MainWindow, page: DrawPage, service: FakeService, qtbot: QtBot,
    size: tuple[int, int], scale: float, kind: str,
) -> None:  # fmt: skip
    appearance().set_scale(scale)
    window.resize(round(size[0] * scale), round(size[1] * scale))
    _key(page, Qt.Key.Key_W)
    page.why.choose_kind("counterfactual" if kind == "counterfactual" else "attribution")
    _put(page, service, 3)
    qtbot.waitUntil(lambda: bool(service.explaining.asked) and "(+)" in _text(page, "why_sentence"))
    _settle()
    view = _find(page, WhyView)
    names = ("why_method", "why_class", "why_map", "why_sentence", "why_detail", "why_pictures", "why_other")
    shown = [each for each in (_find(page, QWidget, name) for name in names) if each.isVisible()]
    assert {each.objectName() for each in shown} >= {"why_method", "why_class", "why_map", "why_sentence"}
    places = {each.objectName(): each.rect().translated(each.mapTo(view, QPoint(0, 0))) for each in shown}
    for name, place in places.items():
        assert view.rect().contains(place), (name, place, view.rect())
        for other in places:
            assert name == other or not place.intersects(places[other]), (name, other)
    assert places["why_map"].width() >= 112 * scale
    for name in ("why_sentence", "why_detail"):
        label = _find(page, QLabel, name)
        assert label.isHidden() or label.height() >= label.heightForWidth(label.width()), name


def test_that_every_control_explains_itself(page: DrawPage, service: FakeService, qtbot: QtBot) -> None:
    page.session.set_level(Level.EVERYTHING)
    _key(page, Qt.Key.Key_W)
    _put(page, service, 3)
    _explained(qtbot, page, "Blue (+) speaks for 3, orange (−) against.")
    for control in (*page.side.switch.controls, *page.why.controls, *page.inside.controls):
        assert control.statusTip(), control.objectName()
        text = control.text() if isinstance(control, QPushButton) else ""
        assert control.accessibleName() or text, control.objectName()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control.objectName()

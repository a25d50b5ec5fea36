"""The view Robustness: curves kind by kind, nine spoiled pictures, a verdict; cancelled when it is left."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QSlider
from pytestqt.qtbot import QtBot

from mnist_desktop.data.corruption import KINDS
from mnist_desktop.data.task import OneAgainstRest
from mnist_desktop.errors import UserError
from mnist_desktop.ui.evaluation.robustness import RobustnessView
from mnist_desktop.ui.session import Session
from tests.ui.exploring import action, find, hosted, keep, overflowing, press, show_test, words
from tests.ui.fake_service import FakeService
from tests.ui.pages import PlainPage


@pytest.fixture
def view(started: Session, service: FakeService, qtbot: QtBot) -> RobustnessView:
    keep(service, "Other")
    keep(service, "Fives", task=OneAgainstRest(label=5))
    with qtbot.waitSignal(started.runs_changed):
        started.refresh_runs()
    view = hosted(RobustnessView(started), qtbot)
    show_test(view)
    qtbot.waitUntil(lambda: captions(view) != [])
    return view


def captions(view: RobustnessView) -> list[str]:
    return [each for each in view.strip.grid._captions if each]


def measured(view: RobustnessView, line: int = 0) -> list[str]:
    """The panels whose curve is drawn."""
    shown = [panel for panel in view.plot._panels if panel.lines[line].accuracy[0] >= 0]
    return [panel.title for panel in shown]


def test_that_curves_come_kind_by_kind(view: RobustnessView, service: FakeService, qtbot: QtBot) -> None:
    service.may_explore.clear()
    assert measured(view) == []
    press(view, "robustness_run")
    qtbot.waitUntil(lambda: measured(view) == ["Noise"])
    assert view.run_button.text() == "Cancel"
    assert view.bar.isVisible()
    service.may_explore.set()
    qtbot.waitUntil(lambda: not view.busy)
    assert len(measured(view)) == len(KINDS)
    assert not view.run_button.isEnabled(), "all is measured"
    assert not view.bar.isVisible()


def test_that_the_verdict_is_about_the_strength_of_the_slider(view: RobustnessView, qtbot: QtBot) -> None:
    assert words(view) == "Press “Try it”, and see how much the network can take."
    press(view, "robustness_run")
    qtbot.waitUntil(lambda: not view.busy)
    assert words(view).startswith("At 30 degrees, ")
    assert words(view).endswith(" are still right; untouched, 100 of 100.")
    slider = find(view, QSlider, "robustness_strength")
    slider.setValue(0)
    assert words(view) == "Untouched, 100 of 100 are right."
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    assert words(view).startswith("At 10 degrees, ")


def test_that_the_pictures_are_spoiled_and_answered(view: RobustnessView, qtbot: QtBot) -> None:
    slider = find(view, QSlider, "robustness_strength")
    slider.setValue(0)
    qtbot.waitUntil(lambda: all(caption.endswith("✓") for caption in captions(view)))
    assert len(captions(view)) == 9
    assert (view.strip._spoiled == view.strip._untouched).all()
    slider.setValue(slider.maximum())
    qtbot.waitUntil(lambda: any(caption.endswith("✕") for caption in captions(view)))
    assert not (view.strip._spoiled == view.strip._untouched).all()
    assert view.strip.title == "Rotation, 60 degrees"


def test_that_one_kind_is_tried_alone(view: RobustnessView, service: FakeService, qtbot: QtBot) -> None:
    action(view, "Shift+A").trigger()
    find(view, QComboBox, "robustness_kind").setCurrentIndex(KINDS.index("blur"))
    assert [panel.title for panel in view.plot._panels] == ["Blur"]
    action(view, "Shift+Return").trigger()
    qtbot.waitUntil(lambda: not view.busy)
    assert service.explored == [{"model": "Bundled", "kinds": ("blur",)}]
    press(view, "robustness_all")
    assert measured(view) == ["Blur"]
    action(view, "Shift+Return").trigger()
    qtbot.waitUntil(lambda: not view.busy)
    assert service.explored[1] == {"model": "Bundled", "kinds": tuple(kind for kind in KINDS if kind != "blur")}


def test_that_a_click_or_an_arrow_goes_to_another_small_plot(view: RobustnessView) -> None:
    view.plot.draw_now()
    first, second = view.plot._areas[:2]
    middle = QPoint(round(first.left + first.width / 2), round(first.top + first.height / 2))
    QTest.mouseClick(view.plot, Qt.MouseButton.LeftButton, pos=middle)
    assert view.strip.title.startswith("Noise")
    assert second.left > first.left
    QTest.keyClick(view.plot, Qt.Key.Key_Right)
    assert view.strip.title.startswith("Rotation")


def test_that_another_model_is_laid_over_on_the_same_pictures(
    view: RobustnessView, service: FakeService, qtbot: QtBot
) -> None:
    press(view, "robustness_run")
    qtbot.waitUntil(lambda: not view.busy)
    beside = find(view, QComboBox, "robustness_beside")
    beside.setCurrentIndex(beside.findText("and Other"))
    assert len(measured(view)) == len(KINDS), "what is known stays"
    press(view, "robustness_run")
    qtbot.waitUntil(lambda: not view.busy)
    assert [each["model"] for each in service.explored] == ["Bundled", "Other"]
    assert len(measured(view, line=1)) == len(KINDS)
    assert " Other: " in words(view)


def test_that_models_of_another_question_cannot_be_laid_over(view: RobustnessView) -> None:
    beside = find(view, QComboBox, "robustness_beside")
    enabled = Qt.ItemFlag.ItemIsEnabled
    model = beside.model()
    assert not model.flags(model.index(beside.findText("and Fives"), 0)) & enabled
    assert model.flags(model.index(beside.findText("and Other"), 0)) & enabled


@pytest.mark.parametrize("way", ["button", "key", "leave"])
def test_that_it_ends_and_keeps_what_was_found(
    view: RobustnessView, service: FakeService, qtbot: QtBot, way: str
) -> None:
    service.may_explore.clear()
    press(view, "robustness_run")
    qtbot.waitUntil(lambda: measured(view) == ["Noise"])
    ways: dict[str, Callable[[], object]] = {
        "button": lambda: press(view, "robustness_run"),
        "key": lambda: action(view, "Ctrl+Shift+.").trigger(),
        "leave": view.hide,
    }
    ways[way]()
    assert not view.busy
    assert words(view) == "Cancelled."
    qtbot.waitUntil(lambda: not view.session.jobs.model_lane_busy)
    assert measured(view) == ["Noise"]
    view.show()
    assert view.run_button.isEnabled()


def test_that_it_waits_for_a_training_and_says_so(view: RobustnessView, service: FakeService, qtbot: QtBot) -> None:
    service.hold_after = 4
    assert view.session.model is not None
    view.session.start_training(view.session.model.run.training, afresh=True)
    press(view, "robustness_run")
    assert words(view) == "Begins after the training."
    service.go_on.set()
    qtbot.waitUntil(lambda: not view.busy and not view.session.training)
    assert len(measured(view)) == len(KINDS)


def test_that_a_fault_is_told_in_place(view: RobustnessView, service: FakeService, qtbot: QtBot) -> None:
    service.exploring_fault = UserError("The pictures are of no use.", "Take others.")
    with qtbot.assertNotEmitted(view.session.jobs.failed):
        press(view, "robustness_run")
        qtbot.waitUntil(lambda: not view.busy)
    assert "The pictures are of no use." in words(view)
    assert view.run_button.isEnabled()


def test_that_another_test_begins_anew(view: RobustnessView, qtbot: QtBot) -> None:
    press(view, "robustness_run")
    qtbot.waitUntil(lambda: not view.busy)
    show_test(view)
    assert measured(view) == []


def test_that_a_picture_goes_to_the_canvas(view: RobustnessView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.session.digit_for_canvas) as sent:
        action(view, "Shift+C").trigger()
    assert (sent.args[0] == view.strip._spoiled[0]).all()


def test_that_its_keys_are_the_pages_while_it_shows(started: Session, qtbot: QtBot) -> None:
    page = PlainPage(started, "evaluate")
    qtbot.addWidget(page)
    before = len(page.actions())
    view = RobustnessView(started)
    page.content.addWidget(view)
    with qtbot.waitExposed(page):
        page.show()
    texts = [each.text() for each in page.actions()]
    assert {"Try it", "Cancel", "All kinds, or one", "Stronger", "Weaker"} <= set(texts)
    view.hide()
    assert len(page.actions()) == before
    qtbot.waitUntil(lambda: not started.jobs.model_lane_busy)


@pytest.mark.parametrize(("width", "height"), [(372, 400), (566, 490), (870, 260)])
def test_that_nothing_needs_more_room_than_there_is(
    view: RobustnessView, qtbot: QtBot, width: int, height: int
) -> None:
    view.resize(width, height)
    qtbot.waitUntil(lambda: overflowing(view) == [] and view.plot.height() >= 100)

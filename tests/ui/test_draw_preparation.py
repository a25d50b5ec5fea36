"""The strip of preparation steps on the page Draw: switches, and what the network says without each step."""

from collections.abc import Iterator
from functools import partial
from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mnist_desktop.data.preparation import STEPS, Preparation
from mnist_desktop.ui.draw import comparison
from mnist_desktop.ui.draw.step_view import StepView
from mnist_desktop.ui.draw_tab import DrawPage
from mnist_desktop.ui.main_window import PAGES, MainWindow
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.theme import appearance
from mnist_desktop.ui.widgets.explain import explanation
from tests.ui.fake_service import FakePredictor, FakeService
from tests.ui.pages import PlainPage


@pytest.fixture
def page(session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[DrawPage]:
    """The page Draw in a large window, with the bundled model."""
    monkeypatch.setattr(comparison, "REST_MS", 1)
    factories = {name: partial(PlainPage, session, name) for name in PAGES}
    window = MainWindow(session, {**factories, "draw": partial(DrawPage, session)})
    window.resize(1366, 689)
    with qtbot.waitExposed(window):
        window.show()
    appearance().set_limit(2.0)
    window.show_page("draw")
    with qtbot.waitSignals([session.predictor_changed, session.description_changed, session.runs_changed]):
        session.start()
    assert isinstance(window.page, DrawPage)
    yield window.page
    session.stop()
    window.close()
    window.deleteLater()


def _draw(page: DrawPage, qtbot: QtBot) -> None:
    """A hook, and a stray dot."""
    unit = page.canvas.width() / 280
    places = [QPoint(round(x * unit), round(y * unit)) for x, y in ((100, 60), (150, 70), (140, 130), (120, 200))]
    with qtbot.waitSignal(page.live.answered):
        QTest.mousePress(page.canvas, Qt.MouseButton.LeftButton, pos=places[0])
        for place in places[1:]:
            QTest.mouseMove(page.canvas, place)
        QTest.mouseRelease(page.canvas, Qt.MouseButton.LeftButton, pos=places[-1])
        QTest.mouseClick(page.canvas, Qt.MouseButton.LeftButton, pos=QPoint(round(250 * unit), round(250 * unit)))


def _view(page: DrawPage, step: str) -> StepView:
    found = page.findChild(StepView, f"step_{step}")
    assert isinstance(found, StepView)
    return found


def _shown(page: DrawPage, step: str) -> NDArray[np.uint8]:
    pixels = _view(page, step).pixels
    assert pixels is not None
    return pixels


def _prepared(page: DrawPage, service: FakeService, preparation: Preparation) -> NDArray[np.uint8]:
    canvas = page.canvas
    return service.prepare_drawing(canvas.ink(), strokes=canvas.strokes(), preparation=preparation).image


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("way", ["mouse", "key"])
def test_that_a_step_is_switched_off_and_on(
    page: DrawPage, service: FakeService, qtbot: QtBot, step: str, way: str
) -> None:
    _draw(page, qtbot)
    view = _view(page, step)
    for taken in (False, True):
        with qtbot.waitSignal(page.live.answered) as answered:
            if way == "mouse":
                QTest.mouseClick(view, Qt.MouseButton.LeftButton)
            else:
                view.setFocus()
                QTest.keyClick(view, Qt.Key.Key_Space)
        assert view.isChecked() is taken
        expected = _prepared(page, service, Preparation().changed(step, taken))
        np.testing.assert_array_equal(answered.args[0].image, expected)
        np.testing.assert_array_equal(_shown(page, STEPS[-1]), expected)


def test_that_each_step_says_what_the_network_answers_without_it(
    page: DrawPage, service: FakeService, qtbot: QtBot
) -> None:
    _draw(page, qtbot)
    qtbot.waitUntil(lambda: all(_view(page, step).words for step in STEPS))
    for step in STEPS:
        without = _prepared(page, service, Preparation().changed(step, False))
        digit = int(FakePredictor().probabilities(without[None])[0].argmax())
        assert _view(page, step).words == f"without:\n{digit}, 91.0 %"
    _view(page, "crop").click()
    qtbot.waitUntil(lambda: _view(page, "crop").words.startswith("with it:"))
    whole = _prepared(page, service, Preparation())
    digit = int(FakePredictor().probabilities(whole[None])[0].argmax())
    assert _view(page, "crop").words == f"with it:\n{digit}, 91.0 %"


def test_that_a_moving_pen_ends_the_comparison(page: DrawPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    _draw(page, qtbot)
    qtbot.waitUntil(lambda: all(_view(page, step).words for step in STEPS))
    monkeypatch.setattr(comparison, "REST_MS", 1_000_000)
    with qtbot.waitSignal(page.live.answered):
        QTest.mouseClick(page.canvas, Qt.MouseButton.LeftButton, pos=QPoint(50, 50))
    assert not any(_view(page, step).words for step in STEPS)
    asked = len(cast("FakePredictor", page.session.predictor).seen)
    QApplication.processEvents()
    assert len(cast("FakePredictor", page.session.predictor).seen) == asked


def test_that_the_dot_is_seen_in_the_ink_and_gone_after_the_first_step(page: DrawPage, qtbot: QtBot) -> None:
    _draw(page, qtbot)
    assert _shown(page, "ink")[250, 250] == 255
    assert _shown(page, "specks")[250, 250] == 0


def test_that_switches_are_named_explained_and_reached_by_the_tab_key(page: DrawPage) -> None:
    for step in STEPS:
        view = _view(page, step)
        assert view.accessibleName()
        assert view.isCheckable()
        assert view.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert "witched off" in explanation(view) or step == "brightness"
    assert not _view(page, "ink").isCheckable()


def test_that_a_low_window_leaves_the_last_step_and_counts_what_is_left_out(page: DrawPage, qtbot: QtBot) -> None:
    _draw(page, qtbot)
    _view(page, "size").click()
    window = page.window()
    window.setMinimumSize(1, 1)
    window.resize(911, 459)
    qtbot.waitUntil(lambda: page.stage.strip.titles == ("What the network receives, 1 step left out",))
    assert page.stage.strip.preparation == Preparation(size=False)
    window.resize(1366, 689)
    qtbot.waitUntil(lambda: len(page.stage.strip.titles) == 7)
    assert not _view(page, "size").isChecked()

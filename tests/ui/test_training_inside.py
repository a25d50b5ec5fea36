"""The view from inside: shows what is chosen, asks for no more, and only while it is seen."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QWidget
from pytestqt.qtbot import QtBot

from mnist_desktop.networks.presets import preset
from mnist_desktop.plots.inside_data import InsideData
from mnist_desktop.training.events import Inspection, LayerInspection, StepsDone
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import WATCHED_INSIDE, Level
from mnist_desktop.ui.training.inside_view import InsideView
from mnist_desktop.ui.training.inside_words import inside_sentences, layer_looks, layer_names
from mnist_desktop.ui.training_tab import TrainingPage
from tests.ui.fake_service import FakeService, inspection
from tests.ui.test_training_tab import choose, click, hold, make_page, wait_for_end

_ALL = frozenset({"rate", "inactive", "first_layer", "gradients", "weights", "speed", "time"})


@pytest.fixture
def page(started: Session, service: FakeService, qtbot: QtBot) -> Iterator[TrainingPage]:
    page = make_page(started, qtbot)
    qtbot.waitUntil(lambda: page.findChild(InsideView) is not None)
    yield page
    service.go_on.set()
    started.stop()
    qtbot.waitUntil(lambda: not started.training)


def box(page: TrainingPage, name: str) -> QCheckBox:
    found = page.findChild(QCheckBox, f"watch_{name}")
    assert isinstance(found, QCheckBox)
    return found


def view(page: TrainingPage) -> InsideView:
    found = page.findChild(InsideView)
    assert isinstance(found, InsideView)
    return found


def test_that_only_what_is_shown_is_watched(page: TrainingPage) -> None:
    session = page.session
    assert session.watched == frozenset()  # the curves are on show
    click(page, "view_inside")
    assert session.watched == {"inactive", "first_layer"}
    box(page, "inactive").setChecked(False)
    assert session.watched == {"first_layer"}
    box(page, "gradients").setChecked(True)
    assert session.watched == {"first_layer"}  # at the level Essentials there are none
    session.set_level(Level.EVERYTHING)
    assert session.watched == {"first_layer", "gradients"}
    page.hide()
    assert session.watched == frozenset()
    page.show()
    assert session.watched == {"first_layer", "gradients"}
    click(page, "view_table")
    assert session.watched == frozenset()


def test_that_what_is_watched_is_remembered(page: TrainingPage, session: Session, qtbot: QtBot) -> None:
    box(page, "speed").setChecked(False)
    box(page, "time").setChecked(True)
    assert session.settings.get(WATCHED_INSIDE).split() == ["rate", "inactive", "first_layer", "time"]


def test_that_the_view_shows_a_training_from_inside(page: TrainingPage, qtbot: QtBot) -> None:
    choose(page)
    click(page, "view_inside")
    qtbot.waitUntil(lambda: "It is looked into while it learns." in view(page).accessibleDescription())
    click(page, "main_action")
    wait_for_end(page, qtbot)
    qtbot.waitUntil(lambda: "3 of 128 units are silent" in view(page).accessibleDescription())
    assert "Learning rate 0.001." in view(page).accessibleDescription()


def test_that_it_is_drawn_a_few_times_a_second_and_not_while_hidden(
    page: TrainingPage, service: FakeService, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(page)
    hold(page, service, qtbot)
    drawn: list[InsideData] = []
    monkeypatch.setattr(view(page), "show_data", lambda data, words: drawn.append(data))
    look = inspection(frozenset({"inactive"}), 2.0)
    page.session.training_event.emit(look)
    assert not page._card.inside._timer.isActive()
    click(page, "view_inside")
    for step in range(1, 101):
        page.session.training_event.emit(look)
        page.session.training_event.emit(StepsDone(4, step, 100, 0.1, 0.9, 0.1, 0.9, 5e4, 1.0, (), 10, 0.001))
    qtbot.waitUntil(lambda: bool(drawn))
    assert len(drawn) == 1
    assert page._card.inside._timer.interval() >= 200
    assert drawn[0].layers[0].silent == 3 / 128


def test_that_a_key_leads_inside_and_back(page: TrainingPage, qtbot: QtBot) -> None:
    with qtbot.waitActive(page):
        page.activateWindow()
    inside = page.findChild(QWidget, "inside")
    assert isinstance(inside, QWidget)
    QTest.keyClick(page, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert inside.isVisible()
    QTest.keyClick(page, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert not inside.isVisible()


def test_that_an_activation_stands_in_the_row_of_its_layer(service: FakeService) -> None:
    names = layer_names(service, preset("dense-batchnorm").network)
    looks = (
        LayerInspection(1, gradient_norm=0.5),
        LayerInspection(2, gradient_norm=0.1),
        LayerInspection(3, inactive=0.25),
        LayerInspection(4, gradient_norm=0.4),
    )
    rows = layer_looks(Inspection(1.0, looks), names, _ALL)
    assert [(row.name, row.units, row.gradient, row.silent) for row in rows] == [
        ("Dense 1", 512, 0.5, 0.25),
        ("Dense 2", 256, 0.4, None),
    ]


def test_that_only_chosen_things_reach_the_picture(service: FakeService) -> None:
    names = layer_names(service, preset("dense-dropout").network)
    look = inspection(frozenset({"gradients", "inactive", "weights"}), 1.0)
    (row,) = layer_looks(look, names, frozenset({"inactive"}))
    assert row.silent == 3 / 128
    assert row.gradient is None
    assert row.edges is None
    assert layer_looks(None, names, _ALL) == ()


def test_that_sentences_count_in_the_singular_too(service: FakeService) -> None:
    names = layer_names(service, preset("dense-dropout").network)
    look = replace(inspection(frozenset({"inactive"}), 1.0), layers=(LayerInspection(1, inactive=1 / 128),))
    data = InsideData(layers=layer_looks(look, names, _ALL))
    assert inside_sentences(data) == ["Dense 1: 1 of 128 units is silent."]

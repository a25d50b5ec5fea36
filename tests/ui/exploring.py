"""For tests of the views that explore a tested model: a place to stand, models to compare with, and what they say."""

from functools import partial
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from mnist_desktop.service.model import Model
from mnist_desktop.ui.evaluation.exploration import ExplorationView
from tests.ui.fake_service import FakeService, bundled_model, fake_weights, untrained_run

_View = TypeVar("_View", bound=ExplorationView)
_Widget = TypeVar("_Widget", bound=QWidget)


def hosted(view: _View, qtbot: QtBot) -> _View:
    """Shows a view where it stands in the window: in a widget that asks not how small it can be."""
    host = QWidget()
    qtbot.addWidget(host, before_close_func=partial(_keep, host))
    host.resize(1000, 700)
    view.setParent(host)
    view.resize(566, 490)
    with qtbot.waitExposed(host):
        host.show()
    session = view.session
    qtbot.waitUntil(lambda: not session.jobs.model_lane_busy)
    return view


def _keep(host: QWidget, _closing: QWidget) -> None:
    """Holds a widget until it is closed: qtbot holds it weakly, and a view does not hold its parent."""


def show_test(view: ExplorationView) -> None:
    """Hands a view the test of the current model."""
    session = view.session
    assert session.model is not None
    assert session.dataset is not None
    _model, evaluation = session.service.evaluate(session.model, session.dataset)
    view.show_results(session.model, evaluation, session.dataset, "test")


def keep(service: FakeService, name: str, **settings: object) -> None:
    """Keeps a trained model."""
    run = untrained_run(name)
    training = run.training.model_copy(update=settings)
    kept = run.model_copy(
        update={"id": name, "state": "finished", "training": training, "history": bundled_model().run.history}
    )
    service.models[name] = Model(kept, fake_weights())


def find(view: QWidget, kind: type[_Widget], name: str) -> _Widget:
    found = view.findChild(kind, name)
    assert isinstance(found, kind), name
    return found


def words(view: ExplorationView) -> str:
    return find(view, QLabel, f"{view.objectName()}_words").text()


def press(view: QWidget, name: str) -> None:
    QTest.mouseClick(find(view, QPushButton, name), Qt.MouseButton.LeftButton)


def choose(view: QWidget, name: str, text: str) -> None:
    """Chooses an item of a list as a user does."""
    combo = find(view, QComboBox, name)
    index = combo.findText(text)
    assert index >= 0, [combo.itemText(place) for place in range(combo.count())]
    combo.setCurrentIndex(index)
    combo.activated.emit(index)


def action(view: ExplorationView, keys: str) -> QAction:
    (found,) = [each for each in view.actions() if each.shortcut().toString() == keys]
    return found


def overflowing(view: ExplorationView) -> list[str]:
    """The visible parts of a view that stand outside it."""
    parts = [each for each in view.findChildren(QWidget) if each.parentWidget() is view and each.isVisible()]
    return [part.objectName() for part in parts if not view.rect().contains(part.geometry())]

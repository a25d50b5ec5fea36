"""The network as Keras code on its page: live, copied, saved, and away at the level Essentials."""

import json
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from mnist_desktop.networks.code import CodeData, keras_notebook, keras_script
from mnist_desktop.networks.presets import preset
from mnist_desktop.networks.spec import Dense, Flatten, MaxPooling2D, NetworkSpec
from mnist_desktop.plots.style import contrast
from mnist_desktop.service.model import Model
from mnist_desktop.training.events import SettingChange
from mnist_desktop.ui.main_window import PAGES, MainWindow
from mnist_desktop.ui.network.live_code import LiveCode
from mnist_desktop.ui.network_tab import NetworkPage
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.theme import Scheme, appearance
from tests.ui.fake_service import FakeService
from tests.ui.pages import PlainPage

LEFT = Qt.MouseButton.LeftButton
SMALL = CodeData.named("Small", tuple("0123456789"))
CHOSEN = preset("softmax-dense")


@pytest.fixture
def page(started: Session, qtbot: QtBot) -> NetworkPage:
    page = NetworkPage(started)
    qtbot.addWidget(page)
    page.resize(1366, 613)
    started.set_level(Level.EVERYTHING)
    started.choose_network(CHOSEN.network, CHOSEN.training, CHOSEN.title, CHOSEN.name)
    with qtbot.waitExposed(page):
        page.show()
    return page


def child(page: NetworkPage, name: str) -> QWidget:
    found = page.findChild(QWidget, name)
    assert isinstance(found, QWidget), name
    return found


def click(page: NetworkPage, name: str) -> None:
    button = child(page, name)
    assert isinstance(button, QAbstractButton)
    QTest.mouseClick(button, LEFT)


def panel(page: NetworkPage) -> LiveCode:
    found = page.findChild(LiveCode)
    assert isinstance(found, LiveCode)
    return found


def pick(page: NetworkPage, file: Path) -> None:
    dialog = page.findChild(QFileDialog, "code_dialog")
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(file))
    dialog.reject()


def test_that_the_code_is_that_of_the_network_and_the_data(page: NetworkPage) -> None:
    assert not panel(page).isVisible()
    click(page, "view_code")
    assert panel(page).code == keras_script(CHOSEN.network, CHOSEN.training, SMALL)
    assert 'DATA_FILE = "small.npz"' in panel(page).code
    assert not child(page, "drawing").isVisible()
    assert child(page, "layers").isVisible()  # beside it
    click(page, "view_drawing")
    assert child(page, "drawing").isVisible()


def test_that_the_code_follows_what_is_typed(page: NetworkPage, qtbot: QtBot) -> None:
    click(page, "view_code")
    layers = (Flatten(), Dense(units=77, activation="leaky_relu"), Dense(units=10, activation="softmax"))
    page._workshop.set_layers("change Dense", NetworkSpec(layers=layers), None, "")
    qtbot.waitUntil(lambda: 'layers.Dense(77, activation="leaky_relu")' in panel(page).code, timeout=1000)


def test_that_hidden_code_is_not_made_before_it_is_wanted(
    page: NetworkPage, service: FakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[NetworkSpec] = []
    script = service.keras_script

    def counted(network: NetworkSpec, *arguments: object, **named: object) -> str:
        made.append(network)
        return script(network, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(service, "keras_script", counted)
    other = preset("cnn")
    page.session.choose_network(other.network, other.training, other.title, other.name)
    assert not panel(page)._timer.isActive()
    assert made == []
    panel(page).copy()
    assert made == [other.network]
    assert QGuiApplication.clipboard().text() == keras_script(other.network, other.training, SMALL)


def test_that_a_fault_stands_in_the_place_of_the_code(page: NetworkPage, qtbot: QtBot) -> None:
    click(page, "view_code")
    layers = (*CHOSEN.network.layers, MaxPooling2D())
    page._workshop.set_layers("add", NetworkSpec(layers=layers), None, "")
    words = page.findChild(QLabel, "code_words")
    assert isinstance(words, QLabel)
    qtbot.waitUntil(words.isVisible, timeout=1000)
    assert "MaxPooling2D" in words.text()
    assert not child(page, "copy_code").isEnabled()
    page._draft.history.undo()
    qtbot.waitUntil(lambda: not words.isVisible(), timeout=1000)


def test_that_copying_says_so(page: NetworkPage, qtbot: QtBot) -> None:
    click(page, "view_code")
    with qtbot.waitSignal(page.session.notified) as notified:
        click(page, "copy_code")
    assert "small.npz" in notified.args[0].text
    assert QGuiApplication.clipboard().text() == panel(page).code


@pytest.mark.parametrize("kind", ["script", "notebook"])
def test_that_the_code_is_saved_in_the_lane(page: NetworkPage, qtbot: QtBot, tmp_path: Path, kind: str) -> None:
    click(page, "view_code")
    file = tmp_path / ("mine.py" if kind == "script" else "mine.ipynb")
    click(page, f"save_{kind}")
    with qtbot.waitSignal(page.session.notified) as notified:
        pick(page, file)
    assert str(file) in notified.args[0].text
    make = keras_script if kind == "script" else keras_notebook
    assert file.read_text(encoding="utf-8") == make(CHOSEN.network, CHOSEN.training, SMALL)
    if kind == "notebook":
        json.loads(file.read_text(encoding="utf-8"))


def test_that_a_full_disk_is_a_sentence(page: NetworkPage, qtbot: QtBot, tmp_path: Path) -> None:
    click(page, "view_code")
    click(page, "save_script")
    with qtbot.waitSignal(page.session.failed) as failed:
        pick(page, tmp_path / "none" / "mine.py")
    assert "cannot be written" in str(failed.args[0])


def test_that_changes_on_the_way_are_said_first(page: NetworkPage, service: FakeService) -> None:
    model = service.models["bundled"]
    change = SettingChange(epoch=1.0, setting="optimizer.learning_rate", before=0.1, after=0.01)
    page.session._take_model(Model(model.run.model_copy(update={"changes": (change,)}), model.weights))
    click(page, "view_code")
    assert "(optimizer.learning_rate)" in panel(page).code.split("\n\n")[0]


def test_that_essentials_have_no_code(page: NetworkPage) -> None:
    click(page, "view_code")
    page.session.set_level(Level.ESSENTIALS)
    for name in ("code_panel", "view_code", "copy_code"):
        assert not child(page, name).isVisible()
    assert child(page, "drawing").isVisible()
    assert not any(key.isEnabled() for key in page._rare_keys)
    page.session.set_level(Level.EVERYTHING)
    assert panel(page).isVisible()


@pytest.mark.parametrize(("width", "beside"), [(1366, True), (880, False)])
def test_that_the_code_is_beside_the_layers_where_there_is_room(
    page: NetworkPage, qtbot: QtBot, width: int, beside: bool
) -> None:
    page.resize(width, 520)
    code, layers = child(page, "drawing_card"), child(page, "layers_card")
    click(page, "view_code")
    qtbot.waitUntil(child(page, "edit_layers").isVisible)
    assert layers.isVisible() == beside
    click(page, "edit_layers")
    qtbot.waitUntil(lambda: layers.isVisible() and panel(page).isVisible())
    qtbot.waitUntil(lambda: (code.x() >= layers.x() + layers.width()) == beside)
    page.resize(880, 520)  # and from there to less
    qtbot.waitUntil(lambda: code.x() == layers.x())
    scrolled = page._area.widget()
    assert scrolled is not None
    assert scrolled.width() <= page._area.viewport().width()


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])
def test_that_colours_can_be_read(page: NetworkPage, scheme: Scheme) -> None:
    appearance().set_scheme(scheme)
    click(page, "view_code")
    text = page.findChild(QPlainTextEdit, "code")
    assert isinstance(text, QPlainTextEdit)
    ground = text.palette().color(QPalette.ColorRole.Base).name()
    colours = set()
    for number in range(text.document().blockCount()):
        block = text.document().findBlockByNumber(number)
        for span in block.layout().formats():
            foreground = span.format.foreground()
            if foreground.style() is not Qt.BrushStyle.NoBrush:
                colours.add(foreground.color().name())
    assert len(colours) == 2
    assert all(contrast(colour, ground) >= 4.5 for colour in colours)


def test_that_no_key_of_the_page_means_something_else_in_the_window(started: Session, qtbot: QtBot) -> None:
    """Of two actions with one key Qt does neither."""
    pages = {name: partial(PlainPage, started, name) for name in PAGES}
    window = MainWindow(started, {**pages, "network": partial(NetworkPage, started)})
    qtbot.addWidget(window)
    window.show_page("network")
    actions = (*window.actions(), *window.page.actions())
    keys = [key.toString() for action in actions for key in action.shortcuts()]
    assert len(keys) > 30
    assert sorted(keys) == sorted(set(keys))

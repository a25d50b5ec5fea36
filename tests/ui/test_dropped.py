"""Files dropped on the window: what they are, and what opens."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mnist_desktop.networks.presets import preset
from mnist_desktop.runs.own_presets import write_network_file
from mnist_desktop.ui.dropped import kind_of
from mnist_desktop.ui.main_window import PAGES, MainWindow
from mnist_desktop.ui.network_tab import NetworkPage
from mnist_desktop.ui.session import Session
from tests.ui.fake_service import FakeService
from tests.ui.pages import PlainPage


@pytest.fixture
def service(tmp_path: Path) -> FakeService:
    service = FakeService()
    service._home = tmp_path / "home"
    return service


@pytest.fixture
def window(started: Session, qtbot: QtBot) -> Iterator[MainWindow]:
    pages = {name: partial(PlainPage, started, name) for name in PAGES}
    window = MainWindow(started, {**pages, "network": partial(NetworkPage, started)})
    with qtbot.waitExposed(window):
        window.show()
    yield window
    window.close()
    window.deleteLater()


def drop(window: MainWindow, *files: Path) -> bool:
    """Drops files on the window as a file manager does, and tells whether it takes them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, left, none)
    entered.ignore()
    QApplication.sendEvent(window, entered)
    if entered.isAccepted():
        dropped = QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, left, none)
        QApplication.sendEvent(window, dropped)
    return entered.isAccepted()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("mine.mnistrun", "model"),
        ("MINE.KERAS", "model"),
        ("network.json", "network"),
        ("digits.npz", "data"),
        ("digits.csv", "data"),
        ("train-images-idx3-ubyte.gz", "data"),
        ("t10k-labels-idx1-ubyte", "data"),
        ("t10k-labels.idx1-ubyte", "data"),
        ("letter.docx", None),
        ("noise", None),
    ],
)
def test_that_a_name_tells_what_a_file_is(tmp_path: Path, name: str, kind: str | None) -> None:
    assert kind_of(tmp_path / name) == kind


def test_that_a_folder_is_data_whatever_it_is_called(tmp_path: Path) -> None:
    for name in ("digits", "a.keras", "b.json"):
        (tmp_path / name).mkdir()
        assert kind_of(tmp_path / name) == "data"


def test_that_a_dropped_model_opens(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(window.session.model_changed):
        assert drop(window, tmp_path / "mine.mnistrun")
    assert window.session.model is not None
    assert window.session.model.run.name == "mine"


def test_that_a_dropped_keras_file_opens_and_says_what_was_assumed(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(window.session.notified):
        assert drop(window, tmp_path / "theirs.keras")
    assert "0 to 255" in window.message_bar.text


def test_that_a_dropped_network_opens_on_its_page(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    chosen, file = preset("softmax-dense"), tmp_path / "theirs.json"
    write_network_file("Theirs", chosen.network, chosen.training, file)
    with qtbot.waitSignal(window.session.model_changed):
        assert drop(window, file)
    assert window.page.objectName() == "network_page"
    assert window.session.model is not None
    assert window.session.model.run.name == "Theirs"


def test_that_other_things_are_not_taken(window: MainWindow, tmp_path: Path) -> None:
    assert not drop(window, tmp_path / "letter.docx")
    assert not drop(window, tmp_path / "one.keras", tmp_path / "two.keras")
    assert not drop(window)


def test_that_a_drop_while_it_learns_says_so(
    window: MainWindow, service: FakeService, qtbot: QtBot, tmp_path: Path
) -> None:
    service.hold_after = 3
    session = window.session
    chosen = preset("softmax-dense")
    session.choose_network(chosen.network, chosen.training, "Mine")
    session.start_training(chosen.training)
    drop(window, tmp_path / "mine.mnistrun")
    assert "is learning" in window.message_bar.text
    with qtbot.waitSignal(session.training_changed):
        session.stop()

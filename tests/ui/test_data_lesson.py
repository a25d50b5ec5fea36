"""A network built by clicking, on data opened by drag and drop, trains: the real window with the real service."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QSpinBox
from pytestqt.qtbot import QtBot

from mnist_desktop.ui.answers import answer_names
from mnist_desktop.ui.main_window import MainWindow
from mnist_desktop.ui.network.card import PresetCard
from tests.ui.lesson import PATIENCE, click, window

__all__ = ["window"]  # the fixture, which pytest finds here

_NAMES = ("0", "1", "2")


@pytest.fixture
def stripes(tmp_path: Path) -> Path:
    """600 pictures of a bright stripe at the left, in the middle or at the right, as a CSV."""
    generator = np.random.default_rng(1)
    file = tmp_path / "stripes.csv"
    lines = ["label," + ",".join(f"pixel{number}" for number in range(784))]
    for number in range(600):
        picture = generator.integers(0, 60, (28, 28))
        place = number % 3
        picture[:, 9 * place + 2 : 9 * place + 7] += 180
        lines.append(",".join((_NAMES[place], *map(str, picture.ravel()))))
    file.write_text("\n".join(lines))
    return file


def _drop(window: MainWindow, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    action, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(400, 300), action, data, button, keys)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(400, 300), action, data, button, keys))


def test_that_a_network_built_by_clicking_learns_from_data_that_were_dropped(
    window: MainWindow, stripes: Path, qtbot: QtBot
) -> None:
    session = window.session
    window.show_page("draw")
    with qtbot.waitSignal(session.description_changed, timeout=PATIENCE):
        _drop(window, stripes)
    assert window.page.objectName() == "data_page"
    assert session.dataset is not None
    assert session.dataset.class_names == _NAMES
    click(window, "choose_network")
    card = next(card for card in window.page.findChildren(PresetCard) if card.preset.name == "dense-dropout")
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    click(window, "train_network")
    epochs = next(box for box in window.page.findChildren(QSpinBox) if box.accessibleName() == "Epochs")
    epochs.setValue(8)
    click(window, "main_action")
    qtbot.waitUntil(lambda: not session.training, timeout=PATIENCE)
    assert session.model is not None
    run = session.model.run
    assert run.state == "finished"
    assert run.data is not None
    assert run.data.sha256 == session.dataset.sha256
    assert answer_names(run, session.dataset) == _NAMES

    window.show_page("evaluate")
    click(window, "test")
    qtbot.waitUntil(lambda: session.evaluation is not None, timeout=PATIENCE)
    assert session.evaluation is not None
    assert session.evaluation.class_names == _NAMES
    assert session.evaluation.accuracy > 0.9


def test_that_a_file_that_is_no_data_leaves_everything_as_it_was(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    session = window.session
    dataset, model = session.dataset, session.model
    file = tmp_path / "letter.csv"
    file.write_text("Dear Sir or Madam,\nthere is no picture in here.\n")
    with qtbot.waitSignal(session.data_refused, timeout=PATIENCE) as refused:
        _drop(window, file)
    assert (session.dataset, session.model) == (dataset, model)
    notice = window.page.findChild(QAbstractButton, "close_refusal")
    assert isinstance(notice, QAbstractButton)
    assert notice.isVisible()
    assert str(file.name) in str(refused.args[0])

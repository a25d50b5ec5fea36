"""The lesson from the first picture to a drawn digit, in the real window with the real service, by clicks and keys."""

import itertools
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from mnist_desktop.plots.confusion import cell_at
from mnist_desktop.service import ModelService
from mnist_desktop.training.events import EpochFinished, PauseChanged, StepsDone
from mnist_desktop.ui.digit_canvas import DigitCanvas
from mnist_desktop.ui.digit_grid import DigitGrid
from mnist_desktop.ui.draw.answer import AnswerText
from mnist_desktop.ui.evaluation.matrix import MatrixView
from mnist_desktop.ui.main_window import MainWindow
from mnist_desktop.ui.network.card import PresetCard
from tests.ui.lesson import PATIENCE, click, window

__all__ = ["window"]  # the fixture, which pytest finds here


# A "3" as a pen writes it, in shares of the canvas.
_THREE = (
    (0.32, 0.28),
    (0.45, 0.2),
    (0.6, 0.24),
    (0.63, 0.36),
    (0.5, 0.46),
    (0.63, 0.56),
    (0.64, 0.7),
    (0.48, 0.8),
    (0.32, 0.73),
)


def _text(window: MainWindow, name: str) -> str:
    found = window.page.findChild(QWidget, name)
    assert found is not None, name
    label = found if isinstance(found, QLabel) else found.findChild(QLabel, "value")
    assert isinstance(label, QLabel)
    return label.text()


def _draw(canvas: DigitCanvas, shares: tuple[tuple[float, float], ...]) -> None:
    side = canvas.width()
    places = [QPoint(round(x * side), round(y * side)) for x, y in shares]
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=places[0])
    for before, after in itertools.pairwise(places):
        for part in range(1, 6):
            QTest.mouseMove(canvas, before + (after - before) * part / 5)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=places[-1])


def test_that_a_student_gets_from_the_first_picture_to_a_drawn_digit(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session

    # Data, then Network: a card makes an untrained model.
    click(window, "choose_network")
    assert window.page.objectName() == "network_page"
    card = next(card for card in window.page.findChildren(PresetCard) if card.preset.name == "dense-dropout")
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    assert session.model is not None
    assert session.model.run.history == ()
    click(window, "train_network")

    # Train: two epochs of all of MNIST; points appear; a pause holds; it goes on to the end.
    epochs = next(box for box in window.page.findChildren(QSpinBox) if box.accessibleName() == "Epochs")
    epochs.setValue(2)
    steps: list[StepsDone] = []
    session.training_event.connect(lambda event: steps.append(event) if isinstance(event, StepsDone) else None)
    click(window, "main_action")
    qtbot.waitUntil(lambda: len(steps) >= 3, timeout=PATIENCE)
    with qtbot.waitSignal(
        session.training_event, check_params_cb=lambda event: event == PauseChanged(paused=True), timeout=PATIENCE
    ):
        click(window, "main_action")
    held_at = len(steps)
    qtbot.waitUntil(lambda: _main_text(window) == "Continue")
    with qtbot.waitSignal(
        session.training_event, check_params_cb=lambda event: isinstance(event, EpochFinished), timeout=PATIENCE
    ):
        click(window, "main_action")
    assert len(steps) > held_at
    qtbot.waitUntil(lambda: not session.training, timeout=PATIENCE)
    assert session.model.run.state == "finished"
    assert len(session.model.run.history) == 2
    assert float(_text(window, "validation_accuracy").rstrip(" %")) > 95

    # Evaluate: sealed until tested; a cell shows its pictures.
    click(window, "sentence_action")
    assert window.page.objectName() == "evaluate_page"
    assert session.evaluation is None
    click(window, "test")
    qtbot.waitUntil(lambda: session.evaluation is not None, timeout=PATIENCE)
    evaluation = session.evaluation
    assert evaluation is not None
    assert evaluation.accuracy > 0.95
    assert _text(window, "accuracy").startswith(f"{evaluation.accuracy:.1%}"[:4])
    matrix = window.page.findChild(MatrixView)
    assert isinstance(matrix, MatrixView)
    matrix.draw_now()
    QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=_cell_with_mistakes(matrix))
    row, column = matrix.cursor_cell
    qtbot.waitUntil(lambda: _text(window, "pictures_title") == f"It was {row}, it answered {column}")
    # The pictures that show are of that cell: a click on the first one says so.
    grid = window.page.findChild(DigitGrid)
    assert isinstance(grid, DigitGrid)
    with qtbot.waitSignal(grid.clicked):
        QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.picture_rect(0).center().toPoint())
    qtbot.waitUntil(lambda: f"It was {row}. The network answered {column}" in _all_text(window))

    # Draw: the answer of the network that she trained.
    window.show_page("draw")
    canvas = window.page.findChild(DigitCanvas)
    assert isinstance(canvas, DigitCanvas)
    qtbot.waitUntil(lambda: session.predictor is not None, timeout=PATIENCE)
    _draw(canvas, _THREE)
    answer = window.page.findChild(AnswerText)
    assert isinstance(answer, AnswerText)
    qtbot.waitUntil(lambda: answer.text == "3", timeout=PATIENCE)
    click(window, "clear")
    assert canvas.is_empty()


def test_that_stop_keeps_what_was_finished_and_the_next_start_has_it(
    window: MainWindow, user_folder: Path, qtbot: QtBot
) -> None:
    session = window.session
    preset = session.service.preset("softmax-dense")
    session.choose_network(preset.network, preset.training, preset.title, preset.name)
    window.show_page("train")
    click(window, "main_action")
    with qtbot.waitSignal(
        session.training_event, check_params_cb=lambda event: isinstance(event, EpochFinished), timeout=PATIENCE
    ):
        pass
    with qtbot.waitSignal(session.training_changed, timeout=PATIENCE):
        click(window, "stop")
    assert session.model is not None
    run = session.model.run
    assert run.state == "stopped"
    assert 1 <= len(run.history) < preset.training.epochs
    kept = ModelService().open_run(run.id)
    assert kept.run == run


def _all_text(window: MainWindow) -> str:
    """What all labels of the page that shows say."""
    return "\n".join(label.text() for label in window.page.findChildren(QLabel) if label.isVisible())


def _main_text(window: MainWindow) -> str:
    button = window.page.findChild(QAbstractButton, "main_action")
    assert isinstance(button, QAbstractButton)
    return button.text()


def _cell_with_mistakes(matrix: MatrixView) -> QPoint:
    """Where the cell of the most frequent mistake is, which the keys are at."""
    places = (QPoint(x, y) for x in range(0, matrix.width(), 5) for y in range(0, matrix.height(), 5))
    return next(place for place in places if cell_at(matrix.figure, place.x(), place.y()) == matrix.cursor_cell)

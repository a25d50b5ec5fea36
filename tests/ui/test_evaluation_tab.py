"""The page Evaluate: sealed, testing, opened; its matrix, table and pictures, by clicks and keys."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QTableWidget, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from mnist_desktop.data.dataset import Dataset, LabelledImages
from mnist_desktop.errors import UserError
from mnist_desktop.evaluation.certainty import Calibration, calibrate
from mnist_desktop.evaluation.metrics import Evaluation, Predictions, evaluate_answers, predictions_of
from mnist_desktop.evaluation.selection import Cell
from mnist_desktop.plots.confusion import cell_at
from mnist_desktop.runs.run import TestResult
from mnist_desktop.service.evaluation import Part
from mnist_desktop.service.model import Model
from mnist_desktop.ui.evaluation.matrix import MatrixView
from mnist_desktop.ui.evaluation.pictures import PicturesCard
from mnist_desktop.ui.evaluation.sheet import SealedSheet
from mnist_desktop.ui.evaluation_tab import EvaluationPage
from mnist_desktop.ui.main_window import PAGES, MainWindow
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.theme import Scheme, appearance
from tests.ui.fake_service import FakeService, bundled_model, untrained_run
from tests.ui.pages import PlainPage

SIZES = [(1366, 689), (1024, 600), (911, 459), (880, 440)]
CLOTHES = ("T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
WRONG = {4: (9, 0.7), 14: (9, 0.95), 24: (9, 0.8), 2: (7, 0.6)}
"""Test pictures with a wrong answer: the answer and its certainty. Picture 4 is a 4, picture 14 too, and so on."""

_Widget = TypeVar("_Widget", bound=QWidget)


class ErringService(FakeService):
    """Gets some pictures wrong.

    Attributes:
        wrong: As ``WRONG``.
        names: The answers; labels and answers are taken modulo their number.
        may_end: ``evaluate`` waits for it after four tenths, and ``calibrate`` at once; set at first.
        labelled: Whether anyone knows what the pictures are.
        missing: A class of which there is no picture.
        parts: Those that were asked about.
    """

    def __init__(self) -> None:
        super().__init__()
        self.wrong = WRONG
        self.names: tuple[str, ...] = tuple("0123456789")
        self.may_end = threading.Event()
        self.may_end.set()
        self.labelled = True
        self.missing: int | None = None
        self.parts: list[Part] = []

    @override
    def evaluate(
        self,
        model: Model,
        dataset: Dataset,
        progress: Callable[[float], None] | None = None,
        *,
        part: Part = "test",
        cancel: Callable[[], bool] | None = None,
    ) -> tuple[Model, Evaluation]:
        assert progress is not None
        assert cancel is not None
        self.parts.append(part)
        self.may_test.wait(10)
        progress(0.4)
        self.may_end.wait(10)
        if cancel():
            raise UserError("The test was stopped.", "It counts only when all pictures are seen.")
        if not self.labelled:
            raise UserError("These pictures have no labels.", "Look at the answers alone.", "labels")
        progress(1.0)
        evaluation = self.evaluation(self.pictures_of(model, dataset, part))
        if part != "test":
            return model, evaluation
        test = TestResult(accuracy=evaluation.accuracy, loss=evaluation.loss, count=len(dataset.test), seconds=0.5)
        return Model(model.run.model_copy(update={"test": test}), model.weights), evaluation

    @override
    def answers(
        self,
        model: Model,
        dataset: Dataset,
        progress: Callable[[float], None] | None = None,
        *,
        part: Part = "test",
        cancel: Callable[[], bool] | None = None,
    ) -> Predictions:
        found = self.evaluation(self.pictures_of(model, dataset, part))
        return predictions_of(found.probabilities, self.names, 0.5, notes=("Nobody can say which answers are right.",))

    @override
    def calibrate(
        self,
        model: Model,
        dataset: Dataset,
        evaluation: Evaluation,
        progress: Callable[[float], None] | None = None,
        *,
        cancel: Callable[[], bool] | None = None,
    ) -> Calibration:
        assert cancel is not None
        self.may_end.wait(10)
        if cancel():
            raise UserError("The test was stopped.", "It counts only when all pictures are seen.")
        return calibrate(self.evaluation(self.pictures_of(model, dataset, "validation")), evaluation)

    def evaluation(self, pictures: LabelledImages) -> Evaluation:
        """What a test finds."""
        count, classes = len(pictures), len(self.names)
        labels = pictures.labels % classes
        if self.missing is not None:
            labels = np.where(labels == self.missing, (self.missing + 1) % classes, labels)
        probabilities = np.zeros((count, classes), np.float32)
        for index in range(count):
            answer, sure = self.wrong.get(index, (int(labels[index]), 0.9 - index / 1000))
            probabilities[index] = (1 - sure) / (classes - 1)
            probabilities[index, answer % classes] = sure
        return evaluate_answers(probabilities, labels, self.names, 0.5)


@pytest.fixture
def service() -> ErringService:
    return ErringService()


@pytest.fixture
def window(session: Session, service: ErringService, qtbot: QtBot) -> Iterator[MainWindow]:
    """A window at the page Evaluate; the session is not started."""
    factories = {name: partial(PlainPage, session, name) for name in PAGES}
    window = MainWindow(session, {**factories, "evaluate": partial(EvaluationPage, session)})
    window.resize(1366, 689)
    with qtbot.waitExposed(window):
        window.show()
    appearance().set_limit(2.0)
    window.show_page("evaluate")
    with qtbot.waitActive(window):
        window.activateWindow()
    yield window
    service.may_test.set()
    service.may_end.set()
    session.stop()
    qtbot.waitUntil(lambda: not session.training and not session.testing)
    window.close()
    window.deleteLater()


@pytest.fixture
def page(window: MainWindow, session: Session, qtbot: QtBot) -> EvaluationPage:
    """The page with data, an untested model, and an awake service."""
    with qtbot.waitSignals([session.predictor_changed, session.description_changed, session.runs_changed]):
        session.start()
    choose(session)
    qtbot.waitUntil(lambda: not session.jobs.model_lane_busy)
    assert isinstance(window.page, EvaluationPage)
    return window.page


@pytest.fixture
def opened(page: EvaluationPage, qtbot: QtBot) -> EvaluationPage:
    """The page after a test."""
    run_test(page, qtbot)
    return page


def choose(session: Session) -> None:
    run = untrained_run()
    session.choose_network(run.network, run.training, "With dropout")


def run_test(page: EvaluationPage, qtbot: QtBot) -> None:
    click(page, "test")
    # The first test in a process imports scikit-learn.
    qtbot.waitUntil(lambda: shown(page, MatrixView, "matrix"), timeout=20_000)
    # The matrix is drawn a moment after the page shows.
    matrix = find(page, MatrixView, "matrix")
    qtbot.waitUntil(lambda: cell_at(matrix.figure, matrix.width() / 2, matrix.height() / 2) is not None)


def find(page: QWidget, kind: type[_Widget], name: str) -> _Widget:
    found = page.findChild(kind, name)
    assert isinstance(found, kind), name
    return found


def shown(page: QWidget, kind: type[QWidget], name: str) -> bool:
    found = page.findChild(kind, name)
    return isinstance(found, QWidget) and found.isVisible()


def click(page: QWidget, name: str) -> None:
    button = find(page, QAbstractButton, name)
    assert button.isVisible(), name
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def text(page: QWidget, name: str) -> str:
    return find(page, QLabel, name).text()


def click_cell(page: EvaluationPage, cell: Cell) -> None:
    """Clicks into the middle of a cell of the matrix."""
    matrix = find(page, MatrixView, "matrix")
    step = 4
    places = [
        (x, y)
        for x in range(0, matrix.width(), step)
        for y in range(0, matrix.height(), step)
        if cell_at(matrix.figure, x, y) == cell
    ]
    x, y = (sum(values) // len(places) for values in zip(*places, strict=True))
    QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=QPoint(x, y))


def click_picture(page: EvaluationPage, place: int) -> None:
    grid = pictures(page).grid
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.picture_rect(place).center().toPoint())


def pictures(page: EvaluationPage) -> PicturesCard:
    return find(page, PicturesCard, "pictures_card")


def captions(page: EvaluationPage) -> list[str]:
    """What stands under the pictures, as a screen reader hears it."""
    grid, found = pictures(page).grid, []
    for place in range(len(pictures(page).indices)):
        grid.set_current(place)
        found.append(grid.accessibleDescription().split(": ", 1)[1])
    return found


# ---- sealed


def test_that_an_untrained_model_is_sealed_and_said_to_guess(page: EvaluationPage) -> None:
    assert find(page, QAbstractButton, "test").text() == "Test it on 100 new pictures"
    assert "Test once" in text(page, "exam_why")
    assert "about 10 % right" in text(page, "exam_note")
    assert find(page, SealedSheet, "sealed_sheet").sealed
    assert not shown(page, MatrixView, "matrix")
    assert text(page, "model_name") == "With dropout"


def test_that_a_model_that_was_tested_before_shows_its_accuracy_and_is_sealed(
    window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    with qtbot.waitSignals([session.predictor_changed, session.dataset_changed]):
        session.start()
    assert "Tested before: 97.9 %, 9,790 of 10,000 right" in text(window.page, "exam_note")
    assert "test again to see them" in text(window.page, "exam_note")
    assert shown(window.page, QAbstractButton, "test")


def test_that_a_trained_model_shows_what_validation_said(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignals([session.predictor_changed, session.dataset_changed]):
        session.start()
    model = bundled_model()
    run = model.run.model_copy(update={"test": None})
    session._on_model_opened(Model(run, model.weights))
    side = find(window.page, QWidget, "expected")
    assert side.accessibleName() == "right in validation, last epoch: 97.0 %"


def test_that_nothing_can_be_tested_before_there_are_pictures(window: MainWindow) -> None:
    assert not find(window.page, QAbstractButton, "test").isEnabled()


def test_that_without_a_model_the_page_leads_to_network(
    window: MainWindow, session: Session, service: ErringService, qtbot: QtBot
) -> None:
    service.models.clear()
    with qtbot.waitSignals([session.awake_changed, session.dataset_changed]):
        session.start()
    assert not find(window.page, QAbstractButton, "test").isEnabled()
    click(window.page, "choose_network")
    assert window.page.objectName() == "network_page"


def test_that_an_untrained_model_can_be_trained_first(page: EvaluationPage, window: MainWindow) -> None:
    click(page, "train_first")
    assert window.page.objectName() == "train_page"


def test_that_a_model_that_learns_cannot_be_tested_meanwhile(
    page: EvaluationPage, session: Session, service: ErringService, qtbot: QtBot
) -> None:
    service.hold_after = 4
    assert session.model is not None
    session.start_training(session.model.run.training)
    qtbot.waitUntil(lambda: session.training_position is not None)
    assert not find(page, QAbstractButton, "test").isEnabled()
    assert "is learning" in text(page, "exam_note")
    session.stop()
    qtbot.waitUntil(lambda: find(page, QAbstractButton, "test").isEnabled())


# ---- testing


def test_that_a_test_counts_its_pictures_and_turns_them_over(
    page: EvaluationPage, service: ErringService, qtbot: QtBot
) -> None:
    service.may_end.clear()
    click(page, "test")
    qtbot.waitUntil(lambda: text(page, "test_counter") == "40 of 100")
    assert shown(page, QLabel, "test_counter")
    assert not shown(page, QAbstractButton, "test")
    assert not find(page, SealedSheet, "sealed_sheet").sealed
    service.may_end.set()
    qtbot.waitUntil(lambda: shown(page, MatrixView, "matrix"))


def test_that_a_test_that_is_cancelled_leaves_the_seal_closed(
    page: EvaluationPage, service: ErringService, session: Session, qtbot: QtBot
) -> None:
    service.may_end.clear()
    click(page, "test")
    qtbot.waitUntil(lambda: text(page, "test_counter") == "40 of 100")
    click(page, "cancel_test")
    service.may_end.set()
    qtbot.waitUntil(lambda: shown(page, QAbstractButton, "test"))
    assert session.evaluation is None
    assert find(page, SealedSheet, "sealed_sheet").sealed


def test_that_a_test_can_be_started_by_a_key(page: EvaluationPage, window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: shown(page, MatrixView, "matrix"))
    assert find(page, MatrixView, "matrix").hasFocus()


# ---- opened


def test_that_the_result_is_told_in_numbers(opened: EvaluationPage) -> None:
    assert text(opened, "accuracy") == "96.0 %"
    assert text(opened, "right_count") == "96 of 100 right, 4 wrong"
    assert text(opened, "interval") == "Another 100 pictures could give 90.2 to 98.4 %."
    assert text(opened, "loss") == "Loss 0.3129: how wrong, lower is better"
    assert not shown(opened, QAbstractButton, "test")


def test_that_the_keyboard_goes_from_the_seal_to_the_matrix(opened: EvaluationPage, window: MainWindow) -> None:
    assert window.focusWidget() is find(opened, MatrixView, "matrix")


def test_that_a_click_on_a_cell_shows_its_pictures_the_surest_first(opened: EvaluationPage) -> None:
    click_cell(opened, (4, 9))
    assert pictures(opened).indices == (14, 24, 4)
    assert text(opened, "pictures_title") == "It was 4, it answered 9"
    assert text(opened, "pictures_about") == "3 pictures, the surest mistakes first"
    assert captions(opened) == ["9, 95 %, ✕ was 4", "9, 80 %, ✕ was 4", "9, 70 %, ✕ was 4"]


def test_that_arrows_and_enter_choose_a_cell(opened: EvaluationPage) -> None:
    matrix = find(opened, MatrixView, "matrix")
    assert matrix.cursor_cell == (4, 9), "the keys begin where most goes wrong"
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Left):
        QTest.keyClick(matrix, key)
    assert matrix.accessibleDescription() == "It was 2, it answered 7: 1 picture (10.0 % of its 10)"
    QTest.keyClick(matrix, Qt.Key.Key_Return)
    assert pictures(opened).indices == (2,)


def test_that_the_arrows_stop_at_the_edge(opened: EvaluationPage) -> None:
    matrix = find(opened, MatrixView, "matrix")
    for _time in range(12):
        QTest.keyClick(matrix, Qt.Key.Key_Right)
        QTest.keyClick(matrix, Qt.Key.Key_Down)
    assert matrix.cursor_cell == (9, 9)


def test_that_a_cell_of_the_diagonal_shows_right_ones_the_least_sure_first(opened: EvaluationPage) -> None:
    click_cell(opened, (4, 4))
    assert pictures(opened).indices == (94, 84, 74, 64, 54, 44, 34)
    assert text(opened, "pictures_about") == "7 pictures, the least sure first"
    assert captions(opened)[0] == "4, 81 %, ✓ right"


def test_that_more_than_nine_pictures_are_leafed_through(opened: EvaluationPage) -> None:
    click_cell(opened, (5, 5))
    assert text(opened, "pictures_position") == "1–9 of 10"
    assert not find(opened, QAbstractButton, "pictures_before").isEnabled()
    click(opened, "pictures_after")
    assert pictures(opened).indices == (5,)
    assert text(opened, "pictures_position") == "10–10 of 10"
    assert not find(opened, QAbstractButton, "pictures_after").isEnabled()
    click(opened, "pictures_before")
    assert len(pictures(opened).indices) == 9


def test_that_an_empty_cell_says_so(opened: EvaluationPage) -> None:
    click_cell(opened, (0, 1))
    assert pictures(opened).indices == ()
    assert text(opened, "pictures_about") == "There is no such picture."


def test_that_a_cell_is_left_for_pictures_by_chance(opened: EvaluationPage) -> None:
    click_cell(opened, (4, 9))
    assert find(opened, QAbstractButton, "nine_others").text() == "By chance"
    click(opened, "nine_others")
    assert len(pictures(opened).indices) == 9
    assert find(opened, QAbstractButton, "nine_others").text() == "Nine others"
    assert text(opened, "pictures_title") == "Nine by chance"


def test_that_nine_others_come_at_a_click_and_at_a_key(opened: EvaluationPage) -> None:
    first = pictures(opened).indices
    assert len(set(first)) == 9
    click(opened, "nine_others")
    second = pictures(opened).indices
    QTest.keyClick(opened, Qt.Key.Key_N)
    assert len({first, second, pictures(opened).indices}) == 3


def test_that_wrong_ones_alone_are_marked_by_cross_word_and_colour(opened: EvaluationPage) -> None:
    click(opened, "wrong_only")
    assert set(pictures(opened).indices) == set(WRONG)
    assert all("✕ was" in caption for caption in captions(opened))
    image = pictures(opened).grid.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert "#b34f00" in colours
    QTest.keyClick(opened, Qt.Key.Key_W)
    assert len(pictures(opened).indices) == 9


def test_that_wrong_only_says_when_nothing_was_wrong(
    page: EvaluationPage, service: ErringService, qtbot: QtBot
) -> None:
    service.wrong = {}
    run_test(page, qtbot)
    click(page, "wrong_only")
    assert text(page, "pictures_about") == "There are none: it got every picture right."
    assert text(page, "accuracy") == "100.0 %"
    assert text(page, "worst_heading") == "Nothing was confused"


def test_that_the_explanation_of_a_hovered_picture_is_a_sentence(opened: EvaluationPage, window: MainWindow) -> None:
    click_cell(opened, (4, 9))
    grid = pictures(opened).grid
    place = grid.picture_rect(0).center()
    none = Qt.MouseButton.NoButton
    move = QMouseEvent(
        QEvent.Type.MouseMove, place, QPointF(grid.mapToGlobal(place)), none, none, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(grid, move)
    assert text(window, "explanation") == "It was 4. The network answered 9, 95.0 % sure: wrong."


# ---- one picture


def test_that_a_click_enlarges_a_picture_with_its_ten_probabilities(opened: EvaluationPage) -> None:
    click_cell(opened, (4, 9))
    click_picture(opened, 0)
    card = pictures(opened)
    assert card.detail.isVisible()
    assert text(opened, "picture_words") == "✕  It was 4. The network answered 9, 95.0 % sure: wrong."
    assert card.detail.bars.likeliest() == 9
    assert card.detail.bars.accessibleDescription() == "9: 95.0 %"


def test_that_arrows_go_from_picture_to_picture_and_escape_goes_back(opened: EvaluationPage) -> None:
    click_cell(opened, (4, 9))
    click_picture(opened, 0)
    card = pictures(opened)
    enlarged = find(opened, QWidget, "enlarged")
    assert enlarged.hasFocus()
    QTest.keyClick(enlarged, Qt.Key.Key_Right)
    assert "80.0 % sure" in text(opened, "picture_words")
    QTest.keyClick(enlarged, Qt.Key.Key_Left)
    QTest.keyClick(enlarged, Qt.Key.Key_Left)
    assert "95.0 % sure" in text(opened, "picture_words")
    QTest.keyClick(enlarged, Qt.Key.Key_Escape)
    assert not card.detail.isVisible()
    assert card.grid.hasFocus()


def test_that_a_picture_goes_to_the_canvas_unchanged(
    opened: EvaluationPage, session: Session, window: MainWindow, qtbot: QtBot
) -> None:
    click_cell(opened, (4, 9))
    click_picture(opened, 1)
    with qtbot.waitSignal(session.digit_for_canvas) as sent:
        click(opened, "to_canvas")
    assert session.dataset is not None
    assert sent.args is not None
    assert np.array_equal(sent.args[0], session.dataset.test.images[24])
    assert window.page.objectName() == "draw_page"


def test_that_the_current_picture_goes_to_the_canvas_by_a_key(
    opened: EvaluationPage, session: Session, qtbot: QtBot
) -> None:
    click_cell(opened, (4, 9))
    QTest.keyClick(pictures(opened).grid, Qt.Key.Key_Right)
    with qtbot.waitSignal(session.digit_for_canvas) as sent:
        QTest.keyClick(opened, Qt.Key.Key_C)
    assert session.dataset is not None
    assert sent.args is not None
    assert np.array_equal(sent.args[0], session.dataset.test.images[24])


# ---- digit by digit


def test_that_the_table_shows_precision_recall_f1_and_support(opened: EvaluationPage, qtbot: QtBot) -> None:
    click(opened, "show_report")
    table = find(opened, QTableWidget, "report_table")
    assert table.isVisible()
    qtbot.waitUntil(lambda: table.rowCount() == 10)
    rows = [[str(table.model().index(row, column).data()) for column in range(5)] for row in (4, 9)]
    assert rows == [["4", "100.0 %", "70.0 %", "82.4 %", "10"], ["9", "76.9 %", "100.0 %", "87.0 %", "10"]]
    assert table.currentRow() == 4, "the weakest one"
    assert text(opened, "report_words").startswith("The weakest: Of 10 pictures of 4 it found 7: recall 70.0 %.")


def test_that_a_row_of_the_table_shows_the_mistakes_of_its_class(opened: EvaluationPage, qtbot: QtBot) -> None:
    QTest.keyClick(opened, Qt.Key.Key_T)
    table = find(opened, QTableWidget, "report_table")
    qtbot.waitUntil(lambda: table.rowCount() == 10)
    place = table.visualRect(table.model().index(4, 1)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert pictures(opened).indices == (14, 24, 4)
    QTest.keyClick(opened, Qt.Key.Key_M)
    assert shown(opened, MatrixView, "matrix")


# ---- what comes next


def test_that_the_commonest_confusion_is_one_click_away(opened: EvaluationPage) -> None:
    click(opened, "show_report")
    assert find(opened, QAbstractButton, "worst_0").text() == "4 taken for 9: 3×"
    click(opened, "worst_0")
    assert pictures(opened).indices == (14, 24, 4)
    assert shown(opened, MatrixView, "matrix")
    assert not shown(opened, QAbstractButton, "worst_2")


def test_that_it_can_be_tested_again_with_a_warning(
    opened: EvaluationPage, service: ErringService, qtbot: QtBot
) -> None:
    assert "less honest" in text(opened, "again_note")
    service.wrong = {}
    click(opened, "test_again")
    qtbot.waitUntil(lambda: text(opened, "accuracy") == "100.0 %")
    assert shown(opened, MatrixView, "matrix")


def test_that_a_second_test_that_is_cancelled_leaves_the_first_one_in_sight(
    opened: EvaluationPage, service: ErringService, qtbot: QtBot
) -> None:
    service.may_end.clear()
    click(opened, "test_again")
    qtbot.waitUntil(lambda: text(opened, "test_counter") == "40 of 100")
    click(opened, "cancel_test")
    service.may_end.set()
    qtbot.waitUntil(lambda: shown(opened, MatrixView, "matrix"))
    assert text(opened, "accuracy") == "96.0 %"


def test_that_the_page_leads_on_to_draw(opened: EvaluationPage, window: MainWindow) -> None:
    click(opened, "go_draw")
    assert window.page.objectName() == "draw_page"


def test_that_another_model_is_sealed_again(opened: EvaluationPage, session: Session, qtbot: QtBot) -> None:
    choose(session)
    assert shown(opened, QAbstractButton, "test")
    assert not shown(opened, QWidget, "results")
    assert not shown(opened, QLabel, "accuracy")
    qtbot.waitUntil(lambda: not session.jobs.model_lane_busy)


def test_that_another_name_leaves_the_seal_open(opened: EvaluationPage, session: Session) -> None:
    session.rename("Other")
    assert shown(opened, MatrixView, "matrix")


def test_that_a_page_made_after_the_test_shows_it(started: Session, service: ErringService, qtbot: QtBot) -> None:
    with qtbot.waitSignal(started.evaluation_changed):
        started.test()
    page = EvaluationPage(started)
    qtbot.addWidget(page)
    page.resize(1100, 600)
    page.show()
    qtbot.waitUntil(lambda: shown(page, MatrixView, "matrix"))
    assert text(page, "accuracy") == "96.0 %"


# ---- other classes, sizes and looks


@pytest.mark.parametrize("names", [("not 5", "5"), ("cat", "dog", "hen"), CLOTHES, tuple(map(str, range(20)))])
def test_that_any_number_of_classes_is_shown(
    page: EvaluationPage, service: ErringService, names: tuple[str, ...], qtbot: QtBot
) -> None:
    service.names = names
    run_test(page, qtbot)
    click_cell(page, (1, 1))
    assert pictures(page).indices
    click_picture(page, 0)
    assert pictures(page).detail.bars.likeliest() == 1
    click(page, "show_report")
    qtbot.waitUntil(lambda: find(page, QTableWidget, "report_table").rowCount() == len(names))
    assert find(page, QAbstractButton, "show_report").text() == "Class by class"


def test_that_a_yes_or_no_model_is_said_to_guess_half(
    page: EvaluationPage, session: Session, service: ErringService
) -> None:
    from mnist_desktop.data.task import OneAgainstRest

    run = untrained_run()
    training = run.training.model_copy(update={"task": OneAgainstRest(label=5)})
    network, training = session.fitted(run.network, training)
    session.choose_network(network, training, "Five or not")
    assert "among 2 answers: expect about 50 % right" in text(page, "exam_note")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("names", [tuple("0123456789"), CLOTHES])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_that_everything_fits_every_window(
    page: EvaluationPage,
    window: MainWindow,
    service: ErringService,
    size: tuple[int, int],
    names: tuple[str, ...],
    scale: float,
    qtbot: QtBot,
) -> None:
    appearance().set_scale(scale)
    service.names = names

    def check(*wanted: str) -> None:
        # Twice, because a window that was docked has first to become narrow.
        for _time in range(2):
            window.resize(round(size[0] * scale), round(size[1] * scale))
            QApplication.processEvents()
            QApplication.processEvents()
        assert (window.width(), window.height()) == (round(size[0] * scale), round(size[1] * scale))
        for name in wanted:
            widget = find(page, QWidget, name)
            assert widget.isVisible(), name
            assert widget.width() >= widget.minimumSizeHint().width(), name
            assert widget.height() >= widget.minimumSizeHint().height(), name
            if isinstance(widget, QLabel) and widget.wordWrap():
                assert widget.height() >= widget.heightForWidth(widget.width()), name
            place = widget.rect().translated(widget.mapTo(window, QPoint(0, 0)))
            assert window.rect().contains(place), name

    window.setMinimumSize(1, 1)
    check("test", "exam_title", "exam_why", "exam_note", "sealed_sheet")
    run_test(page, qtbot)
    check("accuracy", "right_count", "loss", "interval", "matrix", "digit_grid", "nine_others", "view_switch")
    click_cell(page, (4, 9))
    check("accuracy", "pictures_title", "nine_others", "digit_grid", "matrix_unit")
    QTest.keyClick(page, Qt.Key.Key_F)
    check("accuracy", "picture_filter", "filter_order", "digit_grid", "matrix_unit")
    QTest.keyClick(page, Qt.Key.Key_F)
    click_picture(page, 0)
    check("picture_words", "picture_number", "enlarged", "probability_bars", "to_canvas", "picture_back")
    QTest.keyClick(page, Qt.Key.Key_T)
    check("accuracy", "report_table")
    page.session.set_level(Level.EVERYTHING)
    QTest.keyClick(page, Qt.Key.Key_U)
    qtbot.waitUntil(lambda: bool(text(page, "threshold_words")))
    check("view_switch", "threshold", "threshold_words", "threshold_plot", "show_unanswered")
    QTest.keyClick(page, Qt.Key.Key_R)
    check("view_switch", "area_table", "roc_plot", "rates_words")


def test_that_the_matrix_follows_light_and_dark(opened: EvaluationPage, qtbot: QtBot) -> None:
    matrix = find(opened, MatrixView, "matrix")
    appearance().set_scheme(Scheme.DARK)
    qtbot.waitUntil(lambda: matrix.grab().toImage().pixelColor(8, 8).lightness() < 60)


def test_that_each_action_has_a_key_and_each_control_an_explanation(opened: EvaluationPage) -> None:
    actions = [action for action in opened.actions() if isinstance(action, QAction)]
    assert {"M", "T", "B", "A", "P", "N", "W", "C", "Ctrl+R"} <= {
        key.toString() for action in actions for key in action.shortcuts()
    }
    assert all(action.shortcuts() and action.text() for action in actions)
    keys = [key.toString() for action in actions for key in action.shortcuts()]
    assert len(set(keys)) == len(keys)
    for button in opened.findChildren(QAbstractButton):
        if button.isVisible():
            assert button.statusTip(), button.objectName()
            assert button.accessibleName() or button.text(), button.objectName()

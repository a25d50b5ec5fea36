"""The page Evaluate: parts of the data, the switch between views, filters, certainty, curves, and unusual data."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QMenu, QSlider, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.ui.evaluation.choice import PictureChoice
from mnist_desktop.ui.evaluation.matrix import MatrixView
from mnist_desktop.ui.evaluation.sheet import SealedSheet
from mnist_desktop.ui.evaluation.view_switch import ViewSwitch
from mnist_desktop.ui.evaluation.views import view_kinds
from mnist_desktop.ui.evaluation_tab import EvaluationPage
from mnist_desktop.ui.main_window import MainWindow
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from tests.ui.test_evaluation_tab import (
    ErringService,
    captions,
    choose,
    click,
    click_cell,
    click_picture,
    find,
    opened,
    page,
    pictures,
    run_test,
    service,
    shown,
    text,
    window,
)

__all__ = ["opened", "page", "service", "window"]  # the fixtures, which pytest finds here


_PATIENCE = 20_000  # ms; the first test in a process imports scikit-learn


def choose_part(page: EvaluationPage, part: str) -> None:
    box = find(page, QComboBox, "part")
    box.setCurrentIndex(box.findData(part))
    box.activated.emit(box.currentIndex())


def choose_from(page: EvaluationPage, name: str, place: int) -> None:
    box = find(page, QComboBox, name)
    box.setCurrentIndex(place)
    box.activated.emit(place)


def show_view(page: EvaluationPage, key: Qt.Key) -> None:
    QTest.keyClick(page, key)


# ---- parts of the data


def test_that_validation_pictures_are_looked_at_without_opening_the_seal(
    page: EvaluationPage, session: Session, service: ErringService, qtbot: QtBot
) -> None:
    choose_part(page, "validation")
    qtbot.waitUntil(lambda: shown(page, MatrixView, "matrix"), timeout=_PATIENCE)
    assert service.parts == ["validation"]
    assert text(page, "right_count") == "36 of 40 validation pictures right, 4 wrong"
    assert session.evaluation is None
    assert session.model is not None
    assert session.model.run.test is None
    assert not shown(page, QAbstractButton, "test_again")
    box = find(page, QComboBox, "part")
    assert box.itemText(0) == "Test pictures (sealed)"
    choose_part(page, "test")
    assert find(page, SealedSheet, "sealed_sheet").sealed
    assert shown(page, QAbstractButton, "test")


def test_that_a_part_that_was_looked_at_is_not_asked_about_again(
    opened: EvaluationPage, service: ErringService, qtbot: QtBot
) -> None:
    choose_part(opened, "training")
    qtbot.waitUntil(lambda: text(opened, "right_count") == "356 of 360 training pictures right, 4 wrong")
    choose_part(opened, "test")
    assert text(opened, "right_count") == "96 of 100 right, 4 wrong"
    choose_part(opened, "training")
    assert text(opened, "right_count") == "356 of 360 training pictures right, 4 wrong"
    assert service.parts == ["test", "training"]


def test_that_the_pictures_shown_are_those_of_the_part(opened: EvaluationPage, session: Session, qtbot: QtBot) -> None:
    choose_part(opened, "validation")
    qtbot.waitUntil(lambda: "validation" in text(opened, "right_count"))
    click_cell(opened, (4, 9))
    click_picture(opened, 0)
    assert text(opened, "picture_number") == "Validation picture 14"
    with qtbot.waitSignal(session.digit_for_canvas) as sent:
        click(opened, "to_canvas")
    assert session.dataset is not None
    assert sent.args is not None
    assert (sent.args[0] == session.dataset.train.images[360 + 14]).all()


def test_that_a_part_that_is_cancelled_leaves_the_page_as_it_was(
    page: EvaluationPage, service: ErringService, qtbot: QtBot
) -> None:
    service.may_end.clear()
    choose_part(page, "training")
    qtbot.waitUntil(lambda: text(page, "test_counter") == "144 of 360")
    assert not find(page, QComboBox, "part").isEnabled()
    click(page, "cancel_test")
    service.may_end.set()
    qtbot.waitUntil(lambda: shown(page, QAbstractButton, "test"))
    assert find(page, QComboBox, "part").currentData() == "test"


def test_that_a_key_goes_to_the_next_part(page: EvaluationPage, qtbot: QtBot) -> None:
    QTest.keyClick(page, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: shown(page, MatrixView, "matrix"), timeout=_PATIENCE)
    assert find(page, QComboBox, "part").currentData() == "validation"


def test_that_other_data_and_other_models_close_everything(
    opened: EvaluationPage, session: Session, service: ErringService, qtbot: QtBot
) -> None:
    choose_part(opened, "validation")
    qtbot.waitUntil(lambda: "validation" in text(opened, "right_count"))
    choose(session)
    assert not session.results
    assert shown(opened, QAbstractButton, "test")
    qtbot.waitUntil(lambda: not session.jobs.model_lane_busy)
    run_test(opened, qtbot)
    choose_part(opened, "validation")
    qtbot.waitUntil(lambda: "validation" in text(opened, "right_count"))
    data = service.dataset
    session._take_dataset(Dataset("Fewer", data.train[:200], data.test, data.class_names, "1" * 64))
    assert list(session.results) == ["test"], "the test pictures are the same"
    assert text(opened, "right_count") == "96 of 100 right, 4 wrong"
    session._take_dataset(Dataset("Others", data.train, data.test[:50], data.class_names, "2" * 64))
    assert not session.results
    assert session.evaluation is None
    assert shown(opened, QAbstractButton, "test")
    qtbot.waitUntil(lambda: not session.jobs.model_lane_busy)


def test_that_a_missing_part_is_told_in_a_sentence(
    page: EvaluationPage, session: Session, service: ErringService, qtbot: QtBot
) -> None:
    data = service.dataset
    session._take_dataset(Dataset("Few", data.train, data.test[:0], data.class_names, "1" * 64))
    with qtbot.waitSignal(session.failed) as failed:
        session.test()
    assert failed.args is not None
    assert "Few has no test pictures" in str(failed.args[0])
    qtbot.waitUntil(lambda: not session.testing)
    assert shown(page, QWidget, "sealed_sheet")


# ---- the headline


def test_that_the_headline_says_how_sure_it_was_and_how_long_it_took(opened: EvaluationPage) -> None:
    assert text(opened, "result_facts") == "On average 84.5 % sure of its answers.\nIt took 0.50 s."


def test_that_one_picture_is_said_to_say_little(
    page: EvaluationPage, session: Session, service: ErringService, qtbot: QtBot
) -> None:
    data = service.dataset
    session._take_dataset(Dataset("One", data.train, data.test[:1], data.class_names, "1" * 64))
    run_test(page, qtbot)
    assert text(page, "interval") == "One picture says little: of many like it, 20.7 to 100.0 % could be right."
    session.set_level(Level.EVERYTHING)
    for key, name in ((Qt.Key.Key_T, "report"), (Qt.Key.Key_U, "certainty"), (Qt.Key.Key_R, "rates")):
        show_view(page, key)
        assert shown(page, QWidget, name)
    qtbot.waitUntil(lambda: find(page, QTableWidget, "area_table").rowCount() == 10)
    table = find(page, QTableWidget, "area_table")
    tip = table.model().index(1, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "There is no picture of 1" in tip


# ---- the switch


def test_that_a_key_shows_each_view_and_essentials_hide_the_curves(opened: EvaluationPage, session: Session) -> None:
    show_view(opened, Qt.Key.Key_R)
    assert not opened.findChildren(QWidget, "rates")
    assert not shown(opened, QAbstractButton, "show_rates")
    session.set_level(Level.EVERYTHING)
    assert shown(opened, QAbstractButton, "show_rates")
    for kind in view_kinds():
        QTest.keyClick(opened, Qt.Key(ord(kind.key)))
        assert find(opened, QAbstractButton, f"show_{kind.name}").isChecked()
    show_view(opened, Qt.Key.Key_R)
    assert shown(opened, QWidget, "rates")
    assert not pictures(opened).isVisible()
    session.set_level(Level.ESSENTIALS)
    assert shown(opened, MatrixView, "matrix")
    assert pictures(opened).isVisible()


def test_that_what_has_no_room_is_in_a_drop_down_that_bears_the_current_name(qtbot: QtBot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    kinds = view_kinds()[:4]
    switch = ViewSwitch(kinds)
    switch.setParent(around)
    chosen: list[object] = []
    switch.chosen.connect(chosen.append)
    switch.resize(switch.sizeHint())
    around.show()
    more = find(switch, QAbstractButton, "more_views")
    assert not more.isVisible()
    switch.resize(switch.sizeHint().width() - 40, switch.height())
    assert more.isVisible()
    assert more.text() == "More"
    assert not shown(switch, QAbstractButton, "show_rates")
    menu = find(switch, QMenu, "views_menu")
    assert [action.text() for action in menu.actions()] == ["Certainty", "ROC and precision-recall"]
    menu.actions()[1].trigger()
    assert chosen == ["rates"]
    assert more.isChecked()
    assert more.text() == "ROC and precision-recall"
    switch.resize(switch.minimumSizeHint())
    assert not shown(switch, QAbstractButton, "show_matrix")
    assert [action.text() for action in menu.actions()] == [kind.title for kind in kinds]


# ---- matrix and pictures


def test_that_the_matrix_shows_shares_of_its_rows(opened: EvaluationPage) -> None:
    matrix = find(opened, MatrixView, "matrix")
    assert _numbers(matrix, 4) == {"7", "3"}
    click(opened, "matrix_unit_1")
    assert _numbers(matrix, 4) == {"70.0", "30.0"}
    QTest.keyClick(opened, Qt.Key.Key_H)
    assert _numbers(matrix, 4) == {"7", "3"}


def test_that_a_filter_chooses_by_label_answer_certainty_and_order(opened: EvaluationPage) -> None:
    assert not shown(opened, QWidget, "picture_filter")
    click(opened, "filter_pictures")
    assert shown(opened, QWidget, "picture_filter")
    choose_from(opened, "filter_answer", 10)
    choose_from(opened, "filter_order", 2)
    assert pictures(opened).indices[0] == 14, "the surest"
    assert text(opened, "pictures_title") == "It answered 9"
    assert text(opened, "pictures_about") == "13 pictures, the surest first"
    click(opened, "wrong_only")
    assert pictures(opened).indices == (14, 24, 4)
    choose_from(opened, "filter_sure", 2)
    assert pictures(opened).indices == (24, 4)
    assert text(opened, "pictures_about") == "2 pictures, 50 to 90 % sure, the surest mistakes first"


def test_that_a_cell_is_a_filter_and_a_filter_a_cell(opened: EvaluationPage) -> None:
    click(opened, "filter_pictures")
    click_cell(opened, (4, 9))
    assert find(opened, QComboBox, "filter_label").currentText() == "It was: 4"
    assert find(opened, QComboBox, "filter_answer").currentText() == "Answered: 9"
    assert find(opened, QComboBox, "filter_order").currentText() == "Surest first"
    choose_from(opened, "filter_label", 10)
    assert find(opened, MatrixView, "matrix").cursor_cell == (9, 9)
    assert text(opened, "pictures_title") == "It was 9, and it answered so"


def test_that_all_pictures_are_leafed_through_by_keys_and_wheel(opened: EvaluationPage) -> None:
    click(opened, "filter_pictures")
    choose_from(opened, "filter_order", 1)
    assert text(opened, "pictures_position") == "1–9 of 100"
    QTest.keyClick(opened, Qt.Key.Key_PageDown)
    assert pictures(opened).indices == tuple(range(9, 18))
    _wheel(pictures(opened), -120)
    assert pictures(opened).indices == tuple(range(18, 27))
    _wheel(pictures(opened), 120)
    QTest.keyClick(opened, Qt.Key.Key_PageUp)
    QTest.keyClick(opened, Qt.Key.Key_PageUp)
    assert pictures(opened).indices == tuple(range(9))


def test_that_arrows_in_one_picture_go_on_to_the_next_nine(opened: EvaluationPage) -> None:
    pictures(opened).show_choice(PictureChoice(order="as_they_come"))
    click_picture(opened, 8)
    enlarged = find(opened, QWidget, "enlarged")
    assert text(opened, "picture_number") == "Test picture 8"
    QTest.keyClick(enlarged, Qt.Key.Key_Right)
    assert text(opened, "picture_number") == "Test picture 9"
    QTest.keyClick(enlarged, Qt.Key.Key_Left)
    assert text(opened, "picture_number") == "Test picture 8"


# ---- the figures of each class


def test_that_a_class_without_pictures_is_explained(page: EvaluationPage, service: ErringService, qtbot: QtBot) -> None:
    service.missing = 3
    run_test(page, qtbot)
    show_view(page, Qt.Key.Key_T)
    table = find(page, QTableWidget, "report_table")
    qtbot.waitUntil(lambda: table.rowCount() == 10)
    assert [table.model().index(3, column).data() for column in range(1, 5)] == ["–", "–", "–", "0"]
    table.setCurrentCell(3, 0)
    assert text(page, "report_words") == "There is no picture of 3, and the network never answered so."


def test_that_bars_stand_beside_the_table_or_instead_of_it(
    opened: EvaluationPage, window: MainWindow, qtbot: QtBot
) -> None:
    window.resize(1700, 800)
    show_view(opened, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: shown(opened, QWidget, "class_bars"))
    assert shown(opened, QTableWidget, "report_table")
    window.resize(911, 459)
    qtbot.waitUntil(lambda: not shown(opened, QWidget, "class_bars"))
    click(opened, "report_part_1")
    assert shown(opened, QWidget, "class_bars")
    assert not shown(opened, QTableWidget, "report_table")


# ---- certainty


def test_that_a_threshold_says_what_is_answered_and_how_much_of_that_is_right(
    opened: EvaluationPage, qtbot: QtBot
) -> None:
    show_view(opened, Qt.Key.Key_U)
    qtbot.waitUntil(lambda: bool(text(opened, "threshold_words")))
    slider = find(opened, QSlider, "threshold")
    slider.setValue(0)
    assert text(opened, "threshold_value") == "0 %"
    assert find(opened, QWidget, "answered").accessibleName() == "gets an answer: 100.0 %"
    assert find(opened, QWidget, "mistakes_left").accessibleName() == "mistakes left of 4: 4"
    assert not find(opened, QAbstractButton, "show_unanswered").isEnabled()
    slider.setValue(81)
    assert "rightly (95 % interval" in text(opened, "threshold_words")
    assert find(opened, QWidget, "mistakes_left").accessibleName() == "mistakes left of 4: 1"
    slider.setValue(slider.maximum())
    assert text(opened, "threshold_words") == "The network is never that sure: it would answer nothing."


def test_that_the_unanswered_pictures_are_shown_the_least_sure_first(opened: EvaluationPage, qtbot: QtBot) -> None:
    show_view(opened, Qt.Key.Key_U)
    qtbot.waitUntil(lambda: bool(text(opened, "threshold_words")))
    find(opened, QSlider, "threshold").setValue(75)
    assert find(opened, QAbstractButton, "show_unanswered").text() == "Show the 2 unanswered"
    click(opened, "show_unanswered")
    assert shown(opened, MatrixView, "matrix")
    assert pictures(opened).indices == (2, 4)
    assert text(opened, "pictures_about") == "2 pictures, up to 75 % sure, the least sure first"


def test_that_a_temperature_is_fitted_and_told_in_words(opened: EvaluationPage, session: Session, qtbot: QtBot) -> None:
    show_view(opened, Qt.Key.Key_U)
    assert not shown(opened, QWidget, "reliability")
    session.set_level(Level.EVERYTHING)
    qtbot.waitUntil(lambda: "not sure enough" in text(opened, "reliability_words"))
    click(opened, "fit_temperature")
    qtbot.waitUntil(lambda: text(opened, "temperature_note").startswith("Temperature 0."))
    assert "fitted on 40 validation pictures: better" in text(opened, "temperature_note")
    assert "No answer changes." in text(opened, "temperature_note")


def test_that_the_fitting_can_be_cancelled(
    opened: EvaluationPage, session: Session, service: ErringService, qtbot: QtBot
) -> None:
    session.set_level(Level.EVERYTHING)
    show_view(opened, Qt.Key.Key_U)
    qtbot.waitUntil(lambda: bool(text(opened, "reliability_words")))
    service.may_end.clear()
    click(opened, "fit_temperature")
    click(opened, "cancel_temperature")
    service.may_end.set()
    qtbot.waitUntil(lambda: shown(opened, QAbstractButton, "fit_temperature"))
    assert text(opened, "temperature_note") == ""


def test_that_validation_pictures_do_not_judge_the_temperature_fitted_on_them(
    page: EvaluationPage, session: Session, qtbot: QtBot
) -> None:
    session.set_level(Level.EVERYTHING)
    choose_part(page, "validation")
    qtbot.waitUntil(lambda: shown(page, MatrixView, "matrix"), timeout=_PATIENCE)
    show_view(page, Qt.Key.Key_U)
    qtbot.waitUntil(lambda: bool(text(page, "reliability_words")))
    assert not find(page, QAbstractButton, "fit_temperature").isEnabled()
    assert "look at the test" in text(page, "temperature_note")


# ---- ROC and precision-recall


@pytest.mark.parametrize("names", [("not 5", "5"), tuple("0123456789")])
def test_that_each_class_has_curves_with_their_areas(
    page: EvaluationPage, session: Session, service: ErringService, names: tuple[str, ...], qtbot: QtBot
) -> None:
    service.names = names
    run_test(page, qtbot)
    session.set_level(Level.EVERYTHING)
    show_view(page, Qt.Key.Key_R)
    table = find(page, QTableWidget, "area_table")
    qtbot.waitUntil(lambda: table.rowCount() == len(names))
    areas = [float(table.model().index(row, column).data()) for row in range(len(names)) for column in (1, 2)]
    assert all(0.5 < area <= 1.0 for area in areas)
    table.setCurrentCell(1, 0)
    assert text(page, "rates_words").startswith(f"Bold: {names[1]} against all others.")


# ---- pictures without labels


def test_that_pictures_without_labels_are_answered_and_nothing_else_is_claimed(
    page: EvaluationPage, session: Session, service: ErringService, qtbot: QtBot
) -> None:
    service.labelled = False
    session.set_level(Level.EVERYTHING)
    click(page, "test")
    qtbot.waitUntil(lambda: shown(page, QTableWidget, "report_table"), timeout=_PATIENCE)
    assert session.evaluation is None
    assert text(page, "right_count") == "100 pictures answered"
    assert not shown(page, QLabel, "accuracy")
    assert not shown(page, QWidget, "worst_heading")
    table = find(page, QTableWidget, "report_table")
    qtbot.waitUntil(lambda: table.rowCount() == 10)
    assert [table.model().index(9, column).data() for column in range(3)] == ["9", "13", "13.0 %"]
    assert all("✕" not in caption and "right" not in caption for caption in captions(page))
    assert not find(page, QAbstractButton, "wrong_only").isEnabled()
    assert not find(page, QComboBox, "filter_label").isEnabled()
    place = table.visualRect(table.model().index(7, 1)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert text(page, "pictures_title") == "It answered 7"
    assert pictures(page).indices[0] == 2, "the least sure first"
    click_picture(page, 0)
    assert text(page, "picture_words") == "The network answered 7, 60.0 % sure."
    for key in (Qt.Key.Key_M, Qt.Key.Key_U, Qt.Key.Key_R):
        show_view(page, key)
        assert "Nobody can say which answers are right." in text(page, "no_labels")
        assert shown(page, QLabel, "no_labels")


def _numbers(matrix: MatrixView, row: int) -> set[str]:
    """What is written into a row of the matrix."""
    matrix._lay_out(matrix._wanted())
    axes = matrix.figure.axes[0]
    return {each.get_text() for each in axes.texts if each.get_position()[1] == row and each.get_text()}


def _wheel(widget: QWidget, turn: int) -> None:
    from PySide6.QtCore import QPoint, QPointF

    place = QPointF(widget.rect().center())
    event = QWheelEvent(
        place, QPointF(widget.mapToGlobal(place)), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)

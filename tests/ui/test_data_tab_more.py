"""The page Data beyond its first sight: browsing, preparation, other data, the question, the laboratory."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QMenu, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from mnist_desktop.data.dataset import Dataset, arrays_sha256
from mnist_desktop.data.laboratory import DataChanges
from mnist_desktop.data.task import OneAgainstRest, TwoClasses
from mnist_desktop.ui.data.preparation import PreparationView
from mnist_desktop.ui.data_tab import DataPage
from mnist_desktop.ui.main_window import PAGES, MainWindow
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.widgets import Field, Fold
from tests.ui.fake_service import FakeService, data_of
from tests.ui.pages import PlainPage


@pytest.fixture
def page(session: Session, qtbot: QtBot) -> Iterator[DataPage]:
    factories = {name: partial(PlainPage, session, name) for name in PAGES}
    window = MainWindow(session, {**factories, "data": partial(DataPage, session)})
    window.resize(1366, 689)
    with qtbot.waitExposed(window):
        window.show()
    with qtbot.waitSignals([session.predictor_changed, session.description_changed, session.runs_changed]):
        session.start()
    assert isinstance(window.page, DataPage)
    yield window.page
    window.close()
    window.deleteLater()


def _button(page: QWidget, name: str) -> QAbstractButton:
    found = page.findChild(QAbstractButton, name)
    assert isinstance(found, QAbstractButton), name
    return found


def _click(page: QWidget, name: str) -> None:
    button = _button(page, name)
    assert button.isVisible(), f"{name} does not show"
    assert button.isEnabled(), f"{name} is grey"
    button.click()


def _text(page: QWidget, name: str) -> str:
    found = page.findChild(QLabel, name)
    assert isinstance(found, QLabel), name
    return found.text()


def _combo(page: QWidget, name: str) -> QComboBox:
    found = page.findChild(QComboBox, name)
    assert isinstance(found, QComboBox), name
    return found


def _spin(page: QWidget, name: str) -> QSpinBox:
    found = page.findChild(QSpinBox, name)
    assert isinstance(found, QSpinBox), name
    return found


def _open_fold(page: QWidget, name: str) -> Fold:
    found = page.findChild(Fold, name)
    assert isinstance(found, Fold), name
    found.set_open(True)
    return found


def _open(page: DataPage, service: FakeService, dataset: Dataset, qtbot: QtBot) -> None:
    path = Path(f"/nowhere/{dataset.name}")
    service.files[path] = dataset
    with qtbot.waitSignal(page.session.description_changed, timeout=60_000):
        page.session.open_data(path)


def _unlabelled(service: FakeService) -> Dataset:
    nothing, images = service.dataset.test[:0], service.dataset.test.images
    sha256 = arrays_sha256(nothing, nothing, images)
    return Dataset("pictures", nothing, nothing, (), sha256, "/nowhere/pictures", unlabelled=images)


def test_that_browsing_shows_the_pictures_in_their_order(page: DataPage) -> None:
    _click(page, "browse_all")
    shown = page.browse.shown
    assert len(shown) > 20
    assert shown == tuple(range(len(shown)))
    assert page.browse.count == 400


def test_that_browsing_one_class_shows_that_class_alone(page: DataPage, service: FakeService) -> None:
    _click(page, "browse_all")
    _combo(page, "browse_class").setCurrentText("7")
    assert _text(page, "samples_title") == "40 of 400 pictures"
    assert {int(service.dataset.train.labels[index]) for index in page.browse.shown} == {7}
    _click(page, "part_test")
    assert {int(service.dataset.test.labels[index]) for index in page.browse.shown} == {7}


def test_that_browsing_goes_to_an_index_and_the_keys_go_over_the_edge(page: DataPage) -> None:
    _click(page, "browse_all")
    index = _spin(page, "index")
    index.setValue(399)
    assert 399 in page.browse.shown
    index.setValue(0)
    grid = page.findChild(QWidget, "browse_grid")
    assert isinstance(grid, QWidget)
    last_of_first_screen = page.browse.shown[-1]
    index.setValue(last_of_first_screen)
    QTest.keyClick(grid, Qt.Key.Key_Right)
    assert index.value() == last_of_first_screen + 1
    QTest.keyClick(grid, Qt.Key.Key_Left)
    assert index.value() == last_of_first_screen


def test_that_the_preparation_ends_in_the_one_hot_label_of_the_question(page: DataPage) -> None:
    _click(page, "show_preparation")
    preparation = page.findChild(PreparationView)
    assert isinstance(preparation, PreparationView)
    assert preparation.isVisible()
    _spin(page, "index").setValue(7)
    assert list(preparation.one_hot) == [0, 0, 0, 0, 0, 0, 0, 1, 0, 0]
    assert not preparation.grab().isNull()
    page.session.ask(OneAgainstRest(label=7))
    assert list(preparation.one_hot) == [0, 1]
    page.session.ask(TwoClasses(first=3, second=8))
    assert list(preparation.one_hot) == []
    assert not preparation.grab().isNull()


def test_that_shapes_and_types_are_those_of_the_arrays(page: DataPage, qtbot: QtBot) -> None:
    fold = _open_fold(page, "python_fold")
    qtbot.waitUntil(lambda: fold.findChild(QLabel, "python_0_output") is not None)
    assert _text(fold, "python_0_code") == "x_train.shape, x_train.dtype"
    assert _text(fold, "python_0_output") == repr(((400, 28, 28), np.dtype(np.uint8)))


def test_that_other_data_show_with_their_notes_and_a_way_back(
    page: DataPage, service: FakeService, qtbot: QtBot
) -> None:
    assert not _button(page, "back_to_mnist").isVisible()
    _open(page, service, data_of(("cat", "dog", "owl"), "pets"), qtbot)
    assert _text(page, "data_name") == "pets"
    assert _text(page, "samples_title") == "Some of 120 training pictures"
    with qtbot.waitSignal(page.session.description_changed, timeout=60_000):
        _click(page, "back_to_mnist")
    assert page.session.dataset is service.dataset
    assert not _button(page, "back_to_mnist").isVisible()


def test_that_data_without_labels_can_be_looked_at_and_asked_for_their_labels(
    page: DataPage, service: FakeService, qtbot: QtBot
) -> None:
    _open(page, service, _unlabelled(service), qtbot)
    assert _button(page, "part_unlabelled").isChecked()
    assert page.browse.isVisible()
    assert _text(page, "samples_title") == "All 100 pictures"
    for name in ("part_train", "part_validation", "part_test", "other_samples"):
        assert not _button(page, name).isEnabled(), name
    _open_fold(page, "other_data_fold")
    assert _button(page, "open_labels").isVisible()
    _open_fold(page, "question_fold")
    assert not _button(page, "ask_question").isEnabled()
    _click(page, "show_preparation")
    assert not page.grab().isNull()
    with qtbot.waitSignal(page.session.description_changed, timeout=60_000):
        page.session.open_mnist()
    assert not _button(page, "part_unlabelled").isVisible()
    assert _button(page, "part_train").isChecked()


def test_that_a_hundred_classes_with_long_names_scroll(page: DataPage, service: FakeService, qtbot: QtBot) -> None:
    digits = service.dataset.train
    labels = (np.arange(len(digits)) % 100).astype(np.uint8)
    train = type(digits)(digits.images, labels)
    names = tuple(f"a class with the long name {number}" for number in range(100))
    _open(page, service, Dataset("many", train, train[:0], names, arrays_sha256(train, train[:0])), qtbot)
    area = page.samples.parentWidget()
    assert area is not None
    assert page.samples.height() > area.height()
    assert page.samples.width() <= area.width()
    assert page.samples.picture_rect(0).left() < page.samples.width() / 2


def test_that_a_refused_file_is_said_in_place_until_it_is_closed(page: DataPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.session.data_refused):
        page.session.open_data(Path("/nowhere/else.csv"))
    assert "else.csv" in _text(page, "data_notice_text")
    _click(page, "close_refusal")
    notice = page.findChild(QWidget, "data_notice")
    assert isinstance(notice, QWidget)
    assert not notice.isVisible()


def test_that_opening_shows_how_far_it_is_and_a_way_out(page: DataPage, service: FakeService, qtbot: QtBot) -> None:
    path = Path("/nowhere/slow.csv")
    service.files[path] = data_of(("a", "b"), "slow")
    service.may_open.clear()
    page.session.open_data(path)
    bar = page.findChild(QWidget, "opening_bar")
    qtbot.waitUntil(lambda: bar is not None and bar.isVisible() and bar.property("value") == 50)
    assert _text(page, "data_notice_text") == "Opening slow.csv …"
    _click(page, "cancel_opening")
    qtbot.waitUntil(lambda: page.session.opening is None)
    assert page.session.dataset is service.dataset


def test_that_recent_data_are_listed_and_missing_ones_say_so(
    page: DataPage, service: FakeService, tmp_path: Path, qtbot: QtBot
) -> None:
    _open_fold(page, "other_data_fold")
    assert not _button(page, "recent_data").isVisible()
    there = tmp_path / "there.csv"
    there.touch()
    for path in (Path("/nowhere/gone.csv"), there):
        service.files[path] = data_of(("a", "b"), path.stem)
        with qtbot.waitSignal(page.session.description_changed, timeout=60_000):
            page.session.open_data(path)
    _click(page, "recent_data")
    menu = page.findChild(QMenu, "recent_menu")
    assert isinstance(menu, QMenu)
    assert [(action.text(), action.isEnabled()) for action in menu.actions()] == [
        ("there.csv", True),
        ("gone.csv (no longer there)", False),
    ]
    with qtbot.waitSignal(page.session.description_changed, timeout=60_000):
        menu.actions()[0].trigger()
    menu.close()


def test_that_a_question_is_asked_by_its_button(page: DataPage) -> None:
    _open_fold(page, "question_fold")
    kind = _combo(page, "question")
    kind.setCurrentIndex(kind.findData("two_classes"))
    _combo(page, "question_first").setCurrentText("4")
    _combo(page, "question_second").setCurrentText("4")
    assert not _button(page, "ask_question").isEnabled()
    _combo(page, "question_second").setCurrentText("9")
    assert "Asking it makes a new model" in _text(page, "question_note")
    _click(page, "ask_question")
    assert page.session.model is not None
    assert page.session.model.run.training.task == TwoClasses(first=4, second=9)
    assert not _button(page, "ask_question").isEnabled()


def test_that_even_against_odd_is_offered_for_numbers_only(page: DataPage, service: FakeService, qtbot: QtBot) -> None:
    kind = _combo(page, "question")
    assert kind.findData("even_odd") >= 0
    _open(page, service, data_of(("cat", "dog"), "pets"), qtbot)
    assert kind.findData("even_odd") < 0


def test_that_the_laboratory_changes_the_pictures_says_so_and_undoes_it(page: DataPage, qtbot: QtBot) -> None:
    fold = _open_fold(page, "laboratory_fold")
    assert not _button(page, "change_data").isEnabled()
    _spin(page, "picture_count").setValue(100)
    _combo(page, "left_out").setCurrentText("7")
    with qtbot.waitSignal(page.session.description_changed, timeout=60_000):
        _click(page, "change_data")
    assert _text(page, "samples_title") == "Some of 100 changed training pictures"
    assert _text(page, "data_notice_text").startswith("Changed for a lesson: The class 7 was left out")
    fold.set_open(False)
    assert _button(fold, "header").text().endswith("2 changed")
    with qtbot.waitSignal(page.session.description_changed, timeout=60_000):
        _click(page, "undo_changes")
    assert _text(page, "samples_title") == "Some of 400 training pictures"
    assert _spin(page, "picture_count").value() == 0


def test_that_wrong_labels_are_crossed_and_say_what_was_right(
    page: DataPage, service: FakeService, qtbot: QtBot
) -> None:
    assert page.samples.crossed == ()
    with qtbot.waitSignal(page.session.description_changed, timeout=60_000):
        page.session.change_data(DataChanges(flipped_share=0.5, picture_count=200))
    dataset = page.session.dataset
    assert dataset is not None
    # The pictures of the fake service have 100 white pixels and as many more as their true label says.
    true = (dataset.train.images > 0).sum(axis=(1, 2)) - 100
    wrong = int(np.flatnonzero(true != dataset.train.labels)[0])
    _spin(page, "index").setValue(wrong)
    assert f"✕ was {true[wrong]}" in [label.text() for label in page.findChildren(QLabel)]
    assert len(page.samples.crossed) > 5
    grid = page.samples
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.picture_rect(grid.crossed[0]).center().toPoint())
    index = _spin(page, "index").value()
    assert true[index] != dataset.train.labels[index]
    _click(page, "part_test")
    assert grid.crossed == ()


def test_that_essentials_shows_two_settings_of_the_laboratory_and_everything_all(page: DataPage, qtbot: QtBot) -> None:
    fold = _open_fold(page, "laboratory_fold")

    def shown() -> list[str]:
        return [field.setting for field in fold.findChildren(Field) if field.isVisible()]

    assert shown() == ["picture_count", "left_out"]
    page.session.set_level(Level.EVERYTHING)
    everything = shown()
    assert set(everything) >= {"flipped_share", "thinned", "thinned_share", "noise"}
    _spin(page, "flipped_share").setValue(20)
    with qtbot.waitSignal(page.session.description_changed, timeout=60_000):
        _click(page, "change_data")
    assert page.session.dataset is not None
    assert page.session.dataset.changes == DataChanges(flipped_share=0.2)
    page.session.set_level(Level.ESSENTIALS)
    assert shown() == everything, "what is changed stays in sight"


def test_that_the_notice_stands_over_the_pictures_again_after_the_window_was_low(page: DataPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.session.description_changed, timeout=60_000):
        page.session.change_data(DataChanges(picture_count=200))
    notice, samples = page.findChild(QWidget, "data_notice"), page.findChild(QWidget, "samples_card")
    assert isinstance(notice, QWidget)
    assert isinstance(samples, QWidget)
    for height in (459, 689):
        page.window().resize(1366, height)
        qtbot.waitUntil(notice.isVisible)  # the layout that takes it in shows it when the window is laid out
    qtbot.waitUntil(
        lambda: notice.parentWidget() is samples.parentWidget() and notice.geometry().bottom() < samples.y()
    )

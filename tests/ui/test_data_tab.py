"""The page Data, driven by clicks and keys."""

import subprocess
import sys
from collections.abc import Iterator
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from mnist_desktop.ui.data.samples import SampleGrid
from mnist_desktop.ui.data_tab import DataPage
from mnist_desktop.ui.digit_grid import DigitGrid
from mnist_desktop.ui.main_window import PAGES, MainWindow
from mnist_desktop.ui.pixel_lens import PixelLens
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.theme import appearance
from tests.ui.fake_service import FakeService
from tests.ui.pages import PlainPage

SIZES = [(1366, 689), (1180, 720), (1024, 600), (911, 459), (880, 440)]


@pytest.fixture
def window(session: Session, qtbot: QtBot) -> Iterator[MainWindow]:
    """A window whose page Data is real; nothing is loaded yet."""
    factories = {name: partial(PlainPage, session, name) for name in PAGES}
    window = MainWindow(session, {**factories, "data": partial(DataPage, session)})
    window.resize(1366, 689)
    with qtbot.waitExposed(window):
        window.show()
    appearance().set_limit(2.0)
    yield window
    window.close()
    window.deleteLater()


@pytest.fixture
def page(window: MainWindow, session: Session, qtbot: QtBot) -> DataPage:
    """The page with its data."""
    with qtbot.waitSignals([session.predictor_changed, session.description_changed, session.runs_changed]):
        session.start()
    with qtbot.waitActive(window):
        window.activateWindow()
    return _page(window)


def _page(window: MainWindow) -> DataPage:
    assert isinstance(window.page, DataPage)
    return window.page


def _button(page: QWidget, name: str) -> QPushButton:
    found = page.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def _click(page: QWidget, name: str) -> None:
    QTest.mouseClick(_button(page, name), Qt.MouseButton.LeftButton)


def _text(page: QWidget, name: str) -> str:
    found = page.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found.text()


def _index(page: QWidget) -> QSpinBox:
    found = page.findChild(QSpinBox, "index")
    assert isinstance(found, QSpinBox)
    return found


def _label(page: QWidget) -> str:
    found = page.findChild(QWidget, "label")
    assert isinstance(found, QWidget)
    return _text(found, "value")


def _lens(page: QWidget) -> PixelLens:
    found = page.findChild(PixelLens)
    assert isinstance(found, PixelLens)
    return found


def _click_sample(samples: SampleGrid, place: int) -> None:
    QTest.mouseClick(samples, Qt.MouseButton.LeftButton, pos=samples.picture_rect(place).center().toPoint())


def _columns(samples: SampleGrid) -> int:
    """How many pictures stand in the first row."""
    top = samples.picture_rect(0).top()
    return next(place for place in range(1, 100) if samples.picture_rect(place).top() > top)


def _open_fold(page: QWidget, name: str) -> QWidget:
    fold = page.findChild(QWidget, name)
    assert isinstance(fold, QWidget)
    _click(fold, "header")
    _settle()
    return fold


def _settle() -> None:
    """Lets layouts that lie in each other find their places."""
    for _round in range(3):
        QApplication.processEvents()


def test_that_the_grid_is_never_empty_and_keeps_its_place_when_the_data_come(
    window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    samples = _page(window).samples
    places = [samples.picture_rect(place) for place in range(20)]
    empty = samples.grab().toImage()
    middle = places[11].center().toPoint()
    assert empty.pixelColor(middle) != empty.pixelColor(places[11].topLeft().toPoint() - QPoint(4, 4))
    assert not _button(window, "draw_on_it").isEnabled()
    with qtbot.waitSignal(session.description_changed):
        session.start()
    assert [samples.picture_rect(place) for place in range(20)] == places
    assert samples.grab().toImage() != empty


def test_that_the_first_training_picture_shows_with_its_label_and_its_numbers(
    page: DataPage, service: FakeService
) -> None:
    first = service.dataset.train
    assert (_index(page).value(), _label(page)) == (0, "0")
    _lens(page).move_to(3, 14)
    np.testing.assert_array_equal(_lens(page).numbers(), first.images[0][:7, 11:18])
    assert _text(page, "pixel_note").startswith(f"In the middle of the lens: {first.images[0][3, 14]}.")


def test_that_every_row_shows_samples_of_its_own_class_and_their_number(page: DataPage, service: FakeService) -> None:
    columns = _columns(page.samples)
    for row in range(10):
        for column in (0, columns - 1):
            _click_sample(page.samples, row * columns + column)
            assert service.dataset.train.labels[_index(page).value()] == row
            assert _label(page) == str(row)


def test_that_the_arrow_keys_go_from_sample_to_sample(page: DataPage) -> None:
    _click_sample(page.samples, 0)
    before = _index(page).value()
    QTest.keyClick(page.samples, Qt.Key.Key_Right)
    assert _index(page).value() != before
    assert _label(page) == "0"
    QTest.keyClick(page.samples, Qt.Key.Key_Down)
    assert _label(page) == "1"


def test_that_other_samples_are_others_of_the_same_classes(page: DataPage, service: FakeService) -> None:
    before = page.samples.grab().toImage()
    places = range(0, 10 * _columns(page.samples), _columns(page.samples))

    def shown() -> list[int]:
        indices = []
        for place in places:
            _click_sample(page.samples, place)
            indices.append(_index(page).value())
        return indices

    first = shown()
    _click(page, "other_samples")
    second = shown()
    assert first != second
    assert [service.dataset.train.labels[index] for index in second] == list(range(10))
    QTest.keyClick(page, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert shown() not in (first, second)
    assert before.size() == page.samples.grab().toImage().size()


def test_that_the_test_pictures_are_at_one_click(page: DataPage, service: FakeService) -> None:
    assert _text(page, "samples_title") == "Some of 400 training pictures"
    assert _index(page).maximum() == 399
    _index(page).setValue(7)
    _click(page, "part_test")
    assert _text(page, "samples_title") == "Some of 100 test pictures"
    assert (_index(page).value(), _index(page).maximum()) == (0, 99)
    _click_sample(page.samples, 3 * _columns(page.samples))
    assert service.dataset.test.labels[_index(page).value()] == 3
    QTest.keyClick(page, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert _button(page, "part_train").isChecked()
    assert _index(page).maximum() == 399


def test_that_the_validation_pictures_are_the_last_of_the_training_pictures(
    page: DataPage, service: FakeService
) -> None:
    _click(page, "part_validation")
    count = round(400 * page.session.validation_split)
    assert _text(page, "samples_title") == f"Some of {count} validation pictures"
    _index(page).setValue(7)
    np.testing.assert_array_equal(_lens(page).numbers(), service.dataset.train.images[400 - count + 7][11:18, 11:18])


def test_that_any_picture_is_reached_by_its_index(page: DataPage) -> None:
    QTest.keyClick(page, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert _index(page).hasFocus()
    QTest.keyClicks(_index(page), "123")
    QTest.keyClick(_index(page), Qt.Key.Key_Return)
    assert _label(page) == "3"
    QTest.keyClick(page, Qt.Key.Key_PageDown)
    assert (_index(page).value(), _label(page)) == (124, "4")
    QTest.keyClick(page, Qt.Key.Key_PageUp)
    QTest.keyClick(page, Qt.Key.Key_PageUp)
    assert (_index(page).value(), _label(page)) == (122, "2")


def test_that_before_the_first_picture_comes_the_last(page: DataPage) -> None:
    QTest.keyClick(page, Qt.Key.Key_PageUp)
    assert _index(page).value() == 399


def test_that_any_picture_can_be_drawn_on(
    window: MainWindow, page: DataPage, service: FakeService, qtbot: QtBot
) -> None:
    _index(page).setValue(35)
    with qtbot.waitSignal(page.session.digit_for_canvas) as got:
        _click(page, "draw_on_it")
    np.testing.assert_array_equal(got.args[0], service.dataset.train.images[35])
    assert window.page.objectName() == "draw_page"


def test_that_the_main_action_goes_to_network(window: MainWindow, page: DataPage) -> None:
    _click(page, "choose_network")
    assert window.page.objectName() == "network_page"
    window.show_page("data")
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert window.page.objectName() == "network_page"


def test_that_the_data_are_said_in_plain_words(page: DataPage) -> None:
    assert _text(page, "data_sizes") == "400 pictures to learn from, 100 to test."
    assert _text(page, "data_numbers") == "Each is 28 × 28 numbers from 0 (black) to 255 (white)."
    assert _text(page, "data_balance") == "Every class has 40 pictures: exactly even."


def test_that_no_sentence_is_cut(page: DataPage) -> None:
    _settle()
    for name in ("data_sizes", "data_numbers", "data_balance", "pixel_note"):
        label = page.findChild(QLabel, name)
        assert isinstance(label, QLabel)
        assert label.height() >= label.heightForWidth(label.width())


def test_that_both_parts_are_counted_in_a_fold(page: DataPage) -> None:
    fold = _open_fold(page, "counts_fold")
    rows = [[_text(fold, f"count_{row}_{column}") for column in range(4)] for row in (0, 1, 10, 11)]
    assert rows == [
        ["class", "learn", "validate", "test"],
        ["0", "36", "4", "10"],
        ["9", "36", "4", "10"],
        ["all", "360", "40", "100"],
    ]


def test_that_the_mean_digits_are_in_a_fold(page: DataPage) -> None:
    fold = _open_fold(page, "mean_fold")
    grid = fold.findChild(DigitGrid)
    assert isinstance(grid, DigitGrid)
    assert grid.isVisible()
    last = grid.picture_rect(9)
    assert grid.rect().contains(last.toAlignedRect())
    ink = grid.grab().toImage()
    # All pictures of a class are alike here, so their mean is as white as they are.
    assert ink.pixelColor(round(last.center().x()), round(last.top()) + 2).value() == 255


def test_that_the_pixel_values_are_plotted_when_their_fold_is_opened(page: DataPage, qtbot: QtBot) -> None:
    assert page.findChild(QWidget, "histogram") is None
    _open_fold(page, "pixels_fold")
    # It is made when matplotlib has been imported in its lane, and shown by the layout after that.
    qtbot.waitUntil(lambda: any(each.isVisible() for each in page.findChildren(QWidget, "histogram")), timeout=20_000)
    plot = page.findChild(QWidget, "histogram")
    assert isinstance(plot, QWidget)
    assert plot.isVisible()
    assert plot.height() >= 200
    before, after = _text(page, "pixels_note").split("\n")
    pixels = page.session.service.load_data().train.images / 255
    assert f"mean {255 * pixels.mean():.1f}" in before
    assert f"mean {pixels.mean():.3f}" in after
    appearance().set_scale(1.5)
    assert plot.height() >= 300


def test_that_a_fold_that_is_opened_early_is_filled_when_the_counts_come(
    window: MainWindow, session: Session, qtbot: QtBot
) -> None:
    page = _page(window)
    fold = _open_fold(page, "counts_fold")
    with qtbot.waitSignal(session.description_changed):
        session.start()
    assert _text(fold, "count_1_1") == "36"


def test_that_importing_the_page_does_not_import_matplotlib() -> None:
    code = "import sys, mnist_desktop.ui.data_tab, mnist_desktop.ui.draw_tab; print('matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_that_nothing_is_cut_at_any_size(
    window: MainWindow, page: DataPage, size: tuple[int, int], scale: float
) -> None:
    appearance().set_scale(scale)
    window.setMinimumSize(1, 1)
    window.resize(round(size[0] * scale), round(size[1] * scale))
    _settle()
    samples, lens = page.samples, _lens(page)
    assert samples.rect().contains(samples.picture_rect(10 * _columns(samples) - 1).toAlignedRect())
    assert _columns(samples) >= 4
    assert samples.picture_rect(0).width() >= 22
    assert min(lens.width() / 2, lens.height()) >= 160 or min(lens.width(), lens.height() / 2) >= 160, lens.size()
    names = ("choose_network", "draw_on_it", "show_preparation", "index", "samples", "pixel_lens")
    places = {}
    for name in names:
        widget = page.findChild(QWidget, name)
        assert isinstance(widget, QWidget)
        assert widget.isVisible(), name
        corner = widget.mapTo(window, QPoint(0, 0))
        places[name] = widget.rect().translated(corner)
        assert window.rect().contains(places[name]), name
        assert widget.width() >= widget.minimumSizeHint().width(), name
        assert widget.visibleRegion().boundingRect() == widget.rect(), f"{name} is cut"
    for name in names:
        for other in names:
            assert name == other or not places[name].intersects(places[other]), (name, other)


def test_that_every_control_explains_itself_and_can_be_reached(page: DataPage) -> None:
    controls = [
        *(each for each in page.findChildren(QAbstractButton) if each.objectName() not in ("header", "drawer_button")),
        page.samples,
        _lens(page),
        _index(page),
    ]
    assert len(controls) >= 7
    for control in controls:
        if not control.objectName() or control.objectName().startswith("qt_"):
            continue
        assert control.statusTip(), control.objectName()
        text = control.text() if isinstance(control, QAbstractButton) else ""
        assert control.accessibleName() or text, control.objectName()
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, control.objectName()

"""Draw's pictures from elsewhere and what it keeps: opened, dropped, pasted, saved, copied, labelled."""

import errno
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLabel, QPushButton, QSlider, QWidget
from pytestqt.qtbot import QtBot

from mnist_desktop.data.framing import framed
from mnist_desktop.service import drawings
from mnist_desktop.ui.draw.prepared import prepare_canvas
from mnist_desktop.ui.draw_tab import DrawPage
from mnist_desktop.ui.main_window import MainWindow
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.shared_state import Notice
from mnist_desktop.ui.widgets import Fold
from tests.ui.drawing import window_at_draw
from tests.ui.fake_service import FakeService

_CONTROL, _ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def service(user_folder: Path) -> FakeService:
    service = FakeService()
    service._home = user_folder
    return service


@pytest.fixture
def window(started: Session, qtbot: QtBot) -> Iterator[MainWindow]:
    with window_at_draw(started, qtbot) as window:
        yield window
        QGuiApplication.clipboard().clear()


@pytest.fixture
def page(window: MainWindow) -> DrawPage:
    _settle()
    assert isinstance(window.page, DrawPage)
    return window.page


def _settle() -> None:
    for _round in range(3):
        QApplication.processEvents()


def _draw(page: DrawPage) -> None:
    side = page.canvas.width()
    QTest.mousePress(page.canvas, Qt.MouseButton.LeftButton, pos=QPoint(side // 2, side // 4))
    QTest.mouseMove(page.canvas, QPoint(side // 2, side // 2))
    QTest.mouseRelease(page.canvas, Qt.MouseButton.LeftButton, pos=QPoint(side // 2, side * 3 // 4))
    _settle()


def _seven() -> NDArray[np.uint8]:
    """Dark on light, of no usual size, as a drawing that was made elsewhere."""
    picture = np.full((120, 90), 255, np.uint8)
    picture[20:30, 20:70] = 0
    picture[30:100, 58:70] = 0
    return picture


def _save(picture: NDArray[np.uint8], file: Path) -> Path:
    Image.fromarray(picture).save(file)
    return file


def _drop(target: QWidget, data: QMimeData) -> bool:
    """Drops something as Qt does: its parents are asked after a widget that does not want it."""
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, left, none)
    entered.ignore()
    QApplication.sendEvent(target, entered)
    if entered.isAccepted():
        QApplication.sendEvent(target, QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, left, none))
    return entered.isAccepted()


def _files(*files: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    return data


def _label(page: QWidget, name: str) -> str:
    label = page.findChild(QLabel, name)
    assert isinstance(label, QLabel)
    return label.text()


def _button(page: QWidget, name: str) -> QPushButton:
    button = page.findChild(QPushButton, name)
    assert isinstance(button, QPushButton)
    return button


def _fold(page: DrawPage, name: str) -> Fold:
    fold = page.findChild(Fold, name)
    assert isinstance(fold, Fold)
    fold.set_open(True)
    _settle()
    return fold


def _dialog(window: MainWindow, name: str) -> QDialog:
    dialog = window.findChild(QDialog, name)
    assert isinstance(dialog, QDialog)
    return dialog


def _received(page: DrawPage) -> NDArray[np.uint8]:
    return prepare_canvas(page.session.service, page.canvas).image


# Opening


def test_that_a_file_is_chosen_by_a_key_and_read_in_the_data_lane(
    page: DrawPage, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    file = _save(_seven(), tmp_path / "seven.png")
    QTest.keyClick(page, Qt.Key.Key_O, _CONTROL | _ALT)
    dialog = _dialog(window, "picture_dialog")
    assert isinstance(dialog, QFileDialog)
    said: list[str] = []
    page.session.progress_changed.connect(lambda progress: said.append(progress.text if progress else ""))
    with qtbot.waitSignal(page.canvas.ink_changed):
        dialog.fileSelected.emit(str(file))
        assert page.canvas.is_empty(), "it is being read"
    dialog.reject()
    np.testing.assert_array_equal(page.canvas.ink(), framed(255 - _seven()))
    qtbot.waitUntil(lambda: said == ["Opening seven.png …", ""])
    _settle()
    assert page.live.waiting or window.message_bar.text == ""


def test_that_an_opened_picture_is_answered_from_its_own_pixels_and_can_be_undone(
    page: DrawPage, qtbot: QtBot, tmp_path: Path, service: FakeService
) -> None:
    _draw(page)
    drawn = page.canvas.ink()
    with qtbot.waitSignal(page.canvas.ink_changed):
        page.opener.open_file(_save(_seven(), tmp_path / "seven.jpg"))
    with qtbot.waitSignal(page.live.answered) as answered:
        page.live.request()
    expected = service.prepare_drawing(service.read_picture(tmp_path / "seven.jpg")).image
    np.testing.assert_array_equal(answered.args[0].image, expected)
    page.canvas.undo()
    np.testing.assert_array_equal(page.canvas.ink(), drawn)


def test_that_a_picture_of_the_data_arrives_bit_for_bit_and_is_known(
    page: DrawPage, qtbot: QtBot, tmp_path: Path, service: FakeService
) -> None:
    prepared = service.prepare_drawing(255 - _seven())
    assert prepared.image.shape == (28, 28)
    service.dataset.test.images[3] = prepared.image
    with qtbot.waitSignal(page.canvas.ink_changed):
        page.opener.open_file(_save(prepared.image, tmp_path / "mnist.png"))
    np.testing.assert_array_equal(page.canvas.picture(), prepared.image)
    qtbot.waitUntil(lambda: _label(page, "truth").startswith("Test picture 3"))


def test_that_28_by_28_in_a_corner_is_prepared_like_any_other(page: DrawPage, qtbot: QtBot, tmp_path: Path) -> None:
    picture = np.zeros((28, 28), np.uint8)
    picture[:6, :3] = 255
    with qtbot.waitSignal(page.canvas.ink_changed):
        page.opener.open_file(_save(picture, tmp_path / "corner.png"))
    assert page.canvas.picture() is None
    np.testing.assert_array_equal(_received(page), page.session.service.prepare_drawing(picture).image)


def test_that_a_small_digit_on_a_large_sheet_is_seen_large(page: DrawPage, qtbot: QtBot, tmp_path: Path) -> None:
    sheet = np.full((900, 700), 255, np.uint8)
    sheet[700:820, 100:190] = _seven()
    with qtbot.waitSignal(page.canvas.ink_changed):
        page.opener.open_file(_save(sheet, tmp_path / "sheet.png"))
    shown = (page.canvas.square_ink() > 127).any(axis=1)
    assert shown.mean() > 0.65
    np.testing.assert_array_equal(_received(page), page.session.service.prepare_drawing(255 - sheet).image)


def test_that_a_dropped_picture_goes_to_the_canvas_and_not_to_the_data(
    page: DrawPage, window: MainWindow, qtbot: QtBot, tmp_path: Path, service: FakeService
) -> None:
    opened = [name for name, _thread in service.calls].count("open_data")
    with qtbot.waitSignal(page.canvas.ink_changed):
        assert _drop(page, _files(_save(_seven(), tmp_path / "PHOTO.PNG")))
    assert window.page is page
    assert [name for name, _thread in service.calls].count("open_data") == opened


def test_that_a_frame_says_where_a_picture_will_go(page: DrawPage, tmp_path: Path) -> None:
    frame = page.findChild(QLabel, "picture_frame")
    assert isinstance(frame, QLabel)
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    data = _files(tmp_path / "a.png")
    QApplication.sendEvent(page, QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, left, none))
    assert frame.isVisible()
    QApplication.sendEvent(page, QDragLeaveEvent())
    assert not frame.isVisible()


def test_that_a_picture_without_a_file_can_be_dropped(page: DrawPage, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setImageData(_image(_seven()))
    with qtbot.waitSignal(page.canvas.ink_changed):
        assert _drop(page, data)
    np.testing.assert_array_equal(page.canvas.ink(), framed(255 - _seven()))


def test_that_of_two_pictures_none_is_opened_and_it_says_so(page: DrawPage, window: MainWindow, tmp_path: Path) -> None:
    _draw(page)
    before = page.canvas.ink()
    assert _drop(page, _files(tmp_path / "a.png", tmp_path / "b.jpg"))
    assert window.message_bar.text.startswith("The canvas takes one picture; 2 came.")
    np.testing.assert_array_equal(page.canvas.ink(), before)


def test_that_data_and_models_are_left_to_the_window(page: DrawPage, tmp_path: Path) -> None:
    for name in ("digits.npz", "mine.keras", "network.json"):
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        data = _files(tmp_path / name)
        event = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, left, none)
        event.ignore()
        QApplication.sendEvent(page, event)
        frame = page.findChild(QLabel, "picture_frame")
        assert isinstance(frame, QLabel)
        assert not frame.isVisible(), name


def test_that_data_dropped_on_the_page_open_as_data(
    page: DrawPage, window: MainWindow, qtbot: QtBot, tmp_path: Path, service: FakeService
) -> None:
    service.files[tmp_path / "digits.npz"] = service.dataset
    with qtbot.waitSignal(page.session.dataset_changed):
        assert _drop(page, _files(tmp_path / "digits.npz"))


def test_that_a_copied_picture_is_pasted_by_a_key(page: DrawPage, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setImage(_image(_seven()))
    with qtbot.waitSignal(page.canvas.ink_changed):
        QTest.keyClick(page, Qt.Key.Key_V, _CONTROL)
    np.testing.assert_array_equal(page.canvas.ink(), framed(255 - _seven()))


def test_that_a_copied_file_is_pasted(page: DrawPage, qtbot: QtBot, tmp_path: Path) -> None:
    QGuiApplication.clipboard().setMimeData(_files(_save(_seven(), tmp_path / "seven.png")))
    with qtbot.waitSignal(page.canvas.ink_changed):
        page.opener.paste()
    np.testing.assert_array_equal(page.canvas.ink(), framed(255 - _seven()))


def test_that_without_a_picture_to_paste_it_says_so(page: DrawPage, window: MainWindow) -> None:
    QGuiApplication.clipboard().setText("seven")
    page.opener.paste()
    assert window.message_bar.text.startswith("There is no picture on the clipboard.")
    assert page.canvas.is_empty()


def test_that_a_pasted_picture_of_many_pixels_is_made_smaller(page: DrawPage, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setImage(_image(_seven()).scaled(2700, 3600))
    with qtbot.waitSignal(page.canvas.ink_changed):
        page.opener.paste()
    assert max(page.canvas.ink().shape) <= 1024


def test_that_of_two_that_are_asked_for_the_last_one_stays(page: DrawPage, qtbot: QtBot, tmp_path: Path) -> None:
    first, second = _save(_seven(), tmp_path / "a.png"), _save(_seven()[::-1], tmp_path / "b.png")
    shown: list[NDArray[np.uint8]] = []
    page.canvas.ink_changed.connect(lambda: shown.append(page.canvas.ink()))
    page.opener.open_file(first)
    page.opener.open_file(second)
    qtbot.waitUntil(lambda: bool(shown))
    qtbot.waitUntil(lambda: np.array_equal(page.canvas.ink(), framed(255 - _seven()[::-1])))
    assert len(shown) == 1


def _image(picture: NDArray[np.uint8]) -> QImage:
    height, width = picture.shape
    return QImage(picture.tobytes(), width, height, width, QImage.Format.Format_Grayscale8).copy()


# Bad input


def _broken_jpeg(file: Path) -> None:
    Image.fromarray(_seven()).save(file, "JPEG")
    file.write_bytes(file.read_bytes()[:200])


def _huge_png(file: Path) -> None:
    Image.new("1", (12_000, 9_000)).save(file, "PNG")


@pytest.mark.parametrize(
    ("name", "make", "sentence"),
    [
        ("gone.png", lambda _file: None, "There is no file"),
        ("broken.jpg", _broken_jpeg, "is damaged"),
        ("huge.png", _huge_png, "12,000 × 9,000"),
        ("text.png", lambda file: file.write_text("seven"), "no picture of a kind"),
        ("photo.heic", lambda file: file.write_bytes(b"\0\0\0\x18ftypheic" + bytes(50)), "no picture of a kind"),
        ("white.png", lambda file: Image.new("L", (50, 50), 255).save(file), "No ink is found in white.png"),
        ("black.png", lambda file: Image.new("L", (50, 50), 0).save(file), "No ink is found in black.png"),
        ("dot.png", lambda file: Image.new("L", (1, 1), 255).save(file), "No ink is found in dot.png"),
        ("grey.png", lambda file: Image.new("L", (1, 1), 128).save(file), "No ink is found in grey.png"),
        ("empty.png", lambda file: file.write_bytes(b""), "no picture of a kind"),
        ("clear.png", lambda file: Image.new("RGBA", (9, 9)).save(file), "No ink is found in clear.png"),
    ],
)
def test_that_what_cannot_be_opened_is_a_sentence_and_the_canvas_is_kept(
    page: DrawPage, window: MainWindow, qtbot: QtBot, tmp_path: Path, name: str, make: object, sentence: str
) -> None:
    _draw(page)
    before = page.canvas.strokes()
    assert callable(make)
    make(tmp_path / name)
    with qtbot.waitSignal(page.session.failed):
        page.opener.open_file(tmp_path / name)
    assert sentence in window.message_bar.text
    assert page.canvas.strokes() == before
    assert page.canvas.is_only_strokes()


def _rgba(file: Path) -> None:
    picture = np.zeros((*_seven().shape, 4), np.uint8)
    picture[..., 3] = 255 - _seven()
    Image.fromarray(picture).save(file)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("seven.gif", lambda file: _gif(file)),
        ("seven.png", _rgba),
        ("seven.tif", lambda file: Image.fromarray(_seven().astype(np.uint16) * 200).save(file)),
        ("seven.jpg", lambda file: Image.fromarray(_seven()).convert("CMYK").save(file, quality=95)),
        ("seven.bmp", lambda file: Image.fromarray(_seven()).convert("RGB").save(file)),
    ],
)
def test_that_animated_transparent_16_bit_and_cmyk_pictures_are_answered(
    page: DrawPage, qtbot: QtBot, tmp_path: Path, name: str, make: object
) -> None:
    assert callable(make)
    make(tmp_path / name)
    with qtbot.waitSignal(page.canvas.ink_changed):
        page.opener.open_file(tmp_path / name)
    expected = page.session.service.prepare_drawing(255 - _seven()).image.astype(int)
    assert np.abs(_received(page).astype(int) - expected).max() <= 40
    qtbot.waitUntil(lambda: _label(page, "certainty") != "")


def _gif(file: Path) -> None:
    frames = [Image.fromarray(_seven()), Image.fromarray(_seven()[::-1].copy())]
    frames[0].save(file, save_all=True, append_images=frames[1:])


def test_that_one_dot_and_a_filled_canvas_get_an_answer(page: DrawPage, qtbot: QtBot) -> None:
    QTest.mouseClick(page.canvas, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    qtbot.waitUntil(lambda: _label(page, "certainty") != "")
    page.canvas.clear()
    qtbot.waitUntil(lambda: _label(page, "certainty") == "")
    page.canvas.set_brush_width(80)
    side = page.canvas.width()
    for y in range(0, side + 40, 40):
        QTest.mousePress(page.canvas, Qt.MouseButton.LeftButton, pos=QPoint(0, y))
        QTest.mouseRelease(page.canvas, Qt.MouseButton.LeftButton, pos=QPoint(side, y))
        QTest.mousePress(page.canvas, Qt.MouseButton.LeftButton, pos=QPoint(side, y))
        QTest.mouseMove(page.canvas, QPoint(0, y))
        QTest.mouseRelease(page.canvas, Qt.MouseButton.LeftButton, pos=QPoint(0, y))
    assert (page.canvas.ink() == 255).all()
    qtbot.waitUntil(lambda: _label(page, "certainty") != "")


# Keeping


@pytest.mark.parametrize("way", ["label", "save", "copy"])
def test_that_an_empty_canvas_has_nothing_to_save(
    page: DrawPage, window: MainWindow, way: str, user_folder: Path
) -> None:
    {"label": page.keeper.ask_label, "save": page.keeper.ask_file, "copy": page.keeper.copy}[way]()
    assert window.message_bar.text == "The canvas is empty. Draw a digit first."
    assert window.findChild(QDialog) is None or not any(each.isVisible() for each in window.findChildren(QDialog))
    assert not (user_folder / "drawings").exists()


def test_that_the_answer_is_chosen_at_first_and_enter_saves_with_it(
    page: DrawPage, window: MainWindow, qtbot: QtBot, user_folder: Path
) -> None:
    _draw(page)
    answer = page.stage.answer.answer.text
    picture = _received(page)
    QTest.keyClick(page, Qt.Key.Key_L, _CONTROL)
    dialog = _dialog(window, "label_dialog")
    assert [f"label_{digit}" for digit in range(10) if _button(dialog, f"label_{digit}").isChecked()] == [
        f"label_{answer}"
    ]
    with qtbot.waitSignal(page.session.notified) as told:
        QTest.keyClick(dialog, Qt.Key.Key_Return)
    with Image.open(user_folder / "drawings" / answer / "1.png") as image:
        np.testing.assert_array_equal(np.asarray(image), picture)
    notice = told.args[0]
    assert isinstance(notice, Notice)
    assert notice.text == f"Saved as a {answer}; 1 drawing is collected."


@pytest.mark.parametrize("way", ["key", "button"])
def test_that_another_label_is_chosen_by_its_key_or_button(
    page: DrawPage, window: MainWindow, qtbot: QtBot, user_folder: Path, way: str
) -> None:
    _draw(page)
    page.keeper.ask_label()
    dialog = _dialog(window, "label_dialog")
    with qtbot.waitSignal(page.session.notified):
        if way == "key":
            QTest.keyClick(dialog, Qt.Key.Key_6)
        else:
            QTest.mouseClick(_button(dialog, "label_6"), Qt.MouseButton.LeftButton)
    assert (user_folder / "drawings" / "6" / "1.png").is_file()


def test_that_escape_saves_nothing(page: DrawPage, window: MainWindow, user_folder: Path) -> None:
    _draw(page)
    page.keeper.ask_label()
    QTest.keyClick(_dialog(window, "label_dialog"), Qt.Key.Key_Escape)
    _settle()
    assert not (user_folder / "drawings").exists()


def test_that_a_saved_label_can_be_taken_back_in_the_message(
    page: DrawPage, window: MainWindow, qtbot: QtBot, user_folder: Path
) -> None:
    _fold(page, "keep_drawing_fold")
    _draw(page)
    for label in (3, 8, 8):
        with qtbot.waitSignal(page.session.notified):
            page.keeper.save_labelled(label)
    assert _label(page, "collected") == "3 drawings of 2 digits collected."
    assert _button(page, "open_drawings").isVisible()
    with qtbot.waitSignal(page.session.notified):
        QTest.mouseClick(_button(window, "message_action"), Qt.MouseButton.LeftButton)
    assert window.message_bar.text == "It is deleted again; 2 drawings are collected."
    assert not (user_folder / "drawings" / "8" / "2.png").exists()
    assert _label(page, "collected") == "2 drawings of 2 digits collected."


def test_that_the_fold_counts_what_was_collected_before(
    page: DrawPage, qtbot: QtBot, service: FakeService, tmp_path: Path
) -> None:
    service.save_drawing(np.full((28, 28), 9, np.uint8), 1)
    assert _label(page, "collected") == "No drawings collected yet."
    _fold(page, "keep_drawing_fold")
    qtbot.waitUntil(lambda: _label(page, "collected") == "1 drawing of 1 digit collected.")
    assert _button(page, "open_drawings").isHidden(), "one digit is no data"


def test_that_what_is_collected_opens_on_the_page_data(
    page: DrawPage, window: MainWindow, qtbot: QtBot, service: FakeService, user_folder: Path
) -> None:
    for label in (1, 2):
        service.save_drawing(np.full((28, 28), 9, np.uint8), label)
    service.files[user_folder / "drawings"] = service.dataset
    with qtbot.waitSignal(page.session.dataset_changed):
        QTest.keyClick(page, Qt.Key.Key_L, _CONTROL | _ALT)
    assert window.page.objectName() == "data_page"


def test_that_drawings_of_one_digit_are_no_data(
    page: DrawPage, window: MainWindow, qtbot: QtBot, service: FakeService
) -> None:
    service.save_drawing(np.full((28, 28), 9, np.uint8), 1)
    with qtbot.waitSignal(page.session.failed):
        page.keeper.open_as_data()
    assert "data need two at least" in window.message_bar.text
    assert window.page is page


def test_that_a_full_disk_is_said_and_the_drawing_is_kept(
    page: DrawPage, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: Path, _content: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(drawings, "write_whole", full)
    _draw(page)
    with qtbot.waitSignal(page.session.failed):
        page.keeper.save_labelled(4)
    assert "No space left on device" in window.message_bar.text
    assert not page.canvas.is_empty()


@pytest.mark.parametrize("received", [False, True])
def test_that_a_drawing_is_saved_as_png_large_or_as_it_is_received(
    page: DrawPage, window: MainWindow, qtbot: QtBot, tmp_path: Path, received: bool
) -> None:
    page.session.set_level(Level.EVERYTHING)
    _draw(page)
    QTest.keyClick(page, Qt.Key.Key_S, _CONTROL | _ALT)
    dialog = _dialog(window, "save_drawing_dialog")
    assert isinstance(dialog, QFileDialog)
    dialog.selectNameFilter(dialog.nameFilters()[received])
    with qtbot.waitSignal(page.session.notified):
        dialog.fileSelected.emit(str(tmp_path / "mine.png"))
    dialog.reject()
    expected = _received(page) if received else page.canvas.ink()
    with Image.open(tmp_path / "mine.png") as image:
        np.testing.assert_array_equal(np.asarray(image), expected)
    assert "mine.png" in window.message_bar.text


def test_that_a_drawing_is_saved_as_nothing_but_png(page: DrawPage, window: MainWindow, tmp_path: Path) -> None:
    _draw(page)
    page.keeper.save_to(tmp_path / "mine.jpg")
    assert "saved as .png, not as .jpg" in window.message_bar.text
    assert not (tmp_path / "mine.jpg").exists()


def test_that_a_folder_that_is_gone_is_said(page: DrawPage, window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    _draw(page)
    with qtbot.waitSignal(page.session.failed):
        page.keeper.save_to(tmp_path / "gone" / "mine.png")
    assert "cannot be written" in window.message_bar.text


def test_that_a_copied_drawing_comes_back_when_it_is_pasted(page: DrawPage, qtbot: QtBot) -> None:
    page.session.set_level(Level.EVERYTHING)
    _draw(page)
    of_ink_alone = page.session.service.prepare_drawing(page.canvas.square_ink()).image
    QTest.keyClick(page, Qt.Key.Key_C, _CONTROL)
    page.canvas.clear()
    with qtbot.waitSignal(page.canvas.ink_changed):
        QTest.keyClick(page, Qt.Key.Key_V, _CONTROL)
    np.testing.assert_array_equal(_received(page), of_ink_alone)


def test_that_essentials_hide_the_exports_but_not_the_labels(page: DrawPage, window: MainWindow) -> None:
    _fold(page, "keep_drawing_fold")
    _draw(page)
    names = ("save_drawing", "copy_drawing")
    assert not any(_button(page, name).isVisible() for name in names)
    assert _button(page, "save_labelled").isVisible()
    QGuiApplication.clipboard().clear()
    QTest.keyClick(page, Qt.Key.Key_C, _CONTROL)
    assert QGuiApplication.clipboard().image().isNull()
    page.session.set_level(Level.EVERYTHING)
    _settle()
    assert all(_button(page, name).isVisible() for name in names)


def test_that_the_eraser_has_a_button_and_a_key(page: DrawPage) -> None:
    eraser = _button(page, "eraser")
    QTest.mouseClick(eraser, Qt.MouseButton.LeftButton)
    assert page.canvas.eraser
    QTest.keyClick(page, Qt.Key.Key_E)
    assert not page.canvas.eraser
    assert not eraser.isChecked()
    QTest.keyClick(page, Qt.Key.Key_E)
    assert eraser.isChecked()


def test_that_all_that_is_folded_away_explains_itself(page: DrawPage) -> None:
    page.session.set_level(Level.EVERYTHING)
    for name in ("open_picture_fold", "keep_drawing_fold"):
        for button in _fold(page, name).findChildren(QPushButton):
            if button.objectName() != "header" and button.isVisible():
                assert button.statusTip(), button.objectName()
                assert button.width() >= button.sizeHint().width(), button.objectName()


def test_that_tab_goes_from_the_brush_through_the_folds_to_the_canvas(page: DrawPage) -> None:
    for name in ("open_picture_fold", "keep_drawing_fold"):
        _fold(page, name)
    focused = page.findChild(QSlider, "brush_width")
    assert isinstance(focused, QSlider)
    focused.setFocus()
    names = []
    for _step in range(6):
        now = QApplication.focusWidget()
        assert now is not None
        QTest.keyClick(now, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        assert now is not None
        names.append(now.objectName())
    expected = ["header", "open_picture", "paste_picture", "header", "save_labelled", "digit_canvas"]
    assert names == expected

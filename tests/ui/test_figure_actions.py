"""Plots saved and copied: by menu, key and button."""

from functools import partial
from pathlib import Path
from xml.etree import ElementTree

import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from PIL import Image
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAction, QEnterEvent, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from mnist_desktop.errors import UserError
from mnist_desktop.plots.curves import CurveData, Curves
from mnist_desktop.plots.style import DARK, PlotStyle, add_text
from mnist_desktop.ui.figure_actions import FigureActions, FigureKeys
from mnist_desktop.ui.figure_view import FigureView
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level


class _Window(QWidget):
    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.view = FigureView("Right answers")
        self.keys = FigureKeys(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self.resize(400, 200)


@pytest.fixture
def window(session: Session, qtbot: QtBot) -> _Window:
    window = _Window(session)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    window.view.show_plot(partial(_draw, style=DARK, words="Ninety-nine"))
    window.view.draw_now()
    return window


def _draw(figure: Figure, *, style: PlotStyle, words: str) -> None:
    figure.clear()
    figure.set_facecolor(style.surface)
    add_text(figure, 20, 50, words, size=14, color=style.text)


def _actions(window: _Window) -> FigureActions:
    found = window.findChild(FigureActions)
    assert isinstance(found, FigureActions)
    return found


def _save(window: _Window, file: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.session.notified) as told:
        _actions(window).save_to(file)
    assert file.name in told.args[0].text


def test_that_a_picture_has_300_dots_per_inch_and_the_light_theme(
    window: _Window, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "plot.png"
    _save(window, file, qtbot)
    with Image.open(file) as picture:
        assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        # 400 × 200 of a screen of 96 dots per inch, and the margin.
        assert picture.size == (1250 + 2 * 38, 625 + 2 * 38)
        assert picture.getpixel((0, 0)) == picture.getpixel((700, 600)) == (255, 255, 255)
    assert to_hex(window.view.figure.get_facecolor()).upper() == DARK.surface, "on the screen it stays dark"


def test_that_a_drawing_has_texts_that_are_texts(window: _Window, tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / "plot.svg"
    _save(window, file, qtbot)
    texts = [each.text for each in ElementTree.parse(file).iter("{http://www.w3.org/2000/svg}text")]
    assert texts == ["Ninety-nine"]


def test_that_what_moves_in_a_live_plot_is_saved_too(window: _Window, tmp_path: Path, qtbot: QtBot) -> None:
    curves = Curves(window.view.figure, DARK)
    curves.set_data(CurveData((1, 2), (0.5, 0.6), (1, 1), (1, 2), (0.5, 0.95), (1, 1)), 10)
    window.view.show_live(curves)
    file = tmp_path / "plot.svg"
    _save(window, file, qtbot)
    texts = [each.text for each in ElementTree.parse(file).iter("{http://www.w3.org/2000/svg}text")]
    assert texts.count("validation") == 2


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_that_a_place_that_cannot_be_written_ends_in_a_sentence(
    window: _Window, tmp_path: Path, qtbot: QtBot, suffix: str
) -> None:
    with qtbot.waitSignal(window.session.failed) as told:
        _actions(window).save_to(tmp_path / "nowhere" / f"plot{suffix}")
    assert "cannot be written" in str(told.args[0])
    assert not list(tmp_path.glob("*plot*"))


def test_that_another_ending_is_refused(window: _Window, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"not as \.jpg"):
        _actions(window).save_to(tmp_path / "plot.jpg")


def test_that_the_menu_saves_and_copies(window: _Window, qtbot: QtBot) -> None:
    QTest.mouseClick(window.view, Qt.MouseButton.LeftButton)
    _actions(window).open_menu(window.mapToGlobal(window.rect().center()))
    menu = window.view.findChild(QMenu, "figure_menu")
    assert isinstance(menu, QMenu)
    assert [action.objectName() for action in menu.actions()] == ["save_figure", "copy_figure"]
    QGuiApplication.clipboard().clear()
    with qtbot.waitSignal(window.session.notified):
        menu.actions()[1].trigger()
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (1326, 701)
    assert image.pixelColor(700, 600).name() == "#ffffff"
    menu.close()


def test_that_the_key_saves_the_plot_that_is_seen(window: _Window, qtbot: QtBot) -> None:
    action = window.findChild(QAction, "save_plot")
    assert isinstance(action, QAction)
    assert action.shortcut() == QKeySequence("Ctrl+Shift+G")
    action.trigger()
    dialog = window.findChild(QFileDialog, "figure_dialog")
    assert isinstance(dialog, QFileDialog)
    assert dialog.defaultSuffix() == "png"
    dialog.filterSelected.emit(dialog.nameFilters()[1])
    assert dialog.defaultSuffix() == "svg"
    dialog.reject()


def test_that_without_a_plot_the_key_says_so(window: _Window) -> None:
    window.view.hide()
    with pytest.raises(UserError, match="no plot"):
        window.keys._on_copy()


def test_that_the_button_shows_at_everything_while_the_mouse_is_there(window: _Window) -> None:
    button = window.view.findChild(QToolButton, "figure_button")
    assert isinstance(button, QToolButton)
    _enter(window.view)
    assert not button.isVisible()
    window.session.set_level(Level.EVERYTHING)
    _enter(window.view)
    assert button.isVisible()
    assert button.geometry().right() == window.view.rect().right()


def _enter(view: QWidget) -> None:
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    QApplication.sendEvent(view, QEnterEvent(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5)))

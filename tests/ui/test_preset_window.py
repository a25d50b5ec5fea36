"""The window where settings are preset for all: what shows, what is said of a wrong file, and the user's own win."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from mnist_desktop import app, paths
from mnist_desktop.settings import FIRST_PAGE, SCALE, FirstPage, presettable
from mnist_desktop.ui.crashes import CrashReporter
from mnist_desktop.ui.main_window import PAGES, MainWindow
from mnist_desktop.ui.settings import BRUSH_WIDTH, LEVEL, Level, Settings
from mnist_desktop.ui.theme import Scheme, appearance
from mnist_desktop.ui.training.watching import _choices
from tests.ui.pages import PlainPage


@pytest.fixture
def open_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> Iterator[Callable[[str], MainWindow]]:
    """Opens the window with a ``defaults.json`` of that text beside the program."""
    file = tmp_path / "defaults.json"
    monkeypatch.setattr(paths, "defaults_file", lambda: file)
    monkeypatch.setattr(app, "_make_page", lambda name, session: PlainPage(session, name))
    windows: list[MainWindow] = []

    def make(text: str) -> MainWindow:
        file.write_text(text)
        window = app.make_window(CrashReporter(qapp))
        windows.append(window)
        return window

    yield make
    for window in windows:
        window.close()
        window.deleteLater()


def test_that_what_is_preset_shows(open_window: Callable[[str], MainWindow]) -> None:
    window = open_window(
        json.dumps(
            {
                "window/first_page": "draw",
                "look/level": "everything",
                "look/scheme": "dark",
                "look/scale": 1.25,
                "draw/brush_width": 30,
            }
        )
    )
    assert window.page.objectName() == "draw_page"
    assert window.session.level is Level.EVERYTHING
    assert appearance().scheme is Scheme.DARK
    assert appearance().lasting_scale == 1.25
    assert window.session.settings.get(BRUSH_WIDTH) == 30
    assert window.message_bar.text == ""


def test_that_a_wrong_file_is_said_in_the_window(open_window: Callable[[str], MainWindow], tmp_path: Path) -> None:
    window = open_window('{"look/level": "everything", "look/hue": 1}')
    said = f'The settings preset for all, {tmp_path / "defaults.json"}, are not right. There is no setting "look/hue".'
    assert window.message_bar.text == said
    assert window.session.level is Level.EVERYTHING
    assert open_window("{").message_bar.text.endswith("It is no JSON: line 1, column 2.")


def test_that_opening_and_closing_sets_nothing_that_could_be_preset(
    open_window: Callable[[str], MainWindow], user_folder: Path
) -> None:
    window = open_window('{"look/scale": 1.25}')
    window.close()
    settings = Settings(user_folder / "settings.ini")
    assert all(settings.get(each.setting) == each.setting.default for each in presettable())
    assert (user_folder / "settings.ini").is_file()


def test_that_what_the_user_chose_wins(open_window: Callable[[str], MainWindow]) -> None:
    window = open_window('{"look/scale": 1.25, "look/level": "everything"}')
    window.session.set_level(Level.ESSENTIALS)
    appearance().set_scale(1.5)
    window.close()
    again = open_window('{"look/scale": 0.9, "look/level": "everything"}')
    assert again.session.level is Level.ESSENTIALS
    assert again.session.settings.get(SCALE) == 1.5


def test_that_an_impossible_setting_of_the_user_gives_way_to_what_is_preset(tmp_path: Path) -> None:
    from mnist_desktop.defaults import Defaults

    (tmp_path / "settings.ini").write_text("[look]\nlevel=nonsense\n")
    preset = Defaults({LEVEL.key: Level.EVERYTHING})
    assert Settings(tmp_path / "settings.ini", preset).get(LEVEL) is Level.EVERYTHING


def test_that_names_of_pages_and_of_what_is_watched_are_those_of_the_window(qapp: QApplication) -> None:
    from mnist_desktop.settings import WATCHED_INSIDE

    assert tuple(page.value for page in FirstPage) == PAGES
    assert FIRST_PAGE.default.value == PAGES[0]
    assert {name for name, *_ in _choices()} == set(WATCHED_INSIDE.words)

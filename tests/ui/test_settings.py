"""Settings: types, ranges, files that others have written."""

from pathlib import Path

import pytest

from mnist_desktop.ui.settings import (
    BRUSH_WIDTH,
    LAST_RUN,
    LEVEL,
    SCALE,
    SCHEME,
    WINDOW_GEOMETRY,
    Level,
    Setting,
    Settings,
)
from mnist_desktop.ui.theme import Scheme


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.ini"


@pytest.mark.parametrize("setting", [SCHEME, SCALE, LEVEL, LAST_RUN, BRUSH_WIDTH, WINDOW_GEOMETRY])
def test_that_a_setting_has_its_default_until_it_is_set(settings: Settings, setting: Setting[str]) -> None:
    assert settings.get(setting) == setting.default


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        (SCHEME, Scheme.DARK),
        (SCALE, 1.25),
        (LEVEL, Level.EVERYTHING),
        (LAST_RUN, "with-dropout-2, “é” = 5 %"),
        (WINDOW_GEOMETRY, b"\x00\x01\xff"),
        (Setting("test/flag", False), True),
        (Setting("test/count", 3), 7),
    ],
)
def test_that_a_value_outlives_the_program(file: Path, setting: Setting[str], value: str) -> None:
    first = Settings(file)
    first.set(setting, value)
    first.save()
    assert Settings(file).get(setting) == value


@pytest.mark.parametrize(
    ("text", "setting"),
    [
        ("[look]\nscale=huge\n", SCALE),
        ("[look]\nscale=50\n", SCALE),
        ("[look]\nscale=nan\n", SCALE),
        ("[look]\nscheme=pink\n", SCHEME),
        ("[look]\nlevel=\n", LEVEL),
        ("[window]\ngeometry=7\n", WINDOW_GEOMETRY),
    ],
)
def test_that_an_impossible_value_in_the_file_counts_as_none(file: Path, text: str, setting: Setting[str]) -> None:
    file.write_text(text)
    assert Settings(file).get(setting) == setting.default


def test_that_a_damaged_file_gives_defaults(file: Path) -> None:
    file.write_bytes(b"\x00\xff[[[\n====\n")
    assert Settings(file).get(SCALE) == 1.0


def test_that_a_folder_that_cannot_be_written_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")  # no folder can be made under it, by nobody
    settings = Settings(tmp_path / "file" / "settings.ini")
    settings.set(SCALE, 1.5)
    settings.save()
    assert settings.get(SCALE) == 1.5

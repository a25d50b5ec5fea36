"""Settings preset for all: what the file may hold, what is said of one that is wrong, and who sees it."""

import json
from pathlib import Path
from typing import Any

import pytest

from mnist_desktop import cli, paths
from mnist_desktop.defaults import read_defaults
from mnist_desktop.settings import (
    BRUSH_WIDTH,
    DISK_LIMIT,
    FIRST_PAGE,
    LEVEL,
    SCALE,
    SCHEME,
    WATCHED_INSIDE,
    FirstPage,
    Level,
    Scheme,
    Setting,
    presettable,
)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program's ``defaults.json``, not there yet."""
    file = tmp_path / "program" / "defaults.json"
    file.parent.mkdir()
    monkeypatch.setattr(paths, "defaults_file", lambda: file)
    monkeypatch.setenv("MNIST_DESKTOP_HOME", str(tmp_path / "home"))
    return file


def test_that_no_file_presets_nothing(file: Path) -> None:
    assert read_defaults(file).values == {}
    assert read_defaults(file).problem == ""


def test_that_every_setting_can_be_preset(file: Path) -> None:
    wanted: dict[Setting[Any], tuple[Any, Any]] = {
        FIRST_PAGE: ("draw", FirstPage.DRAW),
        LEVEL: ("everything", Level.EVERYTHING),
        SCHEME: ("dark", Scheme.DARK),
        SCALE: (2, 2.0),
        BRUSH_WIDTH: (30.5, 30.5),
        WATCHED_INSIDE: ("time rate", "time rate"),
        DISK_LIMIT: (0.5, 0.5),
    }
    assert {each.setting for each in presettable()} == set(wanted)
    file.write_text(json.dumps({setting.key: value for setting, (value, _) in wanted.items()}), "utf-8-sig")
    found = read_defaults(file)
    assert found.problem == ""
    assert found.values == {setting.key: value for setting, (_, value) in wanted.items()}


def test_that_a_default_is_allowed_as_a_preset(file: Path) -> None:
    file.write_text(json.dumps({each.setting.key: each.default for each in presettable()}))
    assert read_defaults(file).values == {each.setting.key: each.setting.default for each in presettable()}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"look/colour": "dark", "look/scale": 1.5}', 'There is no setting "look/colour".'),
        ('{"model/last_run": "x", "a": 1, "look/scale": 1.5}', 'There are no settings "model/last_run", "a".'),
        ('{"look/scheme": "pink", "look/scale": 1.5}', 'look/scheme is "pink"; expected was: system, light, dark.'),
        ('{"look/scheme": ["dark"], "look/scale": 1.5}', 'look/scheme is ["dark"]; expected'),
        ('{"draw/brush_width": 900, "look/scale": 1.5}', "is 900; expected was: a number, 10 to 50."),
        ('{"draw/brush_width": true, "look/scale": 1.5}', "draw/brush_width is true; expected"),
        ('{"draw/brush_width": NaN, "look/scale": 1.5}', "draw/brush_width is NaN; expected"),
        ('{"draw/brush_width": 1' + "0" * 400 + ', "look/scale": 1.5}', "draw/brush_width is 1000"),
        ('{"train/inside": "rate nonsense", "look/scale": 1.5}', 'train/inside is "rate nonsense"; expected'),
    ],
)
def test_that_what_is_wrong_is_said_and_what_is_right_holds(file: Path, text: str, says: str) -> None:
    file.write_text(text)
    found = read_defaults(file)
    assert says in found.problem
    assert str(file) in found.problem
    assert found.values == {"look/scale": 1.5}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{'look/scale': 1}", "It is no JSON: line 1, column 2."),
        (b"", "It is no JSON: line 1, column 1."),
        (b"\xff\xfe\x00", "It is no JSON text."),
        (b"[" * 90_000, "It is no JSON text."),
        (b"[1]", "It is no JSON object;"),
        (b'{"a": ' + b"1" * 5000 + b"}", "It is no JSON text."),
        (b" " * 200_000, "It is longer than 100,000 bytes."),
    ],
)
def test_that_a_file_that_is_none_is_a_sentence(file: Path, content: bytes, says: str) -> None:
    file.write_bytes(content)
    found = read_defaults(file)
    assert says in found.problem
    assert found.values == {}


def test_that_a_folder_of_that_name_is_a_sentence(file: Path) -> None:
    file.mkdir()
    assert "It cannot be read: Is a directory." in read_defaults(file).problem


def test_that_a_command_says_what_is_wrong_and_goes_on(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text('{"look/colour": 1}')
    assert cli.main(["presets", "--json"]) == 0
    captured = capsys.readouterr()
    assert 'There is no setting "look/colour".' in captured.err
    assert all(json.loads(line)["preset"] for line in captured.out.splitlines())


def test_that_the_command_lists_all_and_where(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["defaults"]) == 0
    assert f"there is no {file}." in capsys.readouterr().out
    file.write_text('{"look/scheme": "dark"}')
    assert cli.main(["defaults"]) == 0
    said = capsys.readouterr().out
    assert f"Read from {file}." in said
    assert "system, light, dark; usually system; preset to dark" in said
    assert cli.main(["defaults", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["setting"] for line in lines] == [each.setting.key for each in presettable()]
    assert [line["preset"] for line in lines if line["preset"] is not None] == ["dark"]


@pytest.mark.parametrize(("text", "limit"), [('{"runs/disk_limit_gigabytes": 0.5}', 5 * 10**8), ("{}", 2 * 10**9)])
def test_that_tidying_keeps_to_the_room_that_is_preset(
    file: Path, text: str, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def plan(_service: object, limit: int) -> tuple[()]:
        asked.append(limit)
        return ()

    file.write_text(text)
    monkeypatch.setattr("mnist_desktop.service.ModelService.plan_thinning", plan)
    assert cli.main(["runs", "tidy", "--dry-run"]) == 0
    assert cli.main(["runs", "tidy", "--dry-run", "--limit", "1kb"]) == 0
    assert asked == [limit, 1000]


def test_that_the_page_for_schools_lists_what_the_program_lists(capsys: pytest.CaptureFixture[str]) -> None:
    """What the page says of each setting is what the registry says."""
    page = (Path(__file__).parent.parent / "resources" / "docs" / "schools.md").read_text("utf-8")
    for each in presettable():
        default = json.dumps(each.default)
        assert f"| `{each.setting.key}` | {each.explanation} | {each.allowed} | `{default}` |" in page
    rows = [line for line in page.splitlines() if line.startswith("| `") and line.count("|") == 5]
    assert len(rows) == len(presettable())

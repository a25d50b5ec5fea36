"""Where the user's folder is: chosen, portable beside the built program, or the system's place."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mnist_desktop import paths
from mnist_desktop.service import ModelService


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a built program that runs, of a user who has a home and no folder of her own choice."""
    folder = tmp_path / "stick" / "mnist-desktop"
    folder.mkdir(parents=True)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(folder / "mnist-desktop"))
    monkeypatch.delenv("MNIST_DESKTOP_HOME", raising=False)
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA", "KERAS_HOME", "MPLCONFIGDIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "anna"))
    paths._portable.cache_clear()
    return folder


def refuse_writing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_arguments: object, **_options: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("mnist_desktop.paths.tempfile.TemporaryFile", refused)


def test_that_without_a_mark_the_systems_place_is_used(program: Path, tmp_path: Path) -> None:
    assert paths.user_folder().is_relative_to(tmp_path / "anna")
    assert paths.portable_fault() == ""
    assert list(program.iterdir()) == []
    assert paths.library_folders() == {}


@pytest.mark.parametrize("mark", ["portable", "user-data"])
def test_that_a_mark_beside_the_program_keeps_all_there(program: Path, mark: str) -> None:
    if mark == "portable":
        (program / mark).touch()
    else:
        (program / mark).mkdir()
    assert paths.user_folder() == program / "user-data"
    assert paths.runs_folder() == program / "user-data" / "runs"
    assert paths.logs_folder() == program / "user-data" / "logs"
    assert (program / "user-data").is_dir()
    storage = ModelService(fall_back=True).storage()
    assert (storage.folder, storage.kind, storage.problem) == (program / "user-data" / "runs", "portable", "")
    assert all(Path(place).is_relative_to(program / "user-data") for place in paths.library_folders().values())


def test_that_what_was_chosen_wins(program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (program / "portable").touch()
    monkeypatch.setenv("MNIST_DESKTOP_HOME", str(tmp_path / "chosen"))
    assert paths.user_folder() == tmp_path / "chosen"
    assert paths.portable_fault() == ""
    assert list(program.iterdir()) == [program / "portable"]


@pytest.mark.parametrize("mark", ["portable", "user-data"])
def test_that_a_medium_that_cannot_be_written_leaves_the_systems_place_and_says_so(
    program: Path, tmp_path: Path, mark: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (program / mark).mkdir()
    refuse_writing(monkeypatch)
    home = paths.user_folder()
    assert home.is_relative_to(tmp_path / "anna")
    fault = paths.portable_fault()
    assert fault.startswith(f"{program / 'user-data'} beside the program cannot be written (Read-only file system)")
    assert str(home) in fault
    monkeypatch.undo()
    os.environ.pop("MNIST_DESKTOP_HOME", None)
    assert ModelService(home, fall_back=True).storage().kind == "lasting"


def test_that_the_window_is_told_where_its_runs_went(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (program / "portable").touch()
    (program / "user-data").write_bytes(b"")  # nobody can make a folder of that name
    storage = ModelService(fall_back=True).storage()
    assert storage.kind == "lasting"
    assert storage.folder.is_relative_to(tmp_path / "anna")
    assert "beside the program cannot be written" in storage.problem


def test_that_on_a_mac_it_stands_beside_the_app(program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = tmp_path / "stick" / "MNIST Desktop.app" / "Contents" / "MacOS"
    inside.mkdir(parents=True)
    monkeypatch.setattr(sys, "executable", str(inside / "mnist-desktop"))
    (tmp_path / "stick" / "portable").touch()
    assert paths.user_folder() == tmp_path / "stick" / "user-data"
    assert paths.defaults_file() == tmp_path / "stick" / "defaults.json"


def test_that_run_by_python_nothing_is_portable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    beside = tmp_path / "bin"
    beside.mkdir()
    (beside / "portable").touch()
    monkeypatch.setattr(sys, "executable", str(beside / "python"))
    monkeypatch.delenv("MNIST_DESKTOP_HOME", raising=False)
    assert not paths.user_folder().is_relative_to(tmp_path)
    assert paths.defaults_file() == paths.resources_folder().parent / "defaults.json"


def test_that_two_users_of_one_machine_do_not_meet(tmp_path: Path) -> None:
    for user in ("anna", "bert"):
        home = tmp_path / user
        home.mkdir()
        environment = {name: value for name, value in os.environ.items() if name != "MNIST_DESKTOP_HOME"}
        environment |= {"HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "TMPDIR": str(tmp_path)}
        code = "from mnist_desktop.service import ModelService as S; print(S(fall_back=True).storage().folder)"
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        assert Path(done.stdout.strip()).is_relative_to(home)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["anna", "bert"]  # nothing where both could meet

"""Files that are whole or not there, and what is said when one cannot be written."""

import os
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

import pytest

from mnist_desktop.errors import UserError
from mnist_desktop.files import save_bytes, saved_file, whole_file, write_whole


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_that_text_is_written_as_utf_8_with_its_own_line_ends(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.csv", "größer\r\nkleiner\n")
    assert (tmp_path / "a.csv").read_bytes() == "größer\r\nkleiner\n".encode()


def test_that_the_old_content_stays_until_the_new_one_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "a"
    write_whole(file, b"old")
    with whole_file(file) as stream:
        stream.write(b"new")
        assert file.read_bytes() == b"old"
    assert file.read_bytes() == b"new"
    assert names(tmp_path) == ["a"]


def test_that_nothing_is_left_behind_when_the_writing_breaks_off(tmp_path: Path) -> None:
    file = tmp_path / "a"
    write_whole(file, b"old")
    with pytest.raises(KeyboardInterrupt), whole_file(file) as stream:
        _break_off(stream)
    assert file.read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


def _break_off(stream: BinaryIO) -> None:
    stream.write(b"half")
    raise KeyboardInterrupt


def test_that_a_full_disk_is_said_and_leaves_the_old_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    file = save_bytes(b"old", tmp_path / "a")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserError, match=r"cannot be written: No space left on device\. Make room") as caught:
        save_bytes(b"new", file, "path")
    assert caught.value.field == "path"
    assert file.read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


def test_that_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="No such file or directory"), saved_file(tmp_path / "none" / "a") as stream:
        stream.write(b"never")


def test_that_files_can_be_written_without_numpy() -> None:
    code = "import sys, mnist_desktop.files; sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

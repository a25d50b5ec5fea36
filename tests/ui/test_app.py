"""The composition root: what is said where no window can be opened, and what is imported before the first paint."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mnist_desktop.ui.display import missing_library

_RUN = """
from mnist_desktop import app
from mnist_desktop.errors import UserError
try:
    app.run(["mnist-desktop"])
except UserError as error:
    print(error)
"""

_FIRST_PAINT = """
import os, sys
from mnist_desktop import app
from tests.ui.pages import PlainPage
app._make_page = lambda name, session: PlainPage(session, name)
application = app._make_application(["mnist-desktop"])
from mnist_desktop.ui.crashes import CrashReporter
window = app.make_window(CrashReporter(application))
window.first_painted.disconnect()
window.first_painted.connect(application.quit)
window.show()
application.exec()
heavy = {"matplotlib", "scipy", "tensorflow", "keras", "sklearn", "PIL", "h5py"}
print("heavy:", sorted(heavy & set(sys.modules)))
window.close()
"""

_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there always is a screen")


def run_python(code: str, **environment: str) -> str:
    """Runs code in a process of its own, without a screen unless one is given; returns what it printed."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=inherited | environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@_linux
def test_that_no_screen_is_a_sentence() -> None:
    said = run_python(_RUN)
    assert said.startswith("There is no screen: neither DISPLAY nor WAYLAND_DISPLAY is set.")


@_linux
def test_that_a_screen_that_does_not_answer_is_a_sentence() -> None:
    said = run_python(_RUN, DISPLAY=":4711")
    assert said.startswith("The screen :4711 does not answer.")


@_linux
def test_that_a_missing_library_is_a_sentence_with_the_packages(tmp_path: Path) -> None:
    (tmp_path / "libEGL.so.1").write_text("this is no library")
    said = run_python(_RUN, LD_LIBRARY_PATH=str(tmp_path), QT_QPA_PLATFORM="offscreen")
    assert "libEGL.so.1 is missing" in said
    assert "sudo apt install libegl1" in said


def test_that_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    fault = ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")
    error = missing_library(fault)
    assert error.problem == "The window cannot be opened: the library libEGL.so.1 is missing."
    assert "libxcb-cursor0" in error.remedy


def test_that_a_library_missing_on_windows_is_told_as_the_system_tells_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    error = missing_library(ImportError("DLL load failed while importing QtWidgets"))
    assert error.problem == "The window cannot be opened: DLL load failed while importing QtWidgets."


def test_that_nothing_heavy_is_imported_before_the_first_paint(tmp_path: Path) -> None:
    said = run_python(_FIRST_PAINT, QT_QPA_PLATFORM="offscreen", MNIST_DESKTOP_HOME=str(tmp_path))
    assert said.strip() == "heavy: []"

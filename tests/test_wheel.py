"""The wheel and the sdist: built, installed into an empty environment, and started with all that they bring."""

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mnist_desktop.data.dataset import Dataset
from tests.archives import unpack

_ROOT = Path(__file__).resolve().parent.parent
_WINDOW = """
import sys
from mnist_desktop import app, paths
from mnist_desktop.ui.crashes import CrashReporter

application = app._make_application(["mnist-desktop"])
window = app.make_window(CrashReporter(application))
window.first_painted.connect(application.quit)
window.show()
application.exec()
print(paths.resources_folder(), window.page.objectName())
window.session.jobs.shutdown()
sys.stdout.flush()
import os; os._exit(0)
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The sdist, and the wheel that is made of it alone, as `pip` does where no wheel fits."""
    folder = tmp_path_factory.mktemp("built")
    _hatch(_ROOT, folder, "sdist")
    sdist = next(folder.glob("*.tar.gz"))
    unpack(sdist, folder / "unpacked")
    _hatch(next((folder / "unpacked").iterdir()), folder, "wheel")
    return sdist, next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(built: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a new environment in which the wheel is installed.

    Its dependencies are those of the environment of the tests: two gigabytes are not downloaded for a test.
    """
    environment = tmp_path_factory.mktemp("environment")
    venv.create(environment, symlinks=os.name != "nt")
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    python = programs / Path(sys.executable).name
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python)]
    subprocess.run([*pip, "install", "-q", "--no-deps", "--no-index", str(built[1])], check=True)
    packages = next(environment.rglob("site-packages"))
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return programs


def test_that_the_wheel_of_the_sdist_is_that_of_the_sources(built: tuple[Path, Path], tmp_path: Path) -> None:
    _hatch(_ROOT, tmp_path, "wheel")
    assert _contents(next(tmp_path.glob("*.whl"))) == _contents(built[1])


def test_that_the_wheel_brings_all_resources_but_the_screenshots(built: tuple[Path, Path]) -> None:
    tracked = subprocess.run(["git", "ls-files", "resources"], cwd=_ROOT, capture_output=True, text=True, check=True)
    wanted = {f"mnist_desktop/{file}" for file in tracked.stdout.split("\n") if file and "screenshots" not in file}
    assert wanted
    assert wanted <= _contents(built[1]).keys()
    assert not any("screenshots" in file or file.startswith("tests") for file in _contents(built[1]))


def test_that_the_sdist_brings_what_makes_and_tests_the_program(built: tuple[Path, Path]) -> None:
    with tarfile.open(built[0]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"build.spec", ".ci/freeze/__main__.py", "tests/test_wheel.py", "README.md"} <= names


def test_that_the_installed_program_lists_its_networks(installed: Path, tmp_path: Path) -> None:
    assert "dense-dropout" in _run(installed, tmp_path, "mnist-desktop", "presets")


def test_that_the_installed_program_answers_with_its_model(installed: Path, tmp_path: Path, mnist: Dataset) -> None:
    picture = tmp_path / "zero.png"
    first = int(np.flatnonzero(mnist.test.labels == 0)[0])
    Image.fromarray(mnist.test.images[first]).resize((140, 140)).save(picture)
    assert " 0 " in f" {_run(installed, tmp_path, 'mnist-desktop', 'predict', 'starter', str(picture))} "


def test_that_the_installed_program_shows_its_window(installed: Path, tmp_path: Path) -> None:
    said = _run(installed, tmp_path, Path(sys.executable).name, "-c", _WINDOW)
    assert said.startswith(str(installed.parent.resolve())) or said.startswith(str(installed.parent))
    assert "mnist_desktop" in said


def _hatch(project: Path, target: Path, kind: str) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(target)]
    subprocess.run(command, cwd=project, check=True, capture_output=True)


def _contents(wheel: Path) -> dict[str, int]:
    """Names and check sums of all files in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return {entry.filename: entry.CRC for entry in archive.infolist()}


def _run(programs: Path, folder: Path, program: str, *arguments: str) -> str:
    """Runs a program of the environment where no sources are in sight, and returns what it prints."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment |= {"MNIST_DESKTOP_HOME": str(folder / "home"), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [str(programs / program), *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout

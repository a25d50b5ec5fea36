"""What makes the program that needs no Python: icons, licences, the archive, what a start reads."""

import importlib.metadata
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import Distribution
from pathlib import Path

import pytest
from freeze import archive, libraries, licences
from PIL import Image

from tests.archives import unpack
from tests.benchmarks import package, package_pages

_ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(("ending", "largest"), [(".ico", 256), (".icns", 1024), (".png", 1024)])
def test_that_the_icon_is_drawn_for_each_system(ending: str, largest: int, tmp_path: Path) -> None:
    icons = [tmp_path / f"{name}{ending}" for name in ("one", "two")]
    for icon in icons:
        command = [sys.executable, ".ci/freeze/icon.py", "resources/icons/app.svg", str(icon)]
        subprocess.run(command, cwd=_ROOT, check=True)
    assert icons[0].read_bytes() == icons[1].read_bytes()
    with Image.open(icons[0]) as image:
        picture = image.convert("RGBA")
        assert picture.width == largest
        corner, ground = picture.getpixel((0, 0)), picture.getpixel((largest // 8, largest // 2))
        assert isinstance(corner, tuple)
        assert corner[3] == 0
        assert ground == (0x14, 0x17, 0x1C, 255)


@pytest.fixture(scope="module")
def required() -> dict[str, Distribution]:
    """All distributions that the program requires, and that these require, by name."""
    found: dict[str, Distribution] = {}
    names = ["mnist-desktop"]
    while names:
        name = names.pop()
        if name in found:
            continue
        try:
            found[name] = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # for another system, or an extra
        lines = [line for line in found[name].requires or () if "extra ==" not in line]
        names += [re.split(r"[^\w.-]", line, maxsplit=1)[0].lower().replace("_", "-") for line in lines]
    del found["mnist-desktop"]
    return found


def test_that_all_that_is_frozen_has_its_licence(required: dict[str, Distribution], tmp_path: Path) -> None:
    sources = [
        Path(str(each.locate_file(file)))
        for each in required.values()
        for file in each.files or ()
        if file.suffix == ".py" or file.match("*.so")
    ]
    found = licences.components(sources, own="mnist-desktop")
    licences.write(found, tmp_path / "licences")

    names = {component.name.lower().replace("_", "-") for component in found}
    assert {"python", "pyinstaller", "pyside6-essentials", "shiboken6", "keras"} <= names
    assert {name for name, each in required.items() if any(file.suffix == ".py" for file in each.files or ())} <= names
    index = (tmp_path / "licences" / "README.txt").read_text(encoding="utf-8")
    for component in found:
        texts = list((tmp_path / "licences" / component.name).iterdir())
        assert texts, component.name
        assert all(text.stat().st_size > 20 for text in texts), component.name
        assert f"{component.name} {component.version}\n" in index
    assert any("GNU LESSER GENERAL PUBLIC" in text.read_text() for text in (tmp_path / "licences/shiboken6").iterdir())


def test_that_what_has_no_licence_is_not_frozen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "odd-1.dist-info").mkdir()
    (tmp_path / "odd.py").touch()
    (tmp_path / "odd-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: odd\nVersion: 1\n")
    (tmp_path / "odd-1.dist-info" / "RECORD").write_text("odd.py,,\nodd-1.dist-info/METADATA,,\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(SystemExit, match="no licence text for odd 1"):
        licences.components([tmp_path / "odd.py"], own="mnist-desktop")


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A folder like the program's, with a file to run and a link."""
    folder = tmp_path / "mnist-desktop"
    (folder / "_internal").mkdir(parents=True)
    (folder / "mnist-desktop").write_text("#!/bin/sh\n")
    (folder / "mnist-desktop").chmod(0o755)
    (folder / "_internal" / "libthing.so.2").write_bytes(bytes(range(256)) * 4096)
    (folder / "_internal" / "libthing.so").symlink_to("libthing.so.2")
    return folder


def test_that_a_program_without_streams_runs_a_command() -> None:
    # As PyInstaller's windowed programs on Windows start: both are None.
    without = "import sys; sys.stdout = sys.stderr = None; sys.argv[1:] = ['presets']"
    command = f"{without}; from mnist_desktop.__main__ import main; sys.exit(main())"
    subprocess.run([sys.executable, "-c", command], cwd=_ROOT, check=True)


def test_that_the_archive_gives_back_the_program(program: Path, tmp_path: Path) -> None:
    packed = archive.pack(program, "1.2.3", windows=False)
    assert packed.name.startswith("mnist-desktop-1.2.3-")
    unpack(packed, tmp_path / "out")
    out = tmp_path / "out" / "mnist-desktop"
    assert (out / "mnist-desktop").stat().st_mode & 0o777 == 0o755
    assert (out / "_internal" / "libthing.so").is_symlink()
    assert (out / "_internal" / "libthing.so").read_bytes() == bytes(range(256)) * 4096


def test_that_the_archive_is_a_zip_on_windows(program: Path) -> None:
    with zipfile.ZipFile(archive.pack(program, "1.2.3", windows=True)) as opened:
        assert opened.testzip() is None
        assert "mnist-desktop/mnist-desktop" in opened.namelist()


def test_that_the_sizes_add_up_to_the_whole(program: Path) -> None:
    sizes = package.sizes(program)
    assert sizes["unpacked, MB"] == pytest.approx((1 << 20) / 1e6, abs=1e-4)
    assert sizes["files"] == 2
    parts = sum(value for name, value in sizes.items() if name.startswith("- "))
    assert parts == pytest.approx(sizes["unpacked, MB"])


@pytest.mark.skipif(sys.platform != "linux", reason="measured on Linux alone")
def test_that_pages_in_memory_are_counted(program: Path) -> None:
    file = program / "_internal" / "libthing.so.2"
    file.read_bytes()
    pages = package_pages.pages_in_memory([file])[file]
    assert pages == (1 << 20) // 4096


def test_that_a_library_that_is_not_there_is_found_out(tmp_path: Path) -> None:
    assert libraries.missing_libraries(tmp_path) == {}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere build.spec names the libraries")
def test_that_libraries_that_nothing_needs_are_left_out() -> None:
    import PySide6

    package = Path(PySide6.__file__).parent
    entries = [
        ("PySide6/QtCore.abi3.so", str(package / "QtCore.abi3.so"), "EXTENSION"),
        ("PySide6/Qt/lib/libQt6Core.so.6", str(package / "Qt/lib/libQt6Core.so.6"), "BINARY"),
        ("PySide6/Qt/lib/libQt6Qml.so.6", str(package / "Qt/lib/libQt6Qml.so.6"), "BINARY"),
        ("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", "SYMLINK"),
        ("libQt6Qml.so.6", "PySide6/Qt/lib/libQt6Qml.so.6", "SYMLINK"),
        ("PySide6/picture.png", str(package / "picture.png"), "DATA"),
    ]
    kept = libraries.needed_only(entries)
    assert [entry[0] for entry in kept] == [entry[0] for entry in entries if "Qml" not in entry[0]]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere other programs strip")
def test_that_stripping_damages_no_library(tmp_path: Path) -> None:
    import numpy as np

    # One that auditwheel changed, which `strip` damages (binutils 2.40), and one that it does not.
    places = Path(np.__file__).parent.parent
    changed = next((places / "numpy.libs").glob("libgfortran*"))
    plain = next((places / "tensorflow" / "python").glob("_pywrap_tfe.so"))
    for file in (changed, plain):
        shutil.copyfile(file, tmp_path / file.name)
    libraries.strip(tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted((changed.name, plain.name))
    assert (tmp_path / plain.name).stat().st_size < plain.stat().st_size
    for file in (changed, plain):
        headers = subprocess.run(
            ["readelf", "-lW", str(tmp_path / file.name)], capture_output=True, text=True, check=True
        )
        loads = [line.split() for line in headers.stdout.splitlines() if line.lstrip().startswith("LOAD")]
        assert loads
        assert all((int(load[1], 16) - int(load[2], 16)) % int(load[-1], 16) == 0 for load in loads)

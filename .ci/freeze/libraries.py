"""Which libraries a frozen program needs: those that nothing needs any more go, and those that are needed are there."""

import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

Entry = tuple[str, str, str]
"""PyInstaller's: place in the folder, source, kind (EXTENSION, BINARY, DATA, SYMLINK)."""
_WORTH_STRIPPING = 100_000  # bytes
_PT_LOAD = 1


def needed_only(entries: Sequence[Entry]) -> list[Entry]:
    """Leaves out shared libraries that no module and no plugin needs, directly or through others, and links to them.

    PyInstaller collects what the plugins of Qt need before build.spec takes some of them away.

    Args:
        entries: All files of the folder.

    Returns:
        Those to keep, in their order; all of them where libraries are not Linux's.
    """
    if sys.platform != "linux":
        return list(entries)
    files = {entry[0]: entry for entry in entries if entry[2] in {"EXTENSION", "BINARY"}}
    places: dict[str, list[str]] = {}
    for place in files:
        places.setdefault(PurePosixPath(place).name, []).append(place)
    waiting = [place for place, entry in files.items() if entry[2] == "EXTENSION" or "/plugins/" in place]
    waiting += [place for place in files if place.startswith("libpython")]
    kept: set[str] = set()
    while waiting:
        place = waiting.pop()
        if place not in kept:
            kept.add(place)
            waiting += [each for name in _needs(files[place][1]) for each in places.get(name, ())]
    links = {entry[0] for entry in entries if entry[2] == "SYMLINK" and _target(entry) in files.keys() - kept}
    return [entry for entry in entries if entry[0] not in links and (entry[0] not in files or entry[0] in kept)]


def missing_libraries(program: Path) -> dict[str, list[str]]:
    """Asks the system's loader (ldd) for what each module and plugin in the folder needs, directly or through others.

    Args:
        program: The folder of the program.

    Returns:
        Libraries that are neither in the folder nor on this computer, and the files that need them. Always empty where
        there is no ldd.
    """
    if shutil.which("ldd") is None:
        return {}
    # As the program starts: its loader puts this folder first.
    environment = os.environ | {"LD_LIBRARY_PATH": str(program / "_internal"), "LC_ALL": "C"}
    # Libraries alone are not asked: they find each other by way of the module that loads them.
    files = [file for file in program.rglob("*.so*") if not file.name.startswith("lib") or "plugins" in file.parts]
    missing: dict[str, list[str]] = {}
    for file in files:
        answer = subprocess.run(["ldd", str(file)], env=environment, capture_output=True, text=True, check=False)
        for line in answer.stdout.splitlines():
            library, arrow, place = line.strip().partition(" => ")
            if arrow and place == "not found":
                missing.setdefault(library, []).append(str(file.relative_to(program)))
    return missing


def strip(program: Path) -> None:
    """Takes symbols that only debuggers read out of the libraries: 205 MB of TensorFlow.

    Libraries that auditwheel changed, such as OpenBLAS, come out of `strip` damaged ("ELF load command address/offset
    not page-aligned"). Those, and what gets no smaller, stay as they are.

    Args:
        program: The folder of the program.
    """
    for file in program.rglob("*.so*"):
        if file.is_symlink() or not file.is_file() or file.stat().st_size < _WORTH_STRIPPING:
            continue
        stripped = file.with_name(f"{file.name}.stripped")
        subprocess.run(["strip", "-o", str(stripped), str(file)], check=True)
        if stripped.stat().st_size < file.stat().st_size and _can_be_loaded(stripped):
            stripped.replace(file)
        else:
            stripped.unlink()


def _can_be_loaded(library: Path) -> bool:
    """Whether all loadable segments of an ELF file lie where a page begins, as the system's loader wants them."""
    with library.open("rb") as stream:
        header = stream.read(64)
        start, size, number = (*struct.unpack_from("<Q", header, 32), *struct.unpack_from("<HH", header, 54))
        stream.seek(start)
        table = stream.read(size * number)
    for entry in range(0, len(table), size):
        kind, _flags, offset, address, *_rest, alignment = struct.unpack_from("<IIQQQQQQ", table, entry)
        if kind == _PT_LOAD and (offset - address) % max(alignment, 1):
            return False
    return True


def _needs(file: str) -> list[str]:
    """Names of the libraries that a library names itself; its headers alone are read."""
    answer = subprocess.run(["objdump", "-p", file], capture_output=True, text=True, check=True)
    return [line.split()[1] for line in answer.stdout.splitlines() if line.lstrip().startswith("NEEDED")]


def _target(link: Entry) -> str:
    return os.path.normpath(str(PurePosixPath(link[0]).parent / link[1]))

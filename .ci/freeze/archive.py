"""Packs the program into one file to copy: .tar.xz, which every Linux and Mac opens, or .zip for Windows."""

import lzma
import platform
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path
from typing import IO

DICTIONARY = 64 << 20
"""Bytes back to which repetitions are found; unpacking takes as much memory."""
PRESET = 6
"""Of xz. On 24 MB out of TensorFlow's library 3 took half the time and gave 7 % more; xz's filter for machine code
(BCJ) gave 5 % more, because much of that code is the same code again."""


def pack(program: Path, version: str, windows: bool) -> Path:
    """Packs the program's folder, with itself as the one folder inside.

    Args:
        program: `dist/mnist-desktop`, or `dist/MNIST Desktop.app`.
        version: Stands in the archive's name.
        windows: As .zip, which Windows opens by itself.

    Returns:
        The archive, beside the folder.
    """
    system = f"{platform.system().lower().replace('darwin', 'macos')}-{platform.machine().lower()}"
    name = f"mnist-desktop-{version}-{system}"
    if windows:
        return _zip(program, program.parent / f"{name}.zip")
    return _tar(program, program.parent / f"{name}.tar.xz")


def _files(program: Path) -> list[Path]:
    """All files and links in an order that is always the same and puts like beside like."""
    found = [path for path in program.rglob("*") if path.is_file() or path.is_symlink()]
    return sorted(found, key=lambda path: (path.suffix, path.name, str(path)))


def _zip(program: Path, target: Path) -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in _files(program):
            archive.write(file, file.relative_to(program.parent))
    return target


def _tar(program: Path, target: Path) -> Path:
    xz = shutil.which("xz")
    if xz is None:
        filters = [{"id": lzma.FILTER_LZMA2, "preset": PRESET, "dict_size": DICTIONARY}]
        with lzma.open(target, "wb", filters=filters) as packed:
            _write_tar(program, packed)
        return target
    # The same with all processors: xz cuts into blocks of three dictionaries.
    command = [xz, "--threads=0", f"--lzma2=preset={PRESET},dict={DICTIONARY}", "--stdout", "-"]
    with target.open("wb") as file, subprocess.Popen(command, stdin=subprocess.PIPE, stdout=file) as process:
        assert process.stdin is not None
        with process.stdin as stream:
            _write_tar(program, stream)
    if process.returncode:
        raise SystemExit(f"xz ended with {process.returncode}")
    return target


def _write_tar(program: Path, stream: IO[bytes] | lzma.LZMAFile) -> None:
    with tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as archive:
        for file in _files(program):
            archive.add(file, str(file.relative_to(program.parent)), filter=_nobody)


def _nobody(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without who packed it; everybody may read."""
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mode |= 0o755 if entry.mode & 0o100 else 0o644
    return entry

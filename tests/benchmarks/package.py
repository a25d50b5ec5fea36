"""Measures the program that needs no Python: its size and what it consists of, its archive, and how soon it shows.

    python -m tests.benchmarks.package [FOLDER] [--runs N] [--json FILE]

FOLDER is dist/mnist-desktop, as `python .ci/freeze` makes it. "Warm" is a start with the program's files in memory,
"cold" one after the system was told to forget them; what a cold start then reads from the disk before the window shows
is asked of the system, page by page (both on Linux alone). No screen is needed.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.package_pages import forget, pages_in_memory

if TYPE_CHECKING:
    from collections.abc import Sequence

LIMITS = {
    "unpacked, MB": 1000.0,
    "archive, MB": 230.0,
    "painted window, warm, s": 1.0,
}
_PARTS = {
    "TensorFlow": ("tensorflow",),
    "Qt and PySide6": ("PySide6", "shiboken6", "libQt", "libicu"),
    "NumPy, SciPy, scikit-learn": ("numpy", "scipy", "sklearn"),
    "matplotlib, Pillow, HDF5": ("matplotlib", "PIL", "pillow", "h5py", "kiwisolver", "contourpy"),
    "data, models, fonts, icons": ("mnist_desktop",),
    "licences": ("licences",),
}
"""What each part's folders and files begin with."""
_PAINTED = b"Flushing "
"""What Qt logs when the first picture of a window goes to the screen (its category qt.widgets.painting)."""
_PATIENCE = 120.0  # seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("dist/mnist-desktop"))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", type=Path, help="write the figures there")
    options = parser.parse_args()
    folder = options.folder.resolve()
    executable = next(
        (each for each in (folder / "mnist-desktop", folder / "mnist-desktop.exe") if each.is_file()),
        folder / "Contents/MacOS/mnist-desktop",
    )
    if not executable.is_file():
        raise SystemExit(f"{executable} is not there: make it with `python .ci/freeze`")
    figures = sizes(folder) | archive_sizes(folder)
    figures |= starts(executable, options.runs)
    if sys.platform == "linux":
        figures |= cold_start(folder, executable, options.runs)
    for name, value in figures.items():
        limit = f"<= {LIMITS[name]:g}" if name in LIMITS else ""
        print(f"{name:44} {value:10.2f} {limit:>10}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    if any(figures[name] > limit for name, limit in LIMITS.items() if name in figures and "MB" in name):
        raise SystemExit("too large")


def sizes(folder: Path) -> dict[str, float]:
    """Millions of bytes of all files and of each part; a link counts as nothing."""
    parts: Counter[str] = Counter()
    number = 0
    for file in _files(folder):
        inside = file.relative_to(folder)
        first = inside.parts[1] if inside.parts[0] == "_internal" and len(inside.parts) > 1 else inside.parts[0]
        owner = next((part for part, begins in _PARTS.items() if first.startswith(begins)), "Python and the rest")
        if len(inside.parts) == 1:
            owner = "Python code of all, compressed, in the program"
        parts[owner] += file.stat().st_size
        number += 1
    whole = {"unpacked, MB": parts.total() / 1e6, "files": float(number)}
    return whole | {f"- {part}, MB": size / 1e6 for part, size in parts.most_common()}


def archive_sizes(folder: Path) -> dict[str, float]:
    """Millions of bytes of the newest archive beside the folder, if there is one."""
    archives = sorted(folder.parent.glob("mnist-desktop-*"), key=lambda file: file.stat().st_mtime)
    return {"archive, MB": archives[-1].stat().st_size / 1e6} if archives else {}


def starts(executable: Path, runs: int) -> dict[str, float]:
    """Medians of warm starts, after one that warms up."""
    painted, busy = zip(*[_seconds_to_paint(executable) for _ in range(runs + 1)][1:], strict=True)
    listed = [_seconds_to_end(executable, ["presets"]) for _ in range(runs)]
    return {
        "painted window, warm, s": statistics.median(painted),
        "- of these the processor was busy, s": statistics.median(busy),
        "presets, warm, s": statistics.median(listed),
    }


def cold_start(folder: Path, executable: Path, runs: int) -> dict[str, float]:
    """Medians of starts whose files come from the disk, and what was read of them until the window was painted."""
    seconds, files, size = [], [], []
    for _ in range(runs):
        forget(_files(folder))
        before = pages_in_memory(_files(folder))
        seconds.append(_seconds_to_paint(executable)[0])
        after = pages_in_memory(_files(folder))
        read = {file: count - before[file] for file, count in after.items() if count > before[file]}
        files.append(len(read))
        size.append(sum(read.values()) * os.sysconf("SC_PAGE_SIZE") / 1e6)
    largest = sorted(read, key=lambda file: -read[file])[:12]
    print("read first, of the last cold start, MB (with what the system reads ahead):")
    for file in largest:
        print(f"    {read[file] * os.sysconf('SC_PAGE_SIZE') / 1e6:8.2f}  {file.relative_to(folder)}")
    return {
        "painted window, cold, s": statistics.median(seconds),
        "files read before it is painted": statistics.median(files),
        "read before it is painted, MB": statistics.median(size),
    }


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file() and not file.is_symlink()]


def _seconds_to_paint(executable: Path) -> tuple[float, float]:
    """Starts the window, and ends the process the moment it is painted, on a user's folder that is new.

    Returns:
        Seconds by the clock, and seconds of the processor, which others who are at work do not lengthen; 0 where the
        system does not tell (it is Linux's /proc).
    """
    with tempfile.TemporaryDirectory() as home:
        environment = {"QT_QPA_PLATFORM": "offscreen"} | os.environ | {"MNIST_DESKTOP_HOME": home}
        # Qt writes to the system's journal where standard error is no terminal, if it was built that way.
        environment |= {"QT_LOGGING_RULES": "qt.widgets.painting.info=true", "QT_FORCE_STDERR_LOGGING": "1"}
        started = time.perf_counter()
        process = subprocess.Popen([str(executable)], env=environment, stderr=subprocess.PIPE)
        assert process.stderr is not None
        try:
            for line in process.stderr:
                if _PAINTED in line:
                    return time.perf_counter() - started, _processor_seconds(process.pid)
                if time.perf_counter() - started > _PATIENCE:
                    break
        finally:
            process.kill()
            process.stderr.close()
            process.wait()
    raise SystemExit("no window was painted")


def _processor_seconds(process: int) -> float:
    file = Path(f"/proc/{process}/stat")
    if not file.is_file():
        return 0.0
    fields = file.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / float(os.sysconf("SC_CLK_TCK"))


def _seconds_to_end(executable: Path, arguments: "Sequence[str]") -> float:
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"MNIST_DESKTOP_HOME": home}
        started = time.perf_counter()
        subprocess.run([str(executable), *arguments], env=environment, stdout=subprocess.DEVNULL, check=True)
        return time.perf_counter() - started


if __name__ == "__main__":
    main()

"""Makes the program that needs no Python, and packs it to copy: `python .ci/freeze [--no-archive]`.

Runs PyInstaller with build.spec, looks whether all libraries find each other, and writes beside the folder
dist/mnist-desktop/ an archive to copy (.tar.xz; .zip on Windows). `python -m tests.benchmarks.package` measures both.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(_ROOT), str(_ROOT / ".ci")]

from freeze import archive, libraries  # noqa: E402 - found only now
from mnist_desktop import __version__  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--no-archive", action="store_true", help="make the folder only")
    options = parser.parse_args()
    started = time.monotonic()
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", "build.spec"]
    subprocess.run(command, cwd=_ROOT, check=True)
    program = _ROOT / "dist" / ("MNIST Desktop.app" if sys.platform == "darwin" else "mnist-desktop")
    print(f"{program}: made in {time.monotonic() - started:.0f} s")
    missing = libraries.missing_libraries(program)
    for library, files in missing.items():
        print(f"{library} is not there; needed by {', '.join(files)}", file=sys.stderr)
    if missing:
        raise SystemExit(1)
    if not options.no_archive:
        started = time.monotonic()
        packed = archive.pack(program, __version__, sys.platform == "win32")
        print(f"{packed}: {packed.stat().st_size / 1e6:.1f} MB, packed in {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()

"""Looks whether a frozen program's libraries find each other, now that some were left out."""

import os
import shutil
import subprocess
from pathlib import Path


def missing_libraries(program: Path) -> dict[str, list[str]]:
    """Asks the system's loader (ldd) for what each library in the folder needs.

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
    files = [file for file in program.rglob("*.so*") if file.is_file() and not file.is_symlink()]
    missing: dict[str, list[str]] = {}
    for file in files:
        answer = subprocess.run(["ldd", str(file)], env=environment, capture_output=True, text=True, check=False)
        for line in answer.stdout.splitlines():
            library, arrow, place = line.strip().partition(" => ")
            if arrow and place == "not found":
                missing.setdefault(library, []).append(str(file.relative_to(program)))
    return missing

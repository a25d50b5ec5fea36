"""Runs every check of the project, one after the other: ``python -m tests``.

Style (ruff), types (mypy --strict), layers (import-linter), then all tests without a screen, in two processes.
"""

import os
import subprocess
import sys
from pathlib import Path

_PROGRAMS = Path(sys.executable).parent
_CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
)


def main() -> int:
    """Returns the status of the first check that fails, or 0."""
    os.chdir(Path(__file__).resolve().parent.parent)
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    pytest = (sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal", *sys.argv[1:])
    for command in (*((str(_PROGRAMS / program), *rest) for program, *rest in _CHECKS), pytest):
        print("+", *command, flush=True)  # noqa: T201 - says which check it is
        status = subprocess.run(command, env=environment, check=False).returncode
        if status:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Proves that the program reaches no network: ``python -m tests.offline [PROGRAM]``.

Runs ``selftest`` of a built program, or of these sources, as a computer room has it at its worst, as far as this
machine allows: with no network at all, from a folder that cannot be written (``unshare``), on temporary paths of more
than 200 characters with spaces and accents, and with every call of the system that could reach a network recorded
(``strace``).
Prints what was proved and what could not be. Ends with 0 only if the self-test went well and nothing was tried.
"""

import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SOURCES = Path(__file__).resolve().parent.parent
ODD_NAME = "Schülerin Zoë – Übung “3” " + "sehr langer Ordnername " * 7
"""A folder's name with spaces, accents and quotation marks; with its parents, more than 200 characters."""

_SECONDS = 900
_ATTEMPT = re.compile(r"\b(?:connect|bind|listen|sendto|sendmsg|sendmmsg)\(.*\bAF_INET6?\b.*")
_READ_ONLY = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"'


@dataclass(frozen=True)
class Proof:
    """What came of a run.

    Attributes:
        status: The exit status of the self-test.
        output: What it printed.
        attempts: Calls of the system that would have reached a network.
        proved: What this machine could make sure of, a sentence each.
        not_proved: What it could not.
    """

    status: int
    output: str
    attempts: tuple[str, ...]
    proved: tuple[str, ...]
    not_proved: tuple[str, ...]

    @property
    def right(self) -> bool:
        """Whether the self-test went well and nothing was tried."""
        return self.status == 0 and not self.attempts


def main() -> int:
    """Returns the exit status."""
    program = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else None
    proof = prove(program)
    for line in (proof.output.rstrip(), "", *proof.proved, *(f"Not proved: {each}" for each in proof.not_proved)):
        print(line)  # noqa: T201 - this is a command
    for attempt in proof.attempts:
        print("Tried:", attempt)  # noqa: T201
    return 0 if proof.right else 1


def prove(program: Path | None = None) -> Proof:
    """Runs the self-test.

    Args:
        program: A built program; by default these sources are run with this Python.
    """
    command = [sys.executable, "-m", "mnist_desktop"] if program is None else [str(program)]
    folder = SOURCES if program is None else program.parent
    return watch([*command, "selftest"], folder)


def watch(command: list[str], read_only: Path) -> Proof:
    """Runs a command without a network, and records what of it would have reached one.

    Args:
        command: A program and its arguments.
        read_only: The folder that it must not write to.
    """
    proved, not_proved = [], []
    with tempfile.TemporaryDirectory() as name:
        room, trace = Path(name) / ODD_NAME, Path(name) / "trace"
        room.mkdir()
        kept = {key: value for key, value in os.environ.items() if key not in {"DISPLAY", "WAYLAND_DISPLAY"}}
        if can_trace():
            command = [*_tracing(trace), *command]
            proved.append("Every call of the system that could reach a network was recorded (strace).")
        else:
            not_proved.append("no strace here; only Python's own audit events were watched, by the self-test.")
        if can_isolate():
            command = [*_isolated(read_only), *command]
            proved.append(f"There was no network at all, and {read_only} could not be written (unshare).")
        else:
            not_proved.append(
                "that it works without a network and from a read-only folder: unshare is not allowed here."
            )
        proved.append(
            f"Temporary files were on paths of at least {len(os.fsencode(room))} bytes, with spaces and accents."
        )
        done = subprocess.run(
            command,
            cwd=SOURCES,
            env=kept | {"TMPDIR": str(room), "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        attempts = attempts_in(trace.read_text(errors="replace")) if trace.exists() else ()
    return Proof(done.returncode, done.stdout, attempts, tuple(proved), tuple(not_proved))


def attempts_in(trace: str) -> tuple[str, ...]:
    """The lines of a record of ``strace`` that would have reached a network; files of X11 and D-Bus are none."""
    return tuple(line for line in trace.splitlines() if _ATTEMPT.search(line))


@cache
def can_isolate() -> bool:
    """Whether this machine lets a program be run without a network and on a folder that cannot be written."""
    with tempfile.TemporaryDirectory() as folder:
        return _works([*_isolated(Path(folder)), "true"])


@cache
def can_trace() -> bool:
    """Whether this machine has ``strace`` and lets it watch."""
    with tempfile.TemporaryDirectory() as folder:
        return _works([*_tracing(Path(folder) / "trace"), "true"])


def _isolated(read_only: Path) -> list[str]:
    return ["unshare", "-r", "-n", "-m", "sh", "-c", _READ_ONLY, "sh", str(read_only)]


def _tracing(trace: Path) -> list[str]:
    return ["strace", "-f", "--seccomp-bpf", "-qq", "-e", "trace=%network", "-e", "signal=none", "-o", str(trace)]


def _works(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, timeout=30, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


if __name__ == "__main__":
    sys.exit(main())

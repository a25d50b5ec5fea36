"""What the self-test says of steps that go well, fail, or hang."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable

import pytest

from mnist_desktop.errors import UserError
from mnist_desktop.selftest.runner import Runner, Step, StepFailed

_HANGS = """
import time
from mnist_desktop.selftest import runner
runner._GRACE = 0.2
runner.Runner(as_json=False).run([runner.Step("good", lambda _: "done"), runner.Step("stuck", {work}, 0.3)], None)
print("went on")
"""


def run(*works: Callable[[list[str]], str], as_json: bool = False, seconds: float = 60.0) -> tuple[bool, list[str]]:
    """Runs steps called 1, 2 and so on; returns whether all went well, and the lines."""
    lines: list[str] = []
    runner: Runner[list[str]] = Runner(as_json=as_json, write=lines.append)
    steps = [Step(str(number), work, seconds) for number, work in enumerate(works, start=1)]
    right = runner.run(steps, [])
    if right:
        runner.succeed()
    return right, lines


def raising(error: Exception) -> Callable[[list[str]], str]:
    def work(_subject: list[str]) -> str:
        raise error

    return work


def remember(subject: list[str]) -> str:
    subject.append("x")
    return f"{len(subject)} done"


def test_that_steps_share_their_subject_and_the_last_line_sums_up() -> None:
    right, lines = run(remember, remember)
    assert right
    assert [line.partition(" s  ")[2] for line in lines[:2]] == ["1: 1 done", "2: 2 done"]
    assert re.fullmatch(r"All is right: 2 steps in [\d.]+ s\.", lines[2])


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (StepFailed("The window is empty."), "The window is empty."),
        (UserError("The disk is full.", "Make room."), "The disk is full. Make room."),
        (KeyError("answer"), "KeyError: 'answer'"),
    ],
)
def test_that_the_first_failure_ends_it_with_a_sentence(
    error: Exception, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    right, lines = run(remember, raising(error), remember)
    assert not right
    assert len(lines) == 2
    assert re.fullmatch(r"Not right: the step “2” failed after [\d.]+ s\. " + re.escape(says), lines[-1])
    unforeseen = isinstance(error, KeyError)
    assert ("Traceback" in capsys.readouterr().err) == unforeseen  # whoever mends it needs more than a sentence


def test_that_json_says_the_same() -> None:
    right, lines = run(remember, as_json=True)
    assert right
    step, last = map(json.loads, lines)
    assert (step["step"], step["done"]) == ("1", "1 done")
    assert (last["right"], last["steps"]) == (True, 1)
    right, lines = run(raising(StepFailed("No.")), as_json=True)
    assert not right
    last = json.loads(lines[-1])
    assert (last["right"], last["step"], last["reason"]) == (False, "1", "No.")


def test_that_a_step_that_ends_too_late_fails() -> None:
    ends = time.monotonic() + 0.01

    def slow(_subject: list[str]) -> str:
        while time.monotonic() < ends:
            pass
        return "done"

    right, lines = run(slow, seconds=0.001)
    assert not right
    assert "It took longer than" in lines[-1]


@pytest.mark.parametrize("work", ["lambda _: time.sleep(60)", "lambda _: __import__('threading').Event().wait()"])
def test_that_a_step_that_hangs_ends_the_process(work: str) -> None:
    code = _HANGS.format(work=work)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert "Not right: the step “stuck” failed" in done.stdout
    assert "went on" not in done.stdout


def test_that_a_step_that_holds_pythons_lock_ends_the_process_too() -> None:
    # A regular expression that backtracks for ever lets no other thread of Python run.
    code = _HANGS.format(work="lambda _: __import__('re').match('(a+)+$', 'a' * 40 + 'b')")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert "went on" not in done.stdout
    assert "Timeout" in done.stderr

"""Runs steps one after the other, tells of each, and lets none take longer than its deadline."""

import contextlib
import faulthandler
import json
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _, ngettext

_GRACE = 10.0  # seconds after a deadline, for a step that watches its time itself and says more than that it hung

_Subject = TypeVar("_Subject")


class StepFailed(Exception):
    """Something is not as it should be; its text is a sentence."""


@dataclass(frozen=True)
class Step(Generic[_Subject]):
    """One thing that is tried.

    Attributes:
        name: One or two words.
        work: Does it, given what all steps share; returns what was done, in a few words. Raises ``StepFailed``.
        seconds: It may take so long, on a slow computer that does other things as well.
    """

    name: str
    work: Callable[[_Subject], str]
    seconds: float = 180.0


class Runner(Generic[_Subject]):
    """Tells of steps as they end, and of the whole.

    A step that hangs, even where Python is no longer asked, ends the process with status 1 and a sentence.

    Args:
        as_json: Print one JSON object a line.
        write: Takes each line; by default it is printed.
        clean_up: Called before a process that hangs is ended.
    """

    def __init__(
        self,
        *,
        as_json: bool,
        write: Callable[[str], None] | None = None,
        clean_up: Callable[[], None] | None = None,
    ) -> None:
        self._as_json = as_json
        self._write = write or _print
        self._clean_up = clean_up
        self._began = time.monotonic()
        self._since = self._began
        self._deadline = self._began
        self._done = 0
        self._name = ""
        self._watchdog: threading.Timer | None = None

    @property
    def deadline(self) -> float:
        """When the running step must have ended, on the clock of ``time.monotonic``."""
        return self._deadline

    def begin(self, name: str, seconds: float) -> None:
        """Says that a step begins, outside ``run`` the first one: what it takes is counted from here."""
        self._unwatch()
        self._name, self._since = name, time.monotonic()
        self._deadline = self._since + seconds
        self._watch(seconds + _GRACE, self._hang)
        with contextlib.suppress(AttributeError, OSError, ValueError):  # a windowed program has nowhere to write to
            # For a step that holds Python's lock, which the timer needs.
            faulthandler.dump_traceback_later(seconds + 2 * _GRACE, exit=True)

    def run(self, steps: Sequence[Step[_Subject]], subject: _Subject) -> bool:
        """Runs steps up to the first that fails, and tells of each.

        Args:
            steps: What is tried, in order.
            subject: What all of them share.

        Returns:
            Whether all went well.
        """
        for number, step in enumerate(steps):
            if number or not self._name:
                self.begin(step.name, step.seconds)
            else:  # it was begun before there was a subject
                self._name = step.name
            try:
                done = step.work(subject)
                if time.monotonic() > self._deadline:
                    raise StepFailed(_("It took longer than {count:.0f} s.").format(count=step.seconds))
            except Exception as error:
                self.fail(error)
                return False
            self._tell(done)
        return True

    def fail(self, error: Exception) -> None:
        """Tells that the running step failed, and why."""
        self._unwatch()
        reason = str(error)
        if not isinstance(error, StepFailed | UserError):
            reason = f"{type(error).__name__}: {error}"
            if sys.stderr is not None:
                traceback.print_exception(error)
        self._last(right=False, reason=reason)

    def leave_within(self, seconds: float) -> None:
        """Ends the process with status 1 if it is still there after so many seconds, after a failure was told."""
        self._watch(seconds, self._end)

    def succeed(self) -> None:
        """Tells that all is right."""
        self._unwatch()
        self._last(right=True)

    def _tell(self, done: str) -> None:
        self._done += 1
        seconds = time.monotonic() - self._since
        if self._as_json:
            self._write(json.dumps({"step": self._name, "seconds": round(seconds, 3), "done": done}))
        else:
            self._write(f"{seconds:7.2f} s  {self._name}: {done}")

    def _last(self, *, right: bool, reason: str = "") -> None:
        seconds = time.monotonic() - self._began
        if self._as_json:
            fault = {} if right else {"step": self._name, "reason": reason}
            self._write(json.dumps({"right": right, "steps": self._done, "seconds": round(seconds, 3), **fault}))
        elif right:
            text = ngettext("All is right: {count} step in {seconds:.1f} s.",
                            "All is right: {count} steps in {seconds:.1f} s.", self._done)  # fmt: skip
            self._write(text.format(count=self._done, seconds=seconds))
        else:
            text = _("Not right: the step “{name}” failed after {seconds:.1f} s. {reason}")
            self._write(text.format(name=self._name, seconds=time.monotonic() - self._since, reason=reason))

    def _hang(self) -> None:
        seconds = self._deadline - self._since
        self._last(right=False, reason=_("It did not answer for {count:.0f} s.").format(count=seconds))
        self._end()

    def _end(self) -> None:
        if self._clean_up is not None:
            self._clean_up()
        os._exit(1)

    def _watch(self, seconds: float, late: Callable[[], None]) -> None:
        self._watchdog = threading.Timer(seconds, late)
        self._watchdog.daemon = True
        self._watchdog.start()

    def _unwatch(self) -> None:
        if self._watchdog is not None:
            self._watchdog.cancel()
            faulthandler.cancel_dump_traceback_later()


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()

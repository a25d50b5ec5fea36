"""A guard that notes every attempt of this process's Python code to reach a network."""

import socket
import sys
from typing import Any

_ATTEMPTS = frozenset(
    {
        "socket.connect",
        "socket.bind",
        "socket.sendto",
        "socket.sendmsg",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.gethostbyaddr",
        "socket.getnameinfo",
        "urllib.Request",
        "http.client.connect",
        "ftplib.connect",
        "smtplib.connect",
        "poplib.connect",
        "imaplib.open",
        "webbrowser.open",
    }
)
"""Names of Python's audit events that come before something leaves the computer, or listens."""


class NetworkGuard:
    """Notes attempts; forbids nothing, so that what tries is found out by its name.

    Libraries that connect without Python are beyond it: ``python -m tests.offline`` watches those from outside.
    """

    def __init__(self) -> None:
        self._attempts: list[str] = []

    @property
    def attempts(self) -> tuple[str, ...]:
        """What was tried since ``install``, first to last."""
        return tuple(self._attempts)

    def install(self) -> None:
        """Begins to listen; Python has no way to end it."""
        sys.addaudithook(self._on_event)

    def _on_event(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in _ATTEMPTS:
            return
        first = arguments[0] if arguments else None
        if isinstance(first, socket.socket) and first.family not in (socket.AF_INET, socket.AF_INET6):
            return  # X11 and D-Bus live in files
        self._attempts.append(f"{event} {arguments[1:] if isinstance(first, socket.socket) else arguments}")

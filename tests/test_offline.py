"""The program reaches no network: the whole self-test without one, and the watchers would see it if it did."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import offline

_TRIES = """
import socket
for family, address in ((socket.AF_INET, ("127.0.0.1", 9)), (socket.AF_INET6, ("::1", 9))):
    try:
        socket.socket(family, socket.SOCK_DGRAM).connect(address)
    except OSError:
        pass
"""

_GUARDED = """
import socket, urllib.request
from mnist_desktop.selftest.guard import NetworkGuard
guard = NetworkGuard()
guard.install()
socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
left, right = socket.socketpair()
assert not guard.attempts, guard.attempts
for attempt in (
    lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(("127.0.0.1", 9)),
    lambda: socket.socket(socket.AF_INET).bind(("127.0.0.1", 0)),
    lambda: socket.getaddrinfo("127.0.0.1", 9),
    lambda: urllib.request.urlopen("http://127.0.0.1:9", timeout=1),
):
    try:
        attempt()
    except OSError:
        pass
print(*(attempt.split()[0] for attempt in guard.attempts))
"""


def test_that_the_selftest_is_right_without_a_network_and_nothing_is_tried() -> None:
    proof = offline.prove()
    assert proof.status == 0, proof.output
    assert proof.attempts == ()
    last = proof.output.splitlines()[-1]
    assert last.startswith("All is right: 17 steps")
    assert "offline: nothing tried to reach a network" in proof.output  # what Python's own audit events say
    sys.stdout.write("\n".join((proof.output, *proof.proved, *proof.not_proved)))


def test_that_the_watch_sees_who_tries(tmp_path: Path) -> None:
    proof = offline.watch([sys.executable, "-c", _TRIES], tmp_path)
    if offline.can_trace():
        assert [attempt.partition("sa_family=")[2].partition(",")[0] for attempt in proof.attempts] == [
            "AF_INET",
            "AF_INET6",
        ]
        assert not proof.right
    else:
        assert any("strace" in each for each in proof.not_proved)


def test_that_nothing_can_be_written_to_the_folder_of_the_program(tmp_path: Path) -> None:
    code = f"import pathlib, sys; pathlib.Path({str(tmp_path / 'x')!r}).write_bytes(b'x')"
    proof = offline.watch([sys.executable, "-c", code], tmp_path)
    if offline.can_isolate():
        assert "Read-only file system" in proof.output
        assert list(tmp_path.iterdir()) == []
    else:
        assert any("unshare" in each for each in proof.not_proved)


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ('7 connect(3, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("1.1.1.1")}, 16) = -1', True),
        ("7 connect(3, {sa_family=AF_INET6, sin6_port=htons(443)}, 28 <unfinished ...>", True),
        ("7 bind(4, {sa_family=AF_INET, sin_port=htons(0)}, 16) = 0", True),
        ('7 sendto(4, "x", 1, 0, {sa_family=AF_INET, sin_port=htons(9)}, 16) = 1', True),
        ('7 connect(3, {sa_family=AF_UNIX, sun_path="/tmp/.X11-unix/X0"}, 20) = 0', False),
        ("7 socket(AF_INET, SOCK_DGRAM, IPPROTO_IP) = 3", False),
        ("7 bind(3, {sa_family=AF_NETLINK, nl_pid=0}, 12) = 0", False),
    ],
)
def test_that_a_call_is_told_by_its_family(line: str, is_one: bool) -> None:
    assert bool(offline.attempts_in(line)) is is_one


def test_that_the_guard_sees_what_python_tries_and_nothing_else() -> None:
    done = subprocess.run([sys.executable, "-c", _GUARDED], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == [
        "socket.connect",
        "socket.bind",
        "socket.getaddrinfo",
        "urllib.Request",
        *("http.client.connect", "socket.getaddrinfo", "socket.connect"),
    ]

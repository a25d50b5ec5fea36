"""Looking before TensorFlow is imported."""

import subprocess
import sys

import pytest

from mnist_desktop.errors import UserError
from mnist_desktop.networks import backend


def test_that_a_processor_without_avx_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    monkeypatch.setattr(backend, "_cpu_information", lambda: "flags\t\t: fpu vme sse sse2 avx2less\n")
    with pytest.raises(UserError, match="no AVX"):
        backend.check_processor()


def test_that_a_processor_with_avx_may_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    asked = iter(["flags\t\t: fpu avx\n"])
    monkeypatch.setattr(backend, "_cpu_information", lambda: next(asked))
    backend.check_processor()
    assert list(asked) == []


def test_that_an_intel_mac_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    with pytest.raises(UserError, match="Intel"):
        backend.check_processor()


def test_that_importing_tensorflow_writes_nothing() -> None:
    code = "from mnist_desktop.networks import backend; backend.load()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


def test_that_importing_tensorflow_touches_no_network() -> None:
    code = """
from mnist_desktop.selftest.guard import NetworkGuard
guard = NetworkGuard()
guard.install()
from mnist_desktop.networks import backend
backend.load()
print(guard.attempts)
import requests
print(requests.__name__, hasattr(requests, "get"))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["()", "requests True"]  # for others it is there again

"""Imports TensorFlow and Keras: once, quietly, and only on a processor that can run them."""

import contextlib
import ctypes
import gc
import os
import platform
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _

_lock = threading.Lock()
_PF_AVX_INSTRUCTIONS_AVAILABLE = 39  # of winnt.h


def load() -> None:
    """Imports TensorFlow and Keras if they are not there yet; takes 2 to 10 seconds the first time.

    Raises:
        UserError: This processor cannot run TensorFlow, or TensorFlow cannot be imported.
    """
    with _lock:
        if "keras" in sys.modules and "tensorflow" in sys.modules:
            return
        check_processor()
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        os.environ["KERAS_BACKEND"] = "tensorflow"
        with _without_requests(), _quiet_standard_error() as log:
            try:
                import keras  # noqa: F401
                import tensorflow
            except ImportError as error:
                detail = log.read_text(errors="replace").strip().splitlines()[-1:]
                raise UserError(
                    _("TensorFlow cannot be started: {reason}.").format(reason=" ".join([str(error), *detail])),
                    _("Install the program again in an empty environment."),
                ) from error
        # Every network has compiled functions of its own; TensorFlow takes that for a mistake and warns.
        tensorflow.get_logger().setLevel("ERROR")
        # What the import has made stays for good: without looking at it, the collector stops the window for 60 ms
        # at most, and not for 200 to 400.
        gc.freeze()


def check_processor() -> None:
    """Looks whether this computer can run TensorFlow, which aborts the whole process where it can not.

    Raises:
        UserError: The processor has no AVX, or the computer is an Intel Mac.
    """
    machine = platform.machine().lower()
    if sys.platform == "darwin" and machine == "x86_64":
        raise UserError(
            _("This is a Mac with an Intel processor, for which there is no current TensorFlow."),
            _("Use a Mac with an Apple processor, or a computer with Windows or Linux."),
        )
    if machine in {"x86_64", "amd64"} and not _has_avx():
        raise UserError(
            _("The processor of this computer has no AVX instructions, which TensorFlow needs."),
            _("Use a computer made after about 2012; in a virtual machine, let it pass on the host's processor."),
        )


def _has_avx() -> bool:
    if sys.platform == "win32":
        return bool(ctypes.windll.kernel32.IsProcessorFeaturePresent(_PF_AVX_INSTRUCTIONS_AVAILABLE))
    try:
        text = _cpu_information()
    except OSError:
        return True  # no way to know: let TensorFlow try
    flags = [line for line in text.splitlines() if line.startswith("flags")]
    return not flags or " avx " in flags[0] + " "


def _cpu_information() -> str:
    return Path("/proc/cpuinfo").read_text()


@contextlib.contextmanager
def _without_requests() -> Iterator[None]:
    """Gives TensorFlow and Keras an empty module for ``requests`` meanwhile.

    They import it for what asks servers, which nothing here does, and with it comes urllib3, which listens on the
    computer's own address for a moment to see whether it has IPv6. This program does not touch the network.
    """
    if "requests" in sys.modules:
        yield
        return
    sys.modules["requests"] = ModuleType("requests")
    try:
        yield
    finally:
        del sys.modules["requests"]


@contextlib.contextmanager
def _quiet_standard_error() -> Iterator[Path]:
    """Sends descriptor 2 to a file meanwhile: TensorFlow writes there before its log level can be set."""
    if sys.stderr is not None:
        sys.stderr.flush()
    file, name = tempfile.mkstemp(prefix="mnist-desktop-", suffix=".log")
    try:
        kept = os.dup(2)
    except OSError:  # a windowed program without a standard error
        kept = -1
    try:
        os.dup2(file, 2)
        yield Path(name)
    finally:
        if kept >= 0:
            os.dup2(kept, 2)
            os.close(kept)
        os.close(file)
        with contextlib.suppress(OSError):
            os.unlink(name)

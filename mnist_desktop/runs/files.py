"""Files that are either whole or not there: a temporary file, fsync, rename."""

import contextlib
import io
import os
import secrets
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _


def write_whole(file: Path, content: bytes) -> None:
    """Writes a file so that a kill at any moment leaves the old content or the new one.

    Raises:
        OSError: The disk is full or cannot be written; the old content is still there.
    """
    name = file.with_name(f".{file.name}.{secrets.token_hex(4)}.tmp")
    try:
        # Not by mkstemp, whose files only their owner may read: a saved model is there to be given to others.
        with name.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(name, file)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
    _sync_folder(file.parent)


UNREADABLE = (OSError, ValueError, KeyError, EOFError, TypeError, zipfile.BadZipFile, zlib.error)
"""What reading a damaged archive can raise."""


def pack_arrays(arrays: Sequence[NDArray[Any]]) -> bytes:
    """Arrays in their order as the bytes of an ``.npz`` without pickles."""
    stream = io.BytesIO()
    np.savez(stream, allow_pickle=False, **{f"{index:04d}": array for index, array in enumerate(arrays)})
    return stream.getvalue()


def unpack_arrays(content: bytes) -> tuple[NDArray[Any], ...]:
    """The arrays that ``pack_arrays`` packed; nothing in them can run code.

    Raises:
        One of ``UNREADABLE``: The bytes are damaged.
    """
    with np.lib.npyio.NpzFile(io.BytesIO(content), allow_pickle=False) as archive:
        return tuple(archive[name] for name in sorted(archive.files))


def write_error(error: OSError, what: str) -> UserError:
    """What a user is told when the system refuses to write.

    Args:
        error: What the system said.
        what: The file or folder that was to be written.
    """
    return UserError(
        _("{what} cannot be written: {reason}.").format(what=what, reason=error.strerror or error),
        _("Make room or allow writing there, or set MNIST_DESKTOP_HOME to another folder."),
    )


def _sync_folder(folder: Path) -> None:
    """Makes a rename last; Windows has no way to, and needs none."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

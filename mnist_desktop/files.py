"""Files that are either whole or not there: a temporary file beside them, fsync, rename."""

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _


def write_whole(file: Path, content: bytes | str) -> None:
    """Writes a file so that a kill at any moment leaves the old content or the new one.

    Args:
        file: Where to; what is there is replaced.
        content: A text is written as UTF-8, its line ends as they are.

    Raises:
        OSError: The disk is full or cannot be written; the old content is still there.
    """
    with whole_file(file) as stream:
        stream.write(content.encode() if isinstance(content, str) else content)


@contextlib.contextmanager
def whole_file(file: Path) -> Iterator[BinaryIO]:
    """A stream whose content takes the place of a file when the block ends, and leaves no trace if it raises.

    Raises:
        OSError: The disk is full or cannot be written; the old content is still there.
    """
    name = file.with_name(f".{file.name}.{secrets.token_hex(4)}.tmp")
    try:
        # Not by mkstemp, whose files only their owner may read: a saved model is there to be given to others.
        with name.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(name, file)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
    _sync_folder(file.parent)


def save_bytes(content: bytes | str, file: Path, field: str = "") -> Path:
    """Writes a file that the user has named, whole or not at all, and returns where.

    Args:
        content: As for ``write_whole``.
        file: Where to.
        field: Of the ``UserError``.

    Raises:
        UserError: It cannot be written; what was there before is still there.
    """
    with saved_file(file, field) as stream:
        stream.write(content.encode() if isinstance(content, str) else content)
    return file


@contextlib.contextmanager
def saved_file(file: Path, field: str = "") -> Iterator[BinaryIO]:
    """As ``whole_file``, for a file that the user has named.

    Raises:
        UserError: It cannot be written; what was there before is still there.
    """
    try:
        with whole_file(file) as stream:
            yield stream
    except OSError as error:
        raise UserError(
            _("{file} cannot be written: {reason}.").format(file=file, reason=error.strerror or error),
            _("Make room or allow writing there, or choose another folder."),
            field,
        ) from error


def _sync_folder(folder: Path) -> None:
    """Makes a rename last; Windows has no way to, and needs none."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

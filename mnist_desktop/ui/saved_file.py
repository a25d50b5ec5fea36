"""Writes a file that the user has named, whole or not at all; in any thread."""

from pathlib import Path

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.runs.files import write_whole


def save_bytes(content: bytes, file: Path) -> Path:
    """Writes a file, whole or not at all, and returns where.

    Raises:
        UserError: It cannot be written.
    """
    try:
        write_whole(file, content)
    except OSError as error:
        raise UserError(
            _("{file} cannot be written: {reason}.").format(file=file, reason=error.strerror or error),
            _("Make room, or choose another folder."),
        ) from error
    return file

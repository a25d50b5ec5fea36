"""Arrays as the bytes of a file, which never run and take no more memory than is allowed."""

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _

UNREADABLE = (
    OSError,
    ValueError,
    KeyError,
    EOFError,
    TypeError,
    RuntimeError,  # a member says that it is encrypted, or is compressed in a way that nobody knows
    zipfile.BadZipFile,
    zlib.error,
)
"""What reading a damaged archive can raise."""

ARRAYS_LIMIT = 512 * 2**20
"""The most bytes that the arrays of one file may take in memory."""


# Format 1.0 as numpy.lib.format describes it, for the dtypes that weights and optimizers have.
_HEADER = re.compile(
    rb"\x93NUMPY\x01\x00..\{'descr': '([<|][fiub][1248])', 'fortran_order': (True|False), "
    rb"'shape': \((\d{0,9}(?:, ?\d{1,9})*),?\), \} *\n",
    re.DOTALL,
)


def pack_arrays(arrays: Sequence[NDArray[Any]]) -> bytes:
    """Arrays in their order as the bytes of an ``.npz`` without pickles."""
    stream = io.BytesIO()
    np.savez(stream, allow_pickle=False, **{f"{index:04d}": array for index, array in enumerate(arrays)})
    return stream.getvalue()


def unpack_arrays(content: bytes) -> tuple[NDArray[Any], ...]:
    """The arrays that ``pack_arrays`` packed; nothing in them can run code, and memory stays bounded.

    Raises:
        One of ``UNREADABLE``: The bytes are damaged.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [f"{index:04d}.npy" for index in range(len(archive.namelist()))]
        left = ARRAYS_LIMIT
        arrays = []
        for name in names:
            member = read_member(archive, name, left)
            left -= len(member)
            arrays.append(_array(member))
        return tuple(arrays)


def read_member(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """The bytes of a member, checked against its sum, whatever length its header claims.

    Raises:
        One of ``UNREADABLE``: It is not there, damaged, or longer than ``limit``.
    """
    with archive.open(name) as stream:
        content = stream.read(limit + 1)
    if len(content) > limit:
        raise ValueError(_("{name} is longer than {limit:,} bytes").format(name=name, limit=limit))
    return content


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


def _array(content: bytes) -> NDArray[Any]:
    """An array from the bytes of a ``.npy``; its header is believed only as far as there are bytes.

    NumPy's own reader evaluates the header as Python, and allocates what it promises.
    """
    header = _HEADER.match(content)
    if header is None:
        raise ValueError(_("an array does not begin like one of numbers (allow_pickle is off)"))
    kind, by_columns, sides = (group.decode() for group in header.groups())
    shape = tuple(int(side) for side in sides.split(",") if side.strip())
    values = np.frombuffer(content, kind, offset=header.end())
    return values.reshape(shape, order="F" if by_columns == "True" else "C").copy()

"""What all readers share: limits, progress and cancelling, decompression that is bounded, faults as sentences."""

import gzip
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _

MOST_PICTURES = 1_000_000
"""Pictures that are read at most; EMNIST, the largest of MNIST's kin, has 814,255."""

MOST_BYTES = 800_000_000
"""Bytes that one array may fill: a million pictures of 28 × 28, about what a laptop of 4 GB can spare."""

_CHUNK = 1 << 20

_GZIP_MAGIC = b"\x1f\x8b"

# What the standard library and NumPy raise on damaged files. Anything else is a fault of this program.
_DAMAGED = (
    OSError,
    ValueError,
    EOFError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
    SyntaxError,
    struct.error,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
)


@dataclass(frozen=True)
class Watch:
    """Tells how far a reader is, and asks whether it is to end.

    Attributes:
        progress: Called with the share done, 0 to 1.
        cancelled: Asked between two chunks.
        begin: The share at which this part of the work begins.
        end: The share at which it ends.
    """

    progress: Callable[[float], None] | None = None
    cancelled: Callable[[], bool] | None = None
    begin: float = 0.0
    end: float = 1.0

    def report(self, share: float) -> None:
        """Reports a share of this part of the work, 0 to 1.

        Raises:
            UserError: Someone wants it to end.
        """
        if self.cancelled is not None and self.cancelled():
            raise UserError(_("Opening the data was stopped."), _("What was open before is still open."))
        if self.progress is not None:
            self.progress(self.begin + (self.end - self.begin) * min(1.0, max(0.0, share)))

    def part(self, begin: float, end: float) -> "Watch":
        """The watch for a part of this work, from one share of it to another."""
        width = self.end - self.begin
        return Watch(self.progress, self.cancelled, self.begin + width * begin, self.begin + width * end)


@dataclass(frozen=True, eq=False)
class Pictures:
    """Pictures as a file holds them.

    Attributes:
        images: Any numbers, shape (n, …).
        labels: Any numbers or texts, shape (n, …); None where the file has none.
    """

    images: NDArray[Any]
    labels: NDArray[Any] | None


@dataclass(frozen=True, eq=False)
class Contents:
    """What a reader found.

    Attributes:
        train: The pictures to learn from, or all there are; None if there are only pictures for a test.
        test: The pictures that the source itself keeps for a test; None if it makes no difference.
        class_names: Names of the labels 0, 1, 2 …; None if the source does not tell.
        notes: What is to be told, a sentence each.
        in_class_order: Whether pictures came sorted by class, as those of a folder do.
        unlabelled: uint8, shape (n, 28, 28): pictures without labels beside the others.
        saved_sha256: The hash that this program wrote beside the arrays; empty in all other files.
        saved_name: The dataset's name that this program wrote; empty in all other files.
    """

    train: Pictures | None
    test: Pictures | None = None
    class_names: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()
    in_class_order: bool = False
    unlabelled: NDArray[np.uint8] | None = None
    saved_sha256: str = field(default="")
    saved_name: str = field(default="")


@contextmanager
def readable(file: Path, expected: str) -> Iterator[None]:
    """Turns what a damaged file raises into a sentence.

    Args:
        file: What is read.
        expected: What was expected, "an .npz file", for the sentence.

    Raises:
        UserError: The file is missing, may not be read, is damaged, or needs more memory than there is.
    """
    try:
        yield
    except UserError:
        raise
    except FileNotFoundError:
        raise UserError(
            _("There is no file {file}; {expected} was expected.").format(file=file, expected=expected),
            _("Check its name and folder."),
        ) from None
    except PermissionError:
        raise UserError(
            _("{file} may not be read by this user; {expected} was expected.").format(file=file, expected=expected),
            _("Copy it to a folder of your own, or ask its owner for the right to read it."),
        ) from None
    except MemoryError:
        raise UserError(
            _("There is not enough memory to open {file}.").format(file=file),
            _("Close other programs, or save fewer or smaller pictures."),
        ) from None
    except _DAMAGED as error:
        reason = str(error).strip() or type(error).__name__
        raise UserError(
            _("{file} is damaged: it cannot be read as {expected} ({reason}).").format(
                file=file, expected=expected, reason=reason[:200]
            ),
            _("Copy or download it again."),
        ) from None


@contextmanager
def opened(file: Path) -> Iterator[tuple[IO[bytes], Callable[[], float]]]:
    """Opens a file, decompressed if it is a .gz, together with a function that tells the share read, 0 to 1.

    Nothing but what is asked of the stream is decompressed: who reads it decides how much memory it fills.
    """
    size = max(1, file.stat().st_size)
    with file.open("rb") as raw:
        compressed = raw.read(2) == _GZIP_MAGIC
        raw.seek(0)
        if not compressed:
            yield raw, lambda: raw.tell() / size
            return
        with gzip.GzipFile(fileobj=raw) as stream:
            yield stream, lambda: raw.tell() / size  # type: ignore[misc]  # a GzipFile is no IO to the checker


def read_bounded(stream: IO[bytes], count: int, watch: Watch) -> bytearray:
    """Reads up to ``count`` bytes, growing with what really comes: a number that lies costs no memory.

    Returns:
        The bytes; fewer than ``count`` where the stream ends before.
    """
    content = bytearray()
    while len(content) < count:
        chunk = stream.read(min(_CHUNK, count - len(content)))
        if not chunk:
            break
        content += chunk
        watch.report(len(content) / count)
    return content


def clean_text(text: str, longest: int = 80) -> str:
    """A text from a stranger as it can be shown and written: one line, no halves of characters, not too long."""
    whole = text.encode("utf-8", "replace").decode()
    return "".join(character if character.isprintable() else " " for character in whole[:longest]).strip()


def too_large(file: Path, count: int) -> UserError:
    """What to tell of an array of too many bytes."""
    return UserError(
        _("{file} says that it holds {count:,} bytes of numbers; at most {most:,} were expected.").format(
            file=file, count=count, most=MOST_BYTES
        ),
        _("Save fewer or smaller pictures, as whole numbers of one byte."),
    )


def too_many(file: Path, count: int) -> UserError:
    """What to tell of too many pictures."""
    return UserError(
        _("{file} holds {count:,} pictures or more; at most {most:,} were expected.").format(
            file=file, count=count, most=MOST_PICTURES
        ),
        _("Save a part of them."),
    )

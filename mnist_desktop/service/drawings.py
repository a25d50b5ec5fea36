"""Labelled drawings in the user's folder: one folder of pictures for each digit, which opens as data."""

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mnist_desktop.errors import UserError
from mnist_desktop.files import write_whole
from mnist_desktop.i18n import _
from mnist_desktop.runs.files import write_error

DIGITS = 10


@dataclass(frozen=True)
class Drawings:
    """What is collected.

    Attributes:
        folder: Holds a folder for each digit that there are drawings of; it may not be there yet.
        counts: How many drawings there are of each digit, 0 to 9.
    """

    folder: Path
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.counts)

    @property
    def digits(self) -> int:
        """Of how many digits there are some; two are needed to open them as data."""
        return sum(count > 0 for count in self.counts)


@dataclass(frozen=True)
class SavedDrawing:
    """A drawing that was saved with its label.

    Attributes:
        file: Where.
        label: What it is, 0 to 9.
        drawings: What is collected now.
    """

    file: Path
    label: int
    drawings: Drawings


def drawings_in(folder: Path) -> Drawings:
    """Counts what is collected.

    Raises:
        UserError: The folder cannot be read.
    """
    return Drawings(folder, tuple(len(_pictures(folder / str(digit))) for digit in range(DIGITS)))


def save_drawing(folder: Path, picture: NDArray[np.uint8], label: int) -> SavedDrawing:
    """Saves a picture under the next number of its digit, as a PNG that is whole or not there.

    Args:
        folder: The folder of all drawings; made if it is not there.
        picture: uint8, shape (28, 28), 0 background to 255 ink.
        label: What it is, 0 to 9.

    Raises:
        UserError: There is no ink, or it cannot be written.
        ValueError: The picture or the label is of another kind.
    """
    if picture.shape != (28, 28) or picture.dtype != np.uint8 or not 0 <= label < DIGITS:
        raise ValueError(f"28 × 28 uint8 and 0 to 9 were expected, {picture.shape} {picture.dtype} and {label} came.")
    if not picture.any():
        raise UserError(_("The canvas is empty: there is nothing to save."), _("Draw a digit first."))
    of_digit = folder / str(label)
    numbers = (int(file.stem) for file in _pictures(of_digit) if _is_number(file))
    file = of_digit / f"{max(numbers, default=0) + 1}.png"
    with io.BytesIO() as stream:
        Image.fromarray(picture).save(stream, "PNG")
        content = stream.getvalue()
    try:
        of_digit.mkdir(parents=True, exist_ok=True)
        write_whole(file, content)
    except OSError as error:
        raise write_error(error, str(file)) from None
    return SavedDrawing(file, label, drawings_in(folder))


def remove_drawing(folder: Path, file: Path) -> Drawings:
    """Takes a saved drawing back; one that is gone already is no fault.

    Returns:
        What is collected now.

    Raises:
        UserError: It cannot be deleted.
        ValueError: It is no drawing in the folder.
    """
    if file.parent.parent != folder or not _is_number(file):
        raise ValueError(f"{file} is no drawing in {folder}.")
    try:
        file.unlink(missing_ok=True)
        if not any(file.parent.iterdir()):
            file.parent.rmdir()  # an empty folder would be a class without pictures
    except OSError as error:
        raise UserError(
            _("{file} cannot be deleted: {reason}.").format(file=file, reason=error.strerror or error),
            _("Delete it in the folder of drawings."),
        ) from None
    return drawings_in(folder)


def _pictures(of_digit: Path) -> list[Path]:
    """The drawings of a digit, those that somebody has put there under other names included."""
    try:
        return [file for file in of_digit.iterdir() if file.suffix == ".png" and not file.name.startswith(".")]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise UserError(
            _("The folder {folder} cannot be read: {reason}.").format(folder=of_digit, reason=error.strerror or error),
            _("Allow reading there, or set MNIST_DESKTOP_HOME to another folder."),
        ) from None


def _is_number(file: Path) -> bool:
    return file.suffix == ".png" and file.stem.isascii() and file.stem.isdigit() and len(file.stem) < 10

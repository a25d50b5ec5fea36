"""From the numbers of any file to the pictures and labels of this program: 28 × 28 bytes, classes from 0 on."""

from collections.abc import Sequence
from math import isqrt
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mnist_desktop.data.readers.source import MOST_BYTES, Watch, clean_text, too_large
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _, ngettext

SIDE = 28
MOST_CLASSES = 100

_CHUNK = 4096  # pictures converted at once
_LARGEST_SIDE = 4096

# Luminance of red, green and blue: ITU-R BT.601, as Pillow's mode L.
_LUMINANCE = np.array([0.299, 0.587, 0.114], np.float32)


def to_pictures(arrays: Sequence[NDArray[Any]], file: Path, watch: Watch) -> tuple[list[NDArray[np.uint8]], list[str]]:
    """Brings arrays of pictures, all of one dataset, to uint8 of shape (n, 28, 28).

    Args:
        arrays: Numbers of shape (n, h, w), (n, h, w, 1), (n, h, w, 3), (n, h, w, 4), (n, 1, h, w), (n, 3, h, w) or
            (n, h·h); values 0 to 255, or 0 to 1, or 0 to 16 where all are of that kind.
        file: Where they came from, for the sentences.
        watch: Progress and cancelling.

    Returns:
        The pictures of each array, and a sentence on each thing that was done to them.

    Raises:
        UserError: The arrays are no pictures, or have values that are no pixels.
    """
    notes: list[str] = []
    shaped = [_with_sides(array, file) for array in arrays]
    factor = _factor(shaped, file, notes)
    sizes = {array.shape[1:3] for array in shaped if len(array)}
    if any(array.ndim == 4 for array in shaped):
        notes.append(_("The pictures are in colour; they were made grey."))
    if len(sizes) == 1 and sizes != {(SIDE, SIDE)}:
        ((height, width),) = sizes
        notes.append(
            _("The pictures are {height} × {width} pixels; they were brought to 28 × 28.").format(
                height=height, width=width
            )
        )
    elif len(sizes) > 1:
        notes.append(_("Training and test pictures differ in size; all were brought to 28 × 28."))
    count = max(1, sum(len(array) for array in shaped))
    converted, done = [], 0
    for array in shaped:
        step = watch.part(done / count, (done + len(array)) / count)
        converted.append(_converted(array, factor, file, step))
        done += len(array)
    return converted, notes


def to_labels(
    arrays: Sequence[NDArray[Any]], names: tuple[str, ...] | None, file: Path
) -> tuple[list[NDArray[np.uint8]], tuple[str, ...], list[str]]:
    """Brings labels, all of one dataset, to uint8 indices into class names.

    Where 0 occurs, labels are taken to count classes from 0 on, and gaps are empty classes. Where it does not, as in
    EMNIST's letters from 1 to 26, labels are taken for the names of the classes that occur.

    Args:
        arrays: Whole numbers or texts of shape (n,) or (n, 1), or one-hot rows of shape (n, classes).
        names: What the labels 0, 1, 2 … stand for, where the source tells.
        file: Where they came from, for the sentences.

    Returns:
        The labels of each array, the names of all classes, and a sentence on each thing that was assumed.

    Raises:
        UserError: Labels are no whole numbers, outside the classes, or there are fewer than 2 or more than 100 classes.
    """
    flat = [_flat(array, file) for array in arrays]
    values = np.unique(np.concatenate(flat))
    notes: list[str] = []
    if names is not None and values.dtype.kind == "i":
        if values[0] < 0 or values[-1] >= len(names):
            wrong = int(values[0] if values[0] < 0 else values[-1])
            raise UserError(
                _("{file} has the label {came:,}; with {count} classes, 0 to {last} was expected.").format(
                    file=file, came=wrong, count=len(names), last=len(names) - 1
                ),
                _("Mend the label, or name all classes."),
            )
        known = np.arange(len(names))
    elif values.dtype.kind == "i" and values[0] == 0:
        if values[-1] >= MOST_CLASSES:
            raise _class_count(file, int(values[-1]) + 1)
        known = np.arange(int(values[-1]) + 1)
        names = tuple(str(value) for value in known)
    else:
        if values.dtype.kind == "i" and values[0] < 0:
            raise UserError(
                _("{file} has the label {came:,}; whole numbers from 0 were expected.").format(
                    file=file, came=int(values[0])
                ),
                _("Mend the labels."),
            )
        known = values
        names = tuple(clean_text(str(value)) for value in known)
        if values.dtype.kind == "i":
            notes.append(_("No label is 0; the labels that occur were taken for the names of the classes."))
    if not 2 <= len(names) <= MOST_CLASSES:
        raise _class_count(file, len(names))
    empty = [name for value, name in zip(known, names, strict=True) if value not in values]
    if empty:
        notes.append(
            ngettext(
                "There is no picture of the class {names}.", "There are no pictures of the classes {names}.", len(empty)
            ).format(names=", ".join(empty[:10]) + (", …" if len(empty) > 10 else ""))
        )
    return [np.searchsorted(known, labels.astype(values.dtype)).astype(np.uint8) for labels in flat], names, notes


def fitted_picture(image: Image.Image, background: int) -> NDArray[np.uint8]:
    """One grey picture (mode L) of any size as uint8 (28, 28): whole, centred, its larger side being 28."""
    if image.size == (SIDE, SIDE):
        return np.array(image)
    share = SIDE / max(image.size)
    width, height = (max(1, round(side * share)) for side in image.size)
    # Pillow's bilinear filter looks at all the pixels that become one: thin strokes are not lost.
    small = image.resize((width, height), Image.Resampling.BILINEAR)
    if small.size == (SIDE, SIDE):
        return np.array(small)
    sheet = Image.new("L", (SIDE, SIDE), background)
    sheet.paste(small, ((SIDE - width) // 2, (SIDE - height) // 2))
    return np.array(sheet)


def has_light_border(images: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Whether each picture's border is rather light than dark: bool, shape (n,)."""
    border = np.concatenate([images[:, 0], images[:, -1], images[:, 1:-1, 0], images[:, 1:-1, -1]], axis=1)
    light: NDArray[np.bool_] = np.median(border, axis=1) > 127
    return light


def _with_sides(array: NDArray[Any], file: Path) -> NDArray[Any]:
    """The array as (n, h, w), or (n, h, w, 3) in colour; a view wherever that is possible."""
    if array.dtype.kind not in "buif":
        raise UserError(
            _("The pictures in {file} are of type {dtype}; numbers were expected, best uint8.").format(
                file=file, dtype=array.dtype.name
            ),
            _("Convert them with astype('uint8') and save them again."),
        )
    shape = array.shape
    if array.ndim == 2 and isqrt(shape[1]) ** 2 == shape[1]:
        array = array.reshape(shape[0], isqrt(shape[1]), isqrt(shape[1]))
    elif array.ndim == 4 and shape[3] == 1:
        array = array[..., 0]
    elif array.ndim == 4 and shape[1] == 1:
        array = array[:, 0]
    elif array.ndim == 4 and shape[3] in (3, 4):
        array = array[..., :3]
    elif array.ndim == 4 and shape[1] == 3:
        array = np.moveaxis(array, 1, 3)
    in_colour = array.ndim == 4 and array.shape[3] == 3
    if not (array.ndim == 3 or in_colour) or not all(1 <= side <= _LARGEST_SIDE for side in array.shape[1:3]):
        raise UserError(
            _("The pictures in {file} have the shape {shape}; (count, 28, 28) was expected.").format(
                file=file, shape=shape
            ),
            _("Save them as one array with a picture in each row."),
        )
    if len(array) * SIDE * SIDE > MOST_BYTES:
        raise too_large(file, len(array) * SIDE * SIDE)
    return array


def _factor(arrays: list[NDArray[Any]], file: Path, notes: list[str]) -> float:
    """What pixel values are to be multiplied by, so that white is 255."""
    lowest, highest, whole = np.inf, -np.inf, True
    for array in arrays:
        whole = whole and array.dtype.kind != "f"
        for start in range(0, len(array), _CHUNK):
            chunk = array[start : start + _CHUNK]
            if chunk.dtype.kind == "f" and not np.isfinite(chunk).all():
                place = np.argwhere(~np.isfinite(chunk))[0]
                raise UserError(
                    _("In {file}, picture {index:,} has a pixel that is no number (NaN or infinite).").format(
                        file=file, index=start + int(place[0])
                    ),
                    _("Replace such pixels, for instance with numpy.nan_to_num, and save the file again."),
                )
            lowest, highest = min(lowest, float(chunk.min())), max(highest, float(chunk.max()))
    if lowest < 0 or highest > 255:
        raise UserError(
            _("The pixels in {file} go from {lowest:g} to {highest:g}; 0 to 255, or 0 to 1, was expected.").format(
                file=file, lowest=lowest, highest=highest
            ),
            _("Bring them into that range and save the file again."),
        )
    # Scans of 8 × 8 pixels with values 0 to 16 come with scikit-learn.
    for top in (1, 16):
        if 0 < highest <= top:
            notes.append(_("Pixel values go from 0 to {top}; they were stretched to 0 to 255.").format(top=top))
            return 255 / top
    if not whole and highest > 0:
        notes.append(_("Pixel values are decimal numbers; they were rounded to whole ones."))
    return 1.0


def _converted(array: NDArray[Any], factor: float, file: Path, watch: Watch) -> NDArray[np.uint8]:
    if array.dtype == np.uint8 and array.shape[1:] == (SIDE, SIDE) and factor == 1.0:
        return np.ascontiguousarray(array)
    pictures = np.empty((len(array), SIDE, SIDE), np.uint8)
    step = max(1, min(_CHUNK, 30_000_000 // max(1, int(np.prod(array.shape[1:])))))
    for start in range(0, len(array), step):
        chunk = array[start : start + step].astype(np.float32)
        if chunk.ndim == 4:
            chunk = chunk @ _LUMINANCE
        bytes_ = np.rint(np.clip(chunk * np.float32(factor), 0, 255)).astype(np.uint8)
        if bytes_.shape[1:] == (SIDE, SIDE):
            pictures[start : start + step] = bytes_
        else:
            for index, picture in enumerate(bytes_, start):
                pictures[index] = fitted_picture(Image.fromarray(picture), 0)
        watch.report((start + step) / len(array))
    return pictures


def _flat(labels: NDArray[Any], file: Path) -> NDArray[Any]:
    """Labels as int64 or text of shape (n,)."""
    if labels.ndim == 2 and labels.shape[1] == 1:
        labels = labels[:, 0]
    elif labels.ndim == 2 and labels.dtype.kind in "buif" and 2 <= labels.shape[1] <= MOST_CLASSES:
        if not (((labels == 0) | (labels == 1)).all() and (labels.sum(axis=1) == 1).all()):
            raise UserError(
                _("The labels in {file} have the shape {shape}, but their rows are not one-hot.").format(
                    file=file, shape=labels.shape
                ),
                _("Save one whole number for each picture."),
            )
        places: NDArray[np.int64] = labels.argmax(axis=1).astype(np.int64)
        return places
    if labels.ndim != 1:
        raise UserError(
            _("The labels in {file} have the shape {shape}; one number for each picture was expected.").format(
                file=file, shape=labels.shape
            ),
            _("Save one whole number for each picture."),
        )
    if labels.dtype.kind == "U":
        return labels
    if labels.dtype.kind == "f" and not (np.isfinite(labels).all() and (labels == np.rint(labels)).all()):
        raise UserError(
            _("The labels in {file} are not all whole numbers.").format(file=file),
            _("Save one whole number for each picture."),
        )
    if labels.dtype.kind not in "buif" or (labels.size and float(np.abs(labels.astype(np.float64)).max()) > 2**53):
        raise UserError(
            _("The labels in {file} are of type {dtype}; whole numbers from 0 were expected.").format(
                file=file, dtype=labels.dtype.name
            ),
            _("Save one whole number for each picture."),
        )
    return labels.astype(np.int64)


def _class_count(file: Path, count: int) -> UserError:
    return UserError(
        ngettext(
            "The labels of {file} make {count:,} class; 2 to {most} were expected.",
            "The labels of {file} make {count:,} classes; 2 to {most} were expected.",
            count,
        ).format(file=file, count=count, most=MOST_CLASSES),
        _("Choose data with a label from 0 on for each picture."),
    )

"""From a drawing to the 28×28 picture that a network gets, step by step, the way MNIST was made.

MNIST's digits were "size normalized to fit in a 20×20 pixel box while preserving their aspect ratio",
anti-aliased, and "centered in a 28×28 image by computing the center of mass of the pixels" (Y. LeCun, C.
Cortes, C. Burges: The MNIST database of handwritten digits, http://yann.lecun.com/exdb/mnist). A network sees
nothing else while it learns, so a drawing has to look like that too.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.i18n import _

SIDE = 28
"""Side of the prepared picture, in pixels."""

BOX = 20
"""Larger side of the ink in it, in pixels."""

CENTRE = 14.0
"""Index, rows and columns counted from 0, at which the ink's centre of mass lies in it."""

FAINTEST_INK = 16
"""Pixels below this are noise (compressed pictures, smudges), not ink."""

# A picture is MNIST's already if its ink looks like MNIST's own: of all 70,000 the larger side of the ink
# (from FAINTEST_INK on) is 20 pixels in 69,984 and 19 in 16, and the centre of mass is at most 0.52 pixels
# off, row and column each taken alone; counted over the file in resources/. One pixel more, because what
# `prepare` itself made covers 21 when its shift was not a whole number, and must pass unchanged too. A digit
# in the corner of a 28×28 picture fails by its centre, a small or a large one by its side.
_MNIST_SIDES = range(BOX - 1, BOX + 2)
_MNIST_OFF_CENTRE = 0.55

# How far, in pixels, the centre of mass may be off before it is corrected again, and how often that is tried.
_OFF_CENTRE = 0.01
_CORRECTIONS = 3


@dataclass(frozen=True, eq=False)
class InkStep:
    """The drawing after one step of its preparation.

    Attributes:
        name: Stable key: "ink", "cropped", "resized" or "centred".
        title: What was done, for the user.
        image: uint8, shape (h, w), 0 background to 255 ink. "ink" and "cropped" are as large as the
            drawing and its ink; the larger side of "resized" is 20; "centred" is (28, 28).
    """

    name: str
    title: str
    image: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class PreparedDrawing:
    """What the network gets, and how it came about.

    Attributes:
        image: uint8, shape (28, 28), 0 background to 255 ink.
        steps: The four steps in their order; the last one's image is ``image``.
        empty: There was no ink; ``image`` is black.
    """

    image: NDArray[np.uint8]
    steps: tuple[InkStep, ...]
    empty: bool


def prepare(ink: NDArray[np.uint8]) -> PreparedDrawing:
    """Makes of a drawing what MNIST's makers made of a scanned digit.

    The ink is cut out, resized by the exact area that each new pixel covers (interpolated linearly where it
    has to grow) so that its larger side is 20 pixels, made as bright as MNIST's, and shifted by fractions of
    a pixel until its centre of mass lies at index (14.0, 14.0). Ink never leaves the picture: where all of it
    would not fit, the centre of mass stays off. A picture that is MNIST's already comes back bit for bit.

    Args:
        ink: uint8, shape (h, w), any size, 0 background to 255 ink. Pixels below 16 are not ink.

    Returns:
        The picture and its steps.
    """
    clean = ink * (ink >= FAINTEST_INK)
    if not clean.any():
        return _drawing(clean, clean, np.zeros((BOX, BOX), np.uint8), np.zeros((SIDE, SIDE), np.uint8), empty=True)
    top, bottom = _extent(np.any(clean, axis=1))
    left, right = _extent(np.any(clean, axis=0))
    if ink.shape == (SIDE, SIDE) and _is_mnist(clean, max(bottom - top, right - left)):
        return _drawing(ink, ink[top:bottom, left:right], ink[top:bottom, left:right], ink, empty=False)
    cropped = clean[top:bottom, left:right]
    scale = BOX / max(cropped.shape)
    box_height, box_width = (max(1, round(side * scale)) for side in cropped.shape)
    resized = _resample(cropped, scale, (0.0, 0.0), (box_height, box_width))
    return _drawing(clean, cropped, _as_bright_as_mnist(resized), _centred(cropped, scale), empty=False)


def centre_of_mass(image: NDArray[np.uint8] | NDArray[np.float32]) -> tuple[float, float]:
    """The mean position of a picture's ink.

    Args:
        image: Shape (h, w), 0 background; must not be all 0.

    Returns:
        Row and column as indices counted from 0; the middle of the first pixel is 0.0.
    """
    rows = image.sum(axis=1, dtype=np.float64)
    columns = image.sum(axis=0, dtype=np.float64)
    total = rows.sum()
    return float(rows @ np.arange(len(rows)) / total), float(columns @ np.arange(len(columns)) / total)


def _drawing(
    ink: NDArray[np.uint8],
    cropped: NDArray[np.uint8],
    resized: NDArray[np.uint8],
    centred: NDArray[np.uint8],
    *,
    empty: bool,
) -> PreparedDrawing:
    steps = (
        InkStep("ink", _("Ink"), ink),
        InkStep("cropped", _("Cropped to the ink"), cropped),
        InkStep("resized", _("Larger side 20 pixels"), resized),
        InkStep("centred", _("Centre of mass in the middle"), centred),
    )
    return PreparedDrawing(image=centred, steps=steps, empty=empty)


def _extent(inked: NDArray[np.bool_]) -> tuple[int, int]:
    """First and one past the last True of shape (n,)."""
    return int(inked.argmax()), len(inked) - int(inked[::-1].argmax())


def _is_mnist(clean: NDArray[np.uint8], larger_side: int) -> bool:
    """Whether a 28×28 picture without its noise has the size and the place of MNIST's."""
    return larger_side in _MNIST_SIDES and all(
        abs(position - CENTRE) <= _MNIST_OFF_CENTRE for position in centre_of_mass(clean)
    )


def _centred(cropped: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    """Resizes the ink into 28×28 with its centre of mass at index (14.0, 14.0): uint8, shape (28, 28).

    Size and shift are done in one go from the full drawing, because shifting the small picture would blur it
    once more. The shift may spread 20 pixels of ink over 21. Of MNIST's test pictures 4,000 were redrawn in
    five ways and judged by a dense network: this was 0.3 to 1.2 points more accurate than a shift by whole
    pixels, and up to 1.0 more, 0.2 less with a very thin pen, than ink made smaller until it ended on whole
    pixels.
    """
    rows, columns = (side * scale for side in cropped.shape)
    row, column = ((position + 0.5) * scale for position in centre_of_mass(cropped))
    # Where the upper left corner of the ink goes, in pixels; the middle of the pixel at index 14 is at 14.5.
    start = (_inside(CENTRE + 0.5 - row, rows), _inside(CENTRE + 0.5 - column, columns))
    picture = _resample(cropped, scale, start, (SIDE, SIDE))
    # When shrinking, the first try is exact. Growing ink spreads unevenly at its ends and wants a correction.
    for _attempt in range(_CORRECTIONS):
        row, column = centre_of_mass(picture)
        corrected = (_inside(start[0] + CENTRE - row, rows), _inside(start[1] + CENTRE - column, columns))
        if max(abs(corrected[0] - start[0]), abs(corrected[1] - start[1])) < _OFF_CENTRE:
            break
        start = corrected
        picture = _resample(cropped, scale, start, (SIDE, SIDE))
    return _as_bright_as_mnist(picture)


def _inside(start: float, length: float) -> float:
    """The start nearest to the one wished for at which nothing of the ink's ``length`` leaves the picture."""
    return min(max(start, 0.0), SIDE - length)


def _as_bright_as_mnist(picture: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Makes the brightest pixel 255: it is 254 or 255 in all of MNIST, but a thin pen fades as it shrinks."""
    brightened: NDArray[np.uint8] = np.rint(picture * (255.0 / picture.max())).astype(np.uint8)
    return brightened


def _resample(
    image: NDArray[np.uint8], scale: float, start: tuple[float, float], shape: tuple[int, int]
) -> NDArray[np.float32]:
    """Draws ``image``, resized by ``scale``, into a black picture.

    Args:
        image: uint8, shape (h, w).
        scale: New pixels to one old pixel.
        start: Row and column, in new pixels, at which the image's upper left corner goes.
        shape: Shape of the new picture.

    Returns:
        float32, the new picture, 0 to 255.
    """
    # float32 holds sums of up to 65,000 full pixels exactly, and rounds far below one grey level after that.
    rows = _resample_rows(image.astype(np.float32), scale, start[0], shape[0])
    return _resample_rows(np.ascontiguousarray(rows.T), scale, start[1], shape[1]).T


def _resample_rows(image: NDArray[np.float32], scale: float, start: float, count: int) -> NDArray[np.float32]:
    """Resamples (n, m) to (count, m).

    Every new row is a mean of the old rows that it covers, which is exact when shrinking. Where it covers
    less than one old row, the mean goes over the length of one around the same middle: that is linear
    interpolation. The mean is weighted by how much of the new row lies on the image at all.
    """
    edges = np.clip((np.arange(count + 1) - start) / scale, 0, len(image))
    covered = np.diff(edges)
    middle = (edges[:-1] + edges[1:]) / 2
    reach = np.maximum(covered, 1.0) / 2
    low = np.maximum(middle - reach, 0)
    high = np.minimum(middle + reach, len(image))
    sums = _sums_up_to(image, np.concatenate([low, high]))
    weights = covered * scale / (high - low)
    resampled: NDArray[np.float32] = (sums[count:] - sums[:count]) * weights[:, np.newaxis].astype(np.float32)
    return resampled


def _sums_up_to(rows: NDArray[np.float32], positions: NDArray[np.float64]) -> NDArray[np.float32]:
    """Sums (n, m) from row 0 up to each position, which may lie inside a row: shape (len(positions), m).

    Whole rows are added up only between the positions asked for: for 420×420 pixels a quarter of the time of
    a running sum over all rows, and without the threads of a matrix product, which at times wait 10 ms for
    each other.
    """
    whole = np.minimum(positions.astype(np.intp), len(rows) - 1)
    stops, place = np.unique(np.append(whole, 0), return_inverse=True)
    sums = np.zeros((len(stops), rows.shape[1]), np.float32)
    np.cumsum(np.add.reduceat(rows, stops, axis=0)[:-1], axis=0, out=sums[1:])
    share = (positions - whole)[:, np.newaxis].astype(np.float32)
    return sums[place[:-1]] + rows[whole] * share

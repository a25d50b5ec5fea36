"""From a drawing to the 28×28 picture that a network gets, step by step, the way MNIST was made.

MNIST's digits were "size normalized to fit in a 20×20 pixel box while preserving their aspect ratio",
anti-aliased, and "centered in a 28×28 image by computing the center of mass of the pixels" (Y. LeCun, C.
Cortes, C. Burges: The MNIST database of handwritten digits, http://yann.lecun.com/exdb/mnist). A network sees
nothing else while it learns, so a drawing has to look like that too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.data.preparation import STEPS, Preparation, title_of
from mnist_desktop.data.resampling import resample
from mnist_desktop.data.specks import stray_lines, without_specks
from mnist_desktop.data.stroke_lines import PEN_REACH, PEN_WIDTH, Points, dots_along, draw_dots, middle_line
from mnist_desktop.data.stroke_width import normalised
from mnist_desktop.data.strokes import CANVAS_SIZE, Stroke

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

# How far, in pixels, the centre of mass may be off before it is corrected, and how often the picture is drawn for that.
_OFF_CENTRE = 0.01
_TRIES = 4

# Ink of more pixels than this on its larger side is reduced first: twenty for each of the network's are plenty.
_LARGEST_SIDE = 400

# A drawing smaller than this, in units of the canvas, is a dot and is not enlarged to a digit's size.
_SMALLEST_DRAWING = 10.0

# How often larger than the network's pixels those are in which the step of the stroke width is shown.
_SHOWN_ENLARGED = 3
# Pixels of the network's picture between the points it is drawn with: they took half of the time of all steps.
_SHOWN_SPACING = 0.8


@dataclass(frozen=True, eq=False)
class InkStep:
    """The drawing after one step of its preparation.

    Attributes:
        name: "ink", or the step's name in ``Preparation``.
        title: What was done, for the user.
        image: uint8, shape (h, w), 0 background to 255 ink; of "centre" and "brightness" (28, 28).
        taken: The step was taken; if not, the image shows the drawing without it.
    """

    name: str
    title: str
    image: NDArray[np.uint8]
    taken: bool = True


@dataclass(frozen=True, eq=False)
class PreparedDrawing:
    """What the network gets, and how it came about.

    Attributes:
        image: uint8, shape (28, 28), 0 background to 255 ink.
        steps: The ink and the six steps in their order; the last one's image is ``image``.
        empty: There was no ink; ``image`` is black.
        unchanged: The picture was MNIST's already, and no step was taken.
    """

    image: NDArray[np.uint8]
    steps: tuple[InkStep, ...]
    empty: bool = False
    unchanged: bool = False


def prepare(
    ink: NDArray[np.uint8],
    strokes: Sequence[Stroke] | None = None,
    preparation: Preparation | None = None,
) -> PreparedDrawing:
    """Makes of a drawing what MNIST's makers made of a scanned digit.

    Specks are removed, the ink is cut out, its strokes get MNIST's width, its larger side becomes 20 pixels, it is
    shifted by fractions of a pixel until its centre of mass lies at index (14.0, 14.0), and made as bright as MNIST's.
    Where the strokes are known, their middle lines are drawn anew in the 20-pixel box, so that neither the brush nor
    the size of the drawing matters; otherwise the ink's outline is moved, and it is resized by the exact area that
    each new pixel covers. Ink never leaves the picture: where all of it would not fit, the centre of mass stays off.
    A picture that is MNIST's already comes back bit for bit, whatever steps are asked for.

    Args:
        ink: uint8, shape (h, w), any size, 0 background to 255 ink. Pixels below 16 are not ink.
        strokes: All that the ink was drawn with, on a canvas that ``ink`` shows whole; None if that is not known.
        preparation: The steps to be taken; None for all.

    Returns:
        The picture and its steps.
    """
    preparation = preparation or Preparation()
    clean = ink * (ink >= FAINTEST_INK)
    if not clean.any():
        return _empty(clean, preparation)
    if ink.shape == (SIDE, SIDE) and _is_mnist(clean):
        steps = tuple(InkStep(name, title_of(name), ink) for name in ("ink", *STEPS))
        return PreparedDrawing(ink, steps, unchanged=True)
    lines = [middle_line(stroke) for stroke in strokes or () if stroke.points]
    kept = lines
    seen = clean
    if preparation.specks:
        stray = stray_lines(lines, PEN_WIDTH / BOX)
        kept = [line for index, line in enumerate(lines) if index not in stray]
        if not lines:
            seen = without_specks(clean)
        elif stray:
            seen = without_specks(clean, np.concatenate(kept) * (ink.shape[0] / CANVAS_SIZE))
    cropped = _cropped(seen) if preparation.crop else seen
    pictures = {"ink": clean, "specks": seen, "crop": cropped}
    if kept and preparation.width:
        pictures |= _drawn_anew(kept, preparation)
    else:
        pictures |= _resized(cropped, preparation)
    return _drawing(pictures, preparation)


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


def _drawing(pictures: dict[str, NDArray[np.uint8]], preparation: Preparation) -> PreparedDrawing:
    steps = [InkStep("ink", title_of("ink"), pictures["ink"])]
    steps += [InkStep(name, title_of(name), pictures[name], preparation.has(name)) for name in STEPS]
    return PreparedDrawing(pictures["brightness"], tuple(steps))


def _empty(clean: NDArray[np.uint8], preparation: Preparation) -> PreparedDrawing:
    """What comes of no ink: black in every step."""
    black = np.zeros((SIDE, SIDE), np.uint8)
    pictures = dict.fromkeys(("ink", "specks", "crop", "width"), clean)
    pictures |= {"size": np.zeros((BOX, BOX), np.uint8), "centre": black, "brightness": black}
    prepared = _drawing(pictures, preparation)
    return PreparedDrawing(black, prepared.steps, empty=True)


def _cropped(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The part of a picture that is not 0."""
    top, bottom = _extent(np.any(image, axis=1))
    left, right = _extent(np.any(image, axis=0))
    return image[top:bottom, left:right]


def _extent(inked: NDArray[np.bool_]) -> tuple[int, int]:
    """First and one past the last True of shape (n,)."""
    return int(inked.argmax()), len(inked) - int(inked[::-1].argmax())


def _is_mnist(clean: NDArray[np.uint8]) -> bool:
    """Whether a 28×28 picture without its noise has the size and the place of MNIST's."""
    return max(_cropped(clean).shape) in _MNIST_SIDES and all(
        abs(position - CENTRE) <= _MNIST_OFF_CENTRE for position in centre_of_mass(clean)
    )


def _drawn_anew(lines: list[Points], preparation: Preparation) -> dict[str, NDArray[np.uint8]]:
    """The later steps from strokes: their middle lines drawn at MNIST's width."""
    frame = BOX if preparation.size else SIDE
    if preparation.crop:
        points = np.concatenate(lines)
        corner, sides = points.min(axis=0), np.ptp(points, axis=0)
        scale = (frame - 2 * PEN_REACH) / max(float(sides.max()), _SMALLEST_DRAWING)
        lines = [(line - corner) * scale + PEN_REACH for line in lines]
        rows, columns = sides * scale + 2 * PEN_REACH
    else:
        lines = [line * (frame / CANVAS_SIZE) for line in lines]
        rows = columns = float(frame)
    # Ends that are whole but for rounding errors are not rounded up.
    box = (min(int(np.ceil(rows - 1e-6)), SIDE), min(int(np.ceil(columns - 1e-6)), SIDE))
    dots = dots_along(lines)
    small = draw_dots(dots, box)
    row, column = centre_of_mass(small) if preparation.centre and small.any() else ((rows - 1) / 2, (columns - 1) / 2)
    middle = CENTRE if preparation.centre else (SIDE - 1) / 2
    start = _inside(middle - row, rows), _inside(middle - column, columns)

    def drawn(start: tuple[float, float]) -> NDArray[np.float32]:
        return draw_dots(dots + np.array(start), (SIDE, SIDE))

    centred = _rounded(_centred(drawn, start, (rows, columns)) if preparation.centre else drawn(start))
    bright = _as_bright_as_mnist(centred) if preparation.brightness else centred
    return {
        "width": draw_dots(dots_along(lines, _SHOWN_SPACING), box, _SHOWN_ENLARGED).astype(np.uint8),
        "size": np.rint(small).astype(np.uint8),
        "centre": centred,
        "brightness": bright,
    }


def _resized(cropped: NDArray[np.uint8], preparation: Preparation) -> dict[str, NDArray[np.uint8]]:
    """The later steps from ink alone."""
    frame = BOX if preparation.size else SIDE
    if max(cropped.shape) > _LARGEST_SIDE:
        smaller = _LARGEST_SIDE / max(cropped.shape)
        sides = (max(1, round(cropped.shape[0] * smaller)), max(1, round(cropped.shape[1] * smaller)))
        reduced = np.rint(resample(cropped, smaller, (0.0, 0.0), sides)).astype(np.uint8)
        cropped = reduced if reduced.any() else cropped
    wide = normalised(cropped, frame, cropped=preparation.crop) if preparation.width else cropped
    if preparation.crop:
        wide = _cropped(wide)
    scale = frame / max(wide.shape)
    box = (max(1, round(wide.shape[0] * scale)), max(1, round(wide.shape[1] * scale)))
    small = resample(wide, scale, (0.0, 0.0), box)
    centred = _placed(wide, scale, to_centre_of_mass=preparation.centre)
    return {
        "width": wide,
        "size": _rounded(small),
        "centre": _rounded(centred),
        "brightness": _as_bright_as_mnist(centred) if preparation.brightness else _rounded(centred),
    }


def _placed(cropped: NDArray[np.uint8], scale: float, *, to_centre_of_mass: bool) -> NDArray[np.float32]:
    """Resizes the ink into 28×28 with its centre of mass at index (14.0, 14.0), or with its middle in the middle.

    Size and shift are done in one go from the full drawing, because shifting the small picture would blur it
    once more. The shift may spread 20 pixels of ink over 21. Of MNIST's test pictures 4,000 were redrawn in
    five ways and judged by a dense network: this was 0.3 to 1.2 points more accurate than a shift by whole
    pixels, and up to 1.0 more, 0.2 less with a very thin pen, than ink made smaller until it ended on whole
    pixels.
    """
    rows, columns = (side * scale for side in cropped.shape)
    if not to_centre_of_mass:
        return resample(cropped, scale, ((SIDE - rows) / 2, (SIDE - columns) / 2), (SIDE, SIDE))
    row, column = ((position + 0.5) * scale for position in centre_of_mass(cropped))
    # Where the upper left corner of the ink goes, in pixels; the middle of the pixel at index 14 is at 14.5.
    start = (_inside(CENTRE + 0.5 - row, rows), _inside(CENTRE + 0.5 - column, columns))
    return _centred(lambda start: resample(cropped, scale, start, (SIDE, SIDE)), start, (rows, columns))


def _centred(
    draw: Callable[[tuple[float, float]], NDArray[np.float32]], start: tuple[float, float], sides: tuple[float, float]
) -> NDArray[np.float32]:
    """What is drawn from a start on, corrected until its centre of mass lies at index (14.0, 14.0).

    When shrinking ink, the first try is exact. Growing ink spreads unevenly at its ends, and a line that lies otherwise
    among the pixels darkens them a little otherwise: these want a correction. With a few dots far from each other that
    may lead to and fro; the best try counts.
    """
    tries: list[tuple[float, NDArray[np.float32]]] = []
    for _try in range(_TRIES):
        picture = draw(start)
        row, column = centre_of_mass(picture)
        corrected = (_inside(start[0] + CENTRE - row, sides[0]), _inside(start[1] + CENTRE - column, sides[1]))
        off = max(abs(corrected[0] - start[0]), abs(corrected[1] - start[1]))
        tries.append((off, picture))
        if off < _OFF_CENTRE:
            break
        start = corrected
    return min(tries, key=lambda each: each[0])[1]


def _inside(start: float, length: float) -> float:
    """The start nearest to the one wished for at which nothing of the ink's ``length`` leaves the picture."""
    return min(max(start, 0.0), SIDE - length)


def _as_bright_as_mnist(picture: NDArray[np.float32] | NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Makes the brightest pixel 255: it is 254 or 255 in all of MNIST, but a thin pen fades as it shrinks."""
    return _rounded(picture * np.float32(255.0 / max(float(picture.max()), 1e-9)))


def _rounded(picture: NDArray[np.float32]) -> NDArray[np.uint8]:
    rounded: NDArray[np.uint8] = np.rint(picture).astype(np.uint8)
    return rounded

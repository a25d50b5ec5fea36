"""Spoils pictures on purpose, in seven ways and as much as one likes, to see what a network still recognises."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _

CorruptionKind = Literal["noise", "rotation", "shift", "blur", "thicker", "thinner", "occlusion"]

KINDS: tuple[CorruptionKind, ...] = get_args(CorruptionKind)
"""All kinds, in the order in which they are shown."""


@dataclass(frozen=True)
class Corruption:
    """One way to spoil a picture.

    Attributes:
        kind: Its stable key.
        title: Its name for the user.
        unit: What a strength counts, such as "degrees" or "pixels".
        explanation: One sentence on what is done.
        strengths: The strengths that a curve is measured at: ascending, the first one 0, which changes nothing;
            the last one is the strongest that ``corrupt`` takes.
    """

    kind: CorruptionKind
    title: str
    unit: str
    explanation: str
    strengths: tuple[float, ...]


def corruption(kind: str) -> Corruption:
    """The corruption of that kind.

    Raises:
        UserError: There is none; field ``kind``.
    """
    found = next((known for known in corruptions() if known.kind == kind), None)
    if found is None:
        raise UserError(
            _("There is no corruption called {kind}; there are {known}.").format(
                kind=repr(kind), known=", ".join(KINDS)
            ),
            _("Choose one of these."),
            "kind",
        )
    return found


def corruptions() -> tuple[Corruption, ...]:
    """All kinds, in the order of ``KINDS``, with texts in the user's language."""
    return (
        Corruption(
            "noise",
            _("Noise"),
            _("grey values"),
            _("Every pixel is changed by chance; the strength is the standard deviation, of 255 grey values."),
            (0.0, 25.0, 50.0, 75.0, 100.0, 150.0),
        ),
        Corruption(
            "rotation",
            _("Rotation"),
            _("degrees"),
            _("Each digit is turned about the middle of the picture, to the left or to the right by chance."),
            (0.0, 10.0, 20.0, 30.0, 45.0, 60.0),
        ),
        Corruption(
            "shift",
            _("Shift"),
            _("pixels"),
            _("Each digit is moved up, down, left or right by chance; what leaves the picture is lost."),
            (0.0, 1.0, 2.0, 3.0, 4.0, 6.0),
        ),
        Corruption(
            "blur",
            _("Blur"),
            _("pixels"),
            _("Like a picture out of focus; the strength is the standard deviation of a Gaussian."),
            (0.0, 0.5, 1.0, 1.5, 2.0, 3.0),
        ),
        Corruption(
            "thicker",
            _("Thicker strokes"),
            _("pixels"),
            _("As if drawn with a broader pen: the ink grows by the strength on every side."),
            (0.0, 0.5, 1.0, 1.5, 2.0, 2.5),
        ),
        Corruption(
            "thinner",
            _("Thinner strokes"),
            _("pixels"),
            _("As if drawn with a finer pen: the ink loses the strength on every side, until strokes break."),
            (0.0, 0.25, 0.5, 0.75, 1.0, 1.25),
        ),
        Corruption(
            "occlusion",
            _("Covered part"),
            _("pixels"),
            _("A black square hides a part of the digit, somewhere by chance; the strength is its side."),
            (0.0, 4.0, 6.0, 8.0, 10.0, 14.0),
        ),
    )


def corrupt(images: NDArray[np.uint8], kind: str, strength: float, seed: int) -> NDArray[np.uint8]:
    """Spoils pictures, each one by chance in its own way.

    What chance decides for a picture (its noise, whether it turns left or right) depends on the seed and on its place
    among the pictures, not on the strength or on how many there are: more strength makes the same accident worse, and
    two models asked with the same seed see the same pictures.

    Args:
        images: uint8, shape (n, 28, 28), 0 background to 255 ink.
        kind: One of ``KINDS``.
        strength: From 0 to the last of the kind's ``strengths``, in its unit; 0 leaves every bit as it was.
        seed: 0 or more.

    Returns:
        uint8, shape (n, 28, 28), new memory.

    Raises:
        UserError: There is no such kind, or the strength is outside its range.
    """
    known = corruption(kind)
    if not 0.0 <= strength <= known.strengths[-1]:
        raise UserError(
            _("The strength of {title} is {came:g}; 0 to {most:g} {unit} were expected.").format(
                title=repr(known.title), came=strength, most=known.strengths[-1], unit=known.unit
            ),
            _("Choose a strength in this range."),
            "strength",
        )
    corrupted = images.copy()
    if strength == 0.0:
        return corrupted
    chance = np.random.default_rng(seed)
    function = _FUNCTIONS[known.kind]
    for start in range(0, len(images), _CHUNK):
        part = images[start : start + _CHUNK]
        values = function(part, strength, chance)
        corrupted[start : start + _CHUNK] = np.clip(np.rint(values), 0, 255)
    return corrupted


_CHUNK = 1000  # pictures at once, so that 60,000 need no more room than these
_INK_FIRST, _INK_SIDE = 4, 20  # MNIST's digits fill a box of 20 × 20 in the middle

_Values = NDArray[np.floating] | NDArray[np.integer]
_Function = Callable[[NDArray[np.uint8], float, np.random.Generator], _Values]


def _noise(images: NDArray[np.uint8], strength: float, chance: np.random.Generator) -> _Values:
    return images + np.float32(strength) * chance.standard_normal(images.shape, np.float32)


def _rotation(images: NDArray[np.uint8], strength: float, chance: np.random.Generator) -> _Values:
    from scipy import ndimage

    left = chance.random(len(images)) < 0.5
    turned = np.empty(images.shape, np.float32)
    for group, angle in ((left, strength), (~left, -strength)):
        turned[group] = ndimage.rotate(
            images[group].astype(np.float32), angle, axes=(2, 1), reshape=False, order=1, prefilter=False
        )
    return turned


def _shift(images: NDArray[np.uint8], strength: float, chance: np.random.Generator) -> _Values:
    from scipy import ndimage

    direction = np.floor(4 * chance.random(len(images)))
    moved = np.empty(images.shape, np.float32)
    for index, (down, right) in enumerate(((-1, 0), (1, 0), (0, -1), (0, 1))):
        group = direction == index
        step = (0.0, strength * down, strength * right)
        moved[group] = ndimage.shift(images[group].astype(np.float32), step, order=1, prefilter=False)
    return moved


def _blur(images: NDArray[np.uint8], strength: float, chance: np.random.Generator) -> _Values:
    from scipy import ndimage

    blurred: NDArray[np.float32] = ndimage.gaussian_filter(
        images.astype(np.float32), sigma=strength, axes=(1, 2), mode="constant"
    )
    return blurred


def _thicker(images: NDArray[np.uint8], strength: float, chance: np.random.Generator) -> _Values:
    return _with_pen(images, strength)


def _thinner(images: NDArray[np.uint8], strength: float, chance: np.random.Generator) -> _Values:
    return 255 - _with_pen(255 - images, strength)  # the background grows into the ink


def _with_pen(images: NDArray[np.uint8], radius: float) -> NDArray[np.int16]:
    """Grey dilation by a disk whose rim is soft, so that fractions of a pixel count too.

    A pixel at distance d of the pen's middle lends its ink less 255 · max(0, d - radius): a non-flat structuring
    element (S. R. Sternberg: Grayscale morphology, Computer Vision, Graphics, and Image Processing 35 (1986) 333-355).
    """
    reach = ceil(radius)
    rows, columns = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    loss = np.rint(255 * np.maximum(0.0, np.hypot(rows, columns) - radius)).astype(np.int16)
    padded = np.pad(images.astype(np.int16), ((0, 0), (reach, reach), (reach, reach)), mode="edge")
    grown = images.astype(np.int16)
    for row, column in zip(*np.nonzero(loss < 255), strict=True):
        lent = padded[:, row : row + images.shape[1], column : column + images.shape[2]]
        np.maximum(grown, lent - loss[row, column], out=grown)
    return grown


def _occlusion(images: NDArray[np.uint8], strength: float, chance: np.random.Generator) -> _Values:
    side = round(strength)
    first = _INK_FIRST + np.floor(chance.random((len(images), 2)) * (_INK_SIDE - side + 1)).astype(np.intp)
    place = np.arange(images.shape[1])
    rows, columns = ((place >= start[:, None]) & (place < start[:, None] + side) for start in first.T)
    return np.where(rows[:, :, None] & columns[:, None, :], np.uint8(0), images)


_FUNCTIONS: dict[CorruptionKind, _Function] = {
    "noise": _noise,
    "rotation": _rotation,
    "shift": _shift,
    "blur": _blur,
    "thicker": _thicker,
    "thinner": _thinner,
    "occlusion": _occlusion,
}

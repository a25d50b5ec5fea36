"""Opens a picture file, photo or drawing, as white ink on black."""

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps, UnidentifiedImageError

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _

# What is looked for in a file, whatever its name ends with.
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF")

# Pixels that are decoded at most: up to 400 MB, as much as a school's laptop can spare. (Above 179 million
# pixels Pillow refuses by itself.)
_MOST_PIXELS = 100_000_000

# Larger side of what is handed on, in pixels. A digit of a fifth of it still has ten for each of MNIST's 20.
_LARGEST_SIDE = 1024

# Side of the small picture in which background and brightness are looked for, in pixels; and of the square by
# which ink is closed there: ink strokes are thinner, shadows wider.
_SMALL_SIDE = 128
_CLOSED_SIDE = 31

# Side of the square over which medians are taken in half of the small picture.
_MEDIAN_SIDE = 15

# A border is even if it varies by less than this share of the picture's range.
_EVEN_BORDER = 0.25

# A background this dark, once the picture is light on dark, is black: it was drawn rather than photographed.
_BLACK = 8

# Ink takes away this share of the paper's light at least, and hangs together: of its pixels this share lies in
# squares of two by two. Made-up photos of blank paper, partly in shadow, gave up to 0.13; of a blackboard's grain,
# 0.24 but only half in such squares. A faint pencil gave 0.18 and 0.85.
_LEAST_CONTRAST = 0.16
_LEAST_COHERENCE = 0.6

# How often a threshold is looked for: a small digit on a large sheet is found at the second, grain at the third.
_OTSU_ATTEMPTS = 2

# EXIF's orientations, from 2 on, and what turns such a picture upright (EXIF 2.32, tag 0x0112).
_ORIENTATION_TAG = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def read_picture(file: Path) -> NDArray[np.uint8]:
    """Reads a picture of something drawn or written.

    PNG, JPEG, GIF (its first frame), BMP, WebP and TIFF, in colour or not, with transparency or not, turned
    as the camera says. Dark on light or light on dark is found out, and uneven light is taken out of photos.
    Pictures of more than 1,024 pixels a side are reduced. A drawing in light grey on black arrives bit for
    bit.

    Args:
        file: The picture's file.

    Returns:
        uint8, shape (h, w), 0 background to 255 ink.

    Raises:
        UserError: The file is missing, a folder, not a picture, damaged, or too large to be decoded.
    """
    return ink_of(read_luminance(file))


def read_luminance(file: Path) -> NDArray[np.uint8]:
    """Reads a picture as it is, in shades of grey, turned as the camera says.

    Pictures of more than 1,024 pixels a side are reduced.

    Args:
        file: The picture's file, of one of the kinds that ``read_picture`` takes.

    Returns:
        uint8, shape (h, w), 0 black to 255 white.

    Raises:
        UserError: The file is missing, a folder, not a picture, damaged, or too large to be decoded.
    """
    try:
        with warnings.catch_warnings():
            # Pillow warns of large pictures, which are measured here, and of odd metadata.
            warnings.simplefilter("ignore")
            # As a stream, because by its name Pillow maps an uncompressed TIFF into memory, and then (13.0) garbles
            # those that are to be turned by a quarter.
            with file.open("rb") as stream, Image.open(stream, formats=_FORMATS) as image:
                return _luminance(image, file)
    except UserError:
        raise
    except Exception as error:  # on a damaged file Pillow's decoders raise nearly everything
        raise _as_user_error(error, file) from None


def ink_of(luminance: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Finds the ink in a picture, whichever of ink and background is the lighter.

    Background is what the border shows. Where it is not plain black or white, its brightness is estimated all
    over the picture and taken out; then what is clearly ink becomes 255 and what is clearly not becomes 0.

    Args:
        luminance: uint8, shape (h, w), at least one pixel, 0 black to 255 white.

    Returns:
        uint8, shape (h, w), 0 background to 255 ink; all 0 when there is nothing but background.
    """
    # More than half of any drawing is background: the thickest of MNIST's 70,000 digits covers 45 %.
    levels = (np.median(luminance), *np.percentile(_border(luminance), (40, 60)))
    if max(levels) <= _BLACK:
        return luminance
    if min(levels) >= 255 - _BLACK:
        return np.bitwise_not(luminance)
    small = Image.fromarray(luminance)
    small = small.reduce(-(-max(small.size) // _SMALL_SIDE))
    if _is_light_on_dark(small):
        return _flattened(np.bitwise_not(luminance), ImageOps.invert(small))
    return _flattened(luminance, small)


def _luminance(image: Image.Image, file: Path) -> NDArray[np.uint8]:
    """Decodes a picture and reduces it to at most 1,024 pixels a side: uint8, shape (h, w)."""
    decoded = image.size
    if image.format in ("JPEG", "MPO"):
        image.draft("L" if image.mode == "RGB" else image.mode, (_LARGEST_SIDE, _LARGEST_SIDE))
        # The decoder reduces while it reads; but a progressive JPEG it has to keep whole.
        decoded = decoded if image.info.get("progressive") else image.size
    if decoded[0] * decoded[1] > _MOST_PIXELS:
        raise _too_large(file, decoded)
    image.load()
    width, height = image.size
    factor = -(-max(width, height) // _LARGEST_SIDE)
    to_grey = _grey_converter(image)
    # In stripes, because on the way to grey one byte may become twelve: only the decoded picture is whole in
    # memory.
    rows = max(1, 2_000_000 // (width * factor)) * factor
    boxes = [(0, top, width, min(top + rows, height)) for top in range(0, height, rows)]
    stripes = [np.asarray(Image.fromarray(to_grey(image.crop(box))).reduce(factor)) for box in boxes]
    luminance: NDArray[np.uint8] = np.concatenate(stripes)
    turn = _UPRIGHT.get(_orientation(image))
    return luminance if turn is None else np.array(Image.fromarray(luminance).transpose(turn))


def _grey_converter(image: Image.Image) -> Callable[[Image.Image], NDArray[np.uint8]]:
    """How parts of ``image`` become luminance: found out for the whole, so that all are treated alike."""
    if image.has_transparency_data:
        # Pixels picked out, not averaged, as that would need another copy of the picture.
        sample = image.resize((min(image.width, 256), min(image.height, 256)), Image.Resampling.NEAREST)
        background = _behind(*_grey_and_alpha(sample))
        return lambda part: _on_background(*_grey_and_alpha(part), background)
    if image.mode.startswith(("I", "F")):
        darkest, lightest = _range(image)
        return lambda part: _scaled(np.asarray(part), darkest, lightest)
    if image.mode == "CMYK":
        return lambda part: np.asarray(part.convert("RGB").convert("L"))
    return lambda part: np.asarray(part.convert("L"))


def _grey_and_alpha(image: Image.Image) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Luminance 0–255 and opacity 0–1: float32, shape (h, w) each."""
    channels = np.asarray(image.convert("RGBA").convert("LA"), np.float32)
    return channels[..., 0], channels[..., 1] / np.float32(255)


def _behind(grey: NDArray[np.float32], alpha: NDArray[np.float32]) -> float:
    """The luminance, 0–255, that has to lie behind a picture with transparency for its ink to be seen."""
    opaque = grey[alpha > 0.5]
    if opaque.size == 0:
        return 0.0
    darkest, middle, lightest = np.percentile(opaque, (1, 50, 99))
    only_ink = lightest - darkest < 64 or alpha.mean() < 0.5
    if only_ink and alpha.min() < 0.5:
        return 0.0 if middle > 127 else 255.0
    return float(middle)  # background is in the picture: what is transparent, its corners perhaps, is that too


def _on_background(grey: NDArray[np.float32], alpha: NDArray[np.float32], background: float) -> NDArray[np.uint8]:
    mixed: NDArray[np.uint8] = np.rint(grey * alpha + background * (1 - alpha)).astype(np.uint8)
    return mixed


def _range(image: Image.Image) -> tuple[float, float]:
    """Black and white of a picture of 16 or more bits: 0 (or its darkest pixel if below) and its lightest."""
    # NumPy's extremes, because Pillow's take no NaN, which a TIFF of floats may hold.
    values = np.asarray(image)
    finite = values[np.isfinite(values)] if values.dtype.kind == "f" else values
    return (min(0.0, float(finite.min())), float(finite.max())) if finite.size else (0.0, 0.0)


def _scaled(values: NDArray[Any], darkest: float, lightest: float) -> NDArray[np.uint8]:
    """Brings black and white to 0 and 255."""
    if lightest <= darkest:
        return np.zeros(values.shape, np.uint8)
    share = (np.nan_to_num(values.astype(np.float64)) - darkest) / (lightest - darkest)
    scaled: NDArray[np.uint8] = np.rint(np.clip(share, 0, 1) * 255).astype(np.uint8)
    return scaled


def _orientation(image: Image.Image) -> int:
    """EXIF's orientation, asked for after loading, because Pillow has turned a TIFF by then; 1 is upright."""
    try:
        return int(image.getexif().get(_ORIENTATION_TAG, 1))
    except Exception:  # damaged metadata make the picture no worse
        return 1


def _is_light_on_dark(small: Image.Image) -> bool:
    """Whether the ink is lighter than its background, in a picture of at most 128 pixels a side."""
    values = np.asarray(small)
    darkest, lightest = float(values.min()), float(values.max())
    low, middle, high = np.percentile(_border(values), (10, 50, 90))
    if high - low <= _EVEN_BORDER * (lightest - darkest):
        return bool(middle < (darkest + lightest) / 2)
    # In uneven light the border tells nothing: one end of the paper may be as dark as ink at the other. A
    # median over more than a stroke's width keeps light and shadow and drops strokes; what is left, cubed
    # because ink differs most, is ink. The filter's own border is left out.
    smaller = small.reduce(2) if min(small.size) > 1 else small
    strokes = np.asarray(smaller, np.float64) - np.asarray(smaller.filter(ImageFilter.MedianFilter(_MEDIAN_SIDE)))
    strokes = strokes[3:-3, 3:-3]
    return bool((strokes**3).sum() > 0)


def _border(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The pixels of the outer sixteenth: uint8, shape (n,)."""
    height, width = image.shape
    rows, columns = max(1, height // 16), max(1, width // 16)
    parts = (image[:rows], image[-rows:], image[:, :columns], image[:, -columns:])
    return np.concatenate([part.ravel() for part in parts])


def _flattened(luminance: NDArray[np.uint8], small: Image.Image) -> NDArray[np.uint8]:
    """Takes the paper and the light on it out of a picture of dark ink on lighter paper.

    The paper's brightness is what remains when dark strokes are closed (the largest value around each pixel,
    then the smallest of these). Ink is measured by the share of the paper's light that it takes away, which
    does not depend on the light; ink and paper are told apart at Otsu's threshold.

    Args:
        luminance: uint8, shape (h, w).
        small: The same, reduced to at most 128 pixels a side.

    Returns:
        uint8, shape (h, w), 0 background to 255 ink.
    """
    closed = Image.fromarray(_closed(np.asarray(small)))
    height, width = luminance.shape
    paper = closed.filter(ImageFilter.GaussianBlur(2)).resize((width, height), Image.Resampling.BILINEAR)
    light = luminance.astype(np.float32) / np.maximum(np.asarray(paper, np.float32), 1)
    taken = Image.fromarray(np.rint(np.clip(1 - light, 0, 1) * 255).astype(np.uint8))
    if min(taken.size) > _SMALL_SIDE:
        taken = taken.filter(ImageFilter.MedianFilter(3))  # the camera's grain; strokes are wider by now
    share = np.asarray(taken, np.float32) / 255
    counts = np.bincount(np.asarray(taken).ravel(), minlength=256)
    for _attempt in range(_OTSU_ATTEMPTS):
        threshold = _otsu(counts) / 255
        is_ink = share > threshold
        if not is_ink.any():
            return np.zeros((height, width), np.uint8)
        ink, blank, noise = share[is_ink].mean(), share[~is_ink].mean(), share[~is_ink].std()
        if ink - blank >= max(_LEAST_CONTRAST, 4 * noise) and _coherence(is_ink) >= _LEAST_COHERENCE:
            break
        # The two groups are lighter and darker paper. If there is ink, it is a little part of the second.
        counts[: round(threshold * 255) + 1] = 0
    else:
        return np.zeros((height, width), np.uint8)
    # Grey between the two stays grey, so that edges stay smooth; four deviations keep the paper's grain out.
    low = min(max(blank + 4 * noise, 0.35 * ink), threshold)
    flat: NDArray[np.uint8] = np.rint(np.clip((share - low) / (0.9 * ink - low), 0, 1) * 255).astype(np.uint8)
    return flat


def _coherence(marked: NDArray[np.bool_]) -> float:
    """The share of the pixels marked, 0–1, at which a square of two by two of them begins; 1 for small pictures."""
    if min(marked.shape) <= _SMALL_SIDE:
        return 1.0  # a stroke may be a single pixel wide there
    squares = marked[1:, 1:] & marked[:-1, 1:] & marked[1:, :-1] & marked[:-1, :-1]
    return float(squares.sum() / marked.sum())


def _closed(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Closes dark strokes: the largest value in a square around each pixel, then the smallest of those."""
    # The border is drawn out first, because a closing that ends there takes the lighter inside for its paper.
    closed = np.pad(image, _CLOSED_SIDE - 1, mode="edge")
    for take in (np.max, np.min):
        for axis in (0, 1):
            closed = take(sliding_window_view(closed, _CLOSED_SIDE, axis=axis), axis=-1)
    return closed


def _otsu(counts: NDArray[np.intp]) -> int:
    """The value up to which pixels belong to the darker of two groups that differ most, from their histogram.

    N. Otsu: A threshold selection method from gray-level histograms, IEEE Trans. SMC 9 (1979) 62-66.
    """
    below = np.cumsum(counts, dtype=np.float64)
    sums = np.cumsum(counts * np.arange(256), dtype=np.float64)
    above = below[-1] - below
    means_apart = sums / np.maximum(below, 1) - (sums[-1] - sums) / np.maximum(above, 1)
    return int(np.argmax(below * above * means_apart**2))


def _as_user_error(error: Exception, file: Path) -> UserError:
    """What to tell of a picture that could not be opened."""
    # Windows says of a folder that the permission is missing.
    if isinstance(error, OSError) and file.is_dir():
        problem = _("{file} is a folder; a picture was expected.")
        remedy = _("Choose a picture in it.")
    elif isinstance(error, FileNotFoundError):
        problem = _("There is no file {file}; a picture was expected.")
        remedy = _("Check its name and folder.")
    elif isinstance(error, PermissionError):
        problem = _("The file {file} may not be read by this user; a picture was expected.")
        remedy = _("Copy it to a folder of your own, or ask its owner for the right to read it.")
    elif isinstance(error, UnidentifiedImageError):
        problem = _("The file {file} is no picture of a kind that can be read here.")
        remedy = _("Open a PNG, JPEG, GIF, BMP, WebP or TIFF picture, or save yours as one of them.")
    elif isinstance(error, Image.DecompressionBombError):
        return _too_large(file, None)
    elif isinstance(error, MemoryError):
        problem = _("There is not enough memory to open the picture {file}.")
        remedy = _("Close other programs, or save the picture smaller.")
    else:
        problem = _("The picture {file} is damaged and cannot be read to its end ({reason}).")
        remedy = _("Save or copy it again, or open another picture.")
    return UserError(problem.format(file=file, reason=str(error) or type(error).__name__), remedy)


def _too_large(file: Path, size: tuple[int, int] | None) -> UserError:
    """What to tell of a picture of too many pixels; its size, if known, is (width, height)."""
    if size is None:
        problem = _("The picture {file} is too large: at most {limit} million pixels were expected.")
        width = height = 0
    else:
        problem = _(
            "The picture {file} is too large: it has {width:,} × {height:,} pixels, "
            "at most {limit} million were expected."
        )
        width, height = size
    limit = _MOST_PIXELS // 1_000_000
    problem = problem.format(file=file, width=width, height=height, limit=limit)
    return UserError(problem, _("Save it smaller, or cut out the digit."))

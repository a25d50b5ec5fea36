"""Pictures that are nothing, made of training pictures: what a judge of strangeness can learn from.

Whoever has seen examples of what does not belong finds other strange things more surely, though they be of other
kinds: outlier exposure (D. Hendrycks, M. Mazeika and T. Dietterich: Deep Anomaly Detection with Outlier Exposure, ICLR
2019, arXiv:1812.04606). Here they are cut out of the training pictures themselves, turned, mirrored, bent and put
together wrongly, so that they have the same lines and differ in their arrangement alone. Where such a picture happens
to be one of the classes (a mirrored 0, a turned 8) it is learned as both, and counts for nothing.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

_Images = NDArray[np.float32]
_SIDE = 28
_MIDDLE = (_SIDE - 1) / 2
_BOX = 20.0  # larger side of MNIST's digits; their centre of mass is at 14.0, half a pixel from the middle
_INK = 50.0
_LEAST_INK = 20 * 255.0  # a picture with less has lost what was on it
_ZOOMS = (0.7, 1.4)
_SHARPER = 1.15  # makes up for the light that two samplings take from the middle of a line
_TURN = 0.12  # radians, one standard deviation, of pictures that stay what they are
_BENT_BY, _BENT_OVER = 4.5, 3.5  # pixels, standard deviations of the pushes, and over which neighbours move alike
_PIECES = 4


def outliers(images: NDArray[np.uint8], count: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Makes pictures that are nothing, as many of every kind.

    Args:
        images: uint8, shape (n, 28, 28), n from 1 on.
        count: How many are wanted; those on which hardly any ink is left are missing.
        rng: Decides what is made.

    Returns:
        uint8, shape (at most ``count``, 28, 28), their ink as large and as placed as that of MNIST's digits.
    """
    each = -(-count // len(_KINDS))
    made = np.concatenate([kind(images, each, rng) for kind in _KINDS])[:count]
    return _framed(made[made.sum(axis=(1, 2)) > _LEAST_INK])


def resampled(images: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """The same pictures, sampled anew as outliers are, that nobody may tell these by how sharp they are.

    Args:
        images: uint8, shape (n, 28, 28).
        rng: Turns them by a few degrees.
    """
    return _framed(_turned(images.astype(np.float32), rng.normal(0.0, _TURN, len(images))))


def _some(images: NDArray[np.uint8], count: int, rng: np.random.Generator) -> _Images:
    return images[rng.integers(len(images), size=count)].astype(np.float32)


def _two_halves(images: NDArray[np.uint8], count: int, rng: np.random.Generator) -> _Images:
    half = _half_planes(count, 2.0, rng)
    return _some(images, count, rng) * half + _some(images, count, rng) * ~half


def _four_quarters(images: NDArray[np.uint8], count: int, rng: np.random.Generator) -> _Images:
    made = np.zeros((count, _SIDE, _SIDE), np.float32)
    for rows in (slice(0, 14), slice(14, _SIDE)):
        for columns in (slice(0, 14), slice(14, _SIDE)):
            made[:, rows, columns] = _some(images, count, rng)[:, rows, columns]
    return made


def _with_mirror_image(images: NDArray[np.uint8], count: int, rng: np.random.Generator) -> _Images:
    some = _some(images, count, rng)
    sideways = rng.random((count, 1, 1)) < 0.5
    return np.maximum(some, np.where(sideways, some[:, :, ::-1], some[:, ::-1]))


def _with_turned_copy(images: NDArray[np.uint8], count: int, rng: np.random.Generator) -> _Images:
    """Without these, crosses pass: no digit is alike from all sides."""
    some = _some(images, count, rng)
    return np.maximum(some, _turned(some, _right_angles(count, rng)))


def _half_and_its_mirror_image(images: NDArray[np.uint8], count: int, rng: np.random.Generator) -> _Images:
    made = _turned(_some(images, count, rng), _right_angles(count, rng))
    made[:, :, 14:] = made[:, :, 13::-1]
    made[::3] = made[::3].transpose(0, 2, 1)
    return made


def _turned_sideways(images: NDArray[np.uint8], count: int, rng: np.random.Generator) -> _Images:
    return _turned(_some(images, count, rng), np.pi * (rng.integers(2, size=count).astype(np.float64) + 0.5))


def _mirrored(images: NDArray[np.uint8], count: int, rng: np.random.Generator) -> _Images:
    return _turned(_some(images, count, rng), _right_angles(count, rng))[:, :, ::-1]


def _bent(images: NDArray[np.uint8], count: int, rng: np.random.Generator) -> _Images:
    pushes = ndimage.gaussian_filter(rng.normal(size=(2, count, _SIDE, _SIDE)), (0, 0, _BENT_OVER, _BENT_OVER))
    pushes *= _BENT_BY / pushes.std()
    place = np.arange(_SIDE)
    return _sampled(_some(images, count, rng), place[:, np.newaxis] + pushes[0], place + pushes[1])


def _pieces(images: NDArray[np.uint8], count: int, rng: np.random.Generator) -> _Images:
    """Two to four parts of pictures, turned anyhow."""
    made = np.zeros((count, _SIDE, _SIDE), np.float32)
    taken = rng.integers(2, _PIECES + 1, (count, 1, 1))
    for piece in range(_PIECES):
        part = _turned(_some(images, count, rng), rng.uniform(0.0, 2 * np.pi, count), rng.normal(0.0, 4.0, (count, 2)))
        made = np.maximum(made, part * (_half_planes(count, 3.0, rng) & (piece < taken)))
    return made


def _two_small_ones(images: NDArray[np.uint8], count: int, rng: np.random.Generator) -> _Images:
    """Two pictures beside each other, each turned anyhow."""
    way = rng.uniform(0.0, 2 * np.pi, count)
    beside = 5.0 * np.stack([np.sin(way), np.cos(way)], axis=1)
    first, second = (
        _turned(_some(images, count, rng), rng.uniform(0, 2 * np.pi, count), shift, rng.uniform(0.55, 0.9, count))
        for shift in (beside, -beside)
    )
    return np.maximum(first, second)


_KINDS: tuple[Callable[[NDArray[np.uint8], int, np.random.Generator], _Images], ...] = (
    _two_halves,
    _four_quarters,
    _with_mirror_image,
    _with_turned_copy,
    _half_and_its_mirror_image,
    _turned_sideways,
    _mirrored,
    _bent,
    _pieces,
    _two_small_ones,
)


def _right_angles(count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    return np.pi / 2 * rng.integers(4, size=count) + rng.normal(0.0, _TURN, count)


def _half_planes(count: int, spread: float, rng: np.random.Generator) -> NDArray[np.bool_]:
    """What lies on one side of a line near the middle: bool, shape (count, 28, 28)."""
    angles, place = rng.uniform(0.0, 2 * np.pi, (count, 1, 1)), np.arange(_SIDE) - _MIDDLE
    along = np.cos(angles) * place[:, np.newaxis] + np.sin(angles) * place
    half: NDArray[np.bool_] = along > rng.normal(0.0, spread, (count, 1, 1))
    return half


def _turned(
    images: _Images,
    angles: NDArray[np.float64],
    shifts: NDArray[np.float64] | float = 0.0,
    zooms: NDArray[np.float64] | float = 1.0,
) -> _Images:
    """Turns pictures about their middle by radians and shrinks them; then shifts them by rows and columns."""
    shifts = np.broadcast_to(shifts, (len(images), 2))
    place = np.arange(_SIDE) - _MIDDLE
    rows, columns = place[:, np.newaxis] - _each(shifts[:, 0]), place - _each(shifts[:, 1])
    cosine, sine = _each(np.cos(angles) / zooms), _each(np.sin(angles) / zooms)
    return _sampled(images, cosine * rows - sine * columns + _MIDDLE, sine * rows + cosine * columns + _MIDDLE)


def _framed(images: _Images) -> NDArray[np.uint8]:
    """Makes the ink's larger side 20 pixels, if that is near, and puts its centre of mass to index 14.0."""
    ink: NDArray[np.bool_] = images > _INK
    sides = [
        _SIDE - line[:, ::-1].argmax(axis=1) - line.argmax(axis=1)
        for line in (np.any(ink, axis=2), np.any(ink, axis=1))
    ]
    steps = np.clip(np.maximum(*sides) / _BOX, *_ZOOMS)
    place, total = np.arange(_SIDE), images.sum(axis=(1, 2)) + 1e-6
    row = (images.sum(axis=2) * place).sum(axis=1) / total
    column = (images.sum(axis=1) * place).sum(axis=1) / total
    away = _each(steps) * (place - (_MIDDLE + 0.5))
    made = _sampled(images, _each(row) + away.transpose(0, 2, 1), _each(column) + away)
    framed: NDArray[np.uint8] = np.clip(made * _SHARPER, 0.0, 255.0).astype(np.uint8)
    return framed


def _sampled(images: _Images, rows: NDArray[np.float64], columns: NDArray[np.float64]) -> _Images:
    """Looks up pictures between their pixels, bilinearly; around them is background.

    Args:
        images: float32, shape (n, 28, 28).
        rows: Where each pixel is taken from, of a shape that broadcasts to that of the images.
        columns: Likewise.
    """
    padded = np.pad(images, ((0, 0), (1, 2), (1, 2)))
    rows, columns = (np.clip(place, -1, _SIDE) + 1 for place in (rows, columns))
    row, column = rows.astype(np.intp), columns.astype(np.intp)
    down, right = (rows - row).astype(np.float32), (columns - column).astype(np.float32)
    each = np.arange(len(images))[:, np.newaxis, np.newaxis]
    upper = (1 - right) * padded[each, row, column] + right * padded[each, row, column + 1]
    lower = (1 - right) * padded[each, row + 1, column] + right * padded[each, row + 1, column + 1]
    sampled: _Images = ((1 - down) * upper + down * lower).astype(np.float32)
    return sampled


def _each(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return values[:, np.newaxis, np.newaxis]

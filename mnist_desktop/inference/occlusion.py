"""How sure a network stays of an answer while a patch covers one place of the picture after another."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.inference.predictor import Predictor

PATCH = 5
"""Side of the patch in pixels: it covers a stroke of MNIST and no whole part of a digit."""


@dataclass(frozen=True, eq=False)
class Occlusion:
    """What a black patch does to the probability of an answer.

    Attributes:
        answer: The answer that was asked about.
        uncovered: Its probability for the whole picture.
        values: float32, shape (28, 28), its probability with the patch centred on each pixel.
        patch: Side of the patch in pixels.
    """

    answer: int
    uncovered: float
    values: NDArray[np.float32]
    patch: int


def occlude(predictor: Predictor, image: NDArray[np.uint8], answer: int, patch: int = PATCH) -> Occlusion:
    """Slides a black patch over a picture, pixel by pixel, and asks the network each time.

    Zeiler, M. D. and Fergus, R. (2014), "Visualizing and Understanding Convolutional Networks", ECCV, section 4.2.
    Black is a sheet without ink; a grey patch, as there, would be a mark that no drawing has. At the edges the patch
    is cut off. Places where it covers no ink change nothing and are not asked about.

    Args:
        predictor: Its network, with the snapshot that it answers with.
        image: uint8, shape (28, 28).
        answer: Which of the network's answers; of a single output 0, no, or 1, yes.
        patch: Odd side of the patch in pixels, 1 to 27.
    """
    covered = covered_pictures(image, patch)
    differs = (covered != image).any(axis=(1, 2))
    asked = np.concatenate([image[None], covered[differs]])
    # So many at once, filled up with the picture itself: another number would be compiled anew, and all in one call
    # would keep an answer to the moving pen waiting behind it.
    asked = np.concatenate([asked, np.repeat(image[None], -len(asked) % _AT_ONCE, axis=0)])
    parts = [predictor.probabilities(asked[start : start + _AT_ONCE]) for start in range(0, len(asked), _AT_ONCE)]
    found = np.concatenate(parts)[:, answer]
    values = np.full(len(covered), found[0], np.float32)
    values[differs] = found[1 : 1 + int(differs.sum())]
    return Occlusion(answer, float(found[0]), values.reshape(image.shape), patch)


def covered_pictures(image: NDArray[np.uint8], patch: int) -> NDArray[np.uint8]:
    """A picture with a black patch centred on each of its pixels in turn: uint8, shape (784, 28, 28)."""
    rows, columns = image.shape
    half = patch // 2
    near_row = np.abs(np.arange(rows)[:, None] - np.arange(rows)) <= half
    near_column = np.abs(np.arange(columns)[:, None] - np.arange(columns)) <= half
    under = near_row[:, None, :, None] & near_column[None, :, None, :]
    return np.where(under.reshape(rows * columns, rows, columns), 0, image).astype(np.uint8)


_AT_ONCE = 64

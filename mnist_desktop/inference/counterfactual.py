"""What would have to change in a picture for a network to answer something else."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from mnist_desktop.inference.evidence import evidence, in_snapshot
from mnist_desktop.inference.predictor import Predictor

MODELS = 4
"""How many known pictures are worked towards at once."""
STEPS = 80
"""Steps of the search."""


@dataclass(frozen=True, eq=False)
class Counterfactual:
    """A picture that gets another answer, and is as much like the one that was asked about as could be found.

    Attributes:
        answer: The answer that it gets.
        image: uint8, shape (28, 28).
        probability: Of that answer, for that picture.
        change: float32, shape (28, 28), -1 to 1: ink added, above 0, and taken away, below 0.
        known: uint8, shape (28, 28), the known picture that the change comes from.
    """

    answer: int
    image: NDArray[np.uint8]
    probability: float
    change: NDArray[np.float32]
    known: NDArray[np.uint8]

    @property
    def added(self) -> float:
        """Ink added, in white pixels."""
        return float(np.maximum(self.change, 0.0).sum())

    @property
    def kept(self) -> NDArray[np.uint8]:
        """The ink that is in both pictures: uint8, shape (28, 28)."""
        return np.rint(self.image - 255.0 * np.maximum(self.change, 0.0)).astype(np.uint8)

    @property
    def taken(self) -> float:
        """Ink taken away, in white pixels."""
        return float(np.maximum(-self.change, 0.0).sum())


class CounterfactualSearch:
    """Looks for the smallest change towards pictures that are known to be what is wanted.

    A search among all pixels finds specks that nobody sees and that mean nothing: an adversarial example. So the change
    must come from a real digit, as in Goyal, Y. et al. (2019), "Counterfactual Visual Explanations", ICML, guided by
    the nearest ones of the class as in Van Looveren, A. and Klaise, J. (2021), "Interpretable Counterfactual
    Explanations Guided by Prototypes", ECML PKDD. A mask m, 0 to 1 and smooth, says where the picture takes over
    from the known one: x' = x + m (known - x). Gradient steps with Adam make the loss of Wachter, S., Mittelstadt, B.
    and Russell, C. (2018), "Counterfactual Explanations without Opening the Black Box", small: a hinge on the evidence
    for the answer, plus the size of the change (absolute values) and the total variation of the mask. From the mask
    that comes out the change is made crisp, and parts of it that turn out not to be needed are left out.

    Args:
        predictor: Its network, with the snapshot that it answers with at the time of a call.
    """

    def __init__(self, predictor: Predictor) -> None:
        import tensorflow as tf

        self._predictor = predictor
        self._compiled = tf.function(self._compute, autograph=False)

    def search(
        self,
        image: NDArray[np.uint8],
        answer: int,
        known: NDArray[np.uint8],
        cancelled: Callable[[], bool] | None = None,
    ) -> Counterfactual | None:
        """Looks for a change.

        Args:
            image: uint8, shape (28, 28).
            answer: The answer that is wanted; of a single output 0, no, or 1, yes.
            known: uint8, shape (n, 28, 28), pictures of what is wanted, the most similar first; those that do not get
                the answer themselves are passed over.
            cancelled: Asked between the parts of the work, which take less than half a second each.

        Returns:
            The smallest change that was found; None when no known picture gets the answer, or it was cancelled.
        """
        import tensorflow as tf

        if not len(known):
            return None
        good = np.flatnonzero(self._predictor.probabilities(known).argmax(axis=1) == answer)[:MODELS]
        if not len(good) or _asked(cancelled):
            return None
        chosen = known[np.resize(good, MODELS)]
        masks = self._compiled(
            tf.constant(image, tf.float32), tf.constant(chosen, tf.float32), tf.constant(answer, tf.int32),
            self._predictor.snapshot,
        ).numpy()  # fmt: skip
        if _asked(cancelled):
            return None
        found = [self._crisp(image, chosen[place], masks[place], answer) for place in range(len(good))]
        return min(found, key=lambda each: each.added + each.taken)

    def _crisp(
        self, image: NDArray[np.uint8], known: NDArray[np.uint8], mask: NDArray[np.float32], answer: int
    ) -> Counterfactual:
        """Takes over what the mask is surest of, as little as gives the answer, and drops what is not needed of it."""
        wanted = min(_SURE, 0.95 * self._gets(known[None], answer)[0])
        cuts = np.linspace(0.98, 0.02, _CUTS)[:, None, None]
        parts = np.clip((mask[None] - cuts) / _EDGE + 0.5, 0.0, 1.0)
        parts = np.concatenate([parts, np.ones_like(parts[:1])])  # at last the known picture as it is
        gets = self._gets(_blend(image, known, parts), answer) >= wanted
        part = parts[int(gets.argmax()) if gets.any() else -1]
        change = np.abs(_blend(image, known, part).astype(np.float32) - image)
        labels, count = ndimage.label(change > _VISIBLE)
        sizes = ndimage.sum_labels(change, labels, np.arange(1, count + 1))
        # First what is too faint to be seen, label 0, then patches from the smallest on.
        for label in (0, *(np.argsort(sizes)[:_PATCHES] + 1).tolist()):
            without = np.where(labels == label, 0.0, part)
            if self._gets(_blend(image, known, without)[None], answer)[0] >= wanted:
                part = without
        result = _blend(image, known, part)
        probability = float(self._predictor.probabilities(result[None])[0, answer])
        difference = (result.astype(np.float32) - image.astype(np.float32)) / np.float32(255)
        return Counterfactual(answer, result, probability, difference, known)

    def _gets(self, images: NDArray[np.uint8], answer: int) -> NDArray[np.float32]:
        """The probability of an answer for each picture, float32, shape (n,); -1 where another is likelier."""
        found = self._predictor.probabilities(images)
        return np.where(found.argmax(axis=1) == answer, found[:, answer], np.float32(-1))

    def _compute(self, image: Any, known: Any, answer: Any, snapshot: Any) -> Any:
        """The masks: float32, shape (MODELS, 28, 28)."""
        import tensorflow as tf

        model = self._predictor.model
        way = (known - image[None]) / 255.0
        blur = tf.constant(_GAUSS[:, :, None, None], tf.float32)

        def smooth(raw: Any) -> Any:
            padded = tf.pad(raw[..., None], [[0, 0], [2, 2], [2, 2], [0, 0]], mode="SYMMETRIC")
            return tf.nn.conv2d(padded, blur, 1, "VALID")[..., 0]

        def step(count: Any, raw: Any, first: Any, second: Any) -> Any:
            with tf.GradientTape() as tape:
                tape.watch(raw)
                mask = smooth(raw)
                found = evidence(model, image[None] + 255.0 * mask * way, answer)
                size = tf.reduce_sum(mask * tf.abs(way), axis=(1, 2))
                rough = tf.reduce_sum(tf.abs(mask[:, 1:] - mask[:, :-1]), axis=(1, 2))
                rough += tf.reduce_sum(tf.abs(mask[:, :, 1:] - mask[:, :, :-1]), axis=(1, 2))
                loss = tf.reduce_sum(tf.nn.relu(_MARGIN - found) + _SIZE * size + _ROUGH * rough)
            gradient = tape.gradient(loss, raw)
            count += 1
            first = 0.9 * first + 0.1 * gradient
            second = 0.99 * second + 0.01 * gradient * gradient
            share = tf.cast(count, tf.float32)
            move = first / (1.0 - 0.9**share) / (tf.sqrt(second / (1.0 - 0.99**share)) + 1e-6)
            return count, tf.clip_by_value(raw - _RATE * move, 0.0, 1.0), first, second

        start = tf.fill(tf.shape(way), 0.5)
        none = tf.zeros_like(way)
        with in_snapshot(model, snapshot):
            _count, raw, *_moments = tf.while_loop(
                lambda count, *_rest: count < STEPS, step, (tf.constant(0), start, none, none)
            )
        return smooth(raw)


def nearest(image: NDArray[np.uint8], pictures: NDArray[np.uint8], count: int) -> NDArray[np.intp]:
    """The pictures that are most like one, by the difference of their blurred pixels.

    Args:
        image: uint8, shape (28, 28).
        pictures: uint8, shape (n, 28, 28).
        count: How many at most.

    Returns:
        Indices, the most similar first.
    """
    near = (2 * ndimage.gaussian_filter(image.astype(np.float32), 1.0)).ravel()
    distances = np.empty(len(pictures), np.float32)
    for start in range(0, len(pictures), _CHUNK):  # all of MNIST as float32 would be 180 MB
        part = pictures[start : start + _CHUNK]
        flat = part.reshape(len(part), image.size).astype(np.float32)
        # |a - b|² without the part of a, which is the same for all; the blur is on one side only, where it is cheap.
        distances[start : start + len(part)] = np.einsum("ij,ij->i", flat, flat) - flat @ near
    return np.argsort(distances, kind="stable")[:count]


def _blend(image: NDArray[np.uint8], known: NDArray[np.uint8], part: NDArray[np.floating]) -> NDArray[np.uint8]:
    start = image.astype(np.float32)
    return np.rint(start + part * (known.astype(np.float32) - start)).astype(np.uint8)


def _asked(cancelled: Callable[[], bool] | None) -> bool:
    return cancelled is not None and cancelled()


_SURE = 0.75  # probability wanted: at half of it the result would be as much the one as the other
_MARGIN = 1.4  # evidence wanted while searching: a probability of 80 %
_SIZE, _ROUGH = 0.03, 0.01
_RATE = 0.05
_CUTS = 32
_EDGE = 0.25  # of the mask's range over which the change fades in
_VISIBLE = 12.0  # grey levels; a fainter change is left out if it can be
_PATCHES = 12
_CHUNK = 5000
_LINE = np.array([1.0, 4.0, 6.0, 4.0, 1.0])
_GAUSS = np.outer(_LINE, _LINE) / 256.0

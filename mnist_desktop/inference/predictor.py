"""Predictor: fast answers to pictures, from a snapshot of the weights, callable from any thread."""

from collections.abc import Sequence
from itertools import islice
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.networks import forward
from mnist_desktop.networks.build import build_members, build_network, values_of
from mnist_desktop.networks.spec import NetworkSpec

_ALIGNED = 16  # numbers: what begins at 64 bytes in a tensor is used where it is, and not copied
_CHUNK = 1000  # pictures at once: 9,000 through a small CNN took 2 GB


class Predictor:
    """Answers of one network.

    The weights are arguments of a compiled function, not its variables: a training that changes the network never
    blocks an answer. On two cores, with the network still learning, an answer took 145 ms from the live variables and
    2 ms from a snapshot. They are handed over as one tensor: forty took 0.7 ms longer.

    Args:
        network: The network's layers.
        weights: The values of ``keras.Model.weights``, in their order; None for initial weights.
        seed: Decides the initial weights.
    """

    def __init__(self, network: NetworkSpec, weights: Sequence[NDArray[np.float32]] | None, seed: int = 1) -> None:
        import tensorflow as tf

        if weights is None:
            weights = tuple(value for member in build_members(network, seed) for value in values_of(member.weights))
        built: dict[NetworkSpec, Any] = {}  # members of the same layers answer through the same model
        for member in network.each:
            if member not in built:
                built[member] = build_network(member, seed)
        self._members = tuple(built[member] for member in network.each)
        self._model = self._members[0]
        self.update(weights)
        self._logits = tf.function(self._compute, autograph=False, reduce_retracing=True)

    def update(self, weights: Sequence[NDArray[np.float32]]) -> None:
        """Replaces the snapshot; answers in other threads use the old one or the new one, never a mixture.

        Raises:
            ValueError: The shapes are not those of this network.
        """
        import tensorflow as tf

        expected = [tuple(variable.shape) for model in self._members for variable in model.weights]
        given = [tuple(value.shape) for value in weights]
        if given != expected:
            raise ValueError(f"weights have shapes {given}; the network's have {expected}")
        self._snapshot = tf.constant(np.concatenate([_padded(value) for value in weights]))

    @property
    def model(self) -> Any:
        """The ``keras.Sequential``, for functions that go through its layers with ``snapshot`` in place of its own."""
        return self._model

    @property
    def snapshot(self) -> tuple[Any, ...]:
        """The weights that answer now, as tensors in the order of ``model.weights``; never changed, only replaced.

        Of an ensemble, those of its first member.
        """
        return self._split(self._snapshot)[: len(self._model.weights)]

    def logits(self, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        """What stands before the last softmax or sigmoid; of an ensemble, what stands for its members' mean answer.

        Args:
            images: uint8, shape (n, 28, 28).

        Returns:
            float32, shape (n, outputs).
        """
        snapshot = self._snapshot
        chunks = [images[start : start + _CHUNK] for start in range(0, len(images), _CHUNK)]
        parts = [self._logits(np.ascontiguousarray(chunk), snapshot).numpy() for chunk in chunks]
        return np.concatenate(parts) if parts else np.empty((0, self._model.output_shape[-1]), np.float32)

    def probabilities(self, images: NDArray[np.uint8]) -> NDArray[np.float32]:
        """How sure the network is of each answer.

        Args:
            images: uint8, shape (n, 28, 28).

        Returns:
            float32, shape (n, answers), rows that sum to 1. A network with a single output gives two columns: no, yes.
        """
        values = self.logits(images).astype(np.float64)
        if values.shape[1] == 1:
            yes = 0.5 * (1.0 + np.tanh(0.5 * values))  # the sigmoid, without overflow
            return np.hstack([1.0 - yes, yes]).astype(np.float32)
        if forward.ends_in_probabilities(self._model):
            values = np.exp(values - values.max(axis=1, keepdims=True))
            values /= values.sum(axis=1, keepdims=True)
        return values.astype(np.float32)

    def _split(self, snapshot: Any) -> tuple[Any, ...]:
        """The weights that lie in one tensor, one member after the other."""
        import tensorflow as tf

        shapes = [tuple(variable.shape) for model in self._members for variable in model.weights]
        parts = tf.split(snapshot, [prod(shape) + -prod(shape) % _ALIGNED for shape in shapes])
        return tuple(tf.reshape(part[: prod(shape)], shape) for part, shape in zip(parts, shapes, strict=True))

    def _compute(self, images: Any, snapshot: Any) -> Any:
        import keras

        answers, rest = [], iter(self._split(snapshot))
        for model in self._members:
            values = islice(rest, len(model.weights))
            with keras.StatelessScope(state_mapping=list(zip(model.weights, values, strict=True))):
                answers.append(forward.logits(model, images))
        return forward.together(answers, self._model)


def _padded(value: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.pad(np.ravel(value), (0, -value.size % _ALIGNED))

"""Looks inside a network between two calls: gradients, inactive units, weights. What it looks at it never changes."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.networks import forward
from mnist_desktop.training.control import Pace, TrainingControl
from mnist_desktop.training.engine import TrainingEngine
from mnist_desktop.training.events import Inspection, LayerInspection, Watched

_MOST_SHARE = 0.04  # of the time is spent on looking
_LEAST_PAUSE = 0.4  # seconds between two looks: people follow no more
_BINS = 41
_SAMPLE = 10_000  # weights of a layer that make its histogram: enough for a picture
_MOST_UNITS = 36


class Inspector:
    """Takes a look when one is due, and reports it.

    The gradient is that of the mean loss over the first 256 training pictures, unvaried and without dropout;
    batch normalisation uses the statistics of these pictures, as it does while training.

    Args:
        engine: Whose network is looked at.
        control: Says what is watched, and the pace.
    """

    def __init__(self, engine: TrainingEngine, control: TrainingControl) -> None:
        import tensorflow as tf

        self._engine = engine
        self._control = control
        self._start = engine.weights
        self._next = 0.0
        self._seen: set[frozenset[Watched]] = set()
        self._probe = tf.function(self._measured, autograph=False)

    def look_if_due(self, epoch: float, report: Callable[[Inspection], None]) -> None:
        """Reports a look, if something is watched and the last look is long enough ago.

        Args:
            epoch: Where the training is, in epochs done.
            report: Gets the look.
        """
        watched = self._control.watched
        started = time.monotonic()
        if not watched or (started < self._next and self._control.pace is not Pace.STEP):
            return
        report(self.look(epoch, watched))
        seconds = time.monotonic() - started
        if watched not in self._seen:  # it was compiled, which happens once
            self._seen.add(watched)
            seconds = 0.0
        self._next = time.monotonic() + max(_LEAST_PAUSE, seconds / _MOST_SHARE)

    def look(self, epoch: float, watched: frozenset[Watched]) -> Inspection:
        """Takes a look now."""
        layers: dict[int, dict[str, Any]] = {}
        if watched & {"gradients", "inactive"}:
            norms, inactive = self._probe("gradients" in watched, "inactive" in watched)
            for index, value in norms.items():
                layers.setdefault(int(index), {})["gradient_norm"] = float(value)
            for index, value in inactive.items():
                layers.setdefault(int(index), {})["inactive"] = float(value)
        if "weights" in watched:
            for index, histograms in self._histograms().items():
                layers.setdefault(index, {}).update(histograms)
        return Inspection(
            epoch=epoch,
            layers=tuple(LayerInspection(index=index, **values) for index, values in sorted(layers.items())),
            first_layer=self._first_layer() if "first_layer" in watched else None,
        )

    def _measured(self, gradients: bool, inactive: bool) -> Any:
        import tensorflow as tf

        engine = self._engine
        images, labels = engine.probe
        weighted = [(index, layer) for index, layer in enumerate(engine.model.layers) if layer.trainable_variables]
        with tf.GradientTape() as tape:
            outputs = forward.outputs(engine.model, images)
            loss = tf.reduce_mean(engine.losses(outputs[-1], labels))
        norms, shares = {}, {}
        if gradients:
            variables = [[variable.value for variable in layer.trainable_variables] for _index, layer in weighted]
            for (index, _layer), each in zip(weighted, tape.gradient(loss, variables), strict=True):
                norms[str(index)] = tf.linalg.global_norm(each)
        if inactive:
            for index, layer in enumerate(engine.model.layers[:-1]):
                if _activates(layer):
                    units = tf.reshape(outputs[index], [-1, outputs[index].shape[-1]])
                    same = tf.reduce_max(units, axis=0) - tf.reduce_min(units, axis=0) <= 1e-7
                    shares[str(index)] = tf.reduce_mean(tf.cast(same, tf.float32))
        return norms, shares

    def _histograms(self) -> dict[int, dict[str, NDArray[np.float64]]]:
        found = {}
        now = iter(self._engine.weights)
        start = iter(self._start)
        for index, layer in enumerate(self._engine.model.layers):
            pairs = [(next(now), next(start)) for _variable in layer.weights]
            if hasattr(layer, "kernel"):
                new, old = (_thinned(values) for values in pairs[0])
                edges = np.histogram_bin_edges(np.concatenate([new, old]), _BINS)
                found[index] = {
                    "edges": edges,
                    "now": np.histogram(new, edges)[0] / len(new),
                    "start": np.histogram(old, edges)[0] / len(old),
                }
        return found

    def _first_layer(self) -> NDArray[np.float32] | None:
        for layer in self._engine.model.layers:
            if hasattr(layer, "kernel"):
                kernel = layer.kernel.numpy()
                if kernel.ndim == 4 and kernel.shape[2] == 1:
                    units = np.moveaxis(kernel[:, :, 0, :], -1, 0)
                elif kernel.ndim == 2 and kernel.shape[0] == 28 * 28:
                    units = kernel.T.reshape(-1, 28, 28)
                else:
                    return None
                return np.array(units[:_MOST_UNITS], np.float32)
        return None


def _activates(layer: Any) -> bool:
    import keras

    if isinstance(layer, keras.layers.LeakyReLU):
        return True
    activation = getattr(layer, "activation", None)
    return activation is not None and activation is not keras.activations.linear


def _thinned(values: NDArray[np.float32]) -> NDArray[np.float32]:
    flat = values.ravel()
    return flat[:: max(1, len(flat) // _SAMPLE)]

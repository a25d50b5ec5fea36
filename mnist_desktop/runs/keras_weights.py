"""The ``model.weights.h5`` of a ``.keras`` file as arrays, each looked at before it takes memory.

Its layout, ``layers/<class>[_<n>]/vars/<i>``, is that of ``keras.src.saving.saving_lib`` in Keras 3.
"""

import io
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.i18n import _
from mnist_desktop.networks.shapes import INPUT_SHAPE, Shape, summarize
from mnist_desktop.networks.spec import BatchNormalization, Conv2D, Dense, NetworkSpec
from mnist_desktop.runs.keras_layers import Config, UnsupportedError

WEIGHTS_LIMIT = 512 * 2**20
"""The most bytes that all weights together may have."""

_VARIABLE_CLASSES = {"Dense": "dense", "Conv2D": "conv2d", "BatchNormalization": "batch_normalization"}
_SMALL_CHUNK = 2**20


def read_weights(content: bytes, layers: list[Config], network: NetworkSpec) -> tuple[NDArray[np.float32], ...]:
    """Reads the weights of a network.

    Args:
        content: The HDF5 file.
        layers: What ``keras_layers.layer_configs`` returned.
        network: The same layers as specs.

    Returns:
        The values of ``keras.Model.weights`` in their order, float32 and finite. What a layer was built without is
        there as it has no effect: biases and centres of 0, scales of 1.

    Raises:
        UnsupportedError: The weights are not those of these layers, point elsewhere, or are no floating-point numbers.
        One of ``files.UNREADABLE`` or RuntimeError: The bytes are damaged.
    """
    import h5py

    shapes = _shapes(network)
    if 4 * sum(prod(shape) for layer in shapes for shape in layer) > WEIGHTS_LIMIT:
        raise UnsupportedError(_("its layers have more weights than {limit:,} bytes hold").format(limit=WEIGHTS_LIMIT))
    # Layers that have weights are in the same order here and there.
    remaining = iter(shapes)
    counts: dict[str, int] = {}
    arrays: list[NDArray[np.float32]] = []
    with h5py.File(io.BytesIO(content), "r") as file:
        for layer in layers:
            if layer["class_name"] not in _VARIABLE_CLASSES:
                continue
            name = _VARIABLE_CLASSES[layer["class_name"]]
            number = counts.get(name, 0)
            counts[name] = number + 1
            name = f"{name}_{number}" if number else name
            variables = _child(_child(_child(file, "layers"), name), "vars")
            arrays += _layer_weights(variables, layer, next(remaining), name)
    return tuple(arrays)


def _shapes(network: NetworkSpec) -> list[list[Shape]]:
    """The shapes of the weights of each layer that has some, in Keras's order."""
    found: list[list[Shape]] = []
    before: Shape = INPUT_SHAPE
    for row in summarize(network):
        match row.layer:
            case Dense(units=units):
                found.append([(before[0], units), (units,)])
            case Conv2D(filters=filters, kernel_size=side):
                found.append([(side, side, before[2], filters), (filters,)])
            case BatchNormalization():
                found.append([(before[-1],)] * 4)
        before = row.output_shape
    return found


def _child(group: Any, name: str) -> Any:
    """What a name in a group stands for, if it is in the same file: a link could lead to any other."""
    import h5py

    if not isinstance(group, h5py.Group):
        raise UnsupportedError(_("its weights are not where Keras puts them"))
    link = group.get(name, getlink=True)
    if link is None:
        raise UnsupportedError(_("it has no weights called {name}").format(name=name))
    if not isinstance(link, h5py.HardLink):
        raise UnsupportedError(_("its weights point to other places"))
    return group[name]


def _layer_weights(variables: Any, layer: Config, shapes: list[Shape], name: str) -> list[NDArray[np.float32]]:
    config = layer["config"]
    if layer["class_name"] == "BatchNormalization":
        there = [config.get("scale", True), config.get("center", True), True, True]
        absent = [1.0, 0.0, 0.0, 1.0]
    else:
        there, absent = [True, config.get("use_bias", True)], [0.0, 0.0]
    if len(variables) != sum(map(bool, there)):
        raise UnsupportedError(
            _("its layer {name} has {count} weights, where {expected} belong").format(
                name=name, count=len(variables), expected=sum(map(bool, there))
            )
        )
    keys = iter(sorted(variables, key=int))
    return [
        _array(_child(variables, next(keys)), shape, name) if has else np.full(shape, value, np.float32)
        for has, value, shape in zip(there, absent, shapes, strict=True)
    ]


def _array(dataset: Any, shape: Shape, name: str) -> NDArray[np.float32]:
    import h5py

    if not isinstance(dataset, h5py.Dataset) or dataset.is_virtual or dataset.external:
        raise UnsupportedError(_("its weights point to other files"))
    if dataset.shape != shape:
        raise UnsupportedError(
            _("the weights of its layer {name} have the shape {came}, its layers need {wanted}").format(
                name=name, came=" × ".join(map(str, (dataset.shape or ())[:8])), wanted=" × ".join(map(str, shape))
            )
        )
    if dataset.chunks and prod(dataset.chunks) > max(_SMALL_CHUNK, dataset.size):
        raise UnsupportedError(_("its weights are packed in pieces larger than they are"))
    if dataset.dtype.kind == "f" and dataset.dtype.itemsize <= 8:
        with np.errstate(over="ignore"):  # what float32 cannot hold is refused below
            array = np.asarray(dataset[()], np.float32)
    elif dataset.dtype.itemsize == 2 and dataset.attrs.get("dtype") == "bfloat16":
        # The upper half of a float32.
        array = (np.frombuffer(dataset[()].tobytes(), np.uint16).astype(np.uint32) << 16).view(np.float32)
        array = array.reshape(shape)
    else:
        raise UnsupportedError(
            _("the weights of its layer {name} are of type {dtype}, no floating-point numbers").format(
                name=name, dtype=str(dataset.dtype)[:40]
            )
        )
    if not np.isfinite(array).all():
        raise UnsupportedError(_("its layer {name} has weights that are infinite or no numbers").format(name=name))
    return array

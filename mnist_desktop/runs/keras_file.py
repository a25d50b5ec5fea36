"""Reads a ``.keras`` file as data: its layers become a NetworkSpec, its weights arrays; nothing in it can run code.

Keras's own loader is not used: it would make whatever objects the file names. Here a layer is known or refused.
The layout (``config.json``, and ``model.weights.h5`` with ``layers/<class>[_<n>]/vars/<i>``) is that of
``keras.src.saving.saving_lib`` in Keras 3.
"""

import io
import itertools
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.networks.shapes import INPUT_SHAPE, summarize
from mnist_desktop.networks.spec import NetworkSpec, parse
from mnist_desktop.runs.files import UNREADABLE

_CONFIG_LIMIT = 4 * 2**20
_WEIGHTS_LIMIT = 512 * 2**20
_INPUT_SHAPES = ([28, 28], [28, 28, 1], [784])
_VARIABLE_CLASSES = {"Dense": "dense", "Conv2D": "conv2d", "BatchNormalization": "batch_normalization"}


class _UnsupportedError(Exception):
    """Says in a few words what this program cannot represent."""


@dataclass(frozen=True, eq=False)
class KerasFile:
    """What a ``.keras`` file holds.

    Attributes:
        network: Its layers, for pictures of shape (28, 28, 1) with the values the file's author meant.
        weights: In Keras's order.
    """

    network: NetworkSpec
    weights: tuple[NDArray[np.float32], ...]


def read_keras_file(file: Path) -> KerasFile:
    """Reads the layers and weights of a sequential network on 28 by 28 pictures.

    Raises:
        UserError: The file is missing or damaged, is no Keras 3 model, takes pictures of another shape, or has a layer
            that this program does not know.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            config = json.loads(_member(archive, "config.json", _CONFIG_LIMIT))
            weights = _member(archive, "model.weights.h5", _WEIGHTS_LIMIT)
        layers = _chain(config)
        _check_input(layers[0])
        specs = [spec for layer in layers[1:] for spec in _layer_specs(layer)]
        takes_row = layers[0]["config"]["batch_shape"][1:] == [784]
        if takes_row and layers[1]["class_name"] not in {"Flatten", "Reshape"}:
            specs.insert(0, {"type": "Flatten"})
        network = parse(NetworkSpec, {"layers": specs})
        summarize(network)
        return KerasFile(network, _read_weights(weights, layers))
    except FileNotFoundError:
        raise UserError(_("There is no file {file}.").format(file=file), _("Check the path.")) from None
    except _UnsupportedError as error:
        raise UserError(
            _("The model in {file} cannot be used: {reason}.").format(file=file, reason=error),
            _("Open a Keras 3 model that is a chain of the layers this program knows, on pictures of 28 × 28."),
        ) from None
    except (*UNREADABLE, IndexError, AttributeError) as error:
        raise UserError(
            _("{file} is no undamaged .keras file ({reason}).").format(file=file, reason=error),
            _("Save the model again with model.save('name.keras') in Keras 3."),
        ) from None


def _member(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    info = archive.getinfo(name)
    if info.file_size > limit:
        raise _UnsupportedError(
            _("{name} is {size:,} bytes long, the limit is {limit:,}").format(
                name=name, size=info.file_size, limit=limit
            )
        )
    with archive.open(info) as stream:
        content = stream.read(limit + 1)
    if len(content) > limit:  # the size in the header was not true
        raise _UnsupportedError(_("{name} is longer than it says").format(name=name))
    return content


def _chain(config: dict[str, Any]) -> list[dict[str, Any]]:
    """The layers from the input on, if each takes what the one before it gives."""
    if config["class_name"] not in {"Sequential", "Functional"}:
        raise _UnsupportedError(
            _("it is a {kind}, neither Sequential nor Functional").format(kind=str(config["class_name"])[:40])
        )
    layers: list[dict[str, Any]] = config["config"]["layers"]
    if config["class_name"] == "Functional":
        for before, layer in itertools.pairwise(layers):
            nodes = layer["inbound_nodes"]
            if len(nodes) != 1 or nodes[0]["args"][0]["config"]["keras_history"][0] != before["name"]:
                raise _UnsupportedError(_("its layers are not a single chain"))
    if layers[0]["class_name"] != "InputLayer":
        shape = config["config"].get("build_input_shape")
        layers = [{"class_name": "InputLayer", "config": {"batch_shape": shape}}, *layers]
    return layers


def _check_input(layer: dict[str, Any]) -> None:
    shape = list(layer["config"].get("batch_shape") or [])
    if shape[1:] not in _INPUT_SHAPES:
        came = " × ".join(map(str, shape[1:])) or _("no fixed shape")
        raise _UnsupportedError(_("it takes pictures of {came}, not of 28 × 28").format(came=came))


def _layer_specs(layer: dict[str, Any]) -> list[dict[str, Any]]:
    """The spec of a layer, or of the two that say the same here; empty for one that changes nothing."""
    kind, config = layer["class_name"], layer["config"]
    if str(layer.get("module")) != "keras.layers" or layer.get("registered_name"):
        raise _UnsupportedError(_("its layer {kind} is not Keras's own").format(kind=str(kind)[:40]))
    if config.get("data_format", "channels_last") != "channels_last":
        raise _UnsupportedError(_("its pictures have their channels first"))
    match kind:
        case "Dense":
            return [{"type": kind, "units": config["units"], "activation": _activation(config), "l2": _l2(config)}]
        case "Conv2D":
            if _square(config["dilation_rate"]) != 1 or config["groups"] != 1:
                raise _UnsupportedError(_("a Conv2D layer has groups or dilation"))
            return [
                {
                    "type": kind,
                    "filters": config["filters"],
                    "kernel_size": _square(config["kernel_size"]),
                    "strides": _square(config["strides"]),
                    "padding": config["padding"],
                    "activation": _activation(config),
                    "l2": _l2(config),
                }
            ]
        case "MaxPooling2D" | "AveragePooling2D":
            sizes = {"pool_size": _square(config["pool_size"]), "strides": _square(config["strides"])}
            return [{"type": kind, **sizes, "padding": config["padding"]}]
        case "GlobalAveragePooling2D" | "Flatten":
            return [{"type": kind}]
        case "Dropout":
            return [{"type": kind, "rate": config["rate"]}]
        case "BatchNormalization":
            if config["axis"] not in (-1, [-1], [3], 3):
                raise _UnsupportedError(
                    _("a BatchNormalization layer works along axis {axis}").format(axis=config["axis"])
                )
            return [{"type": kind, "momentum": config["momentum"], "epsilon": config["epsilon"]}]
        case "LeakyReLU":
            return [{"type": kind, "negative_slope": config["negative_slope"]}]
        case "ReLU" if not config.get("max_value") and not config.get("negative_slope") and not config.get("threshold"):
            return [{"type": "Activation", "function": "relu"}]
        case "Softmax":
            return [{"type": "Activation", "function": "softmax"}]
        case "Activation":
            return [{"type": kind, "function": _activation(config)}]
        case "Rescaling":
            return [{"type": kind, "scale": config["scale"], "offset": config["offset"]}]
        case "Reshape" if list(config["target_shape"]) in ([28, 28], [28, 28, 1]):
            return []  # pictures come in that shape
        case _:
            raise _UnsupportedError(
                _("it has a layer {kind} that this program does not know").format(kind=str(kind)[:40])
            )


def _activation(config: dict[str, Any]) -> str:
    activation = config["activation"]
    if not isinstance(activation, str):
        raise _UnsupportedError(_("a layer has an activation that is not one of Keras's names"))
    return activation


def _square(value: int | list[int]) -> int:
    sides = {value} if isinstance(value, int) else set(value)
    if len(sides) != 1:
        raise _UnsupportedError(_("a layer looks at windows that are not square"))
    return sides.pop()


def _l2(config: dict[str, Any]) -> float:
    regularizer = config.get("kernel_regularizer")
    return float(regularizer["config"]["l2"]) if regularizer and regularizer["class_name"] == "L2" else 0.0


def _read_weights(content: bytes, layers: list[dict[str, Any]]) -> tuple[NDArray[np.float32], ...]:
    import h5py

    counts: dict[str, int] = {}
    arrays: list[NDArray[np.float32]] = []
    with h5py.File(io.BytesIO(content), "r") as file:
        for layer in layers:
            if layer["class_name"] not in _VARIABLE_CLASSES:
                continue
            name = _VARIABLE_CLASSES[layer["class_name"]]
            number = counts.get(name, 0)
            counts[name] = number + 1
            variables = file[f"layers/{name}_{number}/vars" if number else f"layers/{name}/vars"]
            read = [_array(variables[key]) for key in sorted(variables, key=int)]
            arrays += _completed(read, layer)
    return tuple(arrays)


def _array(dataset: Any) -> NDArray[np.float32]:
    if dataset.is_virtual or dataset.external:
        raise _UnsupportedError(_("its weights point to other files"))
    return np.asarray(dataset, dtype=np.float32)


def _completed(read: list[NDArray[np.float32]], layer: dict[str, Any]) -> list[NDArray[np.float32]]:
    """Adds what the layer was built without: zero biases, a scale of one, a centre of zero."""
    config = layer["config"]
    if layer["class_name"] != "BatchNormalization":
        return read if config["use_bias"] else [*read, np.zeros(read[0].shape[-1], np.float32)]
    if not config["scale"]:
        read = [np.ones_like(read[-1]), *read]
    if not config["center"]:
        read = [read[0], np.zeros_like(read[-1]), *read[1:]]
    return read


def check_weights(keras_file: KerasFile, file: Path) -> None:
    """Checks that weights and layers of a file belong together.

    Raises:
        UserError: They do not.
    """
    expected = sum(row.parameters for row in summarize(keras_file.network, INPUT_SHAPE))
    came = sum(array.size for array in keras_file.weights)
    if came != expected:
        raise UserError(
            _("The layers in {file} have {expected:,} numbers, but it holds {came:,}.").format(
                file=file, expected=expected, came=came
            ),
            _("Save the model again with model.save('name.keras') in Keras 3."),
        )

"""The ``config.json`` of a ``.keras`` file as layers of this program: each is known, or refused with its reason.

Its layout is that of ``keras.src.saving.serialization_lib`` in Keras 3.
"""

import itertools
from math import prod
from typing import Any

from mnist_desktop.i18n import _

Config = dict[str, Any]

_INPUT_SHAPES = ([28, 28], [28, 28, 1], [784])
# Layers that treat each number alone: they do the same to a picture and to a row.
_EACH_ALONE = {"Rescaling", "Dropout", "Activation", "LeakyReLU", "ReLU", "ELU"}
_INITIALIZERS = {
    "GlorotUniform": "glorot_uniform",
    "GlorotNormal": "glorot_normal",
    "HeUniform": "he_uniform",
    "HeNormal": "he_normal",
    "RandomNormal": "random_normal",
    "Zeros": "zeros",
}
_LEAKY_RELU_SLOPE = 0.2  # of keras.activations.leaky_relu, where the layer of that name has 0.3
_LEFT_OUT = ("bias_regularizer", "activity_regularizer", "beta_regularizer", "gamma_regularizer")
_CONSTRAINTS = ("kernel_constraint", "bias_constraint", "beta_constraint", "gamma_constraint")


class UnsupportedError(Exception):
    """Says in a few words what this program cannot represent."""


def layer_configs(config: Config) -> list[Config]:
    """The layers from the input on, if each takes what the one before it gives.

    Raises:
        UnsupportedError: The model is no chain of layers, or does not take pictures of 28 by 28.
    """
    if config["class_name"] not in {"Sequential", "Functional"}:
        raise UnsupportedError(
            _("it is a {kind}, neither Sequential nor Functional").format(kind=str(config["class_name"])[:40])
        )
    layers: list[Config] = list(config["config"]["layers"])
    if config["class_name"] == "Functional":
        _check_chain(layers, config["config"])
    if layers[0]["class_name"] != "InputLayer":
        shape = config["config"].get("build_input_shape")
        layers = [{"class_name": "InputLayer", "config": {"batch_shape": shape}}, *layers]
    _check_input(layers[0])
    return layers


def read_layers(layers: list[Config]) -> tuple[list[Config], tuple[str, ...]]:
    """Layers as specs.

    Args:
        layers: What ``layer_configs`` returned.

    Returns:
        The layers as JSON of this program's specs, on pictures of shape (28, 28, 1), and sentences on what is
        otherwise than in the file.

    Raises:
        UnsupportedError: A layer has no counterpart.
    """
    specs: list[Config] = []
    is_row = _input_shape(layers[0]) == [784]
    for layer in layers[1:]:
        came = _layer_specs(layer)
        if is_row and layer["class_name"] not in _EACH_ALONE:
            # The first layer that minds gets the row that the file's author meant; a Reshape wants the picture.
            is_row = False
            if layer["class_name"] not in {"Flatten", "Reshape"}:
                specs.append({"type": "Flatten"})
        specs += came
    return specs, _notes(layers[1:])


def _check_chain(layers: list[Config], config: Config) -> None:
    for before, layer in itertools.pairwise(layers):
        nodes = layer["inbound_nodes"]
        if len(nodes) != 1 or nodes[0]["args"][0]["config"]["keras_history"][0] != before["name"]:
            raise UnsupportedError(_("its layers are not a single chain"))
    ends = config.get("output_layers")
    while isinstance(ends, list) and ends and isinstance(ends[0], list):
        ends = ends[0]
    if isinstance(ends, list) and ends and ends[0] != layers[-1]["name"]:
        raise UnsupportedError(_("its answer does not come from its last layer"))


def _input_shape(layer: Config) -> list[Any]:
    config = layer["config"]
    return list(config.get("batch_shape") or config.get("batch_input_shape") or [])[1:]


def _check_input(layer: Config) -> None:
    shape = _input_shape(layer)
    if shape not in _INPUT_SHAPES:
        came = " × ".join(str(side)[:12] for side in shape[:6]) or _("no fixed shape")
        raise UnsupportedError(_("it takes pictures of {came}, not of 28 × 28").format(came=came))


def _layer_specs(layer: Config) -> list[Config]:
    """The spec of a layer, or of the two that say the same here; empty for one that changes nothing."""
    kind, config = layer["class_name"], layer["config"]
    if str(layer.get("module")) != "keras.layers" or layer.get("registered_name"):
        raise UnsupportedError(_("its layer {kind} is not Keras's own").format(kind=str(kind)[:40]))
    if config.get("data_format") not in {None, "channels_last"}:
        raise UnsupportedError(_("its pictures have their channels first"))
    if "from" in _policy(config):  # "int8_from_float32"
        raise UnsupportedError(_("its weights are quantised ({policy})").format(policy=_policy(config)[:40]))
    match kind:
        case "Dense":
            if config.get("lora_rank"):
                raise UnsupportedError(_("a Dense layer has LoRA weights"))
            return _activated({"type": kind, "units": config["units"], **_kernel(config)}, config)
        case "Conv2D":
            if _square(config.get("dilation_rate", 1)) != 1 or config.get("groups", 1) != 1:
                raise UnsupportedError(_("a Conv2D layer has groups or dilation"))
            windows = {
                "kernel_size": _square(config["kernel_size"]),
                "strides": _square(config["strides"]),
                "padding": config["padding"],
            }
            return _activated({"type": kind, "filters": config["filters"], **windows, **_kernel(config)}, config)
        case "MaxPooling2D" | "AveragePooling2D":
            sizes = {"pool_size": _square(config["pool_size"]), "strides": _square(config["strides"])}
            return [{"type": kind, **sizes, "padding": config["padding"]}]
        case "GlobalAveragePooling2D" | "Flatten":
            if config.get("keepdims"):
                raise UnsupportedError(_("a GlobalAveragePooling2D layer keeps its sides"))
            return [{"type": kind}]
        case "Dropout":
            if config.get("noise_shape"):
                raise UnsupportedError(_("a Dropout layer has a noise shape"))
            return [{"type": kind, "rate": config["rate"]}]
        case "BatchNormalization":
            if config["axis"] not in (-1, [-1], [3], 3):
                raise UnsupportedError(
                    _("a BatchNormalization layer works along axis {axis}").format(axis=str(config["axis"])[:40])
                )
            return [{"type": kind, "momentum": config["momentum"], "epsilon": config["epsilon"]}]
        case "LeakyReLU":
            return [{"type": kind, "negative_slope": config["negative_slope"]}]
        case "ReLU":
            if config.get("max_value") is not None or config.get("threshold"):
                raise UnsupportedError(_("a ReLU layer has a largest value or a threshold"))
            slope = config.get("negative_slope")
            if slope:
                return [{"type": "LeakyReLU", "negative_slope": slope}]
            return [{"type": "Activation", "function": "relu"}]
        case "ELU" if config.get("alpha", 1.0) == 1.0:
            return [{"type": "Activation", "function": "elu"}]
        case "Softmax" if config.get("axis", -1) == -1:
            return [{"type": "Activation", "function": "softmax"}]
        case "Activation":
            name = _activation(config)
            if name == "leaky_relu":
                return [{"type": "LeakyReLU", "negative_slope": _LEAKY_RELU_SLOPE}]
            return [{"type": kind, "function": name}]
        case "Rescaling":
            return [{"type": kind, "scale": config["scale"], "offset": config["offset"]}]
        case "Reshape":
            return _reshape(list(config["target_shape"]))
        case _:
            raise UnsupportedError(
                _("it has a layer {kind} that this program does not know").format(kind=str(kind)[:40])
            )


def _reshape(target: list[Any]) -> list[Config]:
    if len(target) == 1:
        return [{"type": "Flatten"}]
    if target.count(-1) == 1:  # this side is what remains
        known = prod(side for side in target if side != -1)
        target = [784 // known if side == -1 and known else side for side in target]
    if target in ([28, 28], [28, 28, 1]):
        return []  # pictures come in that shape; behind a layer that changes it, the next one does not fit
    shape = " × ".join(str(side)[:12] for side in target[:6])
    raise UnsupportedError(_("a Reshape layer makes {shape}, not 28 × 28").format(shape=shape))


def _activated(spec: Config, config: Config) -> list[Config]:
    name = _activation(config)
    if name == "leaky_relu":
        return [spec, {"type": "LeakyReLU", "negative_slope": _LEAKY_RELU_SLOPE}]
    return [{**spec, "activation": name}]


def _activation(config: Config) -> str:
    activation = config["activation"]
    if not isinstance(activation, str):
        raise UnsupportedError(_("a layer has an activation that is not one of Keras's names"))
    return activation


def _kernel(config: Config) -> Config:
    """Regularisation and initialiser, which matter when it is trained further or anew."""
    regularizer, initializer = config.get("kernel_regularizer"), config.get("kernel_initializer")
    l2 = float(regularizer["config"]["l2"]) if regularizer and regularizer["class_name"] == "L2" else 0.0
    known = _INITIALIZERS.get(str(initializer.get("class_name"))) if isinstance(initializer, dict) else None
    return {"l2": l2, "initializer": known or "glorot_uniform"}


def _square(value: int | list[int]) -> int:
    sides = {value} if isinstance(value, int) else set(value)
    if len(sides) != 1:
        raise UnsupportedError(_("a layer looks at windows that are not square"))
    return sides.pop()


def _policy(config: Config) -> str:
    """The name of the layer's dtype policy: "float32", "mixed_float16"."""
    policy = config.get("dtype") or "float32"
    return str(policy["config"]["name"] if isinstance(policy, dict) else policy)


def _notes(layers: list[Config]) -> tuple[str, ...]:
    notes = []
    configs = [layer["config"] for layer in layers]
    policies = sorted({_policy(config) for config in configs} - {"float32"})
    if policies:
        notes.append(
            _("It was made for {policy}; here it computes in float32.").format(policy=", ".join(policies)[:60])
        )
    kernels = [config.get("kernel_regularizer") for config in configs]
    if any(kernel and kernel["class_name"] != "L2" for kernel in kernels) or any(
        config.get(name) for config in configs for name in (*_LEFT_OUT, *_CONSTRAINTS)
    ):
        notes.append(_("Its regularisers and constraints other than L2 on weights were left out."))
    if any(config.get("use_bias") is False for config in configs):
        notes.append(_("Its layers without a bias got one, which begins at 0."))
    return tuple(notes)

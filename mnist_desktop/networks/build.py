"""From a spec to Keras objects: the network and the optimizer."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from numpy.typing import NDArray

from mnist_desktop.networks import backend
from mnist_desktop.networks.shapes import INPUT_SHAPE
from mnist_desktop.networks.spec import Layer, NetworkSpec, OptimizerSpec

if TYPE_CHECKING:
    import keras


def build_network(network: NetworkSpec, seed: int) -> "keras.Sequential":
    """Makes the network, or the first member of an ensemble, with initial weights that the seed decides.

    Args:
        network: Layers that fit each other.
        seed: 0 to 2**31 - 1. Each layer's initialiser gets its own number from it, so that the same seed gives
            the same weights whatever was built before in this process.

    Returns:
        A built model that takes float32 pictures of shape (batch, 28, 28, 1) with values 0 to 1.
    """
    backend.load()
    import keras

    layers = [_build_layer(layer, seed, index) for index, layer in enumerate(network.layers)]
    return keras.Sequential([keras.Input(INPUT_SHAPE), *layers])


def build_members(network: NetworkSpec, seed: int) -> "tuple[keras.Sequential, ...]":
    """Makes all members of an ensemble: the first from the seed, each further one from the number after it."""
    return tuple(build_network(member, (seed + number) % 2**31) for number, member in enumerate(network.each))


def build_optimizer(spec: OptimizerSpec) -> "keras.optimizers.Optimizer":
    """Makes the optimizer; its learning rate is a variable that can be assigned while it runs."""
    backend.load()
    import keras

    optimizers = keras.optimizers
    rate = spec.learning_rate
    match spec.name:
        case "adam":
            return optimizers.Adam(rate)
        case "adamw":
            return optimizers.AdamW(rate, weight_decay=spec.weight_decay)
        case "nadam":
            return optimizers.Nadam(rate)
        case "rmsprop":
            return optimizers.RMSprop(rate, momentum=spec.momentum)
        case "sgd":
            return optimizers.SGD(rate, momentum=spec.momentum, nesterov=spec.nesterov)


def values_of(variables: "Iterable[keras.Variable]") -> tuple[NDArray[Any], ...]:
    """Copies of the values of variables, in their order; what is trained later does not change them."""
    return tuple(variable.numpy().copy() for variable in variables)


def _build_layer(layer: Layer, seed: int, index: int) -> "keras.Layer":
    import keras

    arguments: dict[str, Any] = layer.model_dump(exclude={"type"})
    if "initializer" in arguments:
        arguments["kernel_initializer"] = _initializer(arguments.pop("initializer"), seed, index)
    if "l2" in arguments:
        l2 = arguments.pop("l2")
        arguments["kernel_regularizer"] = keras.regularizers.L2(l2) if l2 else None
    if layer.type == "Activation":
        arguments["activation"] = arguments.pop("function")
    if layer.type == "Dropout":
        arguments["seed"] = seed
    return getattr(keras.layers, layer.type)(**arguments)


def _initializer(name: str, seed: int, index: int) -> "keras.Initializer":
    import keras

    if name == "zeros":
        return keras.initializers.Zeros()
    kind = {
        "glorot_uniform": keras.initializers.GlorotUniform,
        "glorot_normal": keras.initializers.GlorotNormal,
        "he_uniform": keras.initializers.HeUniform,
        "he_normal": keras.initializers.HeNormal,
        "random_normal": keras.initializers.RandomNormal,
    }[name]
    return kind(seed=(seed * 1009 + index) % 2**31)

"""Output shapes, parameters and multiply-adds of a network, worked out without TensorFlow."""

from collections.abc import Callable
from dataclasses import dataclass
from math import prod

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.networks.spec import (
    Activation,
    ActivationName,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Flatten,
    GlobalAveragePooling2D,
    Layer,
    LossName,
    MaxPooling2D,
    NetworkSpec,
)

INPUT_SHAPE = (28, 28, 1)

Shape = tuple[int, ...]


@dataclass(frozen=True)
class LayerSummary:
    """One row of a network's table.

    Attributes:
        layer: The layer's spec.
        output_shape: Without the batch: (26, 26, 32) or (128,).
        parameters: All numbers of the layer, those that do not learn included.
        trainable_parameters: Numbers to learn.
        multiply_adds: Multiplications for one picture.
    """

    layer: Layer
    output_shape: Shape
    parameters: int
    trainable_parameters: int
    multiply_adds: int


def summarize(network: NetworkSpec, input_shape: Shape = INPUT_SHAPE) -> tuple[LayerSummary, ...]:
    """Works out what each layer gives and holds.

    Raises:
        UserError: A layer does not fit what comes before it; its field is ``layers.<index>``.
    """
    rows = []
    shape = input_shape
    for index, layer in enumerate(network.layers):
        row = summarize_layer(layer, shape, index)
        rows.append(row)
        shape = row.output_shape
    return tuple(rows)


def parameter_count(network: NetworkSpec) -> int:
    """How many numbers the network has to learn, all members of an ensemble together."""
    return sum(row.trainable_parameters for member in network.each for row in summarize(member))


def check_members(network: NetworkSpec) -> None:
    """Checks that the layers of each member of an ensemble fit each other and end alike.

    Raises:
        UserError: They do not; its field is ``layers.<index>`` or ``variants.<number>``.
    """
    end = (summarize(network)[-1].output_shape, last_activation(network))
    for number, member in enumerate(network.each[1 : 1 + len(network.variants)]):
        try:
            came = (summarize(member)[-1].output_shape, last_activation(member))
        except UserError as fault:
            raise UserError(fault.problem, fault.remedy, f"variants.{number}") from None
        if came != end:
            raise UserError(
                _("Member {number} ends in {came}, the first one in {wanted}; they can only answer alike.").format(
                    number=number + 2, came=_end_in_words(*came), wanted=_end_in_words(*end)
                ),
                _("Give all members the same last layer."),
                f"variants.{number}",
            )


def _end_in_words(shape: Shape, activation: str) -> str:
    return f"{' × '.join(map(str, shape))} {activation}"


def last_activation(network: NetworkSpec) -> str:
    """The function that the last layer applies: for example "softmax" or "linear"."""
    last = network.layers[-1]
    if isinstance(last, Activation):
        return last.function
    if isinstance(last, Dense | Conv2D):
        return last.activation
    return "linear"


def needed_output(loss: LossName, class_count: int) -> tuple[int, ActivationName]:
    """What the last layer has to give for a loss: how many units, and with which activation.

    Args:
        loss: By its Keras name.
        class_count: How many answers there are.
    """
    if class_count == 2 and loss in {"binary_crossentropy", "mean_squared_error"}:
        return 1, "sigmoid"
    return class_count, "softmax"


def check_output(network: NetworkSpec, loss: LossName, class_count: int) -> None:
    """Checks that the network's last layer fits the loss and the number of classes.

    Args:
        network: A network whose layers fit each other.
        loss: The loss it will be trained with.
        class_count: How many answers there are.

    Raises:
        UserError: They do not fit.
    """
    units = summarize(network)[-1].output_shape
    activation = last_activation(network)
    wanted_units, wanted_activation = needed_output(loss, class_count)
    if loss == "binary_crossentropy" and class_count != 2:
        raise UserError(
            _("The loss binary_crossentropy is for questions with two answers; here there are {classes}.").format(
                classes=class_count
            ),
            _("Choose sparse_categorical_crossentropy."),
            "loss",
        )
    if units != (wanted_units,) or activation != wanted_activation:
        raise UserError(
            _(
                "The last layer gives {units} with {activation}; the loss {loss} on {classes} classes needs {wanted}."
            ).format(
                units=" × ".join(map(str, units)),
                activation=activation,
                loss=loss,
                classes=class_count,
                wanted=f"Dense {wanted_units} {wanted_activation}",
            ),
            _("Change the last layer or the loss."),
            f"layers.{len(network.layers) - 1}",
        )


def summarize_layer(layer: Layer, shape: Shape, index: int) -> LayerSummary:
    """Works out what one layer gives and holds.

    Args:
        layer: The layer.
        shape: What it gets, without the batch.
        index: Its place in the network, for the fault.

    Raises:
        UserError: It does not fit the shape; its field is ``layers.<index>``.
    """
    match layer:
        case Dense():
            _expect_flat(layer.type, shape, index)
            count = (shape[0] + 1) * layer.units
            return LayerSummary(layer, (layer.units,), count, count, shape[0] * layer.units)
        case Conv2D():
            _expect_picture(layer.type, shape, index)
            out = (*_windows(layer, shape, layer.kernel_size, layer.strides, index), layer.filters)
            kernel = layer.kernel_size**2 * shape[2]
            count = (kernel + 1) * layer.filters
            return LayerSummary(layer, out, count, count, kernel * prod(out))
        case MaxPooling2D() | AveragePooling2D():
            _expect_picture(layer.type, shape, index)
            strides = layer.strides or layer.pool_size
            out = (*_windows(layer, shape, layer.pool_size, strides, index), shape[2])
            return LayerSummary(layer, out, 0, 0, 0)
        case GlobalAveragePooling2D():
            _expect_picture(layer.type, shape, index)
            return LayerSummary(layer, (shape[2],), 0, 0, 0)
        case Flatten():
            return LayerSummary(layer, (prod(shape),), 0, 0, 0)
        case BatchNormalization():
            return LayerSummary(layer, shape, 4 * shape[-1], 2 * shape[-1], prod(shape))
        case _:
            return LayerSummary(layer, shape, 0, 0, 0)


def _windows(
    layer: Conv2D | MaxPooling2D | AveragePooling2D, shape: Shape, window: int, strides: int, index: int
) -> tuple[int, int]:
    if layer.padding == "same":
        place: Callable[[int], int] = lambda side: -(-side // strides)  # noqa: E731
    else:
        if window > min(shape[:2]):
            raise UserError(
                _(
                    "Layer {number}, {type}, looks at {window} × {window} pixels, but only {height} × {width} are left."
                ).format(number=index + 1, type=layer.type, window=window, height=shape[0], width=shape[1]),
                _("Make it smaller, or remove a pooling layer before it."),
                f"layers.{index}",
            )
        place = lambda side: (side - window) // strides + 1  # noqa: E731
    return place(shape[0]), place(shape[1])


def _expect_flat(type_name: str, shape: Shape, index: int) -> None:
    if len(shape) != 1:
        raise UserError(
            _("Layer {number}, {type}, needs a row of numbers, but gets a picture of {shape}.").format(
                number=index + 1, type=type_name, shape=" × ".join(map(str, shape))
            ),
            _("Put a Flatten layer before it."),
            f"layers.{index}",
        )


def _expect_picture(type_name: str, shape: Shape, index: int) -> None:
    if len(shape) != 3:
        raise UserError(
            _("Layer {number}, {type}, needs a picture, but gets a row of {count} numbers.").format(
                number=index + 1, type=type_name, count=f"{prod(shape):,}"
            ),
            _("Move it before the Flatten layer."),
            f"layers.{index}",
        )

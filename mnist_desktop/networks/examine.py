"""Looks at a network while it is being built: how far it fits together, what does not, and what would mend it."""

from dataclasses import dataclass
from typing import get_args

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.networks.shapes import (
    INPUT_SHAPE,
    LayerSummary,
    Shape,
    check_members,
    check_output,
    needed_output,
    parameter_count,
    summarize_layer,
)
from mnist_desktop.networks.spec import (
    Activation,
    AveragePooling2D,
    Conv2D,
    Dense,
    Flatten,
    GlobalAveragePooling2D,
    Layer,
    LossName,
    MaxPooling2D,
    NetworkSpec,
)

MOST_LAYERS = 64
"""As many as ``NetworkSpec`` takes."""


@dataclass(frozen=True)
class Mend:
    """A change that takes a fault away.

    Attributes:
        text: What it does, as a button says it: "Add Flatten before it".
        network: The network after it.
        loss: The loss after it.
    """

    text: str
    network: NetworkSpec
    loss: LossName


@dataclass(frozen=True)
class Examination:
    """What was found out about a network.

    Attributes:
        rows: The layers that fit, in order; all of them where ``fault`` is None or about the last layer and the loss.
        fault: What does not fit, its field ``layers.<index>``, ``variants.<number>`` or ``loss``; None if all does.
        mends: What would take the fault away, the most obvious first; may be empty.
        about_output: All layers fit each other, but the last one not the loss.
        learned: How many numbers there are to learn, of all members of an ensemble; None where layers do not fit.
    """

    rows: tuple[LayerSummary, ...]
    fault: UserError | None = None
    mends: tuple[Mend, ...] = ()
    about_output: bool = False
    learned: int | None = None

    @property
    def complete(self) -> bool:
        """Whether the network can be built and trained."""
        return self.fault is None


def examine(network: NetworkSpec, loss: LossName, class_count: int) -> Examination:
    """Looks at layers, loss and number of classes, without TensorFlow.

    Args:
        network: Layers that may not fit each other yet.
        loss: The loss it is to be trained with.
        class_count: How many answers there are.
    """
    rows: list[LayerSummary] = []
    shape: Shape = INPUT_SHAPE
    for index, layer in enumerate(network.layers):
        try:
            row = summarize_layer(layer, shape, index)
        except UserError as fault:
            return Examination(tuple(rows), fault, _layer_mends(network, loss, index, shape))
        rows.append(row)
        shape = row.output_shape
    try:
        check_members(network)
    except UserError as fault:
        return Examination(tuple(rows), fault)
    learned = parameter_count(network)
    try:
        check_output(network, loss, class_count)
    except UserError as fault:
        mends = _output_mends(network, loss, class_count)
        return Examination(tuple(rows), fault, mends, about_output=True, learned=learned)
    return Examination(tuple(rows), learned=learned)


def _layer_mends(network: NetworkSpec, loss: LossName, index: int, shape: Shape) -> tuple[Mend, ...]:
    """What lets the layer at ``index`` take a shape that it cannot take."""
    layers = list(network.layers)
    layer = layers[index]
    if isinstance(layer, Dense):
        if len(layers) == MOST_LAYERS:
            return ()
        return (_mend(_("Add Flatten before it"), network, [*layers[:index], Flatten(), *layers[index:]], loss),)
    if isinstance(layer, GlobalAveragePooling2D):  # what comes before it has done already what it is for
        return (_mend(_("Remove it"), network, [*layers[:index], *layers[index + 1 :]], loss),)
    if len(shape) != 3:
        flattening = next(
            place for place, each in enumerate(layers) if isinstance(each, Flatten | GlobalAveragePooling2D)
        )
        words = _("Move it before {type}").format(type=layers[flattening].type)
        moved = [*layers[:flattening], layer, *layers[flattening:index], *layers[index + 1 :]]
        return (_mend(words, network, moved, loss),)
    side = min(shape[:2])
    words = _("Make it {side} × {side}").format(side=side)
    return (_mend(words, network, [*layers[:index], _smaller(layer, side), *layers[index + 1 :]], loss),)


def _smaller(layer: Layer, side: int) -> Layer:
    """The layer with a window that is no larger than ``side``."""
    match layer:
        case Conv2D():
            return layer.model_copy(update={"kernel_size": side})
        case MaxPooling2D() | AveragePooling2D():
            return layer.model_copy(update={"pool_size": side})
        case _:
            raise AssertionError(layer.type)  # no other layer has a window


def _output_mends(network: NetworkSpec, loss: LossName, class_count: int) -> tuple[Mend, ...]:
    """What makes the last layer and the loss fit each other: another loss, another last layer, or both."""
    for other in get_args(LossName):
        if _fits(network, other, class_count):
            by_loss: tuple[Mend, ...] = (Mend(_("Use {loss}").format(loss=other), network, other),)
            break
    else:
        by_loss = ()
    wanted_loss = loss
    if loss == "binary_crossentropy" and class_count != 2:
        if by_loss:
            return by_loss
        wanted_loss = "sparse_categorical_crossentropy"
    ended = _ended(network, wanted_loss, class_count)
    if ended is None:
        return by_loss
    layers, words = ended
    if wanted_loss != loss:
        words = _("{change}, and use {loss}").format(change=words, loss=wanted_loss)
    return (_mend(words, network, layers, wanted_loss), *by_loss)


def _ended(network: NetworkSpec, loss: LossName, class_count: int) -> tuple[list[Layer], str] | None:
    """The layers with an end that fits a loss, and what was done; None where there is no room for it."""
    units, activation = needed_output(loss, class_count)
    layers = list(network.layers)
    end = f"Dense {units} {activation}"
    changed = _("Make the last layer {layer}").format(layer=end)
    last, before = layers[-1], layers[-2] if len(layers) > 1 else None
    if isinstance(last, Dense):
        return [*layers[:-1], last.model_copy(update={"units": units, "activation": activation})], changed
    if isinstance(last, Activation) and isinstance(before, Dense):
        output = before.model_copy(update={"units": units, "activation": "linear"})
        return [*layers[:-2], output, Activation(function=activation)], changed
    shape: Shape = INPUT_SHAPE
    for index, layer in enumerate(layers):
        shape = summarize_layer(layer, shape, index).output_shape
    added: list[Layer] = [*([Flatten()] if len(shape) == 3 else []), Dense(units=units, activation=activation)]
    if len(layers) + len(added) > MOST_LAYERS:
        return None
    words = _("Add Flatten and {layer} at the end") if len(added) == 2 else _("Add {layer} at the end")
    return [*layers, *added], words.format(layer=end)


def _fits(network: NetworkSpec, loss: LossName, class_count: int) -> bool:
    try:
        check_output(network, loss, class_count)
    except UserError:
        return False
    return True


def _mend(text: str, network: NetworkSpec, layers: list[Layer], loss: LossName) -> Mend:
    return Mend(text, network.with_layers(layers), loss)

"""The layers that can be added, and what can be set of each."""

from dataclasses import dataclass
from typing import Literal, get_args

from mnist_desktop.i18n import _
from mnist_desktop.networks.spec import (
    Activation,
    ActivationName,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    InitializerName,
    Layer,
    MaxPooling2D,
    Padding,
)


@dataclass(frozen=True)
class LayerSetting:
    """One setting of a layer and its control.

    Attributes:
        name: Of the field in the spec: "units".
        label: What the user reads.
        explanation: One sentence.
        kind: "count" is a whole number, "number" any, "choice" one of ``choices``.
        least: Of a count; 0 stands for None where ``none_text`` is given.
        most: Of a count.
        choices: What is offered; a number can be typed as well.
        none_text: What is shown for None.
        rare: Hidden at the level Essentials while it has its default.
    """

    name: str
    label: str
    explanation: str
    kind: Literal["count", "number", "choice"]
    least: int = 1
    most: int = 28
    choices: tuple[str, ...] = ()
    none_text: str = ""
    rare: bool = False


def new_layers() -> tuple[Layer, ...]:
    """One of each type that can be added, with settings to begin with."""
    return (
        Dense(units=64, activation="relu"),
        Conv2D(filters=32, activation="relu"),
        MaxPooling2D(),
        AveragePooling2D(),
        GlobalAveragePooling2D(),
        Flatten(),
        Dropout(rate=0.25),
        BatchNormalization(),
        Activation(function="relu"),
    )


def layer_settings(layer: Layer) -> tuple[LayerSetting, ...]:
    """What can be set of a layer, the most important first."""
    match layer.type:
        case "Dense":
            units = LayerSetting(
                "units",
                _("Units"),
                _("Units: how many numbers this layer gives; each looks at all before it."),
                "count",
            )
            return (_up_to(units, 8192), _activation(), _initializer(), _l2())
        case "Conv2D":
            filters = LayerSetting(
                "filters",
                _("Filters"),
                _("Filters: how many kinds of stroke it looks for; each gives a plane."),
                "count",
            )
            kernel = LayerSetting(
                "kernel_size",
                _("Kernel"),
                _("Kernel: side of the little square that each filter sees, in pixels."),
                "count",
            )
            strides = LayerSetting(
                "strides", _("Stride"), _("Stride: how many pixels a filter moves on; 2 halves the picture."), "count"
            )
            return (_up_to(filters, 1024), kernel, strides, _padding(), _activation(), _initializer(), _l2())
        case "MaxPooling2D" | "AveragePooling2D":
            pool = LayerSetting(
                "pool_size", _("Window"), _("Window: side of the square that becomes one value, in pixels."), "count"
            )
            strides = LayerSetting(
                "strides",
                _("Stride"),
                _("Stride: how many pixels the window moves on; usually its own side."),
                "count",
                least=0,
                none_text=_("as window"),
            )
            return (pool, strides, _padding())
        case "Dropout":
            rates = ("0.1", "0.2", "0.25", "0.3", "0.4", "0.5")
            return (_number("rate", _("Rate"), _("Rate: the share of units switched off, from 0 to below 1."), rates),)
        case "BatchNormalization":
            return (
                _number(
                    "momentum",
                    _("Momentum"),
                    _("Momentum: how slowly the running mean and spread follow the batches, from 0 to below 1."),
                    ("0.9", "0.99", "0.999"),
                    rare=True,
                ),
                _number(
                    "epsilon",
                    _("Epsilon"),
                    _("Epsilon: added to the spread, so that nothing is divided by 0."),
                    ("0.00001", "0.001"),
                    rare=True,
                ),
            )
        case "LeakyReLU":
            words = _("Slope: what is left of a negative number, from 0 to 1.")
            return (_number("negative_slope", _("Slope"), words, ("0.01", "0.1", "0.2", "0.3")),)
        case "Activation":
            names = tuple(name for name in get_args(ActivationName) if name != "linear")
            return (
                LayerSetting(
                    "function",
                    _("Function"),
                    _("Function: what is done with each number on its own."),
                    "choice",
                    choices=names,
                ),
            )
        case "Rescaling":
            return (
                _number("scale", _("Scale"), _("Scale: what each number is multiplied by."), ()),
                _number("offset", _("Offset"), _("Offset: what is added to each number."), ()),
            )
        case _:
            return ()


def choice_text(value: str) -> str:
    """An offered value as the user reads it; the names are Keras's own."""
    return {"linear": _("none (linear)"), "leaky_relu": "leaky relu"}.get(value, value)


def _up_to(setting: LayerSetting, most: int) -> LayerSetting:
    return LayerSetting(setting.name, setting.label, setting.explanation, setting.kind, most=most)


def _number(name: str, label: str, explanation: str, choices: tuple[str, ...], *, rare: bool = False) -> LayerSetting:
    return LayerSetting(name, label, explanation, "number", choices=choices, rare=rare)


def _activation() -> LayerSetting:
    words = _("Activation: what is done with each sum; without one, two layers are worth no more than one.")
    return LayerSetting("activation", _("Activation"), words, "choice", choices=get_args(ActivationName))


def _padding() -> LayerSetting:
    words = _("Padding: “same” adds a margin of 0, so that the picture keeps its size; “valid” does not.")
    return LayerSetting("padding", _("Padding"), words, "choice", choices=get_args(Padding))


def _initializer() -> LayerSetting:
    words = _("Initialiser: how the first, random weights are drawn.")
    return LayerSetting("initializer", _("Initialiser"), words, "choice", choices=get_args(InitializerName), rare=True)


def _l2() -> LayerSetting:
    words = _("L2: how strongly large weights are punished, from 0 to 1; 0.0001 is a usual beginning.")
    return _number("l2", "L2", words, ("0", "0.00001", "0.0001", "0.001", "0.01"), rare=True)

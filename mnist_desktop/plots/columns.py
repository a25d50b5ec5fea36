"""What stands side by side in the drawing of a network, and what hangs on it as a tag."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from mnist_desktop.i18n import _

Shape = tuple[int, ...]


@dataclass(frozen=True)
class LayerDrawing:
    """What is drawn of one layer.

    Attributes:
        type: Its Keras name: "Dense".
        output_shape: Without the batch: (26, 26, 32) or (128,).
        parameters: How many numbers it learns.
        detail: Said in a tag beside it, such as "relu"; may be empty.
        window: Side of the window that slides over the picture, in pixels; 0 where there is none.
    """

    type: str
    output_shape: Shape
    parameters: int
    detail: str = ""
    window: int = 0


@dataclass
class Column:
    """A layer that has a place of its own, with what is done to its output."""

    type: str
    shape: Shape
    parameters: int
    window: int = 0
    tags: list[str] = field(default_factory=list)
    left_out: int = 0
    x: float = 0.0


def grouped(layers: Sequence[LayerDrawing], input_shape: Shape) -> list[Column]:
    """Columns from left to right, the input first."""
    columns = [Column(_("Input"), input_shape, 0)]
    for layer in layers:
        name = _SHORT.get(layer.type, layer.type)
        if layer.type in _TAGS:
            columns[-1].tags.append(layer.detail if layer.type == "Activation" else f"{name} {layer.detail}".strip())
            columns[-1].parameters += layer.parameters
        else:
            tags = [layer.detail] if layer.detail else []
            columns.append(Column(name, layer.output_shape, layer.parameters, layer.window, tags))
    return columns


def shortened(columns: list[Column], most: int) -> list[Column]:
    """Leaves out the middle of too many columns."""
    most = max(most, 3)
    if len(columns) <= most:
        return columns
    head = most // 2
    tail = most - head - 1
    gone = len(columns) - head - tail
    return [*columns[:head], Column("", (), 0, left_out=gone), *columns[-tail:]]


_TAGS = {"Dropout", "BatchNormalization", "LeakyReLU", "Activation", "Rescaling"}
_SHORT = {
    "MaxPooling2D": "MaxPooling",
    "AveragePooling2D": "AvgPooling",
    "GlobalAveragePooling2D": "GlobalAverage",
    "BatchNormalization": "BatchNorm",
}

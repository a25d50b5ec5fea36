"""What the table of the layers says, row by row."""

from dataclasses import dataclass

from mnist_desktop.i18n import _
from mnist_desktop.networks.examine import Examination
from mnist_desktop.networks.shapes import INPUT_SHAPE
from mnist_desktop.networks.spec import Layer, NetworkSpec
from mnist_desktop.ui.network.facts import layer_detail, layer_explanation, shape_text, share_text

_DASH = "–"


@dataclass(frozen=True)
class Row:
    """One row: its texts, what explains it, and whether it is at fault or the sum."""

    texts: tuple[str, ...]
    explanation: str
    wrong: bool = False
    strong: bool = False


def layer_rows(network: NetworkSpec, examination: Examination) -> tuple[list[Row], int | None]:
    """The rows of the table: the picture, the layers, and their sum where all is known.

    Args:
        network: All layers.
        examination: What was found out about them.

    Returns:
        The rows, and the place of the row that says what does not fit, if anything.
    """
    fault, known = examination.fault, examination.rows
    place, _dot, index = fault.field.partition(".") if fault is not None else ("", "", "")
    wrong = int(index) if place == "layers" else None
    parameters = sum(row.trainable_parameters for row in known)
    multiply_adds = sum(row.multiply_adds for row in known)
    rows = [Row((_("Picture"), shape_text(INPUT_SHAPE), _DASH, _DASH, _DASH), _("A picture of 28 × 28 grey values."))]
    for number, layer in enumerate(network.layers):
        texts: tuple[str, ...] = ("?", "?", "?", "?")
        if number < len(known):
            row = known[number]
            learns = row.trainable_parameters
            texts = (
                shape_text(row.output_shape),
                f"{learns:,}" if learns else _DASH,
                share_text(learns, parameters) if examination.complete or len(known) == len(network.layers) else "?",
                f"{row.multiply_adds:,}" if row.multiply_adds else _DASH,
            )
        name = f"✕ {_layer_name(layer)}" if number == wrong else _layer_name(layer)
        rows.append(Row((name, *texts), layer_explanation(layer), wrong=number == wrong))
    if len(known) == len(network.layers):
        together = ("", f"{parameters:,}", share_text(parameters, parameters), f"{multiply_adds:,}")
        rows.append(Row((_("Together"), *together), _("All numbers that it learns."), strong=True))
        if network.members > 1:
            count = network.members
            all_of_them = ("", f"{count * parameters:,}", "", f"{count * multiply_adds:,}")
            words = _("They learn side by side; the mean of their answers is the answer.")
            rows.append(Row((_("{count} such networks").format(count=count), *all_of_them), words, strong=True))
    return rows, None if wrong is None else wrong + 2


def _layer_name(layer: Layer) -> str:
    """As the table calls a layer: "Dense relu"."""
    return f"{layer.type} {layer_detail(layer)}".strip()

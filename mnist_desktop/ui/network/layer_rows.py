"""What the table of the layers says, row by row."""

from dataclasses import dataclass

from mnist_desktop.i18n import _
from mnist_desktop.networks.examine import Examination
from mnist_desktop.networks.shapes import INPUT_SHAPE, summarize
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
        if network.members > 1 and examination.learned is not None:
            rows += _member_rows(network)
    return rows, None if wrong is None else wrong + 2


def _member_rows(network: NetworkSpec) -> list[Row]:
    """The other members of an ensemble where they have other layers, and what all have together."""
    rows, sums = [], []
    for number, member in enumerate(network.each, start=1):
        layers = summarize(member)
        sums.append([sum(row.trainable_parameters for row in layers), sum(row.multiply_adds for row in layers)])
        if number > 1 and network.variants:
            texts = (_("Network {number}").format(number=number), "", f"{sums[-1][0]:,}", "", f"{sums[-1][1]:,}")
            rows.append(Row(texts, "\n".join(map(_layer_name, member.layers))))
    name = _("{count} networks") if network.variants else _("{count} such networks")
    parameters, multiply_adds = map(sum, zip(*sums, strict=True))
    texts = (name.format(count=network.members), "", f"{parameters:,}", "", f"{multiply_adds:,}")
    words = _("They learn side by side; the mean of their answers is the answer.")
    return [*rows, Row(texts, words, strong=True)]


def _layer_name(layer: Layer) -> str:
    """As the table calls a layer: "Dense relu"."""
    return f"{layer.type} {layer_detail(layer)}".strip()

"""Names and sentences for what is seen inside a network."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _, ngettext
from mnist_desktop.networks.spec import NetworkSpec
from mnist_desktop.plots.inside_data import InsideData, LayerLook
from mnist_desktop.training.events import Inspection

if TYPE_CHECKING:
    from mnist_desktop.service import ModelService

_FOLLOWERS = ("BatchNormalization", "LeakyReLU", "Activation")


@dataclass(frozen=True)
class LayerName:
    """How a layer is called where there is one row for it and what follows it.

    Attributes:
        text: "Dense 2": the second layer of its kind, if there are several.
        units: Its units, or channels.
        head: The place of the layer in whose row it is shown: an activation belongs to the layer before it.
    """

    text: str
    units: int
    head: int


LayerNames = dict[int, LayerName]
"""By the place of a layer in the network."""


def layer_names(service: "ModelService", network: NetworkSpec) -> LayerNames:
    """The names of all layers of a network; none if it does not fit together."""
    try:
        shapes = [summary.output_shape for summary in service.summarize_network(network)]
    except UserError:  # said on the page Network
        return {}
    kinds = [layer.type for layer in network.layers]
    names: LayerNames = {}
    head = 0
    for index, (kind, shape) in enumerate(zip(kinds, shapes, strict=True)):
        if kind not in _FOLLOWERS:
            head = index
        text = f"{kind} {kinds[: index + 1].count(kind)}" if kinds.count(kind) > 1 else kind
        names[index] = LayerName(text, shape[-1], head)
    return names


def layer_looks(inspection: Inspection | None, names: LayerNames, shown: frozenset[str]) -> tuple[LayerLook, ...]:
    """What is to be seen of each layer: an activation's silent units stand in the row of the layer before it.

    Args:
        inspection: The last look.
        names: Of the network that was looked at.
        shown: As in ``WatchFold``.
    """
    rows: dict[int, LayerLook] = {}
    for look in inspection.layers if inspection is not None else ():
        name = names.get(look.index, LayerName(str(look.index), 0, look.index))
        head = names.get(name.head, name)
        row = rows.get(name.head, LayerLook(head.text, head.units))
        if "inactive" in shown and look.inactive is not None:
            row = replace(row, silent=look.inactive)
        if "gradients" in shown and look.gradient_norm is not None and row.gradient is None:
            row = replace(row, gradient=look.gradient_norm)
        if "weights" in shown and look.edges is not None:
            row = replace(row, edges=look.edges, now=look.now, start=look.start)
        rows[name.head] = row
    return tuple(row for _place, row in sorted(rows.items()) if not row.empty)


def inside_sentences(data: InsideData) -> list[str]:
    """What a screen reader says is to be seen inside."""
    found = [data.note] if data.note else []
    if data.rates:
        found.append(_("Learning rate {rate:g}.").format(rate=data.rates[-1][1]))
    found += [f"{number} {words}." for number, words in data.numbers]
    for layer in data.layers:
        if layer.silent is not None:
            count = round(layer.silent * layer.units)
            text = ngettext(
                "{name}: {count} of {units} units is silent.", "{name}: {count} of {units} units are silent.", count
            )
            found.append(text.format(name=layer.name, count=count, units=layer.units))
        if layer.gradient is not None:
            found.append(_("{name}: gradient {norm:.2g}.").format(name=layer.name, norm=layer.gradient))
    return found

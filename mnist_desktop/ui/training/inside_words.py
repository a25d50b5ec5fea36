"""Names and sentences for what is seen inside a network."""

from typing import TYPE_CHECKING

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _, ngettext
from mnist_desktop.networks.spec import NetworkSpec

if TYPE_CHECKING:
    from mnist_desktop.plots.inside import InsideData
    from mnist_desktop.service import ModelService

LayerNames = dict[int, tuple[str, int]]
"""Of each layer, by its place in the network: what it is called, and how many units or channels it has."""


def layer_names(service: "ModelService", network: NetworkSpec) -> LayerNames:
    """Names such as "Dense 2": the second layer of its kind, if there are several."""
    try:
        shapes = [summary.output_shape for summary in service.summarize_network(network)]
    except UserError:  # said on the page Network
        return {}
    kinds = [layer.type for layer in network.layers]
    names: LayerNames = {}
    for index, (kind, shape) in enumerate(zip(kinds, shapes, strict=True)):
        several = kinds.count(kind) > 1
        names[index] = f"{kind} {kinds[: index + 1].count(kind)}" if several else kind, shape[-1]
    return names


def inside_sentences(data: "InsideData") -> list[str]:
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

"""What is said of an explanation: a sentence that tells what one sees, and another one with the numbers."""

from typing import TYPE_CHECKING

from mnist_desktop.i18n import _
from mnist_desktop.ui.probability_bars import percentage

if TYPE_CHECKING:
    from mnist_desktop.inference.attribution import Attribution
    from mnist_desktop.inference.counterfactual import Counterfactual
    from mnist_desktop.inference.occlusion import Occlusion

_NO_EFFECT = 0.01
"""A probability that falls by less is as good as unchanged."""


def attribution(found: "Attribution", name: str, probability: float, *, gaps: bool) -> tuple[str, str]:
    """Of integrated gradients.

    Args:
        found: What was found.
        name: Of the class that was asked about.
        probability: Of that class, for the drawing.
        gaps: The drawing was compared with the average picture, not with an empty sheet.
    """
    sentence = _("Blue (+) speaks for {name}, orange (−) against.").format(name=name)
    if gaps:
        sentence = _("Blue (+) speaks for {name}, orange (−) against; missing ink counts too.").format(name=name)
        detail = _("All pixels together take {name} from {start} for the average picture to {end} (smoothed).")
    else:
        detail = _("All pixels together take {name} from {start} for an empty sheet to {end} (integrated gradients).")
    if not found.odds:
        return sentence, detail.format(name=name, start=f"{found.start:.2f}", end=f"{found.end:.2f}")
    return sentence, detail.format(name=name, start=percentage(found.start_probability), end=percentage(probability))


def occlusion(found: "Occlusion", name: str) -> tuple[str, str]:
    """Of a patch that covers one place after another."""
    lowest, highest = float(found.values.min()), float(found.values.max())
    detail = _("A black patch of {side} × {side} pixels covers each place in turn; uncovered it is {whole}.").format(
        side=found.patch, whole=percentage(found.uncovered)
    )
    if found.uncovered - lowest < _NO_EFFECT and highest - found.uncovered < _NO_EFFECT:
        sentence = _("No single place matters: covered anywhere, {name} stays at {lowest} or more.")
        return sentence.format(name=name, lowest=percentage(lowest)), detail
    if highest - found.uncovered > found.uncovered - lowest:
        sentence = _("Covering the orange (−) ink makes {name} likelier, up to {highest}.")
        return sentence.format(name=name, highest=percentage(highest)), detail
    sentence = _("Covering the blue (+) ink makes {name} less likely, down to {lowest}.")
    return sentence.format(name=name, lowest=percentage(lowest)), detail


def change(found: "Counterfactual", name: str) -> tuple[str, str]:
    """Of a picture that gets another answer."""
    both = found.added >= _VISIBLE and found.taken >= _VISIBLE
    if both:
        sentence = _("With the blue (+) ink added and the orange (−) taken away it answers {name}: {probability}.")
    elif found.added >= found.taken:
        sentence = _("With the blue (+) ink added it answers {name}: {probability}.")
    else:
        sentence = _("With the orange (−) ink taken away it answers {name}: {probability}.")
    detail = _("The smallest change found, after a training picture: {added} white pixels of ink more, {taken} less.")
    return (
        sentence.format(name=name, probability=percentage(found.probability)),
        detail.format(added=f"{found.added:.1f}", taken=f"{found.taken:.1f}"),
    )


def no_change(name: str) -> str:
    """Where no change was found."""
    return _(
        "No change was found that makes it {name}: the network answers {name} to none of the training pictures that "
        "were tried."
    ).format(name=name)


_VISIBLE = 0.2

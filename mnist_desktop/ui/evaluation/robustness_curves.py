"""Robustness: the work in the model lane, and its curves for the plot and in words."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from mnist_desktop.data.corruption import Corruption
from mnist_desktop.data.dataset import LabelledImages
from mnist_desktop.evaluation.robustness import RobustnessCurve
from mnist_desktop.i18n import _
from mnist_desktop.plots.robustness_panel import RobustnessLine
from mnist_desktop.service.model import Model
from mnist_desktop.ui.evaluation.exploration_work import Work

if TYPE_CHECKING:
    from mnist_desktop.service import ModelService

PICTURES = 2000
"""Asked at each strength: the interval is then at most 4.4 percentage points wide."""

STEPS = 4
"""Of the slider between two strengths that are measured."""


def measure_curves(
    service: "ModelService",
    pictures: LabelledImages,
    todo: "Sequence[tuple[int, Model | str, Sequence[str]]]",
    work: Work,
) -> dict[int, str] | None:
    """Measures curves, reports each with its slot, and returns a note for each slot; None if it was cancelled."""
    total = sum(len(kinds) for _slot, _which, kinds in todo)
    done, notes = 0, {}
    for slot, which, kinds in todo:
        model = service.open_run(which) if isinstance(which, str) else which
        found = service.robustness(
            model,
            pictures,
            kinds,
            PICTURES,
            report=partial(_report, work, slot),
            progress=_part(work.progress, done / total, len(kinds) / total),
            cancelled=work.cancelled,
        )
        if not found.finished:
            return None
        done += len(kinds)
        notes[slot] = found.note
    return notes


def _report(work: Work, slot: int, curve: RobustnessCurve) -> None:
    work.report((slot, curve))


def _part(progress: Callable[[float], None], start: float, share: float) -> Callable[[float], None]:
    return lambda done: progress(start + share * done)


def strength_at(kind: Corruption, step: int) -> float:
    """The strength at a place of the slider, between those that are measured."""
    place, between = divmod(step, STEPS)
    if not between:
        return kind.strengths[place]
    low, high = kind.strengths[place : place + 2]
    return low + (high - low) * between / STEPS


def plot_line(name: str, kind: Corruption, curve: RobustnessCurve | None) -> RobustnessLine:
    """A curve for the plot; one that is not measured yet has an axis and nothing on it."""
    if curve is None:
        nothing = [float("nan")] * len(kind.strengths)
        return RobustnessLine(name, kind.strengths, nothing, nothing, nothing)
    points = curve.points
    return RobustnessLine(
        name,
        [point.strength for point in points],
        [point.accuracy for point in points],
        [point.low for point in points],
        [point.high for point in points],
    )


def verdict(curves: Sequence[tuple[str, RobustnessCurve]], strength: float) -> str:
    """The curves in one sentence, at the measured strength that is nearest."""
    _name, curve = curves[0]
    kind = curve.corruption
    point = min(curve.points, key=lambda each: abs(each.strength - strength))
    words = {"strength": f"{point.strength:g}", "unit": kind.unit, "share": _out_of(point.accuracy)}
    if point.strength == 0:
        text = _("Untouched, {share} are right.") if curve.labelled else _("Untouched pictures: nothing has changed.")
    elif curve.labelled:
        text = _("At {strength} {unit}, {share} are still right; untouched, {before}.")
    else:
        text = _("At {strength} {unit}, {share} are still answered as before.")
    words["before"] = _out_of(curve.points[0].accuracy)
    sentence = text.format(**words)
    if len(curves) > 1:
        other, second = curves[1]
        at = next(each for each in second.points if each.strength == point.strength)
        sentence += " " + _("{name}: {share}.").format(name=other, share=_out_of(at.accuracy))
    return sentence


def _out_of(share: float) -> str:
    """A share as people say it: "4 of 10", and "98 of 100" where tens would say all or none."""
    tens = round(10 * share)
    if 0.05 <= share <= 0.95 and 0 < tens < 10:
        return _("{count} of 10").format(count=tens)
    return _("{count} of 100").format(count=round(100 * share))

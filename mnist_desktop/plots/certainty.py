"""How far certainty can be trusted: the reliability diagram, and what answering only when sure brings."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mnist_desktop.i18n import _
from mnist_desktop.plots.captions import KeyEntry, add_key, add_wrapped
from mnist_desktop.plots.style import (
    NORMAL,
    SMALL,
    PlotStyle,
    add_plain_axes,
    add_text,
    blend,
    figure_size,
    place,
    start_anew,
    text_width,
)
from mnist_desktop.plots.ticks import accuracy_ticks, percentages


@dataclass(frozen=True)
class ReliabilityLine:
    """One line of a reliability diagram: groups of about equally sure answers, the least sure first; shares 0 to 1.

    Attributes:
        confidence: How sure the network was on average, for each group.
        accuracy: Share of right answers in each.
        intervals: Lower and upper end of the accuracy's 95 % interval, for each.
        counts: Pictures in each.
        error: Expected calibration error.
        name: Short name, "as trained" or "temperature 1.4".
    """

    confidence: Sequence[float]
    accuracy: Sequence[float]
    intervals: Sequence[tuple[float, float]]
    counts: Sequence[int]
    error: float
    name: str


@dataclass(frozen=True)
class ChosenThreshold:
    """The threshold that is marked; shares from 0 to 1.

    Attributes:
        threshold: Least certainty at which an answer is given.
        coverage: Share of pictures that then gets one.
        accuracy: Share of right ones among these answers; None where there is none.
    """

    threshold: float
    coverage: float
    accuracy: float | None


def draw_reliability(
    figure: Figure,
    before: ReliabilityLine,
    style: PlotStyle,
    *,
    after: ReliabilityLine | None = None,
    title: str | None = None,
) -> None:
    """Draws how often a network was right against how sure it was; on the diagonal both are the same.

    A dot's area grows with its pictures; a thin upright line is its 95 % interval.

    Args:
        figure: Is cleared and drawn on; readable from 300 × 240 pixels on.
        before: The network as it was trained.
        style: Colours and scale.
        after: The same with a temperature; None where there is none.
        title: Another headline than "Is it as right as it is sure?"; "" for none.
    """
    start_anew(figure, style)
    title = _("Is it as right as it is sure?") if title is None else title
    px = style.px
    lines = [(before, style.training, style.training, "o")]
    if after is not None:
        lines.append((after, style.validation, style.validation_text, "D"))
    with style.applied():
        key = [
            KeyEntry(_("{name}: {error} apart").format(name=line.name, error=_percent(line.error)), color, ink, marker)
            for line, color, ink, marker in lines
        ]
        top = add_key(figure, key, style, top=_add_title(figure, title, style))
        axes = _share_axes(figure, style, top + px(10), _("how sure it was"), _("how often it was right"))
        axes.plot([0, 100], [0, 100], color=style.control, linewidth=px(1.5), linestyle=(0, (4, 3)), zorder=1)
        axes.text(60, 8, _("too sure"), fontsize=px(SMALL), color=style.muted, ha="center", va="center")
        axes.text(3, 96, _("not sure\nenough"), fontsize=px(SMALL), color=style.muted, ha="left", va="top")
        for line, color, _ink, marker in lines:
            _draw_line(axes, line, color, marker, style)


def draw_threshold(
    figure: Figure,
    coverage: Sequence[float],
    accuracy: Sequence[float],
    intervals: Sequence[tuple[float, float]],
    style: PlotStyle,
    *,
    chosen: ChosenThreshold | None = None,
    title: str | None = None,
) -> None:
    """Draws how many of the answers are right against how many pictures get one, over all thresholds.

    Both axes begin where there is something to see: the one across where few of the mistakes are left.

    Args:
        figure: Is cleared and drawn on; readable from 300 × 240 pixels on.
        coverage: Share of pictures answered at each threshold, falling, 0 to 1.
        accuracy: Share of right answers among them.
        intervals: Lower and upper end of its 95 % interval.
        style: Colours and scale.
        chosen: The threshold to be marked and put into words; None for none.
        title: Another headline than "Answering only when sure"; "" for none.
    """
    start_anew(figure, style)
    title = _("Answering only when sure") if title is None else title
    px = style.px
    with style.applied():
        top = _add_title(figure, title, style)
        if chosen is not None:
            top = add_wrapped(figure, _in_words(chosen), style, top=top)
        axes = _share_axes(figure, style, top + px(10), _("share answered"), _("right among these"))
        least_covered, least_right = _least_shown(coverage, accuracy)
        if chosen is not None and chosen.coverage:
            least_covered = min(least_covered, chosen.coverage)
        ticks = accuracy_ticks(100 * least_right)
        axes.set_yticks(ticks, labels=percentages(ticks))
        axes.set_ylim(ticks[0], ticks[-1])
        ticks = accuracy_ticks(100 * least_covered)
        if len(axes.get_xticks()) < len(ticks):
            ticks = [ticks[0], ticks[-1]]
        axes.set_xticks(ticks, labels=percentages(ticks))
        axes.set_xlim(ticks[0], ticks[-1])
        _fit_sides(axes, style)
        xs = [100 * share for share in coverage]
        low, high = ([100 * ends[side] for ends in intervals] for side in (0, 1))
        axes.fill_between(xs, low, high, color=blend(style.training, style.surface, 0.2), linewidth=0, zorder=1)
        axes.plot(xs, [100 * share for share in accuracy], color=style.training, linewidth=px(2.5), zorder=2)
        if chosen is not None and chosen.accuracy is not None:
            x, y = 100 * chosen.coverage, 100 * chosen.accuracy
            axes.axvline(x, color=style.control, linewidth=px(1), zorder=1)
            axes.plot(
                [x], [y], marker="o", markersize=px(11), color=style.accent, clip_on=False, zorder=3,
                markeredgecolor=style.surface, markeredgewidth=px(2),
            )  # fmt: skip


_TOLD = 0.02  # of all pictures: among fewer answers the share of right ones swings between nothing and all
_LEFT = 0.05  # of the mistakes: with fewer the curve is flat


def _add_title(figure: Figure, title: str, style: PlotStyle) -> float:
    """Writes the headline; returns where the next line may begin, in logical pixels from the top."""
    if not title:
        return style.px(4)
    add_text(figure, 0, style.px(18), title, size=style.px(NORMAL), color=style.text, weight="bold")
    return style.px(26)


def _share_axes(figure: Figure, style: PlotStyle, top: float, across: str, upright: str) -> Axes:
    """Axes from 0 to 100 % both ways below ``top``, their names at the ends."""
    px = style.px
    width, height = figure_size(figure)
    axes = add_plain_axes(figure, style)
    axes.tick_params(axis="x", pad=px(9))  # so far that the numbers of both axes do not meet in the corner
    ticks = [0, 20, 40, 60, 80, 100]
    texts = percentages(ticks)
    axes.set_yticks(ticks, labels=texts)
    axes.set(xlim=(0, 100), ylim=(0, 100))
    few = width < px(360)
    axes.set_xticks([0, 50, 100] if few else ticks, labels=percentages([0, 50, 100]) if few else texts)
    top += px(SMALL) + px(8)
    add_text(figure, 0, top - px(9), upright, size=px(SMALL), color=style.muted)
    add_text(figure, width - px(18), height - px(5), across, size=px(SMALL), color=style.muted, across="right")
    place(axes, 0, top, width, height - top - px(42))
    _fit_sides(axes, style)
    return axes


def _fit_sides(axes: Axes, style: PlotStyle) -> None:
    """Leaves as much room at the sides as the numbers need."""
    figure = axes.figure
    assert isinstance(figure, Figure)
    width, _height = figure_size(figure)
    px = style.px
    left = max(text_width(label.get_text(), px(SMALL)) for label in axes.get_yticklabels()) + px(7)
    right = max(px(18), text_width(axes.get_xticklabels()[-1].get_text(), px(SMALL)) / 2 + px(2))
    box = axes.get_position()
    axes.set_position((left / width, box.y0, 1 - (left + right) / width, box.height))


def _least_shown(coverage: Sequence[float], accuracy: Sequence[float]) -> tuple[float, float]:
    """The lowest coverage and accuracy that tell something."""
    pairs = [pair for pair in zip(coverage, accuracy, strict=True) if pair[0] >= _TOLD]
    most = max((answered * (1 - right) for answered, right in pairs), default=0.0)
    some_left = [answered for answered, right in pairs if answered * (1 - right) >= _LEFT * most]
    return min(some_left, default=0.0) if most else 0.0, min((right for _answered, right in pairs), default=0.0)


def _draw_line(axes: Axes, line: ReliabilityLine, color: str, marker: str, style: PlotStyle) -> None:
    px = style.px
    xs, ys = [100 * share for share in line.confidence], [100 * share for share in line.accuracy]
    low, high = ([100 * ends[side] for ends in line.intervals] for side in (0, 1))
    axes.vlines(xs, low, high, color=blend(color, style.surface, 0.6), linewidth=px(1.25), zorder=2, clip_on=False)
    axes.plot(xs, ys, color=color, linewidth=px(2), zorder=3, clip_on=False)
    most = max(line.counts, default=1)
    sizes = [px(4 + 7 * sqrt(count / most)) ** 2 for count in line.counts]
    axes.scatter(
        xs, ys, s=sizes, c=color, marker=marker, edgecolors=style.surface, linewidths=px(1), zorder=4, clip_on=False
    )


def _in_words(chosen: ChosenThreshold) -> str:
    threshold = _percent(chosen.threshold)
    if chosen.accuracy is None:
        return _("It is never {threshold} sure: it would answer nothing.").format(threshold=threshold)
    return _("Only when {threshold} sure: it answers {coverage}, and {accuracy} of these rightly.").format(
        threshold=threshold, coverage=_percent(chosen.coverage), accuracy=_percent(chosen.accuracy)
    )


def _percent(share: float) -> str:
    """A share with one decimal, two above 99 %: there they matter."""
    number = 100 * share
    decimals = 2 if 99 < number < 100 else 1
    text = f"{number:.{decimals}f}"
    return _("{number} %").format(number=text.removesuffix(".0"))

"""The curves of several runs laid over each other, over the epochs or over the seconds that they took."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, isfinite

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle

from mnist_desktop.i18n import _
from mnist_desktop.plots.labels import apart, shortened
from mnist_desktop.plots.style import (
    NORMAL,
    SMALL,
    PlotStyle,
    add_plain_axes,
    add_text,
    figure_size,
    place,
    start_anew,
    text_width,
)
from mnist_desktop.plots.ticks import MOST_TICKS, accuracy_ticks, integer_ticks, numbers, percentages, ticks_from_zero

MOST_RUNS = 6
"""More lines cannot be told from each other."""

_NAME_SHARE = 0.34  # of a plot's width, for the names at its right, at most
_MOST_DOTS = 12


@dataclass(frozen=True)
class RunCurve:
    """The finished epochs of one run; all sequences have the same length.

    Attributes:
        name: Stands at the end of its line.
        slot: Which colour and mark it has, 0 to ``MOST_RUNS`` − 1.
        epochs: 1, 2, 3 …
        seconds: How long each epoch took.
        accuracy: Share of right answers on the training pictures, 0 to 1.
        loss: Mean loss on them.
        val_accuracy: The same on the validation pictures; None where nothing was validated.
        val_loss: Mean loss on them.
    """

    name: str
    slot: int
    epochs: Sequence[int]
    seconds: Sequence[float]
    accuracy: Sequence[float]
    loss: Sequence[float]
    val_accuracy: Sequence[float | None]
    val_loss: Sequence[float | None]


def slot_colour(slot: int, style: PlotStyle) -> str:
    """The colour of a run: Okabe–Ito, of which black and grey are the last that are dark enough on white."""
    colours = (*style.series, style.text, style.muted)
    return colours[slot % len(colours)]


def slot_marker(slot: int) -> str:
    """The mark of a run, by which it is told from others without colour."""
    return _MARKERS[slot % len(_MARKERS)]


def draw_overlay(
    figure: Figure,
    curves: Sequence[RunCurve],
    style: PlotStyle,
    *,
    measures: Sequence[str] = ("accuracy", "loss"),
    by_seconds: bool = False,
    training: bool = True,
    note: str = "",
) -> None:
    """Draws right answers, loss, or both beside each other.

    The validation has a mark for each epoch, the training is a thinner line of the same colour without marks.

    Args:
        figure: Is cleared and drawn on.
        curves: At most ``MOST_RUNS``, the current run first; its line lies on top.
        style: Colours and scale.
        measures: "accuracy", "loss", or both.
        by_seconds: The horizontal axis is the time of training, not the epoch.
        training: Show the training's lines too; where nothing was validated they show in any case.
        note: Said in the middle where there is nothing to draw.
    """
    start_anew(figure, style)
    width, _height = figure_size(figure)
    gap = style.px(24)
    share = (width - gap * (len(measures) - 1)) / len(measures)
    with style.applied():
        for index, measure in enumerate(measures):
            lines = [line for curve in curves for line in _lines(curve, measure, by_seconds=by_seconds)]
            drawn = [line for line in lines if line.xs and (training or line.alone or line.validation)]
            _draw_plot(figure, drawn, style, measure, (index * (share + gap), share), by_seconds=by_seconds, note=note)


@dataclass(frozen=True)
class _Line:
    curve: RunCurve
    validation: bool
    alone: bool  # nothing was validated: the training stands for the run
    xs: list[float]
    ys: list[float]

    @property
    def named(self) -> bool:
        return self.validation or self.alone


def _lines(curve: RunCurve, measure: str, *, by_seconds: bool) -> list[_Line]:
    xs = list(accumulate(curve.seconds)) if by_seconds else [float(epoch) for epoch in curve.epochs]
    trained, validated = (curve.accuracy, curve.val_accuracy) if measure == "accuracy" else (curve.loss, curve.val_loss)
    factor = 100.0 if measure == "accuracy" else 1.0
    lines = []
    for values, validation in ((trained, False), (validated, True)):
        points = [
            (x, factor * y) for x, y in zip(xs, values, strict=True) if y is not None and isfinite(y)
        ]  # a loss without limit leaves a gap
        alone = not validation and all(value is None for value in validated)
        lines.append(_Line(curve, validation, alone, [x for x, _y in points], [y for _x, y in points]))
    return lines


def _draw_plot(
    figure: Figure,
    lines: Sequence[_Line],
    style: PlotStyle,
    measure: str,
    across: tuple[float, float],
    *,
    by_seconds: bool,
    note: str,
) -> None:
    percent = measure == "accuracy"
    left, width = across
    px = style.px
    _total, height = figure_size(figure)
    title = _("Right answers") if percent else _("Loss (how wrong, lower is better)")
    title = shortened(title, width, px(NORMAL), "bold")
    add_text(figure, left, px(18), title, size=px(NORMAL), color=style.text, weight="bold")
    axes = add_plain_axes(figure, style)
    values = [y for line in lines for y in line.ys]
    if percent:
        ticks = accuracy_ticks(min(values, default=0.0))
        texts = percentages(ticks)
    else:
        ticks = ticks_from_zero(max(values, default=2.5))
        texts = numbers(ticks)
    axes.set_ylim(ticks[0], ticks[-1])
    _set_across(axes, max((line.xs[-1] for line in lines), default=10.0), by_seconds=by_seconds)
    indent, top, bottom = max(max(text_width(text, px(SMALL)) for text in texts), px(24)) + px(7), px(34), px(38)
    named = [line for line in lines if line.named]
    room = min(_NAME_SHARE * width, max((text_width(line.curve.name, px(SMALL)) for line in named), default=0) + px(2))
    margin = room + px(30) if named else px(8)
    place(axes, left + indent, top, width - indent - margin, height - top - bottom)
    unit = _("seconds of training") if by_seconds else _("epoch")
    add_text(figure, left + width - margin, height - px(6), unit, size=px(SMALL), color=style.muted, across="right")
    every = max(1, ceil(len(ticks) * px(SMALL + 2) / max(height - top - bottom, 1)))  # numbers must not touch
    first = (len(ticks) - 1) % every if percent else 0  # 100 % and 0.0 stay
    axes.set_yticks(ticks[first::every], labels=texts[first::every])
    if not lines:
        middle = left + indent + (width - indent - margin) / 2
        add_text(figure, middle, (top + height - bottom) / 2, note, size=px(NORMAL), color=style.muted, across="center")
        return
    for line in reversed(lines):
        _draw_line(axes, line, style)
    _draw_names(figure, axes, named, style, room)


def _set_across(axes: Axes, last: float, *, by_seconds: bool) -> None:
    if by_seconds:
        ticks = ticks_from_zero(last)
        end = last * 1.02 if last > 0 else 1.0
        shown = [tick for tick in ticks if tick <= end]
        axes.set_xlim(0, end)
        axes.set_xticks(shown, labels=numbers(shown) if len(shown) > 1 else ["0"])
    else:
        marks = integer_ticks(max(round(last), 1))[:MOST_TICKS]
        axes.set_xlim(0, max(last, 1))
        axes.set_xticks(marks, labels=[f"{mark:,}" for mark in marks])


def _draw_line(axes: Axes, line: _Line, style: PlotStyle) -> None:
    colour = slot_colour(line.curve.slot, style)
    every = max(1, -(-len(line.xs) // _MOST_DOTS))  # marks that touch each other would be a band
    (drawn,) = axes.plot(
        line.xs,
        line.ys,
        color=colour,
        linewidth=style.px(2.5 if line.named else 1.2),
        zorder=4 if line.named else 3,
        clip_on=False,
    )
    drawn.set_solid_capstyle("round")
    if line.named:
        _mark(drawn, line.curve.slot, style)
        drawn.set_markevery(list(range(len(line.xs) - 1, -1, -every))[::-1])


def _mark(drawn: Line2D, slot: int, style: PlotStyle) -> None:
    marker = slot_marker(slot)
    size = {"s": 7.5, "^": 9.5, "D": 7.5, "v": 9.5, "X": 9.5}.get(marker, 8.5)
    drawn.set_marker(MarkerStyle(marker))
    drawn.set(markersize=style.px(size), markeredgecolor=style.surface, markeredgewidth=style.px(1))


def _draw_names(figure: Figure, axes: Axes, lines: Sequence[_Line], style: PlotStyle, room: float) -> None:
    """Writes the runs' names at the right, each with its mark and a thin line from where its curve ends."""
    px = style.px
    width, height = figure_size(figure)
    box = axes.get_position()
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    ordered = sorted(lines, key=lambda line: line.ys[-1])
    ends = [
        (
            (box.x0 + (line.xs[-1] - left) / (right - left) * box.width) * width,
            (box.y0 + (min(max(line.ys[-1], bottom), top) - bottom) / (top - bottom) * box.height) * height,
        )
        for line in ordered
    ]
    edge = box.x1 * width
    heights = apart([y for _x, y in ends], px(SMALL + 4), box.y0 * height + px(2), box.y1 * height)
    for line, (x, y), at in zip(ordered, ends, heights, strict=True):
        colour = slot_colour(line.curve.slot, style)
        marked_at = edge + px(18)
        # Bent at the edge of the plot: level up to there, then to the name.
        figure.add_artist(
            Line2D(
                [x / width, edge / width, marked_at / width],
                [y / height, y / height, at / height],
                transform=figure.transFigure,
                color=colour,
                linewidth=px(1),
                linestyle=(0, (1, 2)),
            )
        )
        mark = Line2D([marked_at / width], [at / height], transform=figure.transFigure, color=colour, linestyle="none")
        _mark(mark, line.curve.slot, style)
        figure.add_artist(mark)
        text = add_text(
            figure,
            marked_at + px(8),
            height - at,
            shortened(line.curve.name, room, px(SMALL)),
            size=px(SMALL),
            color=style.text,
        )
        text.set_verticalalignment("center_baseline")


_MARKERS = ("o", "s", "^", "D", "v", "X")

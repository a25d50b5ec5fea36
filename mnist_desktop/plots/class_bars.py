"""What goes wrong with each class: the pictures of it that were missed, and the answers with it that were wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from mnist_desktop.i18n import _
from mnist_desktop.plots.captions import KeyEntry, add_key
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
from mnist_desktop.plots.ticks import percentages, ticks_from_zero


@dataclass(frozen=True)
class ClassBar:
    """One class; shares from 0 to 1, None where there is nothing to take a share of.

    Attributes:
        name: The class.
        precision: Of the answers with it, the share that is right.
        recall: Of its pictures, the share that was found.
    """

    name: str
    precision: float | None
    recall: float | None


def draw_class_bars(figure: Figure, classes: Sequence[ClassBar], style: PlotStyle, *, title: str | None = None) -> None:
    """Draws two bars for each class: 1 - recall and 1 - precision.

    Recall and precision themselves lie between 95 and 100 %, where bars from 0 look all the same and bars from
    anywhere else mislead; what is missing to 100 % can be drawn from 0.

    Args:
        figure: Is cleared and drawn on; readable from 300 × 240 pixels on. Of more classes than it has room for, the
            worst are drawn, and it says so.
        classes: In their order.
        style: Colours and scale.
        title: Another headline than "Where it goes wrong, class by class"; "" for none.
    """
    start_anew(figure, style)
    title = _("Where it goes wrong, class by class") if title is None else title
    px = style.px
    width, height = figure_size(figure)
    with style.applied():
        top = px(4)
        if title:
            add_text(figure, 0, px(18), title, size=px(NORMAL), color=style.text, weight="bold")
            top = px(26)
        top = add_key(
            figure,
            [
                KeyEntry(_("missed (1 − recall)"), style.error, style.error_text, "s"),
                KeyEntry(_("wrongly answered so (1 − precision)"), style.training, style.training, "s", filled=False),
            ],
            style,
            top=top,
        ) + px(4)
        room = height - top - px(26)
        shown = _worst(classes, max(int(room / px(_LEAST_ROW)), 1))
        if len(shown) < len(classes):
            room -= px(18)
            shown = _worst(classes, max(int(room / px(_LEAST_ROW)), 1))
            words = _("the {shown} worst of {all}").format(shown=len(shown), all=len(classes))
            add_text(figure, 0, height - px(5), words, size=px(SMALL), color=style.muted)
        room = min(room, len(shown) * px(_MOST_ROW))
        axes = add_plain_axes(figure, style)
        axes.grid(visible=False, axis="y")
        axes.grid(visible=True, axis="x", color=style.line, linewidth=px(1))
        most = max(
            [100 * (1 - value) for entry in shown for value in (entry.recall, entry.precision) if value is not None],
            default=0,
        )
        ticks = ticks_from_zero(max(most, 0.1), most=5)
        texts = percentages(ticks)
        indent = max(text_width(entry.name, px(SMALL)) for entry in shown) + px(10)
        place(axes, indent, top, width - indent - px(48), room)  # a number stands after the longest bar
        axes.set(xlim=(0, ticks[-1]), ylim=(len(shown) - 0.5, -0.5))
        axes.set_xticks(ticks, labels=texts)
        axes.set_yticks(range(len(shown)), labels=[entry.name for entry in shown], color=style.text)
        _draw_bars(axes, shown, style, room / len(shown))


_LEAST_ROW, _MOST_ROW = 14.0, 48.0


def _draw_bars(axes: Axes, shown: Sequence[ClassBar], style: PlotStyle, row_height: float) -> None:
    px = style.px
    size = min(px(SMALL - 1), row_height * 0.42)
    for values, offset, color, ink, filled in (
        ([entry.recall for entry in shown], -0.24, style.error, style.error_text, True),
        ([entry.precision for entry in shown], 0.24, style.training, style.training, False),
    ):
        rows = [row + offset for row in range(len(shown))]
        lengths = [0.0 if value is None else 100 * (1 - value) for value in values]
        # All at once: bar by bar took eight times as long.
        axes.barh(
            rows, lengths, height=0.34, color=color if filled else style.surface, edgecolor=color,
            linewidth=[px(1.25) if length else 0 for length in lengths],
        )  # fmt: skip
        if size < px(8):
            continue
        for row, value, length in zip(rows, values, lengths, strict=True):
            axes.annotate(
                "–" if value is None else _("{number} %").format(number=f"{length:.1f}"),
                (length, row), xytext=(px(5), 0), textcoords="offset points", fontsize=size, color=ink,
                va="center_baseline",
            )  # fmt: skip


def _worst(classes: Sequence[ClassBar], most: int) -> Sequence[ClassBar]:
    """The classes with most wrong, in the order in which all are."""
    if len(classes) <= most:
        return classes

    def wrong(index: int) -> float:
        return sum(1 - value for value in (classes[index].recall, classes[index].precision) if value is not None)

    kept = sorted(range(len(classes)), key=wrong, reverse=True)[:most]
    return [classes[index] for index in sorted(kept)]

"""The two live plots of a training: right answers and loss, for the training and the validation pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite, log2

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox, TransformedBbox

from mnist_desktop.i18n import _
from mnist_desktop.plots.labels import apart
from mnist_desktop.plots.marks import Mark, Marks
from mnist_desktop.plots.quick_text import QuickText
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
from mnist_desktop.plots.ticks import accuracy_ticks, integer_ticks, numbers, percentages, ticks_from_zero


@dataclass(frozen=True)
class CurveData:
    """The points of the four lines.

    Attributes:
        training_epochs: Where the training was measured, in epochs: 1.5 is half-way through the second one.
        training_accuracy: Share of right answers there, 0 to 1.
        training_loss: Mean loss there; values that are not finite leave a gap.
        validation_epochs: Finished epochs that were validated: 1, 2, 3 …
        validation_accuracy: Share of right answers on the validation pictures.
        validation_loss: Mean loss on them.
        marks: What was changed while it learned, as (where in epochs, a few words): (2.0, "learning rate 0.01").
    """

    training_epochs: Sequence[float] = ()
    training_accuracy: Sequence[float] = ()
    training_loss: Sequence[float] = ()
    validation_epochs: Sequence[float] = ()
    validation_accuracy: Sequence[float] = ()
    validation_loss: Sequence[float] = ()
    marks: Sequence[Mark] = ()


class Curves:
    """Right answers and loss over the epochs, drawn so that a live update costs little.

    ``set_data`` moves lines and their names only. When it returns True, an epoch has ended or the first
    points have come: then call ``rescale`` and draw the whole figure; otherwise only ``animated_artists``
    need drawing. Call ``lay_out`` after the figure's size has changed.

    Args:
        figure: Is cleared and drawn on.
        style: Colours and scale.
        epochs: Length of the horizontal axis.
        compact: Show one plot instead of two, at first that of the right answers.
    """

    def __init__(self, figure: Figure, style: PlotStyle, *, epochs: int = 10, compact: bool = False) -> None:
        self._figure = figure
        self._style = style
        self._compact = compact
        self._loss_alone = False
        self._epochs = epochs
        self._data = CurveData()
        self._progress: tuple[object, ...] = (0, False, epochs, ())
        self._note = ""
        self._build()

    def set_data(self, data: CurveData, epochs: int) -> bool:
        """Shows other points; the axes stay.

        Returns:
            True when the axes ought to follow: first points, another finished epoch, other ``epochs``, another mark.
        """
        self._data = data
        self._epochs = epochs
        self._move_lines()
        ended = floor(data.training_epochs[-1] + 1e-9) if data.training_epochs else 0
        progress = (max(ended, len(data.validation_epochs)), bool(data.training_epochs), epochs, tuple(data.marks))
        changed = progress != self._progress
        self._progress = progress
        return changed

    def rescale(self) -> bool:
        """Fits the axes to the points.

        Returns:
            Whether that changed anything, so that the whole figure needs drawing.
        """
        changed = [panel.fit(self._epochs, tuple(self._data.marks)) for panel in self._panels]
        if any(changed):
            self.lay_out()
        return any(changed)

    def lay_out(self) -> None:
        """Places everything for the figure's present size."""
        width, height = figure_size(self._figure)
        gap = self._style.px(24)
        share = (width - gap * (len(self._panels) - 1)) / len(self._panels)
        for index, panel in enumerate(self._panels):
            panel.lay_out(index * (share + gap), share, height)

    def animated_artists(self) -> tuple[Artist, ...]:
        """What moves with the data, in the order of drawing; a full draw of the figure leaves these out."""
        return tuple(artist for panel in self._panels for artist in panel.artists)

    def draw_on(self, figure: Figure, style: PlotStyle) -> None:
        """Draws the same on another figure, in another style: for paper."""
        other = Curves(figure, style, epochs=self._epochs)
        other.set_compact(self._compact, loss=self._loss_alone)
        other.set_note(self._note)
        other.set_data(self._data, self._epochs)
        other.rescale()
        other.lay_out()

    def set_compact(self, compact: bool, *, loss: bool = False) -> None:
        """Shows both plots, or one: that of the right answers, or that of the loss."""
        if (compact, loss) != (self._compact, self._loss_alone):
            self._compact, self._loss_alone = compact, loss
            self._build()

    def set_style(self, style: PlotStyle) -> None:
        """Takes other colours or another scale."""
        if style != self._style:
            self._style = style
            self._build()

    def set_note(self, note: str) -> None:
        """Writes a short sentence into the empty plots, such as "Press Start"; "" removes it."""
        self._note = note
        self._panels[0].set_note(note)

    def _build(self) -> None:
        start_anew(self._figure, self._style)
        with self._style.applied():
            self._panels = []
            if not (self._compact and self._loss_alone):
                self._panels.append(_Panel(self._figure, self._style, _("Right answers"), percent=True))
            if not self._compact or self._loss_alone:
                title = _("Loss (how wrong, lower is better)")
                self._panels.append(_Panel(self._figure, self._style, title, percent=False))
        self._panels[0].set_note(self._note)
        self._move_lines()
        self.rescale()

    def _move_lines(self) -> None:
        data = self._data
        training = (data.training_accuracy, data.training_loss)
        validation = (data.validation_accuracy, data.validation_loss)
        for panel in self._panels:
            which = 0 if panel.percent else 1
            panel.set_data((data.training_epochs, training[which]), (data.validation_epochs, validation[which]))


_Points = tuple[Sequence[float], Sequence[float]]


class _Panel:
    """One plot: its axes, two lines and their names."""

    def __init__(self, figure: Figure, style: PlotStyle, title: str, *, percent: bool) -> None:
        self._figure = figure
        self._style = style
        self.percent = percent
        self._fitted: tuple[list[float], int, tuple[Mark, ...]] | None = None
        self._marks = Marks(figure, style)
        self._axes = add_plain_axes(figure, style)
        self._title = add_text(figure, 0, 0, title, size=style.px(NORMAL), color=style.text, weight="bold")
        self._epoch = add_text(figure, 0, 0, _("epoch"), size=style.px(SMALL), color=style.muted)
        self._note = self._axes.text(
            0.5,
            0.5,
            "",
            transform=self._axes.transAxes,
            fontsize=style.px(NORMAL),
            color=style.muted,
            ha="center",
        )
        self._note.set(va="center", backgroundcolor=style.surface)
        self._tick_texts: list[str] = []
        self._points: list[_Points] = [((), ()), ((), ())]
        self._training = self._line(style.training, zorder=3)
        self._validation = self._line(style.validation, zorder=4)
        self._validation.set(marker="o", markersize=style.px(8), markeredgecolor=style.surface)
        self._validation.set(markeredgewidth=style.px(1.5))
        self._names = (
            self._name(_("training"), style.training),
            self._name(_("validation"), style.validation_text),
        )
        self.artists: tuple[Artist, ...] = (self._training, self._validation, *self._names)
        self._name_width = max(text_width(name.get_text(), style.px(SMALL), "bold") for name in self._names)

    def set_data(self, training: _Points, validation: _Points) -> None:
        factor = 100.0 if self.percent else 1.0
        self._points = [(xs, [factor * value for value in values]) for xs, values in (_thinned(training), validation)]
        for line, (xs, ys) in zip((self._training, self._validation), self._points, strict=True):
            line.set_data(xs, ys)
        count = len(validation[0])
        every = max(1, ceil(count / 20))  # dots that touch each other would be a band
        self._validation.set_markevery(list(range(count - 1, -1, -every))[::-1])
        self._place_names()

    def set_note(self, note: str) -> None:
        self._note.set_text(note)
        self._note.set_visible(bool(note))

    def fit(self, epochs: int, marks: tuple[Mark, ...]) -> bool:
        ticks = self._ticks()
        if (ticks, epochs, marks) == self._fitted:
            return False
        self._fitted = ticks, epochs, marks
        self._axes.set_ylim(ticks[0], ticks[-1])
        self._tick_texts = percentages(ticks) if self.percent else numbers(ticks)
        self._axes.set_yticks(ticks, labels=self._tick_texts)
        across = integer_ticks(epochs)
        self._axes.set_xlim(0, epochs)
        self._axes.set_xticks(across, labels=[f"{tick:,}" for tick in across])
        return True

    def lay_out(self, left: float, width: float, height: float) -> None:
        px = self._style.px
        widest = max(text_width(text, px(SMALL)) for text in self._tick_texts)
        indent, top, bottom = max(widest, px(38)) + px(7), px(36), px(26)
        margin = self._name_width + px(12)
        if self._fitted is not None:
            _ticks, epochs, marks = self._fitted
            top += self._marks.arrange(marks, epochs, left + indent, max(width - indent - margin, 1))
            self._marks.draw(top, height - bottom)
        place(self._axes, left + indent, top, width - indent - margin, height - top - bottom)
        total_width, total_height = figure_size(self._figure)
        self._title.set_position((left / total_width, 1 - px(18) / total_height))
        last_mark = px(12) if self._axes.get_xticks()[-1] == self._axes.get_xlim()[1] else 0
        self._epoch.set_position(((left + width - margin + last_mark) / total_width, px(9) / total_height))
        self._place_names()

    def _line(self, color: str, zorder: float) -> Line2D:
        (line,) = self._axes.plot([], [], color=color, linewidth=self._style.px(2.5), animated=True, zorder=zorder)
        line.set_solid_capstyle("round")
        line.set_solid_joinstyle("round")
        # The plain clip at the axes would halve a dot in the last epoch and a line at 100 %.
        # A loss may come from far above, where the title is.
        bottom, top = (0.0, 1.04) if self.percent else (-0.03, 1.012)
        room = Bbox.from_extents(-0.05, bottom, 1.05, top)
        line.set_clip_path(None)
        line.set_clip_box(TransformedBbox(room, self._axes.transAxes))
        return line

    def _name(self, name: str, color: str) -> Text:
        # An artist of the axes, not of the figure, which leaves animated ones out even when it is saved.
        made = QuickText(
            0,
            0,
            name,
            transform=self._figure.transFigure,
            color=color,
            fontsize=self._style.px(SMALL),
            fontweight="bold",
            va="center_baseline",
            animated=True,
        )
        made.set_clip_on(False)
        self._axes.add_artist(made)
        return made

    def _place_names(self) -> None:
        shown = []
        for points, name in zip(self._points, self._names, strict=True):
            end = next(((x, y) for x, y in zip(*map(reversed, points), strict=True) if isfinite(y)), None)
            name.set_visible(end is not None)
            if end is not None:
                shown.append((end, name))
        if not shown:
            return
        px = self._style.px
        width, height = figure_size(self._figure)
        box = self._axes.get_position()
        (left, right), (bottom, top) = self._axes.get_xlim(), self._axes.get_ylim()
        x_axes = min(1.0, max((end[0] - left) / (right - left) for end, _name in shown))
        x_figure = box.x0 + x_axes * box.width + px(9) / width
        shown.sort(key=lambda pair: pair[0][1])
        wanted = [(box.y0 + (end[1] - bottom) / (top - bottom) * box.height) * height for end, _name in shown]
        heights = apart(wanted, px(SMALL + 4), box.y0 * height + px(4), box.y1 * height)
        for (_end, name), y in zip(shown, heights, strict=True):
            name.set_position((x_figure, y / height))

    def _ticks(self) -> list[float]:
        """The numbers of the vertical axis, its two ends among them."""
        training, validation = (_finite(points) for points in self._points)
        validated = [y for _x, y in validation]
        if self.percent:
            return accuracy_ticks(min([*(y for x, y in training if x >= 1), *validated], default=0.0))
        ended = bool(validation) or (bool(training) and training[-1][0] >= 1)
        # Once an epoch has ended, the steep start would flatten all that follows.
        shown = [y for x, y in training if x >= 0.4 or not ended]
        return ticks_from_zero(max([*shown, *validated], default=2.5))


def _thinned(points: _Points) -> _Points:
    """Means of neighbouring points, at most 300: 6,000 noisy ones took 52 ms to draw, 300 take 5."""
    count = len(points[0])
    if count <= 300:
        return points
    group = 2 ** ceil(log2(count / 300))  # a power of two: the means stay where they are while points come
    starts = range(0, count, group)
    xs, ys = ([sum(values[start : start + group]) / min(group, count - start) for start in starts] for values in points)
    return [*xs[:-1], points[0][-1]], ys


def _finite(points: _Points) -> list[tuple[float, float]]:
    return [(x, y) for x, y in zip(*points, strict=True) if isfinite(y)]

"""The map: pictures as points of a plane, each a digit in its colour, wrong answers ringed."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D, IdentityTransform
from numpy.typing import NDArray

from mnist_desktop.i18n import _, ngettext
from mnist_desktop.plots.style import (
    NORMAL,
    SMALL,
    PlotStyle,
    add_text,
    blend,
    contrast,
    figure_size,
    fitting_size,
    font_families,
    place,
    start_anew,
    text_width,
)


def draw_map(
    figure: Figure,
    points: NDArray[np.floating[Any]],
    labels: NDArray[np.integer[Any]] | None,
    class_names: Sequence[str],
    style: PlotStyle,
    *,
    wrong: NDArray[np.bool_] | None = None,
    selected: NDArray[np.integer[Any]] | None = None,
    title: str | None = None,
    note: str = "",
) -> None:
    """Draws the map into the whole figure, from 300 × 260 pixels on.

    The classes' names are the markers; where one is longer than two characters, numbers take their place and a key
    says what they mean. The axes have no numbers, because only who is near whom has a meaning; to use the room, one may
    be stretched a little against the other.

    Args:
        figure: Is cleared and drawn on.
        points: Shape (n, 2), finite, n may be 0.
        labels: Indices into ``class_names``, shape (n,); None draws dots.
        class_names: One for each class.
        style: Colours and scale.
        wrong: Which answers are wrong, shape (n,): they get a ring and lie on top. None: there are no answers.
        selected: Indices of points; the others are drawn pale. None: nothing is selected.
        title: Another headline than "Pictures that look alike stand together"; "" for none.
        note: A sentence below the map.
    """
    start_anew(figure, style)
    title = _("Pictures that look alike stand together") if title is None else title
    px = style.px
    width, height = figure_size(figure)
    with style.applied():
        top = px(6)
        if title:
            size = fitting_size(title, width, px(NORMAL), px(9), "bold")
            add_text(figure, 0, px(18), title, size=size, color=style.text, weight="bold")
            top = px(30)
        axes = figure.add_subplot(label=_LABEL)
        axes.set_axis_off()
        numbered = labels is not None and max(map(len, class_names), default=0) > 2
        present = [] if labels is None else [int(label) for label in np.unique(labels)]
        bottom = px(8)
        if note:
            size = fitting_size(note, width, px(SMALL), px(9))
            add_text(figure, 0, height - px(8), note, size=size, color=style.muted)
            bottom += px(20)
        if wrong is not None:
            _name_rings(figure, int(wrong.sum()), len(wrong), style, height - bottom - px(8))
            bottom += px(22)
        if numbered:
            bottom += _draw_key(figure, class_names, present, style, height - bottom)
        place(axes, px(2), top, width - px(4), height - top - bottom)
        _fit(axes, points, (width - px(4)) / max(height - top - bottom, 1))
        side = _marker_side(len(points), (width - px(4)) * max(height - top - bottom, 1), style)
        chosen = np.ones(len(points), bool)
        if selected is not None:
            chosen[:] = False
            chosen[selected] = True
        markers = list(map(str, range(len(class_names)))) if numbered else list(class_names)
        ringed = np.zeros(len(points), bool) if wrong is None else wrong & chosen
        # From below: what is not selected, what is, and the wrong answers, which their rings clear of all others.
        _draw_points(axes, points, labels, markers, style, side, ~chosen, zorder=2, share=_PALE)
        _draw_points(axes, points, labels, markers, style, side, chosen & ~ringed, zorder=3)
        if ringed.any():
            _draw_rings(axes, points[ringed], style, side)
        _draw_points(axes, points, labels, markers, style, side, ringed, zorder=5)


def point_at(figure: Figure, points: NDArray[np.floating[Any]], x: float, y: float, reach: float = 12.0) -> int | None:
    """The point nearest to a place of a figure drawn by ``draw_map``.

    Args:
        figure: The figure.
        points: What was drawn.
        x: Logical pixels from the figure's left edge.
        y: Logical pixels from its top edge.
        reach: How far away it may be, in logical pixels.

    Returns:
        Its index; None where there is none.
    """
    places = _places(figure, points)
    if places is None or not len(places):
        return None
    distances = np.hypot(*(places - (x, y)).T)
    nearest = int(distances.argmin())
    return nearest if distances[nearest] <= reach else None


def points_within(
    figure: Figure, points: NDArray[np.floating[Any]], corners: Sequence[tuple[float, float]]
) -> NDArray[np.intp]:
    """The points inside a lasso.

    Args:
        figure: A figure drawn by ``draw_map``.
        points: What was drawn.
        corners: Of the lasso, in logical pixels from the figure's top left corner; it is closed by itself.

    Returns:
        Indices, intp, ascending.
    """
    places = _places(figure, points)
    if places is None or not len(places) or len(corners) < 3:
        return np.zeros(0, np.intp)
    # An explicit end, because Path takes the last corner for the one that closes it.
    inside = Path([*corners, corners[0]], closed=True).contains_points(places)
    return np.flatnonzero(inside)


def class_color(style: PlotStyle, label: int) -> str:
    """The colour of a class on the map; ten differ, further ones begin anew."""
    colors = _ON_LIGHT if contrast(style.surface, "#000000") > contrast(style.surface, "#FFFFFF") else _ON_DARK
    return colors[label % len(colors)]


# Okabe–Ito as far as it is readable as small print, filled up from Paul Tol's "muted" and "light" schemes for the
# colour-blind (https://sronpersonalpages.nl/~pault/). The marker tells the class; the colour only helps to see groups.
_ON_LIGHT = (
    "#0072B2", "#D55E00", "#007A59", "#BD5C93", "#5A6270", "#332288", "#882255", "#7A7A00", "#117733", "#8A5A2B",
)  # fmt: skip
_ON_DARK = (
    "#56B4E9", "#E69F00", "#2FBF94", "#CC79A7", "#E8EAED", "#A99CF0", "#F08A9B", "#F0E442", "#BBCC33", "#D9A679",
)  # fmt: skip
_LABEL = "map"
_DISC = Path.unit_circle().transformed(Affine2D().scale(0.5))  # of width 1, as Axes.scatter's
_PALE = 0.16
_STRETCH = 1.6


def _draw_points(
    axes: Axes,
    points: NDArray[np.floating[Any]],
    labels: NDArray[np.integer[Any]] | None,
    markers: Sequence[str],
    style: PlotStyle,
    side: float,
    shown: NDArray[np.bool_],
    *,
    zorder: float,
    share: float = 1.0,
) -> None:
    kinds = np.zeros(len(points), int) if labels is None else labels
    for kind in np.unique(kinds[shown]):
        color = style.accent if labels is None else class_color(style, int(kind))
        group = points[shown & (kinds == kind)]
        _add_markers(
            axes,
            group,
            _DISC if labels is None else _glyph(markers[int(kind)], *font_families()),
            side * 0.5 if labels is None else side,
            facecolors=blend(color, style.surface, share),
            linewidths=0,
            zorder=zorder,
        )


def _draw_rings(axes: Axes, points: NDArray[np.floating[Any]], style: PlotStyle, side: float) -> None:
    _add_markers(
        axes,
        points,
        _DISC,
        side * 1.75,
        facecolors=style.surface,
        edgecolors=style.error,
        linewidths=style.px(1.75),
        zorder=4,
    )


def _add_markers(axes: Axes, points: NDArray[np.floating[Any]], path: Path, side: float, **look: Any) -> None:
    """Adds points of one look; ``Axes.scatter``, which also takes many looks at once, needed five times as long."""
    markers = PathCollection([path], (side**2,), offsets=points, offset_transform=axes.transData, **look)
    markers.set_transform(IdentityTransform())
    markers.set_clip_on(False)
    axes.add_collection(markers, autolim=False)


def _name_rings(figure: Figure, count: int, total: int, style: PlotStyle, y: float) -> None:
    px = style.px
    width, height = figure_size(figure)
    ring = Line2D(
        [px(8) / width],
        [1 - y / height],
        transform=figure.transFigure,
        marker="o",
        markersize=px(12),
        markerfacecolor="none",
        markeredgecolor=style.error,
        markeredgewidth=px(1.75),
        linestyle="none",
    )
    figure.add_artist(ring)
    words = ngettext("wrong answer: {count:,} of {total:,}", "wrong answers: {count:,} of {total:,}", count).format(
        count=count, total=total
    )
    size = fitting_size(words, width - px(22), px(SMALL), px(9))
    add_text(figure, px(20), y, words, size=size, color=style.text, upright="center_baseline")


def _draw_key(
    figure: Figure, class_names: Sequence[str], present: Sequence[int], style: PlotStyle, bottom: float
) -> float:
    """Writes what the numbers stand for, in as many lines as it takes; returns their height."""
    px = style.px
    width, _height = figure_size(figure)
    entries: list[tuple[int, float, int]] = []
    left, line = 0.0, 0
    for label in present:
        needed = text_width(f"{label} ", px(SMALL), "bold") + px(3) + text_width(class_names[label], px(SMALL))
        if left and left + needed > width:
            left, line = 0.0, line + 1
        entries.append((label, left, line))
        left += needed + px(14)
    height = px(18) * (line + 1)
    for label, left, row in entries:
        y = bottom - height + px(18) * row + px(13)
        number = f"{label}"
        add_text(figure, left, y, number, size=px(SMALL), color=class_color(style, label), weight="bold")
        start = left + text_width(f"{label} ", px(SMALL), "bold") + px(3)
        add_text(figure, start, y, class_names[label], size=px(SMALL), color=style.muted)
    return height


def _fit(axes: Axes, points: NDArray[np.floating[Any]], shape: float) -> None:
    """Sets limits around all points, with room for a marker, for axes that are so many times as wide as high."""
    low, high = (points.min(axis=0), points.max(axis=0)) if len(points) else (np.zeros(2), np.zeros(2))
    middle, extent = (low + high) / 2, (high - low).astype(float)
    across, tall = np.maximum(extent, float(extent.max()) * 0.02 or 1.0) * 1.08
    # Units of one axis that are as long as a unit of the other.
    stretch = min(max(across / tall / shape, 1 / _STRETCH), _STRETCH)
    tall = max(tall, across / shape / stretch)
    across = tall * shape * stretch
    axes.set_xlim(middle[0] - across / 2, middle[0] + across / 2)
    axes.set_ylim(middle[1] - tall / 2, middle[1] + tall / 2)


def _places(figure: Figure, points: NDArray[np.floating[Any]]) -> NDArray[np.float64] | None:
    """Where points are, in logical pixels from the top left corner: float64, shape (n, 2)."""
    axes = next((axes for axes in figure.axes if axes.get_label() == _LABEL), None)
    if axes is None:
        return None
    width, height = figure_size(figure)
    shares = figure.transFigure.inverted().transform(axes.transData.transform(points.reshape(-1, 2)))
    places: NDArray[np.float64] = np.column_stack([shares[:, 0] * width, (1 - shares[:, 1]) * height])
    return places


def _marker_side(count: int, area: float, style: PlotStyle) -> float:
    """Height of a marker in logical pixels: half of the room that each would have, within what can be read."""
    return float(np.clip(0.55 * np.sqrt(area / max(count, 1)), style.px(6), style.px(14)))


@lru_cache(maxsize=256)
def _glyph(name: str, *families: str) -> Path:
    """A name as a marker of height 1 about the origin, kept: made anew they took a third of the time of a drawing."""
    path = TextPath((0, 0), name, size=1, prop=FontProperties(family=list(families), weight="bold"))
    box = path.get_extents()
    centre = ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)
    return Path((np.asarray(path.vertices) - centre) / (box.height or 1.0), path.codes)

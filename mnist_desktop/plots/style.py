"""What all plots share: colours, the typeface, sizes in logical pixels, and axes without boxes."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.text import Text

DOTS_PER_INCH = 72.0
SMALL, NORMAL = 12.0, 14.0
"""Heights of text in logical pixels: numbers and names, titles."""


@dataclass(frozen=True)
class PlotStyle:
    """Colours as hex strings, and how much larger than usual everything is drawn.

    Attributes:
        surface: Behind everything.
        text: Titles and numbers that matter.
        muted: Numbers at axes.
        line: Grid, and the cells of right answers.
        control: Outlines that must be seen.
        accent: What is chosen.
        training: The training's line.
        validation: The validation's line.
        error: Fill for wrong answers.
        error_text: Small text about wrong answers.
        validation_text: The name of the validation's line.
        series: Colours of further lines, in their order.
        scale: 1.0; 1.5 for the projector.
    """

    surface: str
    text: str
    muted: str
    line: str
    control: str
    accent: str
    training: str
    validation: str
    error: str
    error_text: str
    validation_text: str
    series: tuple[str, ...]
    scale: float = 1.0

    def scaled(self, scale: float) -> "PlotStyle":
        """The same colours at another size."""
        return replace(self, scale=scale)

    def px(self, size: float) -> float:
        """A size in logical pixels at this style's scale."""
        return size * self.scale

    def applied(self) -> AbstractContextManager[None]:
        """A context in which new artists get this typeface and these colours; other settings stay."""
        return mpl.rc_context(
            {
                "font.family": list(_families),
                "font.size": self.px(SMALL),
                "text.color": self.text,
                "axes.edgecolor": self.line,
                "axes.facecolor": "none",
                "figure.facecolor": self.surface,
                "savefig.facecolor": self.surface,
            }
        )


LIGHT = PlotStyle(
    surface="#FFFFFF",
    text="#1A1D21",
    muted="#5A6270",
    line="#D5D9E0",
    control="#858D9A",
    accent="#0072B2",
    training="#0072B2",
    validation="#D55E00",
    error="#D55E00",
    error_text="#B34F00",
    validation_text="#B34F00",
    series=("#0072B2", "#D55E00", "#009E73", "#CC79A7"),
)
DARK = PlotStyle(
    surface="#1C2027",
    text="#E8EAED",
    muted="#A3ABB8",
    line="#313844",
    control="#6B7482",
    accent="#56B4E9",
    training="#56B4E9",
    validation="#E69F00",
    error="#E69F00",
    error_text="#E69F00",
    validation_text="#E69F00",
    series=("#56B4E9", "#E69F00", "#009E73", "#CC79A7", "#F0E442"),
)


def use_inter(font_files: Iterable[Path]) -> bool:
    """Makes plots use the typeface Inter; call it before the first axes are made.

    Args:
        font_files: The files of the typeface; those that do not exist are left out.

    Returns:
        False when there was none; plots then keep DejaVu Sans, which comes with matplotlib.
    """
    known = {entry.fname for entry in fontManager.ttflist}
    for file in font_files:
        if file.is_file() and str(file) not in known:
            fontManager.addfont(str(file))
    found = any(entry.name == "Inter" for entry in fontManager.ttflist)
    _families[:] = ["Inter", "DejaVu Sans"] if found else ["DejaVu Sans"]
    text_width.cache_clear()
    return found


def font_families() -> list[str]:
    """The typefaces that plots use, the first one first."""
    return list(_families)


def new_figure(width: float, height: float, style: PlotStyle, pixel_ratio: float = 1.0) -> Figure:
    """An empty figure of a size in logical pixels; ``pixel_ratio`` 2 gives twice the pixels."""
    return Figure(
        figsize=(width / DOTS_PER_INCH, height / DOTS_PER_INCH),
        dpi=DOTS_PER_INCH * pixel_ratio,
        facecolor=style.surface,
    )


def figure_size(figure: Figure) -> tuple[float, float]:
    """Width and height in logical pixels."""
    width, height = figure.get_size_inches()
    return float(width) * DOTS_PER_INCH, float(height) * DOTS_PER_INCH


def start_anew(figure: Figure, style: PlotStyle) -> None:
    """Takes everything off a figure and gives it the style's surface."""
    for axes in list(figure.axes):
        figure.delaxes(axes)  # which clear() would first make anew, 3 ms and more each
    figure.clear()
    figure.set_facecolor(style.surface)


def place(axes: Axes, left: float, top: float, width: float, height: float) -> None:
    """Puts axes at a place in logical pixels, counted from the figure's top left corner."""
    across, down = figure_size(_figure_of(axes))
    axes.set_position((left / across, 1 - (top + height) / down, max(width, 1) / across, max(height, 1) / down))


def add_plain_axes(figure: Figure, style: PlotStyle) -> Axes:
    """Adds axes without a box: a horizontal grid behind the data, and muted numbers."""
    axes = figure.add_subplot()
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_axisbelow(True)
    axes.grid(visible=True, axis="y", color=style.line, linewidth=style.px(1), clip_on=False)
    axes.tick_params(length=0, pad=style.px(6), labelsize=style.px(SMALL), labelcolor=style.muted)
    return axes


def add_canvas_axes(figure: Figure) -> Axes:
    """Adds axes over the whole figure, without anything, in logical pixels from the top left corner."""
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    width, height = figure_size(figure)
    axes.set_axis_off()
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    return axes


def add_text(
    figure: Figure,
    x: float,
    y: float,
    content: str,
    *,
    size: float,
    color: str,
    weight: str = "normal",
    across: str = "left",
    upright: str = "baseline",
    rotation: float = 0.0,
) -> Text:
    """Writes on a figure at a place in logical pixels from its top left corner."""
    width, height = figure_size(figure)
    return figure.text(
        x / width,
        1 - y / height,
        content,
        fontsize=size,
        color=color,
        fontweight=weight,
        ha=across,
        va=upright,
        rotation=rotation,
        rotation_mode="anchor" if rotation else "default",
    )


@lru_cache(maxsize=2048)
def text_width(content: str, size: float, weight: str = "normal") -> float:
    """Width of a text in logical pixels, in the typeface that plots use."""
    text = Text(text=content, fontproperties=FontProperties(family=list(_families), size=size, weight=weight))
    text.set_figure(_ruler)
    return float(text.get_window_extent(dpi=DOTS_PER_INCH).width)


def fitting_size(content: str, width: float, largest: float, smallest: float, weight: str = "normal") -> float:
    """The largest size, between two limits, at which a text is no wider than ``width``."""
    wanted = text_width(content, largest, weight)
    return largest if wanted <= width else max(smallest, largest * width / wanted)


def blend(color: str, over: str, share: float) -> str:
    """A colour laid over another: share 1 is ``color`` alone."""
    pairs = zip(to_rgb(color), to_rgb(over), strict=True)
    red, green, blue = (share * top + (1 - share) * bottom for top, bottom in pairs)
    return to_hex((red, green, blue))


def readable_on(background: str, *choices: str) -> str:
    """The colour of some that stands out most from a background, by the contrast ratio of WCAG 2."""
    return max(choices, key=lambda choice: contrast(choice, background))


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    brighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


_families = ["DejaVu Sans"]
_ruler = Figure(figsize=(1, 1), dpi=DOTS_PER_INCH)


def _figure_of(axes: Axes) -> Figure:
    figure = axes.get_figure(root=True)
    assert figure is not None
    return figure


def _luminance(color: str) -> float:
    red, green, blue = (
        value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in to_rgb(color)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

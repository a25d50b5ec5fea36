"""The plots and pictures of a report, as SVG and PNG that stand in its text; drawing imports matplotlib.

Letters are drawn as outlines, so that a plot looks the same where the typeface is missing; what a plot says stands in
its alternative text and in the table beside it.
"""

import base64
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.evaluation.metrics import Evaluation
from mnist_desktop.reports.content import ReportContent
from mnist_desktop.reports.markup import Html
from mnist_desktop.runs.run import Run
from mnist_desktop.training.change_words import marks

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_CLASSES = 12
"""Up to so many classes a confusion matrix is a table; beyond that a sheet of A4 is too narrow, and it is a plot."""

THRESHOLD = 0.9
"""The threshold that is marked in the plot."""


@dataclass(frozen=True)
class ReportPlot:
    """A plot that is still to be drawn.

    Attributes:
        name: Where it stands: "curves", "class_bars", "confusion", "reliability" or "threshold".
        width: In CSS pixels; a sheet of A4 has 680 between its margins.
        height: In CSS pixels.
        draw: Draws it on an empty figure of that size.
    """

    name: str
    width: int
    height: int
    draw: "Callable[[Figure], None]"


def plots_of(content: ReportContent) -> tuple[ReportPlot, ...]:
    """The plots that a report has, in its order; nothing is drawn yet."""
    found: list[ReportPlot] = []
    evaluation = content.evaluation
    if evaluation is not None:
        found.append(_class_bars(evaluation))
        if len(evaluation.class_names) > MOST_CLASSES:
            found.append(_confusion(evaluation))
        found += [_reliability(content, evaluation), _threshold(evaluation)]
    if content.run.history:
        found.append(_curves(content.run))
    return tuple(found)


def drawn(plot: ReportPlot) -> "Figure":
    """Draws a plot; the first half of the work."""
    from mnist_desktop.plots.style import LIGHT, new_figure

    figure = new_figure(plot.width, plot.height, LIGHT)
    plot.draw(figure)
    return figure


def svg_of(plot: ReportPlot, figure: "Figure | None" = None) -> Html:
    """A plot as an ``svg`` element, still without its alternative text.

    matplotlib must not draw in two threads at once: call this in the window's thread, where there is a window.

    Args:
        plot: What is drawn.
        figure: What ``drawn`` made of it; by default it is drawn now.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    canvas: Any = FigureCanvasSVG(drawn(plot) if figure is None else figure)
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    with io.StringIO() as stream, mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": plot.name}):
        canvas.print_figure(stream, format="svg", metadata=nothing)
        text = stream.getvalue()
    text = text[text.index("<svg") :].strip()
    # This style would hold for the whole page, which has it itself.
    text = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>", "", text, count=1, flags=re.DOTALL)
    # What is defined in one plot of a page must not be found by another: each gets names of its own.
    text = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{plot.name}-", text)
    text = re.sub(r'\bd="[^"]*"', _shortened, text)
    return Html(re.sub(r'(<svg [^>]*?)width="[^"]*" height="[^"]*"', r"\1", text, count=1))


def png_of(image: NDArray[np.uint8]) -> str:
    """A picture as the address of a PNG that is part of the page.

    Args:
        image: uint8, shape (height, width).
    """
    from PIL import Image

    with io.BytesIO() as stream:
        Image.fromarray(image).save(stream, "PNG", optimize=True)
        return "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode("ascii")


def _shortened(path: re.Match[str]) -> str:
    """The outline of a shape to a hundredth of a pixel, which is half as long."""
    return re.sub(r"(\.\d\d)\d+", r"\1", path[0])


def _curves(run: Run) -> ReportPlot:
    def draw(figure: "Figure") -> None:
        from mnist_desktop.plots.curves import CurveData, Curves
        from mnist_desktop.plots.style import LIGHT

        validated = [record for record in run.history if record.val_loss is not None]
        data = CurveData(
            training_epochs=[record.epoch for record in run.history],
            training_accuracy=[record.accuracy for record in run.history],
            training_loss=[record.loss for record in run.history],
            validation_epochs=[record.epoch for record in validated],
            validation_accuracy=[record.val_accuracy or 0.0 for record in validated],
            validation_loss=[record.val_loss or 0.0 for record in validated],
            marks=marks(run.changes),
        )
        last = run.history[-1].epoch
        curves = Curves(figure, LIGHT, epochs=last)
        curves.set_data(data, last)
        curves.rescale()
        curves.lay_out()

    return ReportPlot("curves", 680, 270, draw)


def _class_bars(evaluation: Evaluation) -> ReportPlot:
    def draw(figure: "Figure") -> None:
        from mnist_desktop.plots.class_bars import ClassBar, draw_class_bars
        from mnist_desktop.plots.style import LIGHT

        bars = [ClassBar(each.name, each.precision, each.recall) for each in evaluation.class_reports]
        draw_class_bars(figure, bars, LIGHT, title="")

    return ReportPlot("class_bars", 680, min(60 + 24 * len(evaluation.class_names), 600), draw)


def _confusion(evaluation: Evaluation) -> ReportPlot:
    def draw(figure: "Figure") -> None:
        from mnist_desktop.plots.confusion import draw_confusion
        from mnist_desktop.plots.style import LIGHT

        draw_confusion(figure, evaluation.confusion_matrix, evaluation.class_names, LIGHT, title="")

    return ReportPlot("confusion", 680, 680, draw)


def _reliability(content: ReportContent, evaluation: Evaluation) -> ReportPlot:
    def draw(figure: "Figure") -> None:
        from mnist_desktop.evaluation.certainty import reliability
        from mnist_desktop.i18n import _
        from mnist_desktop.plots.certainty import draw_reliability
        from mnist_desktop.plots.style import LIGHT
        from mnist_desktop.reports.plot_data import reliability_line

        found = content.calibration
        after = None
        if found is not None and found.scaled is not None:
            name = _("temperature {value}").format(value=f"{found.temperature:.3g}")
            after = reliability_line(reliability(found.scaled), name)
        draw_reliability(figure, reliability_line(reliability(evaluation), _("as trained")), LIGHT, after=after)

    return ReportPlot("reliability", 330, 296, draw)


def _threshold(evaluation: Evaluation) -> ReportPlot:
    def draw(figure: "Figure") -> None:
        from mnist_desktop.evaluation.certainty import threshold_curve
        from mnist_desktop.evaluation.metrics import wilson_interval
        from mnist_desktop.plots.certainty import ChosenThreshold, draw_threshold
        from mnist_desktop.plots.style import LIGHT

        curve = threshold_curve(evaluation)
        chosen = curve.at(THRESHOLD)
        shown = curve.thinned(200)
        pairs = zip(shown.right.tolist(), shown.answered.tolist(), strict=True)
        draw_threshold(
            figure,
            shown.coverage.tolist(),
            shown.accuracy.tolist(),
            [wilson_interval(right, answered) for right, answered in pairs],
            LIGHT,
            chosen=ChosenThreshold(THRESHOLD, chosen.coverage, chosen.accuracy),
        )

    return ReportPlot("threshold", 330, 296, draw)

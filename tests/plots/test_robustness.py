from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from mnist_desktop.plots.quick_text import QuickText
from mnist_desktop.plots.robustness import draw_robustness
from mnist_desktop.plots.robustness_panel import RobustnessLine, RobustnessPanel
from mnist_desktop.plots.style import DARK, LIGHT, PlotStyle, contrast, new_figure

KINDS = (
    ("Noise", "grey values", (0, 25, 50, 75, 100, 150)),
    ("Rotation", "degrees", (0, 10, 20, 30, 45, 60)),
    ("Shift", "pixels", (0, 1, 2, 3, 4, 6)),
    ("Blur", "pixels", (0, 0.5, 1, 1.5, 2, 3)),
    ("Thicker strokes", "pixels", (0, 0.5, 1, 1.5, 2, 2.5)),
    ("Thinner strokes", "pixels", (0, 0.25, 0.5, 0.75, 1, 1.25)),
    ("Covered part", "pixels", (0, 4, 6, 8, 10, 14)),
)
NAMES = ("With dropout", "Starter", "A model with a name that is longer than any plot has room for", "D")


def _panels(kinds: int, models: int, accuracy: float = 0.9) -> list[RobustnessPanel]:
    panels = []
    for title, unit, strengths in KINDS[:kinds]:
        lines = []
        for index, name in enumerate(NAMES[:models]):
            shares = [max(0.0, accuracy - 0.02 * index - 0.1 * step) for step in range(len(strengths))]
            low, high = [max(0.0, share - 0.03) for share in shares], [min(1.0, share + 0.03) for share in shares]
            lines.append(RobustnessLine(name, strengths, shares, low, high))
        examples = [np.full((28, 28), 40 * step, np.uint8) for step in range(len(strengths))]
        panels.append(RobustnessPanel(title, unit, lines, examples))
    return panels


def _drawn(panels: list[RobustnessPanel], style: PlotStyle = LIGHT, size: tuple[float, float] = (900, 500)) -> Figure:
    figure = new_figure(size[0] * style.scale, size[1] * style.scale, style)
    draw_robustness(figure, panels, style)
    return figure


def _pixels(figure: Figure) -> Any:
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3] / 255


@pytest.mark.parametrize("style", [LIGHT, DARK.scaled(1.5)])
@pytest.mark.parametrize("size", [(1040, 560), (690, 320), (300, 460), (880, 290)])
@pytest.mark.parametrize(("kinds", "models"), [(7, 1), (7, 4), (3, 2), (1, 1), (1, 4), (0, 0)])
def test_that_no_text_is_cut_or_covered(
    check_texts: Callable[[Figure], None], style: PlotStyle, size: tuple[float, float], kinds: int, models: int
) -> None:
    check_texts(_drawn(_panels(kinds, models), style, size))


def test_that_each_line_goes_through_its_points_inside_its_interval() -> None:
    panels = _panels(7, 2)
    figure = new_figure(900, 500, LIGHT)
    areas = draw_robustness(figure, panels, LIGHT)
    lines = iter(figure.findobj(Line2D))
    bands = iter(figure.findobj(PolyCollection))
    assert len(areas) == 7
    for area, panel in zip(areas, panels, strict=True):
        for model in panel.lines:
            line, band = next(lines), next(bands)
            assert line.get_label() == model.name
            places = np.asarray(line.get_transform().transform(line.get_xydata()))
            assert places[:, 0] == pytest.approx([area.x(strength) for strength in model.strengths])
            assert 500 - places[:, 1] == pytest.approx([area.y(share) for share in model.accuracy])
            corners = np.asarray(band.get_paths()[0].vertices)[:, 1]
            assert corners.min() == pytest.approx(area.y(max(model.high)))
            assert corners.max() == pytest.approx(area.y(min(model.low)))


def test_that_all_plots_share_the_whole_axis_from_0_to_100_percent() -> None:
    figure = new_figure(900, 500, LIGHT)
    areas = draw_robustness(figure, _panels(7, 1), LIGHT)
    labels = {text.get_text(): text.get_position()[1] for text in figure.findobj(QuickText) if "%" in text.get_text()}
    assert labels == pytest.approx({"0 %": areas[-1].y(0.0), "50 %": areas[-1].y(0.5), "100 %": areas[-1].y(1.0)})
    assert len({round(area.height, 6) for area in areas}) == 1


@pytest.mark.parametrize("style", [LIGHT, DARK])
def test_that_models_differ_by_marker_and_dash_too_and_their_names_can_be_read(style: PlotStyle) -> None:
    figure = _drawn(_panels(1, 4), style)
    lines = [line for line in figure.findobj(Line2D) if line.get_label() in NAMES]
    assert len({(line.get_marker(), str(line._dash_pattern)) for line in lines}) == 4  # type: ignore[attr-defined]
    named = [text for text in figure.texts if any(name.startswith(text.get_text()[:7]) for name in NAMES)]
    assert len(named) == 4
    assert all(contrast(str(text.get_color()), style.surface) >= 4 for text in named)


def test_that_names_stand_at_the_ends_of_lines_in_the_order_of_the_ends() -> None:
    figure = _drawn(_panels(1, 4))
    heights = [text.get_position()[1] for text in figure.texts if text.get_text()[:5] in {name[:5] for name in NAMES}]
    assert sorted(heights, reverse=True) == heights
    assert all(first - second >= 16 / 500 for first, second in pairwise(heights))


def test_that_a_large_plot_shows_a_picture_under_each_strength() -> None:
    figure = _drawn(_panels(1, 1))
    images = [image for axes in figure.axes for image in axes.images]
    assert len(images) == 6
    pixels = _pixels(figure)
    for image, grey in zip(images, (40 * step / 255 for step in range(6)), strict=True):
        left, right, bottom, top = image.get_extent()
        assert pixels[round((bottom + top) / 2), round((left + right) / 2)] == pytest.approx((grey,) * 3, abs=0.01)


def test_that_small_plots_have_lines_of_the_first_colour_on_the_surface() -> None:
    pixels = _pixels(_drawn(_panels(7, 1), DARK))
    assert (np.abs(pixels - to_rgb(DARK.series[0])).max(axis=-1) < 0.02).sum() > 500
    assert pixels[-1, -1] == pytest.approx(to_rgb(DARK.surface), abs=0.01)


def test_that_nothing_measured_yet_draws_the_headline() -> None:
    figure = _drawn([])
    assert [text.get_text() for text in figure.texts] == ["Right answers as pictures get worse"]

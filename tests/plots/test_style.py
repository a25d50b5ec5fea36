import subprocess
import sys
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

from mnist_desktop.paths import resources_folder
from mnist_desktop.plots.style import (
    DARK,
    LIGHT,
    PlotStyle,
    blend,
    contrast,
    figure_size,
    new_figure,
    text_width,
    use_inter,
)


@pytest.mark.parametrize("style", [LIGHT, DARK])
def test_that_small_text_can_be_read_on_the_surface(style: PlotStyle) -> None:
    for color in (style.text, style.muted, style.error_text, style.validation_text, style.training):
        assert contrast(color, style.surface) >= 4.5
    for color in (style.validation, style.error, style.control, *style.series[:3]):
        assert contrast(color, style.surface) >= 3


def test_that_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_that_a_blend_lies_between() -> None:
    assert blend("#FF0000", "#0000FF", 1.0) == "#ff0000"
    assert blend("#FF0000", "#0000FF", 0.0) == "#0000ff"


def test_that_the_pixel_ratio_changes_dots_and_not_the_size() -> None:
    figure = new_figure(400, 300, LIGHT, pixel_ratio=2)
    assert figure_size(figure) == pytest.approx((400, 300))
    assert figure.bbox.width == 800


def test_that_the_style_is_gone_after_use() -> None:
    family, color = mpl.rcParams["font.family"], mpl.rcParams["text.color"]
    with DARK.applied():
        assert mpl.rcParams["text.color"] == DARK.text
    assert (mpl.rcParams["font.family"], mpl.rcParams["text.color"]) == (family, color)


def test_that_inter_is_used_where_its_files_are() -> None:
    files = sorted((resources_folder() / "fonts").glob("Inter-*.otf"))
    assert use_inter(files) == bool(files)
    with LIGHT.applied():
        text = Figure().text(0, 0, "8")
    assert text.get_fontname() == ("Inter" if files else "DejaVu Sans")


def test_that_files_that_are_missing_do_no_harm(tmp_path: Path) -> None:
    use_inter([tmp_path / "Inter-Regular.otf"])
    assert text_width("88", 12) == pytest.approx(2 * text_width("8", 12), rel=0.1)


def test_that_plots_need_neither_pyplot_nor_qt() -> None:
    modules = ("curves", "confusion", "network", "histogram", "style")
    imports = "; ".join(f"import mnist_desktop.plots.{module}" for module in modules)
    check = "import sys; print([m for m in ('matplotlib.pyplot', 'PySide6', 'tensorflow') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", f"{imports}; {check}"], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"

"""The window's theme as the style of plots; imports matplotlib."""

from functools import cache

from mnist_desktop.paths import resources_folder
from mnist_desktop.plots.style import DARK, LIGHT, PlotStyle, use_inter
from mnist_desktop.ui.theme import Theme


def plot_style(theme: Theme) -> PlotStyle:
    """Colours and scale of a theme, for the functions of ``plots``."""
    _load_fonts()
    return (DARK if theme.dark else LIGHT).scaled(theme.scale)


@cache
def _load_fonts() -> None:
    use_inter(sorted((resources_folder() / "fonts").glob("*.otf")))

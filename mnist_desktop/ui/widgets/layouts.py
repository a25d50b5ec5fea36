"""Layouts whose spacing and margins grow with the theme's scale."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLayout, QVBoxLayout

from mnist_desktop.ui.theme import Theme, follow_theme

Margins = tuple[int, int, int, int]
"""Left, top, right, bottom, in logical pixels: 4, 8, 12, 16, 24 or 32."""

_NONE = (0, 0, 0, 0)


class Row(QHBoxLayout):
    """Widgets from left to right.

    Args:
        spacing: Between them, in logical pixels.
        margins: Around them, in logical pixels.
    """

    def __init__(self, *, spacing: int = 8, margins: Margins = _NONE) -> None:
        super().__init__()
        self._spacing, self._margins = spacing, margins
        follow_theme(self._on_theme_changed)

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        _space(self, theme, self._spacing, self._margins)


class Column(QVBoxLayout):
    """Widgets from top to bottom; arguments as with ``Row``."""

    def __init__(self, *, spacing: int = 8, margins: Margins = _NONE) -> None:
        super().__init__()
        self._spacing, self._margins = spacing, margins
        follow_theme(self._on_theme_changed)

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        _space(self, theme, self._spacing, self._margins)


class Grid(QGridLayout):
    """Widgets in rows and columns; arguments as with ``Row``."""

    def __init__(self, *, spacing: int = 8, margins: Margins = _NONE) -> None:
        super().__init__()
        self._spacing, self._margins = spacing, margins
        follow_theme(self._on_theme_changed)

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        _space(self, theme, self._spacing, self._margins)


def _space(layout: QLayout, theme: Theme, spacing: int, margins: Margins) -> None:
    layout.setSpacing(theme.px(spacing))
    left, top, right, bottom = (theme.px(margin) for margin in margins)
    layout.setContentsMargins(left, top, right, bottom)

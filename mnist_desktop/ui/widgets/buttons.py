"""Buttons: the page's main action, others, and small ones with an icon alone."""

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractButton, QPushButton, QToolButton

from mnist_desktop.ui.theme import Theme, current_theme, follow_theme, tint


class SecondaryButton(QPushButton):
    """An action, 32 high.

    Args:
        text: A verb: "Stop".
        name: Its ``objectName``.
        icon: A file of ``resources/icons`` without suffix, or "".
    """

    kind = "secondary"
    icon_colour = "text"

    def __init__(self, text: str, *, name: str, icon: str = "") -> None:
        super().__init__(text, autoDefault=False)
        self.setObjectName(name)
        self.setProperty("kind", self.kind)
        self._icon_name = icon
        follow_theme(self._on_theme_changed)

    def set_icon(self, icon: str) -> None:
        """Shows another icon; "" for none."""
        self._icon_name = icon
        _show_icon(self, icon, self.icon_colour, current_theme())

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        _show_icon(self, self._icon_name, self.icon_colour, theme)


class MainButton(SecondaryButton):
    """The one main action of a page, 40 high; arguments as with ``SecondaryButton``."""

    kind = "main"
    icon_colour = "on_accent"


class FlatButton(SecondaryButton):
    """An action that matters less, without an edge; arguments as with ``SecondaryButton``."""

    kind = "flat"


class IconButton(QToolButton):
    """A small button that shows an icon alone.

    Args:
        icon: A file of ``resources/icons`` without suffix.
        text: What a screen reader says.
        name: Its ``objectName``.
    """

    def __init__(self, icon: str, text: str, *, name: str) -> None:
        super().__init__()
        self.setText(text)
        self.setAccessibleName(text)
        self.setObjectName(name)
        self.setProperty("kind", "flat")
        # A tool button takes no focus from the keyboard unless told to, and every action must be reachable.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._icon_name = icon
        follow_theme(self._on_theme_changed)

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        _show_icon(self, self._icon_name, "text", theme)


def _show_icon(button: QAbstractButton, icon: str, colour: str, theme: Theme) -> None:
    size = theme.px(18)
    # Under a style sheet Qt leaves no room between icon and text.
    gap = theme.px(6) if isinstance(button, QPushButton) else 0
    button.setIconSize(QSize(size + gap, size))
    button.setIcon(tint(icon, getattr(theme, colour), size, gap) if icon else QIcon())

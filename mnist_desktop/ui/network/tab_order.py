"""The order in which Tab goes through a page whose parts change their places."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def set_tab_order(parts: Sequence[QWidget]) -> None:
    """Lets Tab go through the controls of some widgets, in their order; each control counts where it comes first.

    Args:
        parts: Controls, and widgets that hold controls.
    """
    stops: list[QWidget] = []
    for part in parts:
        for stop in (part, *part.findChildren(QWidget)):
            usable = stop.focusPolicy() is not Qt.FocusPolicy.NoFocus and stop.focusProxy() is None
            # Lists that pop up are windows of their own.
            if usable and stop.window() is parts[0].window() and stop not in stops:
                stops.append(stop)
    for one, other in pairwise(stops):
        QWidget.setTabOrder(one, other)

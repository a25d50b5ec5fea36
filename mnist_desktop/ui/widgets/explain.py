"""One sentence that explains a control, at the mouse, at the focus and for a screen reader."""

from PySide6.QtWidgets import QWidget


def explain(widget: QWidget, text: str) -> None:
    """Gives a widget its explanation.

    The bottom bar shows it while the widget is hovered or has the focus; touch screens and projectors have no
    tooltips.

    Args:
        widget: A control, a plot, a card.
        text: One sentence, two at most: what it is and what it does.
    """
    widget.setToolTip(text)
    widget.setStatusTip(text)
    widget.setAccessibleDescription(text)


def explanation(widget: QWidget | None) -> str:
    """The explanation of a widget, or of the nearest one around it that has any; may be empty."""
    while widget is not None and not widget.statusTip():
        widget = widget.parentWidget()
    return widget.statusTip() if widget is not None else ""

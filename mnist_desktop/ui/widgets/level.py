"""What shows at the level Everything alone."""

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QWidget

from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level


def everything_only(session: Session, widget: QWidget) -> None:
    """Hides a widget at the level Essentials; from then on its visibility belongs to the level.

    For a ``Fold``, give it the session instead: it stays in sight while something in it is changed.
    """
    _Gate(session, widget)


def set_shown(widget: QWidget, shown: bool) -> None:
    """Shows or hides a widget, even one without a parent, which ``show`` would make a window of its own."""
    if not shown:
        widget.hide()
    elif widget.parentWidget() is not None:
        widget.show()
    else:
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)


class _Gate(QObject):
    """Lives as a child of the widget that it shows and hides."""

    def __init__(self, session: Session, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        session.level_changed.connect(self._on_level_changed)
        self._on_level_changed(session.level)

    @Slot(object)
    def _on_level_changed(self, level: Level) -> None:
        set_shown(self._widget, level is Level.EVERYTHING)

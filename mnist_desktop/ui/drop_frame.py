"""DropFrame: takes what is dropped on a widget, and shows a frame while it hangs over it."""

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QWidget
from typing_extensions import override

from mnist_desktop.ui.theme import Theme, follow_theme


class DropFrame(QObject):
    """Takes what ``takes`` finds of use, and hands it to ``drop``; all else goes on to the widgets around.

    Args:
        target: Takes the drop, unless a widget in it takes drops itself.
        words: Said in the frame.
        name: Of the frame, for tests.
    """

    def __init__(self, target: QWidget, words: str, name: str) -> None:
        super().__init__(target)
        self._target = target
        target.setAcceptDrops(True)
        target.installEventFilter(self)
        self._frame = QLabel(words, target, alignment=Qt.AlignmentFlag.AlignCenter)
        self._frame.setObjectName(name)
        self._frame.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._frame.hide()
        follow_theme(self._on_theme_changed)

    def takes(self, data: QMimeData) -> bool:
        """Whether that is of use here."""
        raise NotImplementedError

    def drop(self, data: QMimeData) -> None:
        """Does with it what it is for."""
        raise NotImplementedError

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.parent():  # asked of Qt: while a window is taken down, attributes are gone already
            return False
        if isinstance(event, QDragEnterEvent) and self.takes(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._frame.setGeometry(self._target.rect().adjusted(12, 12, -12, -12))
            self._frame.raise_()
            self._frame.show()
            return True
        if event.type() == QEvent.Type.DragLeave:
            self._frame.hide()
        elif event.type() == QEvent.Type.Drop and isinstance(event, QDropEvent):
            self._frame.hide()
            if self.takes(event.mimeData()):
                event.setDropAction(Qt.DropAction.CopyAction)  # of a move, its owner would delete the file
                event.accept()
                self.drop(event.mimeData())
                return True
        return False

    def _on_theme_changed(self, theme: Theme) -> None:
        self._frame.setStyleSheet(
            f"background: {theme.accent_soft}; color: {theme.accent_text}; border: 3px dashed {theme.accent};"
            f"border-radius: {theme.px(8)}px; font-size: {theme.px(32)}px;"
        )

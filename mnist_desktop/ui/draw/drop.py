"""Pictures that are dropped on the page Draw go to its canvas; all else goes on to the window."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QWidget
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.ui.draw.pictures import PictureOpener, takes
from mnist_desktop.ui.theme import Theme, follow_theme


class PictureDrop(QObject):
    """Hands pictures that are dropped on a page to who opens them.

    While one hangs over the page, a frame says where it will go.

    Args:
        opener: Opens it.
        page: Takes the drop.
    """

    def __init__(self, opener: PictureOpener, page: QWidget) -> None:
        super().__init__(page)
        self._opener, self._page = opener, page
        page.setAcceptDrops(True)
        page.installEventFilter(self)
        self._frame = QLabel(_("Drop it to put it on the canvas"), page, alignment=Qt.AlignmentFlag.AlignCenter)
        self._frame.setObjectName("picture_frame")
        self._frame.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._frame.hide()
        follow_theme(self._on_theme_changed)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.parent():  # asked of Qt: while a window is taken down, attributes are gone already
            return False
        if isinstance(event, QDragEnterEvent) and takes(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._frame.setGeometry(self._page.rect().adjusted(12, 12, -12, -12))
            self._frame.raise_()
            self._frame.show()
            return True
        if event.type() == QEvent.Type.DragLeave:
            self._frame.hide()
        elif event.type() == QEvent.Type.Drop and isinstance(event, QDropEvent):
            self._frame.hide()
            if takes(event.mimeData()):
                event.setDropAction(Qt.DropAction.CopyAction)  # of a move, its owner would delete the file
                event.accept()
                self._opener.open_data(event.mimeData(), _("The dropped picture"))
                return True
        return False

    def _on_theme_changed(self, theme: Theme) -> None:
        self._frame.setStyleSheet(
            f"background: {theme.accent_soft}; color: {theme.accent_text}; border: 3px dashed {theme.accent};"
            f"border-radius: {theme.px(8)}px; font-size: {theme.px(32)}px;"
        )

"""What is dropped on the window: data, models and networks."""

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QLabel, QWidget
from typing_extensions import override

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.ui.dropped import kind_of
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.theme import Theme, follow_theme


class DropTarget(QObject):
    """Opens what is dropped: a model, a network or data.

    While something hangs over the window, a frame says that it can be dropped.

    Args:
        session: Opens it.
        window: Takes the drop, unless a widget in it takes drops itself.
    """

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        self._frame = QLabel(_("Drop it to open it"), window, alignment=Qt.AlignmentFlag.AlignCenter)
        self._frame.setObjectName("drop_frame")
        self._frame.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._frame.hide()
        follow_theme(self._on_theme_changed)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.parent():  # asked of Qt: while a window is taken down, attributes are gone already
            return False
        if isinstance(event, QDragEnterEvent) and _paths(event.mimeData()):
            event.acceptProposedAction()
            self._frame.setGeometry(self._window.rect().adjusted(12, 12, -12, -12))
            self._frame.raise_()
            self._frame.show()
            return True
        if event.type() == QEvent.Type.DragLeave:
            self._frame.hide()
        elif event.type() == QEvent.Type.Drop and isinstance(event, QDropEvent):
            self._frame.hide()
            paths = _paths(event.mimeData())
            if paths:
                event.acceptProposedAction()
                self._open(paths[0])
                return True
        return False

    def _open(self, path: Path) -> None:
        try:
            match kind_of(path):
                case "model":
                    self._session.open_file(path)
                case "network":
                    self._session.open_network_file(path)
                case _:
                    self._session.page_requested.emit("data")
                    self._session.open_data(path)
        except UserError as error:
            self._session.failed.emit(error)

    def _on_theme_changed(self, theme: Theme) -> None:
        self._frame.setStyleSheet(
            f"background: {theme.accent_soft}; color: {theme.accent_text}; border: 3px dashed {theme.accent};"
            f"border-radius: {theme.px(8)}px; font-size: {theme.px(32)}px;"
        )


def _paths(data: QMimeData) -> list[Path]:
    """What is dropped and may be of use, in the order of its names; it must lie on this computer."""
    paths = sorted(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
    known = [path for path in paths if kind_of(path) is not None]
    # Files of one dataset come together; of two models nobody knows which one is meant.
    return known if len(known) == 1 or all(kind_of(path) == "data" for path in known) else []

"""What is dropped on the window: data, models and networks."""

from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.ui.drop_frame import DropFrame
from mnist_desktop.ui.dropped import kind_of
from mnist_desktop.ui.session import Session


class DropTarget(DropFrame):
    """Opens what is dropped: a model, a network or data.

    Args:
        session: Opens it.
        window: Takes the drop, unless a widget in it takes drops itself.
    """

    def __init__(self, session: Session, window: QWidget) -> None:
        super().__init__(window, _("Drop it to open it"), "drop_frame")
        self._session = session

    @override
    def takes(self, data: QMimeData) -> bool:
        return bool(_paths(data))

    @override
    def drop(self, data: QMimeData) -> None:
        self._open(_paths(data)[0])

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


def _paths(data: QMimeData) -> list[Path]:
    """What is dropped and may be of use, in the order of its names; it must lie on this computer."""
    paths = sorted(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())
    known = [path for path in paths if kind_of(path) is not None]
    # Files of one dataset come together; of two models nobody knows which one is meant.
    return known if len(known) == 1 or all(kind_of(path) == "data" for path in known) else []

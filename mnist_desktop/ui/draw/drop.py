"""Pictures that are dropped on the page Draw go to its canvas; all else goes on to the window."""

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.ui.draw.pictures import PictureOpener, takes
from mnist_desktop.ui.drop_frame import DropFrame


class PictureDrop(DropFrame):
    """Hands pictures that are dropped on a page to who opens them.

    Args:
        opener: Opens it.
        page: Takes the drop.
    """

    def __init__(self, opener: PictureOpener, page: QWidget) -> None:
        super().__init__(page, _("Drop it to put it on the canvas"), "picture_frame")
        self._opener = opener

    @override
    def takes(self, data: QMimeData) -> bool:
        return takes(data)

    @override
    def drop(self, data: QMimeData) -> None:
        self._opener.open_data(data, _("The dropped picture"))

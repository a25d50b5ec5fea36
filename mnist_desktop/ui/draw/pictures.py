"""Pictures from elsewhere on the canvas: files, what is dropped on the page, what is on the clipboard."""

import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QMimeData, QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from mnist_desktop.data.framing import framed
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.ui.draw.live import LiveAnswer
from mnist_desktop.ui.progress import Progress
from mnist_desktop.ui.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from mnist_desktop.service import ModelService
    from mnist_desktop.ui.digit_canvas import DigitCanvas

_SUFFIXES = (".png", ".jpg", ".jpeg", ".jpe", ".gif", ".bmp", ".webp", ".tif", ".tiff")

_UNREADABLE_SUFFIXES = (".heic", ".heif", ".avif", ".svg")
"""Pictures all the same: whoever drops one is told what can be opened."""

_MOST_PASTED = 2048
"""Larger side of a picture on the clipboard, in pixels, that is read whole; twice what the canvas keeps."""


class PictureOpener(QObject):
    """Puts pictures from elsewhere on the canvas, each in place of what is there; that can be undone.

    They are read in the data lane. Of one that cannot be read, the session tells why, and the canvas stays as it is.

    Args:
        session: Reads them.
        canvas: Shows them.
        live: Knows pictures of the data.
        page: For the dialog.
    """

    def __init__(self, session: Session, canvas: "DigitCanvas", live: LiveAnswer, page: QWidget) -> None:
        super().__init__(page)
        self._session, self._canvas, self._live, self._page = session, canvas, live, page
        self._asked = 0

    @Slot()
    def ask_file(self) -> None:
        """Asks for a picture to open."""
        dialog = QFileDialog(self._page.window(), _("Open a picture of a digit"))
        dialog.setObjectName("picture_dialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        patterns = " ".join(f"*{suffix}" for suffix in _SUFFIXES)
        dialog.setNameFilters([_("Pictures") + f" ({patterns})", _("All files") + " (*)"])
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def paste(self) -> None:
        """Opens what is on the clipboard: a picture, or a picture's file."""
        data = QGuiApplication.clipboard().mimeData()
        if data is None or not takes(data):
            self._session.failed.emit(
                UserError(_("There is no picture on the clipboard."), _("Copy a picture or its file, then paste."))
            )
        else:
            self.open_data(data, _("The pasted picture"))

    def open_data(self, data: QMimeData, name: str) -> None:
        """Opens what was dropped or pasted and ``takes`` takes; of several pictures none.

        Args:
            data: What it is.
            name: What to call it, if it is no file.
        """
        files = _picture_files(data)
        if len(files) > 1:
            problem = _("The canvas takes one picture; {count} came.").format(count=len(files))
            remedy = _("Take one of them; a folder of pictures opens on the page Data.")
            self._session.failed.emit(UserError(problem, remedy))
        elif files:
            self.open_file(files[0])
        else:
            image = data.imageData()
            if isinstance(image, QImage) and not image.isNull():
                self._open(partial(_read_image, self._session.service, image, name), name)
            else:
                self._session.failed.emit(UserError(_("{name} cannot be read.").format(name=name), _save_it()))

    def open_file(self, file: Path) -> None:
        """Opens a file."""
        self._open(partial(_read_file, self._session.service, file), file.name)

    def _open(self, read: "Callable[[], _Opened]", name: str) -> None:
        self._asked += 1
        self._session.progress_changed.emit(Progress(None, _("Opening {name} …").format(name=name)))
        self._session.jobs.run_data(partial(_numbered, self._asked, read), on_result=self._on_read, on_end=self._on_end)

    @Slot(str)
    def _on_file_selected(self, name: str) -> None:
        self.open_file(Path(name))

    @Slot(object)
    def _on_read(self, read: "tuple[int, _Opened]") -> None:
        number, opened = read
        if number != self._asked:  # another was asked for meanwhile
            return
        if opened.as_it_is:
            self._live.show_picture(opened.ink)
        else:
            self._canvas.open_ink(opened.ink)

    @Slot()
    def _on_end(self) -> None:
        self._session.progress_changed.emit(self._session.progress)


def takes(data: QMimeData) -> bool:
    """Whether something that is dropped or pasted is one picture or several, and nothing else."""
    return bool(_picture_files(data)) if data.hasUrls() and _local_files(data) else data.hasImage()


@dataclass(frozen=True, eq=False)
class _Opened:
    """A picture that was read.

    Attributes:
        ink: uint8, shape (h, w); of a larger picture the part around its ink.
        as_it_is: It is one of 28 × 28 that preparation leaves as it is.
    """

    ink: "NDArray[np.uint8]"
    as_it_is: bool


def _numbered(number: int, read: "Callable[[], _Opened]") -> tuple[int, _Opened]:
    return number, read()


def _read_file(service: "ModelService", file: Path) -> _Opened:
    return _opened(service, service.read_picture(file), file.name)


def _read_image(service: "ModelService", image: QImage, name: str) -> _Opened:
    """Reads a picture without a file by way of one, so that all pictures are read alike."""
    if max(image.width(), image.height()) > _MOST_PASTED:
        image = image.scaled(
            _MOST_PASTED,
            _MOST_PASTED,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "picture.png"
        if not image.save(str(file)):
            raise UserError(
                _("{name} cannot be read: there is no room for it on the disk.").format(name=name), _save_it()
            )
        ink = service.read_picture(file)
    return _opened(service, ink, name)


def _opened(service: "ModelService", ink: "NDArray[np.uint8]", name: str) -> _Opened:
    if not ink.any():
        raise UserError(
            _("No ink is found in {name}: it looks the same all over.").format(name=name),
            _("Open a picture of one digit, darker or lighter than its paper."),
        )
    if ink.shape == (28, 28) and np.array_equal(service.prepare_drawing(ink).image, ink):
        return _Opened(ink, as_it_is=True)
    return _Opened(framed(ink), as_it_is=False)


def _picture_files(data: QMimeData) -> list[Path]:
    """The files, if all of them are pictures by their names."""
    files = _local_files(data)
    return files if all(file.suffix.casefold() in _SUFFIXES + _UNREADABLE_SUFFIXES for file in files) else []


def _local_files(data: QMimeData) -> list[Path]:
    return sorted(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())


def _save_it() -> str:
    return _("Save it as a PNG or JPEG file, and open that.")

"""Keeps drawings: as a PNG, on the clipboard, and with a label, so that a class collects data of its own."""

import io
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from mnist_desktop.errors import UserError
from mnist_desktop.files import save_bytes
from mnist_desktop.i18n import _, ngettext
from mnist_desktop.ui.draw.answered import Answered
from mnist_desktop.ui.draw.label_dialog import LabelDialog
from mnist_desktop.ui.draw.live import LiveAnswer
from mnist_desktop.ui.draw.stage import DrawStage
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.shared_state import Notice

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mnist_desktop.service.drawings import Drawings, SavedDrawing

_SUFFIX = ".png"


class DrawingKeeper(QObject):
    """Saves and copies what is on the canvas.

    The session tells what was done, and what could not be done; files are written in the data lane.

    Signals:
        drawings_changed(Drawings): Drawings with labels were counted, or one more or one less is there.

    Args:
        session: Tells, and opens what is collected as data.
        stage: The canvas and the answer.
        live: What the network received.
        page: For the dialogs.
    """

    drawings_changed = Signal(object)

    def __init__(self, session: Session, stage: DrawStage, live: LiveAnswer, page: QWidget) -> None:
        super().__init__(page)
        self._session, self._stage, self._live, self._page = session, stage, live, page
        self._received: NDArray[np.uint8] | None = None
        live.answered.connect(self._on_answered)

    @Slot()
    def ask_label(self) -> None:
        """Asks which digit it is, and saves what the network received with that label."""
        picture = self._picture()
        if picture is None:
            return
        said = self._stage.answer.answer.text
        dialog = LabelDialog(picture, int(said) if said in tuple("0123456789") else None, self._page.window())
        dialog.chosen.connect(self.save_labelled)
        dialog.open()

    @Slot(int)
    def save_labelled(self, label: int) -> None:
        """Saves what the network received with a label, 0 to 9."""
        picture = self._picture()
        if picture is not None:
            save = partial(self._session.service.save_drawing, picture, label)
            self._session.jobs.run_data(save, on_result=self._on_labelled)

    @Slot()
    def count(self) -> None:
        """Has the drawings with labels counted."""
        self._session.jobs.run_data(self._session.service.drawings, on_result=self._on_counted)

    @Slot()
    def open_as_data(self) -> None:
        """Opens the drawings with labels on the page Data."""
        self._session.jobs.run_data(self._session.service.drawings, on_result=self._on_counted_to_open)

    @Slot()
    def ask_file(self) -> None:
        """Asks where to save the drawing as a PNG, and which: the drawing, or what the network received of it."""
        if self._picture() is None:
            return
        dialog = QFileDialog(self._page.window(), _("Save the drawing"))
        dialog.setObjectName("save_drawing_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        drawing = _("The drawing, white on black") + f" (*{_SUFFIX})"
        self._small_filter = _("What the network receives, 28 × 28") + f" (*{_SUFFIX})"
        dialog.setNameFilters([drawing, self._small_filter])
        dialog.setDefaultSuffix(_SUFFIX.removeprefix("."))
        dialog.selectFile(_("drawing") + _SUFFIX)
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_to(self, file: Path, *, received: bool = False) -> None:
        """Saves the drawing, or what the network received of it, 28 × 28, as a PNG; what is there is replaced."""
        picture = self._picture()
        if picture is None:
            return
        if file.suffix.casefold() != _SUFFIX:
            problem = _("A drawing is saved as .png, not as {suffix}.").format(suffix=file.suffix or file.name)
            self._session.failed.emit(UserError(problem, _("Give the file this ending.")))
            return
        pixels = picture if received else self._stage.canvas.square_ink()
        self._session.jobs.run_data(partial(_save, pixels, file), on_result=self._on_saved)

    @Slot()
    def copy(self) -> None:
        """Puts the drawing on the clipboard."""
        if self._picture() is None:
            return
        ink = self._stage.canvas.square_ink()
        side = len(ink)
        # A copy, because the pixels go; in colours, because not all programs take shades of grey.
        image = QImage(ink.data, side, side, side, QImage.Format.Format_Grayscale8)
        QGuiApplication.clipboard().setImage(image.convertToFormat(QImage.Format.Format_RGB32))
        self._session.notified.emit(Notice(_("The drawing is copied.")))

    @Slot(object)
    def _on_answered(self, answered: Answered) -> None:
        self._received = answered.image

    @Slot(object)
    def _on_labelled(self, saved: "SavedDrawing") -> None:
        drawings = saved.drawings
        self.drawings_changed.emit(drawings)
        text = ngettext(
            "Saved as a {label}; {count:,} drawing is collected.",
            "Saved as a {label}; {count:,} drawings are collected.",
            drawings.total,
        ).format(label=saved.label, count=drawings.total)
        self._session.notified.emit(Notice(text, _("Undo"), partial(self._remove, saved)))

    def _remove(self, saved: "SavedDrawing") -> None:
        remove = partial(self._session.service.remove_drawing, saved.file)
        self._session.jobs.run_data(remove, on_result=self._on_removed)

    @Slot(object)
    def _on_removed(self, drawings: "Drawings") -> None:
        self.drawings_changed.emit(drawings)
        text = ngettext(
            "It is deleted again; {count:,} drawing is collected.",
            "It is deleted again; {count:,} drawings are collected.",
            drawings.total,
        )
        self._session.notified.emit(Notice(text.format(count=drawings.total)))

    @Slot(object)
    def _on_counted(self, drawings: "Drawings") -> None:
        self.drawings_changed.emit(drawings)

    @Slot(object)
    def _on_counted_to_open(self, drawings: "Drawings") -> None:
        self.drawings_changed.emit(drawings)
        if drawings.digits < 2:
            text = ngettext(
                "Drawings of {count} digit are collected; data need two at least.",
                "Drawings of {count} digits are collected; data need two at least.",
                drawings.digits,
            )
            remedy = _("Save drawings of other digits with their labels.")
            self._session.failed.emit(UserError(text.format(count=drawings.digits), remedy))
            return
        try:
            self._session.open_data(drawings.folder)
        except UserError as error:
            self._session.failed.emit(error)
        else:
            self._session.page_requested.emit("data")

    @Slot(str)
    def _on_file_selected(self, name: str) -> None:
        dialog = self.sender()
        assert isinstance(dialog, QFileDialog)
        self.save_to(Path(name), received=dialog.selectedNameFilter() == self._small_filter)

    @Slot(object)
    def _on_saved(self, file: Path) -> None:
        self._session.notified.emit(Notice(_("Saved as {file}.").format(file=file)))

    def _picture(self) -> "NDArray[np.uint8] | None":
        """What the network received of what is on the canvas; where that is nothing, it is said."""
        self._live.answer_now()
        if self._received is None:
            self._session.failed.emit(UserError(_("The canvas is empty."), _("Draw a digit first.")))
        return self._received


def _save(pixels: "NDArray[np.uint8]", file: Path) -> Path:
    from PIL import Image

    with io.BytesIO() as stream:
        Image.fromarray(pixels).save(stream, "PNG")
        return save_bytes(stream.getvalue(), file)

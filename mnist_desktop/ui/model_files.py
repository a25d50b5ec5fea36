"""Asks where to save a model, and how much of it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from mnist_desktop.i18n import _
from mnist_desktop.runs.run_file import SUFFIX


def ask_where_to_save(parent: QWidget, name: str, save: Callable[[Path, bool], None]) -> None:
    """Opens a dialog in which a file is named.

    Args:
        parent: The window.
        name: The model's, which the file is called after.
        save: Called with the file and with whether all epochs are wanted, not only the model.
    """
    _SaveDialog(parent, name, save).open()


class _SaveDialog(QFileDialog):
    """The kind of file stands where people look for it: in the list under the name."""

    def __init__(self, parent: QWidget, name: str, save: Callable[[Path, bool], None]) -> None:
        super().__init__(parent, _("Save the model as one file"))
        self.setObjectName("file_dialog")
        self._save = save
        self._whole = _("All epochs, to train on exactly") + f" (*{SUFFIX})"
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setNameFilters([_("Only the model, a small file") + f" (*{SUFFIX})", self._whole])
        self.setDefaultSuffix(SUFFIX.removeprefix("."))
        self.selectFile(file_name(name))
        self.fileSelected.connect(self._on_selected)
        self.finished.connect(self.deleteLater)

    @Slot(str)
    def _on_selected(self, file: str) -> None:
        self._save(Path(file), self.selectedNameFilter() == self._whole)


def file_name(name: str) -> str:
    """A model's name without what file systems do not allow."""
    return "".join(letter if letter.isalnum() or letter in " -_.()" else "_" for letter in name).strip(" .")

"""The user's own networks: saved under a name, opened from a file, renamed, deleted and given to others."""

import itertools
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu, QMessageBox, QWidget

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.ui.network.draft import Recipe
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.shared_state import Notice

if TYPE_CHECKING:
    from mnist_desktop.networks.presets import Preset

_SUFFIX = ".json"


class OwnNetworks(QObject):
    """The menu of the own networks, its dialogs, and what comes of them.

    Emits ``saved`` and ``opened`` with a ``Preset``, ``renamed`` with the old name and the ``Preset``, and
    ``changed`` after each of them and after a deletion.

    Args:
        session: For its service and its data lane.
        parent: The page.
    """

    saved = Signal(object)
    opened = Signal(object)
    renamed = Signal(str, object)
    changed = Signal()

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._page = parent
        self._recipe: Recipe | None = None
        self._own: Preset | None = None
        self._replaced: Preset | None = None
        self._old_name = ""
        self.menu = QMenu(parent)
        self.menu.setObjectName("own_menu")
        self.save_action = self._add(_("&Save this network …"), "Ctrl+Shift+N", "own_save", self.ask_name)
        self._add(_("&Open a network file …"), "Ctrl+Shift+I", "own_open", self._on_open)
        self.share_action = self._add(_("Save as a &file to share …"), "Ctrl+Shift+E", "own_share", self._on_share)
        self.menu.addSeparator()
        self._rename = self._add(_("&Rename the saved network …"), "Shift+F2", "own_rename", self._on_rename)
        self._delete = self._add(_("&Delete the saved network"), "Ctrl+Shift+Del", "own_delete", self._on_delete)

    def set_recipe(self, recipe: Recipe, own: "Preset | None", *, complete: bool) -> None:
        """Tells which network shows.

        Args:
            recipe: The network.
            own: The own preset that it is, None if it is none.
            complete: Whether its layers fit.
        """
        self._recipe, self._own = recipe, own
        self.save_action.setEnabled(complete)
        self.share_action.setEnabled(complete)
        self._rename.setEnabled(own is not None)
        self._delete.setEnabled(own is not None)

    @Slot()
    def ask_name(self) -> None:
        """Asks for a name and saves the network under it."""
        if self._recipe is not None:
            self._ask(_("Save this network"), self._free_title(self._recipe), self._on_save_named)

    def _add(self, text: str, keys: str, name: str, slot: object) -> QAction:
        action = QAction(text, self)
        action.setObjectName(name)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(slot)
        self.menu.addAction(action)
        self._page.addAction(action)
        return action

    def _ask(self, title: str, name: str, slot: object) -> None:
        dialog = QInputDialog(self._page)
        dialog.setObjectName("own_name_dialog")
        dialog.setWindowTitle(title)
        dialog.setLabelText(_("Name of this network"))
        dialog.setTextValue(name)
        dialog.textValueSelected.connect(slot)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _on_save_named(self, title: str) -> None:
        title = " ".join(title.split())
        own = [each for each in self._session.service.presets() if each.own]
        same = next((each for each in own if each.title.casefold() == title.casefold()), None)
        if same is None:
            self._save(title)
            return
        self._replaced = same
        box = QMessageBox(
            QMessageBox.Icon.Question,
            _("Save this network"),
            _("There is already a network of yours called “{name}”.").format(name=same.title),
            QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.Cancel,
            self._page,
        )
        box.setObjectName("replace_question")
        box.button(QMessageBox.StandardButton.Yes).setText(_("&Replace it"))
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        box.finished.connect(self._on_replace_answered)
        box.finished.connect(box.deleteLater)
        box.open()

    @Slot(int)
    def _on_replace_answered(self, answer: int) -> None:
        if answer == QMessageBox.StandardButton.Yes and self._replaced is not None:
            self._save(self._replaced.title, replacing=self._replaced.name)

    def _save(self, title: str, replacing: str | None = None) -> None:
        recipe = self._recipe
        assert recipe is not None
        save = self._session.service.save_preset
        job = partial(save, title, recipe.network, recipe.training, replacing=replacing)
        self._session.jobs.run_data(job, on_result=self._on_saved)

    def _free_title(self, recipe: Recipe) -> str:
        """A name to begin with: the network's own, or that of a preset with a number behind."""
        taken = {text.casefold() for each in self._session.service.presets() for text in (each.title, each.name)}
        wanted = recipe.name if self._own is None else self._own.title
        numbered = (wanted if number == 1 else f"{wanted} {number}" for number in itertools.count(1))
        return next(title for title in numbered if title.casefold() not in taken)

    @Slot(object)
    def _on_saved(self, preset: "Preset") -> None:
        self.changed.emit()
        self.saved.emit(preset)
        text = _("Saved as “{name}”; `mnist-desktop train {command}` trains it too.")
        self._session.notified.emit(Notice(text.format(name=preset.title, command=preset.name)))

    @Slot()
    def _on_rename(self) -> None:
        if self._own is not None:
            self._ask(_("Rename the saved network"), self._own.title, self._on_renamed_to)

    @Slot(str)
    def _on_renamed_to(self, title: str) -> None:
        if self._own is not None:
            self._old_name = self._own.name
            job = partial(self._session.service.rename_preset, self._own.name, title)
            self._session.jobs.run_data(job, on_result=self._on_renamed)

    @Slot(object)
    def _on_renamed(self, preset: "Preset") -> None:
        self.changed.emit()
        self.renamed.emit(self._old_name, preset)

    @Slot()
    def _on_delete(self) -> None:
        if self._own is not None:
            job = partial(self._session.service.delete_preset, self._own.name)
            self._session.jobs.run_data(job, on_result=self._on_deleted)

    @Slot(object)
    def _on_deleted(self, preset: "Preset") -> None:
        self.changed.emit()
        text = _("The saved network “{name}” was deleted.").format(name=preset.title)
        self._session.notified.emit(Notice(text, _("Undo"), partial(self._bring_back, preset)))

    def _bring_back(self, preset: "Preset") -> None:
        job = partial(self._session.service.save_preset, preset.title, preset.network, preset.training)
        self._session.jobs.run_data(job, on_result=self._on_back)

    @Slot(object)
    def _on_back(self, _preset: "Preset") -> None:
        self.changed.emit()

    @Slot()
    def _on_open(self) -> None:
        dialog = self._file_dialog(_("Open a network file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Networks") + f" (*{_SUFFIX})", _("All files") + " (*)"])
        dialog.fileSelected.connect(self._on_open_selected)
        dialog.open()

    @Slot(str)
    def _on_open_selected(self, file: str) -> None:
        self.open_file(Path(file))

    @Slot(object)
    def open_file(self, file: Path) -> None:
        """Keeps what a network file describes as a network of the user's own, and opens it."""
        job = partial(self._session.service.add_preset_file, file)
        self._session.jobs.run_data(job, on_result=self._on_opened)

    @Slot(object)
    def _on_opened(self, preset: "Preset") -> None:
        self.changed.emit()
        try:
            self.opened.emit(preset)
        except UserError as error:
            self._session.failed.emit(error)

    @Slot()
    def _on_share(self) -> None:
        if self._recipe is None:
            return
        dialog = self._file_dialog(_("Save the network as a file"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(_("Networks") + f" (*{_SUFFIX})")
        dialog.setDefaultSuffix(_SUFFIX.removeprefix("."))
        dialog.selectFile(file_name(self._recipe.name))
        dialog.fileSelected.connect(self._on_share_selected)
        dialog.open()

    @Slot(str)
    def _on_share_selected(self, file: str) -> None:
        recipe = self._recipe
        assert recipe is not None
        write = self._session.service.write_network_file
        job = partial(write, recipe.name, recipe.network, recipe.training, Path(file))
        self._session.jobs.run_data(partial(_then, job, file), on_result=self._on_shared)

    @Slot(object)
    def _on_shared(self, file: str) -> None:
        self._session.notified.emit(Notice(_("Saved as {file}.").format(file=file)))

    def _file_dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self._page, title)
        dialog.setObjectName("network_file_dialog")
        dialog.finished.connect(dialog.deleteLater)
        return dialog


def file_name(name: str) -> str:
    """A network's name without what file systems do not allow."""
    return "".join(letter if letter.isalnum() or letter in " -_.()" else "_" for letter in name).strip(" .")


def _then(job: "partial[None]", file: str) -> str:
    job()
    return file

"""The menu of the current model: open, save, export, rename, delete, and all other models."""

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMenu, QWidget

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.runs.run import Run
from mnist_desktop.runs.run_file import SUFFIX
from mnist_desktop.service.model import Model
from mnist_desktop.ui.export_actions import ExportAction
from mnist_desktop.ui.model_files import ask_where_to_save
from mnist_desktop.ui.model_text import describe
from mnist_desktop.ui.session import Session

_LISTED = 12
"""So many models stand in the menu itself, the others in a menu of their own."""


class ModelMenu(QMenu):
    """The menu behind the model's button; its actions work in the whole window.

    Args:
        session: Whose model it is.
        parent: The window.
    """

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("model_menu")
        self._session = session
        self._window = parent
        self._open = self._add(_("&Open …"), "Ctrl+O", "open_model", self._on_open)
        self._save = self._add(_("&Save …"), "Ctrl+S", "save_model", self._on_save)
        self.addAction(ExportAction(session, parent, self))
        self._all_runs = self._add(_("All &runs …"), "Ctrl+H", "all_runs", self._on_all_runs)
        self._rename = self._add(_("&Rename …"), "F2", "rename_model", self._on_rename)
        self._delete = self._add(_("&Delete"), "Ctrl+Del", "delete_model", self._on_delete)
        self.addSeparator()
        self._new = self._add(_("&New from Network"), "Ctrl+N", "new_model", self._on_new)
        # A menu's actions answer to their keys only while they belong to something that shows.
        parent.addActions(self.actions())
        self._models_title = self.addSection(_("Models"))
        self._others = QMenu(_("All models"), self)
        self._runs = QActionGroup(self)
        self._runs.triggered.connect(self._on_run)
        self.aboutToShow.connect(session.refresh_runs)
        for signal in (session.runs_changed, session.model_changed, session.training_changed):
            signal.connect(self._on_changed)
        self._on_changed()

    def show_runs(self, run_id: str = "") -> None:
        """Opens the dialog with all runs, with one of them chosen: by default the current one."""
        from mnist_desktop.ui.runs.dialog import RunsDialog  # made when it is first asked for

        dialog = RunsDialog(self._session, self._window)
        if run_id:
            dialog.choose(run_id)
        dialog.open()

    def _add(self, text: str, keys: str, name: str, slot: object) -> QAction:
        action = QAction(text, self)
        action.setObjectName(name)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(slot)
        self.addAction(action)
        return action

    @Slot()
    def _on_changed(self) -> None:
        model, busy = self._session.model, self._session.training
        own = model is not None and not model.run.bundled
        self._save.setEnabled(model is not None and not busy)
        for action in (self._rename, self._delete):
            action.setEnabled(own and not busy)
        self._open.setEnabled(not busy)
        self._list_runs(model, busy)

    def _list_runs(self, model: Model | None, busy: bool) -> None:
        for action in self._runs.actions():
            self._runs.removeAction(action)
            self.removeAction(action)
            self._others.removeAction(action)
            action.deleteLater()
        self.removeAction(self._others.menuAction())
        for number, run in enumerate(self._session.runs):
            action = QAction(_text(run), self)
            action.setCheckable(True)
            action.setChecked(model is not None and run.id == model.run.id and run.bundled == model.run.bundled)
            action.setEnabled(not busy)
            action.setData(run.id)
            self._runs.addAction(action)
            (self if number < _LISTED else self._others).addAction(action)
        if len(self._session.runs) > _LISTED:
            self.addMenu(self._others)

    @Slot(QAction)
    def _on_run(self, action: QAction) -> None:
        self._session.open_run(action.data())

    @Slot()
    def _on_open(self) -> None:
        dialog = self._file_dialog(_("Open a model"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Models") + f" (*{SUFFIX} *.keras)", _("All files") + " (*)"])
        dialog.fileSelected.connect(self._on_open_selected)
        dialog.open()

    @Slot()
    def _on_save(self) -> None:
        if self._session.model is None:
            return
        ask_where_to_save(self._window, self._session.model.run.name, self._session.save_as)

    @Slot()
    def _on_all_runs(self) -> None:
        self.show_runs()

    @Slot()
    def _on_rename(self) -> None:
        if self._session.model is None:
            return
        dialog = QInputDialog(self.parentWidget())
        dialog.setObjectName("rename_dialog")
        dialog.setWindowTitle(_("Rename"))
        dialog.setLabelText(_("Name of this model"))
        dialog.setTextValue(self._session.model.run.name)
        dialog.textValueSelected.connect(self._on_name_selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _on_delete(self) -> None:
        self._session.delete()

    @Slot()
    def _on_new(self) -> None:
        self._session.page_requested.emit("network")

    @Slot(str)
    def _on_open_selected(self, file: str) -> None:
        self._session.open_file(Path(file))

    @Slot(str)
    def _on_name_selected(self, name: str) -> None:
        if not name.strip():
            raise UserError(_("The name is empty."), _("Type at least one character."), "name")
        self._session.rename(name.strip())

    def _file_dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self.parentWidget(), title)
        dialog.setObjectName("file_dialog")
        dialog.finished.connect(dialog.deleteLater)
        return dialog


def _text(run: Run) -> str:
    return describe(run).replace("&", "&&")

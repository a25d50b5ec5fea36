"""The table of the epochs, and the way to take them elsewhere."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.training.events import EpochRecord
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.shared_state import Notice
from mnist_desktop.ui.training.table import EpochTable
from mnist_desktop.ui.widgets import Column, SecondaryButton, everything_only, explain


class TablePane(QWidget):
    """The finished epochs of the current model, and a button that saves them as CSV.

    Args:
        session: Whose model it is.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("table_pane")
        self._session = session
        self._records: tuple[EpochRecord, ...] = ()
        self._table = EpochTable()
        self._save = SecondaryButton(_("Save as CS&V …"), name="save_history", icon="download-simple")
        explain(self._save, _("Saves one row an epoch as CSV, for a spreadsheet or pandas."))
        self._save.clicked.connect(self.ask_where)
        self._save.setEnabled(False)
        layout = Column(spacing=8)
        layout.addWidget(self._table, stretch=1)
        layout.addWidget(self._save, alignment=Qt.AlignmentFlag.AlignRight)
        self.setLayout(layout)
        everything_only(session, self._save)

    def show_records(self, records: Sequence[EpochRecord]) -> None:
        """Shows finished epochs."""
        self._records = tuple(records)
        self._table.show_records(records)
        self._save.setEnabled(bool(records))

    @Slot()
    def ask_where(self) -> None:
        """Asks for a file and saves the history there.

        Raises:
            UserError: There is no finished epoch.
        """
        model = self._session.model
        if model is None or not self._records:
            raise UserError(_("No epoch is finished yet."), _("Train first; then there is something to save."))
        dialog = QFileDialog(self.window(), _("Save the epochs as CSV"))
        dialog.setObjectName("history_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(_("Table") + " (*.csv)")
        dialog.setDefaultSuffix("csv")
        letters = (letter if letter.isalnum() or letter in " -_.()" else "_" for letter in model.run.name)
        dialog.selectFile("".join(letters).strip(" ."))
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _on_file_selected(self, file: str) -> None:
        if self._session.model is not None:
            run = self._session.model.run.model_copy(update={"history": self._records})
            save = partial(self._session.service.save_history, run, Path(file))
            self._session.jobs.run_data(save, on_result=self._on_saved)

    @Slot(object)
    def _on_saved(self, file: Path) -> None:
        self._session.notified.emit(Notice(_("Saved as {file}.").format(file=file)))

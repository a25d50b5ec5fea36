"""The Keras code of the network that shows: made anew when the typing pauses, copied, and saved as a file."""

from functools import partial
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog
from typing_extensions import override

from mnist_desktop.errors import UserError
from mnist_desktop.files import save_bytes
from mnist_desktop.i18n import _
from mnist_desktop.networks.code.step import CodeData
from mnist_desktop.networks.examine import Examination
from mnist_desktop.runs.code_note import code_note, code_training
from mnist_desktop.runs.export_kinds import SUFFIXES
from mnist_desktop.runs.run import Run
from mnist_desktop.ui.network.code_panel import CodePanel
from mnist_desktop.ui.network.draft import Recipe
from mnist_desktop.ui.network.own_networks import file_name
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.shared_state import Notice

_PAUSE_MS = 20
"""So long after the last key the code is made, which takes some 10 ms: within 50 it shows."""
_Kind = Literal["script", "notebook"]


class LiveCode(CodePanel):
    """Follows the network while it is in sight; hidden, it makes nothing before it is asked.

    Args:
        session: For the data, the service and the data lane.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._recipe: Recipe | None = None
        self._run: Run | None = None
        self._fault: UserError | None = None
        self._kind: _Kind = "script"
        self._stale = True
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._timer.timeout.connect(self._on_pause)
        self.copied.connect(self._on_copied)
        self.save_script_requested.connect(self.ask_script_file)
        self.save_notebook_requested.connect(self.ask_notebook_file)

    def show_recipe(self, recipe: Recipe, run: Run | None, examination: Examination) -> None:
        """Shows the code of a network.

        Args:
            recipe: Its layers and settings.
            run: The run that was trained with them; None if nothing was trained yet.
            examination: What was found out about them: a fault stands in the place of the code.
        """
        self._recipe, self._run, self._fault = recipe, run, examination.fault
        self._stale = True
        if self.isVisible():
            self._timer.start()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._bring_up_to_date()

    @Slot()
    @override
    def copy(self) -> None:
        """Puts the code on the clipboard, if there is any."""
        self._bring_up_to_date()
        if self._fault is None:
            super().copy()

    @Slot()
    def ask_script_file(self) -> None:
        """Asks where the script goes, and saves it."""
        self._ask("script", _("Save the Keras script"), _("Python scripts"))

    @Slot()
    def ask_notebook_file(self) -> None:
        """Asks where the notebook goes, and saves it."""
        self._ask("notebook", _("Save the Keras notebook"), _("Jupyter notebooks"))

    @Slot()
    def _on_pause(self) -> None:
        if self.isVisible():
            self._bring_up_to_date()

    @Slot()
    def _on_copied(self) -> None:
        words = _("The code is on the clipboard; it reads the pictures from {data}.")
        self._session.notified.emit(Notice(words.format(data=self._data().file)))

    @Slot(str)
    def _on_file(self, file: str) -> None:
        try:
            content = self._made(self._kind).encode()
        except UserError as error:
            self._session.failed.emit(error)
            return
        self._session.jobs.run_data(partial(save_bytes, content, Path(file)), on_result=self._on_saved)

    @Slot(object)
    def _on_saved(self, file: Path) -> None:
        words = _("Saved as {file}; it reads the pictures from {data} beside it.")
        self._session.notified.emit(Notice(words.format(file=file, data=self._data().file)))

    def _ask(self, kind: _Kind, title: str, files: str) -> None:
        if self._recipe is None or self._fault is not None:
            return
        self._kind = kind
        dialog = QFileDialog(self, title)
        dialog.setObjectName("code_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"{files} (*{SUFFIXES[kind]})")
        dialog.setDefaultSuffix(SUFFIXES[kind].removeprefix("."))
        dialog.selectFile(file_name(self._recipe.name))
        dialog.fileSelected.connect(self._on_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _bring_up_to_date(self) -> None:
        if not self._stale or self._recipe is None:
            return
        self._stale = False
        self._timer.stop()
        try:
            if self._fault is not None:
                raise self._fault
            self.show_code(self._made("script"))
        except UserError as error:
            self.show_words(str(error))

    def _made(self, kind: _Kind) -> str:
        """The code.

        Raises:
            UserError: The layers do not fit.
        """
        recipe, run, service = self._recipe, self._run, self._session.service
        assert recipe is not None
        make = service.keras_script if kind == "script" else service.keras_notebook
        training = code_training(run) if run is not None else recipe.training
        return make(recipe.network, training, self._data(), note=code_note(run) if run is not None else "")

    def _data(self) -> CodeData:
        dataset = self._session.dataset
        return CodeData() if dataset is None else CodeData.named(dataset.name, dataset.class_names)

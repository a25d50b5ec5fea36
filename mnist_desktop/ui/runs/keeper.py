"""RunKeeper: keeps runs within their room on the disk, and knows which will be gone when the window closes."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from mnist_desktop.i18n import _, ngettext
from mnist_desktop.runs.disk_use import Thinning
from mnist_desktop.runs.run import Run
from mnist_desktop.service.model import Model
from mnist_desktop.service.storage import Storage
from mnist_desktop.ui.runs import lane, words
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import DISK_LIMIT
from mnist_desktop.ui.shared_state import Notice

GIGABYTE = 10**9


class RunKeeper(QObject):
    """Drops weights of older epochs after a training when the runs take too much room, and says so.

    Args:
        session: Whose runs.
        parent: The window.
    """

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._window = parent
        self._kind = "lasting"
        self._show_runs: Callable[[str], None] | None = None
        self._unsaved: dict[str, str] = {}
        self._refused: set[str] = set()  # the disk has not all of their epochs
        self._answered = False
        session.training_changed.connect(self._on_training_changed)
        session.model_saved.connect(self._on_saved)
        session.runs_changed.connect(self._on_runs)
        session.storage_changed.connect(self._on_storage)

    @property
    def limit(self) -> int:
        """Bytes that all runs together may take."""
        return round(self._session.settings.get(DISK_LIMIT) * GIGABYTE)

    @property
    def unsaved(self) -> tuple[str, ...]:
        """Names of the models that were trained now and will be gone.

        Those are all where the folder of runs is none that lasts, and else the ones whose epochs the disk refused.
        """
        if self._answered:
            return ()
        gone = self._refused if self._kind == "lasting" else self._unsaved.keys()
        return tuple(name for run_id, name in self._unsaved.items() if run_id in gone)

    def ask_before_closing(self, show_runs: Callable[[str], None]) -> None:
        """Reminds of what is not saved elsewhere; closes the window if that is meant.

        Args:
            show_runs: Shows the runs, for saving them, with the one of an id chosen.
        """
        names = self.unsaved
        text = ngettext(
            "“{names}” is not saved anywhere that lasts.",
            "{count} models are not saved anywhere that lasts.",
            len(names),
        )
        box = QMessageBox(
            QMessageBox.Icon.Warning,
            "MNIST Desktop",
            text.format(names=names[0], count=len(names)),
            QMessageBox.StandardButton.Save | QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Cancel,
            self._window,
        )
        box.setObjectName("unsaved_question")
        listed = ", ".join(names) if len(names) > 1 else ""
        why = _("What was trained goes when the window closes: its folder is a temporary one.")
        if self._kind == "lasting":
            why = _("The disk refused the last epochs; they are in memory alone.")
        elif self._kind == "portable":
            why = _("It is in the folder of this program, which may go to others.")
        box.setInformativeText(f"{listed}\n{why}".strip())
        box.button(QMessageBox.StandardButton.Save).setText(_("&Save …"))
        box.button(QMessageBox.StandardButton.Discard).setText(_("&Close without saving"))
        box.setDefaultButton(QMessageBox.StandardButton.Save)
        self._show_runs = show_runs
        box.finished.connect(self._on_answered)
        box.finished.connect(box.deleteLater)
        box.open()

    @Slot(int)
    def _on_answered(self, answer: int) -> None:
        match QMessageBox.StandardButton(answer):
            case QMessageBox.StandardButton.Save if self._show_runs is not None:
                gone = self._refused if self._kind == "lasting" else self._unsaved
                self._show_runs(next(iter(gone), ""))
            case QMessageBox.StandardButton.Discard:
                self._answered = True
                self._window.close()

    @Slot(object)
    def _on_storage(self, storage: Storage) -> None:
        self._kind = storage.kind

    @Slot(object)
    def _on_training_changed(self, training: bool) -> None:
        model = self._session.model
        if training or model is None or not model.run.id:
            return
        if model.run.history:
            self._unsaved[model.run.id] = model.run.name
            self._answered = False
            if model.unkept is None:
                self._refused.discard(model.run.id)
            else:
                self._refused.add(model.run.id)
        job = partial(lane.thin, self._session.service, self.limit, model.run.id)
        self._session.jobs.run_data(job, on_result=self._on_thinned)

    @Slot(object)
    def _on_thinned(self, thinnings: tuple[Thinning, ...]) -> None:
        if thinnings:
            self._session.notified.emit(Notice(words.dropped(thinnings, self.limit)))

    @Slot(object)
    def _on_saved(self, model: Model) -> None:
        self._unsaved.pop(model.run.id, None)

    @Slot(object)
    def _on_runs(self, runs: tuple[Run, ...]) -> None:
        names = {run.id: run.name for run in runs}
        self._unsaved = {run_id: names[run_id] for run_id in self._unsaved if run_id in names}

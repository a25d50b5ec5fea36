"""Asks which kind of file a model is exported to, and where; the session does it."""

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QWidget

from mnist_desktop.i18n import _
from mnist_desktop.runs.export_kinds import SUFFIXES, ExportKind
from mnist_desktop.runs.run import Run
from mnist_desktop.ui.model_files import file_name
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level


class ExportAction(QAction):
    """The action "Export …" of the model's menu, at the level Everything alone.

    Args:
        session: Whose model is exported.
        window: For the dialog.
        parent: As for any QObject.
    """

    def __init__(self, session: Session, window: QWidget, parent: QObject) -> None:
        super().__init__(_("&Export …"), parent)
        self.setObjectName("export_model")
        self.setShortcut(QKeySequence("Ctrl+Shift+X"))
        words = _("Export: the model for Keras or for phones, as code or as a table, to use without this program.")
        self.setToolTip(words)
        self.setStatusTip(words)
        self._session = session
        self._window = window
        self.triggered.connect(self._on_triggered)
        for signal in (
            session.model_changed,
            session.training_changed,
            session.testing_changed,
            session.level_changed,
        ):
            signal.connect(self._on_changed)
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        session = self._session
        busy = session.training or session.testing
        self.setVisible(session.level is Level.EVERYTHING)  # hidden, it does not answer to its key either
        self.setEnabled(session.model is not None and not busy)

    @Slot()
    def _on_triggered(self) -> None:
        if self._session.model is not None:
            _ExportDialog(self._session, self._window).open()


class _ExportDialog(QFileDialog):
    """The kind of file stands in the list under the name, and decides how the name ends."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent, _("Export the model"))
        self.setObjectName("export_dialog")
        assert session.model is not None
        self._session = session
        self._filters = {f"{text} (*{SUFFIXES[kind]})": kind for kind, text in _kinds(session.model.run)}
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setNameFilters(list(self._filters))
        self.selectFile(file_name(session.model.run.name))
        self.fileSelected.connect(self._on_selected)
        self.finished.connect(self.deleteLater)
        # Qt gives the name another ending by itself, but only the last part of ".weights.h5": it is mended after that.
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._on_filter_changed)
        self.filterSelected.connect(self._on_filter_selected)
        self._on_filter_changed()

    @Slot(str)
    def _on_filter_selected(self, _filter: str) -> None:
        self._timer.start()

    @Slot()
    def _on_filter_changed(self) -> None:
        suffix = SUFFIXES[self._filters[self.selectedNameFilter()]]
        self.setDefaultSuffix(suffix.removeprefix("."))
        if names := self.selectedFiles():
            self.selectFile(str(_ending_in(suffix, Path(names[0]))))

    @Slot(str)
    def _on_selected(self, file: str) -> None:
        kind = self._filters[self.selectedNameFilter()]
        named = Path(file)
        ending = _ending_in(SUFFIXES[kind], named)
        # The dialog has asked about the name that it knows, not about one that only the kind makes.
        self._session.export_as(kind, ending, overwrite=ending == named)


def _ending_in(suffix: str, file: Path) -> Path:
    """The same name with the ending of a kind, in the place of another kind's."""
    if file.name.endswith(suffix):
        return file
    name = file.name
    for other in (*SUFFIXES.values(), ".h5"):
        name = name.removesuffix(other)
    return file.with_name(name + suffix)


def _kinds(run: Run) -> tuple[tuple[ExportKind, str], ...]:
    """What can be made of a run, the most usual first; a table only where there is a finished epoch."""
    kinds: tuple[tuple[ExportKind, str], ...] = (
        ("keras", _("Keras model, to open in Python")),
        ("tflite", _("TFLite model, for phones and small computers")),
        ("weights", _("Only the weights, for the Keras script")),
        ("script", _("Keras script")),
        ("notebook", _("Keras notebook, for Jupyter")),
        ("csv", _("History, a table with a row for each epoch")),
    )
    return kinds if run.history else kinds[:-1]

"""Other data than MNIST: files and folders, those that were open before, and the way back."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.ui.current_data import RecentData
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.widgets import Column, Fold, Label, Row, SecondaryButton, TextRole, explain

_NO_LABELS_KINDS = (".npz", ".csv", ".txt", ".tsv")  # these hold their labels themselves


class OtherDataFold(Fold):
    """Opens files and folders, lists what was open last, and saves what is open.

    Emits ``failed`` with a ``UserError`` when nothing can be opened now.

    Args:
        session: What all pages share.
    """

    failed = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(_("Open other data"), name="other_data_fold")
        self._shared = session
        self._file = self._button(
            _("File …"), "open_data_file", "folder-open", self.ask_file,
            _("Opens an .npz, a CSV with a label and 784 pixels a row, or IDX files, plain or .gz."),
        )  # fmt: skip
        self._folder = self._button(
            _("Folder …"), "open_data_folder", "folder-open", self.ask_folder,
            _("Opens a folder with a sub-folder of pictures for each class, or with IDX files."),
        )  # fmt: skip
        self._labels = self._button(
            _("Choose its labels …"), "open_labels", "", self._ask_labels,
            _("The pictures that are open have no labels: names the IDX file that holds them."),
        )  # fmt: skip
        self._recent = self._button(
            _("Opened before"), "recent_data", "caret-down", self._show_recent,
            _("The last eight files and folders of data."),
        )  # fmt: skip
        self._menu = QMenu(self)
        self._menu.setObjectName("recent_menu")
        self._save = self._button(
            _("Save these data …"), "save_data", "floppy-disk", self.ask_save_file,
            _("Saves the pictures and labels as they are now, changes included, as an .npz for NumPy and Keras."),
        )  # fmt: skip
        both = Row(spacing=8)
        both.addWidget(self._file)
        both.addWidget(self._folder)
        self.body.addLayout(both)
        for button in (self._labels, self._recent, self._save):
            self.body.addWidget(button)
        hint = _("Or drop a file or a folder on the window.")
        self.body.addWidget(Label(hint, TextRole.CAPTION, name="drop_hint"))
        self._labels.hide()
        session.recent_data_changed.connect(self._on_recent_changed)
        self._on_recent_changed()

    def show_dataset(self, dataset: Dataset) -> None:
        """Offers what fits the data that are open."""
        source = Path(dataset.source) if dataset.source else None
        named = source is not None and source.name.casefold().removesuffix(".gz").endswith(_NO_LABELS_KINDS)
        self._labels.setVisible(not dataset.class_names and source is not None and not named and not source.is_dir())

    @Slot()
    def ask_file(self) -> None:
        """Asks for a file to open."""
        kinds = _("Pictures with labels") + " (*.npz *.csv *.gz *ubyte *.idx *.idx3 *.txt)"
        self._ask(_("Open data"), QFileDialog.FileMode.ExistingFile, self._on_chosen, [kinds, _all_files()])

    @Slot()
    def ask_folder(self) -> None:
        """Asks for a folder to open."""
        self._ask(_("Open a folder of pictures"), QFileDialog.FileMode.Directory, self._on_chosen)

    @Slot()
    def ask_save_file(self) -> None:
        """Asks where to save the data that are open."""
        if self._shared.dataset is None:
            return
        dialog = self._dialog(_("Save these data"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["NumPy (*.npz)"])
        dialog.setDefaultSuffix("npz")
        name = self._shared.dataset.name.lower().replace("/", "-")
        dialog.selectFile(f"{name}.npz")
        dialog.fileSelected.connect(self._on_save_chosen)
        dialog.open()

    @Slot(str)
    def _on_chosen(self, path: str) -> None:
        self._open(Path(path))

    @Slot(str)
    def _on_labels_chosen(self, file: str) -> None:
        if self._shared.dataset is not None:
            self._open(Path(self._shared.dataset.source), Path(file))

    @Slot(str)
    def _on_save_chosen(self, file: str) -> None:
        self._shared.save_data(Path(file))

    @Slot()
    def _ask_labels(self) -> None:
        title = _("Open the labels of these pictures")
        kinds = _("IDX files of labels") + " (*.gz *ubyte *.idx *.idx1)"
        self._ask(title, QFileDialog.FileMode.ExistingFile, self._on_labels_chosen, [kinds, _all_files()])

    @Slot()
    def _on_recent_changed(self) -> None:
        self._recent.setVisible(bool(self._shared.recent_data))

    @Slot()
    def _show_recent(self) -> None:
        self._menu.clear()
        for recent in self._shared.recent_data:
            there = recent.path.exists()
            text = recent.path.name if there else _("{name} (no longer there)").format(name=recent.path.name)
            action = QAction(text.replace("&", "&&"), self._menu)
            action.setToolTip(str(recent.path))
            action.setStatusTip(str(recent.path))
            action.setEnabled(there)
            action.setData(recent)
            action.triggered.connect(self._on_recent_chosen)
            self._menu.addAction(action)
        self._menu.setToolTipsVisible(True)
        self._menu.popup(self._recent.mapToGlobal(self._recent.rect().bottomLeft()))

    @Slot()
    def _on_recent_chosen(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        recent = action.data()
        assert isinstance(recent, RecentData)
        self._open(recent.path, recent.labels)

    def _open(self, path: Path, labels: Path | None = None) -> None:
        try:
            self._shared.open_data(path, labels)
        except UserError as error:
            self.failed.emit(error)

    def _button(self, text: str, name: str, icon: str, slot: Callable[[], None], explanation: str) -> SecondaryButton:
        button = SecondaryButton(text, name=name, icon=icon)
        explain(button, explanation)
        button.clicked.connect(slot)
        return button

    def _ask(
        self, title: str, mode: QFileDialog.FileMode, slot: Callable[[str], None], filters: list[str] | None = None
    ) -> None:
        dialog = self._dialog(title)
        dialog.setFileMode(mode)
        if filters:
            dialog.setNameFilters(filters)
        dialog.fileSelected.connect(slot)
        dialog.open()

    def _dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self.window(), title)
        dialog.setObjectName("data_dialog")
        dialog.finished.connect(dialog.deleteLater)
        return dialog


class SourceNotes(QWidget):
    """What was done to the data when they were opened, and the way back to MNIST; hidden for MNIST itself.

    Emits ``back_clicked``.
    """

    back_clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("source_notes")
        self._notes = Label(role=TextRole.CAPTION, name="data_notes")
        self._back = SecondaryButton(_("Back to MNIST"), name="back_to_mnist", icon="arrow-counter-clockwise")
        explain(self._back, _("Back to MNIST: opens the pictures of digits that came with the program again."))
        self._back.clicked.connect(self.back_clicked)
        layout = Column(spacing=8, margins=(0, 0, 0, 8))
        layout.addWidget(self._notes)
        layout.addWidget(self._back)
        self.setLayout(layout)
        self.hide()

    def show_dataset(self, dataset: Dataset, *, other: bool) -> None:
        """Shows the notes of data.

        Args:
            dataset: What is open.
            other: Whether it is something else than MNIST.
        """
        self._notes.setText(" ".join(dataset.notes))
        self._notes.setVisible(bool(dataset.notes))
        self._back.setVisible(other)
        self.setVisible(other or bool(dataset.notes))


def _all_files() -> str:
    return _("All files") + " (*)"

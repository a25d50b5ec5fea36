"""The dialog with all runs: open, rename, duplicate, export, import, delete, and the room that they take."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QItemSelection, QPoint, QSize, Qt, Slot
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDoubleSpinBox,
    QFileDialog,
    QHeaderView,
    QInputDialog,
    QLineEdit,
    QMenu,
    QTableView,
    QWidget,
)
from typing_extensions import override

from mnist_desktop.i18n import _, ngettext
from mnist_desktop.runs.disk_use import Thinning
from mnist_desktop.runs.run import Run
from mnist_desktop.runs.run_file import SUFFIX
from mnist_desktop.ui.model_files import ask_where_to_save
from mnist_desktop.ui.notifications import MessageBar
from mnist_desktop.ui.runs import lane, words
from mnist_desktop.ui.runs.table import DATE_COLUMN, NETWORK_COLUMN, RunsFilter, RunsModel
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import DISK_LIMIT
from mnist_desktop.ui.shared_state import Notice
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets import Column, Field, FlatButton, Label, MainButton, Row, SecondaryButton, explain

_SIZE = (1060, 560)
_ROW_HEIGHT = 32
_WIDE = 960
"""From so many logical pixels on there is room for the network beside its name."""
_GIGABYTE = 10**9


class RunsDialog(QDialog):
    """All runs in a table; what can be done with the chosen one stands under it, each with a key.

    Args:
        session: Whose runs.
        parent: The window.
    """

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("runs_dialog")
        self.setWindowTitle(_("Runs"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session = session
        self._model = RunsModel()
        self._model.setParent(self)
        self._shown = RunsFilter(self._model)
        self._shown.setParent(self)
        self._thinning: tuple[Thinning, ...] = ()
        self._wanted = session.model.run.id if session.model is not None else ""

        self._find = QLineEdit(placeholderText=_("Find by name, network or state"), clearButtonEnabled=True)
        self._find.setObjectName("runs_find")
        self._find.setAccessibleName(_("Find runs"))
        explain(self._find, _("Find: shows the runs with these words in their name, network or state."))
        self._find.textChanged.connect(self._on_find)
        self._use = Label(name="runs_use")
        self._use.setWordWrap(False)
        self._limit = QDoubleSpinBox(minimum=0.1, maximum=1000.0, singleStep=0.5, decimals=1, suffix=_(" GB"))
        self._limit.setObjectName("runs_limit")
        self._limit.setValue(session.settings.get(DISK_LIMIT))
        self._limit.setKeyboardTracking(False)
        self._limit.valueChanged.connect(self._on_limit)
        limit = Field(
            _("&At most"),
            self._limit,
            _("At most: when runs take more room, the weights of older epochs of the oldest runs go; curves stay."),
        )
        top = Row(spacing=16)
        top.addWidget(self._find, stretch=1)
        top.addWidget(self._use)
        top.addWidget(limit)

        self._table = self._make_table()
        self._over = Label(name="runs_over")
        self._drop = SecondaryButton(_("Make &room"), name="runs_make_room")
        explain(self._drop, _("Make room: drops these weights now; otherwise it is done after the next training."))
        self._drop.clicked.connect(self._on_make_room)
        room = Row(spacing=12)
        room.addWidget(self._over, stretch=1)
        room.addWidget(self._drop)
        self.message_bar = MessageBar()
        self.message_bar.setObjectName("runs_message_bar")

        layout = Column(spacing=12, margins=(16, 16, 16, 16))
        layout.addLayout(top)
        layout.addWidget(self._table, stretch=1)
        layout.addLayout(room)
        layout.addWidget(self.message_bar)
        layout.addLayout(self._make_buttons())
        self.setLayout(layout)
        session.runs_changed.connect(self._on_changed)
        session.training_changed.connect(self._on_changed)
        session.failed.connect(self.message_bar.show_error)
        session.notified.connect(self._on_notified)
        follow_theme(self._on_theme_changed)
        self._show_thinning()
        self._on_selected()
        self._refresh()
        self._table.setFocus()

    @property
    def chosen(self) -> Run | None:
        """The run of the chosen row; None without one, and for a damaged one."""
        row = self._row()
        return None if row is None else self._model.run_at(row)

    def choose(self, run_id: str) -> None:
        """Chooses the row of a run, now or when the runs are listed."""
        self._wanted = run_id
        for row in range(self._shown.rowCount()):
            if self._model.id_at(self._shown.mapToSource(self._shown.index(row, 0)).row()) == run_id:
                self._table.selectRow(row)
                self._table.scrollTo(self._shown.index(row, 0))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._table.setColumnHidden(NETWORK_COLUMN, self.width() < current_theme().px(_WIDE))

    # ---- how it is built

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("runs_table")
        table.setProperty("kind", "runs")
        table.setAccessibleName(_("Runs"))
        explain(table, _("One row a run; Enter opens it, a click on a heading sorts by it."))
        table.setModel(self._shown)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(60)
        table.setSortingEnabled(True)
        table.sortByColumn(DATE_COLUMN, Qt.SortOrder.DescendingOrder)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._on_menu)
        table.activated.connect(self._on_open)
        table.selectionModel().selectionChanged.connect(self._on_selected)
        return table

    def _make_buttons(self) -> Row:
        row = Row(spacing=8)
        self._actions: dict[str, QAction] = {}
        for name, text, key, slot, icon, sentence in (
            ("open", _("&Open"), "Ctrl+Return", self._on_open, "", _("Open: makes this run the current model.")),
            ("rename", _("&Rename …"), "F2", self._on_rename, "pencil-simple", _("Rename: gives it another name.")),
            (
                "duplicate", _("&Duplicate"), "Ctrl+Shift+D", self._on_duplicate, "copy",
                _("Duplicate: a new model with the same network and training that has learned nothing yet."),
            ),
            (
                "export", _("&Export …"), "Ctrl+S", self._on_export, "floppy-disk",
                _("Export: saves it as one file, with all epochs or only the model."),
            ),
            (
                "import", _("&Import …"), "Ctrl+I", self._on_import, "folder-open",
                _("Import: adds a run from a file; it never takes the place of another."),
            ),
            ("delete", _("De&lete"), "Del", self._on_delete, "trash", _("Delete: takes it away, with a way back.")),
        ):  # fmt: skip
            action = self._actions[name] = QAction(text, self)
            action.setObjectName(f"runs_{name}_action")
            action.setShortcut(QKeySequence(key))
            action.triggered.connect(slot)
            self.addAction(action)
            button = (
                MainButton(text, name=f"runs_{name}")
                if name == "open"
                else SecondaryButton(text, name=f"runs_{name}", icon=icon)
            )
            explain(button, f"{sentence} ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})")
            button.clicked.connect(action.trigger)
            action.enabledChanged.connect(button.setEnabled)
            row.addWidget(button, alignment=Qt.AlignmentFlag.AlignVCenter)
        find = QAction(_("Find"), self)
        find.setShortcut(QKeySequence("Ctrl+F"))
        find.triggered.connect(self._find.setFocus)
        undo = self._actions["undo"] = QAction(_("Undo the deletion"), self, enabled=False)
        undo.setShortcut(QKeySequence("Ctrl+Z"))
        undo.triggered.connect(self._on_undo)
        self.addActions([find, undo])
        row.addStretch()
        close = FlatButton(_("&Close"), name="runs_close")
        explain(close, _("Close: back to the page. (Esc)"))
        close.clicked.connect(self.reject)
        row.addWidget(close)
        return row

    # ---- what the user does

    @Slot()
    def _on_open(self) -> None:
        run = self.chosen
        if run is not None and self._actions["open"].isEnabled():
            self._session.open_run(run.id)
            self.accept()

    @Slot()
    def _on_rename(self) -> None:
        run = self.chosen
        if run is None:
            return
        dialog = QInputDialog(self)
        dialog.setObjectName("rename_dialog")
        dialog.setWindowTitle(_("Rename"))
        dialog.setLabelText(_("Name of this model"))
        dialog.setTextValue(run.name)
        dialog.textValueSelected.connect(self._on_name_selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _on_name_selected(self, name: str) -> None:
        run = self.chosen
        if run is not None and name.strip() != run.name:
            self._session.rename_run(run.id, name)

    @Slot()
    def _on_duplicate(self) -> None:
        run = self.chosen
        if run is not None:
            self._session.duplicate(run)
            self._session.page_requested.emit("network")
            self.accept()

    @Slot()
    def _on_export(self) -> None:
        run = self.chosen
        if run is not None:
            ask_where_to_save(self, run.name, partial(self._session.export, run.id))

    @Slot()
    def _on_import(self) -> None:
        dialog = QFileDialog(self, _("Import a run"))
        dialog.setObjectName("file_dialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Runs") + f" (*{SUFFIX})", _("All files") + " (*)"])
        dialog.fileSelected.connect(self._on_import_selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _on_import_selected(self, file: str) -> None:
        self._session.import_run(Path(file))

    @Slot()
    def _on_delete(self) -> None:
        row = self._row()
        if row is not None and self._actions["delete"].isEnabled():
            name = str(self._model.index(row, 0).data())
            self._session.delete_run(self._model.id_at(row), name)

    @Slot()
    def _on_undo(self) -> None:
        self._session.undo_last_delete()

    @Slot()
    def _on_make_room(self) -> None:
        job = partial(lane.thin, self._session.service, self._bytes(), self._current())
        self._session.jobs.run_data(job, on_result=self._on_thinned)

    @Slot(str)
    def _on_find(self, text: str) -> None:
        self._shown.set_text(text)
        self._table.selectRow(0)
        self._on_selected()

    @Slot(float)
    def _on_limit(self, value: float) -> None:
        self._session.settings.set(DISK_LIMIT, value)
        self._refresh()

    @Slot(QPoint)
    def _on_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([self._actions[name] for name in ("open", "rename", "duplicate", "export", "delete")])
        menu.popup(self._table.viewport().mapToGlobal(place))

    # ---- what comes of it

    @Slot(object)
    def _on_listed(self, listed: lane.Listed) -> None:
        row = self._row()
        wanted = self._wanted or ("" if row is None else self._model.id_at(row))
        self._model.show_runs(listed.runs, listed.use)
        count = len(listed.use.sizes)
        text = ngettext("{count} run of yours takes {size}", "{count} runs of yours take {size}", count)
        self._use.setText(text.format(count=count, size=words.size(listed.use.total)))
        self._thinning = listed.thinning
        self._show_thinning()
        self._table.selectRow(0)
        self.choose(wanted)
        self._wanted = ""
        self._on_selected()

    @Slot(object)
    def _on_thinned(self, thinnings: tuple[Thinning, ...]) -> None:
        if thinnings:
            self._session.notified.emit(Notice(words.dropped(thinnings, self._bytes())))
        self._refresh()

    @Slot(object)
    def _on_notified(self, notice: Notice) -> None:
        self._actions["undo"].setEnabled(bool(notice.action))
        self.message_bar.show_notice(notice)
        self._refresh()

    @Slot()
    def _on_changed(self) -> None:
        self._refresh()

    @Slot()
    @Slot(QItemSelection, QItemSelection)
    def _on_selected(self, *_selection: object) -> None:
        row, run, busy = self._row(), self.chosen, self._session.training
        own = row is not None and (run is None or not run.bundled)
        for name, enabled in (
            ("open", run is not None and not busy),
            ("rename", run is not None and own and not busy),
            ("duplicate", run is not None and not busy),
            ("export", run is not None),
            ("import", not busy),
            ("delete", own and not busy),
        ):
            self._actions[name].setEnabled(enabled)

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self._table.verticalHeader().setDefaultSectionSize(theme.px(_ROW_HEIGHT))
        window = self.parentWidget()
        assert window is not None
        room = window.size() - QSize(theme.px(24), theme.px(24))
        self.resize(QSize(*(theme.px(side) for side in _SIZE)).boundedTo(room))

    def _refresh(self) -> None:
        job = partial(lane.list_runs, self._session.service, self._bytes(), self._current())
        self._session.jobs.run_data(job, on_result=self._on_listed)

    def _show_thinning(self) -> None:
        self._over.setVisible(bool(self._thinning))
        self._drop.setVisible(bool(self._thinning))
        if self._thinning:
            self._over.setText(words.would_drop(self._thinning))

    def _row(self) -> int | None:
        rows = self._table.selectionModel().selectedRows()
        return self._shown.mapToSource(rows[0]).row() if rows else None

    def _bytes(self) -> int:
        return round(self._limit.value() * _GIGABYTE)

    def _current(self) -> str:
        model = self._session.model
        return model.run.id if model is not None else ""

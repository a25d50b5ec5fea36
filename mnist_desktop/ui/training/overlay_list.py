"""The list of runs to compare: a check mark for each whose curves are shown."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListWidget, QListWidgetItem, QSizePolicy, QWidget

from mnist_desktop.i18n import _
from mnist_desktop.runs.run import Run
from mnist_desktop.ui.model_text import describe
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme, font
from mnist_desktop.ui.training.swatch import SIZE, swatch
from mnist_desktop.ui.widgets import Column, Label, TextRole, explain
from mnist_desktop.ui.widgets.level import set_shown

MOST_RUNS = 6
"""As many as ``plots.overlay`` can tell apart."""

RunKey = tuple[bool, str]
"""Whether a run is bundled, and its id; no other run has both."""

_MANY = 10
"""With more runs than this there is a field to find one."""
_WIDTH = 196


class RunList(QWidget):
    """Runs with check marks, the current one first.

    Emits ``chosen`` when a check mark was set or taken away by hand; ``slots`` then has changed.
    """

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._runs: tuple[Run, ...] = ()
        self._slots: dict[RunKey, int] = {}
        self._find = QLineEdit(placeholderText=_("Find a model"), clearButtonEnabled=True)
        self._find.setObjectName("find_run")
        self._find.setAccessibleName(_("Find a model"))
        explain(self._find, _("Shows only the models whose names have these letters in them."))
        self._find.textChanged.connect(self._on_find_changed)
        self._list = QListWidget()
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._list.setUniformItemSizes(True)
        self._list.setObjectName("run_list")
        self._list.setAccessibleName(_("Models to compare"))
        explain(
            self._list,
            _("Models to compare: check up to six. Space checks the one that is marked; the current one is first."),
        )
        self._list.itemChanged.connect(self._on_item_changed)
        self._count = Label(role=TextRole.CAPTION, name="run_count")
        layout = Column(spacing=4)
        layout.addWidget(self._find)
        layout.addWidget(self._list, stretch=1)
        layout.addWidget(self._count)
        self.setLayout(layout)
        set_shown(self._find, False)
        follow_theme(self._on_theme_changed)

    @property
    def slots(self) -> dict[RunKey, int]:
        """The chosen runs, in the order of the list, each with its colour and mark (0 to 5)."""
        return {key: self._slots[key] for key in map(run_key, self._runs) if key in self._slots}

    def show_runs(self, runs: Sequence[Run]) -> None:
        """Shows these runs, the current one first; those that are chosen stay so."""
        known = {run_key(run) for run in runs}
        self._slots = {key: slot for key, slot in self._slots.items() if key in known}
        texts = [(run_key(run), run.name, len(run.history)) for run in runs]
        shown = [(run_key(run), run.name, len(run.history)) for run in self._runs]
        self._runs = tuple(runs)
        if texts != shown:
            self._fill()

    def choose(self, key: RunKey) -> None:
        """Checks a run; where six are checked already, the last of the list goes."""
        if key in self._slots:
            return
        if len(self._slots) >= MOST_RUNS:
            del self._slots[list(self.slots)[-1]]
        self._slots[key] = self._free_slot()
        self._fill()

    def rename(self, old: RunKey, new: RunKey) -> None:
        """A run has got another id: it keeps its check mark and its colour."""
        if old in self._slots and new not in self._slots:
            self._slots[new] = self._slots.pop(old)

    @Slot(QListWidgetItem)
    def _on_item_changed(self, item: QListWidgetItem) -> None:
        key = run_key(self._runs[self._list.row(item)])
        checked = item.checkState() is Qt.CheckState.Checked
        if checked == (key in self._slots):
            return
        if checked and len(self._slots) < MOST_RUNS:
            self._slots[key] = self._free_slot()
        else:
            self._slots.pop(key, None)
        self._mark_all()
        self.chosen.emit()

    @Slot(str)
    def _on_find_changed(self, text: str) -> None:
        for row, run in enumerate(self._runs):
            self._list.setRowHidden(row, text.strip().casefold() not in run.name.casefold())

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self.setFixedWidth(theme.px(_WIDTH))
        self._find.setFixedHeight(theme.px(32))
        self._list.setIconSize(QSize(theme.px(SIZE), theme.px(SIZE)))
        self._fill()

    def _free_slot(self) -> int:
        return next(slot for slot in range(MOST_RUNS) if slot not in self._slots.values())

    def _fill(self) -> None:
        row = self._list.currentRow()
        with QSignalBlocker(self._list):
            self._list.clear()
            for _run in self._runs:
                self._list.addItem(QListWidgetItem())
            self._list.setCurrentRow(max(row, 0))
        set_shown(self._find, len(self._runs) > _MANY)
        self._mark_all()
        self._on_find_changed(self._find.text())

    def _mark_all(self) -> None:
        """Brings texts, check marks and colours up to date."""
        theme = current_theme()
        full = len(self._slots) >= MOST_RUNS
        enabled = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
        with QSignalBlocker(self._list):
            for row, run in enumerate(self._runs):
                item, slot = self._list.item(row), self._slots.get(run_key(run))
                item.setText(run.name)
                item.setToolTip(describe(run))
                item.setStatusTip(describe(run))
                item.setFont(font(theme, 14, QFont.Weight.DemiBold if row == 0 else QFont.Weight.Normal))
                item.setSizeHint(QSize(0, theme.px(28)))
                item.setCheckState(Qt.CheckState.Checked if slot is not None else Qt.CheckState.Unchecked)
                item.setIcon(swatch(slot if slot is not None else -1, theme))
                item.setFlags(Qt.ItemFlag.ItemIsSelectable if full and slot is None else enabled)
        text = _("{count} of {all} chosen, at most {most}")
        self._count.setText(text.format(count=len(self._slots), all=len(self._runs), most=MOST_RUNS))


def run_key(run: Run) -> RunKey:
    """What tells a run from others; a model that is not kept yet has an empty id."""
    return run.bundled, run.id

"""What is done to the pictures, one kind or all of them, and which other model is asked too."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QPushButton, QSizePolicy, QWidget

from mnist_desktop.data.corruption import Corruption
from mnist_desktop.i18n import _
from mnist_desktop.runs.run import Run
from mnist_desktop.ui.theme import Theme, follow_theme
from mnist_desktop.ui.widgets import Row, explain

_FIRST_KIND = "rotation"
_LEAST = 96  # of a list, in logical pixels


class RobustnessControls(QWidget):
    """The controls over the curves.

    Signals:
        kind_chosen(): Another kind is looked at.
        all_chosen(): All kinds are tried and shown, or one.
        other_chosen(): Another model is laid over, or none.

    Args:
        corruptions: The kinds.
    """

    kind_chosen = Signal()
    all_chosen = Signal()
    other_chosen = Signal()

    def __init__(self, corruptions: Sequence[Corruption]) -> None:
        super().__init__()
        self._corruptions = tuple(corruptions)
        self._others: tuple[Run, ...] = ()
        self._kinds = QComboBox()
        self._kinds.setObjectName("robustness_kind")
        self._kinds.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._kinds.view().setTextElideMode(Qt.TextElideMode.ElideNone)
        self._kinds.setAccessibleName(_("What is done to the pictures"))
        for index, kind in enumerate(self._corruptions):
            self._kinds.addItem(kind.title)
            self._kinds.setItemData(index, kind.explanation, Qt.ItemDataRole.ToolTipRole)
        self._kinds.setCurrentIndex(max(self._kinds.findText(_title(corruptions, _FIRST_KIND)), 0))
        explain(self._kinds, self._corruptions[self.kind].explanation)
        self._kinds.currentIndexChanged.connect(self._on_kind_changed)
        self._all = QPushButton(_("All kinds"), autoDefault=False)
        self._all.setCheckable(True)
        self._all.setChecked(True)
        self._all.setObjectName("robustness_all")
        self._all.setAccessibleName(_("All kinds"))
        explain(self._all, _("All kinds: tries and shows all seven, each in a small plot; else one in a large plot."))
        self._all.toggled.connect(self.all_chosen)
        self._beside = QComboBox()
        self._beside.setObjectName("robustness_beside")
        self._beside.setAccessibleName(_("Another model"))
        self._beside.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        explain(self._beside, _("Another model, whose curves are laid over those of this one: the same pictures."))
        self._beside.currentIndexChanged.connect(self.other_chosen)
        row = Row(spacing=8)
        row.addWidget(self._kinds, stretch=1)
        row.addWidget(self._all)
        row.addWidget(self._beside, stretch=1)
        self.setLayout(row)
        follow_theme(self._on_theme_changed)

    @property
    def kind(self) -> int:
        """The place of the kind that is looked at."""
        return self._kinds.currentIndex()

    @property
    def all_kinds(self) -> bool:
        """Whether all kinds are tried and shown."""
        return self._all.isChecked()

    @property
    def other(self) -> Run | None:
        """The other model that is asked too."""
        index = self._beside.currentIndex()
        return self._others[index - 1] if 0 < index <= len(self._others) else None

    def choose_kind(self, place: int) -> None:
        """Looks at another kind."""
        self._kinds.setCurrentIndex(place)

    @Slot()
    def toggle_all(self) -> None:
        """From all kinds to one, or back."""
        self._all.toggle()

    def set_narrow(self, narrow: bool) -> None:
        """Uses shorter words."""
        self._all.setText(_("All") if narrow else _("All kinds"))

    def show_runs(self, runs: Sequence[Run], current: Run) -> None:
        """Offers the other models of the same task; a chosen one that is still there stays, without a signal."""
        chosen = self.other
        self._others = tuple(
            run for run in runs if (run.bundled, run.id) != (current.bundled, current.id) and run.state != "training"
        )
        with QSignalBlocker(self._beside):
            self._beside.clear()
            self._beside.addItem(_("No other model"))
            for place, run in enumerate(self._others, start=1):
                self._beside.addItem(_("and {name}").format(name=run.name))
                if run.training.task != current.training.task:
                    self._beside.setItemData(place, 0, Qt.ItemDataRole.UserRole - 1)  # Qt's way to disable an item
                    self._beside.setItemData(place, _("It answers another question."), Qt.ItemDataRole.ToolTipRole)
            ids = [(run.bundled, run.id) for run in self._others]
            key = (chosen.bundled, chosen.id) if chosen is not None else None
            self._beside.setCurrentIndex(ids.index(key) + 1 if key in ids else 0)

    @Slot(int)
    def _on_kind_changed(self, place: int) -> None:
        explain(self._kinds, self._corruptions[place].explanation)
        self.kind_chosen.emit()

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        for combo in (self._kinds, self._beside):
            combo.setMinimumWidth(theme.px(_LEAST))


def _title(corruptions: Sequence[Corruption], kind: str) -> str:
    return next((each.title for each in corruptions if each.kind == kind), "")

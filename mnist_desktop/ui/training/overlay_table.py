"""The table beside the laid-over curves: what came of each run, and the settings that are not the same in all."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.runs.differences import NOTHING, Difference
from mnist_desktop.runs.run import Run
from mnist_desktop.training.verdicts import percent
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme, font
from mnist_desktop.ui.training.swatch import SIZE, swatch
from mnist_desktop.ui.widgets import explain

_ROW, _HEADER = 28, 28
_WIDEST = 280  # of a column, in logical pixels; longer texts are cut and told in full at the mouse
_MARGIN = "\u00a0\u00a0"


class DifferenceTable(QTableWidget):
    """One row a run: validation accuracy, test, time, and the settings that differ."""

    def __init__(self) -> None:
        super().__init__(0, 0)
        self.setObjectName("difference_table")
        self.setAccessibleName(_("What came of each model, and what differs between them"))
        explain(self, _("What came of each chosen model, and those of their settings that are not all the same."))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._slots: tuple[int, ...] = ()
        follow_theme(self._on_theme_changed)

    def show_runs(self, runs: Sequence[Run], slots: Sequence[int], found: Sequence[Difference]) -> None:
        """Shows runs.

        Args:
            runs: One row each.
            slots: The colour and mark of each.
            found: What differs between them.
        """
        self._slots = tuple(slots)
        titles = [_("Model"), *(title for title, _texts in _results(runs)), *(each.title for each in found)]
        columns = [[run.name for run in runs], *(texts for _title, texts in _results(runs))]
        columns += [list(each.values) for each in found]
        self.setColumnCount(len(titles))
        self.setHorizontalHeaderLabels(titles)
        self.setRowCount(len(runs))
        for column, texts in enumerate(columns):
            for row, text in enumerate(texts):
                item = QTableWidgetItem(f"{text}{_MARGIN}")
                item.setToolTip(text)
                self.setItem(row, column, item)
        self._show_look(current_theme())

    @override
    def sizeHint(self) -> QSize:
        """As high as its rows, and a scroll bar."""
        theme = current_theme()
        rows = max(self.rowCount(), 1) * theme.px(_ROW) + theme.px(_HEADER)
        return QSize(theme.px(320), rows + theme.px(10) + 2 * self.frameWidth())

    @override
    def minimumSizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px(200), theme.px(_HEADER + 2 * _ROW + 12))

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self.setFont(font(theme, 14))
        self.setIconSize(QSize(theme.px(SIZE), theme.px(SIZE)))
        self.verticalHeader().setDefaultSectionSize(theme.px(_ROW))
        self.horizontalHeader().setFixedHeight(theme.px(_HEADER))
        self._show_look(theme)

    def _show_look(self, theme: Theme) -> None:
        for row, slot in enumerate(self._slots):
            item = self.item(row, 0)
            if item is not None:
                item.setIcon(swatch(slot, theme))
        self.horizontalHeader().setMaximumSectionSize(theme.px(_WIDEST))
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.updateGeometry()


def _results(runs: Sequence[Run]) -> list[tuple[str, list[str]]]:
    return [
        (_("Validation, best"), [_best(run) for run in runs]),
        (_("Validation, last"), [_last(run) for run in runs]),
        (_("Test"), [percent(run.test.accuracy) if run.test is not None else _("not tested") for run in runs]),
        (_("Time"), [_time(run) for run in runs]),
    ]


def _best(run: Run) -> str:
    validated = [(record.val_accuracy, -record.epoch) for record in run.history if record.val_accuracy is not None]
    if not validated:
        return NOTHING
    accuracy, epoch = max(validated)
    return _("{accuracy}, epoch {epoch}").format(accuracy=percent(accuracy), epoch=f"{-epoch:,}")


def _last(run: Run) -> str:
    last = run.history[-1].val_accuracy if run.history else None
    return percent(last) if last is not None else NOTHING


def _time(run: Run) -> str:
    if not run.history:
        return NOTHING
    seconds = sum(record.seconds for record in run.history)
    if seconds < 99.5:
        return _("{seconds} s").format(seconds=f"{seconds:.1f}")
    return _("{minutes} min {seconds} s").format(minutes=f"{int(seconds) // 60:,}", seconds=int(seconds) % 60)

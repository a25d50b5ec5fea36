"""The table of models to compare: a check mark for each that takes part, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem
from typing_extensions import override

from mnist_desktop.evaluation.comparison import ComparedModel
from mnist_desktop.i18n import _
from mnist_desktop.runs.run import Run
from mnist_desktop.ui.model_text import describe
from mnist_desktop.ui.progress import duration
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets import explain

LEAST, MOST = 2, 4
"""Models that can be compared at once."""

LETTERS = "ABCD"
"""What a model is called where there is no room for its name."""

_ROW, _HEADER = 28, 26
_LEAST_NAME = 130  # logical pixels
_NOTHING = "–"
_GAP = "\u00a0\u00a0"


@dataclass(frozen=True)
class Candidate:
    """A model that may take part.

    Attributes:
        run: What is known of it.
        fault: Why it cannot be compared, in two words; "" if it can.
    """

    run: Run
    fault: str = ""

    @property
    def key(self) -> tuple[bool, str]:
        """What tells it from others."""
        return self.run.bundled, self.run.id


class CompareTable(QTableWidget):
    """One row a model, the tested one first.

    Emits ``chosen`` when a check mark was set or taken away by hand.
    """

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__(0, 5)
        self.setObjectName("compare_table")
        self.setAccessibleName(_("Models to compare"))
        explain(self, _("Models to compare: check two to four; Space checks the marked one. The tested one is first."))
        self.setHorizontalHeaderLabels([_("Model"), _("Right (95 %)"), _("Loss"), _("Parameters"), _("Time")])
        explanations = (
            _("The models that take part are checked; their letters stand under the pictures."),
            _("Share of right answers, and where it would lie on other pictures like these, 95 % of the time."),
            _("How wrong, lower is better."),
            _("Parameters: how many numbers it has learned."),
            _("How long it was trained."),
        )
        for column, text in enumerate(explanations):
            header_item = self.horizontalHeaderItem(column)
            if header_item is not None:
                header_item.setToolTip(text)
                header_item.setStatusTip(text)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(24)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self._candidates: tuple[Candidate, ...] = ()
        self._checked: set[tuple[bool, str]] = set()
        self._results: dict[tuple[bool, str], ComparedModel] = {}
        self.itemChanged.connect(self._on_item_changed)
        follow_theme(self._on_theme_changed)

    @property
    def checked(self) -> tuple[Candidate, ...]:
        """The models that take part, in the order of the table."""
        return tuple(each for each in self._candidates if each.key in self._checked)

    def show_candidates(self, candidates: Sequence[Candidate]) -> None:
        """Offers models; those that are checked stay so."""
        self._candidates = tuple(candidates)
        self._checked &= {each.key for each in candidates if not each.fault}
        self._fill()

    def check(self, candidates: Sequence[Candidate]) -> None:
        """Checks these and no others, without a signal."""
        self._checked = {each.key for each in candidates}
        self._fill()

    def show_results(self, compared: Sequence[tuple[Candidate, ComparedModel]]) -> None:
        """Shows what came of some models."""
        self._results = {candidate.key: model for candidate, model in compared}
        self._fill()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.item(self.currentRow(), 0)
        if event.key() == Qt.Key.Key_Space and item is not None:
            if item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
                checked = item.checkState() is Qt.CheckState.Checked
                item.setCheckState(Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked)
        else:
            super().keyPressEvent(event)

    @override
    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px(320), theme.px(_HEADER + max(self.rowCount(), 2) * _ROW) + 2 * self.frameWidth() + 2)

    @override
    def minimumSizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px(200), theme.px(_HEADER + 2 * _ROW) + 2 * self.frameWidth())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stretch_names()

    @Slot(QTableWidgetItem)
    def _on_item_changed(self, item: QTableWidgetItem) -> None:
        key = self._candidates[item.row()].key
        checked = item.checkState() is Qt.CheckState.Checked
        if item.column() or checked == (key in self._checked):
            return
        if checked:
            self._checked.add(key)
        else:
            self._checked.discard(key)
        self._fill()
        self.chosen.emit()

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.px(_ROW))
        self.horizontalHeader().setFixedHeight(theme.px(_HEADER))
        self._fill()

    def _fill(self) -> None:
        row = self.currentRow()
        checked = [each.key for each in self.checked]
        with QSignalBlocker(self):
            self.setRowCount(len(self._candidates))
            for place, candidate in enumerate(self._candidates):
                letter = LETTERS[checked.index(candidate.key)] if candidate.key in checked[:MOST] else ""
                self._fill_row(place, candidate, letter, full=len(checked) >= MOST)
            if self._candidates:
                self.setCurrentCell(max(row, 0), 0)
        self._stretch_names()
        self.updateGeometry()

    def _stretch_names(self) -> None:
        """The names take the room that is left; where there is none, so little that the figures begin beside them."""
        header, theme = self.horizontalHeader(), current_theme()
        others = sum(max(self.sizeHintForColumn(column), header.sectionSizeHint(column)) for column in range(1, 5))
        room = self.viewport().width() - others >= theme.px(_LEAST_NAME)
        mode = QHeaderView.ResizeMode.Stretch if room else QHeaderView.ResizeMode.Fixed
        if header.sectionResizeMode(0) is not mode:
            header.setSectionResizeMode(0, mode)
        if not room:
            header.resizeSection(0, theme.px(_LEAST_NAME))

    def _fill_row(self, place: int, candidate: Candidate, letter: str, *, full: bool) -> None:
        run = candidate.run
        texts = [f"{letter}{_GAP}{run.name}" if letter else run.name, *_figures(candidate, self._results)]
        enabled = not candidate.fault and (bool(letter) or not full)
        flags = Qt.ItemFlag.ItemIsSelectable | (Qt.ItemFlag.ItemIsEnabled if enabled else Qt.ItemFlag.NoItemFlags)
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text if not column else f"{text}{_GAP}")
            if not enabled:
                item.setForeground(QColor(current_theme().control))
            item.setFlags(flags | Qt.ItemFlag.ItemIsUserCheckable if not column and enabled else flags)
            item.setToolTip(describe(run) if not candidate.fault else f"{run.name}: {candidate.fault}")
            item.setStatusTip(item.toolTip())
            if not column:
                item.setCheckState(Qt.CheckState.Checked if letter else Qt.CheckState.Unchecked)
            self.setItem(place, column, item)


def _figures(candidate: Candidate, results: dict[tuple[bool, str], ComparedModel]) -> list[str]:
    run, model = candidate.run, results.get(candidate.key)
    seconds = sum(record.seconds for record in run.history)
    time = duration(seconds) if run.history else _NOTHING
    if model is None:
        return [candidate.fault or _NOTHING, _NOTHING, _NOTHING, time]
    parameters = f"{model.parameters:,}"
    if model.evaluation is None or model.interval is None:
        return [_NOTHING, _NOTHING, parameters, time]
    low, high = model.interval
    right = _("{share} % ({low}–{high})").format(
        share=f"{100 * model.evaluation.accuracy:.1f}", low=f"{100 * low:.1f}", high=f"{100 * high:.1f}"
    )
    return [right, f"{abs(model.evaluation.loss):.4g}", parameters, time]

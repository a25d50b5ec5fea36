"""The finished epochs as a table."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFont, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.training.events import EpochRecord
from mnist_desktop.training.verdicts import best_epoch, percent
from mnist_desktop.ui.theme import Theme, follow_theme, font
from mnist_desktop.ui.widgets import explain

_VALIDATION_LOSS, _RATE = 4, 5
_MARGIN = "\u00a0\u00a0"  # towards the right edge, as the header has it; plain spaces would not count


class EpochTable(QTableWidget):
    """One row an epoch: right answers and loss on training and validation pictures, and the time it took.

    The lowest validation loss is bold and called the best.
    """

    def __init__(self) -> None:
        headers = (
            _("Epoch"),
            _("Training, right"),
            _("Training, loss"),
            _("Validation, right"),
            _("Validation, loss"),
            _("Learning rate"),
            _("Seconds"),
        )
        super().__init__(0, len(headers))
        self.setObjectName("epoch_table")
        self.setAccessibleName(_("Table of the epochs"))
        explain(self, _("Every finished epoch; the best is where the validation loss was lowest."))
        self.setHorizontalHeaderLabels(headers)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._lowest = -1
        follow_theme(self._on_theme_changed)

    def show_records(self, records: Sequence[EpochRecord]) -> None:
        """Shows finished epochs; only what is new is written when they go on from those shown."""
        kept = min(self.rowCount(), len(records))
        if kept and self._epoch_in(kept - 1) != self._row(records[kept - 1]):
            kept = 0
        self.setRowCount(kept)
        # A column of the same number would tell nothing.
        self.setColumnHidden(_RATE, len({f"{record.learning_rate:.3g}" for record in records}) < 2)
        for record in records[kept:]:
            self._append(record)
        best = best_epoch(records)
        self._mark(next((row for row, record in enumerate(records) if record is best), -1), records)
        if len(records) > kept:
            self.scrollToBottom()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.scrollToBottom()  # a table that is hidden does not know how far it can scroll

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self.setFont(font(theme, 14))
        self.verticalHeader().setDefaultSectionSize(theme.px(28))
        self.horizontalHeader().setMinimumHeight(theme.px(28))
        self._show_lowest()

    def _append(self, record: EpochRecord) -> None:
        row = self.rowCount()
        self.insertRow(row)
        for column, text in enumerate(self._row(record)):
            item = QTableWidgetItem(f"{text}{_MARGIN}")
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.setItem(row, column, item)

    def _row(self, record: EpochRecord) -> list[str]:
        return [
            f"{record.epoch:,}" if record.share >= 1.0 else f"{record.epoch:,} ({100 * record.share:.0f} %)",
            percent(record.accuracy),
            _loss(record.loss),
            percent(record.val_accuracy) if record.val_accuracy is not None else "–",
            _loss(record.val_loss) if record.val_loss is not None else "–",
            f"{record.learning_rate:.3g}",
            f"{record.seconds:.1f}" if record.seconds < 100 else f"{record.seconds:,.0f}",
        ]

    def _epoch_in(self, row: int) -> list[str]:
        texts = [item.text() if (item := self.item(row, column)) else "" for column in range(self.columnCount())]
        texts[_VALIDATION_LOSS] = texts[_VALIDATION_LOSS].removeprefix(_best_prefix())
        return [text.removesuffix(_MARGIN) for text in texts]

    def _mark(self, lowest: int, records: Sequence[EpochRecord]) -> None:
        """Moves the mark of the lowest validation loss."""
        for row in {self._lowest, lowest}:
            item = self.item(row, _VALIDATION_LOSS) if 0 <= row < self.rowCount() else None
            if item is not None:
                words = self._row(records[row])[_VALIDATION_LOSS]
                item.setText(f"{_best_prefix() if row == lowest else ''}{words}{_MARGIN}")
        self._lowest = lowest
        self._show_lowest()

    def _show_lowest(self) -> None:
        """Makes the lowest validation loss bold; the others take the table's font, which grows with the theme."""
        for row in range(self.rowCount()):
            item = self.item(row, _VALIDATION_LOSS)
            if item is not None:
                marked = QFont(self.font())
                marked.setWeight(QFont.Weight.DemiBold if row == self._lowest else QFont.Weight.Normal)
                item.setFont(marked)


def _best_prefix() -> str:
    return _("best") + "  "


def _loss(loss: float) -> str:
    return f"{loss:.4f}" if loss < 1000 else f"{loss:.3g}"

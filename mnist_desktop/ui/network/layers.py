"""The table of a network's layers: what each gives, learns and costs, and what does not fit, at its layer."""

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QBrush, QColor, QFont, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableWidget, QTableWidgetItem
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.networks.examine import Examination
from mnist_desktop.networks.spec import NetworkSpec
from mnist_desktop.ui.network.layer_rows import Row, layer_rows
from mnist_desktop.ui.network.mends import MendList
from mnist_desktop.ui.network.row_drag import RowDrag
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme, font
from mnist_desktop.ui.widgets import explain

_ROW_HEIGHT = 26
_ALWAYS = 3
"""So many columns show in any width; the others where there is room for all."""


class LayerTable(QTableWidget):
    """One row for the picture, one for each layer, one for the sum; under a layer that does not fit, what mends it.

    Emits ``layer_chosen`` with the index of the layer that the keys or the mouse went to, None for another row,
    ``mend_chosen`` with a ``Mend``, and ``layer_dragged`` with a layer's index and the index that it is to get.
    """

    layer_chosen = Signal(object)
    mend_chosen = Signal(object)
    layer_dragged = Signal(int, int)

    def __init__(self) -> None:
        super().__init__(0, 5)
        self.setObjectName("layers")
        self.setAccessibleName(_("Layers"))
        for column, (title, explanation) in enumerate(_columns()):
            item = QTableWidgetItem(title)
            item.setToolTip(explanation)
            item.setStatusTip(explanation)
            item.setTextAlignment(_side(column))
            self.setHorizontalHeaderItem(column, item)
        self.setProperty("kind", "plain")
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)  # each layer explains itself under the mouse
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._network: NetworkSpec | None = None
        self._examination = Examination(())
        self._fault_row: int | None = None
        self._mends: MendList | None = None
        self._whole = False
        self._most: int | None = None
        self._filling = False
        # The words of a fault wrap anew with the width of the table, which is known after the layout.
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._on_laid_out)
        self._drag = RowDrag(self, self._is_layer)
        self._drag.dropped.connect(self._on_row_dropped)
        self.set_draggable(False)
        self.currentCellChanged.connect(self._on_current_changed)
        follow_theme(self._on_theme_changed)

    @property
    def chosen(self) -> int | None:
        """The index of the chosen layer, None if it is none."""
        return self._layer_at(self.currentRow())

    @property
    def below(self) -> bool:
        """Whether no layer is chosen and the keys are at the end of the table."""
        return self.currentRow() > 0

    def show_network(self, network: NetworkSpec, examination: Examination) -> None:
        """Shows layers.

        Args:
            network: All of them.
            examination: What was found out about them.
        """
        self._network, self._examination = network, examination
        self._fill(current_theme())

    def choose(self, index: int | None) -> None:
        """Goes to a layer, or to none."""
        if index is None:
            self.setCurrentCell(-1, -1)
        elif self.chosen != index:
            self.setCurrentCell(self._row_of(index), 0)

    def set_draggable(self, draggable: bool) -> None:
        """Lets the mouse move layers, or not."""
        self._drag.enabled = draggable
        words = _("The layers in their order: what each hands on to the next, and what it has to learn.")
        explain(self, f"{words} {_('A row can be dragged to another place.')}" if draggable else words)

    def set_whole(self, whole: bool) -> None:
        """Takes the height of all its rows, for where the page scrolls instead of the table."""
        self._whole = whole
        self._take_height(current_theme())

    def set_most(self, height: int | None) -> None:
        """Scrolls by itself beyond a height in pixels, so that what stands beside it is still seen; None: never."""
        if height != self._most:
            self._most = height
            self._take_height(current_theme())

    @override
    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px(300), theme.px(_ROW_HEIGHT * 5))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._show_columns()
            self._timer.start()

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.px(_ROW_HEIGHT))
        self.verticalHeader().setMinimumSectionSize(theme.px(_ROW_HEIGHT))
        self._fill(theme)

    @Slot(int, int, int, int)
    def _on_current_changed(self, row: int, _column: int, _row_before: int, _column_before: int) -> None:
        if not self._filling:
            self.layer_chosen.emit(self._layer_at(row))

    @Slot(int, int)
    def _on_row_dropped(self, row: int, before: int) -> None:
        layer = self._layer_at(row)
        if layer is None or self._network is None:
            return
        fault_above = self._fault_row is not None and before > self._fault_row
        last = len(self._network.layers)
        place = min(max(before - 1 - fault_above, 0), last)  # counted with the layer still at its old place
        place -= place > layer
        if place != layer:
            self.layer_dragged.emit(layer, place)

    @Slot()
    def _on_laid_out(self) -> None:
        self._take_height(current_theme())

    def _fill(self, theme: Theme) -> None:
        """Writes what changed into the rows that are there; a row more or less is one keystroke's work."""
        if self._network is None:
            return
        rows, fault_at = layer_rows(self._network, self._examination)
        chosen = self.chosen
        self._filling = True
        if self._fault_row != fault_at and self._fault_row is not None:
            self.removeRow(self._fault_row)
            self._fault_row = self._mends = None
        extra = 0 if self._fault_row is None else 1
        self.setRowCount(len(rows) + extra)
        if fault_at is not None and self._fault_row is None:
            self.insertRow(fault_at)
            self._add_mends(fault_at)
        for place, row in enumerate(rows):
            self._write(place + (self._fault_row is not None and place >= self._fault_row), row, theme)
        if self._mends is not None and self._examination.fault is not None:
            self._mends.show_mends(str(self._examination.fault), self._examination.mends)
        self._filling = False
        if chosen is not None and self._layer_at(self.currentRow()) != chosen:
            self.choose(min(chosen, len(self._network.layers) - 1))
        self._show_columns()
        self._take_height(theme)
        self._timer.start()

    def _add_mends(self, row: int) -> None:
        self._fault_row = row
        self._mends = MendList()
        self._mends.setContentsMargins(6, 0, 6, 6)
        self._mends.chosen.connect(self.mend_chosen)
        self.setSpan(row, 0, 1, self.columnCount())
        item = QTableWidgetItem()
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.setItem(row, 0, item)
        self.setCellWidget(row, 0, self._mends)

    def _write(self, place: int, row: Row, theme: Theme) -> None:
        weight = QFont.Weight.DemiBold if row.strong or row.wrong else QFont.Weight.Normal
        shown_font = font(theme, 13, weight)
        colour = QBrush(QColor(theme.wrong_text)) if row.wrong else QBrush(QColor(theme.text))
        for column, text in enumerate(row.texts):
            item = self.item(place, column)
            if item is None:
                item = QTableWidgetItem()
                item.setTextAlignment(_side(column))
                self.setItem(place, column, item)
            if item.text() != text:
                item.setText(text)
            if item.toolTip() != row.explanation:
                item.setToolTip(row.explanation)
                item.setStatusTip(row.explanation)
            if item.font() != shown_font:
                item.setFont(shown_font)
            if item.foreground() != colour:
                item.setForeground(colour)

    def _show_columns(self) -> None:
        """All columns where their widths have room, the first three otherwise: none is ever cut."""
        wanted = sum(self.sizeHintForColumn(column) for column in range(self.columnCount()))
        wanted += self.columnCount() * current_theme().px(8)
        header = self.horizontalHeader()
        least = sum(header.sectionSizeHint(column) for column in range(1, self.columnCount())) + current_theme().px(170)
        for column in range(_ALWAYS, self.columnCount()):
            self.setColumnHidden(column, self.viewport().width() < max(wanted, least))

    def _layer_at(self, row: int) -> int | None:
        if self._network is None or row == self._fault_row:
            return None
        if self._fault_row is not None and row > self._fault_row:
            row -= 1
        return row - 1 if 1 <= row <= len(self._network.layers) else None

    def _is_layer(self, row: int) -> bool:
        return self._layer_at(row) is not None

    def _row_of(self, index: int) -> int:
        row = index + 1
        return row + 1 if self._fault_row is not None and row >= self._fault_row else row

    def _take_height(self, theme: Theme) -> None:
        for row in range(self.rowCount()):
            height = theme.px(_ROW_HEIGHT)
            if row == self._fault_row and self._mends is not None:
                width = self.viewport().width()
                height = max(height, self._mends.heightForWidth(width), self._mends.sizeHint().height())
            if self.rowHeight(row) != height:
                self.setRowHeight(row, height)
        if self._whole:
            rows = sum(self.rowHeight(row) for row in range(self.rowCount()))
            height = rows + self.horizontalHeader().sizeHint().height() + 2 * self.frameWidth() + 2
            self.setFixedHeight(
                height if self._most is None else min(height, max(self._most, self.sizeHint().height()))
            )
        else:
            self.setMinimumHeight(0)
            self.setMaximumHeight(16_777_215)


def _columns() -> tuple[tuple[str, str], ...]:
    return (
        (_("Layer"), _("The layers in their order.")),
        (_("Gives"), _("What the layer hands on: a row of so many numbers, or height × width × planes of a picture.")),
        (_("Learns"), _("How many numbers the layer learns (parameters).")),
        (_("Share"), _("How much of all that the network learns lies in this layer.")),
        (_("Multiply-adds"), _("Multiplications for one picture: what the layer costs in time.")),
    )


def _side(column: int) -> Qt.AlignmentFlag:
    """Names at the left, numbers at the right."""
    across = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return across | Qt.AlignmentFlag.AlignVCenter

"""The table of a network's layers: what each gives, and how many numbers it learns."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QBrush, QColor, QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableWidget, QTableWidgetItem
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.networks.shapes import INPUT_SHAPE, LayerSummary
from mnist_desktop.ui.network.facts import layer_detail, layer_explanation, shape_text
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme, font
from mnist_desktop.ui.widgets import explain

_ROW_HEIGHT = 26
_DASH = "–"


class LayerTable(QTableWidget):
    """One row for the picture, one for each layer, one for the sum; read only."""

    def __init__(self) -> None:
        super().__init__(0, 3)
        self.setObjectName("layers")
        self.setAccessibleName(_("Layers"))
        explain(self, _("The layers in their order: what each hands on to the next, and what it has to learn."))
        for column, title in enumerate((_("Layer"), _("Gives"), _("Learns"))):
            item = QTableWidgetItem(title)
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
        self._rows: Sequence[LayerSummary] = ()
        self._wrong: int | None = None
        self._whole = False
        follow_theme(self._on_theme_changed)

    def show_layers(self, rows: Sequence[LayerSummary]) -> None:
        """Shows these layers."""
        self._rows, self._wrong = rows, None
        self._fill(current_theme())

    def mark_fault(self, index: int | None) -> None:
        """Marks the layer that does not fit, by a cross and a colour; None marks none."""
        if index != self._wrong:
            self._wrong = index
            self._fill(current_theme())

    def set_whole(self, whole: bool) -> None:
        """Takes the height of all its rows, for where the page scrolls instead of the table."""
        self._whole = whole
        self._take_height(current_theme())

    @override
    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px(300), theme.px(_ROW_HEIGHT * 5))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.px(_ROW_HEIGHT))
        self.verticalHeader().setMinimumSectionSize(theme.px(_ROW_HEIGHT))
        self._fill(theme)

    def _fill(self, theme: Theme) -> None:
        self.setRowCount(0)
        if self._rows:
            self._add(theme, (_("Picture"), shape_text(INPUT_SHAPE), _DASH), _("A picture of 28 × 28 grey values."))
        for index, row in enumerate(self._rows):
            detail = layer_detail(row.layer)
            name = f"{row.layer.type} {detail}".strip()
            learns = f"{row.trainable_parameters:,}" if row.trainable_parameters else _DASH
            wrong = index == self._wrong
            self._add(
                theme,
                (f"✕ {name}" if wrong else name, shape_text(row.output_shape), learns),
                layer_explanation(row.layer),
                colour=theme.wrong_text if wrong else "",
                strong=wrong,
            )
        if self._rows:
            total = sum(row.trainable_parameters for row in self._rows)
            self._add(theme, (_("Together"), "", f"{total:,}"), _("All numbers that it learns."), strong=True)
        self._take_height(theme)

    def _add(
        self, theme: Theme, texts: tuple[str, ...], explanation: str, *, colour: str = "", strong: bool = False
    ) -> None:
        row = self.rowCount()
        self.insertRow(row)
        weight = QFont.Weight.DemiBold if strong else QFont.Weight.Normal
        for column, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setFont(font(theme, 13, weight))
            item.setToolTip(explanation)
            item.setStatusTip(explanation)
            item.setTextAlignment(_side(column))
            if colour:
                item.setForeground(QBrush(QColor(colour)))
            self.setItem(row, column, item)

    def _take_height(self, theme: Theme) -> None:
        if self._whole:
            rows = self.rowCount() * theme.px(_ROW_HEIGHT)
            self.setFixedHeight(rows + self.horizontalHeader().sizeHint().height() + 2 * self.frameWidth() + 2)
        else:
            self.setMinimumHeight(0)
            self.setMaximumHeight(16_777_215)


def _side(column: int) -> Qt.AlignmentFlag:
    """Names at the left, numbers at the right."""
    across = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return across | Qt.AlignmentFlag.AlignVCenter

"""What the shown network is made of: its drawing beside the table of its layers."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.networks.shapes import LayerSummary
from mnist_desktop.ui.network.drawing import NetworkDrawing
from mnist_desktop.ui.network.facts import numbers_to_learn
from mnist_desktop.ui.network.layers import LayerTable
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets import Card, Grid, Label, Row, TextRole

_SIDE_BY_SIDE = 980
"""From this width on, in logical pixels, the table stands beside the drawing."""
_TABLE_WIDTH = 320


class NetworkPanels(QWidget):
    """The drawing, named and with the total, and the table of layers; side by side where there is room.

    Args:
        session: For the drawing.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.drawing = NetworkDrawing(session)
        self.table = LayerTable()
        self._name = Label(role=TextRole.TITLE, name="network_name")
        self._total = Label(role=TextRole.TITLE, name="total")
        self._total.setWordWrap(False)
        self._total.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        head = Row(spacing=16)
        head.addWidget(self._name, stretch=1)
        head.addWidget(self._total)
        self._drawing_card = Card(name="drawing_card", margin=12)
        self._drawing_card.setAccessibleName(_("The network"))
        self._drawing_card.body.addLayout(head)
        self._drawing_card.body.addWidget(self.drawing, stretch=1)
        self._table_card = Card(name="layers_card", margin=12)
        self._table_card.setAccessibleName(_("Layers"))
        self._table_card.body.addWidget(self.table)
        self._grid = Grid(spacing=12)
        self.setLayout(self._grid)
        self._beside: bool | None = None
        follow_theme(self._on_theme_changed)

    def show_network(self, name: str, rows: Sequence[LayerSummary]) -> None:
        """Shows a network.

        Args:
            name: Of the model, or of the preset.
            rows: Its layers.
        """
        self._name.setText(name)
        self._total.setText(numbers_to_learn(sum(row.trainable_parameters for row in rows)))
        self.drawing.show_layers(rows)
        self.table.show_layers(rows)

    def show_error(self, name: str, error: UserError) -> None:
        """Says why a network cannot be drawn."""
        self._name.setText(name)
        self._total.setText("")
        self.drawing.show_words(str(error))
        self.table.show_layers(())

    def set_compact(self, compact: bool) -> None:
        """Takes less height where the window is low."""
        theme = current_theme()
        margin = theme.px(8 if compact else 12)
        self._drawing_card.body.setSpacing(theme.px(4 if compact else 12))
        self._drawing_card.body.setContentsMargins(margin, margin, margin, margin)
        self.drawing.set_compact(compact)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(current_theme())

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self._beside = None
        self._arrange(theme)

    def _arrange(self, theme: Theme) -> None:
        beside = self.width() >= theme.px(_SIDE_BY_SIDE)
        if beside == self._beside:
            return
        self._beside = beside
        self._grid.addWidget(self._drawing_card, 0, 0)
        self._grid.addWidget(self._table_card, *((0, 1) if beside else (1, 0)))
        self._grid.setColumnStretch(0, 1)
        self._table_card.setMinimumWidth(theme.px(_TABLE_WIDTH) if beside else 0)
        self._table_card.setMaximumWidth(theme.px(_TABLE_WIDTH) if beside else 16_777_215)
        self._grid.setRowStretch(0, 1)
        self.table.set_whole(not beside)

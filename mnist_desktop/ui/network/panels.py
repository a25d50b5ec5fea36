"""What the shown network is made of: its drawing and the card of its layers."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QUndoStack
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QWidget
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.networks.examine import Examination
from mnist_desktop.networks.spec import NetworkSpec
from mnist_desktop.ui.network.drawing import NetworkDrawing
from mnist_desktop.ui.network.editor import LayerEditor
from mnist_desktop.ui.network.facts import numbers_to_learn
from mnist_desktop.ui.network.own_networks import file_name
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.shared_state import Notice
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets import Card, Grid, IconButton, Label, Row, TextRole, everything_only, explain

_SIDE_BY_SIDE = 980
"""From this width on, in logical pixels, the table stands beside the drawing while nothing is edited."""
_TABLE_WIDTH = 320


class NetworkPanels(QWidget):
    """The drawing, named and with the total, and the layers; side by side where there is room.

    While the layers are edited they take the whole width, and the drawing stands under them.

    Emits ``arranged`` after its parts have changed places.

    Args:
        session: For the drawing and the level.
        history: For the undo button of the layers.
    """

    arranged = Signal()

    def __init__(self, session: Session, history: QUndoStack) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._session = session
        self.drawing = NetworkDrawing(session)
        self.editor = LayerEditor(history)
        self.editor.editing_changed.connect(self._on_editing_changed)
        self._compact = False
        self._name = Label(role=TextRole.TITLE, name="network_name")
        self._total = Label(role=TextRole.TITLE, name="total")
        self._total.setWordWrap(False)
        save = IconButton("download-simple", _("Save the drawing"), name="save_drawing")
        explain(save, _("Save the drawing: as a picture (PNG), or as lines that stay sharp at any size (SVG)."))
        save.clicked.connect(self.ask_drawing_file)
        self.drawing.saved.connect(self._on_drawing_saved)
        everything_only(session, save)
        self._head = head = Row(spacing=16)
        head.addWidget(self._name, stretch=1)
        head.addWidget(self._total)
        head.addWidget(save)
        self._drawing_card = Card(name="drawing_card", margin=12)
        self._drawing_card.setAccessibleName(_("The network"))
        self._drawing_card.body.addLayout(head)
        self._drawing_card.body.addWidget(self.drawing, stretch=1)
        self._grid = Grid(spacing=12)
        self.setLayout(self._grid)
        self._placed: tuple[bool, bool] | None = None
        follow_theme(self._on_theme_changed)

    def show_network(self, name: str, network: NetworkSpec, examination: Examination) -> None:
        """Shows a network.

        Args:
            name: Of the model, or of the preset.
            network: Its layers.
            examination: What was found out about them.
        """
        whole = len(examination.rows) == len(network.layers)
        total = sum(row.trainable_parameters for row in examination.rows)
        self._name.setText(name)
        self._total.setText(numbers_to_learn(total) if whole else "")
        if examination.rows:
            self.drawing.show_layers(examination.rows)
        else:
            self.drawing.show_words(_("The first layer does not fit yet, so there is nothing to draw."))
        self.editor.show_network(name, network, examination)

    def set_compact(self, compact: bool) -> None:
        """Takes less height where the window is low."""
        self._compact = compact
        self._fit()

    @Slot()
    def ask_drawing_file(self) -> None:
        """Asks where the drawing goes, and saves it."""
        dialog = QFileDialog(self, _("Save the drawing"))
        dialog.setObjectName("drawing_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_("Picture") + " (*.png)", _("Lines") + " (*.svg)"])
        dialog.setDefaultSuffix("png")
        dialog.selectFile(file_name(self._name.text()))
        dialog.fileSelected.connect(self._on_drawing_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _on_drawing_file(self, file: str) -> None:
        self.drawing.save(Path(file))

    @Slot(object)
    def _on_drawing_saved(self, file: Path) -> None:
        self._session.notified.emit(Notice(_("Saved as {file}.").format(file=file)))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(current_theme())

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self._placed = None
        self._arrange(theme)

    @Slot(object)
    def _on_editing_changed(self, _editing: bool) -> None:
        self._arrange(current_theme())
        self._fit()

    def _fit(self) -> None:
        theme = current_theme()
        compact = self._compact or self.editor.editing
        margin = theme.px(8 if compact else 12)
        self._drawing_card.body.setSpacing(theme.px(4 if compact else 12))
        self._drawing_card.body.setContentsMargins(margin, margin, margin, margin)
        self.drawing.set_compact(compact)

    def _arrange(self, theme: Theme) -> None:
        editing = self.editor.editing
        beside = not editing and self.width() >= theme.px(_SIDE_BY_SIDE)
        if (beside, editing) == self._placed:
            return
        self._placed = beside, editing
        self._grid.addWidget(self._drawing_card, 1 if editing else 0, 0)
        self._grid.addWidget(self.editor, *((0, 1) if beside else (0 if editing else 1, 0)))
        self._grid.setColumnStretch(0, 1)
        self._place_button(at_drawing=not editing and not beside)
        self.editor.setMinimumWidth(theme.px(_TABLE_WIDTH) if beside else 0)
        self.editor.setMaximumWidth(theme.px(_TABLE_WIDTH) if beside else 16_777_215)
        self._grid.setRowStretch(0, 0 if editing else 1)
        self._grid.setRowStretch(1, 1 if editing else 0)
        self.editor.table.set_whole(not beside)

    def _place_button(self, *, at_drawing: bool) -> None:
        """The button that begins the editing is in sight: at the drawing where the table lies under it."""
        button = self.editor.edit_button
        had_focus = button.hasFocus()
        if at_drawing:
            self._head.addWidget(button)
        else:
            self.editor.take_button()
        if had_focus:
            button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.arranged.emit()

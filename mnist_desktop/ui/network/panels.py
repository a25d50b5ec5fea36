"""What the shown network is made of: its drawing or its code, and the card of its layers."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QWidget

from mnist_desktop.i18n import _
from mnist_desktop.networks.examine import Examination
from mnist_desktop.runs.run import Run
from mnist_desktop.ui.network.draft import Recipe
from mnist_desktop.ui.network.drawing import NetworkDrawing
from mnist_desktop.ui.network.editor import LayerEditor
from mnist_desktop.ui.network.facts import numbers, numbers_to_learn
from mnist_desktop.ui.network.live_code import LiveCode
from mnist_desktop.ui.network.own_networks import file_name
from mnist_desktop.ui.network.view_switch import NetworkViewSwitch
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.shared_state import Notice
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets import Card, Grid, IconButton, Label, Row, TextRole, explain
from mnist_desktop.ui.widgets.level import set_shown

_SIDE_BY_SIDE = 980
"""From this width on, in logical pixels, the table stands beside the drawing while nothing is edited."""
_TABLE_WIDTH = 320
_EDITOR_WIDTH, _CODE_WIDTH = 650, 720
"""Beside the code the editor has at least so much, and what the code does not need of the rest."""
_ANY = 16_777_215


class NetworkPanels(QWidget):
    """The drawing, named and with the total, or the code instead, and the layers; side by side where there is room.

    While the layers are edited they take the whole width, and the drawing stands under them; the code stays beside them
    where there is room. In a narrow window the code has the place of the layers too, while they are not edited.

    Emits ``arranged`` after its parts have changed places, and ``view_changed`` after the drawing or the code has come.

    Args:
        session: For the drawing and the level.
        history: For the undo button of the layers.
    """

    arranged = Signal()
    view_changed = Signal()

    def __init__(self, session: Session, history: QUndoStack) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._session = session
        self.drawing = NetworkDrawing(session)
        self.editor = LayerEditor(history)
        self.editor.editing_changed.connect(self._on_editing_changed)
        self.code = LiveCode(session)
        self._switch = NetworkViewSwitch()
        self._switch.code_chosen.connect(self._on_view_changed)
        self._compact = False
        self._room = 0
        self._learned: int | None = None
        self._name = Label(role=TextRole.TITLE, name="network_name")
        self._total = Label(role=TextRole.TITLE, name="total")
        self._total.setWordWrap(False)
        self._save = save = IconButton("download-simple", _("Save the drawing"), name="save_drawing")
        explain(save, _("Save the drawing: as a picture (PNG), or as lines that stay sharp at any size (SVG)."))
        save.clicked.connect(self.ask_drawing_file)
        self.drawing.saved.connect(self._on_drawing_saved)
        session.level_changed.connect(self._on_view_changed)
        self._head = head = Row(spacing=12)
        head.addWidget(self._name, stretch=1000)
        head.addStretch(1)  # where there is no name
        head.addWidget(self._total)
        head.addWidget(save)
        head.addWidget(self._switch)
        self._drawing_card = Card(name="drawing_card", margin=12)
        self._drawing_card.setAccessibleName(_("The network"))
        self._drawing_card.body.addLayout(head)
        self._drawing_card.body.addWidget(self.drawing, stretch=1)
        self._drawing_card.body.addWidget(self.code, stretch=1)
        self._grid = Grid(spacing=12)
        self.setLayout(self._grid)
        self._placed: tuple[bool, bool, bool] | None = None
        self._on_view_changed()
        follow_theme(self._on_theme_changed)

    @property
    def shows_code(self) -> bool:
        """Whether the code stands in the place of the drawing."""
        return self._switch.code and self._session.level is Level.EVERYTHING

    def toggle_code(self) -> None:
        """Shows the code in the place of the drawing, or the drawing again."""
        self._switch.toggle()

    def show_network(self, recipe: Recipe, run: Run | None, examination: Examination) -> None:
        """Shows a network.

        Args:
            recipe: Its layers, and how it is trained.
            run: The run that was trained with them; None if nothing was trained yet.
            examination: What was found out about them.
        """
        name, network = recipe.name, recipe.network
        first = _("{name} · first of\u00a0{count}").format(name=name, count=network.members)
        self._name.setText(first if network.members > 1 else name)  # of an ensemble, its first network is drawn
        self._learned = examination.learned
        self._show_total()
        if examination.rows:
            self.drawing.show_layers(examination.rows)
        else:
            self.drawing.show_words(_("The first layer does not fit yet, so there is nothing to draw."))
        self.editor.show_network(name, network, examination)
        self.code.show_recipe(recipe, run, examination)

    def set_compact(self, compact: bool) -> None:
        """Takes less height where the window is low."""
        self._compact = compact
        self._fit()

    @Slot(int, int)
    def set_room(self, width: int, height: int) -> None:
        """Tells how much of it can be seen at once, in pixels."""
        self._room = width
        self.editor.set_room(height)
        self._arrange(current_theme())

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

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self._placed = None
        self._arrange(theme)

    @Slot()
    def _on_view_changed(self) -> None:
        code, everything = self.shows_code, self._session.level is Level.EVERYTHING
        for widget, shown in (
            (self.drawing, not code),
            (self._total, not code),
            (self._save, everything and not code),
            (self.code, code),
            (self.code.buttons, code),
            (self._switch, everything),
        ):
            set_shown(widget, shown)
        self._drawing_card.setAccessibleName(_("Keras code") if code else _("The network"))
        self._arrange(current_theme())
        self._show_total()
        self.view_changed.emit()

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
        editing, code = self.editor.editing, self.shows_code
        room = self._room or self.width()  # it may be wider than its room, while its parts still stand for a wider one
        wide = room >= theme.px(_SIDE_BY_SIDE)
        if wide and editing and code:
            self._drawing_card.setFixedWidth(min(theme.px(_CODE_WIDTH), room - theme.px(_EDITOR_WIDTH)))
        if (wide, editing, code) == self._placed:
            return
        self._placed = wide, editing, code
        beside = wide and not editing
        alone = code and not wide and not editing
        card_at, editor_at = _places(wide=wide, editing=editing, code=code)
        self._grid.addWidget(self._drawing_card, *card_at)
        self._grid.addWidget(self.editor, *editor_at)
        self._grid.setColumnStretch(0, 1)
        self._grid.setRowStretch(0, 0 if editing and not code else 1)
        self._grid.setRowStretch(1, 1 if editing and not (wide and code) else 0)
        if not (wide and editing and code):
            self._drawing_card.setMinimumWidth(0)
            self._drawing_card.setMaximumWidth(_ANY)
        self.editor.setMinimumWidth(theme.px(_TABLE_WIDTH) if beside else 0)
        self.editor.setMaximumWidth(theme.px(_TABLE_WIDTH) if beside else _ANY)
        self.editor.setHidden(alone)
        self.editor.table.set_whole(not beside)
        self._name.setHidden(alone)
        self._show_total()
        self._place_buttons(at_drawing=not editing and not beside)

    def _show_total(self) -> None:
        """In fewer words where the buttons stand beside it."""
        crowded = self._placed is not None and not self._placed[0] and self._session.level is Level.EVERYTHING
        words = numbers if crowded else numbers_to_learn
        self._total.setText("" if self._learned is None else words(self._learned))

    def _place_buttons(self, *, at_drawing: bool) -> None:
        """Puts buttons where they are in sight.

        That which begins the editing stands at the drawing, or at the code, where the table lies under it or is away;
        those of the code then stand in the same row.
        """
        if at_drawing:
            self._head.insertWidget(0, self.code.buttons)
        else:
            self.code.take_buttons()
        button = self.editor.edit_button
        had_focus = button.hasFocus()
        if at_drawing:
            self._head.addWidget(button)
        else:
            self.editor.take_button()
        if had_focus:
            button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.arranged.emit()


def _places(*, wide: bool, editing: bool, code: bool) -> tuple[tuple[int, int], tuple[int, int]]:
    """Row and column of the card with the drawing or the code, and of the layers."""
    if not editing:
        return (0, 0), (0, 1) if wide else (1, 0)
    return (0, 1) if wide and code else (1, 0), (0, 0)

"""The card of the layers: a table to read, and with a click a place to build."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QUndoStack
from PySide6.QtWidgets import QLineEdit, QSizePolicy
from typing_extensions import override

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.networks.examine import MOST_LAYERS, Examination
from mnist_desktop.networks.spec import Layer, NetworkSpec
from mnist_desktop.ui.network.layer_settings import LayerSettings
from mnist_desktop.ui.network.layers import LayerTable
from mnist_desktop.ui.network.tools import LayerTools
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets import Card, Grid, IconButton, Label, Row, SecondaryButton, TextRole, explain

_BESIDE = 800
"""From this width on, in logical pixels, the settings of a layer stand beside the table, not under it."""
_SETTINGS_WIDTH = 300
_TABLE_WIDTH = 820
"""At most, beside the settings: in a wider table the eye loses its row."""
_NAME_LENGTH = 80


class LayerEditor(Card):
    """The layers of a network, to read or to build.

    Emits ``edited`` with what was done, the network after it, the index of the layer to show, and a key that joins
    what is typed in one go; ``mend_chosen`` with a ``Mend``; ``renamed`` with a name; ``editing_changed`` with
    whether it is a place to build; ``save_requested``.

    Args:
        history: What its undo button undoes.
    """

    edited = Signal(str, object, object, str)
    mend_chosen = Signal(object)
    renamed = Signal(str)
    editing_changed = Signal(object)
    save_requested = Signal()

    def __init__(self, history: QUndoStack) -> None:
        super().__init__(name="layers_card", margin=12)
        self.setAccessibleName(_("Layers"))
        self._network: NetworkSpec | None = None
        self._editing = False
        self._locked = ""
        self._beside: bool | None = None
        self._room: int | None = None
        self._visits = 0  # what is typed on two visits to a control is undone one visit at a time
        self.table = LayerTable()
        self.table.layer_chosen.connect(self._on_layer_chosen)
        self.table.mend_chosen.connect(self.mend_chosen)
        self.table.layer_dragged.connect(self._move)
        self.tools = LayerTools(history)
        self.tools.add_requested.connect(self._on_add)
        self.tools.remove_requested.connect(self._on_remove)
        self.tools.move_requested.connect(self._on_move)
        self.settings = LayerSettings()
        self.settings.edited.connect(self._on_set)
        self._make_head()
        self._make_lock()
        self._grid = Grid(spacing=16)
        self.body.addLayout(self._head)
        self.body.addWidget(self._lock_words)
        self.body.addLayout(self._grid, stretch=1)
        follow_theme(self._on_theme_changed)
        self._show_state()

    @property
    def editing(self) -> bool:
        """Whether it is a place to build."""
        return self._editing

    @property
    def fault(self) -> UserError | None:
        """A value typed into a control that is not possible."""
        return self.settings.fault if self._editing and not self._locked else None

    def show_network(self, name: str, network: NetworkSpec, examination: Examination) -> None:
        """Shows layers.

        Args:
            name: Of the model.
            network: All layers.
            examination: What was found out about them.
        """
        self._network = network
        if not self._name.hasFocus() and self._name.text() != name:
            self._name.setText(name)
        self.table.show_network(network, examination)
        self._show_chosen()

    def choose(self, index: int | None) -> None:
        """Goes to a layer."""
        self.table.choose(index)
        self._show_chosen()

    def set_editing(self, editing: bool) -> None:
        """Makes it a place to build, or to read."""
        if editing == self._editing:
            return
        self._editing = editing
        if editing and self.table.chosen is None and self._network is not None:
            learning = [i for i, each in enumerate(self._network.layers) if each.type in ("Dense", "Conv2D")]
            self.table.choose(learning[0] if learning else 0)
        self._beside = None
        self._arrange(current_theme())
        self._show_state()
        self.editing_changed.emit(editing)

    def set_locked(self, words: str) -> None:
        """Says why nothing can be changed; "" unlocks."""
        self._locked = words
        self._show_state()

    def set_everything(self, everything: bool) -> None:
        """As ``LayerSettings.set_everything``."""
        self.settings.set_everything(everything)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.body.minimumSize()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(current_theme())

    @Slot()
    def toggle_editing(self) -> None:
        """Makes it a place to build, or to read."""
        self.set_editing(not self._editing)

    def _make_head(self) -> None:
        self._title = Label(_("Layers"), TextRole.STRONG, name="layers_title")
        self._name = QLineEdit(maxLength=_NAME_LENGTH)
        self._name.setObjectName("network_name_edit")
        self._name.setAccessibleName(_("Name"))
        self._name.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        explain(self._name, _("Name: what this network, and the model that is trained from it, is called."))
        self._name.editingFinished.connect(self._on_name_typed)
        self._save = IconButton("floppy-disk", _("Save this network"), name="save_network")
        explain(self._save, _("Save this network: it gets a card of its own, to begin from again."))
        self._save.clicked.connect(self.save_requested)
        self.edit_button = SecondaryButton(_("Edit layers"), name="edit_layers", icon="pencil-simple")
        explain(self.edit_button, _("Edit layers: add, remove, move and set the layers of this network."))
        self.edit_button.clicked.connect(self.toggle_editing)
        self._head = Row(spacing=8)
        self._head.addWidget(self._title, stretch=1)
        self._head.addWidget(self._name, stretch=1)
        self._head.addWidget(self.tools)
        self._head.addWidget(self._save)
        self._head.addWidget(self.edit_button)

    def _make_lock(self) -> None:
        self._lock_words = Label(role=TextRole.CAPTION, name="layers_locked")

    def take_button(self) -> None:
        """Takes the button that begins and ends the editing back into its head, from where it stood meanwhile."""
        self._head.addWidget(self.edit_button)

    def set_room(self, height: int) -> None:
        """Tells how much of it can be seen at once; the table scrolls by itself then, beside or above the settings.

        Args:
            height: In pixels.
        """
        self._room = height
        self._fit_table()

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self._name.setFixedHeight(theme.px(32))
        self._beside = None
        self._arrange(theme)

    @Slot(object)
    def _on_layer_chosen(self, _index: int | None) -> None:
        self._visits += 1
        self._show_chosen()

    @Slot(object)
    def _on_add(self, layer: Layer) -> None:
        layers, chosen = self._layers(), self.table.chosen
        at_an_end = len(layers) if self.table.below else 0  # after the picture, or before the sum
        place = at_an_end if chosen is None else chosen + 1
        layers.insert(place, layer)
        self._emit(_("add {type}").format(type=layer.type), layers, place)
        self.settings.focus_first()

    @Slot()
    def _on_remove(self) -> None:
        chosen = self.table.chosen
        if chosen is not None:
            layers = self._layers()
            gone = layers.pop(chosen)
            self._emit(_("remove {type}").format(type=gone.type), layers, min(chosen, len(layers) - 1))

    @Slot(int)
    def _on_move(self, step: int) -> None:
        if self.table.chosen is not None:
            self._move(self.table.chosen, self.table.chosen + step)

    @Slot(int, int)
    def _move(self, index: int, place: int) -> None:
        layers = self._layers()
        layer = layers.pop(index)
        layers.insert(place, layer)
        self._emit(_("move {type}").format(type=layer.type), layers, place)

    @Slot(int, object, str)
    def _on_set(self, index: int, layer: Layer, setting: str) -> None:
        layers = self._layers()
        layers[index] = layer
        text = _("change {type}").format(type=layer.type)
        self._emit(text, layers, index, key=f"{index}.{setting}.{self._visits}")

    @Slot()
    def _on_name_typed(self) -> None:
        if self._name.isModified() and self._name.text().strip():
            self._name.setModified(False)
            self.renamed.emit(self._name.text().strip())

    def _layers(self) -> list[Layer]:
        assert self._network is not None
        return list(self._network.layers)

    def _emit(self, text: str, layers: list[Layer], index: int, key: str = "") -> None:
        if not key:
            self._visits += 1
        assert self._network is not None
        self.edited.emit(text, self._network.with_layers(layers), index, key)

    def _show_chosen(self) -> None:
        chosen = self.table.chosen
        layers = self._layers() if self._network is not None else []
        layer = layers[chosen] if chosen is not None and chosen < len(layers) else None
        self.settings.show_layer(chosen if layer is not None else None, layer, len(layers))
        self._show_usable()
        self._fit_table()

    def _show_usable(self) -> None:
        count = len(self._network.layers) if self._network is not None else 0
        chosen, open_ = self.table.chosen, self._editing and not self._locked
        self.table.set_draggable(open_ and count > 1)
        self.tools.set_usable(
            add=open_ and count < MOST_LAYERS,
            remove=open_ and chosen is not None and count > 1,
            up=open_ and chosen is not None and chosen > 0,
            down=open_ and chosen is not None and chosen < count - 1,
        )

    def _show_state(self) -> None:
        editing = self._editing
        self._title.setVisible(not editing)
        for widget in (self._name, self.tools, self._save):
            widget.setVisible(editing)
        self.settings.setVisible(editing)
        self.settings.setEnabled(not self._locked)
        self._name.setEnabled(not self._locked)
        self._lock_words.setVisible(editing and bool(self._locked))
        self._lock_words.setText(self._locked)
        self._fit_table()
        self.edit_button.setText(_("Done") if editing else _("Edit layers"))
        self.edit_button.set_icon("check" if editing else "pencil-simple")
        self._show_usable()

    def _fit_table(self) -> None:
        if self._room is None or not self._editing:
            self.table.set_most(None)
            return
        theme = current_theme()
        taken = theme.px(24 + 32 + 12) + (0 if self._lock_words.isHidden() else theme.px(16 + 12))
        if not self._beside:
            taken += self.settings.sizeHint().height() + theme.px(16)
        self.table.set_most(self._room - taken)

    def _arrange(self, theme: Theme) -> None:
        beside = self.width() >= theme.px(_BESIDE)
        if beside and self._editing:
            room = self.width() - theme.px(24 + 16)
            width = max(theme.px(_SETTINGS_WIDTH), room - theme.px(_TABLE_WIDTH))
            self.settings.setFixedWidth(width)
            self.settings.set_columns(2 if width < theme.px(480) else 4)
        if beside == self._beside:
            return
        self._beside = beside
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(self.table, 0, 0)
        self._grid.setAlignment(self.table, top if self._editing else Qt.AlignmentFlag(0))
        self._grid.addWidget(self.settings, *((0, 1) if beside else (1, 0)))
        self._grid.setAlignment(self.settings, top if beside else Qt.AlignmentFlag(0))
        self._grid.setColumnStretch(0, 1)
        if not beside:
            self.settings.set_columns(4)
            self.settings.setMinimumWidth(0)
            self.settings.setMaximumWidth(16_777_215)
        self._fit_table()

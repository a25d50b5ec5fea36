"""What is done with the layers of a network: buttons, each with an action and its key."""

from PySide6.QtCore import QObject, QPoint, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QUndoStack
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget

from mnist_desktop.i18n import _
from mnist_desktop.ui.network.facts import layer_explanation
from mnist_desktop.ui.network.layer_kinds import new_layers
from mnist_desktop.ui.widgets import IconButton, Row, SecondaryButton, explain


class LayerTools(QWidget):
    """Add, remove, move up and down, undo and redo.

    Emits ``add_requested`` with a new ``Layer``, ``remove_requested``, and ``move_requested`` with -1 for up and 1
    for down.

    Args:
        history: What is undone.
    """

    add_requested = Signal(object)
    remove_requested = Signal()
    move_requested = Signal(int)

    def __init__(self, history: QUndoStack) -> None:
        super().__init__()
        self.setObjectName("layer_tools")
        self._add = SecondaryButton(_("Add layer"), name="add_layer", icon="plus")
        self._menu = QMenu(self)
        self._menu.setObjectName("add_menu")
        self._menu.setToolTipsVisible(True)
        for layer in new_layers():
            action = self._menu.addAction(f"&{layer.type}")
            action.setObjectName(f"add_{layer.type}")
            action.setData(layer)
            action.setToolTip(layer_explanation(layer))
            action.setStatusTip(layer_explanation(layer))
        self._menu.triggered.connect(self._on_layer_picked)
        self._layout = Row(spacing=8)
        self.add_action = self._action(_("Add a layer"), "Ins", self._on_add, self._add)
        explain(self._add, _("Add a layer: it comes after the chosen one."))
        self.remove_action = self._tool("trash", "remove_layer", _("Remove the layer"), "Del", self._on_remove)
        self.up_action = self._tool("caret-up", "layer_up", _("Move the layer up"), "Ctrl+Shift+Up", self._on_up)
        self.down_action = self._tool(
            "caret-down", "layer_down", _("Move the layer down"), "Ctrl+Shift+Down", self._on_down
        )
        self.undo_action = self._tool("arrow-counter-clockwise", "undo", _("Undo"), "Ctrl+Z", history.undo)
        self.redo_action = self._tool("arrow-clockwise", "redo", _("Redo"), "Ctrl+Shift+Z", history.redo)
        self.setLayout(self._layout)
        history.canUndoChanged.connect(self.undo_action.setEnabled)
        history.canRedoChanged.connect(self.redo_action.setEnabled)
        history.undoTextChanged.connect(self._on_undo_text_changed)
        history.redoTextChanged.connect(self._on_redo_text_changed)
        self.undo_action.setEnabled(history.canUndo())
        self.redo_action.setEnabled(history.canRedo())

    def key_actions(self) -> tuple[QAction, ...]:
        """What has a key, for the page to answer to."""
        return tuple(self.findChildren(_ToolAction))

    def set_usable(self, *, add: bool, remove: bool, up: bool, down: bool) -> None:
        """Tells what can be done with the chosen layer."""
        self.add_action.setEnabled(add)
        self.remove_action.setEnabled(remove)
        self.up_action.setEnabled(up)
        self.down_action.setEnabled(down)

    @Slot()
    def _on_add(self) -> None:
        self._menu.popup(self._add.mapToGlobal(QPoint(0, self._add.height())))
        self._menu.setActiveAction(self._menu.actions()[0])

    @Slot(QAction)
    def _on_layer_picked(self, action: QAction) -> None:
        self.add_requested.emit(action.data())

    @Slot()
    def _on_remove(self) -> None:
        self.remove_requested.emit()

    @Slot()
    def _on_up(self) -> None:
        self.move_requested.emit(-1)

    @Slot()
    def _on_down(self) -> None:
        self.move_requested.emit(1)

    @Slot(str)
    def _on_undo_text_changed(self, text: str) -> None:
        self.undo_action.say(_("Undo: {change}").format(change=text) if text else _("Undo"))

    @Slot(str)
    def _on_redo_text_changed(self, text: str) -> None:
        self.redo_action.say(_("Redo: {change}").format(change=text) if text else _("Redo"))

    def _tool(self, icon: str, name: str, text: str, keys: str, slot: object) -> "_ToolAction":
        return self._action(text, keys, slot, IconButton(icon, text, name=name))

    def _action(self, text: str, keys: str, slot: object, button: QAbstractButton) -> "_ToolAction":
        action = _ToolAction(text, keys, button, self)
        action.triggered.connect(slot)
        self._layout.addWidget(button)
        return action


class _ToolAction(QAction):
    """An action with its key, whose button follows it."""

    def __init__(self, text: str, keys: str, button: QAbstractButton, parent: QObject) -> None:
        super().__init__(text, parent)
        self.setShortcut(QKeySequence(keys))
        self._button = button
        explain(button, f"{text} ({self._keys()}).")
        button.clicked.connect(self.trigger)
        self.enabledChanged.connect(button.setEnabled)

    def say(self, text: str) -> None:
        """Says what it would do now."""
        self.setText(text)
        explain(self._button, f"{text} ({self._keys()}).")

    def _keys(self) -> str:
        return self.shortcut().toString(QKeySequence.SequenceFormat.NativeText)

"""The settings of one layer, which take effect as one types."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QSpinBox, QWidget
from typing_extensions import override

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.networks.spec import Layer, NetworkSpec, parse
from mnist_desktop.ui.network.facts import layer_explanation
from mnist_desktop.ui.network.layer_kinds import LayerSetting, choice_text, layer_settings
from mnist_desktop.ui.widgets import Column, ComboBox, Field, Grid, Label, TextRole


class LayerSettings(QWidget):
    """Name, explanation and controls of the chosen layer.

    Emits ``edited`` with the index of the layer, the layer as it shall be, and the name of the setting. A value that
    is not possible is said under its control, and nothing is emitted.
    """

    edited = Signal(int, object, str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("layer_settings")
        self._index: int | None = None
        self._layer: Layer | None = None
        self._everything = False
        self._columns = 2
        self._fields: dict[str, tuple[LayerSetting, Field]] = {}
        self._title = Label(role=TextRole.STRONG, name="layer_title")
        self._explanation = Label(role=TextRole.CAPTION, name="layer_explanation")
        self._grid = Grid(spacing=8)
        self._empty = Label(role=TextRole.CAPTION, name="layer_nothing")
        layout = Column(spacing=8)
        layout.addWidget(self._title)
        layout.addWidget(self._explanation)
        layout.addLayout(self._grid)
        layout.addWidget(self._empty)
        layout.addStretch()
        self.setLayout(layout)

    @property
    def fault(self) -> UserError | None:
        """What is wrong with the first value that is not possible, if any is."""
        for setting, field in self._fields.values():
            try:
                self._with(setting, field)
            except UserError as error:
                return error
        return None

    def show_layer(self, index: int | None, layer: Layer | None, count: int) -> None:
        """Shows a layer.

        Args:
            index: Its place, from 0; None for none.
            layer: The layer; None for none.
            count: How many layers there are.
        """
        same = layer is not None and self._layer is not None and layer.type == self._layer.type and index == self._index
        unchanged = same and layer == self._layer
        self._index, self._layer = index, layer
        if index is None or layer is None:
            self._title.setText(_("No layer is chosen"))
            self._explanation.setText(_("Choose one in the table to set it, or add one."))
        else:
            self._title.setText(_("{number} of {count}: {type}").format(number=index + 1, count=count, type=layer.type))
            self._explanation.setText(layer_explanation(layer).partition(": ")[2].capitalize())
        if not same:
            self._make_fields()
        if not unchanged:
            self._write()
        self._show_rare()

    def set_everything(self, everything: bool) -> None:
        """Shows all settings, or those that matter most."""
        self._everything = everything
        self._show_rare()

    def set_columns(self, columns: int) -> None:
        """Places the controls in so many columns."""
        if columns != self._columns:
            self._columns = columns
            self._place()

    def show_faults(self) -> None:
        """Says again what is wrong with the values that are not possible."""
        for setting, field in self._fields.values():
            try:
                self._with(setting, field)
            except UserError as error:
                field.set_fault(str(error))

    def focus_first(self) -> None:
        """Puts the focus where one types next."""
        for _setting, field in self._fields.values():
            field.editor.setFocus()
            if isinstance(field.editor, QSpinBox):
                field.editor.selectAll()
            return

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Undo means the last change of the network, not the last letter in a control."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
            if event.matches(undo) or event.matches(redo):
                event.ignore()
                return True
        return super().eventFilter(watched, event)

    def _make_fields(self) -> None:
        for _setting, field in self._fields.values():
            self._grid.removeWidget(field)
            field.hide()
            field.deleteLater()
        self._fields = {}
        for setting in layer_settings(self._layer) if self._layer is not None else ():
            editor = self._editor(setting)
            editor.setProperty("setting", setting.name)
            editor.installEventFilter(self)
            field = Field(
                setting.label, editor, setting.explanation, setting=f"layers.{self._index}.{setting.name}", wide=True
            )
            self._fields[setting.name] = (setting, field)
        self._place()

    def _editor(self, setting: LayerSetting) -> QWidget:
        name = f"layer_{setting.name}"
        if setting.kind == "count":
            spin = SpinBox(setting.least, setting.most, setting.none_text)
            spin.setObjectName(name)
            spin.valueChanged.connect(self._on_edited)
            return spin
        box = ComboBox(name)
        for value in setting.choices:
            box.addItem(choice_text(value), value)
        if setting.kind == "number":
            box.setEditable(True)
            box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            box.setCompleter(None)  # type: ignore[arg-type]  # the stubs do not know it; 0.00 is not yet 0.0001
            line = box.lineEdit()
            assert line is not None
            line.installEventFilter(self)
            box.editTextChanged.connect(self._on_edited)
        else:
            box.currentIndexChanged.connect(self._on_edited)
        return box

    def _write(self) -> None:
        """Brings the controls to the layer's values; one that says the same already is left as it was typed."""
        for setting, field in self._fields.values():
            value = getattr(self._layer, setting.name)
            editor = field.editor
            with QSignalBlocker(editor):
                if isinstance(editor, QSpinBox):
                    editor.setValue(value or 0)
                elif isinstance(editor, QComboBox) and setting.kind == "number":
                    if _number(editor.currentText()) != value:
                        editor.setEditText(f"{value:.12g}")
                elif isinstance(editor, QComboBox):
                    editor.setCurrentIndex(editor.findData(value))
            field.set_fault("")

    def _show_rare(self) -> None:
        shown = 0
        for setting, field in self._fields.values():
            default = type(self._layer).model_fields[setting.name].default if self._layer is not None else None
            rare = setting.rare and getattr(self._layer, setting.name) == default
            field.setVisible(self._everything or not rare)
            shown += not field.isHidden()
        self._place()
        nothing = _("There is nothing to set.") if self._everything else _("There is nothing to set at Essentials.")
        self._empty.setText(nothing if self._layer is not None else "")
        self._empty.setVisible(self._layer is not None and not shown)

    def _place(self) -> None:
        for _setting, field in self._fields.values():
            self._grid.removeWidget(field)
        shown = [field for _setting, field in self._fields.values() if not field.isHidden() or field.parent() is None]
        for place, field in enumerate(shown):
            self._grid.addWidget(field, *divmod(place, self._columns))
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < self._columns else 0)

    @Slot()
    def _on_edited(self) -> None:
        editor = self.sender()
        assert isinstance(editor, QWidget)
        setting, field = self._fields[editor.property("setting")]
        try:
            layer = self._with(setting, field)
        except UserError as error:
            field.set_fault(str(error))
            return
        field.set_fault("")
        if layer != self._layer and self._index is not None:
            self._layer = layer
            self.edited.emit(self._index, layer, setting.name)

    def _with(self, setting: LayerSetting, field: Field) -> Layer:
        """The layer with what one control says.

        Raises:
            UserError: The value is not possible.
        """
        assert self._layer is not None
        content: dict[str, Any] = self._layer.model_dump()
        content[setting.name] = _value(setting, field.editor)
        try:
            return parse(NetworkSpec, {"layers": [content]}).layers[0]
        except UserError as error:
            problem = error.problem.replace(error.field, setting.label)
            raise UserError(problem, error.remedy, field.setting) from None


class SpinBox(QSpinBox):
    """A whole number that takes effect with each key, and turns with the wheel only while it has the focus.

    Args:
        least: Smallest value.
        most: Largest value.
        none_text: What stands for the smallest value; none if empty.
    """

    def __init__(self, least: int, most: int, none_text: str = "") -> None:
        super().__init__(minimum=least, maximum=most)
        self.setSpecialValueText(none_text)
        self.setGroupSeparatorShown(False)
        line = self.lineEdit()
        assert isinstance(line, QLineEdit)
        line.setObjectName("line")

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


def _value(setting: LayerSetting, editor: QWidget) -> object:
    if isinstance(editor, QSpinBox):
        return None if setting.none_text and editor.value() == 0 else editor.value()
    assert isinstance(editor, QComboBox)
    return editor.currentText().strip() if setting.kind == "number" else editor.currentData()


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None

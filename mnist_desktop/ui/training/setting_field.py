"""SettingField: a field that is bound to one setting of a network or its training."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractSpinBox, QCheckBox, QComboBox, QDoubleSpinBox, QSpinBox, QWidget
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.ui.training.boxes import PatienceBox, TimeBox
from mnist_desktop.ui.training.class_weights import ClassWeightsEditor
from mnist_desktop.ui.training.inputs import PercentBox, RateBox
from mnist_desktop.ui.widgets import Field, explain


class SettingField(Field):
    """A field whose editor shows one setting, and knows whether it was changed.

    Emits ``changed`` when the user, or a program, has put in another value.

    Args:
        label: As for ``Field``.
        editor: As for ``Field``; its value is one of the setting's.
        explanation: As for ``Field``.
        setting: Its dotted name, as in ``SettingChange``.
        live: Whether it can be changed while a network learns.
        everything: Whether it shows at the level Everything alone, unless it is changed.
        wide: As for ``Field``.
    """

    changed = Signal()

    def __init__(
        self,
        label: str,
        editor: QWidget,
        explanation: str,
        *,
        setting: str,
        live: bool = False,
        everything: bool = False,
        wide: bool = False,
    ) -> None:
        super().__init__(label, editor, explanation, setting=setting, wide=wide)
        self.live = live
        self.everything = everything
        self._explanation = explanation
        self._shown: Any = None
        if isinstance(editor, QAbstractSpinBox | QComboBox):
            # The wheel scrolls the column; it turns a value only where someone has clicked.
            editor.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            editor.installEventFilter(self)
        match editor:
            case RateBox() | ClassWeightsEditor():
                editor.changed.connect(self._on_changed)
            case QSpinBox() | QDoubleSpinBox():
                editor.valueChanged.connect(self._on_changed)
            case QComboBox():
                editor.currentIndexChanged.connect(self._on_changed)
            case QCheckBox():
                editor.toggled.connect(self._on_changed)

    @property
    def value(self) -> Any:
        """What the editor holds, as the spec takes it; a rate as it was typed."""
        match self.editor:
            case RateBox() as box:
                return box.lineEdit().text().strip()
            case PercentBox() as box:
                return box.share
            case QDoubleSpinBox() as box:
                return round(box.value(), 6)
            case PatienceBox() as box:
                return box.patience
            case TimeBox() as box:
                return box.seconds
            case QSpinBox() as box:
                return box.value()
            case QComboBox() as box:
                return box.currentData()
            case QCheckBox() as box:
                return box.isChecked()
            case ClassWeightsEditor() as editor:
                return editor.weights
        raise TypeError(f"no setting can be edited with {self.editor!r}")

    @property
    def number(self) -> Any:
        """The same, a rate as a number.

        Raises:
            UserError: It is none.
        """
        return self.editor.number() if isinstance(self.editor, RateBox) else self.value

    @property
    def is_changed(self) -> bool:
        """Whether it holds something else than was shown last; what was not touched stays as exact as it was."""
        return bool(self.value != self._shown)

    def show_value(self, value: Any) -> None:
        """Shows a value of the setting; from there on changes count."""
        self.put_in(value)
        self._shown = self.value

    def put_in(self, value: Any) -> None:
        """Puts in a value, as if it had been typed."""
        match self.editor:
            case RateBox() as box:
                box.set_number(value)
            case PercentBox() as box:
                box.set_share(value)
            case PatienceBox() as box:
                box.set_patience(value)
            case TimeBox() as box:
                box.set_seconds(value)
            case QSpinBox() | QDoubleSpinBox() as box:
                box.setValue(value)
            case QComboBox() as box:
                box.setCurrentIndex(box.findData(value))
            case QCheckBox() as box:
                box.setChecked(value)
            case ClassWeightsEditor() as editor:
                editor.show_weights(value)

    def differs_from(self, value: Any) -> bool:
        """Whether the editor holds something else than it would show for a value."""
        match self.editor:
            case RateBox():
                return bool(self.value != f"{value:.12g}")
            case PercentBox() as box:
                return bool(self.value != round(round(100 * value, box.decimals()) / 100, 6))
            case QDoubleSpinBox() as box:
                return bool(self.value != round(value, box.decimals()))
            case TimeBox():
                return bool(self.value != (value and float(round(value))))
        return bool(self.value != value)

    def set_locked(self, locked: bool) -> bool:
        """Locks it while a network learns, unless it can be changed then, and says why.

        Returns:
            Whether its editor had the focus, and lost it.
        """
        locked = locked and not self.live
        had_focus = locked and (self.editor.hasFocus() or self.editor.isAncestorOf(self.editor.focusWidget()))
        if locked == self.editor.isEnabled():
            self.editor.setEnabled(not locked)
            reason = _("Locked while it learns; Stop first.")
            self.explain(f"{reason} {self._explanation}" if locked else self._explanation)
        return had_focus

    def explain(self, text: str) -> None:
        """Says something else about it."""
        explain(self, text)
        explain(self.editor, text)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel and not self.editor.hasFocus():
            event.ignore()
            return True
        return False

    @Slot()
    def _on_changed(self) -> None:
        self.changed.emit()

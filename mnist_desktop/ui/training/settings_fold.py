"""SettingsFold: a fold of fields, each bound to a setting."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from mnist_desktop.training.settings import Settings
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.training.setting_field import SettingField
from mnist_desktop.ui.widgets import Fold
from mnist_desktop.ui.widgets.level import set_shown


class SettingsFold(Fold):
    """Fields under one line; closed, it counts those that differ from the defaults.

    Emits ``edited`` when a field was changed by the user.

    Args:
        title: As for ``Fold``.
        name: As for ``Fold``.
    """

    edited = Signal()

    def __init__(self, title: str, *, name: str) -> None:
        super().__init__(title, name=name)
        self.fields: list[SettingField] = []
        self._showing = False

    def add_field(self, field: SettingField, name: str, into: QWidget | None = None) -> SettingField:
        """Adds a field at the end, and names its editor; ``into`` is a widget with a layout of its own."""
        field.editor.setObjectName(name)
        layout = self.body if into is None else into.layout()
        assert layout is not None
        layout.addWidget(field)
        field.changed.connect(self._on_field_changed)
        self.fields.append(field)
        return field

    def show_settings(self, settings: Settings) -> None:
        """Shows the values of a model's settings."""
        self._showing = True
        for field in self.fields:
            field.show_value(settings.value(field.setting))
        self._showing = False

    def show_fields(self, level: Level, defaults: Settings) -> None:
        """Shows the fields that matter now, and counts those that differ from the defaults."""
        changed = [field for field in self.fields if field.differs_from(defaults.value(field.setting))]
        self.set_changed_count(sum(self.applies(field) for field in changed))
        for field in self.fields:
            wanted = level is Level.EVERYTHING or not field.everything or field in changed
            set_shown(field, wanted and self.applies(field))

    def applies(self, field: SettingField) -> bool:
        """Override to tell whether a field means anything with the others as they are."""
        return True

    @Slot()
    def _on_field_changed(self) -> None:
        if not self._showing:
            self.edited.emit()

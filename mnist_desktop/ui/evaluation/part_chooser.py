"""Chooses the part of the data whose results are shown."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox

from mnist_desktop.i18n import _
from mnist_desktop.ui.widgets import Field

if TYPE_CHECKING:
    from mnist_desktop.service.evaluation import Part


class PartChooser(Field):
    """A drop-down of test, validation and training pictures.

    Emits ``chosen`` with the ``Part`` when the user chooses one.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        box = self._box = QComboBox()
        box.setObjectName("part")
        for text, part, explanation in (
            (_("Test pictures"), "test", _("Kept away from training and from every choice; looked at once.")),
            (_("Validation pictures"), "validation", _("By which one chooses between networks and settings.")),
            (_("Training pictures"), "training", _("Those it learned from: how well it remembers them.")),
        ):
            box.addItem(text, part)
            box.setItemData(box.count() - 1, explanation, Qt.ItemDataRole.ToolTipRole)
        super().__init__(
            _("&Pictures"),
            box,
            _("Which pictures it answers; looking at validation or training pictures leaves the test sealed."),
            wide=True,
        )
        box.activated.connect(self._on_activated)

    def show_part(self, part: "Part", *, sealed: bool) -> None:
        """Shows which part is chosen, and whether the test is still sealed."""
        self._box.setItemText(0, _("Test pictures (sealed)") if sealed else _("Test pictures"))
        self._box.setCurrentIndex(self._box.findData(part))

    @Slot()
    def _on_activated(self) -> None:
        self.chosen.emit(self._box.currentData())

"""A small switch between two or three ways of showing the same thing."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QSizePolicy, QWidget

from mnist_desktop.ui.widgets import Row, SecondaryButton, explain


class Segments(QWidget):
    """Buttons of which one is chosen, beside each other or under each other; the first one at first.

    Emits ``chosen`` with the place of the button, 0 for the first.

    Args:
        name: Its ``objectName``; the buttons are called "{name}_0" and so on.
        choices: Text and explanation of each.
    """

    chosen = Signal(int)

    def __init__(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._row: QBoxLayout = Row(spacing=4)
        for place, (text, explanation) in enumerate(choices):
            button = SecondaryButton(text, name=f"{name}_{place}")
            button.setCheckable(True)
            explain(button, explanation)
            self._group.addButton(button, place)
            self._row.addWidget(button)
        self.setLayout(self._row)
        self._group.button(0).setChecked(True)
        self._group.idToggled.connect(self._on_toggled)

    @property
    def place(self) -> int:
        """The place of the chosen button."""
        return self._group.checkedId()

    def choose(self, place: int) -> None:
        """Chooses a button."""
        self._group.button(place).setChecked(True)

    def choose_next(self) -> None:
        """Chooses the next one, after the last one the first."""
        self.choose((self.place + 1) % len(self._group.buttons()))

    def set_upright(self, upright: bool) -> None:
        """Lays the buttons under each other, or beside each other."""
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._row.setDirection(down if upright else across)

    @Slot(int, bool)
    def _on_toggled(self, place: int, checked: bool) -> None:
        if checked:
            self.chosen.emit(place)

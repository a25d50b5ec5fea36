"""The switch between curves, the view from inside, table and the comparison with other runs."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QWidget

from mnist_desktop.i18n import _
from mnist_desktop.ui.widgets import Row, explain


class ViewSwitch(QWidget):
    """Chooses between curves, inside, table and comparison; in a low window the curves stand for themselves.

    Emits ``chosen`` with "curves", "accuracy", "loss", "inside", "table" or "compare".
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._compact = False
        row = Row(spacing=4)
        for number, (name, text, explanation) in enumerate(_views()):
            button = QPushButton(text, autoDefault=False)
            button.setCheckable(True)
            button.setObjectName(f"view_{name}")
            explain(button, explanation)
            self._group.addButton(button, number)
            row.addWidget(button)
        self.setLayout(row)
        self._group.button(0).setChecked(True)
        self._group.idToggled.connect(self._on_toggled)
        self._show_buttons()

    @property
    def view(self) -> str:
        """What is chosen."""
        return _views()[self._group.checkedId()][0]

    def set_compact(self, compact: bool) -> None:
        """Offers the curves one by one, or together."""
        if compact != self._compact:
            self._compact = compact
            self._show_buttons()
            if self.view not in _ALWAYS_SHOWN:
                self._choose("accuracy" if compact else "curves")

    def toggle_table(self) -> None:
        """From the curves to the table, or back."""
        self._toggle("table")

    def toggle_compare(self) -> None:
        """To the comparison, or from it to the curves."""
        self._toggle("compare")

    def toggle_inside(self) -> None:
        """To the view from inside, or from it to the curves."""
        self._toggle("inside")

    def show_inside(self) -> None:
        """To the view from inside."""
        self._choose("inside")

    @Slot(int, bool)
    def _on_toggled(self, number: int, checked: bool) -> None:
        if checked:
            self.chosen.emit(_views()[number][0])

    def _toggle(self, view: str) -> None:
        self._choose(view if self.view != view else "accuracy" if self._compact else "curves")

    def _choose(self, view: str) -> None:
        self._group.button([name for name, *_rest in _views()].index(view)).setChecked(True)

    def _show_buttons(self) -> None:
        for number, (name, *_rest) in enumerate(_views()):
            shown = name in _ALWAYS_SHOWN or (name != "curves") == self._compact
            self._group.button(number).setVisible(shown)


def _views() -> tuple[tuple[str, str, str], ...]:
    return (
        ("curves", _("Curves"), _("Right answers and loss as curves.")),
        ("accuracy", _("Right"), _("Right answers as a curve.")),
        ("loss", _("Loss"), _("The loss as a curve: how wrong it is, lower is better.")),
        ("inside", _("Inside"), _("The network from inside: what “Watch inside” has chosen.")),
        ("table", _("Table"), _("The finished epochs as a table.")),
        ("compare", _("Compare"), _("The curves of several models over each other, and what differs between them.")),
    )


_ALWAYS_SHOWN = ("inside", "table", "compare")

"""How the laid-over curves are shown: which of them, over epochs or seconds, with the training's lines or without."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QCheckBox, QPushButton, QSizePolicy, QWidget

from mnist_desktop.i18n import _
from mnist_desktop.ui.widgets import Row, explain
from mnist_desktop.ui.widgets.level import set_shown


@dataclass(frozen=True)
class OverlayOptions:
    """What the bar says.

    Attributes:
        measure: "curves" for right answers and loss, or where there is no room for both "accuracy" or "loss";
            "differences" for the table in their place.
        by_seconds: The horizontal axis is the time of training.
        training: The training's lines show as well.
    """

    measure: str = "curves"
    by_seconds: bool = False
    training: bool = False


class OverlayBar(QWidget):
    """The switches over the laid-over curves.

    Emits ``changed`` when one of them was used.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._measures = _Choice(
            (
                ("curves", _("Curves"), _("Right answers and loss of the chosen models as curves.")),
                ("accuracy", _("Right"), _("The right answers of the chosen models.")),
                ("loss", _("Loss"), _("The loss of the chosen models: how wrong they are, lower is better.")),
                ("differences", _("Table"), _("What came of the chosen models, and what differs between them.")),
            )
        )
        self._across = _Choice(
            (
                ("epochs", _("Epochs"), _("Epochs across: who learned more from seeing the same pictures as often?")),
                ("seconds", _("Seconds"), _("Seconds of training across: who was faster? The honest comparison.")),
            )
        )
        self._training = QCheckBox(_("&Training"))
        self._training.setObjectName("overlay_training")
        explain(
            self._training,
            _("Shows the right answers and the loss on the training pictures too, as thin lines without marks."),
        )
        row = Row(spacing=8)
        for part in (self._measures, self._across, self._training):
            row.addWidget(part)
        row.addStretch(1)
        self.setLayout(row)
        self._measures.changed.connect(self.changed)
        self._across.changed.connect(self.changed)
        self._training.toggled.connect(self._on_toggled)
        self.set_room(both=True, table=True)

    @property
    def options(self) -> OverlayOptions:
        """What is chosen."""
        return OverlayOptions(self._measures.chosen, self._across.chosen == "seconds", self._training.isChecked())

    def set_room(self, *, both: bool, table: bool) -> None:
        """Says what there is room for, and offers the rest to choose from.

        Args:
            both: Right answers and loss stand beside each other.
            table: The table has a place of its own under them.
        """
        curves = ("curves",) if both else ("accuracy", "loss")
        self._measures.offer(curves if table else (*curves, "differences"))

    @Slot(bool)
    def _on_toggled(self, _checked: bool) -> None:
        self.changed.emit()


class _Choice(QWidget):
    """Buttons of which one is down; emits ``changed`` when it is another one.

    Args:
        choices: Name, text and explanation of each.
    """

    changed = Signal()

    def __init__(self, choices: Sequence[tuple[str, str, str]]) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        self.chosen = choices[0][0]
        row = Row(spacing=4)
        for choice, text, explanation in choices:
            button = self._buttons[choice] = QPushButton(text, autoDefault=False)
            button.setCheckable(True)
            button.setObjectName(f"overlay_{choice}")
            explain(button, explanation)
            self._group.addButton(button)
            row.addWidget(button)
        self._buttons[self.chosen].setChecked(True)
        self.setLayout(row)
        self._group.buttonToggled.connect(self._on_toggled)

    def offer(self, names: Sequence[str]) -> None:
        """Shows only these; the first one is chosen if the present choice is not among them."""
        for name, button in self._buttons.items():
            set_shown(button, name in names)
        set_shown(self, len(names) > 1)
        if self.chosen not in names:
            self._buttons[names[0]].setChecked(True)

    @Slot(QAbstractButton, bool)
    def _on_toggled(self, button: QAbstractButton, checked: bool) -> None:
        if checked:
            self.chosen = next(name for name, each in self._buttons.items() if each is button)
            self.changed.emit()

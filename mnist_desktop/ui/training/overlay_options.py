"""How the laid-over curves are shown: which of them, over epochs or seconds, with the training's lines or without."""

from dataclasses import dataclass

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QPushButton, QSizePolicy, QWidget

from mnist_desktop.i18n import _
from mnist_desktop.ui.widgets import Row, explain


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
        row = Row(spacing=8)
        self._measures = self._add_choice(
            row,
            (
                ("curves", _("Curves"), _("Right answers and loss of the chosen models as curves.")),
                ("accuracy", _("Right"), _("The right answers of the chosen models.")),
                ("loss", _("Loss"), _("The loss of the chosen models: how wrong they are, lower is better.")),
                ("differences", _("Table"), _("What came of the chosen models, and what differs between them.")),
            ),
        )
        self._across = self._add_choice(
            row,
            (
                ("epochs", _("Epochs"), _("Epochs across: who learned more from seeing the same pictures as often?")),
                ("seconds", _("Seconds"), _("Seconds of training across: who was faster? The honest comparison.")),
            ),
        )
        self._training = QCheckBox(_("&Training"))
        self._training.setObjectName("overlay_training")
        explain(
            self._training,
            _("Shows the right answers and the loss on the training pictures too, as thin lines without marks."),
        )
        self._training.toggled.connect(self._on_toggled)
        row.addWidget(self._training)
        row.addStretch(1)
        self.setLayout(row)
        self._offered: tuple[str, ...] = ()
        self.set_room(both=True, table=True)

    @property
    def options(self) -> OverlayOptions:
        """What is chosen."""
        return OverlayOptions(
            self._measures.checkedButton().property("choice"), self._across.checkedButton().property("choice") == "seconds", self._training.isChecked()
        )

    def set_room(self, *, both: bool, table: bool) -> None:
        """Says what there is room for, and offers the rest to choose from.

        Args:
            both: Right answers and loss stand beside each other.
            table: The table has a place of its own under them.
        """
        curves = ("curves",) if both else ("accuracy", "loss")
        offered = curves if table else (*curves, "differences")
        if offered == self._offered:
            return
        self._offered = offered
        for button in self._measures.buttons():
            button.setVisible(button.property("choice") in offered)
        self._measures.buttons()[0].parentWidget().setVisible(len(offered) > 1)
        if self.options.measure not in offered:
            next(each for each in self._measures.buttons() if each.property("choice") == offered[0]).setChecked(True)

    def _add_choice(self, row: Row, choices: tuple[tuple[str, str, str], ...]) -> QButtonGroup:
        group = QButtonGroup(self)
        place, buttons = QWidget(self), Row(spacing=4)
        for choice, text, explanation in choices:
            button = QPushButton(text, autoDefault=False)
            button.setCheckable(True)
            button.setObjectName(f"overlay_{choice}")
            button.setProperty("choice", choice)
            explain(button, explanation)
            group.addButton(button)
            buttons.addWidget(button)
        place.setLayout(buttons)
        row.addWidget(place)
        group.buttons()[0].setChecked(True)
        group.buttonToggled.connect(self._on_chosen)
        return group

    @Slot(QPushButton, bool)
    def _on_chosen(self, _button: QPushButton, checked: bool) -> None:
        if checked:
            self.changed.emit()

    @Slot(bool)
    def _on_toggled(self, _checked: bool) -> None:
        self.changed.emit()

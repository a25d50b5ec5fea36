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
        measure: "accuracy", "loss", or "differences", where there is room for one thing only.
        by_seconds: The horizontal axis is the time of training.
        training: The training's lines show as well.
    """

    measure: str = "accuracy"
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
        row = Row(spacing=4)
        self._measures = self._add_choice(
            row,
            (
                ("accuracy", _("Right"), _("The right answers of the chosen models.")),
                ("loss", _("Loss"), _("The loss of the chosen models: how wrong they are, lower is better.")),
                ("differences", _("What differs"), _("What came of the chosen models, and what differs between them.")),
            ),
        )
        row.addSpacing(8)
        self._across = self._add_choice(
            row,
            (
                ("epochs", _("Epochs"), _("Epochs across: who learned more from seeing the same pictures as often?")),
                ("seconds", _("Seconds"), _("Seconds of training across: who was faster? The honest comparison.")),
            ),
        )
        row.addSpacing(8)
        self._training = QCheckBox(_("&Training too"))
        self._training.setObjectName("overlay_training")
        explain(
            self._training,
            _("Shows the right answers and the loss on the training pictures too, as thin lines without marks."),
        )
        self._training.toggled.connect(self._on_toggled)
        row.addWidget(self._training)
        row.addStretch(1)
        self.setLayout(row)
        self._single = self._with_differences = True
        self.set_room(single=False, differences=False)

    @property
    def options(self) -> OverlayOptions:
        """What is chosen."""
        measure = self._measures.checkedButton().property("choice")
        if not self._single or (measure == "differences" and not self._with_differences):
            measure = "accuracy"
        return OverlayOptions(
            measure, self._across.checkedButton().property("choice") == "seconds", self._training.isChecked()
        )

    def set_room(self, *, single: bool, differences: bool) -> None:
        """Says what there is room for.

        Args:
            single: Only one plot shows, so there is a choice.
            differences: The table has no room of its own and is chosen here too.
        """
        single = single or differences
        if (single, differences) == (self._single, self._with_differences):
            return
        self._single, self._with_differences = single, differences
        for button in self._measures.buttons():
            button.setVisible(differences if button.property("choice") == "differences" else single)
        if not differences and self._measures.checkedButton().property("choice") == "differences":
            self._measures.buttons()[0].setChecked(True)

    def _add_choice(self, row: Row, choices: tuple[tuple[str, str, str], ...]) -> QButtonGroup:
        group = QButtonGroup(self)
        for choice, text, explanation in choices:
            button = QPushButton(text, autoDefault=False)
            button.setCheckable(True)
            button.setObjectName(f"overlay_{choice}")
            button.setProperty("choice", choice)
            explain(button, explanation)
            group.addButton(button)
            row.addWidget(button)
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

"""The settings of the shown network in the page's column: the digit to find, and what is folded away."""

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSpinBox, QWidget

from mnist_desktop.data.task import OneAgainstRest
from mnist_desktop.i18n import _
from mnist_desktop.networks.examine import Examination
from mnist_desktop.networks.presets import Preset
from mnist_desktop.networks.spec import LossName, TrainingSpec
from mnist_desktop.ui.network.compile import CompilePanel, changed_count, compile_summary
from mnist_desktop.ui.widgets import Column, Field, Fold, Label, TextRole


class NetworkSettings(QWidget):
    """The digit of a yes-or-no network, and optimizer, learning rate, loss and metric in a fold.

    Emits ``edited`` when a value was changed by hand; ``values`` are what is wanted then. Emits ``mend_chosen`` with
    a ``Mend``.
    """

    edited = Signal()
    mend_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._digit = QSpinBox(minimum=0, maximum=9)
        self._digit.setObjectName("digit")
        self._digit.setKeyboardTracking(False)  # "12" is typed before it is taken
        self._digit.valueChanged.connect(self._on_digit_changed)
        self._digit_field = Field(
            _("&Digit to find"),
            self._digit,
            _("The one digit that this network tells from all others: is it that digit, or not?"),
            setting="task.label",
        )
        self._compile = CompilePanel()
        self._compile.edited.connect(self.edited)
        self._compile.mend_chosen.connect(self.mend_chosen)
        self._locked = Label(role=TextRole.CAPTION, name="compile_locked")
        self._fold = Fold(_("How it learns (compile)"), name="compile_fold")
        self._fold.body.addWidget(self._locked)
        self._fold.body.addWidget(self._compile)
        self._fold.toggled.connect(self._on_fold_toggled)
        self._summary = Label(role=TextRole.CAPTION, name="compile_summary")
        layout = Column(spacing=8)
        layout.addWidget(self._digit_field)
        layout.addWidget(self._fold)
        layout.addWidget(self._summary)
        self.setLayout(layout)

    def values(self) -> dict[str, Any]:
        """What the controls say, by the dotted names of ``TrainingSpec``."""
        values = self._compile.values()
        if not self._digit_field.isHidden():
            values["task.label"] = self._digit.value()
        return values

    def show_training(self, training: TrainingSpec, base: Preset | None) -> None:
        """Shows the settings of a network.

        Args:
            training: Its settings.
            base: The preset that it came from.
        """
        self._compile.show_training(training, base.optimizers if base is not None else ())
        self._summary.setText(compile_summary(training))
        self._fold.set_changed_count(changed_count(training, base.training if base is not None else None))
        task = training.task
        self._digit_field.setVisible(isinstance(task, OneAgainstRest))
        if isinstance(task, OneAgainstRest):
            self._digit.blockSignals(True)
            self._digit.setValue(task.label)
            self._digit.blockSignals(False)

    def show_needs(self, examination: Examination, loss: LossName, class_count: int) -> None:
        """As ``CompilePanel.show_needs``."""
        self._compile.show_needs(examination, loss, class_count)

    def set_class_count(self, count: int) -> None:
        """Tells how many digits there are to find one of."""
        self._digit.setMaximum(count - 1)

    def set_everything(self, everything: bool) -> None:
        """As ``CompilePanel.set_everything``."""
        self._compile.set_everything(everything)

    def set_locked(self, words: str) -> None:
        """Says why nothing can be changed; "" unlocks."""
        self._locked.setText(words)
        self._locked.setVisible(bool(words))
        self._compile.setEnabled(not words)
        self._digit_field.setEnabled(not words)

    @Slot(int)
    def _on_digit_changed(self, _digit: int) -> None:
        self.edited.emit()

    @Slot(object)
    def _on_fold_toggled(self, open_: bool) -> None:
        self._summary.setVisible(not open_)

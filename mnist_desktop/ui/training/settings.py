"""The settings of a training as the page shows them: changed against the current model's, never reset by a fold."""

from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QComboBox, QSpinBox

from mnist_desktop.i18n import _
from mnist_desktop.networks.spec import TrainingSpec, changed
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.training.inputs import DoublingSpinBox, PercentBox, RateBox
from mnist_desktop.ui.widgets import Column, Field, Fold
from mnist_desktop.ui.widgets.level import set_shown

_ESSENTIAL_OPTIMIZERS = ("adam", "sgd")
_OPTIMIZERS = {"adam": "Adam", "sgd": "SGD", "rmsprop": "RMSprop", "adamw": "AdamW", "nadam": "Nadam"}

# What a model that goes on must keep: other pictures would leak between training and validation, and an
# optimizer's memory fits no other one.
_FIXED_WHEN_GOING_ON = ("validation_split", "optimizer.name", "seed")


class TrainingSettings(QObject):
    """Fields for epochs, batch size and, in a fold, how it learns.

    Emits ``changed`` after every change by the user.

    Args:
        session: For the level.
        parent: The page.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._base = self._defaults = TrainingSpec()
        self._shown: dict[str, Any] = {}
        self._make_fields()
        self._make_fold()
        self.show_training(self._base, self._defaults)
        for signal in (self._epochs.valueChanged, self._batch.valueChanged, self._split.valueChanged,
                       self._seed.valueChanged, self._rate.changed, self._optimizer.currentIndexChanged):  # fmt: skip
            signal.connect(self._on_edited)
        session.level_changed.connect(self._on_level_changed)

    def add_to(self, column: Column) -> None:
        """Puts what is always in sight into the page's column."""
        for field in (self._epochs_field, self._batch_field):
            column.addWidget(field)

    @property
    def epochs(self) -> int:
        """The number of epochs that the field shows."""
        return self._epochs.value()

    def set_epochs(self, epochs: int) -> None:
        """Asks for another number of epochs, as if it had been typed."""
        self._epochs.setValue(epochs)

    def show_training(self, training: TrainingSpec, defaults: TrainingSpec) -> None:
        """Shows the settings of a model.

        Args:
            training: How it was or will be trained.
            defaults: What the fold counts changes against.
        """
        self._base, self._defaults = training, defaults
        self._shown = {}  # meanwhile nothing counts as changed
        self._fill_optimizers(training.optimizer.name)
        self._epochs.setValue(training.epochs)
        self._batch.setValue(training.batch_size)
        self._split.set_share(training.validation_split)
        self._rate.set_number(training.optimizer.learning_rate)
        self._seed.setValue(training.seed)
        self._shown = self._values()
        self._show_seed()
        self.fold.set_changed_count(self._changed_count())

    def training(self) -> TrainingSpec:
        """The model's settings with what was changed here.

        Raises:
            UserError: A setting is impossible; its field is named.
        """
        self._rate.number()  # a fault of its own words
        return changed(self._base, self._changes())

    def restarts(self) -> bool:
        """Whether something was changed that only a new beginning can take on."""
        return any(name in self._changes() for name in _FIXED_WHEN_GOING_ON)

    def mark_fault(self, setting: str, text: str) -> None:
        """Shows at its field what a setting has done."""
        for field in self._all_fields:
            if field.setting == setting:
                field.set_fault(text)
                self.fold.set_open(self.fold.is_open or self.fold.isAncestorOf(field))

    def set_locked(self, locked: bool) -> bool:
        """Locks all fields while a network learns.

        Returns:
            Whether one of them had the focus, which it loses.
        """
        had_focus = locked and any(field.editor.hasFocus() for field in self._all_fields)
        for field in self._all_fields:
            field.editor.setEnabled(not locked)
        return had_focus

    @Slot()
    def _on_edited(self) -> None:
        if self._shown:
            self.fold.set_changed_count(self._changed_count())
            self.changed.emit()

    @Slot(object)
    def _on_level_changed(self, _level: Level) -> None:
        self._shown, shown = {}, self._shown
        self._fill_optimizers(self._optimizer.currentData())
        self._shown = shown
        self._show_seed()

    def _make_fields(self) -> None:
        self._epochs = QSpinBox(minimum=1, maximum=1000)
        self._epochs.setObjectName("epochs")
        self._epochs_field = Field(
            _("&Epochs"),
            self._epochs,
            _("Epochs: how often the network sees all training pictures."),
            setting="epochs",
        )
        self._batch = DoublingSpinBox(minimum=1, maximum=60_000)
        self._batch.setObjectName("batch_size")
        self._batch_field = Field(
            _("&Batch size"),
            self._batch,
            _("Batch size: how many pictures it looks at before it corrects itself once. That is one step."),
            setting="batch_size",
        )

    def _make_fold(self) -> None:
        self.fold = Fold(_("How it learns"), name="how_it_learns")
        self._split = PercentBox(0.9)
        self._split.setObjectName("validation_split")
        split = Field(
            _("&Validation"),
            self._split,
            _("Validation split: the share of the pictures it never trains on, to see how it does on new ones."),
            setting="validation_split",
        )
        self._rate = RateBox("optimizer.learning_rate")
        self._rate.setObjectName("learning_rate")
        rate = Field(
            _("&Learning rate"),
            self._rate,
            _(
                "Learning rate: how big a step the network takes after each mistake. "
                "Too big and it stumbles; too small and it crawls."
            ),
            setting="optimizer.learning_rate",
        )
        self._optimizer = QComboBox()
        self._optimizer.setObjectName("optimizer")
        optimizer = Field(
            _("&Optimizer"),
            self._optimizer,
            _("Optimizer: the rule by which each mistake changes the weights. Adam suits most; SGD is the plain one."),
            setting="optimizer.name",
        )
        self._seed = QSpinBox(minimum=0, maximum=2**31 - 1)
        self._seed.setObjectName("seed")
        self._seed_field = Field(
            _("See&d"),
            self._seed,
            _("Seed: where chance begins. The same seed gives the same training again."),
            setting="seed",
        )
        for field in (split, rate, optimizer, self._seed_field):
            self.fold.body.addWidget(field)
        self._all_fields = (self._epochs_field, self._batch_field, split, rate, optimizer, self._seed_field)

    def _fill_optimizers(self, chosen: str) -> None:
        everything = self._session.level is Level.EVERYTHING
        needed = {chosen, self._base.optimizer.name, self._defaults.optimizer.name, *_ESSENTIAL_OPTIMIZERS}
        self._optimizer.clear()
        for name, title in _OPTIMIZERS.items():
            if everything or name in needed:
                self._optimizer.addItem(title, name)
        self._optimizer.setCurrentIndex(self._optimizer.findData(chosen))

    def _show_seed(self) -> None:
        everything = self._session.level is Level.EVERYTHING
        set_shown(self._seed_field, everything or self._seed.value() != self._defaults.seed)

    def _values(self) -> dict[str, Any]:
        return {
            "epochs": self._epochs.value(),
            "batch_size": self._batch.value(),
            "validation_split": self._split.share,
            "optimizer.learning_rate": self._rate.lineEdit().text().strip(),
            "optimizer.name": self._optimizer.currentData(),
            "seed": self._seed.value(),
        }

    def _changes(self) -> dict[str, Any]:
        """What differs from what was shown; the rest stays as exact as the model has it."""
        return {name: value for name, value in self._values().items() if value != self._shown.get(name, value)}

    def _changed_count(self) -> int:
        """How many values in the fold differ from the defaults."""
        defaults = self._defaults
        text = self._rate.lineEdit().text().strip()
        return sum(
            (
                self._split.share != round(defaults.validation_split, 6),
                text != f"{defaults.optimizer.learning_rate:.12g}",
                self._optimizer.currentData() != defaults.optimizer.name,
                self._seed.value() != defaults.seed,
            )
        )

"""The settings of a training as the page shows them: changed against the current model's, never reset by a fold."""

from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.data.targets import task_labels
from mnist_desktop.i18n import _
from mnist_desktop.networks.spec import NetworkSpec, TrainingSpec, changed
from mnist_desktop.training.class_weights import balanced_weights
from mnist_desktop.training.control import Setting
from mnist_desktop.training.settings import Settings
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.training.boxes import EpochsBox
from mnist_desktop.ui.training.inputs import DoublingSpinBox
from mnist_desktop.ui.training.learning import LearningFold
from mnist_desktop.ui.training.setting_field import SettingField
from mnist_desktop.ui.training.stopping import StoppingFold
from mnist_desktop.ui.training.variation import VariationFold
from mnist_desktop.ui.widgets import Column

# What a model that goes on must keep: other pictures would leak between training and validation, and an
# optimizer's memory fits no other one.
_FIXED_WHEN_GOING_ON = ("validation_split", "optimizer.name", "seed")


class TrainingSettings(QObject):
    """Fields for epochs and batch size, and three folds: how it learns, vary the pictures, stop by itself.

    Emits ``changed`` after every change by the user.

    Args:
        session: For the level, the pictures and the lanes.
        parent: The page.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        network = session.service.presets()[0].network
        self._base = self._defaults = Settings(network, TrainingSpec())
        self._showing = False
        self._locked = False
        self._make_fields()
        self.learning = LearningFold()
        self.variation = VariationFold(session)
        self.stopping = StoppingFold()
        self.folds = (self.learning, self.variation, self.stopping)
        self.show_settings(self._base, self._defaults)
        for field in (self._epochs_field, self._batch_field):
            field.changed.connect(self._on_edited)
        for fold in self.folds:
            fold.edited.connect(self._on_edited)
        session.level_changed.connect(self._on_level_changed)
        session.dataset_changed.connect(self._on_dataset_changed)

    def add_to(self, column: Column) -> None:
        """Puts what is always in sight into the page's column."""
        for field in (self._epochs_field, self._batch_field):
            column.addWidget(field)

    @property
    def epochs(self) -> int:
        """The number of epochs that the field shows; it does not count with a time limit."""
        return self._epochs.value()

    @property
    def time_limit(self) -> float | None:
        """The seconds that the field shows, or None."""
        limit: float | None = self._field("time_limit").value
        return limit

    def set_epochs(self, epochs: int) -> None:
        """Asks for another number of epochs, as if it had been typed."""
        self._epochs.setValue(epochs)

    def show_settings(self, settings: Settings, defaults: Settings) -> None:
        """Shows the settings of a model.

        Args:
            settings: How it was or will be trained, and its network.
            defaults: What the folds count changes against.
        """
        self._base, self._defaults = settings, defaults
        self._showing = True  # meanwhile nothing counts as changed
        self.learning.set_dropouts(settings)
        self._fill_optimizers(settings.training.optimizer.name)
        self._show_answers()
        for field in (self._epochs_field, self._batch_field):
            field.show_value(settings.value(field.setting))
        for fold in self.folds:
            fold.show_settings(settings)
        self.set_locked(self._locked)
        self._showing = False
        self._show_fields()

    def show_change(self, setting: str, value: Any) -> None:
        """Shows what a setting has become while the network learned, if that is not what its field asks for."""
        for field in self._all_fields:
            if field.setting == setting and field.differs_from(value):
                self._showing = True
                field.show_value(value)
                self._showing = False

    def training(self) -> TrainingSpec:
        """The model's settings with what was changed here.

        Raises:
            UserError: A setting is impossible; its field is named.
        """
        changes = {field.setting: field.number for field in self._all_fields if field.is_changed}
        return changed(self._base.training, {name: value for name, value in changes.items() if not _is_layer(name)})

    def network(self) -> NetworkSpec:
        """The model's network with the rates of dropout that are shown."""
        return self._base.changed(self.dropouts()).network

    def dropouts(self) -> dict[str, Setting]:
        """The rates of dropout that were changed, by their names."""
        return {each.setting: each.value for each in self._all_fields if each.is_changed and _is_layer(each.setting)}

    def live_changes(self, now: Settings) -> dict[str, Setting]:
        """What the fields ask for while the network learns, as far as it differs from the settings in force.

        Raises:
            UserError: A rate is no number.
        """
        return {
            field.setting: field.number
            for field in self._all_fields
            if field.live and field.differs_from(now.value(field.setting))
        }

    def restarts(self) -> bool:
        """Whether something was changed that only a new beginning can take on."""
        return any(self._field(name).is_changed for name in _FIXED_WHEN_GOING_ON)

    def mark_fault(self, setting: str, text: str) -> None:
        """Shows at its field what a setting has done."""
        for field in self._all_fields:
            if field.setting == setting:
                field.set_fault(text)
                for fold in self.folds:
                    fold.set_open(fold.is_open or fold.isAncestorOf(field))

    def set_locked(self, locked: bool) -> bool:
        """Locks all fields that cannot be changed while a network learns.

        Returns:
            Whether one of them had the focus, which it loses.
        """
        self._locked = locked
        lost = [field.set_locked(locked) for field in self._all_fields]
        fitted = self.time_limit is not None
        self._epochs.set_fitted(fitted)
        if self._epochs.isEnabled() == fitted:
            self._epochs.setEnabled(not fitted)
            self._epochs_field.explain(_fitted_epochs() if fitted else _epochs())
        self.variation.set_locked(locked)
        return any(lost)

    @Slot()
    def _on_edited(self) -> None:
        if not self._showing:
            self.set_locked(self._locked)
            self._show_fields()
            self.changed.emit()

    @Slot(object)
    def _on_level_changed(self, _level: Level) -> None:
        self._fill_optimizers(self.learning.optimizer.currentData())
        self._show_fields()

    @Slot(object)
    def _on_dataset_changed(self, _dataset: Dataset) -> None:
        self._show_answers()

    @property
    def _all_fields(self) -> list[SettingField]:
        return [self._epochs_field, self._batch_field, *(field for fold in self.folds for field in fold.fields)]

    def _field(self, setting: str) -> SettingField:
        return next(field for field in self._all_fields if field.setting == setting)

    def _make_fields(self) -> None:
        self._epochs = EpochsBox()
        self._epochs.setObjectName("epochs")
        self._epochs_field = SettingField(_("&Epochs"), self._epochs, _epochs(), setting="epochs", live=True)
        batch = DoublingSpinBox(minimum=1, maximum=60_000)
        batch.setObjectName("batch_size")
        self._batch_field = SettingField(
            _("&Batch size"),
            batch,
            _("Batch size: how many pictures it looks at before it corrects itself once. That is one step."),
            setting="batch_size",
        )

    def _fill_optimizers(self, chosen: str) -> None:
        needed = {each.training.optimizer.name for each in (self._base, self._defaults)}
        self.learning.fill_optimizers(chosen, {str(name) for name in needed}, self._session.level)

    def _show_answers(self) -> None:
        """Tells the class weights what answers there are, and how often each is the right one."""
        dataset = self._session.dataset
        if dataset is None:
            return
        training = self._base.training
        names = training.task.class_names(dataset.class_names)
        part = dataset.split(training.validation_split)[0][: training.training_limit]
        self.learning.weights.set_answers(names, balanced_weights(task_labels(part.labels, training.task), len(names)))

    def _show_fields(self) -> None:
        for fold in self.folds:
            fold.show_fields(self._session.level, self._defaults)
        self.learning.show_rates(self._base.training)


def _is_layer(setting: str) -> bool:
    return setting.startswith("layers.")


def _epochs() -> str:
    return _("Epochs: how often the network sees all training pictures.")


def _fitted_epochs() -> str:
    return _("Epochs: with a time limit, as many as fit; take the limit away to choose.")

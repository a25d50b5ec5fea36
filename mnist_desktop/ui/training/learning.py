"""The fold "How it learns": learning rate and its schedule, optimizer, dropout, validation, what counts in the loss."""

from typing import Any

from PySide6.QtWidgets import QCheckBox, QComboBox, QSpinBox, QWidget
from typing_extensions import override

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.networks.spec import TrainingSpec, changed
from mnist_desktop.training.settings import Settings
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.training.class_weights import ClassWeightsEditor
from mnist_desktop.ui.training.inputs import PercentBox, PlainBox, RateBox
from mnist_desktop.ui.training.rate_sketch import RateSketch
from mnist_desktop.ui.training.setting_field import SettingField
from mnist_desktop.ui.training.settings_fold import SettingsFold
from mnist_desktop.ui.widgets import Column
from mnist_desktop.ui.widgets.level import set_shown

_ESSENTIAL_OPTIMIZERS = ("adam", "sgd")
_OPTIMIZERS = {"adam": "Adam", "sgd": "SGD", "rmsprop": "RMSprop", "adamw": "AdamW", "nadam": "Nadam"}

# Which optimizers know a setting, as the spec has it.
_OF_OPTIMIZERS = {
    "optimizer.momentum": ("sgd", "rmsprop"),
    "optimizer.nesterov": ("sgd",),
    "optimizer.weight_decay": ("adamw",),
}
_OF_PLATEAUS = ("schedule.factor", "schedule.patience")


class LearningFold(SettingsFold):
    """How the network learns; shows only what the chosen optimizer and schedule have."""

    def __init__(self) -> None:
        super().__init__(_("How it learns"), name="how_it_learns")
        self._sketch = RateSketch()
        self._dropouts = QWidget()
        self._dropouts.setLayout(Column(spacing=8))
        self._dropout_fields: list[SettingField] = []
        self.optimizer = QComboBox()
        self.weights = ClassWeightsEditor()
        self._make_rate()
        self._make_optimizer()
        self.body.addWidget(self._dropouts)
        self._make_data()

    def set_dropouts(self, settings: Settings) -> None:
        """Makes a field for each Dropout layer of a network."""
        layers = settings.network.layers
        places = [index for index, layer in enumerate(layers) if layer.type == "Dropout"]
        if [field.setting for field in self._dropout_fields] == [_rate_of(place) for place in places]:
            return
        for field in self._dropout_fields:
            self.fields.remove(field)
            field.hide()
            field.deleteLater()
        self._dropout_fields = []
        for number, place in enumerate(places, start=1):
            # Less than 1: a layer without any unit left learns nothing.
            box = PercentBox(0.99)
            field = SettingField(
                _("Dropout") if len(places) == 1 else _("Dropout {number}").format(number=number),
                box,
                _("Dropout: the share of units that are switched off at random, so that none relies on its neighbour."),
                setting=_rate_of(place),
                live=True,
            )
            self._dropout_fields.append(self.add_field(field, f"dropout_{number}", self._dropouts))
        self._dropouts.setVisible(bool(places))

    def fill_optimizers(self, chosen: str, needed: set[str], level: Level) -> None:
        """Offers all optimizers, or the essential ones and those that are needed."""
        self._showing, showing = True, self._showing
        wanted = {chosen, *needed, *_ESSENTIAL_OPTIMIZERS}
        self.optimizer.clear()
        for name, title in _OPTIMIZERS.items():
            if level is Level.EVERYTHING or name in wanted:
                self.optimizer.addItem(title, name)
        self.optimizer.setCurrentIndex(self.optimizer.findData(chosen))
        self._showing = showing

    def show_rates(self, training: TrainingSpec) -> None:
        """Draws the learning rate over the training, from what the fields say."""
        try:
            rate, schedule = self._rate.number(), self._schedule.currentData()
            names = ("optimizer.learning_rate", "schedule.name", *_OF_PLATEAUS)
            values: dict[str, Any] = dict(
                zip(names, (rate, schedule, *(field.value for field in self._plateau)), strict=True)
            )
            self._sketch.show_training(changed(training, values))
        except UserError:  # said when it starts
            return

    @override
    def applies(self, field: SettingField) -> bool:
        if field.setting in _OF_PLATEAUS:
            return bool(self._schedule.currentData() == "reduce_on_plateau")
        optimizers = _OF_OPTIMIZERS.get(field.setting)
        return optimizers is None or self.optimizer.currentData() in optimizers

    @override
    def show_fields(self, level: Level, defaults: Settings) -> None:
        super().show_fields(level, defaults)
        set_shown(self._sketch, self._schedule.currentData() != "constant")

    def _make_rate(self) -> None:
        self._rate = RateBox("optimizer.learning_rate")
        self.add_field(
            SettingField(
                _("&Learning rate"),
                self._rate,
                _(
                    "Learning rate: how big a step the network takes after each mistake. "
                    "Too big and it stumbles; too small and it crawls."
                ),
                setting="optimizer.learning_rate",
                live=True,
            ),
            "learning_rate",
        )
        self._schedule = QComboBox()
        self._schedule.addItem(_("constant"), "constant")
        self._schedule.addItem(_("cosine"), "cosine")
        self._schedule.addItem(_("one cycle"), "one_cycle")
        self._schedule.addItem(_("on plateaus"), "reduce_on_plateau")
        self.add_field(
            SettingField(
                _("&Schedule"),
                self._schedule,
                _("Schedule: how the learning rate changes over the training: big steps first, small ones at the end."),
                setting="schedule.name",
                everything=True,
            ),
            "schedule",
        )
        factor = PlainBox(minimum=0.01, maximum=0.99, singleStep=0.1, decimals=2, prefix=_("times "))
        patience = QSpinBox(minimum=1, maximum=100, prefix=_("after "))
        self._plateau = (
            SettingField(
                _("Factor"),
                factor,
                _("Factor: what the learning rate is multiplied by when it gets no better."),
                setting="schedule.factor",
                everything=True,
            ),
            SettingField(
                _("Patience"),
                patience,
                _("Patience: so many epochs in a row without a lower validation loss make a plateau."),
                setting="schedule.patience",
                everything=True,
            ),
        )
        for field, name in zip(self._plateau, ("schedule_factor", "schedule_patience"), strict=True):
            self.add_field(field, name)
        self.body.addWidget(self._sketch)

    def _make_optimizer(self) -> None:
        self.add_field(
            SettingField(
                _("&Optimizer"),
                self.optimizer,
                _(
                    "Optimizer: the rule by which each mistake changes the weights. "
                    "Adam suits most; SGD is the plain one."
                ),
                setting="optimizer.name",
            ),
            "optimizer",
        )
        self.add_field(
            SettingField(
                _("Momentum"),
                PlainBox(minimum=0.0, maximum=0.999, singleStep=0.1, decimals=3),
                _("Momentum: the share of the last step that goes into the next, as a rolling ball keeps rolling."),
                setting="optimizer.momentum",
            ),
            "momentum",
        )
        self.add_field(
            SettingField(
                _("Nesterov momentum"),
                QCheckBox(),
                _("Nesterov: looks at the slope where the momentum will carry it, not where it stands."),
                setting="optimizer.nesterov",
            ),
            "nesterov",
        )
        self.add_field(
            SettingField(
                _("Weight decay"),
                PlainBox(minimum=0.0, maximum=1.0, singleStep=0.001, decimals=4),
                _("Weight decay: the share of each weight, times the learning rate, that a step takes away."),
                setting="optimizer.weight_decay",
            ),
            "weight_decay",
        )

    def _make_data(self) -> None:
        self.add_field(
            SettingField(
                _("&Validation"),
                PercentBox(0.9),
                _("Validation split: the share of the pictures it never trains on, to see how it does on new ones."),
                setting="validation_split",
            ),
            "validation_split",
        )
        self.add_field(
            SettingField(
                _("Label smoothing"),
                PercentBox(0.99),
                _("Label smoothing: the share of certainty that is taken from the right answer and spread over all."),
                setting="label_smoothing",
                everything=True,
            ),
            "label_smoothing",
        )
        self.add_field(
            SettingField(
                _("Class weights"),
                self.weights,
                _("Class weights: how much a mistake at each answer counts; for answers that are rare or matter more."),
                setting="class_weights",
                everything=True,
                wide=True,
            ),
            "class_weights",
        )
        self.add_field(
            SettingField(
                _("See&d"),
                QSpinBox(minimum=0, maximum=2**31 - 1),
                _("Seed: where chance begins. The same seed gives the same training again."),
                setting="seed",
                everything=True,
            ),
            "seed",
        )


def _rate_of(place: int) -> str:
    return f"layers.{place}.rate"

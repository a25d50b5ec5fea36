"""How a network will learn: optimizer, learning rate, loss and metric, as `compile` takes them."""

from typing import Any, get_args

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QWidget

from mnist_desktop.i18n import _
from mnist_desktop.networks.examine import Examination
from mnist_desktop.networks.spec import LossName, OptimizerName, OptimizerSpec, TrainingSpec
from mnist_desktop.ui.network.facts import loss_needs, loss_note, optimizer_note, optimizer_title
from mnist_desktop.ui.network.mends import MendList
from mnist_desktop.ui.widgets import Column, ComboBox, Field, Label, TextRole

_OPTIMIZERS: tuple[OptimizerName, ...] = get_args(OptimizerName)
_ESSENTIAL: tuple[OptimizerName, ...] = ("adam", "sgd")
_LOSSES: tuple[LossName, ...] = get_args(LossName)
_WITH_MOMENTUM = ("rmsprop", "sgd")
_WITH_DECAY = ("adamw",)
_MOMENTA = ("0", "0.5", "0.9", "0.95", "0.99")
_DECAYS = ("0", "0.0001", "0.001", "0.004", "0.01", "0.1")
_RATES = ("0.0001", "0.0003", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1")


class CompilePanel(QWidget):
    """The settings of `model.compile`; a wrong one says so under it.

    Emits ``edited`` when a value was changed by hand; ``values`` are what is wanted then. Emits ``mend_chosen`` with
    a ``Mend`` that makes loss and last layer fit each other.
    """

    edited = Signal()
    mend_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("compile")
        self._training = TrainingSpec()
        self._usual: tuple[str, ...] = ()
        self._everything = False
        self._make_optimizer()
        self._make_learning_rate()
        self._make_momentum()
        self._make_weight_decay()
        self._make_loss()
        metric = QLabel(_("accuracy"))
        metric.setObjectName("metric")
        self._metric = Field(
            _("Metric"), metric, _("What is counted beside the loss: accuracy, the share of right answers.")
        )
        layout = Column(spacing=8)
        layout.addWidget(self._optimizer_field)
        layout.addWidget(self._optimizer_note)
        layout.addWidget(self._rate_field)
        layout.addWidget(self._momentum_field)
        layout.addWidget(self._nesterov_field)
        layout.addWidget(self._decay_field)
        layout.addWidget(self._loss_field)
        layout.addWidget(self._mends)
        layout.addWidget(self._loss_note)
        layout.addWidget(self._loss_needs)
        layout.addWidget(self._metric)
        self.setLayout(layout)

    def values(self) -> dict[str, Any]:
        """What the controls say, by the dotted names of ``TrainingSpec``; texts as they were typed."""
        name = self._optimizer.currentData()
        defaults = OptimizerSpec()  # what an optimizer does not have is not asked of it
        return {
            "optimizer.name": name,
            "optimizer.learning_rate": self._rate.currentText().strip(),
            "optimizer.momentum": (
                self._momentum.currentText().strip() if name in _WITH_MOMENTUM else defaults.momentum
            ),
            "optimizer.nesterov": self._nesterov.isChecked() if name == "sgd" else defaults.nesterov,
            "optimizer.weight_decay": (
                self._decay.currentText().strip() if name in _WITH_DECAY else defaults.weight_decay
            ),
            "loss": self._loss.currentData(),
        }

    def show_training(self, training: TrainingSpec, usual: tuple[str, ...]) -> None:
        """Shows the settings of a network.

        Args:
            training: Its settings.
            usual: The optimizers that its preset is meant for.
        """
        self._training, self._usual = training, usual
        self._fill_optimizers(training.optimizer.name)
        self._rate.setEditText(repr(training.optimizer.learning_rate).removesuffix(".0"))  # not a digit less
        if training.optimizer.name in _WITH_MOMENTUM:  # the others leave what was typed for them
            self._momentum.setEditText(f"{training.optimizer.momentum:g}")
        if training.optimizer.name in _WITH_DECAY:
            self._decay.setEditText(f"{training.optimizer.weight_decay:g}")
        with QSignalBlocker(self._nesterov):
            self._nesterov.setChecked(training.optimizer.nesterov)
        self._loss.setCurrentIndex(self._loss.findData(training.loss))
        self._write_notes()

    def show_needs(self, examination: Examination, loss: LossName, class_count: int) -> None:
        """Says what the loss expects, and offers what makes it fit.

        Args:
            examination: What was found out about the network.
            loss: Its loss.
            class_count: How many answers there are.
        """
        self._loss_needs.setText(loss_needs(loss, class_count))
        self._mends.show_mends("", examination.mends if examination.about_output else ())

    def set_everything(self, everything: bool) -> None:
        """Offers all optimizers, or only the essential ones and those in use."""
        self._everything = everything
        self._fill_optimizers(self._optimizer.currentData() or self._training.optimizer.name)

    def _make_optimizer(self) -> None:
        self._optimizer = ComboBox("optimizer")
        self._optimizer.activated.connect(self._on_chosen)
        self._optimizer_field = Field(
            _("&Optimizer"),
            self._optimizer,
            _("Optimizer: the rule by which the network changes its numbers after each mistake."),
            setting="optimizer.name",
        )
        self._optimizer_note = Label(role=TextRole.CAPTION, name="optimizer_note")

    def _make_learning_rate(self) -> None:
        self._rate = self._number_box("learning_rate", _RATES)
        self._rate_field = Field(
            _("&Learning rate"),
            self._rate,
            _(
                "Learning rate: how big a step the network takes after each mistake. "
                "Too big and it stumbles; too small and it crawls."
            ),
            setting="optimizer.learning_rate",
        )

    def _make_momentum(self) -> None:
        self._momentum = self._number_box("momentum", _MOMENTA)
        self._momentum_field = Field(
            _("&Momentum"),
            self._momentum,
            _("Momentum: how much of the last step goes into the next, from 0 to below 1; 0.9 is usual."),
            setting="optimizer.momentum",
        )
        self._nesterov = QCheckBox()
        self._nesterov.setObjectName("nesterov")
        self._nesterov.toggled.connect(self._on_typed)
        self._nesterov_field = Field(
            _("&Nesterov"),
            self._nesterov,
            _("Nesterov: looks at the slope where the momentum leads, not where it stands."),
            setting="optimizer.nesterov",
        )

    def _make_weight_decay(self) -> None:
        self._decay = self._number_box("weight_decay", _DECAYS)
        self._decay.setEditText(f"{OptimizerSpec().weight_decay:g}")
        self._decay_field = Field(
            _("&Weight decay"),
            self._decay,
            _("Weight decay: how strongly each step pulls all numbers towards 0, from 0 to 1; 0.004 is usual."),
            setting="optimizer.weight_decay",
        )

    def _number_box(self, name: str, offered: tuple[str, ...]) -> ComboBox:
        """A number that can be chosen or typed."""
        box = ComboBox(name)
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.addItems(list(offered))
        box.setCompleter(None)  # type: ignore[arg-type]  # the stubs do not know it; 0.00 is not yet 0.0001
        box.activated.connect(self._on_chosen)
        line = box.lineEdit()
        assert line is not None
        line.editingFinished.connect(self._on_typed)
        return box

    def _make_loss(self) -> None:
        self._loss = ComboBox("loss")
        for name in _LOSSES:
            self._loss.addItem(name, name)
            self._loss.setItemData(self._loss.count() - 1, loss_note(name), Qt.ItemDataRole.ToolTipRole)
        self._loss.activated.connect(self._on_chosen)
        self._loss_field = Field(
            _("Lo&ss"),
            self._loss,
            _("Loss: how wrong the answers are, as one number. Learning means making it small."),
            setting="loss",
            wide=True,
        )
        self._loss_note = Label(role=TextRole.CAPTION, name="loss_note")
        self._loss_needs = Label(role=TextRole.CAPTION, name="loss_needs")
        self._mends = MendList()
        self._mends.chosen.connect(self.mend_chosen)

    def _fill_optimizers(self, chosen: OptimizerName) -> None:
        wanted = {*_ESSENTIAL, *self._usual, self._training.optimizer.name, chosen}
        offered = [name for name in _OPTIMIZERS if self._everything or name in wanted]
        self._optimizer.clear()
        for name in offered:
            self._optimizer.addItem(optimizer_title(name), name)
            self._optimizer.setItemData(self._optimizer.count() - 1, optimizer_note(name), Qt.ItemDataRole.ToolTipRole)
        self._optimizer.setCurrentIndex(offered.index(chosen))

    def _write_notes(self) -> None:
        self._optimizer_note.setText(optimizer_note(self._optimizer.currentData()))
        self._loss_note.setText(loss_note(self._loss.currentData()))
        name = self._optimizer.currentData()
        self._momentum_field.setVisible(name in _WITH_MOMENTUM)
        self._nesterov_field.setVisible(name == "sgd")
        self._decay_field.setVisible(name in _WITH_DECAY)

    @Slot(int)
    def _on_chosen(self, _index: int) -> None:
        self._write_notes()
        self.edited.emit()

    @Slot()
    def _on_typed(self) -> None:
        self.edited.emit()


def compile_summary(training: TrainingSpec) -> str:
    """One line for where the panel is folded away: "Adam · learning rate 0.001 · mean_squared_error"."""
    rate = _("learning rate {rate:g}").format(rate=training.optimizer.learning_rate)
    return " · ".join((optimizer_title(training.optimizer.name), rate, training.loss))


def changed_count(training: TrainingSpec, preset: TrainingSpec | None) -> int:
    """How many of the panel's settings differ from those of the preset."""
    if preset is None:
        return 0
    pairs: list[tuple[OptimizerSpec | TrainingSpec, OptimizerSpec | TrainingSpec, str]] = [
        (training.optimizer, preset.optimizer, "name"),
        (training.optimizer, preset.optimizer, "learning_rate"),
        (training.optimizer, preset.optimizer, "momentum"),
        (training.optimizer, preset.optimizer, "nesterov"),
        (training.optimizer, preset.optimizer, "weight_decay"),
        (training, preset, "loss"),
    ]
    return sum(getattr(mine, name) != getattr(usual, name) for mine, usual, name in pairs)


def in_words(problem: str) -> str:
    """A fault of a setting as the panel calls it, not as the spec does."""
    names = {
        "optimizer.learning_rate": _("The learning rate"),
        "optimizer.momentum": _("The momentum"),
        "optimizer.weight_decay": _("The weight decay"),
    }
    for name, title in names.items():
        problem = problem.replace(name, title)
    return problem

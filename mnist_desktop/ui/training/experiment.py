"""Too few pictures: overfitting at one click, and the way back."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.networks.spec import TrainingSpec
from mnist_desktop.runs.run import Run
from mnist_desktop.training.experiments import FEW_PICTURES, FEW_PICTURES_EPOCHS, too_few_pictures
from mnist_desktop.training.settings import Settings
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.widgets import Column, Label, SecondaryButton, TextRole, explain


class TooFewPictures(QWidget):
    """Trains the current network afresh on 500 pictures; shows the way back while such a model is current.

    Emits ``failed`` with a ``UserError`` when that cannot be done.

    Args:
        session: What it changes.
    """

    failed = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._run: Run | None = None
        self._before: Run | None = None
        self._button = SecondaryButton("", name="too_few_pictures", icon="flask")
        self._button.clicked.connect(self.toggle)
        self._caption = Label(role=TextRole.CAPTION, name="experiment_caption")
        layout = Column(spacing=4)
        layout.addWidget(self._button)
        layout.addWidget(self._caption)
        self.setLayout(layout)
        self.show_run(None)

    def defaults(self, run: Run) -> TrainingSpec:
        """How a network is trained when nobody has changed anything: as its preset says, if it comes from one."""
        return self.usual(run).training

    def usual(self, run: Run) -> Settings:
        """The same with the network of the preset, whose rates of dropout a training may have changed."""
        preset = next((each for each in self._session.service.presets() if each.name == run.preset), None)
        if preset is None:
            return Settings(run.network, TrainingSpec())
        alike = [layer.type for layer in preset.network.layers] == [layer.type for layer in run.network.layers]
        return Settings(preset.network if alike else run.network, preset.training)

    def show_run(self, run: Run | None) -> None:
        """Offers the experiment, or the way back from it."""
        self._run = run
        if _is_experiment(run):
            self._button.setText(_("Back to all pictures"))
            text = _("This model has seen {count} pictures only.")
            self._caption.setText(text.format(count=FEW_PICTURES))
            explain(self._button, _("Back to all pictures: to the model, or the network, from before the experiment."))
        else:
            self._button.setText(_("Too few pictures"))
            text = _("A new model sees {count} pictures {epochs} times, until it knows them by heart.")
            self._caption.setText(text.format(count=FEW_PICTURES, epochs=FEW_PICTURES_EPOCHS))
            explain(self._button, _("Too few pictures: an experiment that shows overfitting, in some seconds."))

    @Slot()
    def toggle(self) -> None:
        """Begins the experiment, or goes back."""
        if self._run is None or not self.isEnabled():
            return
        try:
            if _is_experiment(self._run):
                self._go_back(self._run)
            else:
                self._begin(self._run)
        except UserError as error:
            self.failed.emit(error)

    def _begin(self, run: Run) -> None:
        training = too_few_pictures(run.training)
        name = _("{name}, {count} pictures").format(name=run.name, count=FEW_PICTURES)
        self._session.choose_network(run.network, training, name, run.preset)
        self._before = run
        self._session.start_training(training)

    def _go_back(self, run: Run) -> None:
        before = self._before
        if before is not None and before.id and before.network == run.network:
            self._session.open_run(before.id)
        elif before is not None and before.network == run.network:
            self._session.choose_network(before.network, before.training, before.name, before.preset)
        else:
            name = run.name.removesuffix(_("{name}, {count} pictures").format(name="", count=FEW_PICTURES))
            self._session.choose_network(run.network, self.defaults(run), name, run.preset)


def _is_experiment(run: Run | None) -> bool:
    return run is not None and run.training.training_limit == FEW_PICTURES

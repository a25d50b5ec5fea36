"""Steering: starts a training with what the fields say, and hands it what is changed while it runs."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mnist_desktop.errors import UserError
from mnist_desktop.training.control import Setting
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.training.settings import TrainingSettings

_WAIT_MS = 300


class Steering(QObject):
    """Between the fields and the training: what is changed takes effect once the user holds still for a moment.

    Emits ``failed`` with a ``UserError`` that names the setting at fault, and ``steered`` when something was changed.

    Args:
        session: Whose training is steered.
        settings: The fields.
        parent: The page.
    """

    failed = Signal(object)
    steered = Signal()

    def __init__(self, session: Session, settings: TrainingSettings, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._settings = settings
        self._timer = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._timer.timeout.connect(self.steer_now)
        self._first_changes: dict[str, Setting] = {}
        settings.changed.connect(self._on_settings_changed)
        session.training_changed.connect(self._on_training_changed)

    @property
    def waiting(self) -> bool:
        """Whether something was changed that the training does not know yet."""
        return self._timer.isActive()

    def start(self, *, afresh: bool) -> None:
        """Trains the current model with what the fields say.

        Args:
            afresh: As for ``Session.start_training``.

        Raises:
            UserError: With the setting at fault as its field.
        """
        session, settings = self._session, self._settings
        training, network, dropouts = settings.training(), settings.network(), settings.dropouts()
        run = session.model.run if session.model is not None else None
        if run is None or network == run.network:
            session.start_training(training, afresh=afresh)
        elif afresh or not run.history:
            session.choose_network(network, training, run.name, run.preset)
            session.start_training(training)
        else:
            self._first_changes = dropouts
            try:
                session.start_training(training)
            finally:
                self._first_changes = {}
            for setting, rate in dropouts.items():
                settings.show_change(setting, rate)

    @Slot()
    def steer_now(self) -> None:
        """Hands over what was changed; the next step takes it."""
        self._timer.stop()
        now = self._session.settings_now
        if now is None:
            return
        try:
            changes = self._settings.live_changes(now)
            if changes:
                self._session.change_settings(changes)
        except UserError as error:
            self.failed.emit(error)
            return
        if changes:
            self.steered.emit()

    @Slot(object)
    def _on_training_changed(self, training: bool) -> None:
        # Said before the lane begins: a model that goes on has its other dropout from the first step on.
        if training and self._first_changes:
            self._session.change_settings(self._first_changes)

    @Slot()
    def _on_settings_changed(self) -> None:
        if self._session.training:
            self._timer.start()

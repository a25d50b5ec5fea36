"""The page Train: lets the current network learn, shows how it does, and says what to make of it."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.networks.spec import TrainingSpec
from mnist_desktop.service.model import Model
from mnist_desktop.service.training import TrainingFault
from mnist_desktop.training.control import Pace
from mnist_desktop.training.events import (
    Compiling,
    EpochFinished,
    Inspection,
    PauseChanged,
    SettingsChanged,
    StepsDone,
    TrainingEvent,
    TrainingStarted,
)
from mnist_desktop.training.settings import Settings
from mnist_desktop.training.watched import most_probable
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.theme import Theme, follow_theme
from mnist_desktop.ui.training.buttons import MORE_EPOCHS, NextStart, Phase, TrainingButtons
from mnist_desktop.ui.training.card import TrainingCard
from mnist_desktop.ui.training.experiment import TooFewPictures
from mnist_desktop.ui.training.inputs import PaceChooser
from mnist_desktop.ui.training.settings import TrainingSettings
from mnist_desktop.ui.training.state import TrainingState
from mnist_desktop.ui.training.steering import Steering
from mnist_desktop.ui.training.watching import WatchFold
from mnist_desktop.ui.widgets import Page

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mnist_desktop.inference.predictor import Predictor

_INTERVAL_MS = 67
"""Between two updates of what is shown: at most 15 a second, however many reports come."""


class TrainingPage(Page):
    """Start, hold and end a training; numbers, curves, a sentence and ten pictures with their answers.

    Args:
        session: What all pages share.
    """

    def __init__(self, session: Session) -> None:
        self._buttons = TrainingButtons()
        super().__init__(session, name="train_page", title=_("Train"), main_action=self._buttons.main)
        self._state = TrainingState(session)
        self._timer = QTimer(self, singleShot=True, interval=_INTERVAL_MS)
        self._timer.timeout.connect(self._on_refresh_due)
        self._settings = TrainingSettings(session, self)
        self._steering = Steering(session, self._settings, self)
        self._watching = WatchFold(session)
        self._pace = PaceChooser()
        self._experiment = TooFewPictures(session)
        self._card = TrainingCard(session, self.narrow_bar)
        self.column.addWidget(self._buttons)
        self.column.addSpacing(8)
        self._settings.add_to(self.column)
        self.column.addWidget(self._pace)
        self.column.addSpacing(8)
        for fold in (*self._settings.folds, self._watching):
            self.column.addWidget(fold)
        self.column.addSpacing(8)
        self.column.addWidget(self._experiment)
        self.content.addWidget(self._card)
        self._connect()
        self._add_keys()
        self._on_model_changed(session.model)
        self._pace.set_pace(session.pace)
        self._ask()
        follow_theme(self._on_page_theme_changed)

    @override
    def arrange(self, *, wide: bool, compact: bool) -> None:
        self._card.arrange(wide=wide, compact=compact)

    @override
    def takes_fault(self, error: UserError) -> bool:
        return isinstance(error, TrainingFault)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()
        focus = QApplication.focusWidget()
        if focus is None or not self.isAncestorOf(focus):
            self._buttons.main.setFocus(Qt.FocusReason.OtherFocusReason)  # so that Space starts

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self._on_main()
        else:
            super().keyPressEvent(event)

    def _connect(self) -> None:
        session = self.session
        session.model_changed.connect(self._on_model_changed)
        session.dataset_changed.connect(self._on_dataset_changed)
        session.predictor_changed.connect(self._on_predictor_changed)
        session.training_changed.connect(self._on_training_changed)
        session.training_event.connect(self._on_training_event)
        session.failed.connect(self._on_failed)
        session.awake_changed.connect(self._on_awake_changed)
        session.pace_changed.connect(self._on_pace_changed)
        self._buttons.main.clicked.connect(self._on_main)
        self._buttons.stop.clicked.connect(self._on_stop)
        self._buttons.restart.clicked.connect(self._on_restart)
        self._buttons.more.clicked.connect(self._on_more_epochs)
        self._buttons.one_more.clicked.connect(self._on_one_more_epoch)
        self._settings.changed.connect(self._on_settings_changed)
        self._steering.failed.connect(self.show_fault)
        self._steering.steered.connect(self._on_steered)
        self._watching.chosen.connect(self._card.inside.choose)
        self._watching.view_asked.connect(self._on_inside_asked)
        self._card.inside.watched_changed.connect(session.watch)
        self._card.inside.choose(self._watching.shown)
        self._pace.chosen.connect(self._on_pace_chosen)
        self._experiment.failed.connect(self.show_fault)
        self._card.page_asked.connect(session.page_requested)
        self._card.watched.chosen.connect(session.put_on_canvas)

    def _add_keys(self) -> None:
        self.add_key(_("Start, pause, continue, or one step (Space on the button)"), "Ctrl+Return", self._on_main)
        self.add_key(_("Stop"), "Ctrl+.", self._on_stop)
        self.add_key(_("Train from the start, as a new model"), "Ctrl+Shift+Return", self._on_restart)
        self.add_key(_("Some more epochs"), "Ctrl+M", self._on_more_epochs)
        self.add_key(_("One more epoch, also while it learns"), "Ctrl+Shift+M", self._on_one_more_epoch)
        self.add_key(_("Vary the pictures: a mixture"), "Ctrl+J", self._settings.variation.choose_mixture)
        self.add_key(_("Vary the pictures: none"), "Ctrl+Shift+J", self._settings.variation.choose_none)
        self.add_key(_("Vary the pictures: preview others"), "Ctrl+R", self._settings.variation.preview.show_others)
        self.add_key(_("The network from inside, or the curves"), "Ctrl+I", self._card.switch.toggle_inside)
        self.add_key(_("Next pace: full, lesson, step"), "Ctrl+P", self._on_next_pace)
        self.add_key(_("Curves or table"), "Ctrl+T", self._card.switch.toggle_table)
        self.add_key(_("Compare with other models, and back"), "Ctrl+L", self._card.switch.toggle_compare)
        self.add_key(_("Save the epochs as CSV"), "Ctrl+Shift+H", self._card.table.ask_where)
        self.add_key(_("Too few pictures, and back"), "Ctrl+Shift+F", self._experiment.toggle)
        self.add_key(_("Go on to the test"), "Ctrl+Shift+T", self._on_test)

    # What the user does

    @Slot()
    def _on_main(self) -> None:
        match self._state.phase:
            case Phase.AT_REST:
                self._start(afresh=self._next_start() is NextStart.AGAIN)
            case Phase.RUNNING | Phase.PAUSED if self.session.pace is Pace.STEP:
                self.session.step()
            case Phase.RUNNING:
                self._state.phase = Phase.PAUSING
                self.session.pause()
            case Phase.PAUSED:
                self._state.phase = Phase.RUNNING
                self.session.resume()
        self._show_phase()

    @Slot()
    def _on_stop(self) -> None:
        if self.session.training and self._state.phase is not Phase.STOPPING:
            self._state.phase = Phase.STOPPING
            self.session.stop()
            self._show_phase()

    @Slot()
    def _on_restart(self) -> None:
        if self._state.phase is Phase.AT_REST:
            self._start(afresh=self._state.epochs_done > 0)

    @Slot()
    def _on_more_epochs(self) -> None:
        if self._state.phase is Phase.AT_REST and self._state.epochs_done:
            self._settings.set_epochs(self._state.epochs_done + MORE_EPOCHS)
            if self._next_start() is NextStart.GO_ON:
                self._start(afresh=False)

    @Slot()
    def _on_one_more_epoch(self) -> None:
        state = self._state
        if self._settings.time_limit is not None or state.phase in (Phase.NO_MODEL, Phase.STOPPING):
            return
        if state.active:
            self._settings.set_epochs(self._settings.epochs + 1)
            self._steering.steer_now()
        elif state.epochs_done:
            self._settings.set_epochs(state.epochs_done + 1)
            if self._next_start() is NextStart.GO_ON:
                self._start(afresh=False)

    @Slot()
    def _on_inside_asked(self) -> None:
        self._card.switch.show_inside()

    @Slot()
    def _on_test(self) -> None:
        self.session.page_requested.emit("evaluate")

    @Slot()
    def _on_next_pace(self) -> None:
        paces = list(Pace)
        self._on_pace_chosen(paces[(paces.index(self.session.pace) + 1) % len(paces)])

    @Slot(object)
    def _on_pace_chosen(self, pace: Pace) -> None:
        self.session.set_pace(pace)
        if pace is Pace.STEP and self._state.phase in (Phase.PAUSING, Phase.PAUSED):
            # It is held anyway; a pause on top of it would hold the steps too.
            self._state.phase = Phase.RUNNING
            self.session.resume()
        self._refresh()

    @Slot()
    def _on_settings_changed(self) -> None:
        self.clear_faults()
        self._state.fault = None
        self._refresh()

    @Slot()
    def _on_steered(self) -> None:
        self._refresh()

    # What the session tells

    @Slot(object)
    def _on_model_changed(self, model: Model | None) -> None:
        run = model.run if model is not None else None
        if self._state.take_run(run) and run is not None:
            self.clear_faults()
            self._settings.show_settings(Settings(run.network, run.training), self._experiment.usual(run))
        self._experiment.show_run(run)
        self._card.inside.show_run(run)
        self._show_pictures()
        self._refresh()

    @Slot(object)
    def _on_dataset_changed(self, _dataset: object) -> None:
        self._show_pictures()
        self._ask()
        self._refresh()

    @Slot(object)
    def _on_predictor_changed(self, _predictor: object) -> None:
        if not self._state.active:
            self._state.answers = None
            self._ask()
        self._refresh()

    @Slot(object)
    def _on_answered(self, answered: "tuple[Predictor, tuple[int, ...]]") -> None:
        predictor, answers = answered
        if predictor is self.session.predictor and not self._state.active:
            self._state.answers = answers
            self._refresh()

    @Slot(object)
    def _on_failed(self, error: UserError) -> None:
        if self._state.active:
            self._state.take_failure(error)

    @Slot(object)
    def _on_awake_changed(self, _awake: bool) -> None:
        self._refresh()

    @Slot(object)
    def _on_pace_changed(self, pace: Pace) -> None:
        self._pace.set_pace(pace)
        self._refresh()

    @Slot(object)
    def _on_training_changed(self, training: bool) -> None:
        if training:
            self._state.begin()
        else:
            self._state.end()
            if self._state.fault is not None and self._state.fault.field:
                self._settings.mark_fault(self._state.fault.field, self._state.fault.remedy)
            self._ask()
        self._card.inside.set_learning(training)
        self._refresh()

    @Slot(object)
    def _on_training_event(self, event: TrainingEvent) -> None:
        self._state.take_event(event)
        match event:
            case Inspection():
                self._card.inside.take_inspection(event)
            case SettingsChanged():
                for change in event.changes:
                    if not self._steering.waiting:
                        self._settings.show_change(change.setting, change.after)
                self._refresh()
            case StepsDone() | EpochFinished():
                if isinstance(event, StepsDone):
                    self._card.inside.take_steps(event)
                if not self._timer.isActive():
                    self._timer.start()
            case TrainingStarted():
                self._show_pictures(event.watched)
                self._refresh()
            case Compiling() | PauseChanged():
                self._refresh()

    @Slot()
    def _on_refresh_due(self) -> None:
        self._refresh()

    @Slot(object)
    def _on_page_theme_changed(self, theme: Theme) -> None:
        self._buttons.main.setMinimumWidth(theme.px(136))  # as wide as its longest text: it must not jump

    # Helpers

    def _start(self, *, afresh: bool) -> None:
        self.clear_faults()
        try:
            self._steering.start(afresh=afresh)
        except UserError as error:
            self.show_fault(error)

    def _next_start(self) -> NextStart:
        done = self._state.epochs_done
        if not done:
            return NextStart.FIRST
        restarts = self._settings.restarts() or self.session.learned_from_other_data
        again = restarts or self._state.is_complete(self._training())
        return NextStart.AGAIN if again else NextStart.GO_ON

    def _show_pictures(self, indices: tuple[int, ...] | None = None) -> None:
        model, dataset = self.session.model, self.session.dataset
        if model is not None and dataset is not None:
            self._card.watched.set_pictures(*self._state.pictures(dataset, indices))

    def _ask(self) -> None:
        """Lets the current model answer to the watched pictures; the first time that takes a moment."""
        pictures, predictor = self._card.watched.pictures, self.session.predictor
        if predictor is not None and len(pictures):
            self.session.jobs.run_model(partial(_answer, predictor, pictures), on_result=self._on_answered)

    def _show_phase(self) -> None:
        phase, pace = self._state.phase, self.session.pace
        counts_epochs = self._settings.time_limit is None
        may_go_on = not self._settings.restarts() and counts_epochs and not self._stops_at_once()
        self._buttons.show_phase(phase, self._next_start(), pace, may_go_on=may_go_on, counts_epochs=counts_epochs)
        if self._settings.set_locked(self._state.active):
            self._buttons.main.setFocus(Qt.FocusReason.OtherFocusReason)
        self._experiment.setEnabled(phase is Phase.AT_REST)

    def _refresh(self) -> None:
        """Brings all up to date; what a hidden page missed it catches up on when it is shown."""
        self._timer.stop()
        if not self.isVisible():
            return
        self._show_phase()
        state, card, start = self._state, self._card, self._next_start()
        fitted = self._settings.time_limit is not None
        epoch, epochs = state.position(self._settings.epochs, start, fitted=fitted)
        card.show_accuracies(*state.accuracies())
        card.show_epochs(epoch, epochs, about=fitted and (state.active or start is not NextStart.AGAIN))
        seconds, left = state.seconds()
        card.show_time(seconds, left=left)
        card.curves.set_note("" if state.active or state.epochs_done or state.fault else _("Press Start"))
        axis = max(epochs or 10, epoch)
        card.show_curves(state.points, axis, state.marks)
        card.inside.set_epochs(axis)
        card.watched.show_answers(state.answers)
        card.sentence.show_sentence(
            state.sentence(self._training(), self._settings.epochs, start, restarts=self._settings.restarts())
        )

    def _stops_at_once(self) -> bool:
        """Whether more epochs would end after one, because it has got no better for so long."""
        training = self._training()
        return training is not None and self._state.stopped_by_itself(training)

    def _training(self) -> TrainingSpec | None:
        try:
            return self._settings.training()
        except UserError:
            return None


def _answer(predictor: "Predictor", pictures: "NDArray[np.uint8]") -> "tuple[Predictor, tuple[int, ...]]":
    return predictor, most_probable(predictor.probabilities(pictures))

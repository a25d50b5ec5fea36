"""What the page Train knows of the training: its phase, its points, and what of them is to be shown."""

from mnist_desktop.data.dataset import Dataset, LabelledImages
from mnist_desktop.data.targets import task_split
from mnist_desktop.errors import UserError
from mnist_desktop.networks.spec import TrainingSpec
from mnist_desktop.runs.run import Run
from mnist_desktop.service.training import TrainingFault
from mnist_desktop.training.change_words import Mark, marks
from mnist_desktop.training.events import (
    Compiling,
    EpochFinished,
    PauseChanged,
    SettingChange,
    SettingsChanged,
    StepsDone,
    TrainingEvent,
    TrainingStarted,
)
from mnist_desktop.training.verdicts import is_complete, stops_by_itself
from mnist_desktop.training.watched import watched_pictures
from mnist_desktop.ui.answers import answer_names
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.training import sentences as sentences
from mnist_desktop.ui.training.buttons import NextStart, Phase
from mnist_desktop.ui.training.points import TrainingPoints
from mnist_desktop.ui.training.sentences import Sentence


class TrainingState:
    """Follows a training from event to event; shows nothing itself.

    Args:
        session: Whose training it is.

    Attributes:
        phase: Where it stands.
        points: Of the curves, and the finished epochs.
        steps: The last report of the running training.
        answers: To the watched pictures, as far as they are known.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.phase = Phase.NO_MODEL
        self.points = TrainingPoints()
        self.steps: StepsDone | None = None
        self.answers: tuple[int, ...] | None = None
        self.fault: UserError | None = None
        self._run: Run | None = None
        self._started: TrainingStarted | None = None
        self._compiling = False
        self._changes: tuple[SettingChange, ...] = ()  # of this training, not yet in the run

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What was changed on the way, to be marked on the curves."""
        return marks((*(self._run.changes if self._run is not None else ()), *self._changes))

    @property
    def active(self) -> bool:
        """Whether a training goes on."""
        return self.phase not in (Phase.NO_MODEL, Phase.AT_REST)

    @property
    def epochs_done(self) -> int:
        """How many epochs the current model has behind it."""
        return len(self.points.records)

    def take_run(self, run: Run | None) -> bool:
        """Takes note of the current model's run.

        Returns:
            Whether its settings are others than before, so that the fields must follow.
        """
        known, self._run = self._run, run
        self._changes = ()
        records = run.history if run is not None else ()
        if records != self.points.records:
            self.points.restart(records)
        if run is None:
            self.phase = Phase.NO_MODEL
            return False
        if self.phase is Phase.NO_MODEL:
            self.phase = Phase.RUNNING if self._session.training else Phase.AT_REST
        if known is None or known.created != run.created:
            if not self._session.training:
                self.fault = None
            return True
        return known.training != run.training

    def begin(self) -> None:
        """A training has been asked for."""
        self.phase = Phase.STARTING
        self.steps = self._started = None
        self._compiling = False
        self.fault = None
        self.points.drop_unfinished()

    def take_event(self, event: TrainingEvent) -> None:
        """Takes note of what the engine reports."""
        match event:
            case TrainingStarted():
                self._started = event
                if self.phase is Phase.STARTING:
                    self.phase = Phase.RUNNING
            case Compiling():
                self._compiling = True
            case StepsDone():
                self.steps = event
                self.answers = event.answers
                self.points.add_steps(event)
            case EpochFinished(record):
                self.points.add_epoch(record)
            case SettingsChanged(changes):
                self._changes = (*self._changes, *changes)
            case PauseChanged(paused):
                # One step at a time holds as well; only a pause that was asked for, by whomever, is one here.
                control = self._session.control
                asked = control is not None and control.paused
                if paused and asked and self.phase in (Phase.RUNNING, Phase.PAUSING):
                    self.phase = Phase.PAUSED
                elif not paused and not asked and self.phase is Phase.PAUSED:
                    self.phase = Phase.RUNNING

    def take_failure(self, error: UserError) -> None:
        """Takes note of a fault, if it ended the training."""
        if isinstance(error, TrainingFault):
            self.fault = error

    def end(self) -> None:
        """The training has ended, in whatever way."""
        self.phase = Phase.AT_REST if self._run is not None else Phase.NO_MODEL
        if self.fault is None:  # where the numbers exploded, how they did is worth seeing
            self.points.drop_unfinished()
        self.steps = self._started = None

    def pictures(
        self, dataset: Dataset, indices: tuple[int, ...] | None = None
    ) -> tuple[LabelledImages, tuple[str, ...]]:
        """The watched pictures and the names of their labels."""
        assert self._run is not None
        training = self._run.training
        names = answer_names(self._run, dataset)
        pictures = watched_pictures(dataset, training, indices)
        if pictures.labels.max(initial=0) >= len(names):  # a model for other data was opened
            pictures = pictures[:0]
        return pictures, names

    def accuracies(self) -> tuple[float | None, float | None]:
        """Shares of right answers on training and validation pictures, as far as there are any."""
        last = self.points.records[-1] if self.points.records else None
        training = last.accuracy if last is not None else None
        if self.steps is not None and self.steps.epoch > self.epochs_done:
            training = self.steps.epoch_accuracy
        return training, last.val_accuracy if last is not None else None

    def is_complete(self, training: TrainingSpec | None) -> bool:
        """Whether the current model has nothing more to learn with these settings; None: they are impossible."""
        records = self.points.records
        if training is None or not records:
            return False
        run = self._run
        if run is not None and run.state == "finished" and training.time_limit is not None:
            # What else the time was spent on, compiling above all, its epochs do not tell.
            return training.time_limit == run.training.time_limit
        return is_complete(records, training) or self.stopped_by_itself(training)

    def stopped_by_itself(self, training: TrainingSpec) -> bool:
        """Whether early stopping has ended it, and would again."""
        return bool(self.points.records) and stops_by_itself(self.points.records, training.stop_after)

    def position(self, wanted: int, start: NextStart, *, fitted: bool = False) -> tuple[int, int | None]:
        """Where it is, and how many epochs there are when all is done; None while nobody knows.

        Args:
            wanted: Epochs that the field asks for.
            start: What the main action would begin.
            fitted: Whether as many are wanted as fit into a time limit.
        """
        done = self.epochs_done
        if self.active and self._run is not None:
            now = self._session.settings_now
            epochs = now.training.epochs if now is not None else self._run.training.epochs
            if fitted:
                epochs = self.steps.epochs if self.steps is not None else 0
            return max(self.steps.epoch if self.steps is not None else done + 1, 1), epochs or None
        if start is NextStart.AGAIN:
            return done, done
        return done, None if fitted else wanted

    def seconds(self) -> tuple[float | None, bool]:
        """The time that is left, or that it took, and which of them it is."""
        if self.active:
            return (self.steps.seconds_left if self.steps is not None else None), True
        records = self.points.records
        return (sum(record.seconds for record in records), False) if records else (None, True)

    def sentence(self, training: TrainingSpec | None, epochs: int, start: NextStart, *, restarts: bool) -> Sentence:
        """What is to be said now.

        Args:
            training: The settings of the fields; None while one is impossible.
            epochs: How many the field asks for.
            start: What the main action would begin.
            restarts: Whether a setting was changed that only a new beginning can take on.
        """
        run = self._run
        if run is None:
            return sentences.without_model()
        dataset = self._session.dataset
        if not self.active and dataset is not None and not len(dataset.train):
            return sentences.without_pictures(dataset.name)
        if self.phase is Phase.STARTING or (self.active and self.steps is None):
            return sentences.starting(awake=self._session.awake, compiling=self._compiling)
        if self.active:
            paused = self.phase is Phase.PAUSED
            now = self._session.settings_now
            if now is not None:  # what is said of it is about the settings in force
                run = run.model_copy(update={"network": now.network, "training": now.training})
            return sentences.learning(run, self.points.records, self.steps, self._session.pace, paused=paused)
        if self.fault is not None:
            return sentences.fault(str(self.fault), kept=bool(run.history))
        if run.history and restarts:
            return sentences.restart_needed(run)
        if run.history and start is NextStart.GO_ON and training is not None and training.time_limit is not None:
            if training.time_limit != run.training.time_limit:
                return sentences.going_on_for(run, training.time_limit)
        elif run.history and start is NextStart.GO_ON and run.training.epochs != epochs:
            return sentences.going_on(run, epochs)
        if run.history or run.state not in {"untrained", "opened"}:
            return sentences.at_rest(run)
        return sentences.before(training, self._picture_count(training)) if training is not None else Sentence("")

    def _picture_count(self, training: TrainingSpec) -> int:
        """How many pictures would be trained on; 0 while they are not loaded."""
        if self._session.dataset is None:
            return 0
        count = len(task_split(self._session.dataset, training.task, training.validation_split)[0])
        return min(count, training.training_limit or count)

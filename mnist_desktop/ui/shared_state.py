"""SharedState: what all pages may read, and the signals by which they hear of changes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.runs.run import Run
from mnist_desktop.service.model import Model
from mnist_desktop.training.control import Pace, TrainingControl
from mnist_desktop.training.events import StepsDone, TrainingStarted, Watched
from mnist_desktop.training.settings import Settings
from mnist_desktop.ui.progress import Progress
from mnist_desktop.ui.settings import Level

if TYPE_CHECKING:
    from mnist_desktop.data.statistics import DataDescription
    from mnist_desktop.evaluation.metrics import Evaluation
    from mnist_desktop.inference.predictor import Predictor
    from mnist_desktop.service.evaluation import Part
    from mnist_desktop.ui.lane_work import PartResult


@dataclass(frozen=True)
class Notice:
    """Something that was done, for the message bar.

    Attributes:
        text: One sentence.
        action: What its button says, "Undo"; no button if empty.
        on_action: What the button does.
    """

    text: str
    action: str = ""
    on_action: Callable[[], None] | None = None


@dataclass(frozen=True)
class Opening:
    """Data that are being opened or changed.

    Attributes:
        text: What goes on: "Opening train.csv …".
        fraction: The share done, 0 to 1; None while that is not known.
        may_cancel: Whether ``cancel_opening`` ends it.
    """

    text: str
    fraction: float | None = None
    may_cancel: bool = True


class SharedState(QObject):
    """The data, the current model and what goes on with it; ``Session`` changes it.

    Every ``…_changed`` signal carries the new value of the property of its name.

    Args:
        level: How much the pages show.
        parent: As for any QObject.
    """

    dataset_changed = Signal(object)
    """Dataset: it was loaded, or others were opened, or its pictures were changed for a lesson."""
    description_changed = Signal(object)
    """DataDescription: the dataset was counted, or the share for validation is another one."""
    opening_changed = Signal(object)
    """Opening or None: data are being opened or changed."""
    data_refused = Signal(object)
    """UserError: data could not be opened or changed; those that were open still are."""
    recent_data_changed = Signal(object)
    """Tuple of RecentData."""
    model_changed = Signal(object)
    """Model or None: another one was chosen, or this one got a name, weights, a history or a test."""
    predictor_changed = Signal(object)
    """Predictor or None: what answers now. While training it is one object with ever newer weights."""
    evaluation_changed = Signal(object)
    """Evaluation, or None while sealed."""
    results_changed = Signal(object)
    """Mapping of Part to PartResult: what was found on each part of the data that was looked at."""
    testing_pictures = Signal(object)
    """uint8 array of shape (n, 28, 28): the pictures that a test is about to ask about."""
    training_changed = Signal(object)
    """bool."""
    training_event = Signal(object)
    """TrainingEvent: as the engine reports it."""
    testing_changed = Signal(object)
    """bool."""
    testing_event = Signal(object)
    """float: the share of the test pictures that is done, 0 to 1."""
    awake_changed = Signal(object)
    """bool: TensorFlow is there."""
    level_changed = Signal(object)
    """Level."""
    pace_changed = Signal(object)
    """Pace."""
    runs_changed = Signal(object)
    """Tuple of Run: the models that can be opened, the bundled ones first."""
    storage_changed = Signal(object)
    """Storage: once, when it is known where runs are kept."""
    model_saved = Signal(object)
    """Model: it was saved as a file."""
    progress_changed = Signal(object)
    """Progress or None, for the bottom bar."""
    page_requested = Signal(object)
    """str: show this page: "data", "network", "train", "evaluate" or "draw"."""
    digit_for_canvas = Signal(object)
    """uint8 array of shape (28, 28) for the canvas of Draw; emitted by ``put_on_canvas``."""
    network_file_for_page = Signal(object)
    """Path: a network file for Network to open; emitted by ``open_network_file``."""
    failed = Signal(object)
    """UserError, for the message bar."""
    notified = Signal(object)
    """Notice, for the message bar."""

    def __init__(self, level: Level, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._dataset: Dataset | None = None
        self._description: DataDescription | None = None
        self._opening: Opening | None = None
        self._model: Model | None = None
        self._predictor: Predictor | None = None
        self._evaluation: Evaluation | None = None
        self._results: Mapping[Part, PartResult] = {}
        self._runs: tuple[Run, ...] = ()
        self._progress: Progress | None = None
        self._control: TrainingControl | None = None
        self._started: TrainingStarted | None = None
        self._steps: StepsDone | None = None
        self._settings_now: Settings | None = None
        self._watched: frozenset[Watched] = frozenset()
        self._testing = False
        self._testing_part: Part | None = None
        self._awake = False
        self._pace = Pace.FULL
        self._level = level

    @property
    def dataset(self) -> Dataset | None:
        """The pictures; None in the first moments."""
        return self._dataset

    @property
    def description(self) -> "DataDescription | None":
        """What there is to say about the pictures; None until it is counted."""
        return self._description

    @property
    def opening(self) -> Opening | None:
        """Data that are being opened or changed."""
        return self._opening

    @property
    def model(self) -> Model | None:
        """The current model; while training, as it was when the training began."""
        return self._model

    @property
    def predictor(self) -> "Predictor | None":
        """Answers for the current model; None while TensorFlow wakes up and for a moment after a change."""
        return self._predictor

    @property
    def evaluation(self) -> "Evaluation | None":
        """The test of the current model; None while it is sealed, or where the test pictures have no labels."""
        return self._evaluation

    @property
    def results(self) -> "Mapping[Part, PartResult]":
        """What the current model answered to each part of the data that was looked at."""
        return self._results

    @property
    def runs(self) -> tuple[Run, ...]:
        """The models that can be opened, the bundled ones first."""
        return self._runs

    @property
    def progress(self) -> Progress | None:
        """What the bottom bar shows."""
        return self._progress

    @property
    def training(self) -> bool:
        """Whether the current model learns, pauses included."""
        return self._control is not None

    @property
    def control(self) -> TrainingControl | None:
        """Of the training that goes on."""
        return self._control

    @property
    def training_position(self) -> tuple[int, int] | None:
        """(running epoch, last epoch) of the training that goes on; None before it has begun."""
        if self._started is None:
            return None
        if self._steps is None:
            return self._started.first_epoch, self._started.epochs
        return self._steps.epoch, self._steps.epochs

    @property
    def settings_now(self) -> Settings | None:
        """Network and training of the training that goes on, with all that was changed in it."""
        return self._settings_now

    @property
    def watched(self) -> frozenset[Watched]:
        """What ``Inspection`` events show."""
        return self._watched

    @property
    def testing(self) -> bool:
        """Whether a test goes on."""
        return self._testing

    @property
    def testing_part(self) -> "Part | None":
        """The part of the data that a test which goes on looks at."""
        return self._testing_part

    @property
    def awake(self) -> bool:
        """Whether TensorFlow is there; what is asked of it before waits for it."""
        return self._awake

    @property
    def pace(self) -> Pace:
        """The pace of this training and the next."""
        return self._pace

    @property
    def level(self) -> Level:
        """How much the pages show."""
        return self._level

    def _set_opening(self, opening: Opening | None) -> None:
        if opening != self._opening:
            self._opening = opening
            self.opening_changed.emit(opening)

    def _set_progress(self, progress: Progress | None) -> None:
        if progress != self._progress:
            self._progress = progress
            self.progress_changed.emit(progress)

    def _set_predictor(self, predictor: "Predictor | None") -> None:
        if predictor is not self._predictor:
            self._predictor = predictor
            self.predictor_changed.emit(predictor)

    def _set_results(self, results: "Mapping[Part, PartResult]") -> None:
        if not results and not self._results:
            return
        self._results = results
        tested = results.get("test")
        evaluation = tested.evaluation if tested is not None else None
        changed, self._evaluation = evaluation is not self._evaluation, evaluation
        self.results_changed.emit(results)
        if changed:
            self.evaluation_changed.emit(evaluation)

    def _set_testing(self, part: "Part | None") -> None:
        testing, self._testing_part = part is not None, part
        if testing != self._testing:
            self._testing = testing
            self.testing_changed.emit(testing)

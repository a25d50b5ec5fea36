"""Session: what a user can do with the data and the model; all that pages know of each other."""

import threading
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.networks.spec import TrainingSpec
from mnist_desktop.service.model import Model
from mnist_desktop.training.control import Pace, Setting, TrainingControl
from mnist_desktop.training.events import Compiling, PauseChanged, StepsDone, TrainingEvent, TrainingStarted, Watched
from mnist_desktop.training.settings import Settings as TrainingSettings
from mnist_desktop.training.verdicts import is_complete
from mnist_desktop.ui import lane_work
from mnist_desktop.ui.current_data import CurrentData
from mnist_desktop.ui.jobs import Jobs
from mnist_desktop.ui.progress import Progress, testing_progress, training_progress
from mnist_desktop.ui.settings import LAST_RUN, LEVEL, Level, Settings
from mnist_desktop.ui.waking import Waking

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mnist_desktop.service import ModelService
    from mnist_desktop.service.evaluation import Part
    from mnist_desktop.service.storage import Storage
    from mnist_desktop.ui.lane_work import PartResult


class Session(CurrentData):
    """Keeps the shared state and changes it, through the service and the lanes.

    Methods raise ``UserError`` for what cannot be done now. A page shows that at the control at fault, or
    lets it pass: then the window shows it. What goes wrong later, in a lane, is emitted as ``failed``.

    Args:
        service: The core. Pages may call directly what neither blocks nor needs TensorFlow (``presets``,
            ``summarize_network``, ``prepare_drawing``), and hand the rest to ``jobs``.
        jobs: Where its blocking methods run.
        settings: What is remembered.
        parent: As for any QObject.
    """

    def __init__(self, service: "ModelService", jobs: Jobs, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(service, jobs, settings, parent)
        self._test_cancel = threading.Event()
        self._test_count = 0
        self.dataset_changed.connect(self._on_dataset_changed)
        self._learning: Model | None = None
        self._waking = Waking(service, jobs, settings, self)
        self._waking.awoke.connect(self._on_awake)
        self._waking.progressed.connect(self._on_waking_progressed)
        jobs.failed.connect(self.failed)

    def start(self) -> None:
        """Loads the data, opens the last model or a bundled one, and wakes TensorFlow, all in the lanes."""
        self.jobs.run_data(self.service.storage, on_result=self._on_storage)
        self.jobs.run_data(self.service.load_data, on_result=self._on_data_loaded)
        last = self.settings.get(LAST_RUN)
        self.jobs.run_model(partial(lane_work.first_model, self.service, last), on_result=self._on_first_model)
        self.refresh_runs()
        self._waking.start()

    def put_on_canvas(self, digit: "NDArray[np.uint8]") -> None:
        """Shows Draw with a picture on its canvas.

        Args:
            digit: uint8, shape (28, 28).
        """
        self.page_requested.emit("draw")  # first, for the page may have to be made before it can take the digit
        self.digit_for_canvas.emit(digit)

    def set_level(self, level: Level) -> None:
        """Shows the essentials or everything, and remembers it."""
        if level is not self._level:
            self._level = level
            self.settings.set(LEVEL, level)
            self.level_changed.emit(level)

    def start_training(self, training: TrainingSpec, *, afresh: bool = False) -> None:
        """Trains the current model; when it ends, what came of it is the current model, and sealed.

        Args:
            training: How. A model that has fewer epochs behind it than this asks for goes on from there; any
                other begins again.
            afresh: Begin again in any case, from new weights and as a new model.

        Raises:
            UserError: With the setting at fault as its field.
        """
        self._refuse_while_busy()
        dataset, model = self._require_dataset(), self._require_model()
        run = model.run
        afresh = afresh or is_complete(run.history, training) or self.learned_from_other_data
        if afresh:
            model = self.service.untrained(run.network, training, name=run.name, preset=run.preset)
        else:
            model = self.service.continued(model, training)
        self.service.check_training(model, dataset)
        control = self._control = TrainingControl(self._pace)
        control.watch(self._watched)
        self._settings_now = TrainingSettings(model.run.network, training)
        self._learning = model
        self._take_model(model, same_weights=not afresh)
        self._set_progress(Progress(None, _("Getting ready to learn …")))
        self.training_changed.emit(True)
        report = self.jobs.reporter(self._on_training_event)
        report_predictor = self.jobs.reporter(self._on_predictor_ready)
        self.jobs.run_model(
            partial(
                lane_work.train, self.service, model, dataset, report, control,
                self._predictor, self._weights_version, report_predictor,
            ),
            on_result=self._on_trained,
            on_error=self._on_training_failed,
            on_end=self._on_training_ended,
            cancel=control.stop,
        )  # fmt: skip

    def continue_run(self, run_id: str) -> None:
        """Opens a run that was interrupted or stopped, and trains it on to its planned epochs."""
        self._refuse_while_busy()
        self.jobs.run_data(partial(self.service.open_run, run_id), on_result=self._on_run_to_continue)

    def stop(self) -> None:
        """Ends the training within a moment; finished epochs are kept."""
        if self._control is not None:
            self._control.stop()

    def pause(self) -> None:
        """Holds the training."""
        if self._control is not None:
            self._control.pause()

    def resume(self) -> None:
        """Lets a held training go on."""
        if self._control is not None:
            self._control.resume()

    def step(self) -> None:
        """Allows one step at ``Pace.STEP``."""
        if self._control is not None:
            self._control.step()

    def set_pace(self, pace: Pace) -> None:
        """Changes the pace of this training and the next."""
        self._pace = pace
        if self._control is not None:
            self._control.set_pace(pace)
        self.pace_changed.emit(pace)

    def change_settings(self, changes: dict[str, Setting]) -> None:
        """Changes settings while the network learns, from its next step on.

        Args:
            changes: Values by their names: "optimizer.learning_rate", "epochs", "layers.2.rate" for a rate of
                dropout, "augmentation.rotation", "stop_after" and "use_best_epoch".

        Raises:
            UserError: A value is impossible, with the setting as its field; nothing is changed.
        """
        if self._control is not None and self._settings_now is not None:
            self._settings_now = self._settings_now.changed(changes)
            self._control.change(changes)

    def watch(self, watched: frozenset[Watched]) -> None:
        """Chooses what ``Inspection`` events show of this training and the next."""
        self._watched = watched
        if self._control is not None:
            self._control.watch(watched)

    def test(self, part: "Part" = "test") -> None:
        """Has the current model answer a part of the data; of the test pictures, that opens the seal.

        Args:
            part: Which part: "test", "validation" or "training".

        Raises:
            UserError: There is no model, there are no data, or the model is busy.
        """
        self._refuse_while_busy()
        dataset, model = self._require_dataset(), self._require_model()
        cancel = self._test_cancel = threading.Event()
        self._test_count = 0
        self._set_testing(part)
        self._set_progress(Progress(None, _("Testing …")))
        report = self.jobs.reporter(self._on_testing_event)
        report_pictures = self.jobs.reporter(self._on_testing_pictures)
        self.jobs.run_model(
            partial(lane_work.test, self.service, model, dataset, part, report, report_pictures, cancel),
            on_result=self._on_tested,
            on_end=self._on_testing_ended,
            cancel=cancel.set,
        )

    def cancel_test(self) -> None:
        """Ends a test without a result."""
        self._test_cancel.set()

    @Slot(object)
    def _on_storage(self, storage: "Storage") -> None:
        self.storage_changed.emit(storage)

    @Slot(object)
    def _on_run_to_continue(self, model: Model) -> None:
        dataset = self._require_dataset()
        if model.run.data is not None and model.run.data.sha256 != dataset.sha256:
            self.failed.emit(
                UserError(
                    _("“{name}” was trained on {data}; {open} is open.").format(
                        name=model.run.name, data=model.run.data.name, open=dataset.name
                    ),
                    _("Open those data first, then continue it from the Train page."),
                )
            )
            return
        if self.training or self._testing:
            return
        self._take_model(model)
        self.page_requested.emit("train")
        self.start_training(model.run.training)

    @Slot(object)
    def _on_dataset_changed(self, dataset: Dataset) -> None:
        """Forgets what was found on other pictures; a test holds where the training pictures alone are others."""
        tested = self._results.get("test")
        holds = tested is not None and tested.dataset.test is dataset.test
        self._set_results({"test": replace(tested, dataset=dataset)} if tested is not None and holds else {})

    @Slot(object)
    def _on_awake(self, _nothing: object) -> None:
        self._awake = True
        self.awake_changed.emit(True)
        if not self.training:  # one that was asked for meanwhile makes its own, and would be done before this one
            self._prepare_predictor()

    @Slot(object)
    def _on_waking_progressed(self, progress: Progress | None) -> None:
        waiting = Progress(None, _("Getting ready …")) if self.training or self._testing else self._export_progress
        self._set_progress(progress or waiting)

    @Slot(object)
    def _on_training_event(self, event: TrainingEvent) -> None:
        match event:
            case TrainingStarted():
                self._started = event
            case Compiling():
                self._set_progress(Progress(None, _("Preparing the fast loop, about a second")))
            case StepsDone():
                self._steps = event
        if self._started and self._steps and isinstance(event, StepsDone | PauseChanged):
            held = self._control is not None and self._control.held
            self._set_progress(training_progress(self._started, self._steps, held=held))
        self.training_event.emit(event)

    @Slot(object)
    def _on_trained(self, model: Model) -> None:
        # Its predictor has followed the weights and is right as it is.
        self._take_model(model, same_weights=True)

    @Slot(object)
    def _on_training_failed(self, error: UserError) -> None:
        from mnist_desktop.service.training import TrainingFault  # not before the first paint

        if isinstance(error, TrainingFault):
            self._take_model(error.model, same_weights=True)
        self.failed.emit(error)

    @Slot()
    def _on_training_ended(self) -> None:
        failed = self._model is self._learning
        self._control = self._started = self._steps = self._learning = self._settings_now = None
        self._set_progress(None)
        self.training_changed.emit(False)
        if failed:  # the predictor has followed weights that are gone
            self._forget_predictor()
        self._prepare_predictor()
        self.refresh_runs()

    @Slot(object)
    def _on_testing_pictures(self, images: "NDArray[np.uint8]") -> None:
        self._test_count = len(images)
        self.testing_pictures.emit(images)

    @Slot(object)
    def _on_testing_event(self, share: float) -> None:
        self._set_progress(testing_progress(share, self._test_count))
        self.testing_event.emit(share)

    @Slot(object)
    def _on_tested(self, tested: "tuple[Model, Model, PartResult]") -> None:
        asked, model, result = tested
        if self._model is not asked or self._dataset is not result.dataset:
            return
        results = {**self._results, result.part: result}
        if model is not asked:  # its run now holds the test; what was found on other parts holds as before
            self._take_model(model, same_weights=True)
        self._set_results(results)

    @Slot()
    def _on_testing_ended(self) -> None:
        self._set_testing(None)
        self._set_progress(None)
        self.refresh_runs()

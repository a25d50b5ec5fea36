"""CurrentModel: which model is current, how it came, and what answers for it."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.networks.spec import NetworkSpec, TrainingSpec
from mnist_desktop.runs.export_kinds import ExportKind
from mnist_desktop.runs.run import Run
from mnist_desktop.service.model import Model
from mnist_desktop.ui import lane_work
from mnist_desktop.ui.jobs import Jobs
from mnist_desktop.ui.progress import Progress
from mnist_desktop.ui.settings import LAST_RUN, LEVEL, Settings
from mnist_desktop.ui.shared_state import Notice, SharedState

if TYPE_CHECKING:
    from mnist_desktop.inference.predictor import Predictor
    from mnist_desktop.runs.export import Exported
    from mnist_desktop.service import ModelService


class CurrentModel(SharedState):
    """The part of the session that chooses, opens, names, saves and deletes models.

    Args:
        service: The core.
        jobs: Where its blocking methods run.
        settings: What is remembered.
        parent: As for any QObject.
    """

    def __init__(self, service: "ModelService", jobs: Jobs, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(settings.get(LEVEL), parent)
        self.service = service
        self.jobs = jobs
        self.settings = settings
        # Counts changes of the weights: a predictor that comes late must not answer for a newer model.
        self._weights_version = 0
        self._last_deleted = ""
        self._export_progress: Progress | None = None

    def choose_network(
        self, network: NetworkSpec, training: TrainingSpec, name: str, preset: str | None = None
    ) -> None:
        """Makes an untrained model of a network the current one.

        Raises:
            UserError: The network does not fit together; or a training goes on.
        """
        self._refuse_while_busy()
        self._take_model(self.service.untrained(network, training, name=name, preset=preset))

    def open_run(self, run_id: str) -> None:
        """Opens one of ``runs``."""
        self._refuse_while_busy()
        self.jobs.run_data(partial(self.service.open_run, run_id), on_result=self._on_model_opened)

    def open_file(self, file: Path) -> None:
        """Opens a model from a file: one of this program's, or one of Keras's (``.keras``)."""
        self._refuse_while_busy()
        # Only a file of Keras's needs TensorFlow; the others need not wait until it is awake.
        run = self.jobs.run_model if file.suffix.lower() == ".keras" else self.jobs.run_data
        run(partial(lane_work.open_file, self.service, file, self._dataset), on_result=self._on_model_opened)

    def import_run(self, file: Path) -> None:
        """Keeps what a file of this program holds as a new run; the current model stays."""
        self._refuse_while_busy()
        self.jobs.run_data(partial(self.service.open_file, file), on_result=self._on_imported)

    def duplicate(self, run: Run) -> None:
        """Makes an untrained model with the network and the training of a run the current one."""
        self._refuse_while_busy()
        self._take_model(self.service.duplicate(run))

    def save_as(self, file: Path, whole: bool = False) -> None:
        """Saves the current model as one file, on demand with all its epochs."""
        self._refuse_while_busy()
        model = self._require_model()
        self.jobs.run_data(partial(lane_work.save, self.service, model, file, whole), on_result=self._on_saved)

    def export(self, run_id: str, file: Path, whole: bool) -> None:
        """Saves one of ``runs`` as one file, on demand with all its epochs."""
        if self._model is not None and self._model.run.id == run_id and self._model.unkept is not None:
            self.save_as(file, whole)  # the disk has less of it than there is in memory
            return
        self.jobs.run_data(partial(lane_work.export, self.service, run_id, file, whole), on_result=self._on_saved)

    def export_as(self, to: ExportKind, file: Path, *, overwrite: bool = False) -> None:
        """Writes the current model for use without this program; the bottom bar and a notice tell of it.

        Args:
            to: The kind of file.
            file: Its name ends as that kind does.
            overwrite: Replace a file that is there.
        """
        self._refuse_while_busy()
        model = self._require_model()
        # Code and tables need no TensorFlow, and need not wait until it is awake.
        run = self.jobs.run_model if to in ("keras", "tflite", "weights") else self.jobs.run_data
        self._export_progress = Progress(None, _("Writing {name} …").format(name=file.name))
        self._set_progress(self._export_progress)
        run(
            partial(lane_work.export_as, self.service, model, to, file, overwrite),
            on_result=self._on_exported,
            on_end=self._on_export_ended,
        )

    def rename(self, name: str) -> None:
        """Gives the current model another name."""
        self._refuse_while_busy()
        run = self._require_own_model().run
        if run.id:
            self.jobs.run_data(partial(self.service.rename, run.id, name), on_result=self._on_renamed)
        else:  # it has never been kept, so there is nothing on disk to rename
            self._on_renamed(run.model_copy(update={"name": name}))

    def rename_run(self, run_id: str, name: str) -> None:
        """Gives one of ``runs`` another name."""
        self._refuse_while_busy()
        self.jobs.run_data(partial(self.service.rename, run_id, name), on_result=self._on_renamed)

    def delete_run(self, run_id: str, name: str) -> None:
        """Deletes one of ``runs``, damaged or not, with a way back.

        Args:
            run_id: Its id.
            name: For the sentence.
        """
        if self._model is not None and self._model.run.id == run_id and not self._model.run.bundled:
            self.delete()
            return
        self._refuse_while_busy()
        job = partial(lane_work.delete_other, self.service, run_id, name)
        self.jobs.run_data(job, on_result=self._on_other_deleted)

    def undo_last_delete(self) -> None:
        """Brings back what was deleted last."""
        if self._last_deleted:
            run_id, self._last_deleted = self._last_deleted, ""
            self.undo_delete(run_id)

    def keep_interrupted(self, run_id: str) -> None:
        """Leaves a run whose training was cut off as it is, and asks no more."""
        self.jobs.run_data(partial(self.service.keep_interrupted, run_id), on_end=self.refresh_runs)

    def delete(self) -> None:
        """Deletes the current model, with a way back, and opens the first of the others."""
        self._refuse_while_busy()
        run = self._require_own_model().run
        self.jobs.run_data(partial(lane_work.delete, self.service, run), on_result=self._on_deleted)

    def undo_delete(self, run_id: str) -> None:
        """Brings a deleted model back and opens it."""
        self._refuse_while_busy()
        self.jobs.run_data(partial(lane_work.restore, self.service, run_id), on_result=self._on_model_opened)

    def open_network_file(self, file: Path) -> None:
        """Shows Network with the network that a file describes, which becomes the current model."""
        self._refuse_while_busy()
        self.page_requested.emit("network")  # first, for the page may have to be made before it can take the file
        self.network_file_for_page.emit(file)

    @Slot()
    def refresh_runs(self) -> None:
        """Looks again at what models there are."""
        self.jobs.run_data(self.service.runs, on_result=self._on_runs)

    @Slot(object)
    def _on_runs(self, runs: tuple[Run, ...]) -> None:
        if runs != self._runs:
            self._runs = runs
            self.runs_changed.emit(runs)

    @Slot(object)
    def _on_first_model(self, model: Model | None) -> None:
        if self._model is None and model is not None:
            self._take_model(model)

    @Slot(object)
    def _on_model_opened(self, model: Model) -> None:
        if not self.training:
            self._take_model(model)
            self.refresh_runs()
            if model.run.state == "opened" and model.run.note:  # what was assumed of a model made elsewhere
                opened = _("“{name}” is open. {assumed}").format(name=model.run.name, assumed=model.run.note)
                self.notified.emit(Notice(opened))

    @Slot(object)
    def _on_renamed(self, run: Run) -> None:
        model = self._model
        if model is not None and model.run.id == run.id:
            self._model = replace(model, run=run)
            self.model_changed.emit(self._model)
        self.refresh_runs()

    @Slot(object)
    def _on_imported(self, model: Model) -> None:
        self.refresh_runs()
        self.notified.emit(Notice(_("Imported as “{name}”.").format(name=model.run.name)))

    @Slot(object)
    def _on_other_deleted(self, deleted: tuple[str, str]) -> None:
        self._last_deleted, name = deleted
        self.refresh_runs()
        self.notified.emit(Notice(_("“{name}” was deleted.").format(name=name), _("Undo"), self.undo_last_delete))

    @Slot(object)
    def _on_saved(self, saved: tuple[Model, Path]) -> None:
        model, file = saved
        self.model_saved.emit(model)
        self.notified.emit(Notice(_("Saved as {file}.").format(file=file)))

    @Slot(object)
    def _on_exported(self, exported: "Exported") -> None:
        text = _("Exported as {file}.").format(file=exported.file)
        if exported.checked:
            same = _("It was asked about test pictures: {same:,} of {checked:,} answers are the same as the model's.")
            text += " " + same.format(same=exported.same, checked=exported.checked)
        self.notified.emit(Notice(text))

    @Slot()
    def _on_export_ended(self) -> None:
        if self._progress is self._export_progress:  # not that of a training that was begun meanwhile
            self._set_progress(None)
        self._export_progress = None

    @Slot(object)
    def _on_deleted(self, deleted: tuple[Run, Model | None]) -> None:
        run, model = deleted
        self._last_deleted = run.id
        self._take_model(model)
        self.refresh_runs()
        text = _("“{name}” was deleted.").format(name=run.name)
        undo = partial(self.undo_delete, run.id)
        self.notified.emit(Notice(text, _("Undo"), undo) if run.id else Notice(text))

    @Slot(object)
    def _on_predictor_ready(self, ready: "tuple[int, Predictor]") -> None:
        version, predictor = ready
        if version == self._weights_version:
            self._set_predictor(predictor)

    def _take_model(self, model: Model | None, *, same_weights: bool = False) -> None:
        self._model = model
        if not same_weights:
            self._forget_predictor()
        if model is not None and model.run.id:
            self.settings.set(LAST_RUN, model.run.id)
        self._set_results({})
        self.model_changed.emit(model)
        if not self.training:
            self._prepare_predictor()

    def _forget_predictor(self) -> None:
        self._weights_version += 1
        self._set_predictor(None)

    def _prepare_predictor(self) -> None:
        if self._awake and self._model is not None and self._predictor is None:
            job = partial(lane_work.make_predictor, self.service, self._model, self._weights_version)
            self.jobs.run_model(job, on_result=self._on_predictor_ready)

    def _refuse_while_busy(self) -> None:
        if self.training and self._model is not None:
            raise UserError(
                _("“{name}” is learning.").format(name=self._model.run.name),
                _("Stop it first, or wait until it is done."),
            )
        if self._testing:
            raise UserError(_("A test is going on."), _("Wait a moment until it is done."))
        if self._opening is not None:
            raise UserError(_("Data are being opened."), _("Wait until they are there, or cancel it on Data."))

    def _require_model(self) -> Model:
        if self._model is None:
            raise UserError(_("There is no model yet."), _("Choose a network first."))
        return self._model

    def _require_own_model(self) -> Model:
        model = self._require_model()
        if model.run.bundled:
            raise UserError(
                _("“{name}” came with the program and cannot be changed.").format(name=model.run.name),
                _("Train it: that makes a model of your own."),
            )
        return model

"""ModelService: all that the program can do with data, networks and models, for the window and the command line."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING

from mnist_desktop import paths
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.networks import presets as preset_networks
from mnist_desktop.networks.presets import Preset
from mnist_desktop.networks.spec import NetworkSpec, TrainingSpec, parse

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mnist_desktop.data.dataset import Dataset, LabelledImages
    from mnist_desktop.data.ink import PreparedDrawing
    from mnist_desktop.data.statistics import DataDescription
    from mnist_desktop.evaluation.metrics import Evaluation
    from mnist_desktop.inference.predictor import Predictor
    from mnist_desktop.networks.shapes import LayerSummary
    from mnist_desktop.runs.disk_use import DiskUse, Thinning
    from mnist_desktop.runs.run import Run
    from mnist_desktop.service.model import Model
    from mnist_desktop.service.models import Models
    from mnist_desktop.service.storage import Storage
    from mnist_desktop.training.control import TrainingControl
    from mnist_desktop.training.events import TrainingEvent


class ModelService:
    """The one door to data, networks, training and answers; knows neither windows nor threads.

    Every method blocks until it is done. Importing this module imports neither TensorFlow nor NumPy: what a method
    needs it imports when it is called, so that a command which needs little answers at once.

    Args:
        home: The user's folder; ``paths.user_folder()`` by default.
        resources: What travels with the program; ``paths.resources_folder()`` by default.
        fall_back: Where the user's folder cannot be written, keep runs in a temporary one; ``storage`` says so.
    """

    def __init__(self, home: Path | None = None, resources: Path | None = None, *, fall_back: bool = False) -> None:
        self._home = home or paths.user_folder()
        self._resources = resources or paths.resources_folder()
        self._fall_back = fall_back
        self._models_cache: Models | None = None
        self._storage: Storage | None = None
        self._models_lock = threading.Lock()  # both lanes of the window may be the first to ask

    # ---- data

    def load_data(self) -> Dataset:
        """Loads MNIST, every byte checked: 60,000 pictures to learn from and 10,000 to test on.

        Raises:
            UserError: The file is missing or damaged.
        """
        from mnist_desktop.data.dataset import load_mnist

        return load_mnist(self._resources / "data" / "mnist.npz")

    def describe_data(self, dataset: Dataset) -> DataDescription:
        """Counts, means and spreads of a dataset."""
        from mnist_desktop.data.statistics import describe

        return describe(dataset)

    def sample_pictures(
        self, part: LabelledImages, class_count: int, per_class: int, seed: int
    ) -> tuple[NDArray[np.intp], ...]:
        """Draws pictures of every class by chance, none twice.

        Args:
            part: The pictures to draw from.
            class_count: Number of classes.
            per_class: Pictures wanted of each class; a class that has fewer gives all that it has.
            seed: The same seed draws the same pictures.

        Returns:
            For each class, indices into ``part``: intp, shape (at most per_class,).
        """
        from mnist_desktop.data.statistics import samples_per_class

        return samples_per_class(part, class_count, per_class, seed)

    def prepare_drawing(self, ink: NDArray[np.uint8]) -> PreparedDrawing:
        """Prepares a drawing the way MNIST was: cropped, larger side 20 pixels, centre of mass at index 14.0.

        Args:
            ink: uint8, shape (height, width) of any size, 0 background to 255 ink.
        """
        from mnist_desktop.data.ink import prepare

        return prepare(ink)

    def read_picture(self, file: Path) -> NDArray[np.uint8]:
        """Opens a picture file as ink: uint8, shape (height, width), 0 background to 255 ink.

        Raises:
            UserError: The file is missing or no picture.
        """
        from mnist_desktop.data.pictures import read_picture

        return read_picture(file)

    # ---- networks

    def presets(self) -> tuple[Preset, ...]:
        """The networks that are ready to use, the simplest first."""
        return preset_networks.presets()

    def preset(self, name: str) -> Preset:
        """The preset of that name.

        Raises:
            UserError: There is none.
        """
        return preset_networks.preset(name)

    def read_spec(self, file: Path) -> tuple[NetworkSpec, TrainingSpec]:
        """Reads a network and its training from a JSON file with the keys ``network`` and ``training``.

        Raises:
            UserError: The file is missing, no JSON, or a setting is wrong.
        """
        try:
            content = json.loads(file.read_text(encoding="utf-8"))
        except OSError as error:
            raise UserError(
                _("The network file {file} cannot be read: {reason}.").format(file=file, reason=error.strerror),
                _("Check the path."),
            ) from None
        except ValueError as error:
            raise UserError(
                _("The network file {file} is no JSON ({reason}).").format(file=file, reason=error),
                _("Mend it, or start from what `mnist-desktop presets --json` prints."),
            ) from None
        if not isinstance(content, dict) or "network" not in content:
            raise UserError(
                _("The network file {file} has no part called network.").format(file=file),
                _("Start from what `mnist-desktop presets --json` prints."),
            )
        return parse(NetworkSpec, content["network"]), parse(TrainingSpec, content.get("training", {}))

    def summarize_network(self, network: NetworkSpec) -> tuple[LayerSummary, ...]:
        """Output shapes, parameters and multiply-adds of each layer, without TensorFlow.

        Raises:
            UserError: A layer does not fit what comes before it; its field is ``layers.<index>``.
        """
        from mnist_desktop.networks.shapes import summarize

        return summarize(network)

    def untrained(self, network: NetworkSpec, training: TrainingSpec, *, name: str, preset: str | None = None) -> Model:
        """A model of a network that has learned nothing yet; it is not kept before it is trained."""
        return self._models.untrained(network, training, name, preset)

    # ---- training and testing

    def warm_up(self) -> None:
        """Imports TensorFlow and Keras, which takes 2 to 10 seconds.

        Raises:
            UserError: This computer cannot run TensorFlow.
        """
        from mnist_desktop.networks import backend

        backend.load()

    def check_training(self, model: Model, dataset: Dataset) -> None:
        """Checks, without TensorFlow, that a model can be trained.

        Raises:
            UserError: It cannot; ``field`` names the setting at fault.
        """
        from mnist_desktop.service.training import check_training

        check_training(model.run, dataset)

    def train(
        self,
        model: Model,
        dataset: Dataset,
        report: Callable[[TrainingEvent], None],
        control: TrainingControl,
        *,
        predictor: Predictor | None = None,
    ) -> Model:
        """Trains a model up to the number of epochs of its spec, keeping each finished epoch on disk.

        Args:
            model: Untrained, or with fewer finished epochs than its spec asks for.
            dataset: What it learns from.
            report: Called in this thread with each ``TrainingEvent``.
            control: Stop, pause and pace, from other threads.
            predictor: One of ``predictor(model)`` that follows the training, for drawing meanwhile.

        Returns:
            The model after its last finished epoch.

        Raises:
            UserError: It cannot be trained or kept; nothing has begun.
            TrainingFault: A fault ended it; its ``model`` holds the finished epochs.
        """
        from mnist_desktop.service import training

        if model.run.bundled:  # what comes of it is a run of the user's, and has a name of its own
            model = self._models.named_anew(model)
        return training.train(model, dataset, self._models.kept, report, control, predictor)

    def evaluate(
        self, model: Model, dataset: Dataset, progress: Callable[[float], None] | None = None
    ) -> tuple[Model, Evaluation]:
        """Tests a model on all test pictures, and keeps the result with the run.

        Args:
            model: Trained or not.
            dataset: Its test pictures are used.
            progress: Called with the share done, 0 to 1.

        Returns:
            The model with the result, and accuracy, loss, confusion matrix, precision, recall, F1 and all answers.

        Raises:
            UserError: The network does not answer with the classes of these data.
        """
        from mnist_desktop.service.evaluation import evaluate

        tested, evaluation = evaluate(model, dataset, progress)
        self._models.update_test(tested.run)
        return tested, evaluation

    def predictor(self, model: Model) -> Predictor:
        """Fast answers of a model to single pictures or many: most probable class and probabilities."""
        from mnist_desktop.service.evaluation import make_predictor

        return make_predictor(model)

    # ---- models that are kept

    def runs(self) -> tuple[Run, ...]:
        """All runs: those that came with the program first, then the user's, newest first."""
        return self._models.runs()

    def find_run(self, name: str) -> Run:
        """The run of that id or name, without its weights.

        Raises:
            UserError: There is none.
        """
        return self._models.find(name)

    def open_run(self, name: str) -> Model:
        """Opens a run by its id or name.

        Raises:
            UserError: There is none, or it is damaged.
        """
        return self._models.open(name)

    def open_keras_file(self, file: Path, dataset: Dataset) -> Model:
        """Opens a ``.keras`` file made elsewhere; ``run.note`` says what was assumed. It is not kept.

        Raises:
            UserError: It is damaged, or does not fit pictures of 28 × 28 or these classes.
        """
        from mnist_desktop.service.evaluation import open_keras_file

        return open_keras_file(file, dataset, self._models)

    def save_file(self, model: Model, file: Path, *, whole: bool = False) -> None:
        """Saves a model as one file.

        Args:
            model: The model.
            file: Where to.
            whole: With the weights of all epochs that are kept and the optimizer's state, so that whoever opens the
                file trains on exactly; without, the file is as small as can be.

        Raises:
            UserError: The file cannot be written, or the weights cannot be read.
        """
        self._models.save_file(model, file, whole=whole)

    def read_file(self, file: Path) -> Model:
        """Reads a file that ``save_file`` wrote, without keeping it.

        Raises:
            UserError: It is missing, damaged or no model.
        """
        return self._models.read_file(file)

    def open_file(self, file: Path) -> Model:
        """Opens a file that ``save_file`` wrote, and keeps all that it holds as a new run of the user's.

        Raises:
            UserError: It is missing, damaged or no model, or cannot be kept; no other run is touched.
        """
        return self._models.import_file(file)

    def check_name(self, name: str) -> None:
        """Checks that no run answers to a name yet.

        Raises:
            UserError: One does.
        """
        self._models.check_name(name)

    def rename(self, run_id: str, name: str) -> Run:
        """Gives a run of the user another name.

        Raises:
            UserError: The name is empty or taken, or the run came with the program.
        """
        return self._models.rename(run_id, name)

    def delete(self, run_id: str) -> None:
        """Deletes a run of the user; ``restore`` brings the last one back.

        Raises:
            UserError: It came with the program, is being trained, or cannot be moved.
        """
        self._models.delete(run_id)

    def restore(self, run_id: str) -> Run:
        """Brings back the run that was deleted last.

        Raises:
            UserError: It is no longer there.
        """
        return self._models.restore(run_id)

    def model_at(self, run: Run, epoch: int) -> Model:
        """The model as it was after a finished epoch; it is not kept, and becomes a run of its own if it is trained.

        Args:
            run: One of ``runs``.
            epoch: Counted from 1.

        Raises:
            UserError: There is no such epoch, or its weights are no longer kept; says which are.
        """
        return self._models.at_epoch(run, epoch)

    def kept_epochs(self, run: Run) -> tuple[int, ...]:
        """The epochs of a run for which ``model_at`` works, ascending."""
        return self._models.kept_epochs(run)

    def duplicate(self, run: Run) -> Model:
        """A new model that has learned nothing yet, with the network and the training of a run."""
        return self._models.untrained(run.network, run.training, run.name, run.preset)

    def keep_interrupted(self, run_id: str) -> Run:
        """Marks a run whose training was cut off by a crash or a kill as stopped, so that it is no longer offered.

        Raises:
            UserError: It is being trained, or cannot be written.
        """
        return self._models.keep_interrupted(run_id)

    def history_csv(self, run: Run) -> str:
        """The history of a run as CSV, one row an epoch."""
        from mnist_desktop.runs.history import history_csv

        return history_csv(run)

    # ---- room on the disk

    def storage(self) -> Storage:
        """Where runs are kept, and for how long.

        Raises:
            UserError: With ``fall_back``: nothing can be written anywhere.
        """
        assert self._models  # finds out
        assert self._storage is not None
        return self._storage

    def disk_use(self) -> DiskUse:
        """What the user's runs take on the disk, and which of them are damaged."""
        from mnist_desktop.runs.disk_use import disk_use

        return disk_use(self._models.kept)

    def plan_thinning(self, limit: int, but: Collection[str] = ()) -> tuple[Thinning, ...]:
        """Which weights of older epochs to drop so that all runs together take at most so much.

        The last epoch of a run, its best and the one that answers always stay; so do histories and results, and all
        of a run that is being trained or was interrupted.

        Args:
            limit: Bytes.
            but: Ids of runs that keep everything.

        Returns:
            The oldest runs first; empty when there is room.
        """
        from mnist_desktop.runs.disk_use import plan_thinning

        return plan_thinning(self._models.kept, limit, but)

    def thin(self, planned: Collection[Thinning]) -> tuple[Thinning, ...]:
        """Drops what ``plan_thinning`` found; returns what was dropped."""
        from mnist_desktop.runs.disk_use import thin

        return thin(self._models.kept, planned)

    @property
    def _models(self) -> Models:
        with self._models_lock:
            if self._models_cache is None:
                from mnist_desktop.runs.store import RunStore
                from mnist_desktop.service.models import Models
                from mnist_desktop.service.storage import find_storage

                own = self._home / "runs"
                self._storage = find_storage(own, fall_back=self._fall_back)
                self._models_cache = Models(
                    kept=RunStore(self._storage.folder),
                    bundled=RunStore(self._resources / "models", bundled=True),
                    shelf=None if self._storage.folder == own else RunStore(own, bundled=True),
                )
            return self._models_cache

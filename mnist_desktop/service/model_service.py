"""ModelService: all that the program can do with data, networks and models, for the window and the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from mnist_desktop import paths
from mnist_desktop.networks import presets as preset_networks
from mnist_desktop.networks.presets import Preset
from mnist_desktop.networks.spec import LossName, NetworkSpec, TrainingSpec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mnist_desktop.data.dataset import Dataset, LabelledImages
    from mnist_desktop.data.ink import PreparedDrawing
    from mnist_desktop.data.statistics import DataDescription
    from mnist_desktop.evaluation.metrics import Evaluation
    from mnist_desktop.inference.predictor import Predictor
    from mnist_desktop.networks.examine import Examination
    from mnist_desktop.networks.shapes import LayerSummary
    from mnist_desktop.runs.own_presets import OwnPresets
    from mnist_desktop.runs.run import Run
    from mnist_desktop.service.model import Model
    from mnist_desktop.service.models import Models
    from mnist_desktop.training.control import TrainingControl
    from mnist_desktop.training.events import TrainingEvent


class ModelService:
    """The one door to data, networks, training and answers; knows neither windows nor threads.

    Every method blocks until it is done. Importing this module imports neither TensorFlow nor NumPy: what a method
    needs it imports when it is called, so that a command which needs little answers at once.

    Args:
        home: The user's folder; ``paths.user_folder()`` by default.
        resources: What travels with the program; ``paths.resources_folder()`` by default.
    """

    def __init__(self, home: Path | None = None, resources: Path | None = None) -> None:
        self._home = home or paths.user_folder()
        self._resources = resources or paths.resources_folder()
        self._models_cache: Models | None = None

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
        """The networks that are ready to use: those that came with the program, the simplest first, then the own."""
        return (*preset_networks.presets(), *self._own_presets.presets())

    def preset(self, name: str) -> Preset:
        """The preset of that name; one of the user's own may be called by its title too.

        Raises:
            UserError: There is none.
        """
        return self._own_presets.preset(name) or preset_networks.preset(name)

    def save_preset(
        self, title: str, network: NetworkSpec, training: TrainingSpec, *, replacing: str | None = None
    ) -> Preset:
        """Saves a network of the user's own under a title of 1 to 60 characters that is not taken yet.

        Args:
            title: What people call it.
            network: Layers that fit each other.
            training: How it is trained.
            replacing: The name of an own preset whose place it takes; None for none.

        Raises:
            UserError: The title is empty, too long or taken, a layer does not fit, or it cannot be written.
        """
        return self._own_presets.save(title, network, training, replacing=replacing)

    def rename_preset(self, name: str, title: str) -> Preset:
        """Gives one of the user's own presets another title, and with it another name.

        Raises:
            UserError: It is not one of them, or the title is empty, too long or taken.
        """
        return self._own_presets.rename(name, title)

    def delete_preset(self, name: str) -> Preset:
        """Deletes one of the user's own presets and returns it; ``save_preset`` brings it back.

        Raises:
            UserError: It is not one of them, or cannot be removed.
        """
        return self._own_presets.delete(name)

    def add_preset_file(self, file: Path) -> Preset:
        """Takes a network file from anyone among the user's own presets; nothing in it can run code.

        Raises:
            UserError: The file is missing, longer than 256 KiB, no network, or cannot be kept.
        """
        return self._own_presets.add_file(file)

    def write_network_file(self, title: str, network: NetworkSpec, training: TrainingSpec, file: Path) -> None:
        """Writes a network as a JSON file, to give to others.

        Raises:
            UserError: It cannot be written.
        """
        from mnist_desktop.runs.own_presets import write_network_file

        write_network_file(title, network, training, file)

    def read_spec(self, file: Path) -> tuple[NetworkSpec, TrainingSpec]:
        """Reads a network and its training from a JSON file with the keys ``network`` and ``training``.

        Raises:
            UserError: The file is missing, too large, no JSON, or a setting is wrong.
        """
        from mnist_desktop.runs.own_presets import read_network_file

        content = read_network_file(file)
        return content.network, content.training

    def summarize_network(self, network: NetworkSpec) -> tuple[LayerSummary, ...]:
        """Output shapes, parameters and multiply-adds of each layer, without TensorFlow.

        Raises:
            UserError: A layer does not fit what comes before it; its field is ``layers.<index>``.
        """
        from mnist_desktop.networks.shapes import summarize

        return summarize(network)

    def examine_network(self, network: NetworkSpec, loss: LossName, class_count: int) -> Examination:
        """Looks at a network that is being built: how far it fits, the first fault, and what would mend it.

        Args:
            network: Layers that may not fit each other yet.
            loss: The loss it is to be trained with.
            class_count: How many answers there are.
        """
        from mnist_desktop.networks.examine import examine

        return examine(network, loss, class_count)

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
        self._models.update(tested.run)
        return tested, evaluation

    def predictor(self, model: Model) -> Predictor:
        """Fast answers of a model to single pictures or many: most probable class and probabilities."""
        from mnist_desktop.service.evaluation import make_predictor

        return make_predictor(model)

    # ---- models that are kept

    def runs(self) -> tuple[Run, ...]:
        """All runs: those that came with the program first, then the user's, newest first."""
        return self._models.runs()

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

    def save_file(self, model: Model, file: Path) -> None:
        """Saves a model as one file.

        Raises:
            UserError: The file cannot be written.
        """
        self._models.save_file(model, file)

    def read_file(self, file: Path) -> Model:
        """Reads a file that ``save_file`` wrote, without keeping it.

        Raises:
            UserError: It is missing, damaged or no model.
        """
        return self._models.read_file(file)

    def open_file(self, file: Path) -> Model:
        """Opens a file that ``save_file`` wrote, and keeps it among the user's runs.

        Raises:
            UserError: It is missing, damaged or no model, or cannot be kept.
        """
        return self._models.keep(self._models.read_file(file))

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

    @property
    def _own_presets(self) -> OwnPresets:
        from mnist_desktop.runs.own_presets import OwnPresets

        return OwnPresets(self._home / "networks")

    @property
    def _models(self) -> Models:
        if self._models_cache is None:
            from mnist_desktop.runs.store import RunStore
            from mnist_desktop.service.models import Models

            self._models_cache = Models(
                kept=RunStore(self._home / "runs"), bundled=RunStore(self._resources / "models", bundled=True)
            )
        return self._models_cache

"""ModelService: all that the program can do with data, networks and models, for the window and the command line."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mnist_desktop import paths
from mnist_desktop.networks import presets as preset_networks
from mnist_desktop.networks.presets import Preset
from mnist_desktop.networks.spec import AugmentationSpec, LossName, NetworkSpec, TrainingSpec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mnist_desktop.data.corruption import Corruption
    from mnist_desktop.data.dataset import Dataset, LabelledImages
    from mnist_desktop.data.ink import PreparedDrawing
    from mnist_desktop.data.laboratory import DataChanges
    from mnist_desktop.data.statistics import DataDescription
    from mnist_desktop.evaluation.certainty import Calibration
    from mnist_desktop.evaluation.comparison import Comparison
    from mnist_desktop.evaluation.embedding import MapMethod, PictureMap
    from mnist_desktop.evaluation.metrics import Evaluation, Predictions
    from mnist_desktop.evaluation.robustness import Robustness, RobustnessCurve
    from mnist_desktop.inference.activations import LayerChoice
    from mnist_desktop.inference.predictor import Predictor
    from mnist_desktop.networks.code import CodeData
    from mnist_desktop.networks.examine import Examination
    from mnist_desktop.networks.shapes import LayerSummary
    from mnist_desktop.runs.differences import Difference
    from mnist_desktop.runs.disk_use import DiskUse, Thinning
    from mnist_desktop.runs.export import Exported
    from mnist_desktop.runs.export_kinds import ExportKind
    from mnist_desktop.runs.own_presets import OwnPresets
    from mnist_desktop.runs.run import Run
    from mnist_desktop.service.evaluation import Part
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

    def open_data(
        self,
        path: Path,
        *,
        labels: Path | None = None,
        progress: Callable[[float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Dataset:
        """Opens an ``.npz``, IDX files, a CSV, or a folder with a sub-folder of pictures for each class.

        Args:
            path: The file or folder; of IDX files, those that belong to it are found beside it.
            labels: The IDX file of labels, where it has no usual name.
            progress: Called with the share done, 0 to 1.
            cancelled: Asked again and again whether to end.

        Returns:
            The dataset; its ``notes`` tell what was done to the pictures.

        Raises:
            UserError: It cannot be opened, or someone wanted it to end; what was open is as it was.
        """
        from mnist_desktop.service import data

        return data.open_data(path, labels, progress, cancelled)

    def save_data(self, dataset: Dataset, file: Path) -> None:
        """Saves a dataset as an ``.npz`` with Keras's keys; opened again, it has the same hash.

        Raises:
            UserError: The file cannot be written.
        """
        from mnist_desktop.service import data

        data.save_dataset(dataset, file)

    def change_data(self, dataset: Dataset, changes: DataChanges) -> Dataset:
        """Changes the training pictures for a lesson on bad data; earlier changes are undone first.

        Raises:
            UserError: A class is not among the dataset's, or no picture would be left; ``field`` names the setting.
        """
        from mnist_desktop.data.laboratory import apply_changes

        return apply_changes(dataset, changes)

    def fit_output(
        self, network: NetworkSpec, training: TrainingSpec, dataset: Dataset
    ) -> tuple[NetworkSpec, TrainingSpec]:
        """Gives a network as many outputs as its question has answers on a dataset; what fits is left as it is.

        Raises:
            UserError: The question cannot be asked of these data; ``field`` names the setting.
        """
        from mnist_desktop.service import data

        return data.fit_output(network, training, dataset)

    def describe_data(self, dataset: Dataset, validation_split: float = 0.1) -> DataDescription:
        """Counts, means and spreads of a dataset, of which a share is for validation."""
        from mnist_desktop.data.statistics import describe

        return describe(dataset, validation_split)

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

    def keras_script(
        self, network: NetworkSpec, training: TrainingSpec, data: CodeData | None = None, *, note: str = ""
    ) -> str:
        """A network and its training as a Python script that needs Keras and NumPy alone; made in milliseconds.

        Args:
            network: Layers that fit each other.
            training: How it is trained.
            data: The file that the script reads and its classes; MNIST by default.
            note: Its first comment, such as ``runs.code_note.code_note`` makes of a run; may be empty.

        Raises:
            UserError: A layer does not fit what comes before it; its field is ``layers.<index>``.
        """
        from mnist_desktop.networks.code import keras_script

        return keras_script(network, training, data, note=note)

    def keras_notebook(
        self, network: NetworkSpec, training: TrainingSpec, data: CodeData | None = None, *, note: str = ""
    ) -> str:
        """The same steps as ``keras_script`` as a Jupyter notebook, JSON of format 4.5.

        Raises:
            UserError: A layer does not fit what comes before it; its field is ``layers.<index>``.
        """
        from mnist_desktop.networks.code import keras_notebook

        return keras_notebook(network, training, data, note=note)

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

    def continued(self, model: Model, training: TrainingSpec) -> Model:
        """A model with other settings for the epochs to come; what differs is kept in ``run.changes``."""
        from mnist_desktop.service.training import continued

        return continued(model, training)

    def varied_pictures(
        self, images: NDArray[np.uint8], augmentation: AugmentationSpec, seed: int = 1
    ) -> tuple[NDArray[np.uint8], float]:
        """Pictures varied as a training would vary them.

        May be called in any thread once TensorFlow is there.

        Args:
            images: uint8, shape (n, 28, 28).
            augmentation: How far each is varied.
            seed: The same seed varies them alike.

        Returns:
            uint8, shape (n, 28, 28); and the seconds that varying costs a picture, measured now on 4,096 of them.
        """
        from mnist_desktop.service.augmentation import varied_pictures

        return varied_pictures(images, augmentation, seed)

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
        self,
        model: Model,
        dataset: Dataset,
        progress: Callable[[float], None] | None = None,
        *,
        part: Part = "test",
        cancel: Callable[[], bool] | None = None,
    ) -> tuple[Model, Evaluation]:
        """Tests a model on labelled pictures; the result of a test on its own data is kept with the run.

        Args:
            model: Trained or not.
            dataset: The data, also others than it was trained on: classes are matched by their names.
            progress: Called with the share done, 0 to 1.
            part: Which of its pictures: "test", "validation" or "training", the latter two as the run splits them.
            cancel: Asked some twenty times a second; True ends the test.

        Returns:
            The model with the result, and accuracy, loss, confusion matrix, precision, recall, F1 and all answers.

        Raises:
            UserError: There are no such pictures; they have no labels, or the network knows none of their classes
                (``field`` is then "labels", and ``answers`` still works); the network does not answer with the classes
                of these data, or with no numbers; or it was cancelled.
        """
        from mnist_desktop.service.evaluation import evaluate

        tested, evaluation = evaluate(model, dataset, progress, part=part, cancel=cancel)
        if tested is not model:
            self._models.update_test(tested.run)
        return tested, evaluation

    def answers(
        self,
        model: Model,
        dataset: Dataset,
        progress: Callable[[float], None] | None = None,
        *,
        part: Part = "test",
        cancel: Callable[[], bool] | None = None,
    ) -> Predictions:
        """Asks a model about many pictures that need no labels; arguments and errors as with ``evaluate``."""
        from mnist_desktop.service.evaluation import answers

        return answers(model, dataset, progress, part=part, cancel=cancel)

    def pictures_of(self, model: Model, dataset: Dataset, part: Part) -> LabelledImages:
        """The pictures that ``evaluate`` takes, to which ``Predictions.rows`` leads.

        Raises:
            UserError: There is none.
        """
        from mnist_desktop.service.evaluation import pictures_of

        return pictures_of(model.run, dataset, part)

    def calibrate(
        self,
        model: Model,
        dataset: Dataset,
        evaluation: Evaluation,
        progress: Callable[[float], None] | None = None,
        *,
        cancel: Callable[[], bool] | None = None,
    ) -> Calibration:
        """Fits a temperature on the validation pictures, and says what it makes of a test.

        Args:
            model: The model that was tested.
            dataset: The data that it learns from; their validation pictures are taken.
            evaluation: What the test found.
            progress: Called with the share done, 0 to 1.
            cancel: Asked some twenty times a second; True ends it.

        Raises:
            UserError: There are no validation pictures, or as with ``evaluate``.
        """
        from mnist_desktop.service.evaluation import calibrate_model

        return calibrate_model(model, dataset, evaluation, progress, cancel=cancel)

    def predictor(self, model: Model) -> Predictor:
        """Fast answers of a model to single pictures or many: most probable class and probabilities."""
        from mnist_desktop.service.evaluation import make_predictor

        return make_predictor(model)

    # ---- what models know and do not

    def corruptions(self) -> tuple[Corruption, ...]:
        """The ways to spoil pictures, each with its name, unit, one sentence and strengths."""
        from mnist_desktop.data.corruption import corruptions

        return corruptions()

    def corrupt(self, images: NDArray[np.uint8], kind: str, strength: float, seed: int = 1) -> NDArray[np.uint8]:
        """Spoils pictures the way ``robustness`` does, to be looked at.

        With the same seed ``robustness`` sees the same accidents when it is given the same pictures.

        Args:
            images: uint8, shape (n, 28, 28).
            kind: The kind of one of ``corruptions()``.
            strength: From 0, which leaves every bit as it was, to the last of its ``strengths``.
            seed: Decides what chance does; 0 or more.

        Returns:
            uint8, shape (n, 28, 28).

        Raises:
            UserError: There is no such kind, or the strength is out of its range.
        """
        from mnist_desktop.data.corruption import corrupt

        return corrupt(images, kind, strength, seed)

    def robustness(
        self,
        model: Model,
        part: LabelledImages | NDArray[np.uint8],
        kinds: Sequence[str] | None = None,
        count: int = 2000,
        *,
        seed: int = 1,
        report: Callable[[RobustnessCurve], None] | None = None,
        progress: Callable[[float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Robustness:
        """Measures how many answers stay right as pictures get worse.

        Args:
            model: Trained or not.
            part: Where pictures are drawn from by chance; an array of pictures has no labels, and what is counted
                then is the answers that stay the same.
            kinds: Kinds of ``corruptions()``; None for all.
            count: Pictures asked at each strength; fewer where there are fewer.
            seed: Decides which pictures are drawn and what happens to them.
            report: Called with each curve as soon as it is measured.
            progress: Called with the share done, 0 to 1.
            cancelled: Asked before each strength; when it says yes, the curves so far are returned.

        Raises:
            UserError: There is no such kind, there are no pictures, or their labels are not the model's.
        """
        from mnist_desktop.service.exploration import robustness

        return robustness(model, part, kinds, count, seed, report, progress, cancelled)

    def layers_to_map(self, model: Model) -> tuple[LayerChoice, ...]:
        """The layers whose output ``map_pictures`` can lay out, without TensorFlow."""
        from mnist_desktop.inference.activations import layer_choices

        return layer_choices(model.run.network)

    def map_pictures(
        self,
        part: LabelledImages | NDArray[np.uint8],
        model: Model | None = None,
        *,
        method: MapMethod = "pca",
        layer: int | None = None,
        count: int = 2000,
        seed: int = 1,
        report: Callable[[PictureMap], None] | None = None,
        progress: Callable[[float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> PictureMap | None:
        """Lays pictures out on a plane, alike ones near each other.

        Args:
            part: Where pictures are drawn from by chance, with labels or without.
            model: Answers them; None lays out pixels without answers, and needs no TensorFlow.
            method: "pca", in less than a second, or "tsne", some seconds.
            layer: Lay out the output of this layer, an ``index`` of ``layers_to_map``; None for the pixels.
            count: Pictures on the map; fewer where there are fewer.
            seed: Decides which pictures are drawn and how t-SNE ends.
            report: Called with the map so far while t-SNE moves its points.
            progress: Called with the share done, 0 to 1.
            cancelled: Asked often; t-SNE of 2,000 pictures takes up to 3 s to end.

        Returns:
            The map; None when it was cancelled.

        Raises:
            UserError: There are no pictures, or the layer's output cannot be laid out.
        """
        from mnist_desktop.service.exploration import map_pictures

        return map_pictures(part, model, method, layer, count, seed, report, progress, cancelled)

    def compare(
        self,
        models: Sequence[Model],
        dataset: Dataset,
        part: LabelledImages | NDArray[np.uint8] | None = None,
        *,
        progress: Callable[[float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Comparison | None:
        """Compares two or more models on the same pictures: table, differences, and whether they could be luck.

        Args:
            models: Models of one task, trained on these data or others with the same classes.
            dataset: Names the classes.
            part: The pictures; None for all test pictures.
            progress: Called with the share done, 0 to 1.
            cancelled: Asked every 1,000 pictures.

        Returns:
            The comparison; None when it was cancelled.

        Raises:
            UserError: There are fewer than two models, or they do not answer one question about these classes.
        """
        from mnist_desktop.service.exploration import compare_models

        return compare_models(models, dataset, part, progress, cancelled)

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

    def export(self, model: Model, to: ExportKind, file: Path, *, overwrite: bool = False) -> Exported:
        """Writes a model for use without this program; the file is there whole afterwards or not at all.

        Args:
            model: Trained or not.
            to: "keras", "tflite" (its answers compared on 1,000 pictures), "weights" (for Keras's ``load_weights``),
                "script", "notebook" or "csv" (one row an epoch). An exported model takes float32 pictures of shape
                (batch, 28, 28, 1) with values 0 to 1.
            file: Its name ends in ``.keras``, ``.tflite``, ``.weights.h5``, ``.py``, ``.ipynb`` or ``.csv``.
            overwrite: Replace a file that is there.

        Raises:
            UserError: The name does not fit, the file is there already or cannot be written, there is no finished
                epoch for a table, or TFLite would answer otherwise than the model.
        """
        from mnist_desktop.service.export import export

        return export(model, to, file, self.load_data, overwrite=overwrite)

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

    # ---- runs beside each other

    def differences(self, runs: Sequence[Run]) -> tuple[Difference, ...]:
        """The settings in which runs differ, in words, each with its value in every run."""
        from mnist_desktop.runs.differences import differences

        return differences(runs)

    def save_history(self, run: Run, file: Path) -> Path:
        """Writes the finished epochs of a run as CSV, one row an epoch, and returns where.

        Raises:
            UserError: There is no finished epoch, or the file cannot be written.
        """
        from mnist_desktop.runs.history import save_history

        return save_history(run, file)

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
    def _own_presets(self) -> OwnPresets:
        from mnist_desktop.runs.own_presets import OwnPresets

        return OwnPresets(self._home / "networks")

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

"""What the session has done in the lanes: small compositions of service calls that know nothing of Qt."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.errors import UserError
from mnist_desktop.runs.export_kinds import ExportKind
from mnist_desktop.runs.run import Run
from mnist_desktop.service.model import Model
from mnist_desktop.training.control import TrainingControl
from mnist_desktop.training.events import TrainingEvent

if TYPE_CHECKING:
    from mnist_desktop.data.statistics import DataDescription
    from mnist_desktop.evaluation.metrics import Evaluation, Predictions
    from mnist_desktop.inference.predictor import Predictor
    from mnist_desktop.runs.export import Exported
    from mnist_desktop.service import ModelService
    from mnist_desktop.service.evaluation import Part


@dataclass(frozen=True, eq=False)
class PartResult:
    """What a model answered to a part of the data.

    Attributes:
        part: Which part.
        dataset: The data.
        found: The answers; an ``Evaluation`` where the pictures have labels.
        evaluation: The same, or None where nobody knows what the pictures are.
        images: The pictures that were answered, uint8, shape (n, 28, 28), in the order of ``found``.
    """

    part: "Part"
    dataset: Dataset
    found: "Predictions"
    evaluation: "Evaluation | None"
    images: NDArray[np.uint8]


def first_model(service: "ModelService", last_run: str) -> Model | None:
    """The model used last, or else the first there is; bundled ones come first."""
    if last_run:
        with suppress(UserError):  # deleted, or damaged: not worth a word at the start
            return service.open_run(last_run)
    runs = service.runs()
    return service.open_run(runs[0].id) if runs else None


def open_file(service: "ModelService", file: Path, dataset: Dataset | None) -> Model:
    """Opens a file of this program, or one of Keras's, which takes labelled pictures to understand."""
    if file.suffix.lower() != ".keras":
        return service.open_file(file)
    return service.open_keras_file(file, dataset if dataset is not None else service.load_data())


def open_data(
    service: "ModelService",
    path: Path,
    labels: Path | None,
    report: Callable[[float], None],
    cancel: threading.Event,
) -> Dataset:
    """Opens data, and reports each percent once: a folder would report each of its pictures."""
    reported = -1

    def progress(share: float) -> None:
        nonlocal reported
        if int(share * 100) > reported:
            reported = int(share * 100)
            report(share)

    return service.open_data(path, labels=labels, progress=progress, cancelled=cancel.is_set)


def describe(service: "ModelService", dataset: Dataset, validation_split: float) -> "tuple[Dataset, DataDescription]":
    """Counts a dataset, and returns it with what was counted."""
    return dataset, service.describe_data(dataset, validation_split)


def save_data(service: "ModelService", dataset: Dataset, file: Path) -> Path:
    """Saves a dataset, and returns where."""
    service.save_data(dataset, file)
    return file


def save(service: "ModelService", model: Model, file: Path, whole: bool) -> tuple[Model, Path]:
    """Saves a model, with all epochs or without, and returns it and where."""
    service.save_file(model, file, whole=whole)
    return model, file


def export(service: "ModelService", run_id: str, file: Path, whole: bool) -> tuple[Model, Path]:
    """Saves a run that need not be the current one."""
    return save(service, service.open_run(run_id), file, whole)


def export_as(service: "ModelService", model: Model, to: ExportKind, file: Path, overwrite: bool) -> "Exported":
    """Writes a model for use without this program, and returns what was written."""
    return service.export(model, to, file, overwrite=overwrite)


def delete_other(service: "ModelService", run_id: str, name: str) -> tuple[str, str]:
    """Deletes a run that is not the current one, and returns its id and name."""
    service.delete(run_id)
    return run_id, name


def delete(service: "ModelService", run: Run) -> tuple[Run, Model | None]:
    """Deletes a run, if it was ever kept, and opens the first of the others."""
    if run.id:
        service.delete(run.id)
    return run, first_model(service, "")


def restore(service: "ModelService", run_id: str) -> Model:
    """Brings a deleted run back and opens it."""
    return service.open_run(service.restore(run_id).id)


def make_predictor(service: "ModelService", model: Model, version: int) -> "tuple[int, Predictor]":
    """A predictor together with the version of the weights that it answers for."""
    return version, _ready_predictor(service, model)


def train(
    service: "ModelService",
    model: Model,
    dataset: Dataset,
    report: Callable[[TrainingEvent], None],
    control: TrainingControl,
    predictor: "Predictor | None",
    version: int,
    report_predictor: "Callable[[tuple[int, Predictor]], None]",
) -> Model:
    """Trains, with a predictor that follows; one is made and reported first if there is none yet."""
    if predictor is None:
        predictor = _ready_predictor(service, model)
        report_predictor((version, predictor))
    return service.train(model, dataset, report, control, predictor=predictor)


def test(
    service: "ModelService",
    model: Model,
    dataset: Dataset,
    part: "Part",
    report: Callable[[float], None],
    report_pictures: Callable[[NDArray[np.uint8]], None],
    cancel: threading.Event,
) -> tuple[Model, Model, PartResult]:
    """Tests, and returns the model that was asked about before what came of it; pictures without labels are answered.

    Raises:
        UserError: It cannot be tested, or ``cancel`` was set.
    """
    if dataset.unlabelled is not None and not dataset.class_names:
        images = dataset.unlabelled
    else:
        images = service.pictures_of(model, dataset, part).images
    report_pictures(images)
    tested, evaluation = model, None
    found: Predictions
    try:
        tested, evaluation = service.evaluate(model, dataset, report, part=part, cancel=cancel.is_set)
        found = evaluation
    except UserError as error:
        if error.field != "labels":
            raise
        found = service.answers(model, dataset, report, part=part, cancel=cancel.is_set)
    if found.count != len(images):
        images = images[found.rows]
    return model, tested, PartResult(part, dataset, found, evaluation, images)


def _ready_predictor(service: "ModelService", model: Model) -> "Predictor":
    """A predictor that has answered once: compiling its function took 30 ms, which the window need not wait for."""
    predictor = service.predictor(model)
    predictor.probabilities(np.zeros((1, 28, 28), np.uint8))
    return predictor

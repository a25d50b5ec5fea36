"""Tests a model, and opens models made elsewhere, whose habits are found out on labelled pictures."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.data.dataset import Dataset, LabelledImages
from mnist_desktop.data.task import AllClasses, OneAgainstRest, Task
from mnist_desktop.errors import UserError
from mnist_desktop.evaluation.certainty import Calibration, calibrate
from mnist_desktop.evaluation.metrics import Evaluation, Predictions, evaluate_answers, predictions_of
from mnist_desktop.i18n import _
from mnist_desktop.inference.predictor import Predictor
from mnist_desktop.networks import backend
from mnist_desktop.networks.shapes import last_activation, summarize
from mnist_desktop.networks.spec import Activation, NetworkSpec, Rescaling, TrainingSpec
from mnist_desktop.runs.keras_file import read_keras_file
from mnist_desktop.runs.run import Run, TestResult
from mnist_desktop.service.matching import UNKNOWN, listed, match_classes, unknown_note
from mnist_desktop.service.model import Model
from mnist_desktop.service.models import Models

_PROBE = 1000  # labelled pictures that decide between two readings of a foreign model
_STEP = 1000  # pictures between two reports, asked about in one call

Progress = Callable[[float], None]
Cancel = Callable[[], bool]
Part = Literal["test", "validation", "training"]
"""Which pictures of a dataset; where training ends and validation begins, the run decides."""


def make_predictor(model: Model) -> Predictor:
    """Builds the network of a model for fast answers."""
    backend.load()
    return Predictor(model.run.network, model.weights, model.run.training.seed)


def pictures_of(run: Run, dataset: Dataset, part: Part) -> LabelledImages:
    """The pictures of a part of the data, with the dataset's own labels.

    Args:
        run: Its validation split says where the training pictures end; its limit, how many of them it sees.
        dataset: The data.
        part: Which part.

    Raises:
        UserError: There is no picture in it, or none with a label (then its field is "labels").
    """
    if not dataset.class_names:
        raise _no_labels(dataset)
    training, validation = dataset.split(run.training.validation_split)
    chosen = {"test": dataset.test, "validation": validation, "training": training[: run.training.training_limit]}[part]
    if len(chosen.images):
        return chosen
    if part == "validation" and len(dataset.train.images):
        raise UserError(
            _("{run} keeps no pictures for validation: its validation split is {split:g}.").format(
                run=run.name, split=run.training.validation_split
            ),
            _("Take the test pictures, or train with a validation split."),
            "part",
        )
    texts = {
        "test": _("{data} has no test pictures."),
        "validation": _("{data} has no training pictures, of which some could be kept for validation."),
        "training": _("{data} has no training pictures."),
    }
    raise UserError(texts[part].format(data=dataset.name), _("Take another part of the data."), "part")


def answers(
    model: Model,
    dataset: Dataset,
    progress: Progress | None = None,
    *,
    part: Part = "test",
    cancel: Cancel | None = None,
) -> Predictions:
    """Asks a model about pictures, whether or not they have labels.

    Args:
        model: Trained or not.
        dataset: The data.
        progress: Called with the share done, 0 to 1.
        part: Which of its pictures.
        cancel: Asked between two calls of the network, some 50 ms apart; True ends it.

    Raises:
        UserError: There are no such pictures, the network's answers do not fit these data or are no numbers, or it was
            cancelled.
    """
    started = time.monotonic()
    matching = match_classes(model.run, dataset)
    notes = [*matching.notes, *_notes(model.run, dataset, part)]
    if dataset.unlabelled is not None and not dataset.class_names:
        images = dataset.unlabelled
        notes.append(_("These pictures have no labels: nobody can say which answers are right."))
    else:
        images = pictures_of(model.run, dataset, part).images
    if matching.unknown:
        notes.append(
            _("The network does not know {names}: it cannot answer pictures of these rightly.").format(
                names=listed(matching.unknown)
            )
        )
    probabilities = _ask(model, images, progress, cancel)
    return predictions_of(probabilities, matching.names, time.monotonic() - started, notes=tuple(notes))


def evaluate(
    model: Model,
    dataset: Dataset,
    progress: Progress | None = None,
    *,
    part: Part = "test",
    cancel: Cancel | None = None,
) -> tuple[Model, Evaluation]:
    """Tests a model on labelled pictures.

    Pictures of classes that the network does not know are left out, which the evaluation's notes then say.

    Args:
        model: Trained or not.
        dataset: The data.
        progress: Called with the share done, 0 to 1.
        part: Which of its pictures.
        cancel: Asked between two calls of the network, some 50 ms apart; True ends it.

    Returns:
        The model and all that was found. After a test on the data that it learns from, its run holds the result.

    Raises:
        UserError: There are no such pictures, they have no labels, or the network knows none of their classes (then
            ``field`` is "labels", and ``answers`` can still be asked for); the network's answers do not fit these data
            or are no numbers; or it was cancelled.
    """
    started = time.monotonic()
    run = model.run
    matching = match_classes(run, dataset)
    pictures = pictures_of(run, dataset, part)
    right = matching.answers_to(pictures.labels)
    known = np.flatnonzero(right != UNKNOWN)
    if not len(known):
        raise UserError(
            _("{run} knows none of these classes: it answers with {known}, the pictures are {came}.").format(
                run=run.name, known=listed(matching.names), came=listed(matching.unknown)
            ),
            _("Look at the answers alone, or test it on the data that it was made for."),
            "labels",
        )
    notes = [*matching.notes, *_notes(run, dataset, part)]
    images = pictures.images
    if len(known) < len(right):
        if matching.unknown:
            notes.append(unknown_note(len(right) - len(known), matching.unknown))
        images, right = images[known], right[known]
    probabilities = _ask(model, images, progress, cancel)
    evaluation = evaluate_answers(probabilities, right, matching.names, 0.0, rows=known, notes=tuple(notes))
    evaluation = replace(evaluation, seconds=time.monotonic() - started)
    if part != "test" or not _is_own(run, dataset):
        return model, evaluation
    result = TestResult(
        accuracy=evaluation.accuracy, loss=evaluation.loss, count=evaluation.count, seconds=evaluation.seconds
    )
    return replace(model, run=run.model_copy(update={"test": result})), evaluation


def calibrate_model(
    model: Model,
    dataset: Dataset,
    evaluation: Evaluation,
    progress: Progress | None = None,
    *,
    cancel: Cancel | None = None,
) -> Calibration:
    """Fits a temperature on the validation pictures, and applies it to what a test found.

    Args:
        model: The model that was tested.
        dataset: The data whose validation pictures are taken: those that it learned from.
        evaluation: The test; on pictures other than the validation ones, or it would judge itself.
        progress: Called with the share done, 0 to 1.
        cancel: Asked between two calls of the network; True ends it.

    Raises:
        UserError: There are no validation pictures; else as ``evaluate``.
    """
    _same, validation = evaluate(model, dataset, progress, part="validation", cancel=cancel)
    return calibrate(validation, evaluation)


def open_keras_file(file: Path, dataset: Dataset, models: Models) -> Model:
    """Opens a ``.keras`` file and finds out on labelled pictures what it expects and gives.

    Whether it wants pixels from 0 to 1 or from 0 to 255 is tried with 1,000 training pictures; a network that ends
    without softmax or sigmoid is taken to give logits.

    Raises:
        UserError: The file is damaged, or the model does not fit pictures of 28 × 28 or these classes.
    """
    keras_file = read_keras_file(file)
    network = keras_file.network
    outputs = summarize(network)[-1].output_shape
    classes = len(dataset.class_names)
    if outputs not in {(classes,), (1,)}:
        raise UserError(
            _("The model in {file} gives {came} numbers for a picture; {data} needs {wanted}.").format(
                file=file, came=" × ".join(map(str, outputs)), data=dataset.name, wanted=classes
            ),
            _("Open a model that was trained on data with {wanted} classes.").format(wanted=classes),
        )
    notes = list(keras_file.notes)
    if last_activation(network) not in {"softmax", "sigmoid"}:
        ending = "sigmoid" if outputs == (1,) else "softmax"
        network = NetworkSpec(layers=(*network.layers, Activation(function=ending)))
        notes.append(_("It ends in logits; {ending} was added.").format(ending=ending))
    backend.load()
    probe = dataset.train[:_PROBE]
    candidates = [network, NetworkSpec(layers=(Rescaling(scale=255.0), *network.layers))]
    found = [_best_reading(candidate, keras_file.weights, probe) for candidate in candidates]
    as_bytes = found[1].clearly_better_than(found[0])
    accuracy, task = found[as_bytes].accuracy, found[as_bytes].task
    notes.append(
        _(
            "It was taken to want pixels from 0 to {top}: so it answers {share:.1f} % of {count:,} training "
            "pictures rightly."
        ).format(top=255 if as_bytes else 1, share=100 * accuracy, count=len(probe))
    )
    if isinstance(task, OneAgainstRest):
        notes.append(
            _("Its single output was taken to mean: it is a {name}.").format(name=dataset.class_names[task.label])
        )
    loss = "binary_crossentropy" if isinstance(task, OneAgainstRest) else "sparse_categorical_crossentropy"
    training = TrainingSpec(task=task, loss=loss)
    model = models.untrained(candidates[as_bytes], training, file.stem, None)
    run = model.run.model_copy(update={"state": "opened", "note": " ".join(notes)})
    return Model(run, keras_file.weights)


@dataclass(frozen=True)
class _Reading:
    """How well a network reads pictures whose values have one range, under the task that fits best."""

    accuracy: float
    cross_entropy: float
    task: Task

    def clearly_better_than(self, other: "_Reading") -> bool:
        """Whether this range is what the network wants, though the other is the usual one.

        A network that learned from pixels up to 1 reads them up to 255 nearly as well, and by luck a little better:
        ReLU keeps the order of the answers and tanh saturates. One that learned from 255 falls far at 1, or is far less
        sure of what is right. Of 82 small networks that learned from 1 none gained 1 point or 0.45 nats at 255.
        """
        return self.accuracy > other.accuracy + 0.02 or self.cross_entropy < other.cross_entropy - 0.5


def _best_reading(network: NetworkSpec, weights: tuple[np.ndarray, ...], probe: LabelledImages) -> _Reading:
    probabilities = Predictor(network, weights).probabilities(probe.images)
    tasks: list[Task] = [AllClasses()]
    if summarize(network)[-1].output_shape == (1,):
        tasks = [OneAgainstRest(label=int(label)) for label in np.unique(probe.labels)]
    return max((_reading(probabilities, probe.labels, task) for task in tasks), key=lambda reading: reading.accuracy)


def _reading(probabilities: NDArray[np.float32], labels: NDArray[np.integer[Any]], task: Task) -> _Reading:
    right = (labels == task.label).astype(int) if isinstance(task, OneAgainstRest) else labels
    of_right = np.maximum(probabilities[np.arange(len(right)), right], 1e-7)  # as Keras clips them
    accuracy = float((probabilities.argmax(axis=1) == right).mean())
    return _Reading(accuracy, float(-np.log(of_right).mean()), task)


def _ask(
    model: Model, images: NDArray[np.uint8], progress: Progress | None, cancel: Cancel | None
) -> NDArray[np.float32]:
    """The probabilities of all answers: float32, shape (n, answers)."""
    predictor = make_predictor(model)
    parts = []
    for start in range(0, len(images), _STEP):
        if cancel is not None and cancel():
            raise UserError(_("The test was stopped."), _("It counts only when all pictures are seen."))
        parts.append(predictor.probabilities(images[start : start + _STEP]))
        if progress is not None:
            progress(min(1.0, (start + _STEP) / len(images)))
    probabilities = np.concatenate(parts)
    if not np.isfinite(probabilities).all():
        raise UserError(
            _("Some answers of {run} are no numbers: its weights have grown without limit.").format(run=model.run.name),
            _("Train it again with a smaller learning rate."),
        )
    return probabilities


def _no_labels(dataset: Dataset) -> UserError:
    return UserError(
        _("The pictures of {data} have no labels: nobody can say which answers are right.").format(data=dataset.name),
        _("Look at the answers alone."),
        "labels",
    )


def _is_own(run: Run, dataset: Dataset) -> bool:
    """Whether these are the data that a run learns from; one that has not learned yet has no others."""
    return run.data is None or run.data.sha256 == dataset.sha256


def _notes(run: Run, dataset: Dataset, part: Part) -> tuple[str, ...]:
    """What has to be known about these pictures."""
    if run.data is not None and not _is_own(run, dataset):
        return (
            _("{run} was trained on other data: {own}. It has seen none of these pictures before.").format(
                run=run.name, own=run.data.name
            ),
        )
    if part == "training" and run.history:
        return (_("It learned from these pictures: this says how well it remembers, not how well it will do."),)
    return ()

"""Tests a model, and opens models made elsewhere, whose habits are found out on labelled pictures."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from mnist_desktop.data.dataset import Dataset, LabelledImages
from mnist_desktop.data.targets import task_labels
from mnist_desktop.data.task import AllClasses, OneAgainstRest, Task
from mnist_desktop.errors import UserError
from mnist_desktop.evaluation.metrics import Evaluation, evaluate_answers
from mnist_desktop.i18n import _
from mnist_desktop.inference.predictor import Predictor
from mnist_desktop.networks import backend
from mnist_desktop.networks.shapes import last_activation, summarize
from mnist_desktop.networks.spec import Activation, NetworkSpec, Rescaling, TrainingSpec
from mnist_desktop.runs.keras_file import check_weights, read_keras_file
from mnist_desktop.runs.run import TestResult
from mnist_desktop.service.model import Model
from mnist_desktop.service.models import Models

_PROBE = 1000  # labelled pictures that decide between two readings of a foreign model

Progress = Callable[[float], None]


def make_predictor(model: Model) -> Predictor:
    """Builds the network of a model for fast answers."""
    backend.load()
    return Predictor(model.run.network, model.weights, model.run.training.seed)


def evaluate(model: Model, dataset: Dataset, progress: Progress | None = None) -> tuple[Model, Evaluation]:
    """Tests a model on all test pictures.

    Args:
        model: Trained or not.
        dataset: Its test pictures are used.
        progress: Called with the share done, 0 to 1.

    Returns:
        The model, its run now holding the result, and all that was found.

    Raises:
        UserError: The network's answers are not the classes of these data.
    """
    started = time.monotonic()
    names = _answer_names(model, dataset)
    predictor = make_predictor(model)
    step = 1000
    parts = []
    for start in range(0, len(dataset.test), step):
        parts.append(predictor.probabilities(dataset.test.images[start : start + step]))
        if progress is not None:
            progress(min(1.0, (start + step) / len(dataset.test)))
    labels = task_labels(dataset.test.labels, model.run.training.task)
    evaluation = evaluate_answers(np.concatenate(parts), labels, names, time.monotonic() - started)
    result = TestResult(
        accuracy=evaluation.accuracy, loss=evaluation.loss, count=len(labels), seconds=evaluation.seconds
    )
    return replace(model, run=model.run.model_copy(update={"test": result})), evaluation


def open_keras_file(file: Path, dataset: Dataset, models: Models) -> Model:
    """Opens a ``.keras`` file and finds out on labelled pictures what it expects and gives.

    Whether it wants pixels from 0 to 1 or from 0 to 255 is decided by which of the two answers more of 1,000 training
    pictures rightly; a network that ends without softmax or sigmoid is taken to give logits.

    Raises:
        UserError: The file is damaged, or the model does not fit pictures of 28 × 28 or these classes.
    """
    keras_file = read_keras_file(file)
    check_weights(keras_file, file)
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
    notes = []
    if last_activation(network) not in {"softmax", "sigmoid"}:
        ending = "sigmoid" if outputs == (1,) else "softmax"
        network = NetworkSpec(layers=(*network.layers, Activation(function=ending)))
        notes.append(_("It ends in logits; {ending} was added.").format(ending=ending))
    backend.load()
    probe = dataset.train[:_PROBE]
    candidates = [network, NetworkSpec(layers=(Rescaling(scale=255.0), *network.layers))]
    found = [_best_reading(candidate, keras_file.weights, probe) for candidate in candidates]
    as_bytes = found[1][0] > found[0][0]
    accuracy, task = found[1] if as_bytes else found[0]
    notes.append(
        _(
            "It was taken to want pixels from 0 to {top}: so it answers {share:.1%} of {count:,} training "
            "pictures rightly."
        ).format(top=255 if as_bytes else 1, share=accuracy, count=len(probe))
    )
    if isinstance(task, OneAgainstRest):
        notes.append(
            _("Its single output was taken to mean: it is a {name}.").format(name=dataset.class_names[task.label])
        )
    loss = "binary_crossentropy" if isinstance(task, OneAgainstRest) else "sparse_categorical_crossentropy"
    training = TrainingSpec(task=task, loss=loss)
    model = models.untrained(candidates[as_bytes], training, file.stem, None)
    return Model(model.run.model_copy(update={"note": " ".join(notes)}), keras_file.weights)


def _best_reading(
    network: NetworkSpec,
    weights: tuple[np.ndarray, ...],
    probe: LabelledImages,
) -> tuple[float, Task]:
    """The share of right answers under the task that fits best: all classes, or the class that one output means."""
    answers = Predictor(network, weights).probabilities(probe.images).argmax(axis=1)
    if summarize(network)[-1].output_shape != (1,):
        return float((answers == probe.labels).mean()), AllClasses()
    shares = [float((answers == (probe.labels == label)).mean()) for label in np.unique(probe.labels)]
    best = int(np.argmax(shares))
    return shares[best], OneAgainstRest(label=int(np.unique(probe.labels)[best]))


def _answer_names(model: Model, dataset: Dataset) -> tuple[str, ...]:
    names = model.run.training.task.class_names(dataset.class_names)
    outputs = summarize(model.run.network)[-1].output_shape
    if outputs != (len(names),) and not (outputs == (1,) and len(names) == 2):
        raise UserError(
            _("The network of {run} gives {came} answers; {data} has {wanted} classes.").format(
                run=model.run.name, came=" × ".join(map(str, outputs)), data=dataset.name, wanted=len(names)
            ),
            _("Test it on the data that it was made for."),
        )
    return names

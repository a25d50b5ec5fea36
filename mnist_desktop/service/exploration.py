"""Explores what models know: how robust they are, how they lay pictures out, and how they differ from each other."""

import time
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.data.corruption import KINDS, corruption
from mnist_desktop.data.dataset import Dataset, LabelledImages
from mnist_desktop.data.targets import task_label, task_labels
from mnist_desktop.data.task import AllClasses, Task
from mnist_desktop.errors import UserError
from mnist_desktop.evaluation.comparison import ComparedModel, Comparison, compare, compared_model
from mnist_desktop.evaluation.embedding import Embedding, MapMethod, PictureMap, embed
from mnist_desktop.evaluation.robustness import Robustness, RobustnessCurve, measure_robustness
from mnist_desktop.i18n import _, ngettext
from mnist_desktop.inference.activations import layer_choices, layer_outputs
from mnist_desktop.inference.predictor import Predictor
from mnist_desktop.networks import backend
from mnist_desktop.networks.shapes import parameter_count, summarize
from mnist_desktop.service.evaluation import make_predictor
from mnist_desktop.service.model import Model

Pictures = LabelledImages | NDArray[np.uint8]
"""Pictures with labels, or uint8 of shape (n, 28, 28) without."""

Progress = Callable[[float], None] | None
Cancelled = Callable[[], bool] | None

_LARGEST_FEATURES = 2**26  # numbers of a layer for all pictures: 256 MiB, and as much again while PCA centres them
_STEP = 1000  # pictures between two looks at a cancel


def robustness(
    model: Model,
    part: Pictures,
    kinds: Sequence[str] | None,
    count: int,
    seed: int,
    report: Callable[[RobustnessCurve], None] | None,
    progress: Progress,
    cancelled: Cancelled,
) -> Robustness:
    """Measures how many answers stay right as pictures get worse; see ``ModelService.robustness``."""
    started = time.monotonic()
    wanted = [corruption(kind) for kind in (KINDS if kinds is None else kinds)]
    images, labels = _images_and_labels(part)
    indices = _drawn(_asked(images, labels, model.run.training.task), count, seed)
    chosen = images[indices]
    expected = _expected(model, None if labels is None else labels[indices])
    predictor = make_predictor(model)
    if expected is None:
        right = _answers(model, predictor, chosen)
        note = _("These pictures have no labels: what is counted is the share of answers that stay the same.")
    else:
        right = expected
        note = _majority_note(model, right)
    curves = []
    for index, kind in enumerate(wanted):
        curve = measure_robustness(
            lambda pictures: _answers(model, predictor, pictures),
            chosen,
            right,
            kind,
            seed,
            labelled=expected is not None,
            progress=_share(progress, index / len(wanted), 1 / len(wanted)),
            cancelled=cancelled,
        )
        if curve is None:
            break
        curves.append(curve)
        if report is not None:
            report(curve)
    return Robustness(
        name=model.run.name,
        curves=tuple(curves),
        indices=indices,
        labelled=expected is not None,
        finished=len(curves) == len(wanted),
        note=note,
        seconds=time.monotonic() - started,
    )


def map_pictures(
    part: Pictures,
    model: Model | None,
    method: MapMethod,
    layer: int | None,
    count: int,
    seed: int,
    report: Callable[[PictureMap], None] | None,
    progress: Progress,
    cancelled: Cancelled,
) -> PictureMap | None:
    """Lays pictures out on a plane; see ``ModelService.map_pictures``."""
    started = time.monotonic()
    if method not in {"pca", "tsne"}:
        raise UserError(
            _("There is no map called {method}; there are pca and tsne.").format(method=repr(method)),
            _("Choose one of these."),
            "method",
        )
    images, labels = _images_and_labels(part)
    indices = _drawn(_asked(images, labels, None if model is None else model.run.training.task), count, seed)
    chosen = images[indices]
    source = _("pixels")
    answers: NDArray[np.int64] | None = None
    wrong: NDArray[np.bool_] | None = None
    if layer is not None:
        source = _check_layer(model, layer, len(indices))
    if model is not None:
        expected = _expected(model, None if labels is None else labels[indices])
        answers = _answers(model, make_predictor(model), chosen)
        wrong = None if expected is None else answers != expected
    if model is None or layer is None:
        features: NDArray[np.float32] | None = chosen.reshape(len(chosen), -1).astype(np.float32) / np.float32(255)
    else:
        run = model.run
        features = layer_outputs(run.network, model.weights, run.training.seed, chosen, layer, cancelled)
    if features is None:
        return None

    def placed(embedding: Embedding) -> PictureMap:
        return PictureMap(
            embedding=embedding,
            indices=indices,
            labels=None if labels is None else labels[indices].astype(np.int64),
            answers=answers,
            wrong=wrong,
            source=source,
            layer=layer,
            seconds=time.monotonic() - started,
        )

    embedding = embed(
        features,
        method,
        seed,
        report=None if report is None else lambda meanwhile: report(placed(meanwhile)),
        progress=progress,
        cancelled=cancelled,
    )
    return None if embedding is None else placed(embedding)


def compare_models(
    models: Sequence[Model], dataset: Dataset, part: Pictures | None, progress: Progress, cancelled: Cancelled
) -> Comparison | None:
    """Compares models on the same pictures; see ``ModelService.compare``."""
    if len(models) < 2:
        raise UserError(
            ngettext(
                "{count} model was chosen; a comparison needs two or more.",
                "{count} models were chosen; a comparison needs two or more.",
                len(models),
            ).format(count=len(models)),
            _("Choose another one to compare with."),
            "models",
        )
    _check_comparable(models, dataset)
    images, labels = _images_and_labels(dataset.test if part is None else part)
    rows = _asked(images, labels, models[0].run.training.task)
    names = models[0].run.training.task.class_names(dataset.class_names)
    right = _expected(models[0], None if labels is None else labels[rows])
    compared: list[ComparedModel] = []
    for index, model in enumerate(models):
        started = time.monotonic()
        probabilities = _probabilities(
            model, images[rows], _share(progress, index / len(models), 1 / len(models)), cancelled
        )
        if probabilities is None:
            return None
        history = model.run.history
        compared.append(
            compared_model(
                model.run.name,
                probabilities,
                right,
                names,
                parameters=parameter_count(model.run.network),
                epochs=len(history),
                training_seconds=sum(record.seconds for record in history) if history else None,
                answering_seconds=time.monotonic() - started,
            )
        )
    note = _comparison_note(models, dataset, labelled=right is not None)
    return compare(compared, rows, right, names, note)


def _images_and_labels(part: Pictures) -> tuple[NDArray[np.uint8], NDArray[np.uint8] | None]:
    return (part.images, part.labels) if isinstance(part, LabelledImages) else (part, None)


def _asked(images: NDArray[np.uint8], labels: NDArray[np.uint8] | None, task: Task | None) -> NDArray[np.intp]:
    """The pictures that a task asks about, intp indices, ascending; all of them without labels or without a task.

    Raises:
        UserError: There is none.
    """
    asked = np.arange(len(images))
    if labels is not None and task is not None:
        asked = np.flatnonzero(_has_answer(labels, task))
    if not len(asked):
        raise UserError(
            _("There are no pictures in this part of the data; at least one is needed."),
            _("Choose another part."),
            "part",
        )
    return asked


def _has_answer(labels: NDArray[np.uint8], task: Task) -> NDArray[np.bool_]:
    """Which pictures have a right answer to a task: bool, shape (n,); of two classes, all others have none."""
    asked = [label for label in np.unique(labels) if task_label(int(label), task) is not None]
    return np.isin(labels, asked)


def _drawn(rows: NDArray[np.intp], count: int, seed: int) -> NDArray[np.intp]:
    """Some pictures by chance, in their order; the first ones would not do, MNIST's are easier than the rest."""
    if count < 1:
        raise UserError(
            _("{count} pictures were asked for; at least 1 is needed.").format(count=count),
            _("Choose a number from 1 on."),
            "count",
        )
    return np.sort(np.random.default_rng(seed).choice(rows, min(count, len(rows)), replace=False))


def _expected(model: Model, labels: NDArray[np.uint8] | None) -> NDArray[np.int64] | None:
    """The right answers to a model's task; None without labels."""
    if labels is None:
        return None
    outputs = summarize(model.run.network)[-1].output_shape
    answers = 2 if outputs == (1,) else outputs[-1]
    right = task_labels(labels, model.run.training.task).astype(np.int64)
    if len(right) and right.max() >= answers:
        raise UserError(
            _("These pictures have labels up to {last}; {run} answers with 0 to {most} only.").format(
                last=int(right.max()), run=model.run.name, most=answers - 1
            ),
            _("Choose the data that it was made for."),
            "part",
        )
    return right


def _answers(model: Model, predictor: Predictor, images: NDArray[np.uint8]) -> NDArray[np.int64]:
    answers: NDArray[np.int64] = _ask(model, predictor, images).argmax(axis=1)
    return answers


def _ask(model: Model, predictor: Predictor, images: NDArray[np.uint8]) -> NDArray[np.float32]:
    probabilities = predictor.probabilities(images)
    if not np.isfinite(probabilities).all():
        raise UserError(
            _("Some answers of {run} are no numbers: its weights have grown without limit.").format(run=model.run.name),
            _("Train it again with a smaller learning rate."),
            "model",
        )
    return probabilities


def _probabilities(
    model: Model, images: NDArray[np.uint8], progress: Progress, cancelled: Cancelled
) -> NDArray[np.float32] | None:
    predictor = make_predictor(model)
    parts = []
    for start in range(0, len(images), _STEP):
        if cancelled is not None and cancelled():
            return None
        parts.append(_ask(model, predictor, images[start : start + _STEP]))
        if progress is not None:
            progress(min(1.0, (start + _STEP) / len(images)))
    return np.concatenate(parts)


def _majority_note(model: Model, right: NDArray[np.int64]) -> str:
    if isinstance(model.run.training.task, AllClasses):
        return ""
    most = np.bincount(right).max() / len(right)
    return _("Always giving the more frequent answer would be right on {share} % of these pictures.").format(
        share=f"{100 * most:.1f}"
    )


def _check_layer(model: Model | None, layer: int, count: int) -> str:
    """Checks that a layer's output can be laid out; returns what it is called."""
    choices = {} if model is None else {choice.index: choice for choice in layer_choices(model.run.network)}
    if layer not in choices:
        known = ", ".join(str(index + 1) for index in choices) or _("none, without a model")
        raise UserError(
            _("Layer {layer} cannot be laid out; layers {known} can.").format(layer=layer + 1, known=known),
            _("Choose one of these, or the pixels."),
            "layer",
        )
    choice = choices[layer]
    if choice.features * count > _LARGEST_FEATURES:
        raise UserError(
            _("Layer {layer} gives {features:,} numbers for a picture, too many to lay out {count:,} pictures.").format(
                layer=layer + 1, features=choice.features, count=count
            ),
            _("Choose a later layer, or at most {most:,} pictures.").format(most=_LARGEST_FEATURES // choice.features),
            "layer",
        )
    backend.load()
    return ngettext(
        "layer {layer}, {type}: {count:,} number", "layer {layer}, {type}: {count:,} numbers", choice.features
    ).format(layer=layer + 1, type=choice.type, count=choice.features)


def _check_comparable(models: Sequence[Model], dataset: Dataset) -> None:
    first = models[0].run
    for model in models:
        run = model.run
        if run.training.task != first.training.task:
            raise UserError(
                _("{first} and {other} answer different questions; only models of one task can be compared.").format(
                    first=first.name, other=run.name
                ),
                _("Leave one of them out."),
                "models",
            )
        if run.data is not None and run.data.class_names != dataset.class_names:
            raise UserError(
                _("{run} was trained on {trained}, whose classes are others than those of {data}.").format(
                    run=run.name, trained=run.data.name, data=dataset.name
                ),
                _("Leave it out, or open the data that it was made for."),
                "models",
            )
        names = run.training.task.class_names(dataset.class_names)
        outputs = summarize(run.network)[-1].output_shape
        if outputs != (len(names),) and not (outputs == (1,) and len(names) == 2):
            raise UserError(
                _("The network of {run} gives {came} answers; {data} has {wanted} classes.").format(
                    run=run.name, came=" × ".join(map(str, outputs)), data=dataset.name, wanted=len(names)
                ),
                _("Leave it out, or open the data that it was made for."),
                "models",
            )


def _comparison_note(models: Sequence[Model], dataset: Dataset, *, labelled: bool) -> str:
    sentences = []
    if not labelled:
        sentences.append(_("These pictures have no labels: it can be seen where models differ, not who is right."))
    for model in models:
        data = model.run.data
        if not model.run.history:
            sentences.append(_("{run} has learned nothing yet.").format(run=model.run.name))
        elif data is not None and data.sha256 != dataset.sha256:
            sentences.append(_("{run} was trained on other data: {data}.").format(run=model.run.name, data=data.name))
    return " ".join(sentences)


def _share(progress: Progress, start: float, share: float) -> Progress:
    """Progress of a part of the whole."""
    return None if progress is None else lambda done: progress(start + share * done)

"""Finds out what a model's training pictures look like to it: for "not a digit", and for the nearest of them."""

import contextlib
import hashlib
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.data.dataset import Dataset, LabelledImages
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.inference.digitness import ACCEPTED, Digitness, fit_digitness
from mnist_desktop.inference.features import Features, HiddenFeatures
from mnist_desktop.inference.neighbours import Neighbours, fit_axes
from mnist_desktop.inference.outliers import outliers, resampled
from mnist_desktop.networks import backend
from mnist_desktop.runs.files import UNREADABLE, pack_arrays, unpack_arrays
from mnist_desktop.service.model import Model
from mnist_desktop.service.models import Models

_FILE = "digitness.npz"
_METHOD = 1
"""One more whenever something else is learned from the same pictures: what was kept before is then learned anew."""
_REFERENCE = 20_000
"""Training pictures that show what is usual."""
_HELD_OUT = 5_000
"""Pictures that decide what is strange: the limit is a quantile of 98 %, off by 0.2 points with so many."""
_OUTLIERS = 14_000
"""Pictures that are nothing; with 8,000 one shape in a hundred more passed for a digit."""
_RESAMPLED = 1_000  # reference pictures that are shown once more
_FEWEST = 100  # of either
_AXES_FROM = 5_000  # pictures that decide the directions in which neighbours are sought
_STEP = 1_000

Cancelled = Callable[[], bool] | None
Progress = Callable[[float], None] | None


def digitness(
    model: Model, dataset: Dataset, models: Models, progress: Progress, cancelled: Cancelled
) -> Digitness | None:
    """Learns what pictures look like to a model, or reads it where it is kept; see ``ModelService.digitness``."""
    _check(model, dataset)
    fingerprint = _fingerprint(model, dataset)
    features = _features_of(model)
    content = models.finding(model.run, _FILE)
    if content is not None:
        with contextlib.suppress(*UNREADABLE):
            key, *arrays = unpack_arrays(content)
            if key.tobytes() == fingerprint:
                return Digitness.from_arrays(features, arrays)
    learned = _learn(model, dataset, features, progress, cancelled)
    if learned is not None:
        packed = pack_arrays([np.frombuffer(fingerprint, np.uint8), *learned.arrays])
        models.keep_finding(model.run, _FILE, packed)
    return learned


def _fingerprint(model: Model, dataset: Dataset) -> bytes:
    """Stands for all that decides what is learned."""
    digest = hashlib.sha256(dataset.sha256.encode())
    digest.update(repr((_METHOD, _REFERENCE, _HELD_OUT, _OUTLIERS, _RESAMPLED, ACCEPTED)).encode())
    run = model.run
    training = (run.training.seed, run.training.validation_split, run.training.training_limit)
    digest.update(f"{run.network.model_dump_json()} {training}".encode())
    for values in model.weights or ():
        digest.update(values.tobytes())
    return digest.digest()


def _learn(
    model: Model, dataset: Dataset, features: HiddenFeatures, progress: Progress, cancelled: Cancelled
) -> Digitness | None:
    training, held_out = _learned_and_held_out(model, dataset)
    rng = np.random.default_rng(model.run.training.seed)
    reference, others = _some(training, _REFERENCE, rng), _some(held_out, _HELD_OUT, rng)
    again = resampled(reference.images[rng.permutation(len(reference))[:_RESAMPLED]], rng)
    nothing = outliers(reference.images, _OUTLIERS, rng)
    parts = (reference.images, others.images, again, nothing)
    total, before = sum(map(len, parts)), 0

    def done(count: int) -> None:
        if progress is not None:
            progress((before + count) / total)

    found = []
    for part in parts:
        computed = _all_features(features, part, done, cancelled)
        if computed is None or (cancelled is not None and cancelled()):
            return None
        found.append(computed)
        before += len(part)
    known, held_out_features, again_features, nothing_features = found
    return fit_digitness(features, known, reference.labels, held_out_features, again_features, nothing_features)


def neighbours(model: Model, dataset: Dataset, progress: Progress, cancelled: Cancelled) -> Neighbours | None:
    """Gets ready to find training pictures like others; see ``ModelService.neighbours``."""
    _check(model, dataset)
    learned, _held_out = dataset.split(model.run.training.validation_split)
    learned = learned[: model.run.training.training_limit]
    features = _features_of(model)
    indices = np.arange(len(learned))
    first = _some_indices(len(learned), _AXES_FROM, np.random.default_rng(model.run.training.seed))
    found = features.of(learned.images[first], cancelled)
    if found is None:
        return None
    axes = fit_axes(found.last)
    placed = np.empty((len(learned), axes.shape[1]), np.float32)
    for start in range(0, len(learned), _STEP):
        part = features.of(learned.images[start : start + _STEP], cancelled)
        if part is None:
            return None
        placed[start : start + _STEP] = part.last @ axes
        if progress is not None:
            progress(min(1.0, (start + _STEP) / len(learned)))
    return Neighbours(features, axes, placed, indices, learned.labels)


def _features_of(model: Model) -> HiddenFeatures:
    backend.load()
    return HiddenFeatures(model.run.network, model.weights, model.run.training.seed)


def _check(model: Model, dataset: Dataset) -> None:
    """Refuses what has no answer.

    Raises:
        UserError: The model has learned nothing, or from other data, or from too few pictures.
    """
    run = model.run
    if model.weights is None:
        raise UserError(_("{run} has learned nothing yet.").format(run=run.name), _("Train it first."), "model")
    if run.data is not None and run.data.sha256 != dataset.sha256:
        raise UserError(
            _("{run} was trained on {trained}; {data} is open.").format(
                run=run.name, trained=run.data.name, data=dataset.name
            ),
            _("Open the data that it was trained on."),
            "data",
        )
    if len(dataset.train) < 2 * _FEWEST or not dataset.class_names:
        raise UserError(
            _("{data} has {count:,} labelled pictures to learn from; at least {fewest} are needed.").format(
                data=dataset.name, count=len(dataset.train), fewest=2 * _FEWEST
            ),
            _("Open data with more of them."),
            "data",
        )
    if not all(np.isfinite(values).all() for values in model.weights):
        raise UserError(
            _("The weights of {run} have grown without limit.").format(run=run.name),
            _("Train it again with a smaller learning rate."),
            "model",
        )


def _learned_and_held_out(model: Model, dataset: Dataset) -> tuple[LabelledImages, LabelledImages]:
    """Pictures that the model learned from, and others of the training part that it did not.

    Without validation pictures every tenth of what it learned from is held out. A network finds what it has seen a
    little more usual than what is new, so that the limit is then a little too strict.
    """
    training = model.run.training
    learned, validation = dataset.split(training.validation_split)
    learned = learned[: training.training_limit]
    if len(learned) >= _FEWEST and len(validation) >= _FEWEST:
        return learned, validation
    everything = dataset.train
    held_out = np.arange(len(everything)) % 10 == 9
    return everything[np.flatnonzero(~held_out)], everything[np.flatnonzero(held_out)]


def _some(part: LabelledImages, count: int, rng: np.random.Generator) -> LabelledImages:
    return part[_some_indices(len(part), count, rng)]


def _some_indices(available: int, count: int, rng: np.random.Generator) -> NDArray[np.intp]:
    return np.sort(rng.permutation(available)[:count])


def _all_features(
    features: HiddenFeatures, images: NDArray[np.uint8], done: Callable[[int], None], cancelled: Cancelled
) -> Features | None:
    parts = []
    for start in range(0, len(images), _STEP):
        part = features.of(images[start : start + _STEP], cancelled)
        if part is None:
            return None
        parts.append(part)
        done(min(start + _STEP, len(images)))
    layers = zip(*(part.layers for part in parts), strict=True)
    return Features(
        tuple(np.concatenate(layer) for layer in layers),
        np.concatenate([part.last for part in parts]),
        np.concatenate([part.quarters for part in parts]),
    )

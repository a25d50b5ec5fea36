"""The laboratory for bad data: what happens to a network when pictures are few, missing, mislabelled or noisy."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from mnist_desktop.data.dataset import Dataset, LabelledImages, arrays_sha256
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _, ngettext

_CHUNK = 2000  # pictures that get noise at once: 12 MB of numbers


class DataChanges(BaseModel):
    """What is done to the training pictures, in this order; the test pictures stay as they are.

    Attributes:
        left_out: The label of a class of which no picture is kept; None for none.
        thinned: The label of a class of which only a share is kept; None for none.
        thinned_share: That share, 0 to 1.
        picture_count: Use only so many pictures, drawn by chance; None for all.
        flipped_share: Share of the pictures, 0 to 1, whose label is replaced by another one.
        noise: Standard deviation of the noise added to each pixel, 0 to 1 of the way from black to white.
        seed: Decides all that is drawn by chance.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
    left_out: int | None = Field(default=None, ge=0, le=99)
    thinned: int | None = Field(default=None, ge=0, le=99)
    thinned_share: float = Field(default=0.1, ge=0.0, le=1.0)
    picture_count: int | None = Field(default=None, ge=1)
    flipped_share: float = Field(default=0.0, ge=0.0, le=1.0)
    noise: float = Field(default=0.0, ge=0.0, le=1.0)
    seed: int = Field(default=1, ge=0, le=2**31 - 1)

    @property
    def is_nothing(self) -> bool:
        """Whether the data stay as they are, whatever the seed."""
        return (self.left_out, self.picture_count, self.flipped_share, self.noise) == (None, None, 0.0, 0.0) and (
            self.thinned is None or self.thinned_share == 1.0
        )


def apply_changes(dataset: Dataset, changes: DataChanges) -> Dataset:
    """Changes the training pictures; the same seed changes them in the same way.

    Changes do not add up: those that were made before are undone first.

    Args:
        dataset: Its test pictures, names and what is unlabelled are kept.
        changes: What to do.

    Returns:
        The changed dataset, which knows ``changes`` and the dataset it came from (``before_changes``); the latter
        itself where nothing is to be done.

    Raises:
        UserError: A class is not among the dataset's, or no picture would be left; ``field`` names the setting.
    """
    dataset = dataset.before_changes or dataset
    _check(dataset, changes)
    if changes.is_nothing:
        return dataset
    # A generator for each step, so that another noise does not draw other pictures.
    generators = np.random.default_rng(changes.seed).spawn(4)
    kept = _kept(dataset.train.labels, changes, generators[0], generators[1])
    train = dataset.train[kept]
    if not len(train):
        raise UserError(
            _("No training picture is left of {name}.").format(name=dataset.name),
            _("Leave out less."),
            "left_out" if changes.left_out is not None else "thinned_share",
        )
    train = LabelledImages(
        _noisy(train.images, changes.noise, generators[3]),
        _flipped(train.labels, changes.flipped_share, len(dataset.class_names), generators[2]),
    )
    return replace(
        dataset,
        train=train,
        sha256=arrays_sha256(train, dataset.test, dataset.unlabelled),
        changes=changes,
        before_changes=dataset,
    )


def labels_before(dataset: Dataset) -> NDArray[np.uint8]:
    """The labels that the training pictures had before the laboratory replaced some: uint8, shape (n,).

    Args:
        dataset: Changed or not.
    """
    before, changes = dataset.before_changes, dataset.changes
    if before is None or changes is None or not changes.flipped_share:
        return dataset.train.labels
    generators = np.random.default_rng(changes.seed).spawn(4)  # as apply_changes drew
    labels: NDArray[np.uint8] = before.train.labels[_kept(before.train.labels, changes, generators[0], generators[1])]
    return labels


def describe_changes(changes: DataChanges | None, class_names: tuple[str, ...]) -> tuple[str, ...]:
    """A sentence on each change, in their order; none for None."""
    if changes is None or changes.is_nothing:
        return ()
    sentences = []
    if changes.left_out is not None:
        sentences.append(
            _("The class {name} was left out of the training pictures.").format(name=class_names[changes.left_out])
        )
    if changes.thinned is not None and changes.thinned_share < 1.0:
        sentences.append(
            _("Of the class {name} only {share:.0f} % of the training pictures were kept.").format(
                name=class_names[changes.thinned], share=100 * changes.thinned_share
            )
        )
    if changes.picture_count is not None:
        sentences.append(
            ngettext(
                "Only {count:,} training picture was used.",
                "At most {count:,} training pictures were used.",
                changes.picture_count,
            ).format(count=changes.picture_count)
        )
    if changes.flipped_share:
        sentences.append(_("{share:.0f} % of the training labels are wrong.").format(share=100 * changes.flipped_share))
    if changes.noise:
        sentences.append(
            _("The training pictures have noise of {share:.0f} % of the way from black to white.").format(
                share=100 * changes.noise
            )
        )
    return tuple(sentences)


def _check(dataset: Dataset, changes: DataChanges) -> None:
    for setting, label in (("left_out", changes.left_out), ("thinned", changes.thinned)):
        if label is not None and label >= len(dataset.class_names):
            raise UserError(
                _("The chosen class is {label}; {data} has the classes 0 to {last}.").format(
                    label=label, data=dataset.name, last=len(dataset.class_names) - 1
                ),
                _("Choose one of these."),
                setting,
            )
    if not len(dataset.train):
        raise UserError(
            _("{data} has no training pictures to change.").format(data=dataset.name),
            _("Open data with labels."),
        )


def _kept(
    labels: NDArray[np.uint8], changes: DataChanges, thinning: np.random.Generator, choosing: np.random.Generator
) -> NDArray[np.intp]:
    """Which pictures are kept: indices, in their order."""
    keep = np.ones(len(labels), np.bool_)
    if changes.left_out is not None:
        keep &= labels != changes.left_out
    if changes.thinned is not None and changes.thinned != changes.left_out:
        members = np.flatnonzero(labels == changes.thinned)
        keep[thinning.permutation(members)[round(len(members) * changes.thinned_share) :]] = False
    kept = np.flatnonzero(keep)
    if changes.picture_count is not None and changes.picture_count < len(kept):
        kept = np.sort(choosing.permutation(kept)[: changes.picture_count])
    return kept


def _flipped(
    labels: NDArray[np.uint8], share: float, class_count: int, generator: np.random.Generator
) -> NDArray[np.uint8]:
    """Replaces a share of the labels by another class, each other one as likely."""
    if not share:
        return labels
    chosen = generator.permutation(len(labels))[: round(len(labels) * share)]
    steps = generator.integers(1, class_count, len(chosen))
    wrong = labels.copy()
    wrong[chosen] = (labels[chosen].astype(np.int64) + steps) % class_count
    return wrong


def _noisy(images: NDArray[np.uint8], noise: float, generator: np.random.Generator) -> NDArray[np.uint8]:
    """Adds normal noise to every pixel and cuts it off at black and white."""
    if not noise:
        return images
    noisy = np.empty_like(images)
    for start in range(0, len(images), _CHUNK):
        chunk = images[start : start + _CHUNK]
        added = generator.standard_normal(chunk.shape, np.float32) * np.float32(255 * noise)
        noisy[start : start + _CHUNK] = np.rint(np.clip(chunk + added, 0, 255))
    return noisy

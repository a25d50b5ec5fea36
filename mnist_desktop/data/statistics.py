"""What a first look at a dataset shows: how many pictures of what, the mean digit, pixel values."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.data.dataset import Dataset, LabelledImages
from mnist_desktop.i18n import _, ngettext

# Up to this ratio between the most frequent and the rarest class, accuracy is a fair measure. MNIST's is
# 1.24.
_EVEN_RATIO = 1.5
_UNEVEN_RATIO = 3.0


@dataclass(frozen=True)
class PartDescription:
    """One part of a dataset: its training or its test pictures.

    Attributes:
        image_shape: Shape of the pictures' array, (n, 28, 28).
        image_dtype: Its NumPy dtype by name, "uint8".
        label_shape: Shape of the labels' array, (n,).
        label_dtype: Its NumPy dtype by name, "uint8".
        class_counts: Pictures of each class, by class index.
    """

    image_shape: tuple[int, ...]
    image_dtype: str
    label_shape: tuple[int, ...]
    label_dtype: str
    class_counts: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class DataDescription:
    """What a first look at a dataset shows. Everything about pixels is counted over the training pictures.

    Attributes:
        name: The dataset's name.
        class_names: What the class indices stand for.
        train: Shapes, dtypes and counts of the training pictures.
        test: The same of the test pictures.
        imbalance: One sentence on how evenly the classes are spread over the training pictures.
        mean_images: uint8, shape (classes, 28, 28): the mean picture of each class; black for a class without
            pictures.
        pixel_histogram: int64, shape (256,): how many pixels have the value 0, 1 … 255.
        pixel_mean: Mean of all pixels, 0–1; 0 when there are no pictures.
        pixel_std: Standard deviation of all pixels, 0–1.
        class_pixel_means: Mean of the pixels of each class's pictures, 0–1.
        class_pixel_stds: Standard deviation of the pixels of each class's pictures, 0–1.
    """

    name: str
    class_names: tuple[str, ...]
    train: PartDescription
    test: PartDescription
    imbalance: str
    mean_images: NDArray[np.uint8]
    pixel_histogram: NDArray[np.int64]
    pixel_mean: float
    pixel_std: float
    class_pixel_means: tuple[float, ...]
    class_pixel_stds: tuple[float, ...]


def describe(dataset: Dataset) -> DataDescription:
    """Counts classes and pixels.

    Args:
        dataset: Any dataset whose labels are indices into its class names.

    Returns:
        Counts of both parts; pixel values of the training pictures.
    """
    class_count = len(dataset.class_names)
    train = _describe_part(dataset.train, class_count)
    histograms = np.zeros((class_count, 256), np.int64)
    mean_images = np.zeros((class_count, *dataset.train.images.shape[1:]), np.uint8)
    # One class at a time: the largest copy is a tenth of the pictures, still uint8.
    for label in range(class_count):
        images = dataset.train.images[dataset.train.labels == label]
        if len(images):
            histograms[label] = _histogram(images)
            mean_images[label] = np.rint(images.sum(axis=0, dtype=np.uint32) / len(images))
    histogram = histograms.sum(axis=0)
    pixel_mean, pixel_std = _moments(histogram)
    by_class = [_moments(counts) for counts in histograms]
    return DataDescription(
        name=dataset.name,
        class_names=dataset.class_names,
        train=train,
        test=_describe_part(dataset.test, class_count),
        imbalance=_imbalance(train.class_counts, dataset.class_names),
        mean_images=mean_images,
        pixel_histogram=histogram,
        pixel_mean=pixel_mean,
        pixel_std=pixel_std,
        class_pixel_means=tuple(mean for mean, _std in by_class),
        class_pixel_stds=tuple(std for _mean, std in by_class),
    )


def samples_per_class(
    dataset_part: LabelledImages, class_count: int, per_class: int, seed: int
) -> tuple[NDArray[np.intp], ...]:
    """Draws pictures of every class by chance, none twice.

    Args:
        dataset_part: The pictures to draw from.
        class_count: Number of classes.
        per_class: Pictures wanted of each class; a class that has fewer gives all that it has.
        seed: The same seed draws the same pictures.

    Returns:
        For each class, indices into ``dataset_part``: intp, shape (at most per_class,), in the order drawn.
    """
    generator = np.random.default_rng(seed)
    drawn = []
    for label in range(class_count):
        indices = np.flatnonzero(dataset_part.labels == label)
        drawn.append(generator.choice(indices, min(per_class, len(indices)), replace=False))
    return tuple(drawn)


def _describe_part(part: LabelledImages, class_count: int) -> PartDescription:
    counts = np.bincount(part.labels, minlength=class_count)
    return PartDescription(
        image_shape=part.images.shape,
        image_dtype=part.images.dtype.name,
        label_shape=part.labels.shape,
        label_dtype=part.labels.dtype.name,
        class_counts=tuple(int(count) for count in counts),
    )


def _histogram(images: NDArray[np.uint8]) -> NDArray[np.int64]:
    """How often each pixel value occurs: int64, shape (256,)."""
    # Two neighbouring pixels are read as one 16-bit value: half the work, and np.bincount (which makes int64
    # of what it is given) then needs half the memory. Which of the two bytes is which does not matter to the
    # sum.
    flat = np.ascontiguousarray(images).reshape(-1)
    pairs = np.bincount(flat[: flat.size // 2 * 2].view(np.uint16), minlength=65536).reshape(256, 256)
    counts: NDArray[np.int64] = (pairs.sum(axis=0) + pairs.sum(axis=1)).astype(np.int64)
    if flat.size % 2:
        counts[flat[-1]] += 1
    return counts


def _moments(histogram: NDArray[np.int64]) -> tuple[float, float]:
    """Mean and standard deviation, 0–1, of the pixels that a histogram counts; zeros if it counts none."""
    total = int(histogram.sum())
    if total == 0:
        return 0.0, 0.0
    values = np.arange(256) / 255.0
    mean = float(histogram @ values / total)
    return mean, float(np.sqrt(histogram @ (values - mean) ** 2 / total))


def _imbalance(counts: tuple[int, ...], names: tuple[str, ...]) -> str:
    """Says in one sentence how evenly the classes are spread."""
    missing = [name for name, count in zip(names, counts, strict=True) if count == 0]
    if missing:
        return ngettext(
            "There is no training picture of {names}: a network cannot learn it.",
            "There are no training pictures of {names}: a network cannot learn them.",
            len(missing),
        ).format(names=", ".join(missing))
    ratio = max(counts) / min(counts)
    if ratio == 1.0:
        return _("Every class has {count:,} pictures: exactly even.").format(count=counts[0])
    if ratio <= _EVEN_RATIO:
        text = _(
            "The rarest class is {rarest} with {few:,} pictures, the most frequent {commonest} with {many:,}:"
            " close enough to even."
        )
    elif ratio <= _UNEVEN_RATIO:
        text = _(
            "The rarest class is {rarest} with {few:,} pictures, the most frequent {commonest} with {many:,}:"
            " uneven, look at the accuracy of each class too."
        )
    else:
        text = _(
            "The rarest class is {rarest} with {few:,} pictures, the most frequent {commonest} with {many:,}:"
            " so uneven that a network may neglect the rare ones; look at the accuracy of each class."
        )
    rarest, commonest = counts.index(min(counts)), counts.index(max(counts))
    return text.format(rarest=names[rarest], few=counts[rarest], commonest=names[commonest], many=counts[commonest])

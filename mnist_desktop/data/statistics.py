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
        validation: Shapes, dtypes and counts of the pictures that are split off for validation.
        learned: The same of the training pictures that are left to learn from.
        validation_split: The share of the training pictures that was taken for validation, 0 to below 1.
        gaps: A sentence on each part, validation or test, that lacks a class which can be learned.
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
    validation: PartDescription
    learned: PartDescription
    validation_split: float
    gaps: tuple[str, ...]

    @property
    def pixel_range(self) -> tuple[int, int]:
        """The smallest and the largest pixel value, 0–255; (0, 0) when there are no pictures."""
        present = np.flatnonzero(self.pixel_histogram)
        return (int(present[0]), int(present[-1])) if len(present) else (0, 0)

    @property
    def scaled_values(self) -> NDArray[np.float32]:
        """What 0, 1 … 255 become for the network, 0–1: float32, shape (256,), the places of ``pixel_histogram``.

        Scaling moves the bars of the histogram to other places and leaves their heights as they are.
        """
        return np.arange(256, dtype=np.float32) / np.float32(255)


@dataclass(frozen=True)
class NotebookLine:
    """A line of a first look, as typed into a notebook, and what the notebook prints.

    Attributes:
        code: "x_train.shape".
        output: "(60000, 28, 28)".
    """

    code: str
    output: str


def describe(dataset: Dataset, validation_split: float = 0.1) -> DataDescription:
    """Counts classes and pixels.

    Args:
        dataset: Any dataset whose labels are indices into its class names; it may have no labelled pictures.
        validation_split: Share of the training pictures, taken from their end, that is for validation, 0 to below 1.

    Returns:
        Counts of all parts; pixel values of the training pictures, or of those without labels where there are no
        others.
    """
    class_count = len(dataset.class_names)
    train = _describe_part(dataset.train, class_count)
    learned, validation = dataset.split(validation_split)
    histograms = np.zeros((class_count, 256), np.int64)
    mean_images = np.zeros((class_count, *dataset.train.images.shape[1:]), np.uint8)
    # One class at a time: the largest copy is a tenth of the pictures, still uint8.
    for label in range(class_count):
        images = dataset.train.images[dataset.train.labels == label]
        if len(images):
            histograms[label] = _histogram(images)
            mean_images[label] = np.rint(images.sum(axis=0, dtype=np.uint32) / len(images))
    histogram = histograms.sum(axis=0)
    if not len(dataset.train) and dataset.unlabelled is not None:
        histogram = _histogram(dataset.unlabelled)
    pixel_mean, pixel_std = _moments(histogram)
    described = _describe_part(validation, class_count), _describe_part(dataset.test, class_count)
    by_class = [_moments(counts) for counts in histograms]
    return DataDescription(
        name=dataset.name,
        class_names=dataset.class_names,
        train=train,
        test=described[1],
        imbalance=_imbalance(train.class_counts, dataset.class_names),
        mean_images=mean_images,
        pixel_histogram=histogram,
        pixel_mean=pixel_mean,
        pixel_std=pixel_std,
        class_pixel_means=tuple(mean for mean, _std in by_class),
        class_pixel_stds=tuple(std for _mean, std in by_class),
        validation=described[0],
        learned=_describe_part(learned, class_count),
        validation_split=validation_split,
        gaps=_gaps(train, *described, dataset.class_names),
    )


def notebook_lines(dataset: Dataset) -> tuple[NotebookLine, ...]:
    """What a first look at the arrays prints in a notebook: shapes, dtypes, range and first labels.

    Lines about arrays that are empty are left out.
    """
    lines = []
    parts = (("train", dataset.train.images, dataset.train.labels), ("test", dataset.test.images, dataset.test.labels))
    for part, images, labels in parts:
        if not len(images):
            continue
        lines += [
            NotebookLine(f"x_{part}.shape, x_{part}.dtype", repr((images.shape, images.dtype))),
            NotebookLine(f"y_{part}.shape, y_{part}.dtype", repr((labels.shape, labels.dtype))),
        ]
    if dataset.unlabelled is not None:
        images = dataset.unlabelled
        lines.append(NotebookLine("x.shape, x.dtype", repr((images.shape, images.dtype))))
    if len(dataset.train):
        images, labels = dataset.train.images, dataset.train.labels
        lines += [
            NotebookLine("x_train.min(), x_train.max()", f"({images.min()}, {images.max()})"),
            NotebookLine("y_train[:10]", repr(labels[:10])),
        ]
    return tuple(lines)


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


def _gaps(
    train: PartDescription, validation: PartDescription, test: PartDescription, names: tuple[str, ...]
) -> tuple[str, ...]:
    """Says which classes are learned, but missing where it is found out how well."""
    sentences = []
    for part, text in (
        (validation, _("There are validation pictures, but none of {names}: nothing is known of it while it trains.")),
        (test, _("There are test pictures, but none of {names}: a test says nothing about it.")),
    ):
        lacking = [
            name
            for name, learned, kept in zip(names, train.class_counts, part.class_counts, strict=True)
            if learned and not kept
        ]
        if lacking and any(part.class_counts):
            sentences.append(text.format(names=", ".join(lacking)))
    return tuple(sentences)


def _imbalance(counts: tuple[int, ...], names: tuple[str, ...]) -> str:
    """Says in one sentence how evenly the classes are spread."""
    if not names:
        return _("These pictures have no labels: nobody can say what is on them.")
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

"""What a first look at a dataset shows."""

import numpy as np
import pytest

from mnist_desktop.data.dataset import Dataset, LabelledImages
from mnist_desktop.data.statistics import describe, notebook_lines, samples_per_class


def _dataset(*labels: int, classes: int = 3) -> Dataset:
    """Pictures without ink, with these labels, the last as the only test picture."""
    images = np.zeros((len(labels), 28, 28), np.uint8)
    part = LabelledImages(images, np.array(labels, np.uint8))
    return Dataset("small", part[:-1], part[-1:], tuple("abc"[:classes]), "")


def test_that_mnist_is_described_as_it_is_known(mnist: Dataset) -> None:
    description = describe(mnist)
    assert description.train.image_shape == (60000, 28, 28)
    assert description.train.image_dtype == "uint8"
    assert description.test.label_shape == (10000,)
    assert description.train.class_counts == (5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949)
    assert description.test.class_counts == (980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009)
    # The mean and deviation that PyTorch's MNIST example normalises by.
    assert description.pixel_mean == pytest.approx(0.1307, abs=5e-5)
    assert description.pixel_std == pytest.approx(0.3081, abs=5e-5)
    assert description.imbalance == (
        "The rarest class is 5 with 5,421 pictures, the most frequent 1 with 6,742: close enough to even."
    )


def test_that_counts_and_means_agree_with_the_slow_way(mnist: Dataset) -> None:
    part = mnist.train[:999]  # an odd number of pictures of some class
    description = describe(Dataset("part", part, mnist.test[:10], mnist.class_names, ""))
    assert np.array_equal(description.pixel_histogram, np.bincount(part.images.ravel(), minlength=256))
    for label in range(10):
        images = part.images[part.labels == label] / 255
        assert description.class_pixel_means[label] == pytest.approx(images.mean())
        assert description.class_pixel_stds[label] == pytest.approx(images.std())
        assert np.abs(description.mean_images[label] / 255 - images.mean(axis=0)).max() <= 0.5 / 255 + 1e-9
    assert description.mean_images.dtype == np.uint8


def test_that_pictures_with_an_odd_number_of_pixels_are_counted() -> None:
    images = np.arange(3 * 5 * 5, dtype=np.uint8).reshape(3, 5, 5)
    part = LabelledImages(images, np.array([0, 1, 2], np.uint8))
    description = describe(Dataset("odd", part, part, ("a", "b", "c"), ""))
    assert np.array_equal(description.pixel_histogram, np.bincount(images.ravel(), minlength=256))


@pytest.mark.parametrize(
    ("labels", "sentence"),
    [
        ((0, 1, 2, 0), "Every class has 1 pictures: exactly even."),
        ((0, 0, 1, 1, 2, 0), "uneven, look at the accuracy of each class too."),
        ((0, 0, 0, 0, 1, 2, 0), "so uneven that a network may neglect the rare ones"),
        ((0, 1, 0), "There is no training picture of c: a network cannot learn it."),
        ((0, 0), "There are no training pictures of b, c: a network cannot learn them."),
    ],
)
def test_that_imbalance_is_said_in_words(labels: tuple[int, ...], sentence: str) -> None:
    assert sentence in describe(_dataset(*labels)).imbalance


def test_that_a_class_without_pictures_has_a_black_mean() -> None:
    description = describe(_dataset(0, 1, 0))
    assert not description.mean_images[2].any()
    assert description.class_pixel_means[2] == 0.0


def test_that_no_pictures_at_all_are_described() -> None:
    description = describe(_dataset(0))
    assert description.train.class_counts == (0, 0, 0)
    assert description.pixel_mean == description.pixel_std == 0.0


def test_that_samples_are_of_their_class_and_none_twice(mnist: Dataset) -> None:
    samples = samples_per_class(mnist.test, 10, 12, seed=3)
    assert len(samples) == 10
    for label, indices in enumerate(samples):
        assert len(set(indices.tolist())) == 12
        assert (mnist.test.labels[indices] == label).all()


def test_that_the_seed_alone_decides_on_samples(mnist: Dataset) -> None:
    first, again, other = (samples_per_class(mnist.test, 10, 5, seed) for seed in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not all(np.array_equal(a, b) for a, b in zip(first, other, strict=True))


def test_that_a_small_class_gives_all_that_it_has() -> None:
    samples = samples_per_class(_dataset(0, 0, 1, 0).train, 3, 5, seed=0)
    assert [sorted(indices.tolist()) for indices in samples] == [[0, 1], [2], []]


def test_that_validation_is_counted_as_it_is_split_off(mnist: Dataset) -> None:
    description = describe(mnist, 0.15)
    assert (description.learned.image_shape[0], description.validation.image_shape[0]) == (51000, 9000)
    assert np.array_equal(description.validation.class_counts, np.bincount(mnist.train.labels[51000:]))
    summed = np.add(description.learned.class_counts, description.validation.class_counts)
    assert summed.tolist() == list(description.train.class_counts)
    assert description.gaps == ()


def test_that_a_class_missing_from_validation_or_test_is_said() -> None:
    part = LabelledImages(np.zeros((10, 28, 28), np.uint8), np.array([0] * 4 + [1] * 4 + [2] * 2, np.uint8))
    gaps = describe(Dataset("small", part, part[:8], ("a", "b", "c"), ""), 0.2).gaps
    assert [sentence[:40] for sentence in gaps] == [
        "There are validation pictures, but none ", "There are test pictures, but none of c: "
    ]  # fmt: skip
    assert "none of a, b:" in gaps[0]


def test_that_scaling_moves_the_histogram_and_nothing_else(mnist: Dataset) -> None:
    description = describe(mnist)
    assert description.pixel_range == (0, 255)
    scaled = np.unique(mnist.train.images[:1000].astype(np.float32) / np.float32(255))
    assert np.isin(scaled, description.scaled_values).all()
    assert (description.pixel_histogram @ description.scaled_values) / description.pixel_histogram.sum() == (
        pytest.approx(description.pixel_mean)
    )


def test_that_a_first_look_is_printed_as_a_notebook_does(mnist: Dataset) -> None:
    names = {
        "x_train": mnist.train.images, "y_train": mnist.train.labels, "x_test": mnist.test.images,
        "y_test": mnist.test.labels,
    }  # fmt: skip
    lines = notebook_lines(mnist)
    assert len(lines) == 6
    for line in lines:
        result = eval(line.code, names)
        if isinstance(result, tuple) and isinstance(result[0], np.integer):
            result = tuple(map(int, result))
        assert repr(result) == line.output


def test_that_pictures_without_labels_are_described(mnist: Dataset) -> None:
    nothing = mnist.train[:0]
    dataset = Dataset("u", nothing, nothing, (), "", unlabelled=mnist.test.images)
    description = describe(dataset)
    assert "have no labels" in description.imbalance
    assert description.pixel_histogram.sum() == 10000 * 784
    assert description.mean_images.shape == (0, 28, 28)
    assert [line.code for line in notebook_lines(dataset)] == ["x.shape, x.dtype"]

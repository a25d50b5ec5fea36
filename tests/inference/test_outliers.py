import numpy as np
from scipy import ndimage

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.inference.outliers import outliers, resampled


def test_that_outliers_lie_in_the_picture_as_digits_do_and_are_none_of_them(mnist: Dataset) -> None:
    images = mnist.train.images[:300]
    made = outliers(images, 90, np.random.default_rng(1))
    assert made.dtype == np.uint8
    assert made.shape[1:] == (28, 28)
    assert 80 <= len(made) <= 90
    centres = np.array([ndimage.center_of_mass(image) for image in made])
    assert np.median(np.abs(centres - 14.0)) < 0.3
    differences = np.abs(made[:, None].astype(int) - images[None]).mean(axis=(2, 3))
    assert differences.min() > 2.0


def test_that_the_same_seed_makes_the_same_outliers(mnist: Dataset) -> None:
    first, second, other = (outliers(mnist.train.images[:50], 18, np.random.default_rng(seed)) for seed in (2, 2, 3))
    assert np.array_equal(first, second)
    assert not np.array_equal(first[:10], other[:10])


def test_that_resampled_pictures_stay_what_they_are(mnist: Dataset) -> None:
    images = mnist.train.images[:50]
    again = resampled(images, np.random.default_rng(4))
    likeness = [np.corrcoef(image.ravel(), new.ravel())[0, 1] for image, new in zip(images, again, strict=True)]
    assert np.median(likeness) > 0.8
    assert not np.array_equal(images, again)


def test_that_empty_pictures_make_no_outliers() -> None:
    assert len(outliers(np.zeros((5, 28, 28), np.uint8), 18, np.random.default_rng(5))) == 0

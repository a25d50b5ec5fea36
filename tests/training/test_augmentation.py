"""Varied pictures: what each setting does, how far, and that the same seed varies them alike."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.networks import backend
from mnist_desktop.networks.spec import AugmentationSpec
from mnist_desktop.training.augmentation import settings_array, varied

_COUNT = 400


def _varied(images: NDArray[np.uint8], spec: AugmentationSpec, *, seed: int = 1, step: int = 0) -> NDArray[np.float32]:
    backend.load()
    import tensorflow as tf

    result: NDArray[np.float32] = varied(images, settings_array(spec), seed, tf.constant(step))
    return np.asarray(result)


def _centres(images: NDArray[Any]) -> NDArray[np.float64]:
    return np.array([ndimage.center_of_mass(image) for image in images])


def test_that_nothing_set_leaves_every_value_as_it_was(mnist: Dataset) -> None:
    images = mnist.train.images[:_COUNT]
    np.testing.assert_array_equal(_varied(images, AugmentationSpec()), images)


def test_that_seed_and_step_decide_what_comes_out(mnist: Dataset) -> None:
    images = mnist.train.images[:32]
    everything = AugmentationSpec(rotation=10.0, shift=2.0, zoom=0.1, shear=10.0, elastic=1.0, noise=0.1)
    one = _varied(images, everything)
    np.testing.assert_array_equal(one, _varied(images, everything))
    assert (one != _varied(images, everything, step=1)).mean() > 0.2
    assert (one != _varied(images, everything, seed=2)).mean() > 0.2
    assert one.dtype == np.float32
    assert one.min() >= 0.0
    assert one.max() <= 255.0


def test_that_a_shift_moves_the_ink_as_far_as_it_was_told_to(mnist: Dataset) -> None:
    images = mnist.train.images[:_COUNT]
    moved = _centres(_varied(images, AugmentationSpec(shift=3.0))) - _centres(images)
    assert np.abs(moved).max() <= 3.01
    assert np.abs(moved).max(axis=0) == pytest.approx(3.0, abs=0.1)  # both ways, nearly to the end
    assert np.abs(moved.mean(axis=0)).max() < 0.3


def test_that_a_rotation_is_one_about_the_centre() -> None:
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 4:24, 13:15] = 255  # an upright bar through the centre
    turned = _varied(np.repeat(image, _COUNT, axis=0), AugmentationSpec(rotation=30.0))
    rows, columns = np.mgrid[:28, :28] - 13.5
    angles = [
        np.degrees(0.5 * np.arctan2(2 * (each * rows * columns).sum(), (each * (rows**2 - columns**2)).sum()))
        for each in turned
    ]
    assert max(angles) == pytest.approx(30.0, abs=1.0)
    assert min(angles) == pytest.approx(-30.0, abs=1.0)
    assert np.abs(_centres(turned) - 13.5).max() < 0.05


def test_that_a_zoom_changes_the_size_both_ways() -> None:
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 9:19, 9:19] = 255
    areas = _varied(np.repeat(image, _COUNT, axis=0), AugmentationSpec(zoom=0.2)).sum(axis=(1, 2)) / image.sum()
    assert areas.max() == pytest.approx(1.2**2, abs=0.03)
    assert areas.min() == pytest.approx(0.8**2, abs=0.03)


def test_that_a_shear_slants() -> None:
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 4:24, 13:15] = 255
    slanted = _varied(np.repeat(image, _COUNT, axis=0), AugmentationSpec(shear=20.0))
    top, bottom = slanted[:, 5], slanted[:, 22]
    columns = np.arange(28)
    slants = ((top - bottom) * columns).sum(axis=1) / top.sum(axis=1) / 17
    assert np.abs(slants).max() == pytest.approx(np.tan(np.radians(20.0)), abs=0.02)
    assert slants.min() < 0.0 < slants.max()


def test_that_strokes_become_thicker_and_thinner() -> None:
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 4:24, 12:15] = 255  # three pixels wide
    areas = _varied(np.repeat(image, _COUNT, axis=0), AugmentationSpec(thickness=0.5)).sum(axis=(1, 2)) / image.sum()
    assert areas.max() == pytest.approx(1 + 0.5 * (2 * 20 + 2 * 3) / 60, abs=0.02)
    assert areas.min() == pytest.approx(1 - 0.5 * (60 - 18) / 60, abs=0.02)


def test_that_loops_and_gaps_close_in_a_share_of_the_pictures() -> None:
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 6:22, 8:20] = 255
    image[0, 9:12, 11:17] = image[0, 15:20, 11:17] = 0  # loops of three and of five rows
    closed = _varied(np.repeat(image, _COUNT, axis=0), AugmentationSpec(closing=0.6))
    small, large = closed[:, 10, 13] == 255, closed[:, 17, 13] == 255
    assert small.mean() == pytest.approx(0.4, abs=0.05), "by two pixels and by three"
    assert large.mean() == pytest.approx(0.2, abs=0.05), "by three"
    assert (closed >= image).all()
    outside = np.pad(image[0, 6:22, 8:20], ((6, 6), (8, 8)), constant_values=1) == 1
    assert not closed[:, outside & (image[0] == 0)].any()


def test_that_nothing_closes_at_the_edge_of_the_picture() -> None:
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 2:26, 2:4] = 255
    np.testing.assert_array_equal(_varied(np.repeat(image, 50, axis=0), AugmentationSpec(closing=1.0))[7], image[0])


def test_that_elastic_pushes_have_the_spread_they_were_told_to() -> None:
    """On a ramp, a push to the side is a change of value."""
    ramp = np.broadcast_to(np.arange(28, dtype=np.uint8) * 9, (_COUNT, 28, 28))
    pushed = (_varied(np.ascontiguousarray(ramp), AugmentationSpec(elastic=1.5)) - ramp)[:, 8:20, 8:20] / 9
    assert pushed.std() == pytest.approx(1.5, rel=0.1)
    neighbours = np.corrcoef(pushed[:, :, :-1].ravel(), pushed[:, :, 1:].ravel())[0, 1]
    assert neighbours > 0.95  # parts are pushed together, not pixels


def test_that_noise_has_the_spread_it_was_told_to() -> None:
    grey = np.full((_COUNT, 28, 28), 128, np.uint8)
    assert (_varied(grey, AugmentationSpec(noise=0.1)) - 128).std() / 255 == pytest.approx(0.1, rel=0.02)

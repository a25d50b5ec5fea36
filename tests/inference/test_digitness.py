from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from mnist_desktop.inference.digitness import Digitness, fit_digitness
from mnist_desktop.inference.features import Features, HiddenFeatures
from mnist_desktop.inference.neighbours import Neighbours, fit_axes


class PixelFeatures:
    """Two layers: the first row of pixels, and the second."""

    def of(self, images: NDArray[np.uint8], cancelled: object = None) -> Features:
        rows = (images[:, :2, :] / 10).astype(np.float32)
        return Features((rows[:, 0], rows[:, 1]), rows[:, 1], rows.reshape(len(rows), -1))


def _pictures(labels: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Class 0 is wide and bright at the left, class 1 narrow and bright at the right."""
    images = np.zeros((len(labels), 28, 28), np.uint8)
    noise = rng.normal(0.0, np.where(labels == 0, 12.0, 3.0)[:, None, None], (len(labels), 2, 28))
    bright = np.where((np.arange(28) < 14)[None, None] == (labels == 0)[:, None, None], 180.0, 60.0)
    images[:, :2] = np.clip(bright + noise, 0, 255)
    return images


@pytest.fixture(scope="module")
def fitted() -> Digitness:
    rng = np.random.default_rng(5)
    labels = np.arange(3000).astype(np.uint8) % 2
    features = PixelFeatures()
    reference, held_out = features.of(_pictures(labels, rng)), features.of(_pictures(labels, rng))
    nothing = features.of(rng.integers(0, 250, (1000, 28, 28)).astype(np.uint8))
    return fit_digitness(cast("HiddenFeatures", features), reference, labels, held_out, reference, nothing)


def test_that_new_pictures_of_the_same_kind_pass_as_often_as_calibrated(fitted: Digitness) -> None:
    labels = np.arange(4000).astype(np.uint8) % 2
    accepted = fitted.accepts(_pictures(labels, np.random.default_rng(6))).mean()
    assert 0.97 <= accepted <= 0.99


def test_that_what_lies_between_the_classes_is_strange(fitted: Digitness) -> None:
    between = np.zeros((1, 28, 28), np.uint8)
    between[:, :2] = 120
    assert not fitted.accepts(between)[0]


def test_that_each_class_has_its_own_spread(fitted: Digitness) -> None:
    """A deviation that is usual in the wide class is strange in the narrow one."""
    labels = np.array([0, 1], np.uint8)
    images = _pictures(labels, np.random.default_rng(0)) * 0
    images[:, :2] = np.where((np.arange(28) < 14)[None, None] == (labels == 0)[:, None, None], 180, 60)
    images[:, :2, ::2] += 11
    images[:, :2, 1::2] -= 11
    assert fitted.accepts(images).tolist() == [True, False]


def test_that_one_picture_gets_the_verdict_that_it_gets_among_many(fitted: Digitness) -> None:
    images = _pictures(np.array([0, 1] * 60, np.uint8), np.random.default_rng(7))
    verdicts = [fitted.score(image) for image in images]
    assert [verdict.accepted for verdict in verdicts] == fitted.accepts(images).tolist()
    assert all((verdict.stranger_share >= 0.0155) == verdict.accepted for verdict in verdicts)
    assert np.median([verdict.stranger_share for verdict in verdicts]) == pytest.approx(0.5, abs=0.15)


def test_that_units_which_never_move_do_no_harm() -> None:
    rng = np.random.default_rng(8)
    labels = np.repeat(np.arange(2), 200).astype(np.uint8)
    values = rng.normal(size=(400, 6)).astype(np.float32) + 4 * labels[:, None]
    values[:, 3:] = 0.0
    features = Features((values,), values, values)
    digitness = fit_digitness(cast("HiddenFeatures", PixelFeatures()), features, labels, features, features, features)
    assert np.isfinite(digitness._held_out).all()


def _neighbours(count: int = 500) -> tuple[Neighbours, NDArray[np.uint8]]:
    rng = np.random.default_rng(9)
    images = _pictures(np.arange(count).astype(np.uint8) % 2, rng)
    features = PixelFeatures()
    last = features.of(images).last
    axes = fit_axes(last)
    labels = np.arange(count).astype(np.uint8) % 2
    indices = np.arange(count) + 1000
    return Neighbours(cast("HiddenFeatures", features), axes, last @ axes, indices, labels), images


def test_that_neighbours_are_the_nearest_in_the_last_layer() -> None:
    neighbours, images = _neighbours()
    last = PixelFeatures().of(images).last
    wanted = _pictures(np.zeros(1, np.uint8), np.random.default_rng(10))[0]
    distances = np.linalg.norm(last - PixelFeatures().of(wanted[None]).last, axis=1)
    found = neighbours.find(wanted, 5)
    assert [neighbour.index - 1000 for neighbour in found] == np.argsort(distances)[:5].tolist()
    np.testing.assert_allclose([neighbour.distance for neighbour in found], np.sort(distances)[:5], rtol=1e-3)
    assert {neighbour.label for neighbour in found} == {0}


def test_that_a_training_picture_is_its_own_nearest_neighbour() -> None:
    neighbours, images = _neighbours()
    found = neighbours.find(images[17], 3)
    assert (found[0].index, found[0].nearness) == (1017, "very near")
    assert found[0].distance < 0.05


def test_that_what_is_like_nothing_is_far_from_all() -> None:
    neighbours, _images = _neighbours()
    assert {neighbour.nearness for neighbour in neighbours.find(np.full((28, 28), 255, np.uint8))} == {"far"}


def test_that_there_are_no_more_neighbours_than_pictures() -> None:
    neighbours, images = _neighbours(3)
    assert len(neighbours.find(images[0])) == 3

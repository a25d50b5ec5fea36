"""Why a network answers as it does, on networks whose reasons are known."""

from collections.abc import Iterable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.inference.counterfactual import nearest
from mnist_desktop.inference.explain import Explainer
from mnist_desktop.inference.levels import levels
from mnist_desktop.inference.occlusion import PATCH, covered_pictures
from mnist_desktop.inference.predictor import Predictor
from mnist_desktop.networks.presets import preset
from mnist_desktop.networks.shapes import summarize
from mnist_desktop.networks.spec import Activation, BatchNormalization, Conv2D, Dense, Flatten, Layer, NetworkSpec
from mnist_desktop.service import ModelService

TOLERANCE = 0.02
"""Of the difference of evidence between picture and baseline, or of 1 where that is less."""


def _network(*layers: Layer) -> NetworkSpec:
    return NetworkSpec(layers=layers)


def _predictor(network: NetworkSpec, *weights: NDArray[np.floating]) -> Predictor:
    return Predictor(network, [value.astype(np.float32) for value in weights])


def _halves(outputs: int, activation: str) -> Predictor:
    """Compares ink in the upper half with ink in the lower half, 0.1 for each white pixel."""
    upper = np.zeros((28, 28))
    upper[:14] = 0.1
    lower = 0.1 - upper
    kernel = np.stack([upper.ravel(), lower.ravel()], axis=1) if outputs == 2 else (lower - upper).reshape(-1, 1)
    layer = Dense.model_validate({"units": outputs, "activation": activation})
    return _predictor(_network(Flatten(), layer), kernel, np.zeros(outputs))


def _bar(row: int) -> NDArray[np.uint8]:
    picture = np.zeros((28, 28), np.uint8)
    picture[row : row + 3, 6:22] = 255
    return picture


def _linear_ending() -> NetworkSpec:
    return _network(
        Conv2D(filters=4, activation="relu"), BatchNormalization(), Flatten(), Dense(units=10, activation="linear")
    )


@pytest.fixture(scope="module")
def starter() -> Predictor:
    """The trained network that comes with the program."""
    service = ModelService()
    return service.predictor(service.open_run("starter"))


def _differences(predictor: Predictor, images: Iterable[NDArray[np.uint8]], answers: Sequence[int]) -> None:
    explainer = Explainer(predictor)
    for image, answer in zip(images, answers, strict=True):
        found = explainer.attribution(image, answer)
        assert found.values.dtype == np.float32
        difference = found.end - found.start
        assert abs(found.values.sum() - difference) <= TOLERANCE * max(abs(difference), 1.0)
        assert abs(found.residual) <= TOLERANCE * max(abs(difference), 1.0)
        assert not found.values[image == 0].any()


def test_that_shares_of_a_trained_network_sum_to_the_difference(starter: Predictor, mnist: Dataset) -> None:
    answers = [int(label) for label in mnist.test.labels[:6]] + [3, 8]
    _differences(starter, [*mnist.test.images[:6], *mnist.test.images[:2]], answers)


@pytest.mark.parametrize("name", ["dense-batchnorm", "one-digit"])
def test_that_shares_of_a_preset_sum_to_the_difference(name: str, mnist: Dataset) -> None:
    _differences(Predictor(preset(name).network, None), mnist.test.images[:4], [0, 1, 0, 1])


def test_that_shares_of_a_network_without_probabilities_sum_to_the_difference(mnist: Dataset) -> None:
    predictor = Predictor(_linear_ending(), None)
    _differences(predictor, mnist.test.images[:4], [0, 3, 5, 9])
    found = Explainer(predictor).attribution(mnist.test.images[0], 3)
    assert not found.odds
    np.testing.assert_allclose(found.end, predictor.logits(mnist.test.images[:1])[0, 3], atol=1e-4)


def test_that_evidence_is_the_log_odds_of_the_answer(starter: Predictor, mnist: Dataset) -> None:
    image = mnist.test.images[8]  # one that the network is not too sure of
    probabilities = starter.probabilities(image[None])[0].astype(np.float64)
    for answer in (5, 6):
        found = Explainer(starter).attribution(image, answer)
        assert found.odds
        np.testing.assert_allclose(1 / (1 + np.exp(-found.end)), probabilities[answer], atol=1e-4)
        blank = starter.probabilities(np.zeros((1, 28, 28), np.uint8))[0, answer]
        np.testing.assert_allclose(found.start_probability, blank, atol=1e-4)


def test_that_a_weighted_sum_is_shared_out_by_its_weights() -> None:
    predictor = _halves(1, "sigmoid")
    image = _bar(3) // 2 + _bar(20)
    yes, no = (Explainer(predictor).attribution(image, answer).values for answer in (1, 0))
    expected = np.where(np.arange(28)[:, None] < 14, -0.1, 0.1) * image / 255
    np.testing.assert_allclose(yes, expected, atol=1e-5)
    np.testing.assert_allclose(no, -expected, atol=1e-5)


def test_that_a_baseline_of_ones_own_is_compared_with() -> None:
    image, other = _bar(3), _bar(20)
    found = Explainer(_halves(1, "sigmoid")).attribution(image, 0, baseline=other)
    assert found.values[other > 0].min() > 0.09, "the missing lower bar speaks for the upper half"
    np.testing.assert_allclose(found.values.sum(), found.end - found.start, atol=1e-3)
    np.testing.assert_allclose(found.smoothed.sum(), found.values.sum(), atol=1e-3)
    assert np.abs(found.smoothed).max() < np.abs(found.values).max()


def test_that_shares_against_the_average_picture_sum_to_the_difference(starter: Predictor, mnist: Dataset) -> None:
    average = ModelService().average_picture(mnist)
    for index in range(4):
        found = Explainer(starter).attribution(mnist.test.images[index], int(mnist.test.labels[index]), average)
        assert abs(found.residual) <= TOLERANCE * abs(found.end - found.start)


def test_that_explanations_follow_the_snapshot() -> None:
    predictor = _halves(1, "sigmoid")
    explainer = Explainer(predictor)
    before = explainer.attribution(_bar(3), 1).values
    layers = explainer.layers(_bar(3))
    predictor.update([-value.numpy() for value in predictor.snapshot])
    np.testing.assert_allclose(explainer.attribution(_bar(3), 1).values, -before, atol=1e-5)
    np.testing.assert_allclose(explainer.layers(_bar(3))[-1].values, 1 - layers[-1].values, atol=1e-5)


def test_that_only_covering_what_counts_makes_the_answer_less_sure() -> None:
    kernel = np.zeros((28, 28))
    kernel[10:13, 8:11] = 1.0
    predictor = _predictor(
        _network(Flatten(), Dense(units=1, activation="sigmoid")), kernel.reshape(-1, 1), np.array([-5.0])
    )
    image = np.full((28, 28), 255, np.uint8)
    found = Explainer(predictor).occlusion(image, 1)
    assert found.values.dtype == np.float32
    assert found.uncovered == pytest.approx(1 / (1 + np.exp(-4.0)), abs=1e-5)
    reach = PATCH // 2
    near = np.zeros((28, 28), bool)
    near[10 - reach : 13 + reach, 8 - reach : 11 + reach] = True
    np.testing.assert_allclose(found.values[~near], found.uncovered, atol=1e-6)
    assert found.values[near].max() < found.uncovered
    np.testing.assert_allclose(found.values[10:13, 8:11], 1 / (1 + np.exp(5.0)), atol=1e-6)
    assert found.values.min() == found.values[11, 9]
    np.testing.assert_allclose(Explainer(predictor).occlusion(image, 0).values, 1 - found.values, atol=1e-6)


def test_that_the_patch_is_cut_off_at_the_edges() -> None:
    covered = covered_pictures(np.full((28, 28), 9, np.uint8), 5)
    assert covered.shape == (784, 28, 28)
    assert (covered[0] == 0).sum() == 9
    assert (covered[14 * 28 + 14] == 0).sum() == 25


@pytest.mark.parametrize("name", ["cnn", "dense-batchnorm", "one-digit"])
def test_that_every_layer_shows_what_it_gives(name: str, mnist: Dataset) -> None:
    network = preset(name).network
    predictor = Predictor(network, None)
    image = mnist.test.images[0]
    pictures = Explainer(predictor).layers(image)
    expected = [
        (index, row.layer.type, row.output_shape)
        for index, row in enumerate(summarize(network))
        if row.layer.type not in ("Flatten", "Dropout")
    ]
    assert [(each.index, each.type, each.shape) for each in pictures] == expected
    last = pictures[-1].values
    np.testing.assert_allclose(last, predictor.probabilities(image[None])[0][-len(last) :], atol=1e-5)
    for picture in pictures:
        channels = picture.shape[-1]
        assert picture.maps.shape == (channels, *(picture.shape[:-1] if len(picture.shape) == 3 else (1, 1)))
        assert picture.maps.dtype == np.int8
        assert np.abs(picture.maps).max() == 127


def test_that_silent_channels_are_named() -> None:
    kernel = np.zeros((3, 3, 1, 3))
    kernel[1, 1, 0] = 1.0, 0.0, -1.0  # the second never, the third never on ink
    network = _network(Conv2D(filters=3, activation="relu"), Flatten(), Dense(units=10, activation="softmax"))
    predictor = _predictor(network, kernel, np.zeros(3), np.zeros((26 * 26 * 3, 10)), np.zeros(10))
    first, *_others = Explainer(predictor).layers(_bar(12))
    assert first.silent == (1, 2)
    assert first.function == "relu"
    assert first.maps[0].max() == 127


def test_that_levels_keep_signs_and_bear_what_is_no_number() -> None:
    np.testing.assert_array_equal(levels(np.array([-2.0, 0.0, 1.0], np.float32)), [-127, 0, 64])
    np.testing.assert_array_equal(levels(np.array([5.0, -5.0], np.float32), 1.0), [127, -127])
    assert not levels(np.zeros(3, np.float32)).any()
    assert not levels(np.array([np.nan, 1.0], np.float32)).any()


@pytest.mark.parametrize(("outputs", "activation"), [(2, "softmax"), (1, "sigmoid"), (2, "linear")])
def test_that_a_change_gets_the_answer_that_was_wanted(outputs: int, activation: str) -> None:
    predictor = _halves(outputs, activation)
    image = _bar(4)
    known = np.stack([_bar(5), _bar(21), _bar(19)])  # the first one is of the upper half itself
    found = Explainer(predictor).counterfactual(image, 1, known)
    assert found is not None
    answers = predictor.probabilities(np.stack([image, found.image]))
    assert answers.argmax(axis=1).tolist() == [0, 1]
    assert found.probability == pytest.approx(float(answers[1, 1]), abs=1e-5)
    assert any(np.array_equal(found.known, each) for each in known[1:])
    np.testing.assert_allclose(found.change, (found.image.astype(float) - image) / 255, atol=1e-6)
    np.testing.assert_array_equal(found.kept, np.minimum(image, found.image))
    whole = np.abs(found.known.astype(float) - image).sum() / 255
    assert 0 < found.added + found.taken < whole


def test_that_a_change_of_a_trained_network_is_small_and_sure(starter: Predictor, mnist: Dataset) -> None:
    four = next(index for index in range(100) if mnist.test.labels[index] == 4)
    image = mnist.test.images[four]
    nines = mnist.train.images[:5000][mnist.train.labels[:5000] == 9]
    found = Explainer(starter).counterfactual(image, 9, nines[nearest(image, nines, 16)])
    assert found is not None
    assert starter.probabilities(found.image[None])[0].argmax() == 9
    assert found.probability >= 0.7
    assert found.added + found.taken < 0.5 * image.sum() / 255


def test_that_no_change_is_found_without_a_picture_that_gets_the_answer() -> None:
    explainer = Explainer(_halves(2, "softmax"))
    assert explainer.counterfactual(_bar(4), 1, np.stack([_bar(2), _bar(8)])) is None
    assert explainer.counterfactual(_bar(4), 1, np.empty((0, 28, 28), np.uint8)) is None
    assert explainer.counterfactual(_bar(4), 1, _bar(20)[None], lambda: True) is None


def test_that_the_most_similar_pictures_come_first() -> None:
    pictures = np.stack([_bar(20), _bar(4), _bar(6)])
    assert nearest(_bar(4), pictures, 2).tolist() == [1, 2]
    assert nearest(_bar(4), pictures[:0], 2).tolist() == []


def test_that_known_pictures_are_those_with_the_wanted_label(mnist: Dataset) -> None:
    from mnist_desktop.data.task import OneAgainstRest
    from mnist_desktop.service.explanation import _pictures_of

    part = mnist.train[:1000]
    fives = part.images[part.labels == 5]
    np.testing.assert_array_equal(_pictures_of(part, OneAgainstRest(label=5), 1), fives)
    assert len(_pictures_of(part, OneAgainstRest(label=5), 0)) == 1000 - len(fives)
    assert len(_pictures_of(part, OneAgainstRest(label=5), 7)) == 1000


def test_that_the_average_picture_is_the_mean_of_the_training_pictures(mnist: Dataset) -> None:
    average = ModelService().average_picture(mnist)
    assert average.dtype == np.uint8
    assert np.abs(average - mnist.train.images.mean(axis=0)).max() < 8


def test_that_the_network_may_end_in_an_activation_layer(mnist: Dataset) -> None:
    network = _network(Flatten(), Dense(units=10), Activation(function="softmax"))
    _differences(Predictor(network, None), mnist.test.images[:2], [1, 2])

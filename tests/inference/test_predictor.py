"""Answers from a snapshot of the weights."""

import threading

import numpy as np
import pytest

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.inference.predictor import Predictor
from mnist_desktop.networks.build import build_members, build_network, values_of
from mnist_desktop.networks.presets import preset, presets
from mnist_desktop.networks.spec import Conv2D, Dense, Flatten, NetworkSpec


@pytest.mark.parametrize("network", [chosen.network for chosen in presets()], ids=[chosen.name for chosen in presets()])
def test_that_probabilities_are_those_of_keras(network: NetworkSpec, mnist: Dataset) -> None:
    members = build_members(network, seed=3)
    images = mnist.test.images[:1100]  # more than one chunk
    pictures = images[..., np.newaxis] / np.float32(255.0)
    expected = np.mean([member(pictures, training=False).numpy() for member in members], axis=0)
    weights = [value for member in members for value in values_of(member.weights)]
    came = Predictor(network, weights).probabilities(images)
    if expected.shape[1] == 1:
        expected = np.hstack([1.0 - expected, expected])
    assert came.dtype == np.float32
    np.testing.assert_allclose(came, expected, atol=1e-5)
    np.testing.assert_allclose(came.sum(axis=1), 1.0, atol=1e-5)


@pytest.mark.parametrize(
    "end", [Dense(units=10, activation="softmax"), Dense(units=1, activation="sigmoid"), Dense(units=10)]
)
def test_that_an_ensemble_answers_with_the_mean_of_its_members(end: Dense, mnist: Dataset) -> None:
    network = NetworkSpec(layers=(Flatten(), Dense(units=12, activation="tanh"), end), members=3)
    members = build_members(network, seed=5)
    images = mnist.test.images[:50]
    expected = np.mean([member(images[..., np.newaxis] / np.float32(255.0)).numpy() for member in members], axis=0)
    if expected.shape[1] == 1:
        expected = np.hstack([1.0 - expected, expected])
    came = Predictor(network, None, seed=5).probabilities(images)
    np.testing.assert_allclose(came, expected, atol=1e-5)
    alone = Predictor(NetworkSpec(layers=network.layers), None, seed=5).probabilities(images)
    assert np.abs(came - alone).max() > 0.01


def test_that_members_of_different_layers_answer_together(mnist: Dataset) -> None:
    end = Dense(units=10, activation="softmax")
    kinds = [
        (Flatten(), Dense(units=12, activation="tanh"), end),
        (Conv2D(filters=3, activation="relu"), Flatten(), end),
    ]
    network = NetworkSpec(layers=kinds[0], members=3, variants=(kinds[1],))
    assert [member.layers for member in network.each] == [kinds[0], kinds[1], kinds[0]]
    images = mnist.test.images[:50]
    alone = [Predictor(member, None, seed=5 + n).probabilities(images) for n, member in enumerate(network.each)]
    predictor = Predictor(network, None, seed=5)
    np.testing.assert_allclose(predictor.probabilities(images), np.mean(alone, axis=0), atol=1e-5)
    assert len(predictor.snapshot) == 4  # the first member's


def test_that_no_pictures_give_no_answers() -> None:
    assert Predictor(preset("cnn").network, None).probabilities(np.empty((0, 28, 28), np.uint8)).shape == (0, 10)


def test_that_weights_of_another_network_are_refused() -> None:
    predictor = Predictor(preset("softmax-dense").network, None)
    other = values_of(build_network(preset("dense-relu").network, seed=1).weights)
    with pytest.raises(ValueError, match="weights have shapes"):
        predictor.update(other)


def test_that_an_answer_never_mixes_two_snapshots(mnist: Dataset) -> None:
    """One thread replaces the weights while another one asks: each answer is of the old ones or of the new ones."""
    network = preset("dense-relu").network
    snapshots = [values_of(build_network(network, seed=seed).weights) for seed in (1, 2)]
    images = mnist.test.images[:3]
    predictor = Predictor(network, snapshots[0])
    known = []
    for snapshot in snapshots:
        predictor.update(snapshot)
        known.append(predictor.probabilities(images).tobytes())
    assert known[0] != known[1]
    done = threading.Event()

    def replace() -> None:
        while not done.is_set():
            for snapshot in snapshots:
                predictor.update(snapshot)

    thread = threading.Thread(target=replace)
    thread.start()
    try:
        answers = {predictor.probabilities(images).tobytes() for _ in range(300)}
    finally:
        done.set()
        thread.join()
    assert answers <= set(known)

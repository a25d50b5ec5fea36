"""Shapes of weights without TensorFlow."""

import numpy as np
import pytest

from mnist_desktop.networks.build import build_members
from mnist_desktop.networks.presets import presets
from mnist_desktop.networks.spec import Dense, Flatten, NetworkSpec
from mnist_desktop.runs.weight_shapes import check_weights_fit, weight_shapes


def test_that_they_are_those_of_keras_for_every_preset() -> None:
    for preset in presets():
        members = build_members(preset.network, seed=1)
        built = tuple(tuple(weight.shape) for member in members for weight in member.weights)
        assert weight_shapes(preset.network) == built, preset.name


def test_that_weights_of_another_network_and_no_numbers_are_refused() -> None:
    network = NetworkSpec(layers=(Flatten(), Dense(units=2)))
    good = (np.zeros((784, 2), np.float32), np.zeros(2, np.float32))
    check_weights_fit(network, good)
    for wrong in (good[:1], (*good, good[1]), (good[0].T, good[1]), (good[0].astype(np.float64), good[1])):
        with pytest.raises(ValueError, match="its weights"):
            check_weights_fit(network, wrong)
    with pytest.raises(ValueError, match="finite"):
        check_weights_fit(network, (good[0] * np.float32("nan"), good[1]))

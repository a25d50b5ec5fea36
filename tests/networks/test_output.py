"""The output layer follows the number of answers."""

import pytest

from mnist_desktop.networks.output import fitted_output
from mnist_desktop.networks.presets import preset, presets
from mnist_desktop.networks.shapes import check_members, check_output
from mnist_desktop.networks.spec import Activation, Conv2D, Dense, Flatten, GlobalAveragePooling2D, NetworkSpec, changed


@pytest.mark.parametrize("class_count", [2, 10, 26, 100])
@pytest.mark.parametrize("name", [preset.name for preset in presets()])
def test_that_every_preset_opens_on_any_number_of_classes(name: str, class_count: int) -> None:
    chosen = preset(name)
    network, training = fitted_output(chosen.network, chosen.training, class_count)
    check_output(network, training.loss, class_count)
    assert fitted_output(network, training, class_count) == (network, training)


def test_that_what_fits_is_left_as_it_is() -> None:
    for chosen in presets():
        answers = len(chosen.training.task.class_names(tuple("0123456789")))
        network, training = fitted_output(chosen.network, chosen.training, answers)
        assert network is chosen.network
        assert training is chosen.training


@pytest.mark.parametrize("loss", ["sparse_categorical_crossentropy", "mean_squared_error", "binary_crossentropy"])
def test_that_the_loss_decides_between_one_output_and_two(loss: str) -> None:
    training = changed(preset("dense-relu").training, {"loss": loss, "class_weights": [1.0] * 10})
    network, training = fitted_output(preset("dense-relu").network, training, 2)
    last = network.layers[-1]
    assert isinstance(last, Dense)
    single = loss != "sparse_categorical_crossentropy"
    assert (last.units, last.activation) == ((1, "sigmoid") if single else (2, "softmax"))
    assert training.class_weights is None
    check_output(network, training.loss, 2)


def test_that_all_members_of_an_ensemble_get_the_outputs() -> None:
    chosen = preset("dense-relu")
    network = NetworkSpec(layers=chosen.network.layers, members=2, variants=(preset("cnn").network.layers,))
    network, training = fitted_output(network, chosen.training, 26)
    check_members(network)
    for member in network.each:
        check_output(member, training.loss, 26)


def test_that_an_activation_of_its_own_is_changed_with_its_layer() -> None:
    network = NetworkSpec(layers=(Flatten(), Dense(units=10), Activation(function="softmax")))
    fitted, training = fitted_output(network, preset("one-digit").training, 2)
    assert fitted.layers[1:] == (Dense(units=1), Activation(function="sigmoid"))
    check_output(fitted, training.loss, 2)


def test_that_a_network_that_ends_otherwise_is_left_to_its_author() -> None:
    network = NetworkSpec(layers=(Conv2D(filters=10), GlobalAveragePooling2D(), Activation(function="softmax")))
    assert fitted_output(network, preset("cnn").training, 3)[0] is network
    linear = NetworkSpec(layers=(Flatten(), Dense(units=10)))
    assert fitted_output(linear, preset("cnn").training, 3)[0].layers[-1] == Dense(units=3)

"""What is said of networks that do not fit, and that each mend that is offered mends."""

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_desktop.errors import UserError
from mnist_desktop.networks.examine import MOST_LAYERS, examine
from mnist_desktop.networks.presets import presets
from mnist_desktop.networks.shapes import check_output, summarize
from mnist_desktop.networks.spec import (
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    LossName,
    MaxPooling2D,
    NetworkSpec,
)

SPARSE: LossName = "sparse_categorical_crossentropy"
SOFTMAX = Dense(units=10, activation="softmax")


def network(*layers: Any) -> NetworkSpec:
    return NetworkSpec(layers=layers)


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.name)
def test_that_every_preset_is_complete(preset: Any) -> None:
    classes = len(preset.training.task.class_names(tuple("0123456789")))
    found = examine(preset.network, preset.training.loss, classes)
    assert found.complete
    assert found.rows == summarize(preset.network)


@pytest.mark.parametrize(
    ("layers", "loss", "classes", "known", "field", "offers"),
    [
        ((SOFTMAX,), SPARSE, 10, 0, "layers.0", ["Add Flatten before it"]),
        ((Flatten(), Conv2D(filters=3), SOFTMAX), SPARSE, 10, 1, "layers.1", ["Move it before Flatten"]),
        (
            (MaxPooling2D(pool_size=14), AveragePooling2D(pool_size=3), Flatten(), SOFTMAX),
            *(SPARSE, 10, 1, "layers.1", ["Make it 2 × 2"]),
        ),
        (
            (Flatten(), Dense(units=1, activation="sigmoid")),
            *("categorical_crossentropy", 2, 2, "layers.1"),
            ["Make the last layer Dense 2 softmax", "Use binary_crossentropy"],
        ),
        ((Flatten(), SOFTMAX), "binary_crossentropy", 10, 2, "loss", [f"Use {SPARSE}"]),
        (
            (Flatten(), Dense(units=1, activation="sigmoid")),
            *("binary_crossentropy", 10, 2, "loss"),
            [f"Make the last layer Dense 10 softmax, and use {SPARSE}"],
        ),
        (
            (Conv2D(filters=3),),
            *("binary_crossentropy", 2, 1, "layers.0"),
            ["Add Flatten and Dense 1 sigmoid at the end"],
        ),
        (
            (Flatten(), Dense(units=7), Activation(function="relu")),
            *(SPARSE, 10, 3, "layers.2", ["Make the last layer Dense 10 softmax"]),
        ),
    ],
)
def test_that_what_does_not_fit_is_named_with_what_is_known_and_what_mends_it(
    layers: Any, loss: LossName, classes: int, known: int, field: str, offers: list[str]
) -> None:
    found = examine(network(*layers), loss, classes)
    assert found.fault is not None
    assert (len(found.rows), found.fault.field) == (known, field)
    assert [mend.text for mend in found.mends] == offers
    assert found.about_output == (known == len(layers))


def test_that_members_that_do_not_fit_are_named() -> None:
    first = (Flatten(), Dense(units=10, activation="softmax"))
    fitting = NetworkSpec(layers=first, members=2, variants=((Flatten(), Dense(units=3), first[1]),))
    found = examine(fitting, "sparse_categorical_crossentropy", 10)
    assert found.complete
    assert found.learned == 7850 + 785 * 3 + 40
    for variant, words in [
        ((Dense(units=10, activation="softmax"),), "needs a row of numbers"),
        ((Flatten(), Dense(units=9, activation="softmax")), "Member 2 ends in 9 softmax, the first one in 10 softmax"),
    ]:
        wrong = NetworkSpec(layers=first, members=2, variants=(variant,))
        found = examine(wrong, "sparse_categorical_crossentropy", 10)
        assert found.fault is not None
        assert found.fault.field == "variants.0"
        assert words in str(found.fault)
        assert found.learned is None
        assert len(found.rows) == 2


def test_that_nothing_is_added_to_a_network_that_is_full() -> None:
    found = examine(network(*[SOFTMAX] * MOST_LAYERS), SPARSE, 10)
    assert found.fault is not None
    assert not found.mends


_LAYERS = st.sampled_from(
    [
        *(SOFTMAX, Dense(units=1, activation="sigmoid"), Conv2D(filters=2, kernel_size=5, strides=3)),
        *(MaxPooling2D(pool_size=4), AveragePooling2D(pool_size=9, padding="same"), GlobalAveragePooling2D()),
        *(Flatten(), Dropout(rate=0.5), BatchNormalization(), Activation(function="softmax")),
    ]
)


@given(st.lists(_LAYERS, min_size=1, max_size=8), st.sampled_from(get_args(LossName)), st.integers(2, 12))
def test_that_taking_the_first_offer_again_and_again_ends_in_a_network_that_fits(
    layers: list[Any], loss: LossName, classes: int
) -> None:
    found, spec = examine(network(*layers), loss, classes), network(*layers)
    for _turn in range(40):
        if found.complete:
            break
        assert found.fault is not None
        assert found.mends, found.fault
        spec, loss = found.mends[0].network, found.mends[0].loss
        found = examine(spec, loss, classes)
    check_output(spec, loss, classes)


@given(st.lists(_LAYERS, min_size=1, max_size=8))
def test_that_it_finds_the_fault_that_the_summary_finds(layers: list[Any]) -> None:
    spec = network(*layers)
    found = examine(spec, SPARSE, 10)
    if found.fault is None or found.about_output:
        assert found.rows == summarize(spec)
    else:
        with pytest.raises(UserError) as caught:
            summarize(spec)
        assert (str(found.fault), found.fault.field) == (str(caught.value), caught.value.field)

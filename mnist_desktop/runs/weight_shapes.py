"""The shapes of a network's weights, worked out without TensorFlow, so that weights of another network are noticed."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.networks.shapes import INPUT_SHAPE, Shape, summarize
from mnist_desktop.networks.spec import BatchNormalization, Conv2D, Dense, NetworkSpec


def weight_shapes(network: NetworkSpec) -> tuple[Shape, ...]:
    """Shapes of ``keras.Model.weights``, in their order; of an ensemble, those of each member in turn.

    Raises:
        UserError: The layers do not fit each other.
    """
    return tuple(shape for member in network.each for shape in _shapes(member))


def _shapes(network: NetworkSpec) -> Iterator[Shape]:
    before: Shape = INPUT_SHAPE
    for row in summarize(network):
        match row.layer:
            case Dense(units=units):
                yield from [(before[-1], units), (units,)]
            case Conv2D(kernel_size=side, filters=filters):
                yield from [(side, side, before[-1], filters), (filters,)]
            case BatchNormalization():
                yield from [(before[-1],)] * 4
            case _:
                pass
        before = row.output_shape


def check_weights_fit(network: NetworkSpec, weights: Sequence[NDArray[Any]]) -> None:
    """Checks that weights are those of a network: float32, of its shapes, and all of them numbers.

    Raises:
        ValueError: They are not; says in what.
    """
    try:
        expected = weight_shapes(network)
    except UserError as error:
        raise ValueError(str(error)) from None
    came = tuple(array.shape for array in weights)
    if came != expected:
        raise ValueError(
            _("its weights have the shapes {came}, its network has {expected}").format(came=came, expected=expected)
        )
    if any(array.dtype != np.float32 or not np.isfinite(array).all() for array in weights):
        raise ValueError(_("its weights are not all finite numbers of 32 bits"))

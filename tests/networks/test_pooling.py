"""Max pooling against TensorFlow's own, forward and backward, to the last bit."""

import numpy as np
import pytest

from mnist_desktop.networks import backend
from mnist_desktop.networks.pooling import max_pool


@pytest.mark.parametrize(("side", "size"), [(26, 2), (11, 2), (9, 3), (4, 4)])
def test_that_values_and_gradients_are_those_of_tensorflow(side: int, size: int) -> None:
    backend.load()
    import tensorflow as tf

    random = np.random.default_rng(side)
    # Whole numbers and a floor at 0: many windows hold their largest value more than once.
    values = tf.constant(np.maximum(random.integers(-3, 4, (5, side, side, 3)), 0).astype(np.float32))
    upstream = tf.constant(random.standard_normal((5, side // size, side // size, 3)).astype(np.float32))

    def both(pool: object) -> tuple[object, object]:
        with tf.GradientTape() as tape:
            tape.watch(values)
            result = pool(values)  # type: ignore[operator]
        return result.numpy(), tape.gradient(result, values, output_gradients=upstream).numpy()

    ours = both(lambda inputs: max_pool(inputs, size))
    theirs = both(lambda inputs: tf.nn.max_pool2d(inputs, size, size, "VALID"))
    np.testing.assert_array_equal(ours[0], theirs[0])
    np.testing.assert_array_equal(ours[1], theirs[1])

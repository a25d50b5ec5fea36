"""Evidence: one number that says how much a network is for an answer and against all others."""

from typing import TYPE_CHECKING, Any

from mnist_desktop.networks import forward

if TYPE_CHECKING:
    import keras

_OUT = -1e9  # stands for minus infinity, whose gradient would be no number


def evidence(model: "keras.Sequential", images: Any, answer: Any) -> Any:
    """How much a network is for an answer, as a TensorFlow operation that has a gradient.

    For probabilities these are log-odds, log p − log(1 − p), natural logarithm: the weight of evidence of Good, I. J.
    (1950), "Probability and the Weighing of Evidence". A logit alone can rise together with all others, and a
    probability or its logarithm hardly moves where the network is sure; log-odds have neither fault, and mean the same
    for a softmax and for a single sigmoid. A network that ends in neither answers with plain numbers: the answer's
    own is taken.

    Args:
        model: A network that ``build_network`` made, in a scope with the weights that count.
        images: float32, shape (batch, 28, 28), 0 to 255.
        answer: int32 scalar; with a single output 0 stands for no and 1 for yes.

    Returns:
        float32, shape (batch,).
    """
    import tensorflow as tf

    values = forward.logits(model, images)
    if values.shape[-1] == 1:
        return values[:, 0] * tf.cast(2 * answer - 1, tf.float32)
    own = tf.gather(values, answer, axis=-1)
    if not forward.ends_in_probabilities(model):
        return own
    chosen = tf.one_hot(answer, values.shape[-1], on_value=True, off_value=False, dtype=tf.bool)
    return own - tf.reduce_logsumexp(tf.where(chosen, _OUT, values), axis=-1)


def in_snapshot(model: "keras.Sequential", snapshot: Any) -> Any:
    """A context in which the layers of a model compute with a snapshot of its weights."""
    import keras

    return keras.StatelessScope(state_mapping=list(zip(model.weights, snapshot, strict=True)))

"""The output layer follows the number of answers."""

from mnist_desktop.networks.spec import Activation, Dense, Layer, LossName, NetworkSpec, TrainingSpec

_OUTPUT_FUNCTIONS = frozenset({"softmax", "sigmoid"})


def fitted_output(network: NetworkSpec, training: TrainingSpec, class_count: int) -> tuple[NetworkSpec, TrainingSpec]:
    """Gives a network as many outputs as there are answers, so that a preset serves other data and questions.

    The last Dense layer gets one unit with sigmoid where there are two answers and the loss is ``binary_crossentropy``
    or ``mean_squared_error``, and otherwise a unit for each answer with softmax: what ``shapes.check_output`` wants.
    ``binary_crossentropy`` on more than two answers becomes ``sparse_categorical_crossentropy``. Class weights for
    another number of answers are dropped. A network that ends in another way than these is left as it is.

    Args:
        network: Any network.
        training: How it is to be trained; its task has ``class_count`` answers.
        class_count: How many answers there are, 2 to 100.

    Returns:
        The network and its training, themselves where they fit already.
    """
    loss: LossName = training.loss
    if loss == "binary_crossentropy" and class_count != 2:
        loss = "sparse_categorical_crossentropy"
    weights = training.class_weights
    if weights is not None and len(weights) != class_count:
        weights = None
    if (loss, weights) != (training.loss, training.class_weights):
        training = training.model_copy(update={"loss": loss, "class_weights": weights})
    single = class_count == 2 and loss in {"binary_crossentropy", "mean_squared_error"}
    units, function = (1, "sigmoid") if single else (class_count, "softmax")
    fitted = network.model_copy(
        update={
            "layers": _with_output(network.layers, units, function),
            "variants": tuple(_with_output(layers, units, function) for layers in network.variants),
        }
    )
    if fitted != network:
        network = fitted
    return network, training


def _with_output(layers: tuple[Layer, ...], units: int, function: str) -> tuple[Layer, ...]:
    """The layers with another size and function at their end; the same where they end in no such layer."""
    last = layers[-1]
    if isinstance(last, Dense):
        changes: dict[str, object] = {"units": units}
        if last.activation in _OUTPUT_FUNCTIONS:
            changes["activation"] = function
        return (*layers[:-1], last.model_copy(update=changes))
    if isinstance(last, Activation) and len(layers) > 1 and isinstance(layers[-2], Dense):
        dense = layers[-2].model_copy(update={"units": units})
        if last.function in _OUTPUT_FUNCTIONS:
            last = last.model_copy(update={"function": function})
        return (*layers[:-2], dense, last)
    return layers

"""The steps from layers to a network that is trained and tested."""

import math
from collections.abc import Sequence

from mnist_desktop.i18n import _
from mnist_desktop.networks.code.step import Step
from mnist_desktop.networks.code.text import assigned, call, literal
from mnist_desktop.networks.shapes import INPUT_SHAPE
from mnist_desktop.networks.spec import AugmentationSpec, Layer, NetworkSpec, OptimizerSpec, TrainingSpec

_OPTIMIZERS = {"adam": "Adam", "adamw": "AdamW", "nadam": "Nadam", "rmsprop": "RMSprop", "sgd": "SGD"}

# What stands without its name in a layer's brackets; all else is named, and left out where it is Keras's default,
# which the defaults of the specs are too.
_POSITIONAL = {
    "Dense": ("units",),
    "Conv2D": ("filters", "kernel_size"),
    "MaxPooling2D": ("pool_size",),
    "AveragePooling2D": ("pool_size",),
    "Dropout": ("rate",),
    "Activation": ("function",),
    "Rescaling": ("scale",),
}


def build(network: NetworkSpec, augmentation: AugmentationSpec) -> Step:
    """The network, and before it the layers that vary the pictures while it trains."""
    shape = f"keras.Input({literal(INPUT_SHAPE)})"
    sentences = [_("The layers of the network, one after the other.")]
    lines = ["model = keras.Sequential(", "    [", f"        {shape},"]
    if augmentation.active:
        sentences.append(_("The first of them vary the pictures while it trains, and do nothing when it answers."))
        lines += _varying(augmentation)
    if augmentation.active and augmentation.plain_epochs:
        sentences.append(
            _(
                "The program left the pictures as they are in the last {count} epochs; here they are varied in all."
            ).format(count=augmentation.plain_epochs)
        )
    if augmentation.elastic:
        sentences.append(_("Elastic pushes are left out: Keras has them for single pictures only."))
    if augmentation.thickness:
        sentences.append(_("Thicker and thinner strokes are left out: Keras has no layer for them."))
    if augmentation.closing:
        sentences.append(_("Strokes that run together are left out: Keras has no layer for them."))
    for layer in network.layers:
        lines += [*call(f"layers.{layer.type}", *_layer_arguments(layer), indent=8, end=",")]
    lines += ["    ]", ")", "model.summary()"]
    return Step(_("Build"), " ".join(sentences), tuple(lines))


def compile_(training: TrainingSpec) -> Step:
    """Optimizer, learning-rate schedule, loss and metrics."""
    sentences = [_("The optimizer is how the network learns, the loss is what it makes small.")]
    schedule: Sequence[str] = ()
    rate = literal(training.optimizer.learning_rate)
    match training.schedule.name:
        case "cosine":
            sentences.append(_("The learning rate falls like half a cosine, from its start to 0."))
            schedule, rate = _cosine(training), "learning_rate"
        case "one_cycle":
            sentences.append(
                _("The learning rate rises over the first 30 % of the steps and then falls to almost nothing.")
            )
            schedule, rate = _one_cycle(training), "OneCycle()"
    optimizer = f"optimizer = keras.optimizers.{_OPTIMIZERS[training.optimizer.name]}"
    arguments = {"optimizer": "optimizer", "loss": _loss(training), "metrics": literal(list(training.metrics))}
    lines = (
        *schedule,
        *call(optimizer, [], _optimizer_arguments(training.optimizer, rate)),
        *call("model.compile", [], arguments),
    )
    return Step(_("Compile"), " ".join(sentences), lines)


def train(training: TrainingSpec) -> Step:
    """The training with its callbacks and class weights."""
    validated = training.validation_split > 0.0
    sentences = [_("All training pictures are seen once an epoch, in small batches; every batch changes the weights.")]
    if training.time_limit is not None:
        sentences.append(
            _("The program trained for {seconds:g} seconds, whatever the epochs: set EPOCHS to as many as fit.").format(
                seconds=training.time_limit
            )
        )
    callbacks = []
    if training.schedule.name == "reduce_on_plateau":
        sentences.append(_("Where the loss stands still, the learning rate is made smaller."))
        callbacks.append(
            (
                "keras.callbacks.ReduceLROnPlateau",
                {
                    **({} if validated else {"monitor": literal("loss")}),
                    "factor": literal(training.schedule.factor),
                    "patience": literal(training.schedule.patience),
                    "min_delta": "0",
                },
            )
        )
    if validated and (training.stop_after is not None or training.use_best_epoch):
        arguments = {"patience": "EPOCHS"}
        if training.stop_after is not None:
            sentences.append(_("It stops by itself when the validation loss no longer falls."))
            arguments["patience"] = literal(training.stop_after)
        if training.use_best_epoch:
            sentences.append(_("In the end it has the weights of the epoch with the lowest validation loss."))
            arguments["restore_best_weights"] = "True"
        callbacks.append(("keras.callbacks.EarlyStopping", arguments))
    named = {"batch_size": "BATCH_SIZE", "epochs": "EPOCHS"}
    lines: list[str] = []
    if validated:
        named["validation_data"] = "(x_val, y_val)"
    if training.class_weights is not None:
        sentences.append(_("The class weights say what a picture of each class counts in the loss."))
        lines += assigned("class_weight", dict(enumerate(training.class_weights)))
        named["class_weight"] = "class_weight"
    if callbacks:
        lines.append("callbacks = [")
        for name, arguments in callbacks:
            lines += call(name, [], arguments, indent=4, end=",")
        lines.append("]")
        named["callbacks"] = "callbacks"
    named["verbose"] = "2"
    lines += call("model.fit", ["x_train", "y_train"], named)
    return Step(_("Train"), " ".join(sentences), tuple(lines))


def ensemble(network: NetworkSpec, learning: Sequence[Step], training: TrainingSpec) -> Step:
    """Several networks, one after the other, and a model that answers with their mean.

    Args:
        network: Its members.
        learning: How each is compiled and trained.
        training: Its loss and metrics are those of all together.
    """
    builds = [build(member, training.augmentation) for member in network.each]
    if len({step.code for step in builds}) == 1:
        sentence = _(
            "{count} networks of the same layers learn one after the other; the mean of their answers is the answer."
        )
        lines = ["members = []", f"for _ in range({network.members}):", *_indented(builds[0].code)]
    else:
        sentence = _(
            "{count} networks of different layers learn one after the other; the mean of their answers is the answer."
        )
        lines = _functions([step.code for step in builds])
    sentences = [f"{step.title}: {step.sentence}" for step in (builds[0], *learning)]
    for step in learning:
        lines += _indented(step.code)
    lines += [
        "    members.append(model)",
        f"picture = keras.Input({literal(INPUT_SHAPE)})",
        "model = keras.Model(picture, layers.Average()([member(picture) for member in members]))",
        *call("model.compile", [], {"loss": _loss(training), "metrics": literal(list(training.metrics))}),
    ]
    words = " ".join([sentence.format(count=network.members), *sentences])
    return Step(_("Build, compile and train each"), words, tuple(lines))


def _functions(codes: Sequence[Sequence[str]]) -> list[str]:
    """A function that builds each different network, and the head of the loop that calls them in their order."""
    names: dict[tuple[str, ...], str] = {}
    lines = ["members = []", "", ""]
    for code in map(tuple, codes):
        if code not in names:
            names[code] = f"network_{len(names) + 1}"
            made = [code[0].replace("model = ", "return "), *code[1:-1]]  # the last line prints its summary
            lines += [f"def {names[code]}():", *_indented(made), "", ""]
    calls = ", ".join(names[tuple(code)] for code in codes)
    return [*lines, f"for build in ({calls}):", "    model = build()", "    model.summary()"]


def _indented(code: Sequence[str]) -> list[str]:
    """Code inside a loop or function, where one empty line is enough."""
    text = "\n".join(code).strip("\n").replace("\n\n\n", "\n\n")
    return [f"    {line}" if line else "" for line in text.split("\n")]


def evaluate(training: TrainingSpec) -> Step:
    """The test."""
    lines = ["results = model.evaluate(x_test, y_test, verbose=0, return_dict=True)"]
    if "accuracy" in training.metrics:
        lines.append("print(f\"Test accuracy: {results['accuracy']:.2%}\")")
    lines.append("print(f\"Test loss: {results['loss']:.4f}\")")
    return Step(_("Evaluate"), _("How the network does on pictures that nobody has chosen anything by."), tuple(lines))


def _varying(augmentation: AugmentationSpec) -> list[str]:
    layers: list[tuple[str, list[float]]] = [
        ("RandomRotation", [augmentation.rotation / 360.0]),
        ("RandomTranslation", [augmentation.shift / INPUT_SHAPE[0]] * 2),
        ("RandomZoom", [augmentation.zoom]),
        ("RandomShear", [math.tan(math.radians(augmentation.shear))]),
    ]
    lines: list[str] = []
    for name, values in layers:
        if values[0]:
            numbers = [literal(round(value, 6)) for value in values]
            lines += call(f"layers.{name}", numbers, {"fill_mode": literal("constant")}, indent=8, end=",")
    if augmentation.noise:
        lines += call("layers.GaussianNoise", [literal(augmentation.noise)], {}, indent=8, end=",")
    return lines


def _layer_arguments(layer: Layer) -> tuple[list[str], dict[str, str]]:
    values = layer.model_dump(exclude={"type"})
    positional = [literal(values.pop(name)) for name in _POSITIONAL.get(layer.type, ())]
    named = {}
    for name, value in values.items():
        if value == type(layer).model_fields[name].default:
            continue
        match name:
            case "l2":
                named["kernel_regularizer"] = f"keras.regularizers.L2({literal(value)})"
            case "initializer":
                named["kernel_initializer"] = literal(value)
            case _:
                named[name] = literal(value)
    return positional, named


def _cosine(training: TrainingSpec) -> list[str]:
    last = "steps - 1" if training.epochs > 1 else "max(1, steps - 1)"  # one epoch may be a single step
    rate = literal(training.optimizer.learning_rate)
    return [
        "steps = EPOCHS * math.ceil(len(x_train) / BATCH_SIZE)",
        *call("learning_rate = keras.optimizers.schedules.CosineDecay", [rate], {"decay_steps": last}),
    ]


def _one_cycle(training: TrainingSpec) -> list[str]:
    """As ``training.schedules`` has it."""
    last = "steps - 1" if training.epochs > 1 else "max(1, steps - 1)"
    return [
        "steps = EPOCHS * math.ceil(len(x_train) / BATCH_SIZE)",
        f"highest_rate = {literal(training.optimizer.learning_rate)}",
        "first_rate = highest_rate / 25",
        "last_rate = first_rate / 10_000",
        "",
        "",
        "class OneCycle(keras.optimizers.schedules.LearningRateSchedule):",
        "    def __call__(self, step):",
        f'        share = keras.ops.cast(step, "float32") / ({last})',
        "        up = (1 - keras.ops.cos(math.pi * share / 0.3)) / 2",
        "        down = (1 + keras.ops.cos(math.pi * (share - 0.3) / 0.7)) / 2",
        "        rising = first_rate + (highest_rate - first_rate) * up",
        "        falling = last_rate + (highest_rate - last_rate) * down",
        "        return keras.ops.where(share < 0.3, rising, falling)",
        "",
        "    def get_config(self):  # Keras asks for it when the model is saved",
        "        return {}",
        "",
        "",
    ]


def _optimizer_arguments(optimizer: OptimizerSpec, rate: str) -> dict[str, str]:
    arguments = {"learning_rate": rate}
    if optimizer.name in {"rmsprop", "sgd"} and optimizer.momentum:
        arguments["momentum"] = literal(optimizer.momentum)
    if optimizer.name == "sgd" and optimizer.nesterov:
        arguments["nesterov"] = "True"
    if optimizer.name == "adamw":
        arguments["weight_decay"] = literal(optimizer.weight_decay)
    return arguments


def _loss(training: TrainingSpec) -> str:
    smoothing = literal(training.label_smoothing)
    if training.label_smoothing and training.loss.endswith("categorical_crossentropy"):
        return f"keras.losses.CategoricalCrossentropy(label_smoothing={smoothing})"
    if training.label_smoothing and training.loss == "binary_crossentropy":
        return f"keras.losses.BinaryCrossentropy(label_smoothing={smoothing})"
    return literal(training.loss)

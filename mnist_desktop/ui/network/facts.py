"""What the Network page says of presets, layers and learning, in words and numbers."""

from collections.abc import Iterable
from statistics import median

from mnist_desktop.i18n import _, ngettext
from mnist_desktop.networks.presets import MeasuredAccuracy, Preset
from mnist_desktop.networks.shapes import needed_output
from mnist_desktop.networks.spec import (
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    Layer,
    LeakyReLU,
    LossName,
    MaxPooling2D,
    OptimizerName,
    Rescaling,
)
from mnist_desktop.runs.run import Run


def numbers_to_learn(count: int) -> str:
    """Such as "101,770 numbers to learn"."""
    return ngettext("{count} number to learn", "{count} numbers to learn", count).format(count=f"{count:,}")


def numbers(count: int) -> str:
    """Such as "101,770 numbers", or "1.84 M numbers", where there is less room."""
    if count >= 1_000_000:
        return _("{count:.2f} M numbers").format(count=count / 1e6)
    return ngettext("{count} number", "{count} numbers", count).format(count=f"{count:,}")


def shape_text(shape: tuple[int, ...]) -> str:
    """Such as "26 × 26 × 32", a picture's single channel left out."""
    seen = shape[:2] if len(shape) == 3 and shape[2] == 1 else shape
    return " × ".join(f"{size:,}" for size in seen)


def accuracy_range(accuracy: MeasuredAccuracy) -> str:
    """How far the measurements lie apart: "97.4 to 97.8 % in 3 trainings"."""
    return ngettext(
        "{lowest:.1f} to {highest:.1f} % in {count} training",
        "{lowest:.1f} to {highest:.1f} % in {count} trainings",
        accuracy.seeds,
    ).format(lowest=100 * accuracy.lowest, highest=100 * accuracy.highest, count=accuracy.seeds)


def epoch_seconds(preset: Preset, runs: Iterable[Run]) -> float | None:
    """How long an epoch of a preset took on this computer; None if it was never trained here as it is.

    Args:
        preset: Of which networks.
        runs: The newest first; bundled ones were trained elsewhere and do not count.
    """
    for run in runs:
        alike = run.network == preset.network and run.training.training_limit is None
        same_work = (run.training.batch_size, run.training.validation_split) == (
            preset.training.batch_size,
            preset.training.validation_split,
        )
        if not run.bundled and run.history and alike and same_work:
            return median(record.seconds for record in run.history)
    return None


def epoch_time(seconds: float) -> str:
    """Such as "0.4 s an epoch here"."""
    if seconds < 9.95:
        return _("{seconds:.1f} s an epoch here").format(seconds=max(seconds, 0.1))
    if seconds < 99.5:
        return _("{seconds:.0f} s an epoch here").format(seconds=seconds)
    return _("{minutes:.0f} min an epoch here").format(minutes=seconds / 60)


def layer_detail(layer: Layer) -> str:
    """What distinguishes a layer from others of its type, in a word: "relu", "0.2"; may be empty."""
    match layer:
        case Dense() | Conv2D():
            return "" if layer.activation == "linear" else layer.activation.replace("_", " ")
        case Dropout():
            return f"{layer.rate:g}"
        case LeakyReLU():
            return f"{layer.negative_slope:g}"
        case Activation():
            return layer.function.replace("_", " ")
        case Rescaling():
            return f"{layer.scale:g}"
        case _:
            return ""


def layer_window(layer: Layer) -> int:
    """Side of the window that slides over the picture; 0 where there is none."""
    match layer:
        case Conv2D():
            return layer.kernel_size
        case MaxPooling2D() | AveragePooling2D():
            return layer.pool_size
        case _:
            return 0


def share_text(part: int, whole: int) -> str:
    """Such as "98.7 %"; "–" for nothing, "< 0.1 %" for next to nothing."""
    if not part or not whole:
        return "–"
    percent = 100 * part / whole
    return "< 0.1 %" if percent < 0.05 else _("{percent:.1f} %").format(percent=percent)


def loss_needs(loss: LossName, class_count: int) -> str:
    """What a loss expects of labels and last layer, in one sentence."""
    units, activation = needed_output(loss, class_count)
    match loss:
        case "sparse_categorical_crossentropy":
            labels = _("labels as single numbers, such as 7")
        case "categorical_crossentropy":
            labels = _("labels as rows of {count} with a single 1 (one-hot)").format(count=class_count)
        case "binary_crossentropy":
            labels = _("labels that are 0 or 1")
        case "mean_squared_error":
            labels = _("labels that are 0 or 1") if units == 1 else _("labels as rows of {count}").format(count=units)
    return _("It expects {labels}, and {layer} as the last layer.").format(
        labels=labels, layer=f"Dense {units} {activation}"
    )


def layer_explanation(layer: Layer) -> str:
    """What a layer does, in one sentence."""
    match layer:
        case Dense():
            return _("Dense: every unit looks at every number before it, and learns how much each one counts.")
        case Conv2D():
            return _("Conv2D: small filters slide over the picture, each looking for one kind of stroke.")
        case MaxPooling2D():
            return _("MaxPooling2D: keeps the largest of each few neighbours, so the picture gets smaller.")
        case AveragePooling2D():
            return _("AveragePooling2D: keeps the mean of each few neighbours, so the picture gets smaller.")
        case GlobalAveragePooling2D():
            return _("GlobalAveragePooling2D: keeps one number a filter, its mean over the whole picture.")
        case Flatten():
            return _("Flatten: lays the rows of the picture end to end; there is nothing to learn.")
        case Dropout():
            return _("Dropout: switches off random units while learning, so that none can rely on its neighbour.")
        case BatchNormalization():
            return _("BatchNormalization: keeps the numbers between two layers in range, so that it learns faster.")
        case LeakyReLU():
            return _("LeakyReLU: lets what is positive through, and only a little of what is negative.")
        case Activation():
            return _("Activation: a fixed function of each number; there is nothing to learn.")
        case Rescaling():
            return _("Rescaling: multiplies and shifts each number; there is nothing to learn.")


def optimizer_title(name: OptimizerName) -> str:
    """How books write it."""
    return {"adam": "Adam", "adamw": "AdamW", "nadam": "Nadam", "rmsprop": "RMSprop", "sgd": "SGD"}[name]


def optimizer_note(name: OptimizerName) -> str:
    """One sentence on an optimizer, for under its control."""
    match name:
        case "adam":
            return _("Adam fits the step to each number by itself. A good first choice.")
        case "adamw":
            return _("Adam that also pulls all numbers a little towards 0.")
        case "nadam":
            return _("Adam that looks one step ahead.")
        case "rmsprop":
            return _("Takes smaller steps where the slope was steep before.")
        case "sgd":
            return _("The plain rule: straight down the slope. It wants a larger learning rate, such as 0.1.")


def loss_note(name: LossName) -> str:
    """One sentence on a loss, for under its control."""
    match name:
        case "sparse_categorical_crossentropy":
            return _("How surprised it is by the right answer.")
        case "categorical_crossentropy":
            return _("How surprised it is by the right answer.")
        case "binary_crossentropy":
            return _("How surprised it is by the right answer to a yes-or-no question.")
        case "mean_squared_error":
            return _("How far the answers lie from 0 and 1, squared. Made for measuring, it learns digits slowly.")

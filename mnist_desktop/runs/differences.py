"""What differs between runs: only those settings whose values are not all the same, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mnist_desktop.data.task import OneAgainstRest
from mnist_desktop.i18n import _, ngettext
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
    MaxPooling2D,
    NetworkSpec,
    ScheduleSpec,
)
from mnist_desktop.runs.run import Run

NOTHING = "–"


@dataclass(frozen=True)
class Difference:
    """One setting that is not the same in all runs.

    Attributes:
        title: What it is: "Learning rate".
        values: Its value in each run, in their order; ``NOTHING`` where a run has none.
    """

    title: str
    values: tuple[str, ...]


def differences(runs: Sequence[Run]) -> tuple[Difference, ...]:
    """The settings that differ: the data first, then how it was trained, then the layers, which take most words.

    Of the layers only those are named in which the networks part: what all begin or end with is left out.
    """
    found = [Difference(_("Data"), _data(runs))]
    settings = [_settings(run) for run in runs]
    titles = dict.fromkeys(title for each in settings for title in each)
    found += [Difference(title, tuple(each.get(title, NOTHING) for each in settings)) for title in titles]
    found.append(Difference(_("Networks that answer together"), tuple(str(run.network.members) for run in runs)))
    found.append(Difference(_("Layers"), _layers([run.network.layers for run in runs])))
    most = max((len(run.network.variants) for run in runs), default=0)
    for number in range(most):
        title = _("Layers of network {number}").format(number=number + 2)
        found.append(Difference(title, _layers([_variant(run.network, number) for run in runs])))
    return tuple(each for each in found if len(set(each.values)) > 1)


def settings_in_words(run: Run) -> dict[str, str]:
    """All settings of a training by their titles."""
    return _settings(run)


def layer_in_words(layer: Layer) -> str:
    """A layer in a few words: "128 units relu", "dropout 0.2"."""
    return _layer(layer)


def same_pictures(one: Run, other: Run) -> bool:
    """Whether two runs were trained on the same data; a run that was never trained has none, and fits all."""
    return one.data is None or other.data is None or one.data.sha256 == other.data.sha256


def _variant(network: NetworkSpec, number: int) -> tuple[Layer, ...]:
    return network.variants[number] if number < len(network.variants) else ()


def _layers(networks: Sequence[tuple[Layer, ...]]) -> tuple[str, ...]:
    first = networks[0] if networks else ()
    shortest = min(map(len, networks), default=0)
    before = next((i for i in range(shortest) if any(layers[i] != first[i] for layers in networks)), shortest)
    room = shortest - before  # what stands at both ends counts once
    after = next((i for i in range(room) if any(layers[-1 - i] != first[-1 - i] for layers in networks)), room)
    parts = (layers[before : len(layers) - after] for layers in networks)
    return tuple(", ".join(map(_layer, part)) or NOTHING for part in parts)


def _layer(layer: Layer) -> str:
    match layer:
        case Dense():
            words = ngettext("{count} unit", "{count} units", layer.units).format(count=f"{layer.units:,}")
            return _with(words, layer.activation, layer.l2)
        case Conv2D():
            words = ngettext("{count} filter", "{count} filters", layer.filters).format(count=f"{layer.filters:,}")
            words = f"{words} {layer.kernel_size} × {layer.kernel_size}"
            if layer.strides > 1:
                words = _("{layer} in steps of {steps}").format(layer=words, steps=layer.strides)
            return _with(words if layer.padding == "valid" else f"{words} {layer.padding}", layer.activation, layer.l2)
        case MaxPooling2D() | AveragePooling2D():
            words = _("largest of") if isinstance(layer, MaxPooling2D) else _("mean of")
            words = f"{words} {layer.pool_size} × {layer.pool_size}"
            if layer.strides not in (None, layer.pool_size):
                words = _("{layer} in steps of {steps}").format(layer=words, steps=layer.strides)
            return words if layer.padding == "valid" else f"{words} {layer.padding}"
        case GlobalAveragePooling2D():
            return _("mean of each filter")
        case Flatten():
            return _("flatten")
        case Dropout():
            return _("dropout {rate}").format(rate=f"{layer.rate:g}")
        case BatchNormalization():
            plain = layer == BatchNormalization()
            values = "" if plain else f" ({layer.momentum:g}, {layer.epsilon:g})"
            return _("batch normalisation") + values
        case LeakyReLU():
            return _("leaky ReLU {slope}").format(slope=f"{layer.negative_slope:g}")
        case Activation():
            return layer.function
        case _:
            values = ", ".join(f"{value}" for name, value in layer.model_dump().items() if name != "type")
            return f"{layer.type} {values}".strip()


def _with(words: str, activation: str, l2: float) -> str:
    if activation != "linear":
        words = f"{words} {activation}"
    return f"{words}, L2 {l2:g}" if l2 else words


def _data(runs: Sequence[Run]) -> tuple[str, ...]:
    """The name of the data; with the beginning of their hash where others have the same name."""
    hashes: dict[str, set[str]] = {}
    for run in runs:
        if run.data is not None:
            hashes.setdefault(run.data.name, set()).add(run.data.sha256)
    texts = []
    for run in runs:
        if run.data is None:
            # Nothing is known of its data yet, which is no difference.
            texts.append(next(iter(hashes)) if len(hashes) == 1 else NOTHING)
        elif len(hashes[run.data.name]) > 1:
            texts.append(f"{run.data.name} ({run.data.sha256[:6]})")
        else:
            texts.append(run.data.name)
    return tuple(texts)


def _settings(run: Run) -> dict[str, str]:
    """All settings by their titles, in words; a setting that is new to this file under its own name."""
    training = run.training
    titles, optimizer, task = _titles(), training.optimizer, training.task
    done, wanted = len(run.history), training.epochs
    texts = {
        titles["optimizer"]: _OPTIMIZERS.get(optimizer.name, optimizer.name),
        titles["learning_rate"]: f"{optimizer.learning_rate:g}",
        titles["momentum"]: f"{optimizer.momentum:g}{_(', Nesterov') if optimizer.nesterov else ''}",
        titles["task"]: _("is it a {label}?").format(label=task.label)
        if isinstance(task, OneAgainstRest)
        else _("all classes"),
        titles["epochs"]: _("{done} of {wanted}").format(done=f"{done:,}", wanted=f"{wanted:,}")
        if 0 < done < wanted
        else f"{wanted:,}",
    }
    values = training.model_dump(mode="json", exclude={"optimizer", "task", "schedule", "epochs"})
    texts[_("Schedule")] = _schedule(training.schedule)
    for name, value in values.items():
        texts[titles.get(name, name.replace("_", " ").capitalize())] = _text(name, value)
    return texts


def _schedule(schedule: ScheduleSpec) -> str:
    match schedule.name:
        case "constant":
            return _("constant")
        case "reduce_on_plateau":
            text = _("× {factor} after {patience} epochs without progress")
            return text.format(factor=f"{schedule.factor:g}", patience=schedule.patience)
        case "one_cycle":
            return _("one cycle")
        case _:
            return schedule.name.replace("_", " ")


def _text(name: str, value: Any) -> str:
    match value:
        case None:
            return NOTHING if name != "training_limit" else _("all")
        case bool():
            return _("yes") if value else _("no")
        case float() if name in {"validation_split", "label_smoothing"}:
            return _("{number} %").format(number=f"{100 * value:g}")
        case float():
            return f"{value:g}"
        case int() if name == "seed":
            return str(value)
        case int():
            return f"{value:,}"
        case list():
            return ", ".join(_text("", each) for each in value)
        case dict():
            return ", ".join(f"{key} {_text('', each)}" for key, each in value.items() if each) or NOTHING
        case _:
            return str(value).replace("_", " ")


def _titles() -> dict[str, str]:
    return {
        "optimizer": _("Optimizer"),
        "learning_rate": _("Learning rate"),
        "momentum": _("Momentum"),
        "task": _("Question"),
        "loss": _("Loss function"),
        "metrics": _("Metrics"),
        "epochs": _("Epochs"),
        "batch_size": _("Batch size"),
        "validation_split": _("Validation split"),
        "training_limit": _("Pictures used"),
        "label_smoothing": _("Label smoothing"),
        "class_weights": _("Class weights"),
        "stop_after": _("Stops after"),
        "use_best_epoch": _("Best epoch answers"),
        "seed": _("Seed"),
    }


_OPTIMIZERS: dict[str, str] = {
    "adam": "Adam",
    "adamw": "AdamW",
    "nadam": "Nadam",
    "rmsprop": "RMSprop",
    "sgd": "SGD",
}

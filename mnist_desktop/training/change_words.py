"""What was changed while a network learned, in words short enough to stand on its curves."""

from collections.abc import Sequence

from mnist_desktop.i18n import _, ngettext
from mnist_desktop.training.events import SettingChange

Mark = tuple[float, str]
"""Where, in epochs done (2.5 is in the middle of the third), and what: "rate 0.01"."""

_TOGETHER = 0.2  # epochs: who turns a knob passes many values; where it came to rest is what counts


def marks(changes: Sequence[SettingChange]) -> tuple[Mark, ...]:
    """The marks of a run, in the order of time.

    Changes of one setting shortly after each other become the last one of them; what was changed at the same moment
    shares a mark; what came back to where it was is left out.

    Args:
        changes: ``run.changes``, and those of ``SettingsChanged`` events that are not in it yet.
    """
    found: dict[float, list[str]] = {}
    for change in settled(changes):
        found.setdefault(change.epoch, []).append(mark_text(change))
    # An own weight for each class is ten changes, and one thing to say.
    return tuple((epoch, ", ".join(dict.fromkeys(texts))) for epoch, texts in found.items())


def settled(changes: Sequence[SettingChange]) -> tuple[SettingChange, ...]:
    """Changes in the order of time, where each of them came to rest; what came back to where it was is left out."""
    kept: list[SettingChange] = []
    for change in sorted(changes, key=lambda each: each.epoch):
        last = next((each for each in reversed(kept) if each.setting == change.setting), None)
        if last is not None and change.epoch - last.epoch < _TOGETHER:
            kept.remove(last)
            change = change.model_copy(update={"before": last.before})
        kept.append(change)
    return tuple(change for change in kept if change.before != change.after)


def mark_text(change: SettingChange) -> str:
    """One change in two or three words: "rate 0.01", "dropout 0.3", "rotation 10°"."""
    parts = change.setting.split(".")
    value = change.after
    if parts[0] == "layers":
        return _("dropout {rate}").format(rate=_number(value))
    if parts[0] == "augmentation":
        return _varied(parts[1], value)
    if parts[0] == "class_weights":
        return _("class weights") if value is not None else _("no class weights")
    match change.setting:
        case "optimizer.learning_rate":
            return _("rate {rate}").format(rate=_number(value))
        case "optimizer.name":
            return str(value)
        case "optimizer.momentum":
            return _("momentum {share}").format(share=_number(value))
        case "optimizer.nesterov":
            return _("Nesterov") if value else _("no Nesterov")
        case "optimizer.weight_decay":
            return _("weight decay {share}").format(share=_number(value))
        case "schedule.name":
            return _("schedule {name}").format(name=str(value).replace("_", " "))
        case "schedule.factor":
            return _("plateaus times {factor}").format(factor=_number(value))
        case "schedule.patience":
            return _("plateaus after {count}").format(count=_number(value))
        case "epochs" if isinstance(value, int):
            return ngettext("{count} epoch", "{count} epochs", value).format(count=f"{value:,}")
        case "batch_size":
            return _("batch {size}").format(size=_number(value))
        case "stop_after":
            return _("stops after {count}").format(count=value) if value is not None else _("no early stop")
        case "use_best_epoch":
            return _("best epoch answers") if value else _("last epoch answers")
        case "time_limit":
            return _("limit {seconds} s").format(seconds=_number(value)) if value is not None else _("no time limit")
        case "label_smoothing":
            return _("smoothing {share}").format(share=_number(value))
        case "training_limit":
            return _("{count} pictures").format(count=_number(value)) if value is not None else _("all pictures")
        case _:
            return f"{change.setting} {_number(value)}"


def _varied(name: str, value: object) -> str:
    number = _number(value)
    percent = f"{100 * value:g} %" if isinstance(value, int | float) else number
    texts = {
        "rotation": _("rotation {number}°").format(number=number),
        "shift": _("shift {number} px").format(number=number),
        "zoom": _("zoom {percent}").format(percent=percent),
        "shear": _("shear {number}°").format(number=number),
        "elastic": _("elastic {number} px").format(number=number),
        "thickness": _("thickness {number} px").format(number=number),
        "closing": _("run together {percent}").format(percent=percent),
        "noise": _("noise {percent}").format(percent=percent),
        "plain_epochs": _("last {number} unvaried").format(number=number),
    }
    return texts.get(name, f"{name} {number}")


def _number(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:.12g}"

"""Settings: network and training as they are now, and how they change while a network learns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.networks.spec import Layers, NetworkSpec, TrainingSpec, changed
from mnist_desktop.training.control import Setting
from mnist_desktop.training.events import SettingChange

_LAYERS = "layers."
_LIVE = ("optimizer.learning_rate", "epochs", "stop_after", "use_best_epoch")


@dataclass(frozen=True)
class Settings:
    """What decides how the next step goes.

    Attributes:
        network: Its layers; only rates of dropout can change.
        training: The rest.
    """

    network: NetworkSpec
    training: TrainingSpec

    def value(self, name: str) -> Any:
        """A setting by its name, as in ``SettingChange``."""
        value: Any = self.network if name.startswith(_LAYERS) else self.training
        for part in name.split("."):
            value = value[int(part)] if part.isdigit() else getattr(value, part)
        return value

    def changed(self, changes: Mapping[str, Setting]) -> "Settings":
        """Other settings while it runs.

        Args:
            changes: Learning rate, rates of dropout ("layers.2.rate"), augmentation, epochs, early stopping. A rate of
                the first, second, … Dropout layer holds for that of each member of an ensemble.

        Raises:
            UserError: A value is outside its range, or that setting cannot change while it runs.
        """
        network, training = self.network, self.training
        for name, value in changes.items():
            if self._is_dropout(name):
                place = _dropouts(network.layers).index(int(name.split(".")[1]))
                try:
                    first, *others = (_with_rate(kind, place, value) for kind in (network.layers, *network.variants))
                except UserError as error:
                    raise UserError(error.problem, error.remedy, name) from None
                network = NetworkSpec(layers=first, members=network.members, variants=tuple(others))
            elif name in _LIVE or name.startswith("augmentation."):
                training = changed(training, {name: value})
            else:
                raise UserError(
                    _("{setting} cannot be changed while a network learns.").format(setting=name),
                    _("Stop first."),
                    name,
                )
        return Settings(network, training)

    def _is_dropout(self, name: str) -> bool:
        parts = name.split(".")
        return (
            len(parts) == 3
            and parts[0] == "layers"
            and parts[2] == "rate"
            and parts[1].isdigit()
            and int(parts[1]) in _dropouts(self.network.layers)
        )


def changes_between(before: Settings, after: Settings, epoch: float, names: Sequence[str] = ()) -> list[SettingChange]:
    """What differs between two settings of the same network, in the order of the settings.

    Args:
        before: Until then.
        after: From then on.
        epoch: When, in epochs done.
        names: Look only at these; by default at all that a spec has.
    """
    old, new = _flat(before), _flat(after)
    return [
        SettingChange(epoch=epoch, setting=name, before=old.get(name), after=new.get(name))
        for name in (names or dict.fromkeys((*old, *new)))
        if old.get(name) != new.get(name)
    ]


def _dropouts(layers: Layers) -> list[int]:
    """Where the Dropout layers are."""
    return [index for index, layer in enumerate(layers) if layer.type == "Dropout"]


def _with_rate(layers: Layers, place: int, rate: Setting) -> Layers:
    """The same layers, whose first, second, … Dropout layer has another rate, if there is one."""
    where = _dropouts(layers)[place : place + 1]
    return tuple(changed(layer, {"rate": rate}) if index in where else layer for index, layer in enumerate(layers))


def _flat(settings: Settings) -> dict[str, Any]:
    """All settings by their dotted names; of an ensemble, those of its first member, which change with the others'."""
    found: dict[str, Any] = {}

    def walk(prefix: str, value: Any) -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                walk(f"{prefix}.{name}" if prefix else name, inner)
        elif isinstance(value, list) and value and isinstance(value[0], dict):  # layers
            for index, inner in enumerate(value):
                walk(f"{prefix}.{index}", inner)
        else:
            found[prefix] = value

    walk("", settings.network.model_dump(mode="json", exclude={"variants"}))
    walk("", settings.training.model_dump(mode="json"))
    return found

"""Numbers and changes in words, as a report says them."""

from datetime import datetime
from typing import TYPE_CHECKING

from mnist_desktop.i18n import _, ngettext
from mnist_desktop.training.events import SettingChange

if TYPE_CHECKING:
    from mnist_desktop.service.evaluation import Part

NOTHING = "–"


def percent(share: float | None, decimals: int = 2) -> str:
    """A share in per cent, never rounded to all or nothing; a dash where there is none.

    Args:
        share: 0 to 1, or None.
        decimals: After the point.
    """
    if share is None:
        return NOTHING
    text = f"{100 * share:.{decimals}f}"
    least = f"{10**-decimals:.{decimals}f}"
    if share < 1 and float(text) == 100:
        text = f"> {100 - 10**-decimals:.{decimals}f}"
    elif share > 0 and float(text) == 0:
        text = f"< {least}"
    return _("{number} %").format(number=text).replace(" ", "\N{NO-BREAK SPACE}")


def interval(low: float, high: float, decimals: int = 1) -> str:
    """Two ends of an interval of shares: "96.6 to 97.2 %"."""
    ends = (f"{100 * low:.{decimals}f}", f"{100 * high:.{decimals}f}")
    return _("{low} to {high} %").format(low=ends[0], high=ends[1]).replace(" ", "\N{NO-BREAK SPACE}")


def part_name(part: "Part", count: int) -> str:
    """Pictures of a part with their number: "10,000 test pictures"."""
    texts = {
        "test": ngettext("{count} test picture", "{count} test pictures", count),
        "validation": ngettext("{count} validation picture", "{count} validation pictures", count),
        "training": ngettext("{count} training picture", "{count} training pictures", count),
    }
    return texts[part].format(count=f"{count:,}")


def moment(when: datetime) -> str:
    """A date and time in UTC, the same on every computer: "2026-03-14 15:09 UTC"."""
    return f"{when:%Y-%m-%d %H:%M} UTC"


def setting_name(change: SettingChange) -> str:
    """The name of what was changed: "learning rate", "dropout (layer 3)"."""
    parts = change.setting.split(".")
    if parts[0] == "layers" and parts[-1] == "rate":
        return _("dropout (layer {number})").format(number=int(parts[1]) + 1)
    names = {
        "optimizer.name": _("optimizer"),
        "optimizer.learning_rate": _("learning rate"),
        "schedule.name": _("schedule"),
        "stop_after": _("stops after"),
        "use_best_epoch": _("best epoch answers"),
    }
    return names.get(change.setting, parts[-1].replace("_", " "))


def value(given: object) -> str:
    """A setting's value as people write it."""
    match given:
        case None:
            return NOTHING
        case bool():
            return _("yes") if given else _("no")
        case int():
            return f"{given:,}"
        case float():
            return f"{given:.6g}"
        case dict():
            pairs = ((name, inner) for name, inner in given.items() if inner not in (None, 0, "", [], {}))
            return ", ".join(f"{str(name).replace('_', ' ')} {value(inner)}" for name, inner in pairs) or NOTHING
        case list() | tuple():
            return ", ".join(map(value, given)) or NOTHING
        case _:
            return str(given).replace("_", " ")

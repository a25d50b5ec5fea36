"""``defaults.json``: settings that whoever looks after the computers has preset for all; a user's own settings win."""

import enum
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mnist_desktop.i18n import _, ngettext
from mnist_desktop.settings import Presettable, presettable

_MOST_BYTES = 100_000


@dataclass(frozen=True)
class Defaults:
    """What is preset.

    Attributes:
        values: By the settings' names; of the type of the setting's default, and possible.
        problem: What is wrong with the file, in sentences; empty if nothing is. What is right in it holds all the same.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""


def read_defaults(file: Path) -> Defaults:
    """Reads the file; it is a stranger's and need not be right.

    Args:
        file: A JSON object of settings' names and values; it need not be there.
    """
    try:
        with file.open("rb") as opened:
            content = opened.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return Defaults()
    except OSError as error:
        return Defaults(problem=_fault(file, _("It cannot be read: {reason}.").format(reason=error.strerror or error)))
    if len(content) > _MOST_BYTES:
        return Defaults(problem=_fault(file, _("It is longer than {count:,} bytes.").format(count=_MOST_BYTES)))
    try:
        found = json.loads(content.decode("utf-8-sig"))  # Notepad writes a mark before the text
    except json.JSONDecodeError as error:
        reason = _("It is no JSON: line {line}, column {column}.").format(line=error.lineno, column=error.colno)
        return Defaults(problem=_fault(file, reason))
    except (ValueError, RecursionError):
        return Defaults(problem=_fault(file, _("It is no JSON text.")))
    if not isinstance(found, dict):
        return Defaults(problem=_fault(file, _('It is no JSON object; {"look/level": "everything"} is one.')))
    return _checked(file, found)


def _checked(file: Path, found: dict[str, Any]) -> Defaults:
    known = {each.setting.key: each for each in presettable()}
    unknown = [name for name in found if name not in known]
    values, sentences = {}, []
    if unknown:
        text = ngettext("There is no setting {names}.", "There are no settings {names}.", len(unknown))
        sentences.append(text.format(names=", ".join(_quoted(name) for name in unknown[:5])))
    for name, value in found.items():
        if name in known:
            try:
                values[name] = _value(known[name], value)
            except (ValueError, OverflowError):
                text = _("{name} is {came}; expected was: {allowed}.")
                sentences.append(text.format(name=name, came=_quoted(value), allowed=known[name].allowed))
    return Defaults(values, _fault(file, " ".join(sentences)) if sentences else "")


def _value(preset: Presettable, value: Any) -> Any:
    """A value from JSON as the setting's type.

    Raises:
        ValueError: It is none that is allowed.
    """
    setting = preset.setting
    match setting.default:
        case enum.Enum():
            return type(setting.default)(value)
        case str():
            if not isinstance(value, str) or set(value.split()) - set(setting.words):
                raise ValueError
            return value
        case _:
            if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
                raise ValueError
            if (setting.minimum is not None and value < setting.minimum) or (
                setting.maximum is not None and value > setting.maximum
            ):
                raise ValueError
            return float(value)


def _fault(file: Path, reason: str) -> str:
    return _("The settings preset for all, {file}, are not right. {reason}").format(file=file, reason=reason)


def _quoted(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:40]} …"

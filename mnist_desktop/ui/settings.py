"""What the program remembers of its user, in an INI file; the registry of settings is ``mnist_desktop.settings``."""

import enum
from pathlib import Path
from typing import TypeVar, cast

from PySide6.QtCore import QByteArray, QSettings

from mnist_desktop.defaults import Defaults
from mnist_desktop.settings import (
    BRUSH_WIDTH,
    DISK_LIMIT,
    FIRST_PAGE,
    LAST_RUN,
    LEVEL,
    RECENT_DATA,
    SCALE,
    SCHEME,
    WAKING_SECONDS,
    WATCHED_INSIDE,
    WINDOW_GEOMETRY,
    Level,
    Setting,
)

__all__ = [
    "BRUSH_WIDTH",
    "DISK_LIMIT",
    "FIRST_PAGE",
    "LAST_RUN",
    "LEVEL",
    "RECENT_DATA",
    "SCALE",
    "SCHEME",
    "WAKING_SECONDS",
    "WATCHED_INSIDE",
    "WINDOW_GEOMETRY",
    "Level",
    "Setting",
    "Settings",
]

_Value = TypeVar("_Value", bound=bool | int | float | str | bytes | enum.Enum)


class Settings:
    """Reads and writes settings; several windows may share one file.

    A file that cannot be written (a locked account) is no fault: the settings last until the window closes.

    Args:
        file: The INI file; made when something is first set.
        defaults: What is preset for all; holds where the user has set nothing.
    """

    def __init__(self, file: Path, defaults: Defaults | None = None) -> None:
        self._store = QSettings(str(file), QSettings.Format.IniFormat)
        self._defaults = defaults or Defaults()

    def get(self, setting: Setting[_Value]) -> _Value:
        """The value that was set, or else the one that is preset for all, or else the default."""
        default = cast("_Value", self._defaults.values.get(setting.key, setting.default))
        raw = self._store.value(setting.key)
        if raw is None:
            return default
        try:
            value = _read(raw, default)
        except (ValueError, TypeError):
            return default
        if isinstance(value, int | float) and not _within(value, setting.minimum, setting.maximum):
            return default
        return cast("_Value", value)

    def set(self, setting: Setting[_Value], value: _Value) -> None:
        """Remembers a value; it is on disk soon after, or at ``save``."""
        match value:
            case enum.Enum():
                self._store.setValue(setting.key, value.value)
            case bytes():
                self._store.setValue(setting.key, QByteArray(value))
            case _:
                self._store.setValue(setting.key, value)

    def save(self) -> None:
        """Writes to disk now."""
        self._store.sync()


def _read(raw: object, default: object) -> object:
    """What the INI file gives, mostly texts, as the type of ``default``."""
    match default:
        case enum.Enum():
            return type(default)(raw)
        case bool():
            return (
                {"true": True, "false": False}[str(raw).lower()] if str(raw).lower() in ("true", "false") else default
            )
        case int():
            return int(str(raw))
        case float():
            return float(str(raw))
        case bytes():
            return bytes(raw.data()) if isinstance(raw, QByteArray) else default
        case _:
            return str(raw)


def _within(value: float, minimum: float | None, maximum: float | None) -> bool:
    return (minimum is None or value >= minimum) and (maximum is None or value <= maximum)

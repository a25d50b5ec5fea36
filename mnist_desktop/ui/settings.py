"""What the program remembers of its user: one registry of settings over an INI file."""

import enum
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar, cast

from PySide6.QtCore import QByteArray, QSettings

from mnist_desktop.ui.theme import SCALES, Scheme

_Value = TypeVar("_Value", bound=bool | int | float | str | bytes | enum.Enum)


class Level(enum.Enum):
    """How much the pages show."""

    ESSENTIALS = "essentials"
    EVERYTHING = "everything"


@dataclass(frozen=True)
class Setting(Generic[_Value]):
    """One setting; its type is the type of its default.

    Attributes:
        key: Its name in the file: "look/scale".
        default: What holds until it is set, and where the file has something impossible.
        minimum: Smallest number allowed, or None.
        maximum: Largest number allowed, or None.
    """

    key: str
    default: _Value
    minimum: float | None = None
    maximum: float | None = None


SCHEME = Setting("look/scheme", Scheme.SYSTEM)
SCALE = Setting("look/scale", 1.0, minimum=SCALES[0], maximum=SCALES[-1])
LEVEL = Setting("look/level", Level.ESSENTIALS)
WINDOW_GEOMETRY = Setting("window/geometry", b"")
LAST_RUN = Setting("model/last_run", "")
WAKING_SECONDS = Setting("model/waking_seconds", 6.0, minimum=1.0, maximum=60.0)
"""How long TensorFlow took to import last time."""
RECENT_DATA = Setting("data/recent", "")
"""JSON: what was opened last, newest first, as [path, path of labels or ""]."""
DISK_LIMIT = Setting("runs/disk_limit_gigabytes", 2.0, minimum=0.1, maximum=1000.0)
"""Room that all runs together may take."""
BRUSH_WIDTH = Setting("draw/brush_width", 22.0, minimum=10.0, maximum=50.0)
"""In units of the canvas, which is 280 of them wide at every size."""


class Settings:
    """Reads and writes settings; several windows may share one file.

    A file that cannot be written (a locked account) is no fault: the settings last until the window closes.

    Args:
        file: The INI file; made when something is first set.
    """

    def __init__(self, file: Path) -> None:
        self._store = QSettings(str(file), QSettings.Format.IniFormat)

    def get(self, setting: Setting[_Value]) -> _Value:
        """The value that was set, or the default."""
        raw = self._store.value(setting.key)
        if raw is None:
            return setting.default
        try:
            value = _read(raw, setting.default)
        except (ValueError, TypeError):
            return setting.default
        if isinstance(value, int | float) and not _within(value, setting.minimum, setting.maximum):
            return setting.default
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

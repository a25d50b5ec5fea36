"""The registry of settings: what the program remembers of its user, and which of it can be preset for all."""

import enum
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from mnist_desktop.i18n import _

_Value = TypeVar("_Value", bound=bool | int | float | str | bytes | enum.Enum)

SCALES = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
"""The steps of Ctrl + and Ctrl −."""


class Level(enum.Enum):
    """How much the pages show."""

    ESSENTIALS = "essentials"
    EVERYTHING = "everything"


class Scheme(enum.Enum):
    """Which of the two colour tables is used."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class FirstPage(enum.Enum):
    """The page that shows when the window opens."""

    DATA = "data"
    NETWORK = "network"
    TRAIN = "train"
    EVALUATE = "evaluate"
    DRAW = "draw"


@dataclass(frozen=True)
class Setting(Generic[_Value]):
    """One setting; its type is the type of its default.

    Attributes:
        key: Its name in the user's file and in ``defaults.json``: "look/scale".
        default: What holds until it is set or preset, and where a file has something impossible.
        minimum: Smallest number allowed, or None.
        maximum: Largest number allowed, or None.
        words: Where it is a list of words with a space between them: those that are allowed.
    """

    key: str
    default: _Value
    minimum: float | None = None
    maximum: float | None = None
    words: tuple[str, ...] = ()


SCHEME = Setting("look/scheme", Scheme.SYSTEM)
SCALE = Setting("look/scale", 1.0, minimum=SCALES[0], maximum=SCALES[-1])
LEVEL = Setting("look/level", Level.ESSENTIALS)
FIRST_PAGE = Setting("window/first_page", FirstPage.DATA)
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
WATCHED_INSIDE = Setting(
    "train/inside",
    "rate inactive first_layer speed",
    words=("rate", "inactive", "first_layer", "gradients", "weights", "speed", "time"),
)
"""Names of what Train shows of the network's inside, with a space between them."""


@dataclass(frozen=True)
class Presettable:
    """A setting that ``defaults.json`` can preset.

    Attributes:
        setting: Which.
        explanation: What it is, in one sentence.
    """

    setting: Setting[Any]
    explanation: str

    @property
    def allowed(self) -> str:
        """What it can be, in words: "0.8 to 2.0", "light, dark"."""
        setting = self.setting
        if isinstance(setting.default, enum.Enum):
            return ", ".join(each.value for each in type(setting.default))
        if setting.words:
            return _("any of {words}, with spaces between").format(words=", ".join(setting.words))
        return _("a number, {minimum:g} to {maximum:g}").format(minimum=setting.minimum, maximum=setting.maximum)

    @property
    def default(self) -> str | float:
        """What holds when nobody presets it, as JSON has it."""
        default: Any = self.setting.default
        return str(default.value) if isinstance(default, enum.Enum) else default


def presettable() -> tuple[Presettable, ...]:
    """All settings that make sense for others than the user, in the order in which they are told."""
    return (
        Presettable(FIRST_PAGE, _("The page that shows when the window opens.")),
        Presettable(LEVEL, _("Whether pages show the essentials or everything (Ctrl+E).")),
        Presettable(SCHEME, _("Light or dark; system follows the computer's setting.")),
        Presettable(SCALE, _("The size of everything (Ctrl + and Ctrl -); 1 is normal.")),
        Presettable(BRUSH_WIDTH, _("The brush on Draw; the canvas is 280 wide.")),
        Presettable(WATCHED_INSIDE, _("What Train shows of the network's inside.")),
        Presettable(DISK_LIMIT, _("Room for one user's runs in GB; beyond it, weights of older epochs are dropped.")),
    )

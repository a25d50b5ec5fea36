"""What a path is that was dropped on the window: told by its name, before anything is opened."""

from pathlib import Path
from typing import Literal

from mnist_desktop.runs.run_file import SUFFIX

_MODELS = frozenset({SUFFIX, ".keras"})
_NETWORKS = frozenset({".json"})
_DATA = frozenset({".npz", ".csv", ".gz"})


def kind_of(path: Path) -> Literal["model", "network", "data"] | None:
    """What a file or folder is for.

    Args:
        path: What was dropped.

    Returns:
        "model" for a model of this program or of Keras's, "network" for a recipe, "data" for a folder or a file of
        pictures and labels; None for anything else. What is in it is found out by whoever opens it.
    """
    suffix = path.suffix.casefold()
    if suffix in _MODELS and not path.is_dir():
        return "model"
    if suffix in _NETWORKS and not path.is_dir():
        return "network"
    if suffix in _DATA or "-ubyte" in path.name.casefold() or path.is_dir():
        return "data"
    return None

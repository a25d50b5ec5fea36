"""The only place that knows where the program's resources and the user's folder are."""

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resources_folder() -> Path:
    """The folder of what travels with the program: inside the package when installed, beside it in a checkout."""
    installed = _PACKAGE / "resources"
    return installed if installed.is_dir() else _PACKAGE.parent / "resources"


def user_folder() -> Path:
    """The user's folder: ``MNIST_DESKTOP_HOME`` where that is set, the system's place for data otherwise."""
    chosen = os.environ.get("MNIST_DESKTOP_HOME")
    if chosen:
        return Path(chosen).expanduser()
    import platformdirs  # only here: costs 20 ms, which `--help` does not need

    return Path(platformdirs.user_data_dir("mnist-desktop", appauthor=False))


def runs_folder() -> Path:
    """Where the user's runs are."""
    return user_folder() / "runs"


def logs_folder() -> Path:
    """Where logs and crash reports are."""
    return user_folder() / "logs"

"""The only place that knows where the program's resources and the user's folder are."""

import functools
import os
import sys
import tempfile
from pathlib import Path

from mnist_desktop.i18n import _

PORTABLE_MARK = "portable"
PORTABLE_FOLDER = "user-data"

_PACKAGE = Path(__file__).resolve().parent


def resources_folder() -> Path:
    """The folder of what travels with the program: inside the package when installed, beside it in a checkout."""
    installed = _PACKAGE / "resources"
    return installed if installed.is_dir() else _PACKAGE.parent / "resources"


def program_folder() -> Path | None:
    """The folder that holds the built program, on macOS the one that holds the ``.app``; None when run by Python."""
    if not getattr(sys, "frozen", False):
        return None
    folder = Path(sys.executable).resolve().parent
    if folder.name == "MacOS" and folder.parent.name == "Contents":
        return folder.parent.parent.parent
    return folder


def defaults_file() -> Path:
    """Where settings are preset for all: beside the built program; run by Python, beside the resources' folder."""
    return (program_folder() or resources_folder().parent) / "defaults.json"


def user_folder() -> Path:
    """Where runs, settings and logs are kept.

    ``MNIST_DESKTOP_HOME`` where that is set; else ``user-data`` beside the built program where that is portable and
    can be written (``portable_fault`` says why it cannot); else the system's place for this user's data.
    """
    chosen = os.environ.get("MNIST_DESKTOP_HOME")
    if chosen:
        return Path(chosen).expanduser()
    return _portable_folder() or _system_folder()


def portable_fault() -> str:
    """One sentence on why the folder beside the program is not used though it should be; empty if all is well."""
    program = program_folder()
    if os.environ.get("MNIST_DESKTOP_HOME") or program is None:
        return ""
    _folder, reason = _portable(program)
    if not reason:
        return ""
    return _("{folder} beside the program cannot be written ({reason}): runs and settings are kept in {place}.").format(
        folder=program / PORTABLE_FOLDER, reason=reason, place=_system_folder()
    )


def travels(folder: Path) -> bool:
    """Whether a folder is in the folder of the built program, and goes where that goes."""
    program = program_folder()
    return program is not None and folder.resolve().is_relative_to(program)


def runs_folder() -> Path:
    """Where the user's runs are."""
    return user_folder() / "runs"


def logs_folder() -> Path:
    """Where logs and crash reports are."""
    return user_folder() / "logs"


def library_folders(folder: Path | None = None) -> dict[str, str]:
    """Environment variables that keep the notes of Keras and matplotlib in the user's folder, too.

    Args:
        folder: That folder; by default the portable one, and nothing is said where there is none: then these
            libraries keep them where all programs of this user find them.
    """
    folder = folder or _portable_folder()
    if folder is None:
        return {}
    cache = folder / "cache"
    wanted = {"KERAS_HOME": str(cache / "keras"), "MPLCONFIGDIR": str(cache / "matplotlib")}
    return {name: place for name, place in wanted.items() if name not in os.environ}


def _portable_folder() -> Path | None:
    """The folder beside the built program, where that is to be used and can be."""
    program = program_folder()
    if os.environ.get("MNIST_DESKTOP_HOME") or program is None:
        return None
    folder, _reason = _portable(program)
    return folder


def _system_folder() -> Path:
    import platformdirs  # only here: costs 20 ms, which `--help` does not need

    return Path(platformdirs.user_data_dir("mnist-desktop", appauthor=False))


@functools.cache  # all parts of one process are to agree, whatever happens to the stick meanwhile
def _portable(program: Path) -> tuple[Path | None, str]:
    """The portable folder of a program, or None; and why it cannot be used though it is wanted."""
    folder = program / PORTABLE_FOLDER
    if not folder.is_dir() and not (program / PORTABLE_MARK).exists():
        return None, ""
    try:
        folder.mkdir(exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(bytes(4096))
    except OSError as error:
        return None, error.strerror or str(error)
    return folder, ""

"""Where runs are kept: the user's folder, or one that lasts until the program ends where that cannot be written."""

import atexit
import contextlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mnist_desktop import paths
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _


@dataclass(frozen=True)
class Storage:
    """Where runs are kept, and for how long.

    Attributes:
        folder: The folder that holds them.
        kind: "lasting"; "portable" when it travels with the program, on a stick that others will use; or "temporary"
            when the user's folder cannot be written: what is in it goes when the program ends.
        problem: One sentence for the user where runs are not where they should be; else empty.
    """

    folder: Path
    kind: Literal["lasting", "portable", "temporary"]
    problem: str = ""


def find_storage(folder: Path, *, fall_back: bool) -> Storage:
    """Looks whether runs can be kept in a folder, by writing there.

    Args:
        folder: The user's folder of runs; made if it is not there.
        fall_back: Where it cannot be written, make a temporary one, which is deleted when the program ends.

    Raises:
        UserError: Nothing can be written anywhere.
    """
    if not fall_back:  # whoever keeps a run is told
        return Storage(folder, _kind(folder), paths.portable_fault())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(bytes(4096))
        return Storage(folder, _kind(folder), paths.portable_fault())
    except OSError as error:
        reason = error.strerror or str(error)
    try:
        temporary = Path(tempfile.mkdtemp(prefix="mnist-desktop-"))
    except OSError as error:
        raise UserError(
            _("Neither {folder} nor a temporary folder can be written: {reason}.").format(
                folder=folder, reason=error.strerror or error
            ),
            _("Make room or allow writing there, or set MNIST_DESKTOP_HOME to another folder."),
        ) from None
    atexit.register(_remove, temporary)
    problem = _(
        "Your folder {folder} cannot be written ({reason}): models that you train last until this window closes. "
        "Ctrl+S saves one anywhere."
    )
    return Storage(temporary, "temporary", problem.format(folder=folder, reason=reason))


def _kind(folder: Path) -> Literal["lasting", "portable"]:
    """Portable is what lies in the folder of the built program itself."""
    return "portable" if paths.travels(folder) else "lasting"


def _remove(folder: Path) -> None:
    with contextlib.suppress(OSError):
        shutil.rmtree(folder)

"""Is there a screen, and the libraries that Qt needs for it? Asked before Qt aborts; knows nothing of Qt itself."""

import ctypes
import os
import sys
from pathlib import Path

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _

_PACKAGES = (
    "libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0 libxcb-cursor0 libxkbcommon-x11-0 "
    "libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 "
    "libxcb-xinerama0 libxcb-xkb1"
)
"""What Qt 6 needs on Debian and Ubuntu; on newer ones libglib2.0-0 is a name that libglib2.0-0t64 answers to."""


def check_display() -> None:
    """Looks for a screen, on Linux alone; elsewhere there always is one.

    Raises:
        UserError: There is none, or it does not answer.
    """
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return
    if os.environ.get("WAYLAND_DISPLAY"):
        return
    display = os.environ.get("DISPLAY")
    if not display:
        raise UserError(
            _("There is no screen: neither DISPLAY nor WAYLAND_DISPLAY is set."),
            _("Start it in a desktop session, or use the commands that need no window (mnist-desktop --help)."),
        )
    if not _answers():
        raise UserError(
            _("The screen {display} does not answer.").format(display=display),
            _("Start it in a desktop session, or with DISPLAY set to a screen that is there."),
        )


def check_platform_plugin(plugins: Path) -> None:
    """Looks whether Qt's plugin for X11 can be loaded, for without it Qt aborts.

    Args:
        plugins: Qt's folder of plugins.

    Raises:
        UserError: A library is missing.
    """
    plugin = plugins / "platforms" / "libqxcb.so"
    if os.environ.get("QT_QPA_PLATFORM") or os.environ.get("WAYLAND_DISPLAY") or not plugin.exists():
        return
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        raise missing_library(error) from None


def missing_library(error: Exception) -> UserError:
    """What to say when Qt cannot be imported or its plugin not be loaded.

    Args:
        error: An ``ImportError`` or ``OSError`` such as "libEGL.so.1: cannot open shared object file".
    """
    if not sys.platform.startswith("linux"):
        return UserError(
            _("The window cannot be opened: {reason}.").format(reason=error), _("Install the program again.")
        )
    return UserError(
        _("The window cannot be opened: the library {library} is missing.").format(
            library=str(error).partition(":")[0]
        ),
        _("On Debian and Ubuntu: sudo apt install {packages}").format(packages=_PACKAGES),
    )


def _answers() -> bool:
    """Whether an X server takes a connection; True where that cannot be found out."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # then Qt's plugin lacks it too, which says more
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    try:
        return not xcb.xcb_connection_has_error(connection)
    finally:
        xcb.xcb_disconnect(connection)

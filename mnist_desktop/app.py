"""The composition root of the window: builds the service, the session and the window, and runs them."""

import builtins
import importlib
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mnist_desktop import paths
from mnist_desktop.ui.display import check_display, check_platform_plugin, missing_library

# Qt is imported inside the functions: where a library of the system is missing, that fails, and is to be explained.
if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from mnist_desktop.ui.crashes import CrashReporter
    from mnist_desktop.ui.main_window import MainWindow
    from mnist_desktop.ui.session import Session
    from mnist_desktop.ui.widgets.page import Page


def run(argv: Sequence[str], use: "Callable[[MainWindow, CrashReporter], int] | None" = None) -> int:
    """Opens the window and returns when it is closed.

    Args:
        argv: The program's name and arguments for Qt.
        use: Uses the window in place of a user, and returns the exit status.

    Returns:
        The exit status.

    Raises:
        UserError: There is no screen, or a library of the system is missing.
    """
    application = _make_application(argv)
    import shiboken6

    from mnist_desktop.ui.crashes import CrashReporter

    # First of all, so that nothing that goes wrong from here on goes unseen.
    reporter = CrashReporter(application)
    reporter.install()
    window = make_window(reporter)
    window.show()
    try:
        return application.exec() if use is None else use(window, reporter)
    finally:
        window.session.jobs.shutdown()
        window.session.settings.save()  # Qt would do it when Python ends, even into a folder that is gone by then
        reporter.uninstall()
        shiboken6.delete(window)  # before the application: Python would pick an order of its own


def make_window(reporter: "CrashReporter") -> "MainWindow":
    """Builds all that the window needs, and starts the session once the window is painted.

    Args:
        reporter: Gets what goes wrong in the lanes.
    """
    from mnist_desktop.defaults import read_defaults
    from mnist_desktop.errors import UserError
    from mnist_desktop.service import ModelService
    from mnist_desktop.ui.jobs import Jobs
    from mnist_desktop.ui.main_window import MainWindow
    from mnist_desktop.ui.session import Session
    from mnist_desktop.ui.settings import Settings
    from mnist_desktop.ui.view_menu import restore_appearance

    defaults = read_defaults(paths.defaults_file())
    settings = Settings(paths.user_folder() / "settings.ini", defaults)
    restore_appearance(settings)
    jobs = Jobs(reporter)
    session = Session(ModelService(fall_back=True), jobs, settings, jobs)
    window = MainWindow(session, {name: partial(_make_page, name, session) for name in _PAGES})
    jobs.crashed.connect(reporter.report)
    reporter.crashed.connect(window.show_crash)
    reporter.user_error.connect(window.message_bar.show_error)
    if defaults.problem:
        window.message_bar.show_error(UserError(defaults.problem))
    window.first_painted.connect(session.start)
    window.first_painted.connect(partial(jobs.run_data, _import_plots))
    return window


def _give_imports_back() -> None:
    """Takes PySide's hook off the import statement.

    It reads the source of every module that is imported after PySide6, in search of ``__feature__`` switches that
    nobody here uses, and keeps it: importing TensorFlow took 0.6 s longer for it and 117 MB more.
    """
    original = getattr(builtins, "__orig_import__", None)
    if original is not None:
        builtins.__import__ = original


_PAGES = {
    "data": ("data_tab", "DataPage"),
    "network": ("network_tab", "NetworkPage"),
    "train": ("training_tab", "TrainingPage"),
    "evaluate": ("evaluation_tab", "EvaluationPage"),
    "draw": ("draw_tab", "DrawPage"),
}
"""Module in ``ui`` and class of each page; imported when the page is first shown."""


def _make_page(name: str, session: "Session") -> "Page":
    module, page = _PAGES[name]
    made: Page = getattr(importlib.import_module(f"mnist_desktop.ui.{module}"), page)(session)
    return made


def _import_plots() -> None:
    """Half a second in the data lane, which the first page with a plot then need not wait for."""
    for module in ("matplotlib.figure", "matplotlib.backends.backend_agg"):
        importlib.import_module(module)


def _make_application(argv: Sequence[str]) -> "QApplication":
    check_display()
    try:
        from PySide6.QtCore import QLibraryInfo
        from PySide6.QtWidgets import QApplication
    except ImportError as error:
        if isinstance(error, ModuleNotFoundError):
            raise
        raise missing_library(error) from None
    _give_imports_back()
    if sys.platform.startswith("linux"):
        check_platform_plugin(Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)))
    application = QApplication(list(argv))
    application.setApplicationName("MNIST Desktop")
    application.setDesktopFileName("mnist-desktop")
    return application

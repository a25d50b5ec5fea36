"""The self-test: goes through all of the program in the real window, without a screen, and says whether it works.

It needs neither a screen, a network, pytest, nor a folder that can be written other than the system's for temporary
files; nothing of the user's is read or touched.
"""

import os
import shutil
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mnist_desktop import paths
from mnist_desktop.selftest.guard import NetworkGuard
from mnist_desktop.selftest.runner import Runner

if TYPE_CHECKING:
    from mnist_desktop.selftest.bench import Bench
    from mnist_desktop.ui.crashes import CrashReporter
    from mnist_desktop.ui.main_window import MainWindow

_LEAVING_SECONDS = 120.0


def run_selftest(*, as_json: bool) -> int:
    """Runs all steps, prints each with how long it took, and ends with a line that says whether all is right.

    Args:
        as_json: Print one JSON object a line.

    Returns:
        The exit status: 0 only if all is right, 1 otherwise.
    """
    guard = NetworkGuard()
    guard.install()
    folder = Path(tempfile.mkdtemp(prefix="mnist-desktop-selftest-"))
    clean_up = partial(shutil.rmtree, folder, ignore_errors=True)
    runner: Runner[Bench] = Runner(as_json=as_json, clean_up=clean_up)
    runner.begin("start", 180.0)
    home = folder / "home"
    os.environ |= {"QT_QPA_PLATFORM": "offscreen", "MNIST_DESKTOP_HOME": str(home), **paths.library_folders(home)}
    try:
        # Not imported above: this chooses Qt's platform before anything of Qt's is there.
        from mnist_desktop import app

        status = app.run(["mnist-desktop"], partial(_use, runner, guard, folder))
        if status == 0:
            runner.succeed()
    except Exception as error:
        runner.fail(error)
        status = 1
    finally:
        clean_up()
    return status


def _use(
    runner: "Runner[Bench]", guard: NetworkGuard, folder: Path, window: "MainWindow", reporter: "CrashReporter"
) -> int:
    """Runs the steps in the window; returns the exit status."""
    from mnist_desktop.selftest.bench import Bench
    from mnist_desktop.selftest.steps import all_steps

    bench = Bench(window, reporter, guard, folder, lambda: runner.deadline)
    if runner.run(all_steps(), bench):
        return 0
    runner.leave_within(_LEAVING_SECONDS)  # the lanes may hang in what failed
    return 1

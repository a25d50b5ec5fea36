"""Takes a picture of every page, in three sizes, light and dark: ``python -m tests.screenshots [FOLDER]``.

The real program goes through the lesson by itself, without a screen and on a user's folder that is new: it looks at
the data, chooses "Deep, with batch normalisation", trains it, tests it and draws a digit at it. What the pages show at
other views is taken once, light. The pictures go to ``resources/screenshots/`` unless another folder is named.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mnist_desktop.ui.main_window import MainWindow

SIZES = ((1366, 689), (1024, 600), (911, 459))
PRESET = "dense-batchnorm"

# A 3 as a pen writes it, in shares of the canvas.
_THREE = (
    *((0.32, 0.28), (0.38, 0.22), (0.47, 0.19), (0.57, 0.21), (0.63, 0.28), (0.62, 0.37), (0.55, 0.43), (0.46, 0.46)),
    *((0.56, 0.48), (0.64, 0.54), (0.66, 0.63), (0.62, 0.73), (0.52, 0.79), (0.41, 0.79), (0.32, 0.74)),
)

_PATIENCE = 120.0  # seconds for TensorFlow, a training or a test on a slow machine


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("resources/screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"QT_QPA_PLATFORM": "offscreen", "MNIST_DESKTOP_HOME": home}
        from mnist_desktop import app
        from mnist_desktop.ui.crashes import CrashReporter

        reporter = CrashReporter(app._make_application(["mnist-desktop"]))
        window = app.make_window(reporter)
        window.resize(*SIZES[0])
        window.show()
        _lesson(window, folder)
        window.session.jobs.shutdown()
    os._exit(0)


def _lesson(window: "MainWindow", folder: Path) -> None:
    from mnist_desktop.training.events import EpochFinished

    session = window.session
    _wait_until(lambda: session.predictor is not None and session.description is not None)
    preset = session.service.preset(PRESET)
    session.choose_network(preset.network, preset.training, preset.title, preset.name)
    _wait_until(lambda: session.predictor is not None)
    _take(window, folder, "data")
    _take(window, folder, "network")
    _take_view(window, folder, "network-layers", "Ctrl+L")
    _press(window, "Ctrl+L")
    window.show_page("train")
    finished = []
    session.training_event.connect(lambda event: finished.append(event) if isinstance(event, EpochFinished) else None)
    session.start_training(preset.training)
    _wait_until(lambda: len(finished) >= 3)
    session.pause()
    _wait(500)
    _take(window, folder, "train")
    _press(window, "Ctrl+I")
    session.resume()
    _wait(3000)
    _take_view(window, folder, "train-inside")
    _wait_until(lambda: not session.training)
    _take_view(window, folder, "train-compare", "Ctrl+L")
    _press(window, "Ctrl+L")
    session.test()
    _wait_until(lambda: session.evaluation is not None)
    _take(window, folder, "evaluate")
    _take_view(window, folder, "evaluate-certainty", "U")
    _press(window, "B")
    _press(window, "Shift+Return")
    _wait_until(lambda: not session.jobs.model_lane_busy)
    _take_view(window, folder, "evaluate-robustness")
    _take_view(window, folder, "evaluate-map", "A")
    _press(window, "M")
    window.show_page("draw")
    _wait_until(lambda: session.predictor is not None)
    _draw(window)
    _take(window, folder, "draw")


def _draw(window: "MainWindow") -> None:
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest

    from mnist_desktop.ui.digit_canvas import DigitCanvas

    canvas = window.page.findChild(DigitCanvas)
    assert isinstance(canvas, DigitCanvas)
    side = canvas.width()
    places = [QPoint(round(x * side), round(y * side)) for x, y in _THREE]
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=places[0])
    for place in places:
        QTest.mouseMove(canvas, place)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=places[-1])
    _wait(500)


def _take(window: "MainWindow", folder: Path, page: str) -> None:
    from mnist_desktop.ui.theme import Scheme, appearance

    window.show_page(page)
    for scheme in (Scheme.LIGHT, Scheme.DARK):
        appearance().set_scheme(scheme)
        for width, height in SIZES:
            window.resize(width, height)
            if (focused := window.focusWidget()) is not None:
                focused.clearFocus()
            _wait(1200)  # a plot is drawn anew when it has got its size
            file = folder / f"{page}-{scheme.value}-{width}.png"
            if not window.grab().save(str(file)):
                raise SystemExit(f"{file} cannot be written")
            sys.stdout.write(f"{file}\n")


def _take_view(window: "MainWindow", folder: Path, name: str, key: str = "") -> None:
    """One picture, light and wide, after a key of the page."""
    from mnist_desktop.ui.theme import Scheme, appearance

    appearance().set_scheme(Scheme.LIGHT)
    window.resize(*SIZES[0])
    if key:
        _press(window, key)
    _wait(4000)
    file = folder / f"{name}.png"
    if not window.grab().save(str(file)):
        raise SystemExit(f"{file} cannot be written")
    sys.stdout.write(f"{file}\n")


def _press(window: "MainWindow", key: str) -> None:
    """Triggers the action of the page that has a key."""
    for action in window.page.actions():
        if key in [each.toString() for each in action.shortcuts()]:
            action.trigger()
            _wait(500)
            return
    raise SystemExit(f"no action of this page has the key {key}")


def _wait_until(condition: Callable[[], bool]) -> None:
    ends = time.monotonic() + _PATIENCE
    while not condition():
        if time.monotonic() > ends:
            raise SystemExit("the lesson did not go on")
        _wait(20)


def _wait(milliseconds: int) -> None:
    """Lets the window work; unlike QTest.qWait this lets go of Python's lock meanwhile."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


if __name__ == "__main__":
    main()

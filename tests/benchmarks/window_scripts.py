"""What the window's benchmark does in the window: objects that listen to it and note when things happen."""

import resource
import time
from typing import Any

import numpy as np
from PySide6.QtCore import QEventLoop, QObject, QPoint, Qt, QTimer, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mnist_desktop.training.control import Pace
from mnist_desktop.training.events import EpochFinished, PauseChanged, StepsDone, TrainingEvent
from mnist_desktop.ui.main_window import MainWindow
from tests.benchmarks.window import TIMER_SECONDS


class Draw(QObject):
    """Draws a zigzag with the mouse, erases it, and notes how long each movement takes until its answer is painted.

    The lamp is at work beside it, as it is from the first drawing on; movements that erase nothing are left out.
    """

    def __init__(self, window: MainWindow, figures: dict[str, float], started: float, what: str) -> None:
        super().__init__()
        self._window = window
        self._figures = figures
        window.session.predictor_changed.connect(self._on_predictor)

    @Slot(object)
    def _on_predictor(self, predictor: Any) -> None:
        if predictor is not None:
            QTimer.singleShot(200, self._draw)

    @Slot()
    def _draw(self) -> None:
        from mnist_desktop.ui.digit_canvas import DigitCanvas
        from mnist_desktop.ui.draw.lamp import DigitLamp

        self._window.show_page("draw")
        canvas, lamp = self._window.page.findChild(DigitCanvas), self._window.page.findChild(DigitLamp)
        assert canvas is not None
        assert lamp is not None
        canvas.set_picture(np.full((28, 28), 100, np.uint8))
        while lamp.isHidden():
            _settle()
        canvas.clear()
        _settle()
        changes: list[None] = []
        canvas.ink_changed.connect(lambda: changes.append(None))
        side = canvas.width()
        steps = range(200)
        drawn = [QPoint(side // 4 + step * side // 400, side // 4 + (step * 7) % (side // 2)) for step in steps]
        # Over the strokes to and fro, so that it cuts them nearly each time.
        erased = [
            QPoint(side // 5 + step * side // 330, side // 5 + (step * 5) % (side * 3 // 5)) for step in range(200)
        ]
        for name, button, places in (
            ("drawing", Qt.MouseButton.LeftButton, drawn),
            ("erasing", Qt.MouseButton.RightButton, erased),
        ):
            times = []
            QTest.mousePress(canvas, button, pos=places[0])
            for place in places:
                changes.clear()
                before = time.perf_counter()
                QTest.mouseMove(canvas, place)
                QApplication.processEvents()
                if changes:
                    times.append(time.perf_counter() - before)
            QTest.mouseRelease(canvas, button, pos=places[-1])
            self._figures[f"{name} p50, ms"] = float(np.percentile(times, 50)) * 1e3
            self._figures[f"{name} p95, ms"] = float(np.percentile(times, 95)) * 1e3
        QApplication.exit()


def _settle(milliseconds: int = 300) -> None:
    """Lets the window work; unlike QTest.qWait this lets go of Python's lock meanwhile."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class Training(QObject):
    """Trains at full speed with the curves on; measures lateness, then pause and stop."""

    def __init__(self, window: MainWindow, figures: dict[str, float], started: float, what: str) -> None:
        super().__init__()
        self._window = window
        self._session = window.session
        self._figures = figures
        self._network = what
        self._late: list[float] = []
        self._pauses: list[float] = []
        self._asked = 0.0
        self._events = 0
        self._last = 0.0
        self._began = False
        self._session.predictor_changed.connect(self._on_predictor)
        self._session.training_event.connect(self._on_event)
        self._session.training_changed.connect(self._on_training_changed)
        self._timer = QTimer(self, interval=int(TIMER_SECONDS * 1e3), timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timer)

    @Slot(object)
    def _on_predictor(self, predictor: Any) -> None:
        if predictor is not None and not self._began and self._session.dataset is not None:
            self._began = True
            QTimer.singleShot(1000, self._begin)  # after the start has settled

    @Slot()
    def _begin(self) -> None:
        preset = self._session.service.preset(self._network)
        self._session.choose_network(preset.network, preset.training, preset.title, preset.name)
        self._window.show_page("train")
        epochs = 2 if self._network == "cnn" else 12
        self._session.set_pace(Pace.FULL)
        self._session.start_training(preset.training.model_copy(update={"epochs": epochs}))

    @Slot()
    def _on_timer(self) -> None:
        now = time.perf_counter()
        if self._last:
            self._late.append(now - self._last - TIMER_SECONDS)
        self._last = now

    @Slot(object)
    def _on_event(self, event: TrainingEvent) -> None:
        match event:
            case StepsDone():
                self._events += 1
                if not self._timer.isActive() and self._events == 5:  # compiling is over
                    self._timer.start()
                # Three pauses while the first epoch goes on, then full speed.
                if self._events in (20, 30, 40) and not self._asked:
                    self._asked = time.perf_counter()
                    self._session.pause()
            case PauseChanged(paused=True):
                self._pauses.append(time.perf_counter() - self._asked)
                self._asked = 0.0
                self._session.resume()
            case EpochFinished() if event.record.epoch >= (1 if self._network == "cnn" else 10):
                self._timer.stop()
                QTimer.singleShot(100, self._stop)

    @Slot()
    def _stop(self) -> None:
        # While the network still learns, as between two epochs: all axes, lines and words drawn anew.
        from mnist_desktop.ui.figure_view import FigureView

        view = self._window.page.findChild(FigureView)
        assert isinstance(view, FigureView)
        times = []
        for _ in range(5):
            view.redraw()
            before = time.perf_counter()
            view.draw_now()
            times.append(time.perf_counter() - before)
        self._figures["rescale, ms"] = float(np.median(times)) * 1e3
        self._asked = time.perf_counter()
        self._session.stop()

    @Slot(object)
    def _on_training_changed(self, training: bool) -> None:
        if training or not self._late:
            return
        late = np.maximum(self._late, 0.0) * 1e3
        self._figures |= {
            "lateness p50, ms": float(np.percentile(late, 50)),
            "lateness p99, ms": float(np.percentile(late, 99)),
            "lateness max, ms": float(late.max()),
            "pause, ms": max(self._pauses) * 1e3,
            "stop, ms": (time.perf_counter() - self._asked) * 1e3,
            "peak memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
        QApplication.exit()

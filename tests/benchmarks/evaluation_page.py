"""Measures the page Evaluate: how soon a test's result is drawn, and how long each view holds the window up.

    python -m tests.benchmarks.evaluation_page

The bundled model is tested on all of MNIST in the real window, without a screen and on a user's folder that is new.
Lateness is that of a 5-ms timer in the window's thread. Other programs make the timer late too; therefore the most
processor time of that thread between two of its ticks stands beside it, and what all threads of the program used
between the two ticks of the longest wait. Where that is much less than the wait, the program waited for a processor.
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from tests.screenshots import _wait, _wait_until

if TYPE_CHECKING:
    from mnist_desktop.ui.evaluation.matrix import MatrixView
    from mnist_desktop.ui.evaluation.results import ResultsView
    from mnist_desktop.ui.main_window import MainWindow

INTERVAL_MS = 5
MOST_TO_PICTURE_MS, MOST_STALL_MS = 500, 50


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"QT_QPA_PLATFORM": "offscreen", "MNIST_DESKTOP_HOME": home}
        from mnist_desktop import app
        from mnist_desktop.ui.crashes import CrashReporter

        reporter = CrashReporter(app._make_application(["mnist-desktop"]))
        window = app.make_window(reporter)
        window.resize(1366, 689)
        window.show()
        _measure(window)
        window.session.jobs.shutdown()
    sys.stdout.flush()
    os._exit(0)  # nothing is left to be saved, and the interpreter's own end is not measured


def _measure(window: "MainWindow") -> None:
    from PySide6.QtWidgets import QComboBox, QPushButton, QSlider, QTableWidget

    from mnist_desktop.ui.evaluation.map import MapView
    from mnist_desktop.ui.evaluation.matrix import MatrixPane
    from mnist_desktop.ui.evaluation_tab import EvaluationPage
    from mnist_desktop.ui.settings import Level

    session = window.session
    _wait_until(lambda: session.predictor is not None and session.description is not None)
    session.set_level(Level.EVERYTHING)
    window.show_page("evaluate")
    page = window.page
    assert isinstance(page, EvaluationPage)
    _wait_until(lambda: page._results is not None)
    results = page._results
    assert results is not None
    watch = _Watch()
    found: list[float] = []
    session.results_changed.connect(lambda results: found.append(time.perf_counter()) if results else None)

    def first_picture() -> None:
        session.test()
        _wait_until(lambda: bool(found))
        pane = results.view
        assert isinstance(pane, MatrixPane)
        _wait_until(lambda: _is_drawn(pane.matrix))
        taken = (time.perf_counter() - found[0]) * 1e3
        print(f"{'first complete picture after the result':44} {taken:8.1f} {MOST_TO_PICTURE_MS:8}")

    def drag() -> None:
        slider = page.findChild(QSlider, "threshold")
        assert slider is not None
        for place in range(0, slider.maximum(), 2):
            slider.setValue(place)
            _wait(16)

    def other_class() -> None:
        table = page.findChild(QTableWidget, "area_table")
        assert table is not None
        table.setCurrentCell((table.currentRow() + 1) % 10, 0)

    def map_by_tsne() -> None:
        view, method = results.view, page.findChild(QComboBox, "map_method")
        assert isinstance(view, MapView)
        assert method is not None
        method.setCurrentIndex(method.findText("t-SNE"))
        method.activated.emit(method.currentIndex())
        _wait_until(lambda: not view.busy)

    print(f"{'':44} {'ms':>8} {'limit':>8} {'own processor time, ms':>24} {'all threads then, ms':>24}")
    watch.span("the test and its first picture", first_picture)
    for name in ("report", "certainty", "rates", "matrix"):
        watch.span(f"view {name}", _showing(results, name))
    watch.span("matrix in shares", results.toggle_shares)
    results.show_view("certainty")
    watch.span("dragging the threshold", drag)
    fit = page.findChild(QPushButton, "fit_temperature")
    assert fit is not None
    watch.span("fitting a temperature", fit.click, 4000)
    results.show_view("rates")
    watch.span("curves of another class", other_class)
    for name, milliseconds in (("robustness", 8000), ("compare", 1500), ("map", 4000)):
        watch.span(f"view {name}", _showing(results, name), milliseconds)
    watch.span("t-SNE of 2,000 pictures, and its map", map_by_tsne)


class _Watch:
    """A timer that notes how late it is."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self._ticks: list[_Tick] = []
        self._timer = QTimer(interval=INTERVAL_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        self._ticks.append(_Tick(time.perf_counter(), time.thread_time(), time.process_time()))

    def span(self, name: str, act: Callable[[], object], milliseconds: int = 1500) -> None:
        """Prints the longest wait between two ticks while something is done."""
        _wait(300)
        self._ticks.clear()
        self._tick()
        act()
        _wait(milliseconds)
        pairs = list(pairwise(self._ticks))
        before, after = max(pairs, key=lambda pair: pair[1].at - pair[0].at)
        late = (after.at - before.at) * 1e3 - INTERVAL_MS
        own = max((after.own - before.own) * 1e3 for before, after in pairs)
        print(f"{name:44} {late:8.1f} {MOST_STALL_MS:8} {own:24.1f} {(after.all - before.all) * 1e3:24.1f}")


class _Tick(NamedTuple):
    """When a tick came, and the processor time until then of the window's thread and of all threads; seconds."""

    at: float
    own: float
    all: float


def _showing(results: "ResultsView", name: str) -> Callable[[], object]:
    return lambda: results.show_view(name)


def _is_drawn(matrix: "MatrixView") -> bool:
    return not matrix._image.isNull() and not matrix._is_waiting()


if __name__ == "__main__":
    main()

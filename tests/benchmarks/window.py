"""Measures the real window: how soon it shows, how smooth it stays while a network learns, and what memory that takes.

    python -m tests.benchmarks.window [--runs N] [--json FILE]

Each measurement runs in a process of its own, without a screen unless QT_QPA_PLATFORM says otherwise, on a user's
folder that is new. Times are medians over the runs; lateness is that of a 5-ms timer in the window's thread.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TIMER_SECONDS = 0.005
NETWORKS = ("dense-dropout", "dense-batchnorm", "cnn")
LIMITS = {
    "first paint, s": 0.6,
    "lateness p99, ms": 16.0,
    "rescale, ms": 100.0,
    "pause, ms": 150.0,
    "stop, ms": 150.0,
    "drawing p95, ms": 16.0,
    "erasing p95, ms": 16.0,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", type=Path, help="write the figures there")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        _child(options.child)
        return
    _in_process("start")  # the disk is warm, and the bytecode written
    figures = {"start": _median(options.runs, "start"), "drawing": _median(options.runs, "draw")}
    for network in NETWORKS:
        figures[network] = _median(1 if network == "cnn" else options.runs, network)
    print(f"{'':18} {'figure':24} {'median':>10} {'limit':>8}")
    for subject, values in figures.items():
        for name, value in values.items():
            limit = LIMITS.get(name, "")
            print(f"{subject:18} {name:24} {value:10.2f} {limit:>8}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _median(runs: int, what: str) -> dict[str, float]:
    results = [_in_process(what) for _ in range(runs)]
    return {name: statistics.median(result[name] for result in results) for name in results[0]}


def _in_process(what: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as home:
        environment = {"QT_QPA_PLATFORM": "offscreen"} | os.environ | {"MNIST_DESKTOP_HOME": home}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
        environment["BENCHMARK_STARTED"] = repr(time.time())
        command = [sys.executable, "-m", "tests.benchmarks.window", "--child", what]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def _child(what: str) -> None:
    """Runs the window as ``app.run`` does, with a script that watches it."""
    from mnist_desktop import app
    from mnist_desktop.ui.crashes import CrashReporter

    started = float(os.environ["BENCHMARK_STARTED"])
    application = app._make_application(["mnist-desktop"])
    reporter = CrashReporter(application)
    window = app.make_window(reporter)
    figures: dict[str, float] = {}
    watcher = _script(what)(window, figures, started, what)
    window.resize(1366, 689)
    window.show()
    application.exec()
    window.close()
    del watcher
    print(json.dumps(figures))
    sys.stdout.flush()
    os._exit(0)  # nothing is left to be saved, and the interpreter's own end is not measured


def _script(what: str) -> Callable[..., Any]:
    if what == "start":
        from tests.benchmarks.window_start import Start

        return Start
    from tests.benchmarks import window_scripts

    return window_scripts.Draw if what == "draw" else window_scripts.Training


if __name__ == "__main__":
    main()

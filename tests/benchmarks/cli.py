"""Seconds that the commands take which need no TensorFlow: ``python -m tests.benchmarks.cli``.

Whole processes, from their start to their end; medians of seven runs after one to warm up.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

COMMANDS = (["--help"], ["presets"], ["runs"])
LIMIT = 0.3


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"MNIST_DESKTOP_HOME": home}
        print(f"{'command':12} {'median s':>9} {'slowest':>9} {'limit':>6}")
        for command in COMMANDS:
            times = []
            for _ in range(8):
                started = time.perf_counter()
                subprocess.run(
                    [sys.executable, "-m", "mnist_desktop", *command],
                    env=environment,
                    stdout=subprocess.DEVNULL,
                    check=True,
                )
                times.append(time.perf_counter() - started)
            limit = "" if command == ["runs"] else f"{LIMIT}"
            print(f"{command[0]:12} {statistics.median(times[1:]):9.3f} {max(times[1:]):9.3f} {limit:>6}")


if __name__ == "__main__":
    main()

"""What the writer's thread saves on slow disks: ``python -m tests.benchmarks.writer``.

Trains "With dropout" on 20,000 pictures for some epochs, on disks whose fsync takes 0, 20, 100 and 300 ms longer than
this machine's, once with the thread and once with each epoch written before the next one begins. An epoch takes six
fsyncs: a file and its folder for the weights, the optimizer's state and ``run.json``. Prints one table and writes
nothing but to a temporary folder.
"""

import itertools
import os
import statistics
import tempfile
import time
from pathlib import Path
from unittest import mock

from mnist_desktop.networks.spec import changed
from mnist_desktop.runs.run import Run
from mnist_desktop.runs.writer import EpochWriter
from mnist_desktop.service import ModelService
from mnist_desktop.training.control import TrainingControl
from mnist_desktop.training.engine import EngineState
from mnist_desktop.training.events import EpochFinished, EpochRecord, TrainingEvent

EPOCHS = 6
DELAYS = (0.0, 0.02, 0.1, 0.3)
"""Seconds that each fsync takes longer."""

_fsync = os.fsync
_keep = EpochWriter.keep


def main() -> None:
    print(f"{'fsync takes longer by':>22} {'between epochs, thread':>24} {'without':>10} {'until all is kept':>19}")
    measure(0.0, threaded=True)  # compiles, and fills the caches
    for delay in DELAYS:
        with_thread, whole = measure(delay, threaded=True)
        without, _ = measure(delay, threaded=False)
        print(f"{delay * 1000:>19.0f} ms {with_thread:>22.3f} s {without:>8.3f} s {whole:>17.2f} s")


def measure(delay: float, *, threaded: bool) -> tuple[float, float]:
    """Median seconds from one finished epoch to the next, and seconds from the first to the end of the training."""
    moments: list[float] = []

    def slow(descriptor: int) -> None:
        _fsync(descriptor)
        time.sleep(delay)

    def wait_for_disk(self: EpochWriter, run: Run, record: EpochRecord, state: EngineState) -> None:
        _keep(self, run, record, state)
        while len(self.run.history) < record.epoch:
            time.sleep(0.0005)

    def report(event: TrainingEvent) -> None:
        if isinstance(event, EpochFinished):
            moments.append(time.monotonic())

    with tempfile.TemporaryDirectory() as home:
        service = ModelService(Path(home))
        chosen = service.preset("dense-dropout")
        training = changed(chosen.training, {"epochs": EPOCHS, "training_limit": 20_000, "batch_size": 64})
        model = service.untrained(chosen.network, training, name=chosen.title)
        keep = _keep if threaded else wait_for_disk
        with mock.patch("os.fsync", slow), mock.patch.object(EpochWriter, "keep", keep):
            service.train(model, service.load_data(), report, TrainingControl())
    gaps = [after - before for before, after in itertools.pairwise(moments)]
    return statistics.median(gaps), time.monotonic() - moments[0]


if __name__ == "__main__":
    main()

"""Seconds that opening data takes: ``python -m tests.benchmarks.data``.

42,000 of MNIST's pictures as Kaggle's train.csv gives them out, and all 70,000 in the other kinds of files; medians of
five openings after one to warm up, files in the system's cache. The table is read by ``numpy.loadtxt`` in turn.
"""

import gzip
import os
import statistics
import tempfile
import time
from pathlib import Path

import numpy as np

from mnist_desktop.data.dataset import load_mnist
from mnist_desktop.data.readers import open_dataset
from mnist_desktop.paths import resources_folder
from tests.data.files import FILES, csv_text, idx_bytes

ROWS = 42_000
LIMIT = 3.0


def main() -> None:
    mnist_file = resources_folder() / "data" / "mnist.npz"
    mnist = load_mnist(mnist_file)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = folder / "train.csv"
        table.write_text(csv_text(mnist.train.images[:ROWS], mnist.train.labels[:ROWS]))
        parts = (mnist.train.images, mnist.train.labels, mnist.test.images, mnist.test.labels)
        for sub in ("plain", "packed"):
            (folder / sub).mkdir()
        for file, array in zip(FILES, parts, strict=True):
            (folder / "plain" / file).write_bytes(idx_bytes(array))
            (folder / "packed" / f"{file}.gz").write_bytes(gzip.compress(idx_bytes(array), 6))
        load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
        print(f"{os.cpu_count()} processors, load {load}")
        print(f"{'kind':24} {'pictures':>9} {'MB':>6} {'median s':>9} {'slowest':>9} {'limit':>6}")
        cases = {
            "CSV": (table, _open, str(LIMIT)),
            "CSV by numpy.loadtxt": (table, _by_loadtxt, ""),
            "IDX": (folder / "plain", _open, ""),
            "IDX, .gz": (folder / "packed", _open, ""),
            ".npz": (mnist_file, _open, ""),
        }
        times: dict[str, list[float]] = {kind: [] for kind in cases}
        counts = {}
        for _ in range(6):
            for kind, (path, read, _limit) in cases.items():
                started = time.perf_counter()
                counts[kind] = read(path)
                times[kind].append(time.perf_counter() - started)
        for kind, (path, _read, limit) in cases.items():
            files = path.iterdir() if path.is_dir() else (path,)
            size = sum(file.stat().st_size for file in files) / 1e6
            median, slowest = statistics.median(times[kind][1:]), max(times[kind][1:])
            print(f"{kind:24} {counts[kind]:>9,} {size:6.1f} {median:9.3f} {slowest:9.3f} {limit:>6}")


def _open(path: Path) -> int:
    dataset = open_dataset(path, progress=lambda share: None, cancelled=lambda: False)
    return len(dataset.train) + len(dataset.test)


def _by_loadtxt(path: Path) -> int:
    return len(np.loadtxt(path, np.uint8, delimiter=",", skiprows=1))


if __name__ == "__main__":
    main()

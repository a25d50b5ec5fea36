"""Seconds for a test on 10,000 pictures with all figures: this program, and ``model.predict`` with scikit-learn.

    python -m tests.benchmarks.evaluation [--turns N] [--json FILE] [PRESET ...]

The contenders take turns after one turn to warm up, so that a machine that slows down slows all of them; the table
shows medians and ratios of medians. The weights are untrained: the arithmetic is the same. "program" is
``ModelService.evaluate`` from a model to accuracy, loss, confusion matrix and all figures of each class, its network
built and traced anew each time. The scripts keep their Keras model with its compiled ``predict``, and take the same
figures from scikit-learn: "predict" as one writes it, in batches of 32, "predict 1000" in as large ones as the program.
"first" is the program's first test in this process, all libraries but scikit-learn loaded.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.networks.build import build_network
from mnist_desktop.networks.presets import Preset
from mnist_desktop.service import ModelService

LIMITS = {"dense-batchnorm": 0.3, "cnn": 1.5}
"""Seconds."""

Test = Callable[[], float]
"""Tests once and returns the accuracy."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("presets", nargs="*", default=list(LIMITS))
    parser.add_argument("--turns", type=int, default=7, help="measured tests of each contender, after one to warm up")
    parser.add_argument("--json", type=Path, help="write the figures there")
    options = parser.parse_args()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    results = {}
    with tempfile.TemporaryDirectory() as home:
        service = ModelService(Path(home))
        dataset = service.load_data()
        service.warm_up()
        for name in options.presets:
            contenders = {"program": _program(service, service.preset(name), dataset)} | _scripts(
                service.preset(name), dataset
            )
            results[name] = _measure(contenders, options.turns)
            _print(name, results[name])
    print(f"\nload of the machine before: {'unknown' if load is None else f'{load:.2f}'}, {os.cpu_count()} cores")
    if options.json:
        machine = {"cores": os.cpu_count(), "load_before": load}
        options.json.write_text(json.dumps({"machine": machine, "seconds": results}, indent=1) + "\n", encoding="utf-8")


def _measure(contenders: dict[str, Test], turns: int) -> dict[str, list[float]]:
    seconds: dict[str, list[float]] = {"first": [], **{name: [] for name in contenders}}
    for turn in range(turns + 1):
        accuracies = {}
        for name, test in contenders.items():
            started = time.perf_counter()
            accuracies[name] = test()
            taken = time.perf_counter() - started
            if turn:
                seconds[name].append(taken)
            elif name == "program":
                seconds["first"].append(taken)
        if max(accuracies.values()) - min(accuracies.values()) > 0.001:
            raise SystemExit(f"they do not find the same: {accuracies}")
    return seconds


def _print(name: str, seconds: dict[str, list[float]]) -> None:
    medians = {contender: statistics.median(times) for contender, times in seconds.items()}
    print(f"\n{name:18} {'median s':>9} {'fastest':>9} {'slowest':>9} {'times program':>14} {'limit':>6}")
    for contender, times in seconds.items():
        ratio = medians[contender] / medians["program"]
        limit = f"{LIMITS[name]}" if contender == "program" and name in LIMITS else ""
        print(
            f"{contender:18} {medians[contender]:9.3f} {min(times):9.3f} {max(times):9.3f} {ratio:14.2f} {limit:>6}",
            flush=True,
        )


def _program(service: ModelService, preset: Preset, dataset: Dataset) -> Test:
    model = service.untrained(preset.network, preset.training, name=preset.title, preset=preset.name)
    return lambda: service.evaluate(model, dataset)[1].accuracy


def _scripts(preset: Preset, dataset: Dataset) -> dict[str, Test]:
    """What a notebook does: pictures scaled once, then ``predict`` and scikit-learn's figures."""
    from sklearn import metrics

    model = build_network(preset.network, preset.training.seed)
    images = dataset.test.images[..., np.newaxis].astype(np.float32) / np.float32(255.0)
    labels = dataset.test.labels
    classes = np.arange(len(dataset.class_names))

    def test(batch_size: int) -> float:
        probabilities = model.predict(images, batch_size=batch_size, verbose=0)
        answers = probabilities.argmax(axis=1)
        metrics.log_loss(labels, probabilities, labels=classes)
        metrics.confusion_matrix(labels, answers, labels=classes)
        metrics.precision_recall_fscore_support(labels, answers, labels=classes, zero_division=0.0)
        return float(metrics.accuracy_score(labels, answers))

    return {"predict": lambda: test(32), "predict 1000": lambda: test(1000)}


if __name__ == "__main__":
    main()

"""Seconds for robustness, maps and a comparison, as JSON: ``python -m tests.benchmarks.exploration``.

Untrained weights take as long as trained ones. Medians of three runs after one to warm up; the t-SNE runs once.
"""

import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mnist_desktop.service import ModelService

ROBUSTNESS_LIMIT = 6.0  # seconds, on two quiet cores


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        service = ModelService(Path(home))
        dataset = service.load_data()
        service.warm_up()
        models = {}
        for name in ("dense-dropout", "softmax-dense", "cnn"):
            preset = service.preset(name)
            models[name] = service.untrained(preset.network, preset.training, name=name)
        test = dataset.test
        dense, other = models["dense-dropout"], models["softmax-dense"]
        figures: dict[str, Any] = {"load_average_before": os.getloadavg()[0]}
        figures["robustness_dense_dropout_2000"] = _median(lambda: service.robustness(dense, test))
        figures["robustness_limit"] = ROBUSTNESS_LIMIT
        figures["pca_pixels_2000"] = _median(lambda: service.map_pictures(test, dense))
        figures["pca_cnn_first_layer_2000"] = _median(lambda: service.map_pictures(test, models["cnn"], layer=0))
        figures["compare_two_10000"] = _median(lambda: service.compare([dense, other], dataset))
        figures["tsne_pixels_2000"] = _once(lambda: service.map_pictures(test, dense, method="tsne"))
        figures["load_average_after"] = os.getloadavg()[0]
        print(json.dumps(figures, indent=1))


def _median(work: Callable[[], object]) -> float:
    work()
    return round(statistics.median(_once(work) for _ in range(3)), 3)


def _once(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return round(time.perf_counter() - started, 3)


if __name__ == "__main__":
    main()

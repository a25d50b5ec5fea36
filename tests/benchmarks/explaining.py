"""Measures how long explanations take, and what is left over of completeness.

Usage: ``python -m tests.benchmarks.explaining [RUN …]``.

RUN is a run of the user's folder or a bundled one, by its name; without any, "starter" and the dense preset with batch
normalisation, which has not learned anything. Prints a line for each network and kind: milliseconds, median and
95th percentile over 20 test pictures, the first call left out, which compiles; and of integrated gradients the part of
the difference that their sum misses.
"""

import statistics
import sys
import time
from collections.abc import Callable

import numpy as np

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.data.task import AllClasses
from mnist_desktop.inference.predictor import Predictor
from mnist_desktop.networks.presets import preset
from mnist_desktop.service import ModelService

_COUNT = 20


def main() -> None:
    service = ModelService()
    dataset = service.load_data()
    if sys.argv[1:]:
        for name in sys.argv[1:]:
            _measure(service, name, service.predictor(service.open_run(name)), dataset)
        return
    _measure(service, "starter", service.predictor(service.open_run("starter")), dataset)
    _measure(service, "dense-batchnorm", Predictor(preset("dense-batchnorm").network, None), dataset)


def _measure(service: ModelService, name: str, predictor: Predictor, dataset: Dataset) -> None:
    explainer = service.explainer(predictor)
    images, labels = dataset.test.images, dataset.test.labels.astype(int)
    left_over: list[float] = []

    def attribution(index: int) -> None:
        found = explainer.attribution(images[index], int(labels[index]))
        left_over.append(abs(found.residual) / max(abs(found.end - found.start), 1.0))

    kinds: dict[str, Callable[[int], object]] = {
        "answer": lambda index: predictor.probabilities(images[index : index + 1]),
        "integrated gradients": attribution,
        "occlusion": lambda index: explainer.occlusion(images[index], int(labels[index])),
        "layers": lambda index: explainer.layers(images[index]),
        "change": lambda index: service.counterfactual(
            explainer, AllClasses(), dataset, images[index], int(labels[index] + 1 + index) % 10
        ),
    }
    for kind, explain in kinds.items():
        explain(0)
        seconds = [_seconds(explain, index) for index in range(_COUNT)]
        print(
            f"{name:16} {kind:21} {1000 * statistics.median(seconds):7.1f} ms"
            f"  95 %: {1000 * float(np.quantile(seconds, 0.95)):7.1f} ms"
        )
    missed, most = 100 * statistics.median(left_over), 100 * max(left_over)
    print(f"{name:16} missed by the sum     {missed:7.2f} %   most: {most:.2f} %")


def _seconds(explain: Callable[[int], object], index: int) -> float:
    started = time.perf_counter()
    explain(index)
    return time.perf_counter() - started


if __name__ == "__main__":
    main()

"""Trains every preset with three seeds and prints the test accuracy that it reaches on all 10,000 pictures.

    python -m tests.benchmarks.presets [PRESET ...]

The figures are written into ``resources/presets/accuracy.json``, from where the program takes them.
"""

import argparse
import json
import platform
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from mnist_desktop.networks.presets import accuracy_file
from mnist_desktop.networks.spec import changed
from mnist_desktop.service import ModelService
from mnist_desktop.training.control import TrainingControl

SEEDS = (1, 2, 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("presets", nargs="*", help="all by default")
    chosen = parser.parse_args().presets
    file = accuracy_file()
    results = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {"test_accuracy": {}}
    with tempfile.TemporaryDirectory() as home:
        service = ModelService(Path(home))
        dataset = service.load_data()
        service.warm_up()
        print(f"{'preset':18} {'mean':>8} {'lowest':>8} {'highest':>8} {'seconds':>8}")
        for preset in service.presets():
            if chosen and preset.name not in chosen:
                continue
            accuracies = []
            started = time.monotonic()
            for seed in SEEDS:
                training = changed(preset.training, {"seed": seed})
                model = service.untrained(preset.network, training, name=preset.title, preset=preset.name)
                trained = service.train(model, dataset, lambda event: None, TrainingControl())
                _, evaluation = service.evaluate(trained, dataset)
                accuracies.append(evaluation.accuracy)
            seconds = (time.monotonic() - started) / len(SEEDS)
            mean = sum(accuracies) / len(accuracies)
            print(
                f"{preset.name:18} {mean:8.2%} {min(accuracies):8.2%} {max(accuracies):8.2%} {seconds:8.1f}", flush=True
            )
            results["test_accuracy"][preset.name] = accuracies
    results |= {
        "command": "python -m tests.benchmarks.presets",
        "seeds": list(SEEDS),
        "versions": {"python": platform.python_version(), "keras": version("keras"), "numpy": version("numpy")},
    }
    file.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

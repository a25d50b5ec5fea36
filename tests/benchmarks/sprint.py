"""Seconds from Start to the last step of the sprint presets, and the test accuracy they reach, over five seeds.

    python -m tests.benchmarks.sprint [PRESET ...]

Every training has a process of its own, so that nothing is compiled or warm before it: TensorFlow is imported and the
pictures are read first, then the clock starts as it does when Start is pressed, and building, compiling and training
are counted up to the end of the last step. The figures are written into ``resources/presets/sprint.json``, from where
the presets' sentences take them.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time

from mnist_desktop.networks.presets import sprint_file
from mnist_desktop.networks.spec import changed
from mnist_desktop.service import ModelService
from mnist_desktop.training.control import TrainingControl
from mnist_desktop.training.events import StepsDone, TrainingEvent

PRESETS = ("sprint-dense", "sprint-cnn")
SEEDS = (1, 2, 3, 4, 5)
FIRST_TRY = {"sprint-dense": (0.9815, 2.4), "sprint-cnn": (0.9916, 10.0)}  # accuracy, seconds: to be beaten


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("presets", nargs="*", default=PRESETS)
    parser.add_argument("--seed", type=int, help="train one seed in this process and print its figures as JSON")
    options = parser.parse_args()
    if options.seed is not None:
        print(json.dumps(_train(options.presets[0], options.seed)))
        return
    file = sprint_file()
    results = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {"presets": {}}
    print(
        f"{'preset':14} {'accuracy, median':>17} {'lowest':>8} {'highest':>8} {'seconds, median':>16} {'first try':>16}"
    )
    for name in options.presets:
        command = [sys.executable, "-m", "tests.benchmarks.sprint", name, "--seed"]
        found = [
            json.loads(subprocess.run([*command, str(seed)], check=True, capture_output=True, text=True).stdout)
            for seed in SEEDS
        ]
        accuracies, seconds = [one["accuracy"] for one in found], [one["seconds"] for one in found]
        tried = f"{FIRST_TRY[name][0]:.2%} in {FIRST_TRY[name][1]:.1f} s"
        print(
            f"{name:14} {statistics.median(accuracies):17.2%} {min(accuracies):8.2%} {max(accuracies):8.2%} "
            f"{statistics.median(seconds):8.2f} ({min(seconds):.2f}-{max(seconds):.2f}) {tried:>18}",
            flush=True,
        )
        results["presets"][name] = {"accuracy": accuracies, "seconds": seconds}
    results |= {"command": "python -m tests.benchmarks.sprint", "seeds": list(SEEDS), "cores": os.cpu_count()}
    file.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def _train(name: str, seed: int) -> dict[str, float]:
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as home:
        service = ModelService(Path(home))
        preset = service.preset(name)
        dataset = service.load_data()
        service.warm_up()
        last_step = 0.0

        def report(event: TrainingEvent) -> None:
            nonlocal last_step
            if isinstance(event, StepsDone):
                last_step = time.perf_counter()

        model = service.untrained(preset.network, changed(preset.training, {"seed": seed}), name=name)
        started = time.perf_counter()
        trained = service.train(model, dataset, report, TrainingControl())
        _, evaluation = service.evaluate(trained, dataset)
    return {"accuracy": evaluation.accuracy, "seconds": round(last_step - started, 3)}


if __name__ == "__main__":
    main()

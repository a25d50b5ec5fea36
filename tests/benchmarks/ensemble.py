"""Trains the preset ``ensemble`` from nothing and prints what it reaches.

    python -m tests.benchmarks.ensemble [--home FOLDER] [--seed N | --ship]

Trains its members one after the other, each as the seed and its layers make it alone, which but for rounding is what
``mnist-desktop train ensemble`` makes of them side by side (``training/engine.py``); what is finished in FOLDER already
is taken from there. ``--seed`` begins with another seed than the preset's; ``--ship`` writes the figure into
``resources/presets/accuracy.json``.
"""

import argparse
import json
from pathlib import Path

from mnist_desktop.networks.presets import accuracy_file
from mnist_desktop.networks.shapes import parameter_count
from mnist_desktop.networks.spec import changed
from mnist_desktop.service import ModelService
from mnist_desktop.service.model import Model
from tests.benchmarks.candidates import candidate, home_folder, interval, verdict

_FLOOR = 0.9980


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, help="where the runs are kept; a folder that is deleted by default")
    preset_or_other = parser.add_mutually_exclusive_group()
    preset_or_other.add_argument("--seed", type=int)
    preset_or_other.add_argument("--ship", action="store_true")
    options = parser.parse_args()
    with home_folder(options.home) as home:
        service = ModelService(home)
        dataset = service.load_data()
        service.warm_up()
        preset = service.preset("ensemble")
        seed = preset.training.seed if options.seed is None else options.seed
        members = [
            candidate(service, dataset, member, changed(preset.training, {"seed": seed + number}), preset.name)
            for number, member in enumerate(preset.network.each)
        ]
        training = changed(preset.training, {"seed": seed})
        untrained = service.untrained(preset.network, training, name=preset.title, preset=preset.name)
        run = untrained.run.model_copy(update={"data": members[0].model.run.data})
        together = Model(run, tuple(value for member in members for value in member.model.weights or ()))
        ensemble = service.evaluate(together, dataset)[1]
        validation = service.evaluate(together, dataset, part="validation")[1]
    print(f"{len(members)} members, {parameter_count(preset.network):,} numbers to learn")
    print(
        f"ensemble: validation {validation.accuracy:.2%}, test {ensemble.accuracy:.2%} ({interval(ensemble)}) "
        f"{verdict(ensemble.accuracy >= _FLOOR, f'{_FLOOR:.2%} or more')}"
    )
    if options.ship:
        file = accuracy_file()
        results = json.loads(file.read_text(encoding="utf-8"))
        results["test_accuracy"]["ensemble"] = [ensemble.accuracy]
        file.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

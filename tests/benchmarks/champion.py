"""Trains the preset ``champion`` from nothing and prints what it reaches.

    python -m tests.benchmarks.champion [--seeds 3] [--home FOLDER] [--ship]
    python -m tests.benchmarks.champion --lamp

Trains ``champion`` with seeds from 1 on, one after the other; what is finished in FOLDER already is taken from there.
The best by the validation pictures is the one that ships: the test pictures choose nothing. ``--ship`` writes it into
``resources/models/champion``, its card, and the preset's figures into ``resources/presets/accuracy.json``. Beside it
lies what "not a digit" has learned of it, so that no computer in a classroom has to learn it anew; ``--lamp`` writes
that alone, after a change of how it is learned.
"""

import argparse
import json
import shutil
import tempfile
from pathlib import Path

from mnist_desktop.networks.presets import accuracy_file
from mnist_desktop.networks.shapes import parameter_count
from mnist_desktop.networks.spec import Dense, changed
from mnist_desktop.paths import resources_folder
from mnist_desktop.runs.store import RunStore
from mnist_desktop.service import ModelService
from tests.benchmarks.candidates import Candidate, candidate, home_folder, interval, verdict

_FLOOR, _MOST_BYTES = 0.9972, 3_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=3, help="how many")
    parser.add_argument("--home", type=Path, help="where the runs are kept; a folder that is deleted by default")
    parser.add_argument("--ship", action="store_true")
    parser.add_argument("--lamp", action="store_true", help="learn anew what is no digit to the one that ships")
    options = parser.parse_args()
    if options.lamp:
        _write_lamp()
        return
    with home_folder(options.home) as home:
        service = ModelService(home)
        dataset = service.load_data()
        service.warm_up()
        preset = service.preset("champion")
        candidates = [
            candidate(service, dataset, preset.network, changed(preset.training, {"seed": seed}), preset.name)
            for seed in range(1, options.seeds + 1)
        ]
    accuracies = [each.test.accuracy for each in candidates]
    mean = sum(accuracies) / len(accuracies)
    chosen = max(candidates, key=lambda each: (each.validation.accuracy, -each.validation.loss))
    print(f"champion, mean of {len(candidates)} seeds: {mean:.2%} {verdict(mean >= _FLOOR, f'{_FLOOR:.2%} or more')}")
    print(f"best on the validation pictures: seed {chosen.model.run.training.seed}, test {chosen.test.accuracy:.2%}")
    if options.ship:
        _ship(chosen, candidates)


def _ship(chosen: Candidate, candidates: list[Candidate]) -> None:
    folder = resources_folder() / "models"
    shutil.rmtree(folder / "champion", ignore_errors=True)
    update = {"id": "", "name": "Champion", "preset": "champion", "bundled": False}
    RunStore(folder).put(chosen.model.run.model_copy(update=update), chosen.model.weights)
    size = sum(file.stat().st_size for file in (folder / "champion").rglob("*.npz"))
    print(f"weights: {size:,} bytes {verdict(size <= _MOST_BYTES, f'{_MOST_BYTES:,} or less')}")
    (folder / "champion" / "CARD.md").write_text(_card(chosen, candidates, size), encoding="utf-8")
    _write_lamp()
    file = accuracy_file()
    results = json.loads(file.read_text(encoding="utf-8"))
    results["test_accuracy"]["champion"] = [candidate.test.accuracy for candidate in candidates]
    file.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def _write_lamp() -> None:
    """Learns what is no digit to a copy of the champion, with which it is kept then, and copies that."""
    folder = resources_folder() / "models" / "champion"
    with tempfile.TemporaryDirectory() as home:
        copy = Path(home) / "runs" / "champion"
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("digitness.npz"))
        service = ModelService(Path(home))
        service.digitness(service.open_run("champion"), service.load_data())
        shutil.copy(copy / "digitness.npz", folder)
    print(f"lamp: {(folder / 'digitness.npz').stat().st_size:,} bytes")


def _card(chosen: Candidate, candidates: list[Candidate], size: int) -> str:
    run, training = chosen.model.run, chosen.model.run.training
    assert run.data is not None
    varied = training.augmentation
    hidden = next(layer.units for layer in run.network.layers if isinstance(layer, Dense))
    rows = "\n".join(
        f"| {each.model.run.training.seed} | {each.validation.accuracy:.2%} ({each.validation.loss:.4f}) "
        f"| {each.test.accuracy:.2%} ({interval(each.test)}) | {each.seconds:.0f} s |"
        for each in candidates
    )
    mean = sum(each.test.accuracy for each in candidates) / len(candidates)
    return f"""# Champion

The model of the first start: one small network, the preset `champion`, made from nothing by

    mnist-desktop train champion --seed {training.seed}

- **Network**: four convolutions of 3 × 3 with batch normalisation, one hidden layer of {hidden};
  {parameter_count(run.network):,} numbers to learn, {size:,} bytes.
- **Recipe**: {training.epochs} epochs in batches of {training.batch_size}, Adam, the learning rate rising to
  {training.optimizer.learning_rate:g} and falling to 0 (one cycle), label smoothing {training.label_smoothing:g},
  dropout. Each picture is varied anew at every step: turned by up to {varied.rotation:g}°, shifted by up to
  {varied.shift:g} pixels, scaled by up to {varied.zoom:.0%}, slanted by up to {varied.shear:g}°, pushed about
  elastically by {varied.elastic:g} pixels, its strokes made thicker or thinner by up to {varied.thickness:g} pixels;
  {varied.closing:.0%} of the pictures have loops and gaps of up to six pixels closed, as small digits of a wide pen
  have them. In the last {varied.plain_epochs} epochs the pictures are left as they are. Seed {training.seed}.
- **Data**: MNIST, SHA-256 `{run.data.sha256}`:
  {run.data.training_count:,} pictures trained on, {run.data.validation_count:,} from the end of the training set for
  validation, {run.data.test_count:,} kept for the test.
- **Versions**: {", ".join(f"{name} {number}" for name, number in sorted(run.versions.items()))}.

## Results

On the {chosen.validation.count:,} validation pictures (with their loss) and the {chosen.test.count:,} test pictures
(with the 95 % interval). The times are those of two cores that did other work beside it.

| seed | validation | test | training |
|---|---|---|---|
{rows}

Mean on the test: {mean:.2%}.

## What was looked at, and when

The seed that ships, {training.seed}, was chosen by the validation pictures: the highest accuracy, then the lowest
loss. The recipe was not: the test accuracy of each that was tried was seen when its training had ended. Seven were
tried before this one was kept. With one convolution before the network pools, and no closed loops: 20 epochs without
plain ones 99.67 %, 22 with plain ones 99.71 %, 32 of them 99.72, 99.69 and 99.74 % with three seeds, 20 epochs without
label smoothing and elastic pushes 99.71 %. With two convolutions before it pools: with label smoothing and elastic
pushes 99.64 %, without both 99.73 %, and that with closed loops 99.69, 99.70 and 99.65 % with three seeds. So the
figures above may be a little higher than on pictures that nobody ever looked at.

`python -m tests.benchmarks.champion --seeds {len(candidates)} --ship` made this card and printed all its figures.
"""


if __name__ == "__main__":
    main()

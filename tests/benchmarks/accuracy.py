"""Is it the same training? Test accuracy of this program's loop and of ``keras.Model.fit`` over five seeds.

    python -m tests.benchmarks.accuracy [--epochs N] [--json FILE] [PRESET ...]

Both train the same network with the same optimizer, loss, batch size and 54,000 or 51,000 pictures, and are tested on
all 10,000. Initial weights come from the same seeds; the order of pictures and the dropout are each one's own. The
last column is the 95 % interval of the difference of the means (Welch): where it holds 0, the two cannot be told apart.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from scipy import stats

from mnist_desktop.data.dataset import Dataset, LabelledImages
from mnist_desktop.networks.build import build_network, build_optimizer
from mnist_desktop.networks.presets import Preset
from mnist_desktop.networks.spec import TrainingSpec, changed
from mnist_desktop.service import ModelService
from mnist_desktop.training.control import TrainingControl
from mnist_desktop.training.engine import TrainingEngine
from mnist_desktop.training.settings import Settings
from mnist_desktop.training.trainer import Trainer

PRESETS = ("dense-dropout", "dense-batchnorm", "cnn")
SEEDS = (1, 2, 3, 4, 5)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("presets", nargs="*", default=PRESETS)
    parser.add_argument("--epochs", type=int, help="instead of the preset's own number")
    parser.add_argument("--json", type=Path, help="write the figures there")
    options = parser.parse_args()
    service = ModelService()
    dataset = service.load_data()
    service.warm_up()
    results = {}
    print(f"{'preset':16} {'epochs':>6} {'program':>17} {'fit':>17} {'difference, 95 % interval':>30}")
    for name in options.presets:
        preset = service.preset(name)
        training = changed(preset.training, {"epochs": options.epochs or preset.training.epochs})
        ours, theirs = [], []
        for seed in SEEDS:
            seeded = changed(training, {"seed": seed})
            ours.append(_program(preset, seeded, dataset))
            theirs.append(_fit(preset, seeded, dataset))
        results[name] = {"epochs": training.epochs, "program": ours, "fit": theirs}
        interval = stats.ttest_ind(ours, theirs, equal_var=False).confidence_interval(0.95)
        columns = [f"{np.mean(each):.2%} ± {np.std(each, ddof=1):.2%}" for each in (ours, theirs)]
        print(
            f"{name:16} {training.epochs:6} {columns[0]:>17} {columns[1]:>17} "
            f"{np.mean(ours) - np.mean(theirs):+.2%} ({interval.low:+.2%} to {interval.high:+.2%})".rjust(31),
            flush=True,
        )
    if options.json:
        options.json.write_text(json.dumps({"seeds": SEEDS, "test_accuracy": results}, indent=1) + "\n", "utf-8")


def _program(preset: Preset, training: TrainingSpec, dataset: Dataset) -> float:
    train, _ = dataset.split(training.validation_split)
    engine = TrainingEngine(preset.network, training, train)
    Trainer(
        engine,
        Settings(preset.network, training),
        len(train),
        dataset.train[:0],
        report=lambda event: None,
        control=TrainingControl(),
        on_epoch=lambda record, state: None,
    ).run()
    return engine.validate(dataset.test)[1]


def _fit(preset: Preset, training: TrainingSpec, dataset: Dataset) -> float:
    train, _ = dataset.split(training.validation_split)
    model = build_network(preset.network, training.seed)
    model.compile(build_optimizer(training.optimizer), training.loss, metrics=["accuracy"])

    def targets(part: LabelledImages) -> np.ndarray:
        return part.labels if training.loss.startswith("sparse") else np.eye(10, dtype=np.float32)[part.labels]

    def images(part: LabelledImages) -> np.ndarray:
        return part.images[..., np.newaxis].astype(np.float32) / np.float32(255.0)

    model.fit(images(train), targets(train), batch_size=training.batch_size, epochs=training.epochs, verbose=0)
    return float(model.evaluate(images(dataset.test), targets(dataset.test), batch_size=1000, verbose=0)[1])


if __name__ == "__main__":
    main()

"""What it costs to watch a training, and to vary its pictures: seconds an epoch with and without.

    python -m tests.benchmarks.watching [--epochs N] [PRESET ...]

The contenders take turns, epoch by epoch, after a warm-up epoch each; medians and their ratio to the plain training.
Watching is all of it at once: gradients, inactive units, the first layer and the weights.
"""

import argparse
import statistics
import time
from collections.abc import Callable

from mnist_desktop.data.dataset import LabelledImages
from mnist_desktop.networks.presets import Preset
from mnist_desktop.networks.spec import AugmentationSpec
from mnist_desktop.service import ModelService
from mnist_desktop.training.control import TrainingControl
from mnist_desktop.training.engine import TrainingEngine
from mnist_desktop.training.settings import Settings
from mnist_desktop.training.trainer import Trainer

PRESETS = ("dense-dropout", "dense-batchnorm", "cnn")
MIXTURE = AugmentationSpec(rotation=10.0, shift=2.0, zoom=0.1, shear=5.0)
EVERYTHING = MIXTURE.model_copy(update={"elastic": 1.0, "noise": 0.05})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("presets", nargs="*", default=PRESETS)
    parser.add_argument("--epochs", type=int, default=7, help="measured epochs of each, after one to warm up")
    options = parser.parse_args()
    service = ModelService()
    dataset = service.load_data()
    service.warm_up()
    for name in options.presets:
        preset = service.preset(name)
        train, _ = dataset.split(preset.training.validation_split)
        contenders = {
            "plain": _epoch(preset, train),
            "watched": _epoch(preset, train, watched=True),
            "varied": _epoch(preset, train, augmentation=MIXTURE),
            "varied, all six": _epoch(preset, train, augmentation=EVERYTHING),
        }
        seconds: dict[str, list[float]] = {key: [] for key in contenders}
        for turn in range(options.epochs + 1):
            for key, epoch in contenders.items():
                started = time.perf_counter()
                epoch()
                if turn:
                    seconds[key].append(time.perf_counter() - started)
        plain = statistics.median(seconds["plain"])
        print(f"\n{name:18} {'median s':>9} {'fastest':>9} {'to plain':>9} {'us a picture':>13}")
        for key, times in seconds.items():
            median = statistics.median(times)
            cost = (median - plain) / len(train) * 1e6
            print(f"{key:18} {median:9.3f} {min(times):9.3f} {median / plain:9.3f} {cost:13.2f}", flush=True)


def _epoch(
    preset: Preset,
    train: LabelledImages,
    *,
    watched: bool = False,
    augmentation: AugmentationSpec | None = None,
) -> Callable[[], object]:
    changes = {"epochs": 1000, "augmentation": augmentation or AugmentationSpec()}
    training = preset.training.model_copy(update=changes)
    control = TrainingControl()
    if watched:
        control.watch(frozenset({"gradients", "inactive", "first_layer", "weights"}))
    trainer = Trainer(
        TrainingEngine(preset.network, training, train),
        Settings(preset.network, training),
        len(train),
        train[:0],
        report=lambda event: None,
        control=control,
        on_epoch=lambda record, state: None,
    )
    numbers = iter(range(1, 1000))
    return lambda: trainer.run_epoch(next(numbers))


if __name__ == "__main__":
    main()

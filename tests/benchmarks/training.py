"""Seconds for one epoch: this program's loop, ``keras.Model.fit``, a PyTorch loop, and the matrix products alone.

    python -m tests.benchmarks.training [--epochs N] [--json FILE] [PRESET ...]

The contenders take turns, epoch by epoch, after a warm-up epoch each, so that a machine that slows down slows all of
them; the table shows medians and ratios of medians. All train the same network with the same optimizer, loss, batch
size and pictures (51,000 for dense-dropout), validation left out. PyTorch takes part where it is installed
(``pip install torch``); it is no dependency. The matrix products are those of forward and backward pass, by NumPy in
float32 on one batch, the picture's own gradient left out: the floor that no loop can beat without cheaper arithmetic.
"""

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from mnist_desktop.data.dataset import LabelledImages
from mnist_desktop.networks.build import build_network, build_optimizer
from mnist_desktop.networks.presets import Preset
from mnist_desktop.networks.shapes import INPUT_SHAPE, summarize
from mnist_desktop.networks.spec import Conv2D, Dense
from mnist_desktop.service import ModelService
from mnist_desktop.training.engine import TrainingEngine
from mnist_desktop.training.settings import Settings
from mnist_desktop.training.trainer import Trainer

PRESETS = ("dense-dropout", "dense-batchnorm", "cnn")
FLOORS = {  # at least so many times faster: than fit, than PyTorch
    "dense-dropout": (7.0, 2.3),
    "dense-batchnorm": (2.3, 1.2),
    "cnn": (1.2, 1.7),
}

Epoch = Callable[[], object]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("presets", nargs="*", default=PRESETS)
    parser.add_argument("--epochs", type=int, default=5, help="measured epochs of each contender, after one to warm up")
    parser.add_argument("--json", type=Path, help="write the figures there")
    options = parser.parse_args()
    service = ModelService()
    dataset = service.load_data()
    service.warm_up()
    results = {}
    for name in options.presets:
        preset = service.preset(name)
        train, _ = dataset.split(preset.training.validation_split)
        contenders: dict[str, Epoch] = {
            "engine": _engine(preset, train),
            "fit": _fit(preset, train),
            "products": _products(preset, train),
        }
        torch_epoch = _torch(preset, train)
        if torch_epoch is not None:
            contenders["torch"] = torch_epoch
        results[name] = _measure(contenders, options.epochs)
        _print(name, results[name])
    if options.json:
        machine = {"cores": os.cpu_count()}
        options.json.write_text(json.dumps({"machine": machine, "seconds": results}, indent=1) + "\n", encoding="utf-8")


def _measure(contenders: dict[str, Epoch], epochs: int) -> dict[str, list[float]]:
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(epochs + 1):
        for name, epoch in contenders.items():
            started = time.perf_counter()
            epoch()
            if turn:  # the first compiles and warms up
                seconds[name].append(time.perf_counter() - started)
    return seconds


def _print(name: str, seconds: dict[str, list[float]]) -> None:
    medians = {contender: statistics.median(times) for contender, times in seconds.items()}
    print(f"\n{name:18} {'median s':>9} {'fastest':>9} {'slowest':>9} {'engine is faster by':>20} {'needed':>7}")
    needed = dict(zip(("fit", "torch"), FLOORS.get(name, ()), strict=False))
    for contender, times in seconds.items():
        ratio = medians[contender] / medians["engine"]
        floor = f"{needed[contender]:.1f}" if contender in needed else ""
        print(
            f"{contender:18} {medians[contender]:9.3f} {min(times):9.3f} {max(times):9.3f} {ratio:20.2f} {floor:>7}",
            flush=True,
        )


def _engine(preset: Preset, train: LabelledImages) -> Epoch:
    engine = TrainingEngine(preset.network, preset.training, train)
    from mnist_desktop.training.control import TrainingControl

    training = preset.training.model_copy(update={"epochs": 1_000_000})
    trainer = Trainer(
        engine,
        Settings(preset.network, training),
        len(train),
        train[:0],
        report=lambda event: None,
        control=TrainingControl(),
        on_epoch=lambda record, state: None,
    )
    numbers = iter(range(1, 1_000_000))
    return lambda: trainer.run_epoch(next(numbers))


def _fit(preset: Preset, train: LabelledImages) -> Epoch:
    model = build_network(preset.network, preset.training.seed)
    model.compile(build_optimizer(preset.training.optimizer), preset.training.loss, metrics=["accuracy"])
    images = train.images[..., np.newaxis].astype(np.float32) / np.float32(255.0)
    sparse = preset.training.loss.startswith("sparse")
    labels = train.labels if sparse else np.eye(10, dtype=np.float32)[train.labels]
    return lambda: model.fit(images, labels, batch_size=preset.training.batch_size, verbose=0)


def _products(preset: Preset, train: LabelledImages) -> Epoch:
    """Forward and backward matrix products of Dense layers, and of convolutions as products of unfolded windows."""
    random = np.random.default_rng(1)
    batch = preset.training.batch_size
    sizes = []
    shape: tuple[int, ...] = INPUT_SHAPE
    for row in summarize(preset.network):
        if isinstance(row.layer, Dense):
            sizes.append((batch, shape[0], row.layer.units))
        if isinstance(row.layer, Conv2D):
            places = row.output_shape[0] * row.output_shape[1]
            sizes.append((batch * places, row.layer.kernel_size**2 * shape[2], row.layer.filters))
        shape = row.output_shape
    arrays = [
        tuple(random.standard_normal(shape, dtype=np.float32) for shape in ((rows, into), (into, out), (rows, out)))
        for rows, into, out in sizes
    ]

    def epoch() -> None:
        for _ in range(-(-len(train) // batch)):
            for number, (inputs, kernel, gradient) in enumerate(arrays):
                inputs @ kernel
                inputs.T @ gradient
                if number:
                    gradient @ kernel.T

    return epoch


def _torch(preset: Preset, train: LabelledImages) -> Epoch | None:
    """A loop as one writes it by hand: tensors in memory, shuffled indices, no loader."""
    try:
        import torch
    except ImportError:
        return None
    torch.manual_seed(1)
    layers = _torch_layers(torch, preset)
    model = torch.nn.Sequential(*layers)
    kinds = {"adam": torch.optim.Adam, "rmsprop": torch.optim.RMSprop}
    optimizer = kinds[preset.training.optimizer.name](model.parameters(), lr=preset.training.optimizer.learning_rate)
    loss_function = torch.nn.CrossEntropyLoss()
    images = torch.from_numpy(train.images).unsqueeze(1).float() / 255.0
    labels = torch.from_numpy(train.labels.astype(np.int64))
    batch = preset.training.batch_size

    def epoch() -> None:
        model.train()
        right = 0
        for indices in torch.randperm(len(labels)).split(batch):
            optimizer.zero_grad()
            values = model(images[indices])
            loss = loss_function(values, labels[indices])
            loss.backward()
            optimizer.step()
            right += int((values.detach().argmax(1) == labels[indices]).sum())

    return epoch


def _torch_layers(torch: Any, preset: Preset) -> list[Any]:
    layers: list[Any] = []
    shape: tuple[int, ...] = INPUT_SHAPE
    for row in summarize(preset.network):
        layer = row.layer
        match layer.type:
            case "Flatten":
                layers.append(torch.nn.Flatten())
            case "Dense":
                layers.append(torch.nn.Linear(shape[0], layer.units))
            case "Conv2D":
                layers.append(torch.nn.Conv2d(shape[2], layer.filters, layer.kernel_size))
            case "MaxPooling2D":
                layers.append(torch.nn.MaxPool2d(layer.pool_size))
            case "Dropout":
                layers.append(torch.nn.Dropout(layer.rate))
            case "BatchNormalization":
                layers.append(torch.nn.BatchNorm1d(shape[0], eps=layer.epsilon, momentum=1.0 - layer.momentum))
            case "LeakyReLU":
                layers.append(torch.nn.LeakyReLU(layer.negative_slope))
            case other:
                raise ValueError(other)
        if getattr(layer, "activation", "linear") == "relu":
            layers.append(torch.nn.ReLU())
        shape = row.output_shape
    return layers


if __name__ == "__main__":
    main()

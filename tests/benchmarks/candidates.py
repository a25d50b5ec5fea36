"""What the benchmarks of ``champion`` and ``ensemble`` share: networks that are trained, or found so, and tested."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.evaluation.metrics import Evaluation
from mnist_desktop.networks.spec import NetworkSpec, TrainingSpec
from mnist_desktop.service import ModelService
from mnist_desktop.service.model import Model
from mnist_desktop.training.control import TrainingControl
from mnist_desktop.training.events import EpochFinished


@dataclass(frozen=True)
class Candidate:
    """A trained network, and what it answered on validation and test pictures."""

    model: Model
    validation: Evaluation
    test: Evaluation

    @property
    def seconds(self) -> float:
        """How long it was trained."""
        return sum(record.seconds for record in self.model.run.history)


def candidate(
    service: ModelService, dataset: Dataset, network: NetworkSpec, training: TrainingSpec, preset: str
) -> Candidate:
    """Trains a network, unless the service has a run that was trained just so, and prints what it reaches.

    Args:
        service: Keeps the run.
        dataset: To learn from, and to test on.
        network: Its layers.
        training: How it is trained; its seed names it.
        preset: What it is part of.
    """
    same = (run for run in service.runs() if (run.network, run.training) == (network, training))
    found = next((run for run in same if run.state == "finished" and not run.bundled), None)
    if found is not None:
        model = service.open_run(found.id)
    else:
        name = f"{service.preset(preset).title}, seed {training.seed}"
        model = service.untrained(network, training, name=name, preset=preset)
        model = service.train(model, dataset, _report, TrainingControl())
    model, test = service.evaluate(model, dataset)
    _, validation = service.evaluate(model, dataset, part="validation")
    made = Candidate(model, validation, test)
    print(
        f"seed {training.seed}: validation {validation.accuracy:.2%} (loss {validation.loss:.4f}), "
        f"test {test.accuracy:.2%} ({interval(test)}), {made.seconds:.0f} s",
        flush=True,
    )
    return made


def interval(evaluation: Evaluation) -> str:
    """The 95 % interval of an accuracy, in words."""
    low, high = evaluation.interval
    return f"{low:.2%} to {high:.2%}"


def verdict(good: bool, wanted: str) -> str:
    """Whether something is as it has to be, in words."""
    return f"(wanted: {wanted}: {'ok' if good else 'MISSED'})"


@contextmanager
def home_folder(chosen: Path | None) -> Iterator[Path]:
    """The folder that was chosen, or one that is deleted afterwards."""
    if chosen is not None:
        yield chosen
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def _report(event: object) -> None:
    if isinstance(event, EpochFinished):
        record = event.record
        print(f"  epoch {record.epoch}: validation {record.val_accuracy:.2%}, {record.seconds:.0f} s", flush=True)

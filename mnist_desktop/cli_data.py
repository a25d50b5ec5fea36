"""The command line's part about data: what a file holds, and data and questions for other commands."""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.service import ModelService

if TYPE_CHECKING:
    from collections.abc import Callable

    from mnist_desktop.data.dataset import Dataset
    from mnist_desktop.data.statistics import DataDescription

_TASKS = "all|one:5|two:3,8|even-odd"


def add_data_command(commands: Any, both: argparse.ArgumentParser) -> None:
    """Registers `mnist-desktop data`.

    Args:
        commands: What ``add_subparsers`` returned.
        both: Options that all commands have.
    """
    data = commands.add_parser("data", parents=[both], help=_("say what a file or folder of pictures holds"))
    data.add_argument("path", metavar="PATH", type=Path, help=_("an .npz, IDX or CSV file, or a folder of pictures"))
    data.add_argument("--labels", metavar="FILE", type=Path, help=_("the IDX file of labels that goes with PATH"))
    data.add_argument("--save", metavar="FILE.npz", type=Path, help=_("save the prepared data for Keras"))
    data.set_defaults(command=_data)


def add_data_option(parser: argparse.ArgumentParser) -> None:
    """Adds `--data PATH` to a command."""
    parser.add_argument(
        "--data", metavar="PATH", type=Path, help=_("other pictures: an .npz, IDX or CSV file, or a folder; not MNIST")
    )


def add_task_option(parser: argparse.ArgumentParser) -> None:
    """Adds `--task` to a command."""
    parser.add_argument(
        "--task", metavar=_TASKS, help=_("the question: all classes, one against the rest, two of them, even or odd")
    )


def load(service: ModelService, options: argparse.Namespace) -> "Dataset":
    """The data that a command is about: those of `--data`, or MNIST.

    Raises:
        UserError: They cannot be opened.
    """
    if options.data is None:
        return service.load_data()
    return _opened(service, options.data, None, options)


def parse_task(text: str, names: tuple[str, ...]) -> dict[str, Any]:
    """What `--task` says, as the setting ``task`` of ``TrainingSpec``.

    Args:
        text: As in ``_TASKS``; classes are given by name or by index.
        names: The names of the dataset's classes.

    Raises:
        UserError: It says something else.
    """
    match re.split("[:,]", text):
        case ["all"]:
            return {"type": "all_classes"}
        case ["even-odd"]:
            return {"type": "even_odd"}
        case ["one", chosen]:
            return {"type": "one_against_rest", "label": _label(chosen, names)}
        case ["two", first, second]:
            return {"type": "two_classes", "first": _label(first, names), "second": _label(second, names)}
    raise UserError(
        _("--task is {came}; one of {wanted} was expected.").format(came=repr(text), wanted=_TASKS),
        _("Write for example --task two:3,8."),
        "task",
    )


def _label(chosen: str, names: tuple[str, ...]) -> int:
    folded = [name.casefold() for name in names]
    if chosen.strip().casefold() in folded:
        return folded.index(chosen.strip().casefold())
    if chosen.strip().isdecimal() and int(chosen) < len(names):
        return int(chosen)
    raise UserError(
        _("There is no class {came}; there are {names}.").format(came=repr(chosen), names=", ".join(names)),
        _("Choose one of these."),
        "task",
    )


def _data(service: ModelService, options: argparse.Namespace) -> int:
    from mnist_desktop.data.statistics import notebook_lines

    dataset = _opened(service, options.path, options.labels, options)
    description = service.describe_data(dataset)
    if options.save is not None:
        service.save_data(dataset, options.save)
    if options.json:
        sys.stdout.write(json.dumps(_as_json(dataset, description, options.save)) + "\n")
        return 0
    _say(f"{dataset.name}  ({dataset.source})")
    for line in notebook_lines(dataset):
        _say(f"  {line.code:30} {line.output}")
    for note in dataset.notes:
        _say(f"  {note}")
    for sentence in (description.imbalance, *description.gaps):
        _say(f"  {sentence}")
    if dataset.class_names:
        width = max(10, *(len(name) for name in dataset.class_names))
        _say(f"\n{_('class'):>{width}} {_('training'):>9} {_('validation'):>11} {_('test'):>8}")
        counts = (description.learned, description.validation, description.test)
        for label, name in enumerate(dataset.class_names):
            learned, validation, test = (part.class_counts[label] for part in counts)
            _say(f"{name:>{width}} {learned:>9,} {validation:>11,} {test:>8,}")
        learned, validation, test = (part.image_shape[0] for part in counts)
        _say(f"{_('all'):>{width}} {learned:>9,} {validation:>11,} {test:>8,}")
        _say(
            _("With a validation split of {split:g}, the end of the training pictures.").format(
                split=description.validation_split
            )
        )
    if options.save is not None:
        _say(_("Saved as {file}.").format(file=options.save))
    return 0


def _as_json(dataset: "Dataset", description: "DataDescription", saved: Path | None) -> dict[str, Any]:
    parts = {
        "train": description.train,
        "learned": description.learned,
        "validation": description.validation,
        "test": description.test,
    }
    return {
        "name": dataset.name,
        "source": dataset.source,
        "sha256": dataset.sha256,
        "class_names": dataset.class_names,
        "notes": dataset.notes,
        "imbalance": description.imbalance,
        "gaps": description.gaps,
        "validation_split": description.validation_split,
        "test_was_split_off": dataset.test_was_split_off,
        **{name: vars(part) for name, part in parts.items()},
        "unlabelled": 0 if dataset.unlabelled is None else len(dataset.unlabelled),
        "pixel_mean": description.pixel_mean,
        "pixel_std": description.pixel_std,
        "pixel_range": description.pixel_range,
        "saved": None if saved is None else str(saved),
    }


def _opened(service: ModelService, path: Path, labels: Path | None, options: argparse.Namespace) -> "Dataset":
    with _progress(options) as progress:
        return service.open_data(path, labels=labels, progress=progress)


@contextmanager
def _progress(options: argparse.Namespace) -> "Iterator[Callable[[float], None] | None]":
    """A bar on standard error, where somebody can see it."""
    if options.json or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(_("Opening the data"), total=1.0)
        yield lambda share: bar.update(task, completed=share)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")

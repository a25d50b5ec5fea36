"""The command ``evaluate``: its words, what it prints, and the files that it writes."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _, ngettext
from mnist_desktop.service import ModelService

if TYPE_CHECKING:
    from mnist_desktop.data.dataset import Dataset
    from mnist_desktop.evaluation.metrics import Evaluation, Predictions
    from mnist_desktop.reports import SavedKind
    from mnist_desktop.service.model import Model

_PARTS = ("test", "validation", "training")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds what the command takes."""
    parser.add_argument("model", metavar="RUN|MODEL.keras", help=_("a run's id or name, or a file"))
    parser.add_argument(
        "--part",
        choices=_PARTS,
        default="test",
        metavar="PART",
        help=_("which pictures: test, validation or training; test by default"),
    )
    parser.add_argument("--report", metavar="FILE.html", type=Path, help=_("write a report, one page to read or print"))
    parser.add_argument("--csv", metavar="FILE.csv", type=Path, help=_("write the answer to each picture"))
    parser.add_argument("--metrics", metavar="FILE.csv", type=Path, help=_("write the figures of each class"))
    parser.add_argument("--force", action="store_true", help=_("replace files that are there"))


def check_files(options: argparse.Namespace) -> None:
    """Checks, before any work, that all files that are asked for may be written.

    Raises:
        UserError: One may not, or two are the same.
    """
    files = _files(options)
    if not files:
        return
    from mnist_desktop.reports import check_file

    for kind, file in files.items():
        check_file(kind, file, overwrite=options.force)
    places = [file.resolve() for file in files.values()]
    if len(set(places)) < len(places):
        raise UserError(
            _("Two files are to be written to {file}.").format(file=options.csv), _("Give each a name of its own.")
        )


def evaluate(service: ModelService, model: "Model", dataset: "Dataset", options: argparse.Namespace) -> int:
    """Tests a model, prints what came of it, and writes the files that are asked for.

    Returns:
        The exit status, 0.

    Raises:
        UserError: It cannot be tested, or a file cannot be written; what was printed before is right all the same.
    """
    from mnist_desktop import reports
    from mnist_desktop.evaluation.metrics import Evaluation

    tested, found = reports.examine(service, model, dataset, part=options.part)
    if isinstance(found, Evaluation):
        print_result(tested, found, found.seconds, options, event="tested")
    else:
        _print_answers(tested, found, options)
    for kind, file in _files(options).items():
        match kind:
            case "report":
                reports.save_report(service, tested, dataset, file, part=options.part, predictions=found)
            case "predictions":
                reports.save_predictions(found, file)
            case "metrics":
                reports.save_metrics(found, file)
        _print_file(kind, file, options)
    return 0


def print_result(
    model: "Model", evaluation: "Evaluation", seconds: float, options: argparse.Namespace, event: str
) -> None:
    """Prints what a test found, as JSON or as text.

    Args:
        model: What was tested.
        evaluation: What the test found.
        seconds: How long it took, training included where there was one.
        options: Of the command: ``json``, and ``part`` where it has one.
        event: What the JSON object calls itself.
    """
    name = model.run.id or model.run.name
    part = getattr(options, "part", "test")
    if options.json:
        _print_json(
            event=event,
            run=name,
            part=part,
            test_accuracy=evaluation.accuracy,
            test_loss=evaluation.loss,
            count=evaluation.count,
            interval=evaluation.interval,
            seconds=seconds,
            note=model.run.note,
            notes=evaluation.notes,
            classes=[vars(report) for report in evaluation.class_reports],
            confusion_matrix=evaluation.confusion_matrix.tolist(),
        )
        return
    for note in filter(None, (model.run.note, *evaluation.notes)):
        _print(note)
    text = {
        "test": _("{run}: {accuracy:.2%} of {count:,} test pictures right, loss {loss:.4f}, {seconds:.1f} s"),
        "validation": _(
            "{run}: {accuracy:.2%} of {count:,} validation pictures right, loss {loss:.4f}, {seconds:.1f} s"
        ),
        "training": _("{run}: {accuracy:.2%} of {count:,} training pictures right, loss {loss:.4f}, {seconds:.1f} s"),
    }[part]
    _print(
        text.format(
            run=name, accuracy=evaluation.accuracy, count=evaluation.count, loss=evaluation.loss, seconds=seconds
        )
    )
    low, high = evaluation.interval
    _print(
        _("Another {count:,} could give {low:.1%} to {high:.1%}.").format(count=evaluation.count, low=low, high=high)
    )
    _print(f"\n{_('class'):>10} {_('precision'):>10} {_('recall'):>8} {'F1':>8} {_('pictures'):>9}")
    for report in evaluation.class_reports:
        _print(
            f"{report.name:>10} {_share(report.precision):>10} {_share(report.recall):>8} {_share(report.f1):>8}"
            f" {report.support:>9,}"
        )
    for report in evaluation.class_reports:
        if report.note:
            _print(report.note)


def _files(options: argparse.Namespace) -> "dict[SavedKind, Path]":
    """The files that are asked for, in the order in which they are written."""
    asked: dict[SavedKind, Path | None] = {
        "report": options.report,
        "predictions": options.csv,
        "metrics": options.metrics,
    }
    return {kind: file for kind, file in asked.items() if file is not None}


def _print_answers(model: "Model", predictions: "Predictions", options: argparse.Namespace) -> None:
    """What there is to say where nobody knows which answers are right."""
    name = model.run.id or model.run.name
    counts = {each: int((predictions.answers == place).sum()) for place, each in enumerate(predictions.class_names)}
    if options.json:
        _print_json(
            event="answered",
            run=name,
            part=options.part,
            count=predictions.count,
            mean_confidence=predictions.mean_confidence,
            seconds=predictions.seconds,
            note=model.run.note,
            notes=predictions.notes,
            answers=counts,
        )
        return
    for note in filter(None, (model.run.note, *predictions.notes)):
        _print(note)
    text = ngettext(
        "{run}: {count:,} picture answered, {sure:.1%} sure on average, {seconds:.1f} s",
        "{run}: {count:,} pictures answered, {sure:.1%} sure on average, {seconds:.1f} s",
        predictions.count,
    )
    sure, seconds = predictions.mean_confidence, predictions.seconds
    _print(text.format(run=name, count=predictions.count, sure=sure, seconds=seconds))
    _print(f"\n{_('answer'):>10} {_('pictures'):>9}")
    for answer, count in counts.items():
        _print(f"{answer:>10} {count:>9,}")


def _print_file(kind: "SavedKind", file: Path, options: argparse.Namespace) -> None:
    size = file.stat().st_size
    if options.json:
        _print_json(event="saved", kind=kind, path=str(file), bytes=size)
        return
    text = {
        "report": _("The report is in {file}: {size:,} bytes."),
        "predictions": _("The answers are in {file}: {size:,} bytes."),
        "metrics": _("The figures of each class are in {file}: {size:,} bytes."),
    }[kind]
    _print(text.format(file=file, size=size))


def _share(value: float | None) -> str:
    """A share as it stands in a table; a dash where there is nothing to take a share of."""
    return "–" if value is None else f"{value:.2%}"


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")


def _print_json(**values: object) -> None:
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()

"""Reports and tables as files, which are there whole or not at all."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mnist_desktop.errors import UserError
from mnist_desktop.evaluation.metrics import Evaluation, Predictions
from mnist_desktop.files import save_bytes
from mnist_desktop.i18n import _
from mnist_desktop.paths import resources_folder
from mnist_desktop.reports.content import ReportContent, examine, gather
from mnist_desktop.reports.markup import Html
from mnist_desktop.reports.page import html_report
from mnist_desktop.reports.tables import metrics_csv, predictions_csv

if TYPE_CHECKING:
    from mnist_desktop.data.dataset import Dataset
    from mnist_desktop.service import ModelService
    from mnist_desktop.service.evaluation import Part
    from mnist_desktop.service.model import Model

SavedKind = Literal["report", "predictions", "metrics"]
"""What can be saved of a test."""

SUFFIXES: dict[SavedKind, tuple[str, ...]] = {
    "report": (".html", ".htm"),
    "predictions": (".csv",),
    "metrics": (".csv",),
}


def check_file(kind: SavedKind, file: Path, *, overwrite: bool = False) -> None:
    """Checks, before any work, that a file may be written.

    Raises:
        UserError: Its name ends wrongly, it is there already and ``overwrite`` is False, it is a folder, or its folder
            is missing.
    """
    suffixes = SUFFIXES[kind]
    if file.suffix.lower() not in suffixes:
        raise UserError(
            _("{file} does not end in {suffix}.").format(file=file, suffix=suffixes[0]),
            _("Call it {name}.").format(name=f"{file.stem.strip('.') or 'report'}{suffixes[0]}"),
            kind,
        )
    if file.is_dir():
        raise UserError(_("{file} is a folder.").format(file=file), _("Choose the name of a file in it."), kind)
    if file.exists() and not overwrite:
        raise UserError(
            _("There is already a file {file}.").format(file=file),
            _("Choose another name, or allow it to be replaced (--force)."),
            kind,
        )
    if not file.absolute().parent.is_dir():
        raise UserError(
            _("There is no folder {folder}.").format(folder=file.absolute().parent),
            _("Make it, or choose another."),
            kind,
        )


def save_report(
    service: "ModelService",
    model: "Model",
    dataset: "Dataset",
    file: Path,
    progress: Callable[[float], None] | None = None,
    *,
    part: "Part" = "test",
    predictions: Predictions | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Path:
    """Tests a model, and writes a report on it.

    Draws with matplotlib, which must not draw in two threads at once: where there is a window, use ``gather`` in the
    model lane, ``svg_of`` in the window's thread, and ``write_report``.

    Args:
        service: Asks the network.
        model: Trained or not.
        dataset: The data.
        file: Where to; what is there is replaced (``check_file`` comes before).
        progress: Called with the share done, 0 to 1.
        part: Which of the pictures.
        predictions: What ``examine`` found already; by default the model is tested now.
        cancel: Asked often; True ends it, and no file is written.

    Returns:
        ``file``.

    Raises:
        UserError: It cannot be tested, it was cancelled, or the file cannot be written.
    """
    from mnist_desktop.plots.style import use_inter

    use_inter(sorted((resources_folder() / "fonts").glob("*.otf")))
    if predictions is None:
        model, predictions = examine(service, model, dataset, _share_of(progress, 0.0, 0.5), part=part, cancel=cancel)
    content = gather(
        service, model, dataset, predictions, _share_of(progress, 0.5, 0.9), part=part, cancel=cancel
    )  # fmt: skip
    write_report(content, file)
    if progress is not None:
        progress(1.0)
    return file


def write_report(content: ReportContent, file: Path, drawings: Mapping[str, Html] | None = None) -> Path:
    """Writes ``html_report`` to a file, and returns where.

    Raises:
        UserError: It cannot be written; what was there before is still there.
    """
    return save_bytes(html_report(content, drawings), file)


def save_predictions(predictions: Predictions, file: Path) -> Path:
    """Writes ``predictions_csv`` to a file, and returns where.

    Raises:
        UserError: It cannot be written; what was there before is still there.
    """
    return save_bytes(predictions_csv(predictions), file)


def save_metrics(predictions: Predictions, file: Path) -> Path:
    """Writes ``metrics_csv`` to a file, and returns where.

    Raises:
        UserError: The pictures have no labels, or it cannot be written; what was there before is still there.
    """
    if not isinstance(predictions, Evaluation):
        raise UserError(
            _("The pictures have no labels, so that there are no figures for their classes."),
            _("Save the answers instead."),
            "metrics",
        )
    return save_bytes(metrics_csv(predictions), file)


def _share_of(progress: Callable[[float], None] | None, start: float, end: float) -> Callable[[float], None] | None:
    """Reports a part of the work as a share of all of it."""
    if progress is None:
        return None
    return lambda share: progress(start + share * (end - start))

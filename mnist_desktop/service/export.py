"""Exports a model for use without this program."""

from collections.abc import Callable
from pathlib import Path

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.runs import export as files
from mnist_desktop.runs.export_kinds import ExportKind
from mnist_desktop.service.model import Model

_CHECKED = 1000  # pictures on which a converted model has to answer as before


def export(
    model: Model, to: ExportKind, file: Path, load_data: Callable[[], Dataset], *, overwrite: bool = False
) -> files.Exported:
    """Writes a model to a file; ``runs.export.export`` says what each kind holds.

    Args:
        model: Trained or not.
        to: The kind of file.
        file: Where it goes.
        load_data: Called where a converted model has to be checked: the first 1,000 test pictures are used.
        overwrite: Replace a file that is there.

    Raises:
        UserError: It cannot be written, or would not answer as the model does.
    """
    files.check_target(to, file, overwrite=overwrite)
    pictures = load_data().test.images[:_CHECKED] if to == "tflite" else None
    return files.export(model.run, model.weights, to, file, pictures=pictures, overwrite=overwrite)

"""The history of a run as CSV, for a spreadsheet or pandas."""

import csv
import io
from pathlib import Path

from mnist_desktop.errors import UserError
from mnist_desktop.files import save_bytes
from mnist_desktop.i18n import _
from mnist_desktop.runs.run import Run
from mnist_desktop.training.events import EpochRecord

_COLUMNS = tuple(EpochRecord.model_fields)
"""Among them the names that ``keras.callbacks.CSVLogger`` writes."""


def history_csv(run: Run) -> str:
    """The finished epochs as CSV (RFC 4180): a header, then one row an epoch.

    Numbers have a decimal point and all digits that they have; what was not measured is empty. The columns are those of
    ``EpochRecord``: accuracies are shares from 0 to 1, times in seconds.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS)
    writer.writeheader()
    for record in run.history:
        writer.writerow(record.model_dump())
    return text.getvalue()


def save_history(run: Run, file: Path) -> Path:
    """Writes ``history_csv`` to a file, whole or not at all, and returns where.

    Raises:
        UserError: The run has no finished epoch, or the file cannot be written.
    """
    if not run.history:
        raise UserError(_("“{name}” has no finished epoch yet.").format(name=run.name), _("Train it first."))
    return save_bytes(history_csv(run), file)

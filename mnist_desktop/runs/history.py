"""The history of a run as CSV, for a spreadsheet or pandas."""

import csv
import io
import json

from mnist_desktop.runs.run import Run
from mnist_desktop.training.events import EpochRecord


def history_csv(run: Run) -> str:
    r"""One row an epoch, under the names of ``EpochRecord``; what was not measured is empty.

    Returns:
        Text with lines ending in "\r\n", as RFC 4180 has it.
    """
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, tuple(EpochRecord.model_fields))
    writer.writeheader()
    for record in run.history:
        values = record.model_dump(mode="json")
        writer.writerow({name: _cell(value) for name, value in values.items()})
    return stream.getvalue()


def _cell(value: object) -> object:
    return json.dumps(value) if isinstance(value, list | dict) else value

"""The history as CSV."""

import csv
import io

from mnist_desktop.runs.history import history_csv
from mnist_desktop.training.events import EpochRecord
from tests.runs.test_store import a_record, a_run


def test_that_each_epoch_is_a_row_that_reads_back() -> None:
    records = (a_record(1), EpochRecord.model_validate(a_record(2).model_dump() | {"val_loss": 0.1 + 0.2}))
    text = history_csv(a_run().model_copy(update={"history": records}))
    assert text.startswith("epoch,seconds,loss,accuracy,val_loss,")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["epoch"] for row in rows] == ["1", "2"]
    assert rows[0]["val_loss"] == ""
    assert float(rows[1]["val_loss"]) == 0.1 + 0.2


def test_that_an_untrained_run_has_a_heading_alone() -> None:
    assert history_csv(a_run()).count("\r\n") == 1

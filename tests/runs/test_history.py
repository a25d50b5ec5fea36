import csv
import errno
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mnist_desktop.errors import UserError
from mnist_desktop.networks.presets import preset
from mnist_desktop.runs.history import history_csv, save_history
from mnist_desktop.runs.run import Run
from mnist_desktop.training.events import EpochRecord


def _run(epochs: int = 2) -> Run:
    chosen = preset("dense-dropout")
    history = tuple(
        EpochRecord(
            epoch=epoch,
            seconds=0.1 + epoch,
            loss=1 / 3,
            accuracy=0.9,
            val_loss=None if epoch == 1 else 0.25,
            val_accuracy=None if epoch == 1 else 0.95,
            learning_rate=0.001,
        )
        for epoch in range(1, epochs + 1)
    )
    return Run(name="Ten", network=chosen.network, training=chosen.training, created=datetime.now(UTC), history=history)


def test_that_the_csv_has_a_row_an_epoch_and_every_digit() -> None:
    rows = list(csv.DictReader(history_csv(_run()).splitlines()))
    assert [row["epoch"] for row in rows] == ["1", "2"]
    assert [float(row["loss"]) for row in rows] == [1 / 3, 1 / 3]
    assert [row["val_accuracy"] for row in rows] == ["", "0.95"]
    assert set(rows[0]) <= set(EpochRecord.model_fields)


def test_that_the_history_is_written_to_a_file(tmp_path: Path) -> None:
    file = tmp_path / "ten.csv"
    assert save_history(_run(), file) == file
    assert file.read_bytes().decode() == history_csv(_run())


def test_that_a_full_disk_ends_in_a_sentence_and_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "ten.csv"
    file.write_text("before")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserError, match="No space left"):
        save_history(_run(), file)
    assert [each.name for each in tmp_path.iterdir()] == ["ten.csv"]
    assert file.read_text() == "before"


def test_that_without_an_epoch_there_is_nothing_to_save(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no finished epoch"):
        save_history(_run(0), tmp_path / "none.csv")

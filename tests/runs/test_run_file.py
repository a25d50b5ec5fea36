"""A model as one file."""

import zipfile
from pathlib import Path

import numpy as np
import pytest

from mnist_desktop.errors import UserError
from mnist_desktop.runs.run_file import read_run_file, write_run_file
from tests.runs.test_store import a_record, a_run, a_state


def test_that_a_saved_model_comes_back(tmp_path: Path) -> None:
    run = a_run().model_copy(update={"history": (a_record(1),), "state": "finished"})
    weights = a_state(0.25).weights
    write_run_file(run, weights, tmp_path / "model.mnistrun")
    read, read_weights = read_run_file(tmp_path / "model.mnistrun")
    assert read == run
    assert read_weights is not None
    np.testing.assert_array_equal(read_weights[0], weights[0])


def test_that_an_untrained_model_has_no_weights(tmp_path: Path) -> None:
    write_run_file(a_run(), None, tmp_path / "model.mnistrun")
    assert read_run_file(tmp_path / "model.mnistrun")[1] is None


def test_that_damaged_files_are_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "model.mnistrun"
    with pytest.raises(UserError, match="There is no file"):
        read_run_file(file)
    file.write_bytes(b"something else")
    with pytest.raises(UserError, match="no undamaged model file"):
        read_run_file(file)
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("run.json", "{}")
    with pytest.raises(UserError, match="no undamaged model file"):
        read_run_file(file)


def test_that_a_pickle_in_a_file_is_refused(tmp_path: Path) -> None:
    file, arrays = tmp_path / "model.mnistrun", tmp_path / "weights.npz"
    np.savez(arrays, **{"0000": np.array([{"evil": 1}], dtype=object)})  # type: ignore[arg-type]
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("run.json", a_run().model_dump_json(exclude={"id", "bundled"}))
        archive.write(arrays, "weights.npz")
    with pytest.raises(UserError, match="allow_pickle"):
        read_run_file(file)


def test_that_a_file_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be written"):
        write_run_file(a_run(), None, tmp_path / "no such folder" / "model.mnistrun")

"""Runs on disk: whole or not there, whatever happens to the process or the disk."""

import json
import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from mnist_desktop.errors import UserError
from mnist_desktop.networks.presets import preset
from mnist_desktop.networks.spec import Dense, Flatten, NetworkSpec, changed
from mnist_desktop.runs.run import Run
from mnist_desktop.runs.store import RunStore
from mnist_desktop.training.engine import EngineState
from mnist_desktop.training.events import EpochRecord


def a_run(name: str = "With dropout", units: int = 10) -> Run:
    """A run of a network whose weights are those of ``a_state``."""
    chosen = preset("dense-dropout")
    network = NetworkSpec(layers=(Flatten(), Dense(units=units)))
    return Run(name=name, preset=chosen.name, network=network, training=chosen.training, created=datetime.now(UTC))


def a_record(epoch: int) -> EpochRecord:
    return EpochRecord(
        epoch=epoch, seconds=1.0, loss=0.5, accuracy=0.9, val_loss=None, val_accuracy=None, learning_rate=0.001
    )


def a_state(value: float, units: int = 10) -> EngineState:
    """Weights of 784 × ``units`` and biases: 31 kB by default."""
    weights = (np.full((784, units), value, np.float32), np.full(units, value, np.float32))
    return EngineState(weights, (np.full(3, value, np.float32), np.array(7)))


def test_that_a_run_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    store = RunStore(tmp_path / "runs")
    run = store.create(a_run())
    assert run.id == "with-dropout"
    for epoch in (1, 2, 3):
        run = store.add_epoch(run, a_record(epoch), a_state(epoch))
    read = store.read(run.id)
    assert read == run
    assert [record.epoch for record in read.history] == [1, 2, 3]
    np.testing.assert_array_equal(store.weights(read)[0], a_state(3).weights[0])  # type: ignore[index]
    np.testing.assert_array_equal(store.weights(read, epoch=1)[0], a_state(1).weights[0])  # type: ignore[index]
    for kept, given in zip(store.optimizer_state(read), a_state(3).optimizer, strict=True):
        np.testing.assert_array_equal(kept, given)
    assert len(list((tmp_path / "runs" / run.id).glob("optimizer-*"))) == 1


def test_that_runs_of_the_same_name_get_folders_of_their_own(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    assert [store.create(a_run("Ölpfütze 3!")).id for _ in range(3)] == ["lpf-tze-3", "lpf-tze-3-2", "lpf-tze-3-3"]
    assert store.create(a_run("数字")).id == "network"


def test_that_a_damaged_run_is_a_sentence_and_hides_no_other(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    good, bad = store.create(a_run("good")), store.create(a_run("bad"))
    (tmp_path / bad.id / "run.json").write_bytes(b'{"name": "bad", "state"')
    assert [run.id for run in store.runs()] == [good.id]
    with pytest.raises(UserError, match="is damaged"):
        store.read(bad.id)


def test_that_a_run_of_a_newer_version_says_so(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    run = store.create(a_run())
    file = tmp_path / run.id / "run.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"format": 2, "brand_new": True}))
    with pytest.raises(UserError, match="newer version of the program \\(format 2\\)"):
        store.read(run.id)


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 no zip", None])
def test_that_damaged_weights_are_a_sentence(tmp_path: Path, damage: bytes | None) -> None:
    store = RunStore(tmp_path)
    run = store.add_epoch(store.create(a_run()), a_record(1), a_state(1))
    file = tmp_path / run.id / "weights" / "epoch-0001.npz"
    if damage is None:
        file.write_bytes(file.read_bytes()[:-200])
    else:
        file.write_bytes(damage)
    with pytest.raises(UserError, match="cannot be read"):
        store.weights(run)


def test_that_a_name_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    for name in ("../outside", "/etc", "..", "", ".deleted"):
        with pytest.raises(UserError, match="no run called"):
            RunStore(tmp_path / "runs").read(name)


def test_that_delete_can_be_undone(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    run = store.add_epoch(store.create(a_run()), a_record(1), a_state(1))
    store.delete(run.id)
    assert store.runs() == ()
    assert store.restore(run.id) == run
    assert store.weights(run) is not None


def test_that_a_run_in_use_is_neither_deleted_nor_trained_twice(tmp_path: Path) -> None:
    store, other = RunStore(tmp_path), RunStore(tmp_path)
    run = store.create(a_run().model_copy(update={"state": "training"}))
    with store.in_use(run.id):
        assert other.read(run.id).state == "training"
        with pytest.raises(UserError, match="another window or command"), other.in_use(run.id):
            pytest.fail("two may train one run")
        with pytest.raises(UserError, match="another window or command"):
            other.delete(run.id)
    assert other.read(run.id).state == "interrupted"


def test_that_what_a_kill_left_half_written_is_swept_away_by_whoever_trains_on(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    run = store.add_epoch(store.create(a_run()), a_record(1), a_state(1))
    for name in (".run.json.12ab34cd.tmp", "weights/.epoch-0002.npz.12ab34cd.tmp"):
        (tmp_path / run.id / name).write_bytes(b"half")
    with store.in_use(run.id):
        assert not list(tmp_path.rglob("*.tmp"))
    assert store.read(run.id) == run
    assert store.weights(run) is not None


def test_that_a_full_disk_is_a_sentence_and_keeps_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = RunStore(tmp_path)
    run = store.add_epoch(store.create(a_run()), a_record(1), a_state(1))

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(UserError, match="No space left on device"):
        store.add_epoch(run, a_record(2), a_state(2))
    monkeypatch.undo()
    assert store.read(run.id) == run
    assert not list(tmp_path.rglob("*.tmp"))


def test_that_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UserError, match="cannot be written"):
        RunStore(tmp_path / "file" / "runs").create(a_run())


def test_that_a_run_killed_after_its_last_epoch_is_finished_and_not_offered(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    run = a_run()
    training = run.training.model_copy(update={"epochs": 2})
    run = store.create(run.model_copy(update={"state": "training", "training": training}))
    run = store.add_epoch(run, a_record(1), a_state(1))
    assert store.read(run.id).state == "interrupted"
    run = store.add_epoch(run, a_record(2), a_state(2))
    assert store.read(run.id).state == "finished"


def test_that_a_limit_on_file_size_keeps_what_was_there(tmp_path: Path) -> None:
    """A process that may not write more than 40 kB a file: the system itself refuses in the middle of a write."""
    code = f"""
        import resource, signal
        from tests.runs.test_store import *
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        store = RunStore(Path({str(tmp_path)!r}))
        run = store.add_epoch(store.create(a_run()), a_record(1), a_state(1))
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
        try:
            store.add_epoch(run, a_record(2), a_state(2, units=100))
        except UserError as error:
            print(error)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True)
    assert "cannot be written: File too large" in done.stdout
    store = RunStore(tmp_path)
    run = store.read("with-dropout")
    assert [record.epoch for record in run.history] == [1]
    np.testing.assert_array_equal(store.weights(run)[0], a_state(1).weights[0])  # type: ignore[index]


def _write_epochs(folder: str, pipe: int) -> None:
    store = RunStore(Path(folder))
    run = a_run(units=100)
    # More epochs than are written before the kill, however late it comes: a run with all its epochs is finished.
    run = store.create(run.model_copy(update={"training": changed(run.training, {"epochs": 1000})}))
    with store.in_use(run.id):
        run = store.write(run.model_copy(update={"state": "training"}))
        for epoch in range(1, 1000):
            run = store.add_epoch(run, a_record(epoch), a_state(epoch, units=100))
            os.write(pipe, epoch.to_bytes(4, "little"))


def test_that_a_kill_at_any_moment_leaves_every_finished_epoch(tmp_path: Path) -> None:
    chance = random.Random(1)
    for attempt in range(30):
        folder = tmp_path / str(attempt)
        reading, writing = os.pipe()
        os.set_inheritable(writing, True)
        process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                f"from tests.runs.test_store import _write_epochs; _write_epochs({str(folder)!r}, {writing})",
            ],
            pass_fds=[writing],
        )
        os.close(writing)
        told = os.read(reading, 4)  # the first epoch is finished
        threading.Event().wait(chance.uniform(0.0, 0.02))
        process.send_signal(signal.SIGKILL)
        process.wait()
        while chunk := os.read(reading, 4):
            told = chunk
        os.close(reading)
        store = RunStore(folder)
        run = store.read("with-dropout")
        assert run.state == "interrupted"
        assert len(run.history) >= int.from_bytes(told, "little")
        last = run.history[-1].epoch
        for epoch in {1, last}:
            np.testing.assert_array_equal(store.weights(run, epoch)[0], a_state(epoch, units=100).weights[0])  # type: ignore[index]
        assert len(store.optimizer_state(run)) == 2

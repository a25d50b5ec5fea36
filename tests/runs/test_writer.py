"""The epoch writer: order, memory, faults and a disk that hangs."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from typing_extensions import override

from mnist_desktop.errors import UserError
from mnist_desktop.runs.run import Run
from mnist_desktop.runs.store import RunStore
from mnist_desktop.runs.writer import EpochWriter
from mnist_desktop.training.engine import EngineState
from mnist_desktop.training.events import EpochRecord
from tests.runs.test_store import a_record, a_run, a_state


class HangingStore(RunStore):
    """A store whose disk hangs until ``go_on`` is set."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.go_on = threading.Event()
        self.asked = threading.Event()

    @override
    def add_epoch(self, run: Run, record: EpochRecord, state: EngineState) -> Run:
        self.asked.set()
        assert self.go_on.wait(30)
        return super().add_epoch(run, record, state)


@pytest.fixture
def hanging(tmp_path: Path) -> Iterator[HangingStore]:
    store = HangingStore(tmp_path)
    yield store
    store.go_on.set()


def keep(writer: EpochWriter, epoch: int) -> None:
    before = tuple(a_record(number) for number in range(1, epoch))
    writer.keep(writer.run.model_copy(update={"history": before}), a_record(epoch), a_state(epoch))


def fill_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)


def within(function: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=function)
    thread.start()
    return thread


def test_that_all_epochs_are_on_the_disk_when_it_is_closed(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    writer = EpochWriter(store, store.create(a_run()))
    for epoch in range(1, 6):
        keep(writer, epoch)
    run = writer.close()
    assert store.read(run.id) == run
    assert store.kept_epochs(run) == (1, 2, 3, 4, 5)
    for epoch in (1, 5):
        np.testing.assert_array_equal(store.weights(run, epoch)[0], a_state(epoch).weights[0])  # type: ignore[index]
    np.testing.assert_array_equal(store.optimizer_state(run)[0], a_state(5).optimizer[0])


def test_that_settings_changed_on_the_way_are_written_with_their_epoch(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    run = store.create(a_run())
    writer = EpochWriter(store, run)
    keep(writer, 1)
    changed = run.training.model_copy(update={"epochs": 77})
    before = run.model_copy(update={"history": (a_record(1),), "training": changed})
    writer.keep(before, a_record(2), a_state(2))
    assert writer.close().training.epochs == store.read(run.id).training.epochs == 77


def test_that_a_disk_that_hangs_holds_up_nobody(hanging: HangingStore) -> None:
    writer = EpochWriter(hanging, hanging.create(a_run()))
    for epoch in range(1, 20):  # would never return if one waited for the disk
        keep(writer, epoch)
    assert hanging.asked.wait(10)
    assert hanging.read("with-dropout").history == ()
    hanging.go_on.set()
    assert len(writer.close().history) == 19


def test_that_memory_is_bounded_on_a_disk_that_hangs(hanging: HangingStore) -> None:
    size = sum(array.nbytes for array in (*a_state(1).weights, *a_state(1).optimizer))
    writer = EpochWriter(hanging, hanging.create(a_run()), pending_bytes=3 * size)
    handed = []

    def train() -> None:
        for epoch in range(1, 6):
            keep(writer, epoch)
            handed.append(epoch)

    training = within(train)
    assert hanging.asked.wait(10)
    training.join(0.2)
    assert training.is_alive()
    assert handed == [1, 2, 3]
    hanging.go_on.set()
    training.join(10)
    assert len(writer.close().history) == 5


def test_that_an_epoch_larger_than_the_limit_still_goes_through(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    writer = EpochWriter(store, store.create(a_run()), pending_bytes=1)
    for epoch in (1, 2):
        keep(writer, epoch)
    assert len(writer.close().history) == 2


def test_that_a_full_disk_is_told_and_keeps_what_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = RunStore(tmp_path)
    told = threading.Event()
    run = store.add_epoch(store.create(a_run()), a_record(1), a_state(1))
    writer = EpochWriter(store, run, on_fault=told.set)
    fill_disk(monkeypatch)
    keep(writer, 2)
    assert told.wait(10)
    with pytest.raises(UserError, match="No space left on device"):
        keep(writer, 3)
    with pytest.raises(UserError, match="No space left on device"):
        writer.close()
    monkeypatch.undo()
    assert len(writer.run.history) == 1
    assert store.read(writer.run.id) == writer.run


def test_that_whoever_waits_for_room_hears_of_a_fault(hanging: HangingStore, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = EpochWriter(hanging, hanging.create(a_run()), pending_bytes=1)
    keep(writer, 1)
    raised: list[UserError] = []

    def train() -> None:
        try:
            keep(writer, 2)
        except UserError as error:
            raised.append(error)

    training = within(train)
    fill_disk(monkeypatch)
    hanging.go_on.set()
    training.join(10)
    assert "No space left on device" in str(raised[0])
    with pytest.raises(UserError):
        writer.close()


def test_that_no_thread_is_left_behind(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    run = store.create(a_run())
    before = threading.active_count()
    assert EpochWriter(store, run).close() == run  # a training that fails before its first epoch
    writer = EpochWriter(store, run)
    keep(writer, 1)
    writer.close()
    assert threading.active_count() == before

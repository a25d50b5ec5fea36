"""What runs take on the disk, and which weights go when it is too much."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mnist_desktop.errors import UserError
from mnist_desktop.runs.disk_use import disk_use, plan_thinning, thin
from mnist_desktop.runs.run import Run
from mnist_desktop.runs.store import RunStore
from mnist_desktop.training.events import EpochRecord
from tests.runs.test_store import a_record, a_run, a_state


def a_kept_run(store: RunStore, name: str, *, age: int, losses: tuple[float, ...] = (3, 1, 2, 4, 5, 6)) -> Run:
    """A finished run that is so many days old."""
    made = a_run(name).model_copy(update={"created": datetime.now(UTC) - timedelta(days=age), "state": "finished"})
    run = store.create(made)
    for epoch, loss in enumerate(losses, start=1):
        record = EpochRecord.model_validate(a_record(epoch).model_dump() | {"val_loss": loss, "val_accuracy": 0.5})
        run = store.add_epoch(run, record, a_state(epoch))
    return run


def test_that_sizes_are_those_of_the_files(tmp_path: Path) -> None:
    store = RunStore(tmp_path / "runs")
    assert disk_use(store).total == 0
    run = a_kept_run(store, "one", age=0)
    (store.folder / "broken").mkdir()
    (store.folder / "broken" / "run.json").write_bytes(b"{")
    use = disk_use(store)
    assert use.sizes[run.id] == sum(file.stat().st_size for file in (store.folder / run.id).rglob("*")) - sum(
        folder.stat().st_size for folder in (store.folder / run.id).rglob("*") if folder.is_dir()
    )
    assert use.sizes["broken"] == 1
    assert "is damaged" in use.damaged["broken"]
    store.delete(run.id)
    after = disk_use(store)
    assert run.id not in after.sizes
    assert after.total == use.total  # it can still be brought back


def test_that_the_oldest_run_gives_first_and_the_last_and_best_epochs_stay(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    new, old = a_kept_run(store, "new", age=1), a_kept_run(store, "old", age=9)
    use = disk_use(store)
    planned = plan_thinning(store, use.total - 1)
    assert [(each.run.id, len(each.epochs)) for each in planned] == [("old", 1)]
    planned = plan_thinning(store, 0)
    # Everything that may go goes: of each run all but the best (2) and the last (6), and no more.
    assert [(each.run.id, each.epochs) for each in planned] == [("old", (1, 3, 4, 5)), ("new", (1, 3, 4, 5))]
    assert thin(store, planned) == planned
    for run in (old, new):
        assert store.kept_epochs(run) == (2, 6)
        assert store.read(run.id).history == run.history
        assert store.weights(run) is not None
        with pytest.raises(UserError, match=r"epoch 3 of .* are not kept. Choose one of these: 2, 6"):
            store.weights(run, 3)
    assert disk_use(store).total == use.total - sum(each.size for each in planned)
    assert plan_thinning(store, 0) == ()


def test_that_only_as_much_goes_as_must_and_every_second_epoch_first(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    run = a_kept_run(store, "long", age=1, losses=tuple(range(20, 0, -1)))
    size = store.weights_size(run, 1)
    total = disk_use(store).total
    assert plan_thinning(store, total) == ()
    (planned,) = plan_thinning(store, total - 9 * size)
    assert planned.epochs == (2, 4, 6, 8, 10, 12, 14, 16, 18)
    (planned,) = plan_thinning(store, total - 9 * size - 1)
    assert len(planned.epochs) == 10


@pytest.mark.parametrize("state", ["training", "interrupted"])
def test_that_a_run_that_is_not_finished_keeps_everything(tmp_path: Path, state: str) -> None:
    store = RunStore(tmp_path)
    run = a_kept_run(store, "one", age=1)
    store.write(run.model_copy(update={"state": state}))
    assert plan_thinning(store, 0) == ()


def test_that_a_run_in_use_keeps_everything(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    run = a_kept_run(store, "one", age=1)
    assert plan_thinning(store, 0, but={run.id}) == ()
    planned = plan_thinning(store, 0)
    with RunStore(tmp_path).in_use(run.id):
        assert plan_thinning(store, 0) == ()
        assert thin(store, planned) == ()  # it came into use after the plan was made
    assert store.kept_epochs(run) == (1, 2, 3, 4, 5, 6)


def test_that_the_answering_epoch_stays(tmp_path: Path) -> None:
    store = RunStore(tmp_path)
    run = a_kept_run(store, "one", age=1)
    best = store.write(run.model_copy(update={"training": run.training.model_copy(update={"use_best_epoch": True})}))
    thin(store, plan_thinning(store, 0))
    assert best.answering_epoch == 2
    assert os.path.exists(tmp_path / run.id / "weights" / "epoch-0002.npz")

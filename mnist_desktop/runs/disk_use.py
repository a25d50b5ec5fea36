"""What runs take on the disk, and how they take less: the weights of older epochs go, histories and answers stay."""

import contextlib
import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from mnist_desktop.errors import UserError
from mnist_desktop.runs.run import Run
from mnist_desktop.runs.store import RunStore
from mnist_desktop.training.verdicts import best_epoch

_THINNED = ("finished", "stopped", "failed")


@dataclass(frozen=True)
class DiskUse:
    """What a folder of runs takes.

    Attributes:
        sizes: Bytes of each run by its id, damaged ones included.
        total: Bytes of all, of the one that was deleted last and can still be brought back, and of what a kill left.
        damaged: Ids of the runs that cannot be read, and why.
    """

    sizes: dict[str, int]
    total: int
    damaged: dict[str, str]


@dataclass(frozen=True)
class Thinning:
    """Weights of one run that can go.

    Attributes:
        run: Whose they are.
        epochs: Their epochs, ascending.
        size: Their bytes.
    """

    run: Run
    epochs: tuple[int, ...]
    size: int


def disk_use(store: RunStore) -> DiskUse:
    """Counts what each run takes."""
    sizes = {}
    with contextlib.suppress(OSError):
        sizes = {folder.name: _size(folder) for folder in store.folder.iterdir() if folder.is_dir()}
    damaged = {run_id: str(error) for run_id, error in store.damaged().items()}
    shown = {name: size for name, size in sizes.items() if store.has(name)}
    return DiskUse(shown, sum(sizes.values()), damaged)


def plan_thinning(store: RunStore, limit: int, but: Collection[str] = ()) -> tuple[Thinning, ...]:
    """Which weights to drop so that all runs together take at most ``limit`` bytes, if that can be.

    The oldest finished runs give first; of each run every second epoch before the others, so that a way back in time
    remains as long as it can. The last epoch, the best one and the one that answers always stay, and so does all of a
    run that is being trained or was interrupted.

    Args:
        store: The runs.
        limit: Bytes.
        but: Ids of runs that keep everything.

    Returns:
        In the order in which they go; empty when there is room.
    """
    over = disk_use(store).total - limit
    planned = []
    for run in reversed(store.runs()):  # the oldest first
        if over <= 0:
            break
        if run.id in but or run.state not in _THINNED or store.is_in_use(run.id):
            continue
        chosen: list[int] = []
        size = 0
        for epoch, bytes_ in _older_epochs(store, run):
            if over <= 0:
                break
            chosen.append(epoch)
            size += bytes_
            over -= bytes_
        if chosen:
            planned.append(Thinning(run, tuple(sorted(chosen)), size))
    return tuple(planned)


def thin(store: RunStore, planned: Collection[Thinning]) -> tuple[Thinning, ...]:
    """Drops what was planned; a run that has come into use meanwhile keeps its weights.

    Returns:
        What was dropped.
    """
    done = []
    for thinning in planned:
        with contextlib.suppress(UserError):
            store.drop_weights(thinning.run, thinning.epochs)
            done.append(thinning)
    return tuple(done)


def _older_epochs(store: RunStore, run: Run) -> list[tuple[int, int]]:
    """(epoch, bytes) of the weights that may go, in the order in which they go."""
    best = best_epoch(run.history)
    stay = {run.answering_epoch, best.epoch if best else None, run.history[-1].epoch if run.history else None}
    epochs = [epoch for epoch in store.kept_epochs(run) if epoch not in stay]
    return [(epoch, store.weights_size(run, epoch)) for epoch in (*epochs[1::2], *epochs[::2])]


def _size(folder: Path) -> int:
    """Bytes of all files in a folder; what goes away meanwhile counts nothing."""
    total = 0
    for place, _folders, files in os.walk(folder):
        for name in files:
            with contextlib.suppress(OSError):
                total += os.stat(os.path.join(place, name)).st_size
    return total

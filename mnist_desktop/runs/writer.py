"""EpochWriter: a thread that writes finished epochs, so that no disk holds up a training."""

import collections
import threading
from collections.abc import Callable

from mnist_desktop.runs.run import Run
from mnist_desktop.runs.store import RunStore
from mnist_desktop.training.engine import EngineState
from mnist_desktop.training.events import EpochRecord

PENDING_BYTES = 128 * 2**20
"""What may wait in memory: some hundred epochs of a dense network, 20 of the largest preset."""


class EpochWriter:
    """Writes the epochs of one training in their order, in a thread of its own.

    ``run.json`` names an epoch only when its weights and the optimizer's state are on the disk, as without a thread:
    a kill costs at most the epochs that were waiting, and a training that is continued makes the same ones again.
    The thread lives from the first epoch until ``close``.

    Args:
        store: Keeps the run.
        run: As it stands in the store. The caller holds ``store.in_use``.
        on_fault: Called in the writer's thread when an epoch could not be written.
        pending_bytes: When so much waits, ``keep`` waits as well: memory is bounded, however slow the disk.
    """

    def __init__(
        self,
        store: RunStore,
        run: Run,
        *,
        on_fault: Callable[[], None] | None = None,
        pending_bytes: int = PENDING_BYTES,
    ) -> None:
        self._store = store
        self._run = run
        self._on_fault = on_fault
        self._limit = pending_bytes
        self._changed = threading.Condition()
        self._pending: collections.deque[tuple[Run, EpochRecord, EngineState]] = collections.deque()
        self._bytes = 0
        self._closed = False
        self._fault: BaseException | None = None
        self._thread = threading.Thread(target=self._write_all, name="epoch writer")

    @property
    def run(self) -> Run:
        """The run as it stands in the store."""
        return self._run

    def keep(self, run: Run, record: EpochRecord, state: EngineState) -> None:
        """Hands over a finished epoch and returns at once, unless too much waits already.

        Args:
            run: As it was before this epoch, with the settings that it had then.
            record: Of the epoch after the last one.
            state: Copies, which nobody changes later.

        Raises:
            UserError: An epoch before it could not be written.
        """
        size = _size(state)
        with self._changed:
            # One that is larger than the limit goes alone.
            self._changed.wait_for(
                lambda: self._fault is not None or not self._bytes or self._bytes + size <= self._limit
            )
            self._raise_fault()
            self._pending.append((run, record, state))
            self._bytes += size
            self._changed.notify_all()
        if self._thread.ident is None:
            self._thread.start()

    def close(self) -> Run:
        """Waits until all is written and ends the thread.

        Returns:
            The run as it stands in the store.

        Raises:
            UserError: An epoch could not be written; those before it are kept.
        """
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread.ident is not None:
            self._thread.join()
        self._raise_fault()
        return self._run

    def _write_all(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._pending or self._closed)
                if not self._pending:
                    return
                run, record, state = self._pending.popleft()
            try:
                self._run = self._store.add_epoch(run, record, state)
            except BaseException as error:  # told by keep and close, in the training's own thread
                with self._changed:
                    self._fault = error
                    self._pending.clear()
                    self._changed.notify_all()
                if self._on_fault is not None:
                    self._on_fault()
                return
            with self._changed:
                self._bytes -= _size(state)
                self._changed.notify_all()

    def _raise_fault(self) -> None:
        if self._fault is not None:
            raise self._fault


def _size(state: EngineState) -> int:
    return sum(array.nbytes for array in (*state.weights, *state.optimizer))

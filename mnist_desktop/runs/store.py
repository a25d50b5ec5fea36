"""RunStore: runs on disk, one folder each, written so that a kill at any moment leaves the last finished epoch."""

import contextlib
import itertools
import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import filelock
from pydantic import ValidationError

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.runs.files import UNREADABLE, pack_arrays, unpack_arrays, write_error, write_whole
from mnist_desktop.runs.run import Run, Weights
from mnist_desktop.training.engine import Arrays, EngineState
from mnist_desktop.training.events import EpochRecord

_RUN_FILE = "run.json"
_LOCK_FILE = "in-use.lock"
_BIN = ".deleted"


class RunStore:
    """The runs in one folder.

    A run is a folder ``<id>/`` with ``run.json``, ``weights/epoch-0001.npz`` … and ``optimizer-<epoch>.npz`` for the
    last epoch; ``weights/epoch-0000.npz`` is what a model from elsewhere had learned before. ``run.json`` is written
    last: what it does not name is not there.

    Args:
        folder: Where the runs are; made when the first one is kept.
        bundled: True for the runs that came with the program: they are read only.
    """

    def __init__(self, folder: Path, *, bundled: bool = False) -> None:
        self.folder = folder
        self.bundled = bundled

    def runs(self) -> tuple[Run, ...]:
        """All runs that can be read, newest first; a damaged one does not hide the others."""
        found = []
        with contextlib.suppress(OSError):
            for file in self.folder.glob(f"*/{_RUN_FILE}"):
                with contextlib.suppress(UserError):
                    found.append(self.read(file.parent.name))
        return tuple(sorted(found, key=lambda run: run.created, reverse=True))

    def read(self, run_id: str) -> Run:
        """Reads what is known of a run.

        Raises:
            UserError: There is no such run, it is damaged, or a newer version of the program wrote it.
        """
        file = self._path(run_id) / _RUN_FILE
        try:
            run = Run.model_validate_json(file.read_bytes())
        except OSError as error:
            raise UserError(
                _("The run {run} cannot be read: {reason}.").format(run=run_id, reason=error.strerror),
                _("Choose another run; `mnist-desktop runs` lists them."),
            ) from None
        except ValidationError as error:
            raise _unreadable(file, error) from None
        state = "interrupted" if run.state == "training" and not self.is_in_use(run_id) else run.state
        return run.model_copy(update={"id": run_id, "bundled": self.bundled, "state": state})

    def weights(self, run: Run, epoch: int | None = None) -> Weights | None:
        """Reads the weights of an epoch, by default of the one that answers; None for a run that has learned nothing.

        Raises:
            UserError: The file is missing or damaged.
        """
        name = f"weights/epoch-{epoch or run.answering_epoch or 0:04d}.npz"
        if not run.history and not (self._path(run.id) / name).exists():
            return None
        return self._arrays(run.id, name)

    def optimizer_state(self, run: Run) -> Arrays:
        """Reads the optimizer's state after the last epoch; empty where there is none."""
        if not run.history or not (self._path(run.id) / self._optimizer_name(run)).exists():
            return ()
        return self._arrays(run.id, self._optimizer_name(run))

    def create(self, run: Run) -> Run:
        """Makes the folder of a new run, with an id of its own, also when two windows do so at once.

        Raises:
            UserError: The folder cannot be written.
        """
        stem = re.sub(r"[^a-z0-9]+", "-", run.name.lower()).strip("-")[:60] or "network"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for number in itertools.count(1):
                run_id = stem if number == 1 else f"{stem}-{number}"
                with contextlib.suppress(FileExistsError):
                    self._path(run_id).mkdir()
                    break
            (self._path(run_id) / "weights").mkdir()
        except OSError as error:
            raise write_error(error, str(self.folder)) from error
        return self.write(run.model_copy(update={"id": run_id}))

    def write(self, run: Run) -> Run:
        """Writes ``run.json`` anew and returns the run.

        Raises:
            UserError: It cannot be written; what was there before still is.
        """
        file = self._path(run.id) / _RUN_FILE
        try:
            write_whole(file, run.model_dump_json(indent=1, exclude={"id", "bundled"}).encode())
        except OSError as error:
            raise write_error(error, str(file)) from error
        return run

    def add_epoch(self, run: Run, record: EpochRecord, state: EngineState) -> Run:
        """Keeps a finished epoch: its weights, the optimizer's state, and then the history that names it.

        Raises:
            UserError: The disk is full or cannot be written; all epochs before are still there.
        """
        grown = run.model_copy(update={"history": (*run.history, record)})
        folder = self._path(run.id)
        try:
            write_whole(folder / f"weights/epoch-{record.epoch:04d}.npz", pack_arrays(state.weights))
            write_whole(folder / self._optimizer_name(grown), pack_arrays(state.optimizer))
        except OSError as error:
            raise write_error(error, str(folder)) from error
        self.write(grown)
        if run.history:
            with contextlib.suppress(OSError):
                (folder / self._optimizer_name(run)).unlink(missing_ok=True)
        return grown

    def put(self, run: Run, weights: Weights | None) -> Run:
        """Keeps a run that was trained elsewhere, as a new one with the weights of the epoch that answers.

        Raises:
            UserError: It cannot be written.
        """
        created = self.create(run)
        if weights is not None:
            file = self._path(created.id) / f"weights/epoch-{run.answering_epoch or 0:04d}.npz"
            try:
                write_whole(file, pack_arrays(weights))
            except OSError as error:
                shutil.rmtree(self._path(created.id), ignore_errors=True)
                raise write_error(error, str(file)) from error
        return created

    def delete(self, run_id: str) -> None:
        """Puts a run aside, from where ``restore`` brings it back; the one deleted before it is gone for good.

        Raises:
            UserError: The run is being trained, or cannot be moved.
        """
        with self.in_use(run_id):
            pass
        rubbish = self.folder / _BIN
        try:
            rubbish.mkdir(exist_ok=True)
            for old in rubbish.iterdir():
                shutil.rmtree(old, ignore_errors=True)
            os.replace(self._path(run_id), rubbish / run_id)
        except OSError as error:
            raise write_error(error, str(self._path(run_id))) from error

    def restore(self, run_id: str) -> Run:
        """Brings back the run that was deleted last.

        Raises:
            UserError: It is no longer there.
        """
        try:
            os.replace(self.folder / _BIN / run_id, self._path(run_id))
        except OSError as error:
            raise UserError(
                _("The run {run} cannot be brought back: {reason}.").format(run=run_id, reason=error.strerror)
            ) from error
        return self.read(run_id)

    @contextlib.contextmanager
    def in_use(self, run_id: str) -> Iterator[None]:
        """Marks a run as being trained; the mark goes with the process, even when it is killed.

        Raises:
            UserError: Another window or command is training it.
        """
        lock = filelock.FileLock(self._path(run_id) / _LOCK_FILE)
        try:
            lock.acquire(timeout=1)  # someone may hold it for a moment, only to see whether it is held
        except filelock.Timeout:
            raise UserError(
                _("The run {run} is being trained by another window or command.").format(run=run_id),
                _("Wait until it has ended, or stop it there."),
            ) from None
        except OSError as error:
            raise write_error(error, str(self._path(run_id))) from error
        try:
            yield
        finally:
            lock.release()

    def is_in_use(self, run_id: str) -> bool:
        """Whether a living process is training the run."""
        lock = filelock.FileLock(self._path(run_id) / _LOCK_FILE)
        try:
            with lock.acquire(timeout=0):
                return False
        except filelock.Timeout:
            return True
        except OSError:  # a folder that cannot be written: nobody trains there
            return False

    def _path(self, run_id: str) -> Path:
        if Path(run_id).name != run_id or run_id in {"", ".", "..", _BIN}:
            raise UserError(_("There is no run called {run}.").format(run=repr(run_id)))
        return self.folder / run_id

    def _arrays(self, run_id: str, name: str) -> Arrays:
        file = self._path(run_id) / name
        try:
            return unpack_arrays(file.read_bytes())
        except UNREADABLE as error:
            raise UserError(
                _("The weights in {file} cannot be read ({reason}).").format(file=file, reason=error),
                _("Delete the run or open another one; no other run is touched."),
            ) from None

    @staticmethod
    def _optimizer_name(run: Run) -> str:
        return f"optimizer-{run.history[-1].epoch:04d}.npz"


def _unreadable(file: Path, error: ValidationError) -> UserError:
    """Tells a file of a newer version from a damaged one."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        version = json.loads(file.read_bytes()).get("format")
        if isinstance(version, int) and version > 1:
            return UserError(
                _("The run in {file} was written by a newer version of the program (format {format}).").format(
                    file=file.parent, format=version
                ),
                _("Open it with that version."),
            )
    fault = error.errors(include_url=False)[0]
    return UserError(
        _("The run in {file} is damaged: {reason}.").format(file=file.parent, reason=fault["msg"]),
        _("Delete its folder, or bring it back from a copy; no other run is touched."),
    )

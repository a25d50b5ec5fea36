"""RunStore: runs on disk, one folder each, written so that a kill at any moment leaves the last finished epoch."""

import contextlib
import itertools
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import filelock
from pydantic import ValidationError

from mnist_desktop.errors import UserError
from mnist_desktop.files import write_whole
from mnist_desktop.i18n import _
from mnist_desktop.runs.epoch_spans import spans
from mnist_desktop.runs.files import ARRAYS_LIMIT, UNREADABLE, pack_arrays, unpack_arrays, write_error
from mnist_desktop.runs.run import Run, Weights
from mnist_desktop.runs.run_file import newer_format
from mnist_desktop.runs.weight_shapes import check_weights_fit
from mnist_desktop.training.engine import Arrays, EngineState
from mnist_desktop.training.events import EpochRecord
from mnist_desktop.training.verdicts import is_complete, stops_by_itself

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
        """All runs that can be read, newest first; a damaged one does not hide the others.

        Bundled ones come in the order of their ids: the first is the model of the first start.
        """
        found = []
        with contextlib.suppress(OSError):
            for file in self.folder.glob(f"*/{_RUN_FILE}"):
                with contextlib.suppress(UserError):
                    found.append(self.read(file.parent.name))
        if self.bundled:
            return tuple(sorted(found, key=lambda run: run.id))
        return tuple(sorted(found, key=lambda run: run.created, reverse=True))

    def has(self, run_id: str) -> bool:
        """Whether there is a run of that id, damaged or not."""
        return bool(run_id) and Path(run_id).name == run_id and (self.folder / run_id / _RUN_FILE).is_file()

    def read(self, run_id: str) -> Run:
        """Reads what is known of a run.

        Raises:
            UserError: There is no such run, it is damaged, or a newer version of the program wrote it.
        """
        file = self._path(run_id) / _RUN_FILE
        try:
            content = file.read_bytes()
            run = Run.model_validate_json(content)
        except OSError as error:
            raise UserError(
                _("The run {run} cannot be read: {reason}.").format(run=run_id, reason=error.strerror),
                _("Choose another run; `mnist-desktop runs` lists them."),
            ) from None
        except ValidationError as error:
            raise _unreadable(file, content, error) from None
        state = run.state
        if state == "training" and not self.is_in_use(run_id):
            done = is_complete(run.history, run.training) or (
                bool(run.history) and stops_by_itself(run.history, run.training.stop_after)
            )
            state = "finished" if done else "interrupted"  # killed when all was done but the last word
        return run.model_copy(update={"id": run_id, "bundled": self.bundled, "state": state})

    def weights(self, run: Run, epoch: int | None = None) -> Weights | None:
        """Reads the weights of an epoch, by default of the one that answers; None for a run that has learned nothing.

        Raises:
            UserError: The file is missing or damaged.
        """
        wanted = epoch or run.answering_epoch or 0  # weights that came with an opened model are those of epoch 0
        name = _weights_name(wanted)
        if not (self._path(run.id) / name).exists():
            if not run.history:
                return None
            if kept := self.kept_epochs(run):
                raise UserError(
                    _("The weights of epoch {epoch} of {run} are not kept.").format(epoch=wanted, run=run.id),
                    _("Choose one of these: {epochs}.").format(epochs=spans(kept)),
                    "epoch",
                )
        weights = self._arrays(run.id, name)
        try:
            check_weights_fit(run.network, weights)
        except ValueError as error:
            raise self._unreadable_weights(self._path(run.id) / name, error) from None
        return weights

    def kept_epochs(self, run: Run) -> tuple[int, ...]:
        """The epochs whose weights are there, in their order."""
        folder = self._path(run.id)
        epochs = (record.epoch for record in run.history)
        return tuple(epoch for epoch in epochs if (folder / _weights_name(epoch)).exists())

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
        return self.write(run.model_copy(update={"id": self._make_folder(run.name)}))

    def write(self, run: Run) -> Run:
        """Writes ``run.json`` anew and returns the run.

        Raises:
            UserError: It cannot be written; what was there before still is.
        """
        file = self._path(run.id) / _RUN_FILE
        try:
            write_whole(file, run.model_dump_json(indent=1, exclude={"id", "bundled"}))
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
            write_whole(folder / _weights_name(record.epoch), pack_arrays(state.weights))
            write_whole(folder / self._optimizer_name(grown), pack_arrays(state.optimizer))
        except OSError as error:
            raise write_error(error, str(folder)) from error
        self.write(grown)
        if run.history:
            with contextlib.suppress(OSError):
                (folder / self._optimizer_name(run)).unlink(missing_ok=True)
        return grown

    def put(self, run: Run, weights: Weights | None, epochs: Iterable[tuple[str, bytes]] = ()) -> Run:
        """Keeps a run that was trained elsewhere, as a new one.

        Args:
            run: Its id is replaced by one that is free.
            weights: Of the epoch that answers.
            epochs: Files of the run's folder, as ``epoch_files`` gives them: further weights, the optimizer's state.

        Raises:
            UserError: It cannot be written, or ``epochs`` raised it; nothing is left behind.
        """
        run_id = self._make_folder(run.name)
        folder = self._path(run_id)
        try:
            if weights is not None:
                write_whole(folder / _weights_name(run.answering_epoch or 0), pack_arrays(weights))
            for name, content in epochs:
                write_whole(folder / name, content)
            return self.write(run.model_copy(update={"id": run_id}))
        except BaseException as error:
            shutil.rmtree(folder, ignore_errors=True)
            if isinstance(error, OSError):
                raise write_error(error, str(folder)) from error
            raise

    def mend(self, run: Run, weights: Weights, state: EngineState) -> Run:
        """Writes the last epoch and the one that answers of a run that could not be written when they were new.

        Raises:
            UserError: It still cannot be written.
        """
        folder = self._path(run.id)
        try:
            write_whole(folder / _weights_name(run.answering_epoch), pack_arrays(weights))
            write_whole(folder / _weights_name(run.history[-1].epoch), pack_arrays(state.weights))
            write_whole(folder / self._optimizer_name(run), pack_arrays(state.optimizer))
        except OSError as error:
            raise write_error(error, str(folder)) from error
        return self.write(run)

    def epoch_files(self, run: Run) -> Iterator[tuple[str, bytes]]:
        """All weights that are kept and the optimizer's state, file by file.

        Yields:
            Name in the run's folder, and content.

        Raises:
            UserError: A file cannot be read.
        """
        names = [_weights_name(epoch) for epoch in self.kept_epochs(run)]
        if run.history and (self._path(run.id) / self._optimizer_name(run)).exists():
            names.append(self._optimizer_name(run))
        for name in names:
            file = self._path(run.id) / name
            try:
                content = file.read_bytes()
            except OSError as error:
                raise self._unreadable_weights(file, error) from None
            yield name, content

    def finding(self, run_id: str, name: str) -> bytes | None:
        """What was found out about a run and could be found out again; None where it is not kept.

        Args:
            run_id: The run.
            name: Of the file in its folder.
        """
        file = self._path(run_id) / name
        try:
            return file.read_bytes() if file.stat().st_size <= ARRAYS_LIMIT else None
        except OSError:
            return None

    def keep_finding(self, run_id: str, name: str, content: bytes) -> None:
        """Keeps what was found out about a run; where that cannot be written, it is found out again next time."""
        if not self.bundled and self.has(run_id):
            with contextlib.suppress(OSError):
                write_whole(self._path(run_id) / name, content)

    def weights_size(self, run: Run, epoch: int) -> int:
        """Bytes that the weights of an epoch take; 0 where they are not kept."""
        try:
            return (self._path(run.id) / _weights_name(epoch)).stat().st_size
        except OSError:
            return 0

    def drop_weights(self, run: Run, epochs: Iterable[int]) -> None:
        """Deletes the weights of some epochs; the history stays.

        Raises:
            UserError: The run is being trained, or cannot be written.
        """
        with self.in_use(run.id):
            for epoch in epochs:
                try:
                    (self._path(run.id) / _weights_name(epoch)).unlink(missing_ok=True)
                except OSError as error:
                    raise write_error(error, str(self._path(run.id))) from error

    def damaged(self) -> dict[str, UserError]:
        """The runs that cannot be read, by id, and why."""
        found: dict[str, UserError] = {}
        with contextlib.suppress(OSError):
            for file in self.folder.glob(f"*/{_RUN_FILE}"):
                try:
                    self.read(file.parent.name)
                except UserError as error:
                    found[file.parent.name] = error
        return found

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
            self._sweep(run_id)
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

    def _sweep(self, run_id: str) -> None:
        """Deletes what a kill left of files that were being written; whoever holds the lock is the only writer."""
        for file in self._path(run_id).rglob(".*.tmp"):
            with contextlib.suppress(OSError):
                file.unlink()

    def _make_folder(self, name: str) -> str:
        """Makes the folders of a new run and returns its id."""
        stem = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "network"
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
        return run_id

    def _path(self, run_id: str) -> Path:
        if Path(run_id).name != run_id or run_id in {"", ".", "..", _BIN}:
            raise UserError(_("There is no run called {run}.").format(run=repr(run_id)))
        return self.folder / run_id

    def _arrays(self, run_id: str, name: str) -> Arrays:
        file = self._path(run_id) / name
        try:
            return unpack_arrays(file.read_bytes())
        except UNREADABLE as error:
            raise self._unreadable_weights(file, error) from None

    @staticmethod
    def _unreadable_weights(file: Path, error: Exception) -> UserError:
        return UserError(
            _("The weights in {file} cannot be read ({reason}).").format(file=file, reason=error),
            _("Delete the run or open another one; no other run is touched."),
        )

    @staticmethod
    def _optimizer_name(run: Run) -> str:
        return f"optimizer-{run.history[-1].epoch:04d}.npz"


def _weights_name(epoch: int | None) -> str:
    return f"weights/epoch-{epoch:04d}.npz"


def _unreadable(file: Path, content: bytes, error: ValidationError) -> UserError:
    """Tells a file of a newer version from a damaged one."""
    if (version := newer_format(content)) is not None:
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

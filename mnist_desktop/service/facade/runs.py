"""What can be done with models that are kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mnist_desktop.service.facade.base import ServiceBase

if TYPE_CHECKING:
    from mnist_desktop.data.dataset import Dataset
    from mnist_desktop.runs.differences import Difference
    from mnist_desktop.runs.disk_use import DiskUse, Thinning
    from mnist_desktop.runs.export import Exported
    from mnist_desktop.runs.export_kinds import ExportKind
    from mnist_desktop.runs.run import Run
    from mnist_desktop.service.model import Model
    from mnist_desktop.service.storage import Storage


class RunMethods(ServiceBase):
    """What can be done with models that are kept."""

    def runs(self) -> tuple[Run, ...]:
        """All runs: those that came with the program first, then the user's, newest first."""
        return self._models.runs()

    def find_run(self, name: str) -> Run:
        """The run of that id or name, without its weights.

        Raises:
            UserError: There is none.
        """
        return self._models.find(name)

    def open_run(self, name: str) -> Model:
        """Opens a run by its id or name.

        Raises:
            UserError: There is none, or it is damaged.
        """
        return self._models.open(name)

    def open_keras_file(self, file: Path, dataset: Dataset) -> Model:
        """Opens a ``.keras`` file made elsewhere; ``run.note`` says what was assumed. It is not kept.

        Raises:
            UserError: It is damaged, or does not fit pictures of 28 × 28 or these classes.
        """
        from mnist_desktop.service.evaluation import open_keras_file

        return open_keras_file(file, dataset, self._models)

    def save_file(self, model: Model, file: Path, *, whole: bool = False) -> None:
        """Saves a model as one file.

        Args:
            model: The model.
            file: Where to.
            whole: With the weights of all epochs that are kept and the optimizer's state, so that whoever opens the
                file trains on exactly; without, the file is as small as can be.

        Raises:
            UserError: The file cannot be written, or the weights cannot be read.
        """
        self._models.save_file(model, file, whole=whole)

    def read_file(self, file: Path) -> Model:
        """Reads a file that ``save_file`` wrote, without keeping it.

        Raises:
            UserError: It is missing, damaged or no model.
        """
        return self._models.read_file(file)

    def open_file(self, file: Path) -> Model:
        """Opens a file that ``save_file`` wrote, and keeps all that it holds as a new run of the user's.

        Raises:
            UserError: It is missing, damaged or no model, or cannot be kept; no other run is touched.
        """
        return self._models.import_file(file)

    def export(self, model: Model, to: ExportKind, file: Path, *, overwrite: bool = False) -> Exported:
        """Writes a model for use without this program; the file is there whole afterwards or not at all.

        Args:
            model: Trained or not.
            to: "keras", "tflite" (its answers compared on 1,000 pictures), "weights" (for Keras's ``load_weights``),
                "script", "notebook" or "csv" (one row an epoch). An exported model takes float32 pictures of shape
                (batch, 28, 28, 1) with values 0 to 1.
            file: Its name ends in ``.keras``, ``.tflite``, ``.weights.h5``, ``.py``, ``.ipynb`` or ``.csv``.
            overwrite: Replace a file that is there.

        Raises:
            UserError: The name does not fit, the file is there already or cannot be written, there is no finished
                epoch for a table, or TFLite would answer otherwise than the model.
        """
        from mnist_desktop.service.export import export

        return export(model, to, file, self.load_data, overwrite=overwrite)

    def check_name(self, name: str) -> None:
        """Checks that no run answers to a name yet.

        Raises:
            UserError: One does.
        """
        self._models.check_name(name)

    def rename(self, run_id: str, name: str) -> Run:
        """Gives a run of the user another name.

        Raises:
            UserError: The name is empty or taken, or the run came with the program.
        """
        return self._models.rename(run_id, name)

    def delete(self, run_id: str) -> None:
        """Deletes a run of the user; ``restore`` brings the last one back.

        Raises:
            UserError: It came with the program, is being trained, or cannot be moved.
        """
        self._models.delete(run_id)

    def restore(self, run_id: str) -> Run:
        """Brings back the run that was deleted last.

        Raises:
            UserError: It is no longer there.
        """
        return self._models.restore(run_id)

    # ---- runs beside each other

    def differences(self, runs: Sequence[Run]) -> tuple[Difference, ...]:
        """The settings in which runs differ, in words, each with its value in every run."""
        from mnist_desktop.runs.differences import differences

        return differences(runs)

    def save_history(self, run: Run, file: Path) -> Path:
        """Writes the finished epochs of a run as CSV, one row an epoch, and returns where.

        Raises:
            UserError: There is no finished epoch, or the file cannot be written.
        """
        from mnist_desktop.runs.history import save_history

        return save_history(run, file)

    def model_at(self, run: Run, epoch: int) -> Model:
        """The model as it was after a finished epoch; it is not kept, and becomes a run of its own if it is trained.

        Args:
            run: One of ``runs``.
            epoch: Counted from 1.

        Raises:
            UserError: There is no such epoch, or its weights are no longer kept; says which are.
        """
        return self._models.at_epoch(run, epoch)

    def kept_epochs(self, run: Run) -> tuple[int, ...]:
        """The epochs of a run for which ``model_at`` works, ascending."""
        return self._models.kept_epochs(run)

    def duplicate(self, run: Run) -> Model:
        """A new model that has learned nothing yet, with the network and the training of a run."""
        return self._models.untrained(run.network, run.training, run.name, run.preset)

    def keep_interrupted(self, run_id: str) -> Run:
        """Marks a run whose training was cut off by a crash or a kill as stopped, so that it is no longer offered.

        Raises:
            UserError: It is being trained, or cannot be written.
        """
        return self._models.keep_interrupted(run_id)

    def history_csv(self, run: Run) -> str:
        """The history of a run as CSV, one row an epoch."""
        from mnist_desktop.runs.history import history_csv

        return history_csv(run)

    # ---- room on the disk

    def storage(self) -> Storage:
        """Where runs are kept, and for how long.

        Raises:
            UserError: With ``fall_back``: nothing can be written anywhere.
        """
        assert self._models  # finds out
        assert self._storage is not None
        return self._storage

    def disk_use(self) -> DiskUse:
        """What the user's runs take on the disk, and which of them are damaged."""
        from mnist_desktop.runs.disk_use import disk_use

        return disk_use(self._models.kept)

    def plan_thinning(self, limit: int, but: Collection[str] = ()) -> tuple[Thinning, ...]:
        """Which weights of older epochs to drop so that all runs together take at most so much.

        The last epoch of a run, its best and the one that answers always stay; so do histories and results, and all
        of a run that is being trained or was interrupted.

        Args:
            limit: Bytes.
            but: Ids of runs that keep everything.

        Returns:
            The oldest runs first; empty when there is room.
        """
        from mnist_desktop.runs.disk_use import plan_thinning

        return plan_thinning(self._models.kept, limit, but)

    def thin(self, planned: Collection[Thinning]) -> tuple[Thinning, ...]:
        """Drops what ``plan_thinning`` found; returns what was dropped."""
        from mnist_desktop.runs.disk_use import thin

        return thin(self._models.kept, planned)

"""Finds, opens, names, deletes and saves models: bundled ones, the user's runs, and files."""

import itertools
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.networks.spec import NetworkSpec, TrainingSpec
from mnist_desktop.runs.run import Run, Weights
from mnist_desktop.runs.run_file import epoch_files, read_run_file, write_run_file
from mnist_desktop.runs.store import RunStore
from mnist_desktop.service.model import Model


class Models:
    """All models that have a name.

    Args:
        kept: The user's runs.
        bundled: The runs that came with the program.
        shelf: The runs in a user's folder that cannot be written, which can be opened and no more; None where there
            is no such folder.
    """

    def __init__(self, kept: RunStore, bundled: RunStore, shelf: RunStore | None = None) -> None:
        self.kept = kept
        self.bundled = bundled
        self._stores = (kept, bundled) if shelf is None else (kept, shelf, bundled)

    def runs(self) -> tuple[Run, ...]:
        """All runs: bundled ones first, then the user's, newest first."""
        others = [store for store in self._stores if store is not self.bundled]
        return (*self.bundled.runs(), *(run for store in others for run in store.runs()))

    def untrained(self, network: NetworkSpec, training: TrainingSpec, name: str, preset: str | None) -> Model:
        """A model that has learned nothing yet and is not on disk."""
        name = self.free_name(name)
        return Model(Run(name=name, preset=preset, network=network, training=training, created=datetime.now(UTC)))

    def find(self, name: str) -> Run:
        """The run of that id or name; the user's before a bundled one, the newest of several.

        Raises:
            UserError: There is none.
        """
        runs = [run for store in self._stores for run in store.runs()]
        for matches in (
            [run for run in runs if run.id == name],
            [run for run in runs if run.name.casefold() == name.casefold()],
        ):
            if matches:
                return matches[0]
        known = ", ".join(run.id for run in runs[:8]) or _("none yet")
        raise UserError(
            _("There is no run called {name}; there are: {known}.").format(name=repr(name), known=known),
            _("Choose one of these (`mnist-desktop runs` lists all), or name a file."),
        )

    def open(self, name: str) -> Model:
        """Opens a run by id or name, with the weights of its last epoch.

        Raises:
            UserError: There is none, or it is damaged.
        """
        run = self.find(name)
        return Model(run, self._store(run).weights(run))

    def at_epoch(self, run: Run, epoch: int) -> Model:
        """The model as it was after an epoch; it is not kept, and goes its own way if it is trained.

        Raises:
            UserError: There is no such epoch, or its weights are not kept.
        """
        if not 1 <= epoch <= len(run.history):
            raise UserError(
                _("{run} has no epoch {epoch}; it has {count} finished ones.").format(
                    run=run.name, epoch=epoch, count=len(run.history)
                ),
                _("Choose one from 1 on."),
                "epoch",
            )
        weights = self._store(run).weights(run, epoch)
        past = {
            "id": "",
            "bundled": False,
            "name": _("{name}, epoch {epoch}").format(name=run.name, epoch=epoch),
            "training": run.training.model_copy(update={"use_best_epoch": False}),
            "history": run.history[:epoch],
            "state": run.state if epoch == len(run.history) else "stopped",
            "test": None,
        }
        return Model(run.model_copy(update=past), weights)

    def kept_epochs(self, run: Run) -> tuple[int, ...]:
        """The epochs of a run whose weights are kept."""
        return self._store(run).kept_epochs(run) if run.id else ()

    def finding(self, run: Run, name: str) -> bytes | None:
        """What was found out about a run before; see ``RunStore.finding``."""
        return self._store(run).finding(run.id, name) if run.id else None

    def keep_finding(self, run: Run, name: str, content: bytes) -> None:
        """Keeps what was found out about a run, if it is kept itself."""
        if run.id:
            self._store(run).keep_finding(run.id, name, content)

    def read_file(self, file: Path) -> Model:
        """Reads a saved model.

        Raises:
            UserError: The file is missing, damaged or no model.
        """
        run, weights = read_run_file(file)
        return Model(run.model_copy(update={"state": _settled(run, weights)}), weights)

    def import_file(self, file: Path) -> Model:
        """Keeps what a saved file holds among the user's runs, under a name that is free.

        Raises:
            UserError: The file is missing, damaged or no model, or it cannot be kept; nothing is left behind.
        """
        model = self.named_anew(self.read_file(file))
        return Model(self.kept.put(model.run, model.weights, epoch_files(file, model.run)), model.weights)

    def named_anew(self, model: Model) -> Model:
        """The model under a name that no run has."""
        return Model(model.run.model_copy(update={"name": self.free_name(model.run.name)}), model.weights)

    def free_name(self, name: str) -> str:
        """The name itself, or with the first number that makes it one that no run has."""
        taken = {run.name.casefold() for run in self.runs()}
        candidates = (name if number == 1 else f"{name} {number}" for number in itertools.count(1))
        return next(candidate for candidate in candidates if candidate.casefold() not in taken)

    def save_file(self, model: Model, file: Path, *, whole: bool = False) -> None:
        """Saves a model as one file.

        Args:
            model: The model.
            file: Where to.
            whole: With the weights of all epochs that are kept and the optimizer's state, so that training can go on
                exactly.

        Raises:
            UserError: The file cannot be written, or the weights cannot be read.
        """
        epochs = self._store(model.run).epoch_files(model.run) if whole and model.run.id else ()
        write_run_file(model.run, model.weights, file, epochs)

    def update_test(self, run: Run) -> None:
        """Keeps the result of a test with its run, if that is one of the user's and nobody has trained it further.

        A disk that refuses it costs only the note that is made there: the result itself is on the screen.
        """
        if run.bundled or not run.id:
            return
        with suppress(UserError), self.kept.in_use(run.id):
            kept = self.kept.read(run.id)
            if kept.history == run.history:
                self.kept.write(kept.model_copy(update={"test": run.test}))

    def keep_interrupted(self, run_id: str) -> Run:
        """Marks a run whose training was cut off as one that was stopped.

        Raises:
            UserError: It cannot be written.
        """
        with self.kept.in_use(run_id):
            run = self.kept.read(run_id)
            return self.kept.write(run.model_copy(update={"state": _settled(run, None)}))

    def rename(self, run_id: str, name: str) -> Run:
        """Gives a run of the user another name.

        Raises:
            UserError: The name is empty or taken, or the run is bundled.
        """
        name = name.strip()
        if not name:
            raise UserError(_("The name is empty."), _("Type at least one character."), "name")
        if len(name) > 80:
            raise UserError(
                _("The name is {count} characters long; 80 is the most.").format(count=len(name)),
                _("Choose a shorter one."),
                "name",
            )
        self._check_own(run_id)
        self.check_name(name, but=run_id)
        with self.kept.in_use(run_id):  # whoever trains it writes its name with each epoch
            return self.kept.write(self.kept.read(run_id).model_copy(update={"name": name}))

    def check_name(self, name: str, but: str = "") -> None:
        """Checks that no other run answers to a name.

        Raises:
            UserError: One does.
        """
        for run in self.runs():
            if run.id != but and name.casefold() in {run.id.casefold(), run.name.casefold()}:
                raise UserError(
                    _("There is already a run called {name}.").format(name=repr(name)),
                    _("Choose another name."),
                    "name",
                )

    def delete(self, run_id: str) -> None:
        """Deletes a run of the user; ``restore`` brings it back.

        Raises:
            UserError: It is bundled, being trained, or cannot be moved.
        """
        self._check_own(run_id)
        self.kept.delete(run_id)  # a damaged one as well

    def restore(self, run_id: str) -> Run:
        """Brings back the run that was deleted last."""
        return self.kept.restore(run_id)

    def _check_own(self, run_id: str) -> None:
        if self.kept.has(run_id):
            return
        if self.bundled.has(run_id):
            raise UserError(
                _("{run} came with the program and cannot be changed.").format(run=run_id),
                _("Train or save a model of your own."),
            )
        if any(store.has(run_id) for store in self._stores):
            raise UserError(
                _("{run} is in a folder that cannot be written.").format(run=run_id), _("Save it as a file instead.")
            )
        self.kept.read(run_id)  # says that there is none

    def _store(self, run: Run) -> RunStore:
        return next((store for store in self._stores if store.bundled is run.bundled and store.has(run.id)), self.kept)


def _settled(run: Run, weights: Weights | None) -> str:
    """The state of a run that came in a file: nobody is training it here."""
    if not run.history:
        return "untrained" if weights is None else "opened"
    return "stopped" if run.state in {"training", "interrupted"} else run.state

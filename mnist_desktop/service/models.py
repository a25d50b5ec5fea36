"""Finds, opens, names, deletes and saves models: bundled ones, the user's runs, and files."""

import itertools
from datetime import UTC, datetime
from pathlib import Path

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.networks.spec import NetworkSpec, TrainingSpec
from mnist_desktop.runs.run import Run, Weights
from mnist_desktop.runs.run_file import read_run_file, write_run_file
from mnist_desktop.runs.store import RunStore
from mnist_desktop.service.model import Model


class Models:
    """All models that have a name.

    Args:
        kept: The user's runs.
        bundled: The runs that came with the program.
    """

    def __init__(self, kept: RunStore, bundled: RunStore) -> None:
        self.kept = kept
        self.bundled = bundled

    def runs(self) -> tuple[Run, ...]:
        """All runs: bundled ones first, then the user's, newest first."""
        return (*self.bundled.runs(), *self.kept.runs())

    def untrained(self, network: NetworkSpec, training: TrainingSpec, name: str, preset: str | None) -> Model:
        """A model that has learned nothing yet and is not on disk."""
        name = self.free_name(name)
        return Model(Run(name=name, preset=preset, network=network, training=training, created=datetime.now(UTC)))

    def find(self, name: str) -> Run:
        """The run of that id or name; the user's before a bundled one, the newest of several.

        Raises:
            UserError: There is none.
        """
        runs = (*self.kept.runs(), *self.bundled.runs())
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

    def read_file(self, file: Path) -> Model:
        """Reads a saved model.

        Raises:
            UserError: The file is missing, damaged or no model.
        """
        run, weights = read_run_file(file)
        return Model(run.model_copy(update={"state": _settled(run, weights)}), weights)

    def keep(self, model: Model) -> Model:
        """Keeps a model that was read from a file among the user's runs, under a name that is free.

        Raises:
            UserError: It cannot be written.
        """
        return Model(self.kept.put(self.named_anew(model).run, model.weights), model.weights)

    def named_anew(self, model: Model) -> Model:
        """The model under a name that no run has."""
        return Model(model.run.model_copy(update={"name": self.free_name(model.run.name)}), model.weights)

    def free_name(self, name: str) -> str:
        """The name itself, or with the first number that makes it one that no run has."""
        taken = {run.name.casefold() for run in self.runs()}
        candidates = (name if number == 1 else f"{name} {number}" for number in itertools.count(1))
        return next(candidate for candidate in candidates if candidate.casefold() not in taken)

    def save_file(self, model: Model, file: Path) -> None:
        """Saves a model as one file.

        Raises:
            UserError: The file cannot be written.
        """
        write_run_file(model.run, model.weights, file)

    def update(self, run: Run) -> Run:
        """Writes what is known of a run anew, if it is one of the user's."""
        return run if run.bundled or not run.id else self.kept.write(run)

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
        run = self._own(run_id)
        self.check_name(name, but=run_id)
        return self.kept.write(run.model_copy(update={"name": name}))

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
        self.kept.delete(self._own(run_id).id)

    def restore(self, run_id: str) -> Run:
        """Brings back the run that was deleted last."""
        return self.kept.restore(run_id)

    def _own(self, run_id: str) -> Run:
        if any(run.id == run_id for run in self.bundled.runs()):
            raise UserError(
                _("{run} came with the program and cannot be changed.").format(run=run_id),
                _("Train or save a model of your own."),
            )
        return self.kept.read(run_id)

    def _store(self, run: Run) -> RunStore:
        return self.bundled if run.bundled else self.kept


def _settled(run: Run, weights: Weights | None) -> str:
    """The state of a run that came in a file: nobody is training it here."""
    if not run.history:
        return "untrained" if weights is None else "opened"
    return "stopped" if run.state in {"training", "interrupted"} else run.state

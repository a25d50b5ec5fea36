"""CurrentData: which data are open, how they came, and what of the model follows from them."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.data.task import Task, check_task
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _, ngettext
from mnist_desktop.networks.spec import NetworkSpec, TrainingSpec
from mnist_desktop.service.model import Model
from mnist_desktop.ui import lane_work
from mnist_desktop.ui.answers import answer_names, askable
from mnist_desktop.ui.current_model import CurrentModel
from mnist_desktop.ui.jobs import Jobs
from mnist_desktop.ui.settings import RECENT_DATA, Settings
from mnist_desktop.ui.shared_state import Notice, Opening

if TYPE_CHECKING:
    from mnist_desktop.data.laboratory import DataChanges
    from mnist_desktop.data.statistics import DataDescription
    from mnist_desktop.service import ModelService

RECENT_COUNT = 8
"""So many files and folders are remembered."""

_USUAL_SPLIT = 0.1  # of the training pictures for validation, while there is no model that says otherwise


@dataclass(frozen=True)
class RecentData:
    """Data that were opened before.

    Attributes:
        path: The file or folder.
        labels: The file of labels that was chosen by hand; None for none.
    """

    path: Path
    labels: Path | None = None


class CurrentData(CurrentModel):
    """The part of the session that opens, changes and saves data, and asks questions about them.

    Args:
        service: The core.
        jobs: Where its blocking methods run.
        settings: What is remembered.
        parent: As for any QObject.
    """

    def __init__(self, service: "ModelService", jobs: Jobs, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(service, jobs, settings, parent)
        self._cancel_opening = threading.Event()
        self._asked: RecentData | None = None
        self._own_sha256 = ""
        self.model_changed.connect(self._on_split_may_have_changed)

    @property
    def validation_split(self) -> float:
        """The share of the training pictures that the current model keeps for validation."""
        return self._model.run.training.validation_split if self._model is not None else _USUAL_SPLIT

    @property
    def learned_from_other_data(self) -> bool:
        """Whether what the current model has learned, it has learned from other pictures than those that are open."""
        if self._model is None or self._dataset is None or not self._model.run.history:
            return False
        data = self._model.run.data
        return data is not None and data.sha256 != self._dataset.sha256

    @property
    def other_data_open(self) -> bool:
        """Whether something else than the data of the start is open, changed for a lesson or not."""
        if self._dataset is None:
            return False
        return (self._dataset.before_changes or self._dataset).sha256 != self._own_sha256

    @property
    def recent_data(self) -> tuple[RecentData, ...]:
        """What was opened last, newest first; some of it may be gone."""
        try:
            entries = json.loads(self.settings.get(RECENT_DATA) or "[]")
            return tuple(RecentData(Path(path), Path(labels) if labels else None) for path, labels in entries)
        except (ValueError, TypeError):  # written by someone else
            return ()

    def open_data(self, path: Path, labels: Path | None = None) -> None:
        """Opens a file or a folder of pictures; what is open stays open until the new data are there.

        Args:
            path: An ``.npz``, IDX files, a CSV, or a folder.
            labels: The IDX file of labels, where it has no usual name.

        Raises:
            UserError: A training or a test goes on, or other data are being opened.
        """
        self._refuse_while_busy()
        path = path.expanduser().absolute()
        self._asked = RecentData(path, labels.absolute() if labels is not None else None)
        cancel = self._cancel_opening = threading.Event()
        self._set_opening(Opening(_("Opening {name} …").format(name=path.name or path), 0.0))
        report = self.jobs.reporter(self._on_opening_progress)
        self._in_data_lane(partial(lane_work.open_data, self.service, path, labels, report, cancel), cancel)

    def open_mnist(self) -> None:
        """Opens MNIST again."""
        self._refuse_while_busy()
        self._asked = None
        self._set_opening(Opening(_("Opening MNIST …"), may_cancel=False))
        self._in_data_lane(self.service.load_data, threading.Event())

    def cancel_opening(self) -> None:
        """Ends the opening of data; those that were open stay."""
        self._cancel_opening.set()

    def save_data(self, file: Path) -> None:
        """Saves the open data, with all changes, as an ``.npz``."""
        dataset = self._require_dataset()
        self.jobs.run_data(partial(lane_work.save_data, self.service, dataset, file), on_result=self._on_data_saved)

    def change_data(self, changes: "DataChanges") -> None:
        """Changes the training pictures for a lesson on bad data; earlier changes are undone first.

        Raises:
            UserError: Something else goes on.
        """
        self._refuse_while_busy()
        dataset = self._require_dataset()
        self._asked = None
        self._set_opening(Opening(_("Changing the pictures …"), may_cancel=False))
        self._in_data_lane(partial(self.service.change_data, dataset, changes), threading.Event())

    def undo_changes(self) -> None:
        """Takes all changes of the laboratory back."""
        self._refuse_while_busy()
        dataset = self._require_dataset()
        if dataset.before_changes is not None:
            self._take_dataset(dataset.before_changes)
            self.notified.emit(Notice(_("The pictures are as they were.")))

    def ask(self, task: Task) -> None:
        """Makes an untrained model that learns to answer another question, with the current model's network.

        Raises:
            UserError: The question cannot be asked of these data, with the setting at fault as its field; or something
                else goes on.
        """
        self._refuse_while_busy()
        dataset, run = self._require_dataset(), self._require_model().run
        check_task(task, dataset.class_names, dataset.name)
        training = run.training.model_copy(update={"task": task})
        network, training = self.service.fit_output(run.network, training, dataset)
        self.choose_network(network, training, run.name)
        answers = task.class_names(dataset.class_names)
        text = ngettext(
            "“{name}” chooses from {count} answer now. It has learned nothing yet.",
            "“{name}” chooses from {count} answers now. It has learned nothing yet.",
            len(answers),
        )
        self.notified.emit(Notice(text.format(name=run.name, count=len(answers))))

    def fitted(self, network: NetworkSpec, training: TrainingSpec) -> tuple[NetworkSpec, TrainingSpec]:
        """A network whose question can be asked of the open data, with as many outputs as there are answers.

        Returns:
            Network and training, themselves where they fit already or nothing is known of the classes.
        """
        dataset = self._dataset
        if dataset is None or not dataset.class_names:
            return network, training
        task = askable(training.task, dataset.class_names)
        if task != training.task:
            training = training.model_copy(update={"task": task})
        return self.service.fit_output(network, training, dataset)

    def _in_data_lane(self, job: Callable[[], Dataset], cancel: threading.Event) -> None:
        self.jobs.run_data(
            job,
            on_result=self._on_data_opened,
            on_error=self._on_data_refused,
            on_end=self._on_opening_ended,
            cancel=cancel.set,
        )

    @Slot(object)
    def _on_opening_progress(self, share: float) -> None:
        if self._opening is not None:
            self._set_opening(Opening(self._opening.text, share))

    @Slot(object)
    def _on_data_opened(self, dataset: Dataset) -> None:
        self._set_opening(None)
        changed = dataset.before_changes is not None
        refitted = self._take_dataset(dataset)
        texts = []
        if self._asked is not None:
            self._remember(self._asked)
            texts.append(_("“{name}” is open.").format(name=dataset.name))
        if refitted is not None:
            answers = len(refitted.run.training.task.class_names(dataset.class_names))
            text = _("The network “{name}” has {count} answers for it now, and has learned nothing yet.")
            texts.append(text.format(name=refitted.run.name, count=answers))
        elif self.learned_from_other_data and changed:
            text = _("“{name}” has not seen the changed pictures: training begins anew.")
            texts.append(text.format(name=self._model.run.name if self._model is not None else ""))
        if texts:  # what was changed the page itself says, for as long as it is
            self.notified.emit(Notice(" ".join(texts)))

    @Slot(object)
    def _on_data_refused(self, error: UserError) -> None:
        self._set_opening(None)
        if not self._cancel_opening.is_set():
            self.data_refused.emit(error)

    @Slot()
    def _on_opening_ended(self) -> None:
        self._set_opening(None)  # after a crash too
        self._cancel_opening = threading.Event()

    @Slot(object)
    def _on_data_saved(self, file: Path) -> None:
        self.notified.emit(Notice(_("Saved as {file}.").format(file=file)))

    @Slot(object)
    def _on_data_loaded(self, dataset: Dataset) -> None:
        self._own_sha256 = dataset.sha256
        if self._dataset is None:  # no other data were opened meanwhile
            self._take_dataset(dataset)

    @Slot()
    def _on_split_may_have_changed(self) -> None:
        if self._description is not None and self._description.validation_split != self.validation_split:
            self._describe()

    @Slot(object)
    def _on_described(self, described: "tuple[Dataset, DataDescription]") -> None:
        dataset, description = described
        if dataset is self._dataset:
            self._description = description
            self.description_changed.emit(description)
            self._on_split_may_have_changed()

    def _describe(self) -> None:
        if self._dataset is not None:
            job = partial(lane_work.describe, self.service, self._dataset, self.validation_split)
            self.jobs.run_data(job, on_result=self._on_described)

    def _take_dataset(self, dataset: Dataset) -> Model | None:
        """Opens a dataset; returns the untrained model that was made because its classes are others."""
        before, self._dataset, self._description = self._dataset, dataset, None
        refitted = self._refitted(before) if before is not None else None
        if refitted is not None:
            self._take_model(refitted)
        self.dataset_changed.emit(dataset)
        self._describe()
        return refitted

    def _refitted(self, before: Dataset) -> Model | None:
        """An untrained model whose answers are those of the open data; None where the current one's are already."""
        dataset, model = self._dataset, self._model
        if model is None or dataset is None or not dataset.class_names:
            return None
        run = model.run
        network, training = self.fitted(run.network, run.training)
        same = (network, training) == (run.network, run.training)
        if same and answer_names(run, before) == training.task.class_names(dataset.class_names):
            return None
        return self.service.untrained(network, training, name=run.name, preset=run.preset if same else None)

    def _remember(self, opened: RecentData) -> None:
        recent = (opened, *(each for each in self.recent_data if each.path != opened.path))[:RECENT_COUNT]
        entries = [[str(each.path), str(each.labels) if each.labels is not None else ""] for each in recent]
        self.settings.set(RECENT_DATA, json.dumps(entries))
        self.recent_data_changed.emit(recent)

    def _require_dataset(self) -> Dataset:
        if self._dataset is None:
            raise UserError(_("The pictures are not loaded yet."), _("Try again in a moment."))
        return self._dataset

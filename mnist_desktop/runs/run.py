"""A run: the recipe, the data, the history and the results of one network."""

from datetime import datetime
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, model_validator

from mnist_desktop.data.laboratory import DataChanges
from mnist_desktop.i18n import _
from mnist_desktop.networks.spec import NetworkSpec, TrainingSpec
from mnist_desktop.training.events import EpochRecord, SettingChange
from mnist_desktop.training.verdicts import best_epoch

RunState = Literal["untrained", "opened", "training", "finished", "stopped", "failed", "interrupted"]
Weights = tuple[NDArray[np.float32], ...]
"""The values of ``keras.Model.weights``, in their order."""


class DataSummary(BaseModel):
    """What a run was trained on.

    Attributes:
        name: The dataset's name.
        sha256: Hash over its arrays.
        class_names: What its labels stand for.
        training_count: Pictures that were trained on.
        validation_count: Pictures that it was validated on.
        test_count: Pictures kept for the test.
        source: Name of the file or folder that it came from, without its path, which is nobody else's business.
        changes: What the laboratory for bad data had done to the training pictures; None: nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    sha256: str
    class_names: tuple[str, ...]
    training_count: int
    validation_count: int
    test_count: int
    source: str = ""
    changes: DataChanges | None = None


class TestResult(BaseModel):
    """What came of the last test.

    Attributes:
        accuracy: Share of right answers, 0 to 1.
        loss: Mean loss.
        count: Pictures tested.
        seconds: Time the test took.
    """

    __test__ = False  # not a test of pytest's
    model_config = ConfigDict(frozen=True, extra="forbid")
    accuracy: float
    loss: float
    count: int
    seconds: float


class Run(BaseModel):
    """All about one network but its weights; written to disk as ``run.json``.

    Attributes:
        format: Version of this description.
        id: Name of its folder, unique in its store: "dense-dropout-2"; empty before it is first kept.
        name: What people call it.
        preset: The preset it came from, or None.
        network: Its layers.
        training: How it is trained.
        data: What it was trained on; None before its first training.
        versions: Of Python and the libraries that it was trained with.
        created: When it was made.
        state: Where it stands; "opened" when it was trained elsewhere and not yet here, "interrupted" when the
            process that trained it died.
        history: The finished epochs.
        changes: Settings that were changed on the way; ``network`` and ``training`` hold what came last.
        test: The last test, None while sealed.
        note: What was assumed or found when it was made or opened; may be empty.
        bundled: True for a run that came with the program and cannot be changed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    format: Literal[1] = 1
    id: str = ""
    name: str
    preset: str | None = None
    network: NetworkSpec
    training: TrainingSpec
    data: DataSummary | None = None
    versions: dict[str, str] = {}
    created: datetime
    state: RunState = "untrained"
    history: tuple[EpochRecord, ...] = ()
    changes: tuple[SettingChange, ...] = ()
    test: TestResult | None = None
    note: str = ""
    bundled: bool = False

    @model_validator(mode="after")
    def _check_history(self) -> Self:
        if [record.epoch for record in self.history] != list(range(1, len(self.history) + 1)):
            raise ValueError(_("the epochs of the history are not 1, 2, 3 …"))
        return self

    @property
    def answering_epoch(self) -> int | None:
        """The epoch whose weights answer: the last one, or the best if the spec says so; None while untrained."""
        if not self.history:
            return None
        best = best_epoch(self.history) if self.training.use_best_epoch else None
        return (best or self.history[-1]).epoch

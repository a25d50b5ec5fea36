"""What a report is about: a run, and all that was found out about its answers to one part of some data."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.errors import UserError
from mnist_desktop.evaluation.metrics import Evaluation, Predictions
from mnist_desktop.evaluation.selection import Order, select_pictures
from mnist_desktop.runs.run import Run
from mnist_desktop.service.model import Model

if TYPE_CHECKING:
    from mnist_desktop.evaluation.certainty import Calibration
    from mnist_desktop.service import ModelService
    from mnist_desktop.service.evaluation import Part

PICTURES = 24
"""So many pictures are shown: three rows of eight on a sheet of A4."""

Progress = Callable[[float], None]
Cancel = Callable[[], bool]


@dataclass(frozen=True, eq=False)
class ShownPicture:
    """A picture that a report shows.

    Attributes:
        index: Which of the part it is, from 0.
        image: uint8, shape (28, 28), 0 (background) to 255 (ink).
        label: What it is; empty where nobody knows.
        answer: What the network answered.
        confidence: How sure it was, 0 to 1.
    """

    index: int
    image: NDArray[np.uint8]
    label: str
    answer: str
    confidence: float


@dataclass(frozen=True, eq=False)
class ReportContent:
    """All that a report says.

    Attributes:
        run: What answered.
        data_name: The name of the data that it was asked about.
        data_sha256: Their hash.
        part: Which part of them.
        predictions: The answers; an ``Evaluation`` where the right ones are known.
        pictures: The surest mistakes, the surest first; without labels the least sure answers, the least sure first.
        calibration: Temperature scaling on the validation pictures; None where that makes no sense.
        created: When the report was made, in UTC.
    """

    run: Run
    data_name: str
    data_sha256: str
    part: "Part"
    predictions: Predictions
    pictures: tuple[ShownPicture, ...]
    calibration: "Calibration | None"
    created: datetime

    @property
    def evaluation(self) -> Evaluation | None:
        """The answers together with the right ones; None where nobody knows these."""
        return self.predictions if isinstance(self.predictions, Evaluation) else None


def examine(
    service: "ModelService",
    model: Model,
    dataset: Dataset,
    progress: Progress | None = None,
    *,
    part: "Part" = "test",
    cancel: Cancel | None = None,
) -> tuple[Model, Predictions]:
    """Tests a model; where nobody can say which answers are right, takes the answers alone.

    Args:
        service: Asks the network.
        model: Trained or not.
        dataset: The data.
        progress: Called with the share done, 0 to 1.
        part: Which of its pictures.
        cancel: Asked often; True ends it.

    Returns:
        The model, with the result where ``ModelService.evaluate`` keeps it; and an ``Evaluation``, or ``Predictions``
        whose notes say why there is nothing more.

    Raises:
        UserError: As ``ModelService.evaluate``, but not for a lack of labels.
    """
    try:
        return service.evaluate(model, dataset, progress, part=part, cancel=cancel)
    except UserError as error:
        if error.field != "labels":
            raise
        return model, service.answers(model, dataset, progress, part=part, cancel=cancel)


def gather(
    service: "ModelService",
    model: Model,
    dataset: Dataset,
    predictions: Predictions,
    progress: Progress | None = None,
    *,
    part: "Part" = "test",
    cancel: Cancel | None = None,
    created: datetime | None = None,
) -> ReportContent:
    """Gathers what a report says. Asks the network about the validation pictures, for the temperature.

    Args:
        service: Asks the network.
        model: What was tested.
        dataset: The data.
        predictions: What ``examine`` found on ``part`` of them.
        progress: Called with the share done, 0 to 1.
        part: Which of the pictures were tested.
        cancel: Asked often; True ends it.
        created: When the report is made; now by default.

    Raises:
        UserError: The pictures are no longer there, or it was cancelled.
    """
    return ReportContent(
        run=model.run,
        data_name=dataset.name,
        data_sha256=dataset.sha256,
        part=part,
        predictions=predictions,
        pictures=_pictures(service, model, dataset, part, predictions),
        calibration=_calibration(service, model, dataset, part, predictions, progress, cancel),
        created=(created or datetime.now(UTC)).astimezone(UTC),
    )


def _pictures(
    service: "ModelService", model: Model, dataset: Dataset, part: "Part", predictions: Predictions
) -> tuple[ShownPicture, ...]:
    labelled = isinstance(predictions, Evaluation)
    order: Order = "surest_first" if labelled else "least_sure_first"
    chosen = select_pictures(predictions, wrong_only=labelled, order=order)[:PICTURES]
    images = service.pictures_of(model, dataset, part).images
    names = predictions.class_names
    return tuple(
        ShownPicture(
            index=int(predictions.rows[place]),
            image=images[predictions.rows[place]].copy(),
            label=names[int(predictions.labels[place])] if isinstance(predictions, Evaluation) else "",
            answer=names[int(predictions.answers[place])],
            confidence=float(predictions.confidences[place]),
        )
        for place in chosen
    )


def _calibration(
    service: "ModelService",
    model: Model,
    dataset: Dataset,
    part: "Part",
    predictions: Predictions,
    progress: Progress | None,
    cancel: Cancel | None,
) -> "Calibration | None":
    """Temperature scaling, where there are validation pictures of the run's own that are not themselves the test."""
    own = model.run.data is not None and model.run.data.sha256 == dataset.sha256
    if not isinstance(predictions, Evaluation) or part == "validation" or not own:
        return None
    if not model.run.training.validation_split:
        return None
    try:
        return service.calibrate(model, dataset, predictions, progress, cancel=cancel)
    except UserError as error:
        if error.field in {"part", "labels"}:  # of so few pictures none is left for the validation
            return None
        raise

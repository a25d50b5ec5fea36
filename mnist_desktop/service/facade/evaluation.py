"""What can be done with tests and answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from mnist_desktop.service.facade.base import ServiceBase

if TYPE_CHECKING:
    from mnist_desktop.data.dataset import Dataset, LabelledImages
    from mnist_desktop.evaluation.certainty import Calibration
    from mnist_desktop.evaluation.metrics import Evaluation, Predictions
    from mnist_desktop.inference.predictor import Predictor
    from mnist_desktop.service.evaluation import Part
    from mnist_desktop.service.model import Model


class EvaluationMethods(ServiceBase):
    """What can be done with tests and answers."""

    def evaluate(
        self,
        model: Model,
        dataset: Dataset,
        progress: Callable[[float], None] | None = None,
        *,
        part: Part = "test",
        cancel: Callable[[], bool] | None = None,
    ) -> tuple[Model, Evaluation]:
        """Tests a model on labelled pictures; the result of a test on its own data is kept with the run.

        Args:
            model: Trained or not.
            dataset: The data, also others than it was trained on: classes are matched by their names.
            progress: Called with the share done, 0 to 1.
            part: Which of its pictures: "test", "validation" or "training", the latter two as the run splits them.
            cancel: Asked some twenty times a second; True ends the test.

        Returns:
            The model with the result, and accuracy, loss, confusion matrix, precision, recall, F1 and all answers.

        Raises:
            UserError: There are no such pictures; they have no labels, or the network knows none of their classes
                (``field`` is then "labels", and ``answers`` still works); the network does not answer with the classes
                of these data, or with no numbers; or it was cancelled.
        """
        from mnist_desktop.service.evaluation import evaluate

        tested, evaluation = evaluate(model, dataset, progress, part=part, cancel=cancel)
        if tested is not model:
            self._models.update_test(tested.run)
        return tested, evaluation

    def answers(
        self,
        model: Model,
        dataset: Dataset,
        progress: Callable[[float], None] | None = None,
        *,
        part: Part = "test",
        cancel: Callable[[], bool] | None = None,
    ) -> Predictions:
        """Asks a model about many pictures that need no labels; arguments and errors as with ``evaluate``."""
        from mnist_desktop.service.evaluation import answers

        return answers(model, dataset, progress, part=part, cancel=cancel)

    def pictures_of(self, model: Model, dataset: Dataset, part: Part) -> LabelledImages:
        """The pictures that ``evaluate`` takes, to which ``Predictions.rows`` leads.

        Raises:
            UserError: There is none.
        """
        from mnist_desktop.service.evaluation import pictures_of

        return pictures_of(model.run, dataset, part)

    def calibrate(
        self,
        model: Model,
        dataset: Dataset,
        evaluation: Evaluation,
        progress: Callable[[float], None] | None = None,
        *,
        cancel: Callable[[], bool] | None = None,
    ) -> Calibration:
        """Fits a temperature on the validation pictures, and says what it makes of a test.

        Args:
            model: The model that was tested.
            dataset: The data that it learns from; their validation pictures are taken.
            evaluation: What the test found.
            progress: Called with the share done, 0 to 1.
            cancel: Asked some twenty times a second; True ends it.

        Raises:
            UserError: There are no validation pictures, or as with ``evaluate``.
        """
        from mnist_desktop.service.evaluation import calibrate_model

        return calibrate_model(model, dataset, evaluation, progress, cancel=cancel)

    def predictor(self, model: Model) -> Predictor:
        """Fast answers of a model to single pictures or many: most probable class and probabilities."""
        from mnist_desktop.service.evaluation import make_predictor

        return make_predictor(model)

"""What can be found out about why a model answers as it does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from mnist_desktop.service.facade.base import ServiceBase

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mnist_desktop.data.dataset import Dataset
    from mnist_desktop.data.task import Task
    from mnist_desktop.inference.counterfactual import Counterfactual
    from mnist_desktop.inference.explain import Explainer
    from mnist_desktop.inference.predictor import Predictor


class ExplanationMethods(ServiceBase):
    """What can be found out about why a model answers as it does."""

    def explainer(self, predictor: Predictor) -> Explainer:
        """Explains the answers of a predictor: attribution, occlusion, the outputs of all layers.

        It follows the predictor's snapshot, also while the network learns. Call it from one thread at a time.
        """
        from mnist_desktop.inference.explain import Explainer

        return Explainer(predictor)

    def average_picture(self, dataset: Dataset) -> NDArray[np.uint8]:
        """The mean of some 5,000 training pictures, uint8, shape (28, 28).

        As the baseline of an attribution it lets missing ink speak too, where others have some.
        """
        from mnist_desktop.service.explanation import average_picture

        return average_picture(dataset)

    def counterfactual(
        self,
        explainer: Explainer,
        task: Task,
        dataset: Dataset,
        image: NDArray[np.uint8],
        answer: int,
        cancelled: Callable[[], bool] | None = None,
    ) -> Counterfactual | None:
        """What would have to change in a picture for another answer, worked towards the most similar known pictures.

        Args:
            explainer: Of the model that answers.
            task: What that model was asked, so that labels can be told from answers.
            dataset: Its training pictures are the known ones.
            image: uint8, shape (28, 28).
            answer: The answer that is wanted; of a single output 0, no, or 1, yes.
            cancelled: Asked between the parts of the work.

        Returns:
            The smallest change that was found; None when none of the 64 most similar pictures of what is wanted gets
            that answer, or it was cancelled.
        """
        from mnist_desktop.service.explanation import counterfactual

        return counterfactual(explainer, task, dataset, image, answer, cancelled)

"""What can be done with training."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from mnist_desktop.networks.spec import AugmentationSpec, TrainingSpec
from mnist_desktop.service.facade.base import ServiceBase

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mnist_desktop.data.dataset import Dataset
    from mnist_desktop.inference.predictor import Predictor
    from mnist_desktop.service.model import Model
    from mnist_desktop.training.control import TrainingControl
    from mnist_desktop.training.events import TrainingEvent


class TrainingMethods(ServiceBase):
    """What can be done with training."""

    def warm_up(self) -> None:
        """Imports TensorFlow and Keras, which takes 2 to 10 seconds.

        Raises:
            UserError: This computer cannot run TensorFlow.
        """
        from mnist_desktop.networks import backend

        backend.load()

    def check_training(self, model: Model, dataset: Dataset) -> None:
        """Checks, without TensorFlow, that a model can be trained.

        Raises:
            UserError: It cannot; ``field`` names the setting at fault.
        """
        from mnist_desktop.service.training import check_training

        check_training(model.run, dataset)

    def continued(self, model: Model, training: TrainingSpec) -> Model:
        """A model with other settings for the epochs to come; what differs is kept in ``run.changes``."""
        from mnist_desktop.service.training import continued

        return continued(model, training)

    def varied_pictures(
        self, images: NDArray[np.uint8], augmentation: AugmentationSpec, seed: int = 1
    ) -> tuple[NDArray[np.uint8], float]:
        """Pictures varied as a training would vary them.

        May be called in any thread once TensorFlow is there.

        Args:
            images: uint8, shape (n, 28, 28).
            augmentation: How far each is varied.
            seed: The same seed varies them alike.

        Returns:
            uint8, shape (n, 28, 28); and the seconds that varying costs a picture, measured now on 4,096 of them.
        """
        from mnist_desktop.service.augmentation import varied_pictures

        return varied_pictures(images, augmentation, seed)

    def train(
        self,
        model: Model,
        dataset: Dataset,
        report: Callable[[TrainingEvent], None],
        control: TrainingControl,
        *,
        predictor: Predictor | None = None,
    ) -> Model:
        """Trains a model up to the number of epochs of its spec, keeping each finished epoch on disk.

        Args:
            model: Untrained, or with fewer finished epochs than its spec asks for.
            dataset: What it learns from.
            report: Called in this thread with each ``TrainingEvent``.
            control: Stop, pause and pace, from other threads.
            predictor: One of ``predictor(model)`` that follows the training, for drawing meanwhile.

        Returns:
            The model after its last finished epoch.

        Raises:
            UserError: It cannot be trained or kept; nothing has begun.
            TrainingFault: A fault ended it; its ``model`` holds the finished epochs.
        """
        from mnist_desktop.service import training

        if model.run.bundled:  # what comes of it is a run of the user's, and has a name of its own
            model = self._models.named_anew(model)
        return training.train(model, dataset, self._models.kept, report, control, predictor)

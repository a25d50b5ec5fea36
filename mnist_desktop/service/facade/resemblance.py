"""What can be found out about how much pictures resemble those that a model learned from."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from mnist_desktop.service.facade.base import ServiceBase

if TYPE_CHECKING:
    from mnist_desktop.data.dataset import Dataset
    from mnist_desktop.inference.digitness import Digitness
    from mnist_desktop.inference.neighbours import Neighbours
    from mnist_desktop.service.model import Model


class ResemblanceMethods(ServiceBase):
    """What can be found out about how much pictures resemble those that a model learned from."""

    def digitness(
        self,
        model: Model,
        dataset: Dataset,
        progress: Callable[[float], None] | None = None,
        *,
        cancelled: Callable[[], bool] | None = None,
    ) -> Digitness | None:
        """Learns to tell what is like a model's training pictures from what is not; takes ten seconds on two cores.

        What it learned is kept with the run, and the champion comes with it: the next time it is read. It looks at
        20,000 pictures that the model learned from and at others made of them that are nothing, and sets its limit so
        that 98 % of up to 5,000 others of the training part are accepted: validation pictures, where the run has some.

        Args:
            model: A trained model.
            dataset: The data that it was trained on.
            progress: Called with the share done, 0 to 1.
            cancelled: Asked every 500 pictures.

        Returns:
            What judges single pictures in about a millisecond, from any thread; None when it was cancelled.

        Raises:
            UserError: The model is untrained or was trained on other data, or these are too few; ``field`` is "model"
                or "data".
        """
        from mnist_desktop.service.resemblance import digitness

        return digitness(model, dataset, self._models, progress, cancelled)

    def neighbours(
        self,
        model: Model,
        dataset: Dataset,
        progress: Callable[[float], None] | None = None,
        *,
        cancelled: Callable[[], bool] | None = None,
    ) -> Neighbours | None:
        """Gets ready to find the training pictures that a model's last hidden layer finds most like a picture.

        All pictures that it learned from take part. Arguments and errors as with ``digitness``.

        Returns:
            What finds neighbours in some milliseconds, from any thread; None when it was cancelled.
        """
        from mnist_desktop.service.resemblance import neighbours

        return neighbours(model, dataset, progress, cancelled)

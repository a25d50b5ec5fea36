"""What can be found out about what models know and do not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from mnist_desktop.service.facade.base import ServiceBase

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mnist_desktop.data.corruption import Corruption
    from mnist_desktop.data.dataset import Dataset, LabelledImages
    from mnist_desktop.evaluation.comparison import Comparison
    from mnist_desktop.evaluation.embedding import MapMethod, PictureMap
    from mnist_desktop.evaluation.robustness import Robustness, RobustnessCurve
    from mnist_desktop.inference.activations import LayerChoice
    from mnist_desktop.service.model import Model


class ExplorationMethods(ServiceBase):
    """What can be found out about what models know and do not."""

    def corruptions(self) -> tuple[Corruption, ...]:
        """The ways to spoil pictures, each with its name, unit, one sentence and strengths."""
        from mnist_desktop.data.corruption import corruptions

        return corruptions()

    def corrupt(self, images: NDArray[np.uint8], kind: str, strength: float, seed: int = 1) -> NDArray[np.uint8]:
        """Spoils pictures the way ``robustness`` does, to be looked at.

        With the same seed ``robustness`` sees the same accidents when it is given the same pictures.

        Args:
            images: uint8, shape (n, 28, 28).
            kind: The kind of one of ``corruptions()``.
            strength: From 0, which leaves every bit as it was, to the last of its ``strengths``.
            seed: Decides what chance does; 0 or more.

        Returns:
            uint8, shape (n, 28, 28).

        Raises:
            UserError: There is no such kind, or the strength is out of its range.
        """
        from mnist_desktop.data.corruption import corrupt

        return corrupt(images, kind, strength, seed)

    def robustness(
        self,
        model: Model,
        part: LabelledImages | NDArray[np.uint8],
        kinds: Sequence[str] | None = None,
        count: int = 2000,
        *,
        seed: int = 1,
        report: Callable[[RobustnessCurve], None] | None = None,
        progress: Callable[[float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Robustness:
        """Measures how many answers stay right as pictures get worse.

        Args:
            model: Trained or not.
            part: Where pictures are drawn from by chance; an array of pictures has no labels, and what is counted
                then is the answers that stay the same.
            kinds: Kinds of ``corruptions()``; None for all.
            count: Pictures asked at each strength; fewer where there are fewer.
            seed: Decides which pictures are drawn and what happens to them.
            report: Called with each curve as soon as it is measured.
            progress: Called with the share done, 0 to 1.
            cancelled: Asked before each strength; when it says yes, the curves so far are returned.

        Raises:
            UserError: There is no such kind, there are no pictures, or their labels are not the model's.
        """
        from mnist_desktop.service.exploration import robustness

        return robustness(model, part, kinds, count, seed, report, progress, cancelled)

    def layers_to_map(self, model: Model) -> tuple[LayerChoice, ...]:
        """The layers whose output ``map_pictures`` can lay out, without TensorFlow."""
        from mnist_desktop.inference.activations import layer_choices

        return layer_choices(model.run.network)

    def map_pictures(
        self,
        part: LabelledImages | NDArray[np.uint8],
        model: Model | None = None,
        *,
        method: MapMethod = "pca",
        layer: int | None = None,
        count: int = 2000,
        seed: int = 1,
        report: Callable[[PictureMap], None] | None = None,
        progress: Callable[[float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> PictureMap | None:
        """Lays pictures out on a plane, alike ones near each other.

        Args:
            part: Where pictures are drawn from by chance, with labels or without.
            model: Answers them; None lays out pixels without answers, and needs no TensorFlow.
            method: "pca", in less than a second, or "tsne", some seconds.
            layer: Lay out the output of this layer, an ``index`` of ``layers_to_map``; None for the pixels.
            count: Pictures on the map; fewer where there are fewer.
            seed: Decides which pictures are drawn and how t-SNE ends.
            report: Called with the map so far while t-SNE moves its points.
            progress: Called with the share done, 0 to 1.
            cancelled: Asked often; t-SNE of 2,000 pictures takes up to 3 s to end.

        Returns:
            The map; None when it was cancelled.

        Raises:
            UserError: There are no pictures, or the layer's output cannot be laid out.
        """
        from mnist_desktop.service.exploration import map_pictures

        return map_pictures(part, model, method, layer, count, seed, report, progress, cancelled)

    def compare(
        self,
        models: Sequence[Model],
        dataset: Dataset,
        part: LabelledImages | NDArray[np.uint8] | None = None,
        *,
        progress: Callable[[float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Comparison | None:
        """Compares two or more models on the same pictures: table, differences, and whether they could be luck.

        Args:
            models: Models of one task, trained on these data or others with the same classes.
            dataset: Names the classes.
            part: The pictures; None for all test pictures.
            progress: Called with the share done, 0 to 1.
            cancelled: Asked every 1,000 pictures.

        Returns:
            The comparison; None when it was cancelled.

        Raises:
            UserError: There are fewer than two models, or they do not answer one question about these classes.
        """
        from mnist_desktop.service.exploration import compare_models

        return compare_models(models, dataset, part, progress, cancelled)

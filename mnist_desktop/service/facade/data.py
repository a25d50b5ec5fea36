"""What can be done with data and pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mnist_desktop.networks.spec import NetworkSpec, TrainingSpec
from mnist_desktop.service.facade.base import ServiceBase

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mnist_desktop.data.dataset import Dataset, LabelledImages
    from mnist_desktop.data.ink import PreparedDrawing
    from mnist_desktop.data.laboratory import DataChanges
    from mnist_desktop.data.preparation import Preparation
    from mnist_desktop.data.statistics import DataDescription
    from mnist_desktop.data.strokes import Stroke


class DataMethods(ServiceBase):
    """What can be done with data and pictures."""

    def open_data(
        self,
        path: Path,
        *,
        labels: Path | None = None,
        progress: Callable[[float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Dataset:
        """Opens an ``.npz``, IDX files, a CSV, or a folder with a sub-folder of pictures for each class.

        Args:
            path: The file or folder; of IDX files, those that belong to it are found beside it.
            labels: The IDX file of labels, where it has no usual name.
            progress: Called with the share done, 0 to 1.
            cancelled: Asked again and again whether to end.

        Returns:
            The dataset; its ``notes`` tell what was done to the pictures.

        Raises:
            UserError: It cannot be opened, or someone wanted it to end; what was open is as it was.
        """
        from mnist_desktop.service import data

        return data.open_data(path, labels, progress, cancelled)

    def save_data(self, dataset: Dataset, file: Path) -> None:
        """Saves a dataset as an ``.npz`` with Keras's keys; opened again, it has the same hash.

        Raises:
            UserError: The file cannot be written.
        """
        from mnist_desktop.service import data

        data.save_dataset(dataset, file)

    def change_data(self, dataset: Dataset, changes: DataChanges) -> Dataset:
        """Changes the training pictures for a lesson on bad data; earlier changes are undone first.

        Raises:
            UserError: A class is not among the dataset's, or no picture would be left; ``field`` names the setting.
        """
        from mnist_desktop.data.laboratory import apply_changes

        return apply_changes(dataset, changes)

    def fit_output(
        self, network: NetworkSpec, training: TrainingSpec, dataset: Dataset
    ) -> tuple[NetworkSpec, TrainingSpec]:
        """Gives a network as many outputs as its question has answers on a dataset; what fits is left as it is.

        Raises:
            UserError: The question cannot be asked of these data; ``field`` names the setting.
        """
        from mnist_desktop.service import data

        return data.fit_output(network, training, dataset)

    def describe_data(self, dataset: Dataset, validation_split: float = 0.1) -> DataDescription:
        """Counts, means and spreads of a dataset, of which a share is for validation."""
        from mnist_desktop.data.statistics import describe

        return describe(dataset, validation_split)

    def sample_pictures(
        self, part: LabelledImages, class_count: int, per_class: int, seed: int
    ) -> tuple[NDArray[np.intp], ...]:
        """Draws pictures of every class by chance, none twice.

        Args:
            part: The pictures to draw from.
            class_count: Number of classes.
            per_class: Pictures wanted of each class; a class that has fewer gives all that it has.
            seed: The same seed draws the same pictures.

        Returns:
            For each class, indices into ``part``: intp, shape (at most per_class,).
        """
        from mnist_desktop.data.statistics import samples_per_class

        return samples_per_class(part, class_count, per_class, seed)

    def prepare_drawing(
        self,
        ink: NDArray[np.uint8],
        *,
        strokes: Sequence[Stroke] | None = None,
        preparation: Preparation | None = None,
    ) -> PreparedDrawing:
        """Prepares a drawing the way MNIST was: cropped, stroke width, larger side 20 pixels, centre of mass at 14.0.

        Args:
            ink: uint8, shape (height, width) of any size, 0 background to 255 ink.
            strokes: All that the ink was drawn with, where that is known: they are drawn anew at MNIST's width.
            preparation: The steps to be taken; None for all.

        Returns:
            The picture of 28×28, uint8, and every step on the way to it.
        """
        from mnist_desktop.data.ink import prepare

        return prepare(ink, strokes, preparation)

    def read_picture(self, file: Path) -> NDArray[np.uint8]:
        """Opens a picture file as ink: uint8, shape (height, width), 0 background to 255 ink.

        Raises:
            UserError: The file is missing or no picture.
        """
        from mnist_desktop.data.pictures import read_picture

        return read_picture(file)

"""Opens, saves and changes data for the window and the command line."""

from collections.abc import Callable
from pathlib import Path

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.data.readers import open_dataset
from mnist_desktop.data.saving import save_dataset
from mnist_desktop.data.task import check_task
from mnist_desktop.networks.output import fitted_output
from mnist_desktop.networks.spec import NetworkSpec, TrainingSpec

__all__ = ["fit_output", "open_data", "save_dataset"]


def open_data(
    path: Path,
    labels: Path | None,
    progress: Callable[[float], None] | None,
    cancelled: Callable[[], bool] | None,
) -> Dataset:
    """Opens data of any kind.

    Raises:
        UserError: They cannot be opened, or someone wanted it to end.
    """
    return open_dataset(path.expanduser(), labels=labels, progress=progress, cancelled=cancelled)


def fit_output(network: NetworkSpec, training: TrainingSpec, dataset: Dataset) -> tuple[NetworkSpec, TrainingSpec]:
    """Gives a network as many outputs as its question has answers on a dataset.

    Raises:
        UserError: The question cannot be asked of these data.
    """
    check_task(training.task, dataset.class_names, dataset.name)
    return fitted_output(network, training, len(training.task.class_names(dataset.class_names)))

"""What all views of a test's results have in common."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from mnist_desktop.ui.evaluation.choice import PictureChoice

if TYPE_CHECKING:
    from mnist_desktop.data.dataset import Dataset
    from mnist_desktop.evaluation.metrics import Predictions
    from mnist_desktop.service.evaluation import Part
    from mnist_desktop.service.model import Model


class ResultView(QWidget):
    """Shows one side of what a test found.

    Emits ``pictures_asked`` with a ``PictureChoice``: these pictures are to be shown beside it.
    """

    pictures_asked = Signal(object)

    def show_results(self, model: "Model", evaluation: "Predictions", dataset: "Dataset", part: "Part") -> None:
        """Override to show other results.

        Args:
            model: Which answered.
            evaluation: What it answered; an ``Evaluation`` unless the view is made for pictures without labels.
            dataset: The data.
            part: Which of its pictures.
        """
        raise NotImplementedError

    def show_choice(self, choice: PictureChoice) -> None:
        """Override to mark what the pictures beside it stand for."""

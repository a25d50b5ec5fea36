"""Watches the window's start; imports next to nothing, for what it imports would be measured along."""

import sys
import time
from typing import Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from mnist_desktop.ui.main_window import MainWindow


class Start(QObject):
    """Notes the first painted window and the first answer that a drawing can get."""

    def __init__(self, window: MainWindow, figures: dict[str, float], started: float, what: str) -> None:
        super().__init__()
        self._figures = figures
        self._started = started
        self._session = window.session
        window.first_painted.connect(self._on_painted)
        window.session.predictor_changed.connect(self._on_predictor)

    @Slot()
    def _on_painted(self) -> None:
        self._figures["first paint, s"] = time.time() - self._started
        self._figures["TensorFlow before that"] = float("tensorflow" in sys.modules)

    @Slot(object)
    def _on_predictor(self, predictor: Any) -> None:
        if predictor is not None and self._session.dataset is not None:
            predictor.probabilities(self._session.dataset.test.images[:1])
            self._figures["first answer, s"] = time.time() - self._started
            QApplication.exit()

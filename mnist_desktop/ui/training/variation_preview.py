"""Some training pictures, each beside what varying makes of it, and what that costs."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from mnist_desktop.data.dataset import LabelledImages
from mnist_desktop.i18n import _
from mnist_desktop.networks.spec import AugmentationSpec
from mnist_desktop.ui.digit_grid import GAP, DigitGrid
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.theme import Theme, follow_theme
from mnist_desktop.ui.widgets import Column, Label, SecondaryButton, TextRole, explain

if TYPE_CHECKING:
    from mnist_desktop.service import ModelService

_ROWS, _COLUMNS = 3, 4  # each row: a picture as it is, and three variations of it
_SIDE = 56
_BATCH = 128  # as the service varies at once: another number would be compiled anew, which takes seconds
_BLOCKS = _BATCH // (_ROWS * _COLUMNS)  # which place in a batch a picture has decides how it is varied
_WAIT_MS = 200  # after the last change
_CHEAP = 0.05  # seconds an epoch: less is not worth a number


@dataclass(frozen=True, eq=False)
class Variations:
    """What the lane has made.

    Attributes:
        pictures: uint8, shape (rows × columns, 28, 28), row by row, the first of each row as it is.
        seconds: What varying one picture costs.
    """

    pictures: NDArray[np.uint8]
    seconds: float


class VariationPreview(QWidget):
    """Shows varied training pictures; asks the data lane for them, one request at a time, the last one wins.

    Args:
        session: For the pictures and the lane.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("variation_preview")
        self._session = session
        self._augmentation = AugmentationSpec()
        self._wanted = self._busy = self._due = self._learning = False
        self._number = 0
        self._compiled = False
        self._grid = DigitGrid(_COLUMNS, _("Training pictures and variations of them"), largest=4 * 28)
        self._grid.setObjectName("variations")
        self._grid.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        explain(self._grid, _("At the left three training pictures as they are, beside each what varying makes of it."))
        self._others = SecondaryButton(_("Others"), name="vary_others", icon="shuffle")
        explain(self._others, _("Others: shows other pictures, varied by chance anew."))
        self._others.clicked.connect(self.show_others)
        self._caption = Label(role=TextRole.CAPTION, name="variation_caption")
        self._timer = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._timer.timeout.connect(self._on_due)
        layout = Column(spacing=8)
        layout.addWidget(self._grid)
        layout.addWidget(self._caption)
        layout.addWidget(self._others)
        self.setLayout(layout)
        session.awake_changed.connect(self._on_state_changed)
        session.dataset_changed.connect(self._on_state_changed)
        follow_theme(self._on_theme_changed)

    def set_wanted(self, wanted: bool) -> None:
        """Whether anyone looks at it."""
        if wanted != self._wanted:
            self._wanted = wanted
            self._ask()

    def set_learning(self, learning: bool) -> None:
        """While a network learns a change takes effect at once, which it says."""
        if learning != self._learning:
            self._learning = learning
            self._ask()

    def show_augmentation(self, augmentation: AugmentationSpec) -> None:
        """Shows another way to vary."""
        if augmentation != self._augmentation:
            self._augmentation = augmentation
            self._ask()

    @Slot()
    def show_others(self) -> None:
        """Shows other pictures, varied anew."""
        self._number += 1
        self._ask()

    @Slot(object)
    def _on_state_changed(self, _state: object) -> None:
        self._ask()

    @Slot()
    def _on_due(self) -> None:
        dataset = self._session.dataset
        if dataset is None or not self._wanted:
            return
        if self._busy:
            self._due = True
            return
        self._busy, self._due = True, False
        service = self._session.service
        # Without TensorFlow they are shown as they are.
        augmentation = self._augmentation if self._session.awake else AugmentationSpec()
        job = partial(_vary, service, dataset.train, len(dataset.class_names), augmentation, self._number)
        self._session.jobs.run_data(job, on_result=self._on_varied, on_end=self._on_done)

    @Slot(object)
    def _on_varied(self, variations: Variations) -> None:
        self._grid.set_pictures(variations.pictures)
        self._compiled = self._compiled or variations.seconds > 0.0
        self._caption.setText(self._words(variations.seconds))

    @Slot()
    def _on_done(self) -> None:
        self._busy = False
        if self._due:
            self._timer.start()

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self._grid.setFixedHeight(theme.px(_ROWS * (_SIDE + GAP)) - GAP + 4)

    def _ask(self) -> None:
        if not self._wanted:
            return
        if not self._session.awake:
            self._caption.setText(_("TensorFlow is waking up; then you see them varied."))
        elif self._augmentation.active and not self._compiled:
            self._caption.setText(_("Getting ready to vary; the first time takes some seconds."))
        self._timer.start()

    def _words(self, seconds: float) -> str:
        if not self._session.awake:
            return _("TensorFlow is waking up; then you see them varied.")
        if not self._augmentation.active:
            return _("Nothing is varied: every epoch shows the same pictures.")
        model, dataset = self._session.model, self._session.dataset
        if model is None or dataset is None:
            return ""
        training = model.run.training
        count = len(dataset.split(training.validation_split)[0][: training.training_limit])
        cost = count * seconds
        if cost < _CHEAP:
            words = _("Costs next to nothing here.")
        elif cost < 10:
            words = _("Adds about {seconds:.1f} s an epoch here.").format(seconds=cost)
        else:
            words = _("Adds about {seconds:.0f} s an epoch here.").format(seconds=cost)
        return f"{words} {_('It holds from the next step on.')}" if self._learning else words


def _vary(
    service: "ModelService",
    pictures: LabelledImages,
    class_count: int,
    augmentation: AugmentationSpec,
    number: int,
) -> Variations:
    """Chooses pictures of three classes, and varies each three times."""
    samples = service.sample_pictures(pictures, class_count, 1, number)
    found = [int(indices[0]) for indices in samples if len(indices)]
    chosen = [found[(_ROWS * number + row) % len(found)] for row in range(_ROWS)]
    shown = np.repeat(pictures.images[chosen], _COLUMNS, axis=0)
    if not augmentation.active:
        return Variations(shown, 0.0)
    varied, seconds = service.varied_pictures(np.resize(shown, (_BATCH, *shown.shape[1:])), augmentation)
    block = number % _BLOCKS * len(shown)
    varied = varied[block : block + len(shown)].copy()
    varied[::_COLUMNS] = shown[::_COLUMNS]
    return Variations(varied, seconds)

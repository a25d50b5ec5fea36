"""Which pictures of the data show: those to learn from, for validation, to test, or those without labels."""

import enum
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QWidget

from mnist_desktop.data.dataset import Dataset, LabelledImages
from mnist_desktop.data.laboratory import labels_before
from mnist_desktop.i18n import _
from mnist_desktop.ui.widgets import Column, Row, SecondaryButton, explain


class Part(enum.Enum):
    """A part of the data."""

    TRAINING = "train"
    VALIDATION = "validation"
    TEST = "test"
    UNLABELLED = "unlabelled"


@dataclass(frozen=True, eq=False)
class PartView:
    """A part, ready to be shown.

    Attributes:
        part: Which it is.
        pictures: Its pictures; labels are 0 where there are none.
        names: What the labels stand for; empty where there are none.
        title: "Some of {count:,} training pictures".
        truth: What the labels were before some were made wrong on purpose: uint8, shape (n,).
    """

    part: Part
    pictures: LabelledImages
    names: tuple[str, ...]
    title: str
    truth: NDArray[np.uint8]


def part_view(dataset: Dataset, part: Part, validation_split: float) -> PartView:
    """The pictures of a part.

    Args:
        dataset: All of them.
        part: Which are wanted. The validation pictures are the last of the training pictures, and shown among them too.
        validation_split: Share of the training pictures that is for validation.
    """
    match part:
        case Part.TRAINING:
            title = _("Some of {count:,} training pictures")
            if dataset.changes is not None:
                title = _("Some of {count:,} changed training pictures")
            return PartView(part, dataset.train, dataset.class_names, title, labels_before(dataset))
        case Part.VALIDATION:
            title = _("Some of {count:,} validation pictures")
            pictures = dataset.split(validation_split)[1]
            truth = labels_before(dataset)[len(dataset.train) - len(pictures) :]
            return PartView(part, pictures, dataset.class_names, title, truth)
        case Part.TEST:
            title = _("Some of {count:,} test pictures")
            return PartView(part, dataset.test, dataset.class_names, title, dataset.test.labels)
        case Part.UNLABELLED:
            images = dataset.unlabelled if dataset.unlabelled is not None else dataset.test.images[:0]
            pictures = LabelledImages(images, np.zeros(len(images), np.uint8))
            title = _("Some of {count:,} pictures without labels")
            return PartView(part, pictures, (), title, pictures.labels)


class PartChooser(QWidget):
    """A button for each part; parts without pictures are grey, and without unlabelled pictures there is none for them.

    Emits ``chosen`` when another part is chosen by hand.
    """

    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("parts")
        texts = {
            Part.TRAINING: (_("Training"), _("Training pictures: a network learns from these.")),
            Part.VALIDATION: (
                _("Validation"),
                _("Validation pictures: the last of the training pictures, kept out to see how learning goes."),
            ),
            Part.TEST: (
                _("Test"),
                _("Test pictures: kept back, to see what a network makes of pictures it does not know."),
            ),
            Part.UNLABELLED: (
                _("Without labels"),
                _("Pictures of which nobody says what they show: a network can answer them, but not learn from them."),
            ),
        }
        self._group = QButtonGroup(self)
        self._buttons: dict[Part, SecondaryButton] = {}
        row = Row(spacing=6)
        layout = Column(spacing=8)
        layout.addLayout(row)
        for part, (text, explanation) in texts.items():
            button = self._buttons[part] = SecondaryButton(text, name=f"part_{part.value}")
            button.setCheckable(True)
            button.setEnabled(False)
            explain(button, explanation)
            self._group.addButton(button)
            if part is Part.UNLABELLED:
                layout.addWidget(button)
                button.hide()
            else:
                row.addWidget(button)
        self.setLayout(layout)
        self._buttons[Part.TRAINING].setChecked(True)
        self._group.buttonClicked.connect(self._on_clicked)

    @property
    def part(self) -> Part:
        """The part that was chosen."""
        return next(part for part, button in self._buttons.items() if button.isChecked())

    def show_dataset(self, dataset: Dataset, validation_split: float) -> None:
        """Takes other data; where the chosen part has no pictures, the first that has some is chosen."""
        there = []
        for part, button in self._buttons.items():
            count = len(part_view(dataset, part, validation_split).pictures)
            button.setEnabled(count > 0)
            if count:
                there.append(part)
        self._buttons[Part.UNLABELLED].setVisible(Part.UNLABELLED in there)
        if there and self.part not in there:
            self._buttons[there[0]].setChecked(True)

    def choose_next(self) -> None:
        """Goes to the next part that has pictures."""
        parts = [part for part, button in self._buttons.items() if button.isEnabled()]
        if self.part in parts:
            self._buttons[parts[(parts.index(self.part) + 1) % len(parts)]].click()

    @Slot(QAbstractButton)
    def _on_clicked(self, _button: QAbstractButton) -> None:
        self.chosen.emit()

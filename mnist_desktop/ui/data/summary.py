"""What there is to say about the data: how many, of what shape, how evenly; and what is folded away."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.i18n import _
from mnist_desktop.ui.digit_grid import DigitGrid
from mnist_desktop.ui.theme import Theme, follow_theme
from mnist_desktop.ui.widgets import Column, Fold, Grid, Label, TextRole, explain

if TYPE_CHECKING:
    from mnist_desktop.data.statistics import DataDescription


class DataSummary(QWidget):
    """The data in five sentences."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("summary")
        self._name = Label(_("Loading the pictures …"), TextRole.STRONG, name="data_name")
        self._sizes = Label(name="data_sizes")
        self._numbers = Label(name="data_numbers")
        self._arrays = Label(role=TextRole.CAPTION, name="data_arrays")
        self._balance = Label(name="data_balance")
        layout = Column(spacing=8, margins=(0, 8, 0, 8))
        for label in (self._name, self._sizes, self._numbers, self._balance, self._arrays):
            layout.addWidget(label)
        self.setLayout(layout)

    def show_dataset(self, dataset: Dataset) -> None:
        """Says what is known as soon as the data are loaded."""
        self._name.setText(dataset.name)
        self._sizes.setText(
            _("{train:,} pictures to learn from, {test:,} to test.").format(
                train=len(dataset.train), test=len(dataset.test)
            )
        )
        height, width = dataset.train.images.shape[1:]
        self._numbers.setText(
            _("Each is {height} × {width} numbers from 0 (black) to 255 (white).").format(height=height, width=width)
        )

    def show_description(self, description: "DataDescription") -> None:
        """Says what has been counted."""
        train = description.train
        self._arrays.setText(
            _("In Python: pictures {image_shape} {image_dtype}, labels {label_shape} {label_dtype}.").format(
                image_shape=train.image_shape,
                image_dtype=train.image_dtype,
                label_shape=train.label_shape,
                label_dtype=train.label_dtype,
            )
        )
        explain(self._arrays, _("uint8: a whole number from 0 to 255, which takes one byte."))
        self._balance.setText(description.imbalance)


class CountsFold(Fold):
    """How many pictures of each class there are to learn from and to test."""

    def __init__(self) -> None:
        super().__init__(_("Pictures of each class"), name="counts_fold")
        self._table: QWidget | None = None
        self._description: DataDescription | None = None
        self.toggled.connect(self._on_toggled)

    def show_description(self, description: "DataDescription") -> None:
        """Takes the counts; the table is made when it is first seen."""
        self._description = description
        self._fill()

    @Slot(object)
    def _on_toggled(self, _open: bool) -> None:
        self._fill()

    def _fill(self) -> None:
        description = self._description
        if not self.is_open or description is None or self._table is not None:
            return
        grid = Grid(spacing=4)
        rows = [(_("class"), _("training"), _("test"))]
        counts = zip(description.train.class_counts, description.test.class_counts, strict=True)
        for name, (train, test) in zip(description.class_names, counts, strict=True):
            rows.append((name, f"{train:,}", f"{test:,}"))
        rows.append((_("all"), f"{description.train.image_shape[0]:,}", f"{description.test.image_shape[0]:,}"))
        for row, texts in enumerate(rows):
            role = TextRole.CAPTION if row == 0 else TextRole.STRONG if row == len(rows) - 1 else TextRole.BODY
            for column, text in enumerate(texts):
                label = Label(text, role, name=f"count_{row}_{column}")
                label.setAlignment(Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft)
                grid.addWidget(label, row, column)
        self._table = QWidget()
        self._table.setObjectName("counts")
        self._table.setLayout(grid)
        self.body.addWidget(self._table)


class MeanDigitsFold(Fold):
    """The mean picture of each class."""

    def __init__(self) -> None:
        super().__init__(_("Mean digit of each class"), name="mean_fold")
        self._grid = DigitGrid(5, _("Mean digit of each class"), smallest=36, largest=112)
        self._grid.setObjectName("mean_digits")
        explain(
            self._grid,
            _("All training pictures of a class laid over each other: bright where most of them have ink."),
        )
        self.body.addWidget(self._grid)
        self.body.addWidget(
            Label(
                _("All pictures of a class laid over each other. The more blurred, the more ways to write it."),
                TextRole.CAPTION,
                name="mean_note",
            )
        )
        follow_theme(self._on_look_changed)

    def show_description(self, description: "DataDescription") -> None:
        """Takes the mean pictures."""
        self._grid.set_pictures(description.mean_images, description.class_names)

    @Slot(object)
    def _on_look_changed(self, theme: Theme) -> None:
        self._grid.setFixedHeight(theme.px(142))

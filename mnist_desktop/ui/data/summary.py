"""What there is to say about the data: how many, of what shape, how evenly; and what is folded away."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.i18n import _, ngettext
from mnist_desktop.ui.digit_grid import DigitGrid
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets import Column, Fold, Grid, Label, TextRole, explain

if TYPE_CHECKING:
    from mnist_desktop.data.statistics import DataDescription


_MEAN_COLUMNS = 5


class DataSummary(QWidget):
    """The data in four sentences."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("summary")
        self._name = Label(_("Loading the pictures …"), TextRole.STRONG, name="data_name")
        self._sizes = Label(name="data_sizes")
        self._numbers = Label(name="data_numbers")
        self._balance = Label(name="data_balance")
        layout = Column(spacing=8, margins=(0, 8, 0, 8))
        for label in (self._name, self._sizes, self._numbers, self._balance):
            layout.addWidget(label)
        self.setLayout(layout)

    def show_dataset(self, dataset: Dataset) -> None:
        """Says what is known as soon as the data are loaded."""
        self._name.setText(dataset.name)
        self._sizes.setText(_sizes(dataset))
        self._balance.clear()
        height, width = dataset.train.images.shape[1:]
        self._numbers.setText(
            _("Each is {height} × {width} numbers from 0 (black) to 255 (white).").format(height=height, width=width)
        )

    def show_description(self, description: "DataDescription") -> None:
        """Says what has been counted."""
        self._balance.setText(description.imbalance)


class CountsFold(Fold):
    """How many pictures of each class there are to learn from, for validation and to test."""

    def __init__(self) -> None:
        super().__init__(_("Pictures of each class"), name="counts_fold")
        self._table: QWidget | None = None
        self._description: DataDescription | None = None
        self._shown: DataDescription | None = None
        self._gaps = Label(name="count_gaps")
        self.body.addWidget(self._gaps)
        self.toggled.connect(self._on_toggled)

    def show_description(self, description: "DataDescription") -> None:
        """Takes the counts; the table is made when it is seen."""
        self._description = description
        self._fill()

    @Slot(object)
    def _on_toggled(self, _open: bool) -> None:
        self._fill()

    def _fill(self) -> None:
        description = self._description
        if not self.is_open or description is None or description is self._shown:
            return
        self._shown = description
        self._gaps.setText(" ".join(description.gaps))
        self._gaps.setVisible(bool(description.gaps))
        parts = (description.learned, description.validation, description.test)
        rows = [(_("class"), _("learn"), _("validate"), _("test"))]
        counts = zip(*(part.class_counts for part in parts), strict=True)
        for name, (learn, validate, test) in zip(description.class_names, counts, strict=True):
            rows.append((name, f"{learn:,}", f"{validate:,}", f"{test:,}"))
        learn, validate, test = (f"{part.image_shape[0]:,}" for part in parts)
        rows.append((_("all"), learn, validate, test))
        table = _table(rows, "count", last_is_sum=True)
        if self._table is not None:
            self._table.hide()
            self._table.deleteLater()
        self._table = table
        self._table.setObjectName("counts")
        self.body.insertWidget(0, table)


class MeanDigitsFold(Fold):
    """The mean picture of each class, and how bright and how varied its pixels are."""

    def __init__(self) -> None:
        super().__init__(_("Mean digit of each class"), name="mean_fold")
        self._grid = DigitGrid(_MEAN_COLUMNS, _("Mean digit of each class"), smallest=36, largest=112)
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
        self._table: QWidget | None = None
        self._rows = 2
        follow_theme(self._on_look_changed)

    def show_description(self, description: "DataDescription") -> None:
        """Takes the mean pictures."""
        self._rows = max(-(-len(description.class_names) // _MEAN_COLUMNS), 1)
        self._grid.set_pictures(description.mean_images, description.class_names)
        self._on_look_changed(current_theme())
        rows = [(_("class"), _("mean"), _("spread"))]
        moments = zip(description.class_pixel_means, description.class_pixel_stds, strict=True)
        rows += [
            (name, f"{255 * mean:.1f}", f"{255 * std:.1f}")
            for name, (mean, std) in zip(description.class_names, moments, strict=True)
        ]
        rows.append((_("all"), f"{255 * description.pixel_mean:.1f}", f"{255 * description.pixel_std:.1f}"))
        table = _table(rows, "brightness", last_is_sum=True)
        explain(
            table, _("Mean and standard deviation of the pixels, 0 black to 255 white: how much ink a class takes.")
        )
        if self._table is not None:
            self._table.hide()
            self._table.deleteLater()
        self._table = table
        self.body.addWidget(table)

    @Slot(object)
    def _on_look_changed(self, theme: Theme) -> None:
        self._grid.setFixedHeight(theme.px(71 * self._rows))


def _sizes(dataset: Dataset) -> str:
    """How many pictures there are of each part that has some."""
    texts = []
    if len(dataset.train) or len(dataset.test):
        text = _("{train:,} pictures to learn from, {test:,} to test.")
        texts.append(text.format(train=len(dataset.train), test=len(dataset.test)))
    if dataset.unlabelled is not None:
        count = len(dataset.unlabelled)
        text = ngettext("{count:,} picture without a label.", "{count:,} pictures without labels.", count)
        texts.append(text.format(count=count))
    return " ".join(texts)


def _table(rows: Sequence[tuple[str, ...]], name: str, *, last_is_sum: bool) -> QWidget:
    """Rows of words: the first column at the left, numbers at the right; the first row says what they are."""
    grid = Grid(spacing=4)
    for row, texts in enumerate(rows):
        strong = last_is_sum and row == len(rows) - 1
        role = TextRole.CAPTION if row == 0 else TextRole.STRONG if strong else TextRole.BODY
        for column, text in enumerate(texts):
            label = Label(text, role, name=f"{name}_{row}_{column}")
            label.setAlignment(Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft)
            label.setWordWrap(not column)
            grid.addWidget(label, row, column)
    grid.setColumnStretch(0, 1)
    table = QWidget()
    table.setLayout(grid)
    return table

"""One picture of the data enlarged: its label, its index, its numbers."""

import enum

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSpinBox, QStackedWidget, QWidget
from typing_extensions import override

from mnist_desktop.data.dataset import LabelledImages
from mnist_desktop.data.targets import task_label
from mnist_desktop.data.task import AllClasses, Task
from mnist_desktop.i18n import _
from mnist_desktop.ui.data.preparation import PreparationView
from mnist_desktop.ui.pixel_lens import LENS, PixelLens
from mnist_desktop.ui.theme import current_theme
from mnist_desktop.ui.widgets import BigNumber, Card, Field, Grid, Label, SecondaryButton, TextRole, explain
from mnist_desktop.ui.widgets.labels import set_property

_BESIDE_WIDTH, _BESIDE_HEIGHT = 430, 420
_ROW_WIDTH = 390
_FEW_LETTERS, _BESIDE_LETTERS = 3, 7  # of a name that shows as large as a digit
_NAME_ROOM, _NAME_BESIDE = 64, 144  # for a longer one, in logical pixels
_NO_LIMIT = 16_777_215  # QWIDGETSIZE_MAX


class _Arrangement(enum.Enum):
    """Where the words stand: beside the picture, in one row above it, or above and below it."""

    BESIDE = enum.auto()
    ROW = enum.auto()
    STACKED = enum.auto()


class PictureCard(Card):
    """Shows one picture of a part of the data, and lets another be chosen by its index.

    Signals:
        index_changed(int): Another picture shows.
        draw_requested(object): The picture is wanted on the canvas of Draw; uint8 array of shape (28, 28).
    """

    index_changed = Signal(int)
    draw_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__(name="picture_card")
        self.setAccessibleName(_("One picture"))
        self._part: LabelledImages | None = None
        self._names: tuple[str, ...] = ()
        self._truth: NDArray[np.uint8] = np.empty(0, np.uint8)
        self._task: Task = AllClasses()
        self._arrangement: _Arrangement | None = None
        self._label = BigNumber(_("its label"), name="label")
        explain(self._label, _("Label: the digit that people said this picture shows; a network learns to say it too."))
        self._index = QSpinBox(minimum=0, maximum=0)
        self._index.setWrapping(True)
        self._index.setEnabled(False)
        self._index.setObjectName("index")
        self._index.setGroupSeparatorShown(True)
        self._index.valueChanged.connect(self._on_index_changed)
        self._field = Field(
            _("&Index"), self._index, _("Which picture this is, counted from 0 as Python does: 0 is the first one.")
        )
        self._draw = SecondaryButton(_("Draw on it"), name="draw_on_it", icon="pencil-simple")
        self._draw.setEnabled(False)
        explain(self._draw, _("Puts this picture on the canvas of Draw, to change it and see what a network says."))
        self._draw.clicked.connect(self.request_drawing)
        self._steps = SecondaryButton(_("Preparation"), name="show_preparation", icon="skip-forward")
        self._steps.setCheckable(True)
        self._steps.setEnabled(False)
        explain(self._steps, _("Shows step by step how this picture and its label become what a network gets."))
        self._steps.toggled.connect(self._on_steps_toggled)
        self._note = Label(role=TextRole.CAPTION, name="pixel_note")
        self.lens = PixelLens()
        explain(
            self.lens,
            _("A picture is nothing but numbers, 0 black to 255 white; mouse or arrow keys move the lens."),
        )
        self.lens.moved.connect(self._on_lens_moved)
        self.preparation = PreparationView()
        explain(self.preparation, _("What is done to every picture and label before a network learns from them."))
        self._view = QStackedWidget()
        self._view.addWidget(self.lens)
        self._view.addWidget(self.preparation)
        self._grid = Grid(spacing=8)
        self.body.addLayout(self._grid, stretch=1)
        self._said = "–", _("its label")
        self._arrange(_Arrangement.STACKED)

    @property
    def index(self) -> int:
        """Which picture shows."""
        return self._index.value()

    def show_part(self, part: LabelledImages, names: tuple[str, ...], truth: NDArray[np.uint8]) -> None:
        """Shows the first picture of a part of the data.

        Args:
            part: Its pictures and labels.
            names: What the labels stand for; empty where there are none.
            truth: What the labels were before some were made wrong on purpose: uint8, shape (n,).
        """
        self._truth = truth
        self._part, self._names = (part if len(part) else None), names
        for control in (self._index, self._draw, self._steps):
            control.setEnabled(len(part) > 0)
        self._index.setRange(0, max(len(part) - 1, 0))
        self._index.setValue(0)
        self._on_index_changed(0)

    def set_task(self, task: Task) -> None:
        """Tells what is asked about the pictures: the answer to that is what a label becomes."""
        if task != self._task:
            self._task = task
            self._on_index_changed(self.index)

    @Slot(int)
    def show_index(self, index: int) -> None:
        """Shows another picture of the part."""
        self._index.setValue(index)

    def step(self, by: int) -> None:
        """Goes on by so many pictures, round the end."""
        self._index.stepBy(by)

    def focus_index(self) -> None:
        """Lets an index be typed."""
        self._index.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._index.selectAll()

    @Slot()
    def request_drawing(self) -> None:
        """Asks for the picture to be put on the canvas of Draw."""
        if self._part is not None:
            self.draw_requested.emit(self._part.images[self.index])

    @override
    def minimumSizeHint(self) -> QSize:
        px = current_theme().px
        return QSize(px(264), px(240))

    def toggle_preparation(self) -> None:
        """Shows the steps of the preparation, or the numbers of the picture again."""
        self._steps.click()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @Slot(bool)
    def _on_steps_toggled(self, shown: bool) -> None:
        self._view.setCurrentWidget(self.preparation if shown else self.lens)
        self._fit()

    def _fit(self) -> None:
        px = current_theme().px
        roomy = self.width() >= px(_BESIDE_WIDTH) and self.height() >= px(_BESIDE_HEIGHT)
        if roomy and not self._steps.isChecked():  # the steps need all the width
            self._arrange(_Arrangement.BESIDE)
        else:
            self._arrange(_Arrangement.ROW if self.width() >= px(_ROW_WIDTH) else _Arrangement.STACKED)
        # Picture over numbers is half as wide as high; words then follow at once, not after a gap.
        beside = self._arrangement is _Arrangement.BESIDE
        self._view.setMaximumWidth(self.contentsRect().height() // 2 - px(20) if beside else _NO_LIMIT)

    @Slot(int)
    def _on_index_changed(self, index: int) -> None:
        if self._part is None:
            return
        label = int(self._part.labels[index]) if self._names else None
        caption = _("its label") if label is not None else _("no label")
        if label is not None and label != self._truth[index]:
            caption = _("✕ was {name}").format(name=self._names[self._truth[index]])
        self._show_label(self._names[label] if label is not None else "?", caption)
        self.lens.set_picture(self._part.images[index])
        if label is None:
            self.preparation.show_picture(self._part.images[index], None, ())
        else:
            answer, answers = task_label(label, self._task), self._task.class_names(self._names)
            self.preparation.show_picture(self._part.images[index], answer, answers)
        self._show_note()
        self.index_changed.emit(index)

    def _show_label(self, name: str, caption: str) -> None:
        """Shows a label: a digit large, a long name in a size and a length for which there is room."""
        self._said = name, caption
        beside = self._arrangement is _Arrangement.BESIDE
        value, below = (self._label.findChild(Label, part) for part in ("value", "caption"))
        assert isinstance(value, Label)
        assert isinstance(below, Label)
        large = len(name) <= (_BESIDE_LETTERS if beside else _FEW_LETTERS)
        set_property(value, "kind", (TextRole.BIG if large else TextRole.STRONG).value)
        value.setWordWrap(False)
        room = current_theme().px(_NAME_BESIDE if beside else _NAME_ROOM)
        end = Qt.TextElideMode.ElideRight
        self._label.set_value(name if large else value.fontMetrics().elidedText(name, end, room))
        self._label.set_caption(below.fontMetrics().elidedText(caption, end, room))
        self._label.setAccessibleName(f"{caption}: {name}")

    @Slot(int, int)
    def _on_lens_moved(self, _row: int, _column: int) -> None:
        self._show_note()

    def _show_note(self) -> None:
        middle = LENS // 2
        value = int(self.lens.numbers()[middle, middle])
        self._note.setText(
            _(
                "In the middle of the lens: {value}. Black is 0, white is 255; the network gets these numbers only."
            ).format(value=value)
        )

    def _arrange(self, arrangement: _Arrangement) -> None:
        if arrangement is self._arrangement:
            return
        self._arrangement = arrangement
        grid = self._grid
        words: tuple[QWidget, ...] = (self._label, self._field, self._draw, self._steps, self._note)
        for widget in (*words, self._view):
            grid.removeWidget(widget)
        for line in range(7):
            grid.setRowStretch(line, 0)
            grid.setColumnStretch(line, 0)
        match arrangement:
            case _Arrangement.BESIDE:
                grid.addWidget(self._view, 0, 0, 6, 1)
                for row, widget in enumerate(words):
                    grid.addWidget(widget, row, 1)
                grid.setRowStretch(5, 1)
                grid.setColumnStretch(0, 100)
                grid.setColumnStretch(1, 1)
            case _Arrangement.ROW:
                grid.addWidget(self._label, 0, 0)
                grid.addWidget(self._field, 0, 2)
                grid.addWidget(self._draw, 0, 3)
                grid.addWidget(self._steps, 0, 4)
                grid.addWidget(self._view, 1, 0, 1, 5)
                grid.setColumnStretch(1, 1)
                grid.setRowStretch(1, 1)
            case _Arrangement.STACKED:
                grid.addWidget(self._label, 0, 0)
                grid.addWidget(self._field, 0, 1, 1, 2)
                grid.addWidget(self._view, 1, 0, 1, 3)
                grid.addWidget(self._draw, 2, 0, 1, 2)
                grid.addWidget(self._steps, 2, 2)
                grid.setColumnStretch(1, 1)
                grid.setRowStretch(1, 1)
        self._note.setVisible(arrangement is _Arrangement.BESIDE)
        self._show_label(*self._said)
        # In a row there is room for words or icons.
        in_row = arrangement is _Arrangement.ROW
        self._steps.setText(_("Steps") if in_row else _("Preparation"))
        self._steps.set_icon("" if in_row else "skip-forward")
        self._draw.set_icon("" if in_row else "pencil-simple")

"""The editor of class weights: off, balanced by counts, or one's own."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLabel, QWidget

from mnist_desktop.i18n import _
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets import Column, Grid, explain

Weights = tuple[float, ...] | None
_DECIMALS = 2


class ClassWeightsEditor(QWidget):
    """What a picture of each answer counts in the loss; None is 1 each.

    Emits ``changed`` when something was chosen or put in.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("class_weights")
        self._names: tuple[str, ...] = ()
        self._balanced: Weights = None
        self._exact: Weights = None  # as it was shown: rows round it
        self._boxes: list[QDoubleSpinBox] = []
        self._labels: list[QLabel] = []
        self._kind = QComboBox()
        self._kind.setObjectName("class_weights_kind")
        self._kind.setAccessibleName(_("Class weights"))
        self._kind.addItem(_("off: all count alike"), "off")
        self._kind.addItem(_("balanced by their counts"), "balanced")
        self._kind.addItem(_("my own"), "own")
        self._rows = QWidget()
        self._grid = Grid(spacing=4)
        self._rows.setLayout(self._grid)
        layout = Column(spacing=8)
        layout.addWidget(self._kind)
        layout.addWidget(self._rows)
        self.setLayout(layout)
        self.setFocusProxy(self._kind)
        self._rows.hide()
        self._kind.currentIndexChanged.connect(self._on_kind_chosen)
        follow_theme(self._on_theme_changed)

    @property
    def weights(self) -> Weights:
        """One weight for each answer, or None."""
        if self._kind.currentData() == "off":
            return None
        if self._exact is not None:
            return self._exact
        return tuple(round(box.value(), _DECIMALS) for box in self._boxes)

    def set_answers(self, names: Sequence[str], balanced: Weights) -> None:
        """Makes a row for each answer.

        Args:
            names: What the answers are called.
            balanced: The weights that make all answers count the same; None while they are not known.
        """
        known = self.weights if len(self.weights or ()) == len(names) else None
        if tuple(names) != self._names:
            self._names = tuple(names)
            self._make_rows()
        if balanced != self._balanced or self._kind.currentData() != "own":
            self._balanced = balanced
            self.show_weights(known)

    def show_weights(self, weights: Weights) -> None:
        """Shows other weights."""
        blocked = self.blockSignals(True)
        kind = "off" if weights is None else "balanced" if weights == self._balanced else "own"
        self._kind.setCurrentIndex(self._kind.findData(kind))
        self._fill(weights)
        self._exact = weights
        self._show_rows()
        self.blockSignals(blocked)

    @Slot()
    def _on_kind_chosen(self) -> None:
        kind = self._kind.currentData()
        if kind == "balanced":
            self._fill(self._balanced)
            self._exact = self._balanced
        elif kind == "off":
            self._exact = None
        self._show_rows()
        self.changed.emit()

    @Slot()
    def _on_weight_changed(self) -> None:
        self._exact = None
        if self._kind.currentData() == "balanced":
            self._kind.setCurrentIndex(self._kind.findData("own"))
        else:
            self.changed.emit()

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        for box in self._boxes:
            box.setFixedHeight(theme.px(32))
            box.lineEdit().setTextMargins(theme.px(6), 0, 0, 0)

    def _show_rows(self) -> None:
        self._rows.setVisible(self._kind.currentData() != "off" and bool(self._boxes))

    def _fill(self, weights: Weights) -> None:
        for box, weight in zip(self._boxes, weights or (1.0,) * len(self._boxes), strict=False):
            blocked = box.blockSignals(True)
            box.setValue(weight)
            box.blockSignals(blocked)

    def _make_rows(self) -> None:
        for widget in (*self._labels, *self._boxes):
            self._grid.removeWidget(widget)
            widget.deleteLater()
        self._labels, self._boxes = [], []
        for number, name in enumerate(self._names):
            label = QLabel(name)
            box = QDoubleSpinBox(minimum=0.0, maximum=1000.0, singleStep=0.1, decimals=_DECIMALS)
            box.setObjectName(f"class_weight_{number}")
            box.setAccessibleName(_("Weight of {name}").format(name=name))
            explain(box, _("What a mistake at “{name}” counts; 1 is usual, 2 counts twice.").format(name=name))
            label.setBuddy(box)
            row, side = number // 2, number % 2
            self._grid.addWidget(label, row, 2 * side)
            self._grid.addWidget(box, row, 2 * side + 1)
            box.valueChanged.connect(self._on_weight_changed)
            self._labels.append(label)
            self._boxes.append(box)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, 1)
        self._on_theme_changed(current_theme())

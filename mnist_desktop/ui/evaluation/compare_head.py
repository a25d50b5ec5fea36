"""What stands over a comparison: the switch between table and matrices, which two models, which matrix."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QComboBox, QSizePolicy, QWidget

from mnist_desktop.evaluation.comparison import Pair
from mnist_desktop.i18n import _
from mnist_desktop.ui.evaluation.compare_table import LETTERS
from mnist_desktop.ui.widgets import Row, SecondaryButton, explain
from mnist_desktop.ui.widgets.level import set_shown


class CompareHead(QWidget):
    """The switches of a comparison.

    Signals:
        view_chosen(int): The table (0) or the matrices (1).
        pair_chosen(): Another two models.
        matrix_chosen(): Another matrix.
    """

    view_chosen = Signal(int)
    pair_chosen = Signal()
    matrix_chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._views = QButtonGroup(self)
        row = Row(spacing=8)
        for place, (name, text, explanation) in enumerate(
            (
                ("compare_show_table", _("Table"), _("The models, and what came of each.")),
                ("compare_show_matrix", _("Matrices"), _("The confusion matrices of two models and their difference.")),
            )
        ):
            button = SecondaryButton(text, name=name)
            button.setCheckable(True)
            explain(button, explanation)
            self._views.addButton(button, place)
            row.addWidget(button)
        self._views.button(0).setChecked(True)
        self._views.idToggled.connect(self._on_view_toggled)
        self._pairs = make_combo("compare_pair", _("Which two"), _("Which two of the models are compared below."))
        self._pairs.setMinimumContentsLength(7)
        self._pairs.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._pairs.activated.connect(self._on_pair_activated)
        self._which = make_combo(
            "compare_which", _("Which matrix"), _("The difference of the two confusion matrices, or one of them.")
        )
        self._which.activated.connect(self._on_which_activated)
        row.addWidget(self._pairs)
        row.addWidget(self._which, stretch=1)
        row.addStretch(0)
        self.setLayout(row)
        self.show_pairs((), matrices=False)

    @property
    def pair(self) -> int:
        """The place of the pair that is looked at."""
        return max(self._pairs.currentIndex(), 0)

    @property
    def matrix(self) -> int | None:
        """The model whose matrix is looked at; None for the difference."""
        model = self._which.currentData()
        return model if isinstance(model, int) else None

    def show_pairs(self, pairs: Sequence[Pair], *, matrices: bool) -> None:
        """Offers the pairs of another comparison; the first one is chosen, without a signal.

        Args:
            pairs: All of them.
            matrices: Whether there are matrices, which unlabelled pictures have not.
        """
        self._pairs.clear()
        for pair in pairs:
            first, second = LETTERS[pair.first], LETTERS[pair.second]
            self._pairs.addItem(_("{first} – {second}").format(first=first, second=second))
        set_shown(self._pairs, len(pairs) > 1)
        self._views.button(1).setEnabled(matrices)
        if not matrices:
            self._views.button(0).setChecked(True)
        set_shown(self._which, self._views.checkedId() == 1)

    def show_matrices(self, pair: Pair) -> None:
        """Offers the matrices of two models; their difference is chosen, without a signal."""
        first, second = LETTERS[pair.first], LETTERS[pair.second]
        self._which.clear()
        self._which.addItem(_("Difference: {second} less {first}").format(first=first, second=second), None)
        self._which.addItem(f"{first}: {pair.first_name}", pair.first)
        self._which.addItem(f"{second}: {pair.second_name}", pair.second)

    @Slot()
    def toggle_view(self) -> None:
        """From the table to the matrices, or back."""
        if self._views.button(1).isEnabled():
            self._views.button(1 - self._views.checkedId()).setChecked(True)

    @Slot(int, bool)
    def _on_view_toggled(self, place: int, checked: bool) -> None:
        if checked:
            set_shown(self._which, place == 1)
            self.view_chosen.emit(place)

    @Slot(int)
    def _on_pair_activated(self, _index: int) -> None:
        self.pair_chosen.emit()

    @Slot(int)
    def _on_which_activated(self, _index: int) -> None:
        self.matrix_chosen.emit()


def make_combo(name: str, title: str, explanation: str) -> QComboBox:
    """A list to choose from that takes as little width as its layout gives it."""
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setAccessibleName(title)
    combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    combo.view().setTextElideMode(Qt.TextElideMode.ElideNone)
    explain(combo, explanation)
    return combo

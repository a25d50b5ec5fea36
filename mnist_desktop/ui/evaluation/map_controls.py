"""How the map is made: the method, what is laid out, how many pictures; and which of them are selected."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from mnist_desktop.i18n import _
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.theme import Theme, follow_theme
from mnist_desktop.ui.widgets import Row, explain
from mnist_desktop.ui.widgets.level import set_shown

if TYPE_CHECKING:
    from mnist_desktop.evaluation.embedding import MapMethod
    from mnist_desktop.inference.activations import LayerChoice

COUNTS = (500, 1000, 2000)
"""Pictures that a map can have."""

NOBODY, WRONG_ANSWERS = -1, -2
"""Instead of a class: nothing is selected, or the wrong answers."""


class MapControls(QWidget):
    """The controls over the map.

    Signals:
        changed(): Another map is wanted.
        selection_asked(int): A class, ``NOBODY`` or ``WRONG_ANSWERS``.

    Args:
        session: For the level: t-SNE is for those who see everything.
    """

    changed = Signal()
    selection_asked = Signal(int)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._method = _combo(
            "map_method",
            _("How the map is made"),
            _(
                "PCA turns the pictures until two axes show most of their differences; t-SNE takes some seconds, and "
                "keeps neighbours together."
            ),
        )
        for text, method in (("PCA", "pca"), ("t-SNE", "tsne")):
            self._method.addItem(text, method)
        self._source = _combo(
            "map_source",
            _("What is laid out"),
            _("What is laid out: the pixels of the pictures, or what a layer of the network makes of them."),
        )
        self._source.addItem(_("Pixels"))
        self._count = _combo(
            "map_count", _("Pictures on the map"), _("How many of the tested pictures are drawn by chance.")
        )
        for count in COUNTS:
            self._count.addItem(f"{count:,}", count)
        self._count.setCurrentIndex(1)
        self._select = _combo(
            "map_select", _("Select"), _("Selects a class or the wrong answers, as a ring drawn by the mouse does.")
        )
        self.set_classes((), wrong=False)
        row = Row(spacing=8)
        for combo, stretch in ((self._method, 2), (self._source, 4), (self._count, 2), (self._select, 3)):
            row.addWidget(combo, stretch=stretch)
        for combo in (self._method, self._source, self._count):
            combo.currentIndexChanged.connect(self._on_changed)
        self._select.activated.connect(self._on_select_activated)
        self.setLayout(row)
        session.level_changed.connect(self._on_level_changed)
        self._on_level_changed(session.level)
        follow_theme(self._on_theme_changed)

    @property
    def method(self) -> "MapMethod":
        """How the map is made."""
        return "tsne" if self._method.currentData() == "tsne" else "pca"

    @property
    def layer(self) -> int | None:
        """The layer whose output is laid out; None for the pixels."""
        layer = self._source.currentData()
        return layer if isinstance(layer, int) else None

    @property
    def count(self) -> int:
        """Pictures wanted."""
        return int(self._count.currentData())

    def set_layers(self, layers: "Sequence[LayerChoice]") -> None:
        """Offers the layers of another network; the pixels are chosen, without a signal."""
        with QSignalBlocker(self._source):
            self._source.clear()
            self._source.addItem(_("Pixels"))
            for layer in layers:
                self._source.addItem(
                    _("Layer {number}: {type}, {count}").format(
                        number=layer.index + 1, type=layer.type, count=f"{layer.features:,}"
                    ),
                    layer.index,
                )

    def set_classes(self, classes: Sequence[tuple[int, str]], *, wrong: bool) -> None:
        """Offers classes to be selected.

        Args:
            classes: The label and the name of each.
            wrong: Whether there are wrong answers, to be offered too.
        """
        self._select.clear()
        self._select.addItem(_("Select …"), NOBODY)
        if wrong:
            self._select.addItem(_("Wrong answers"), WRONG_ANSWERS)
        for label, name in classes:
            self._select.addItem(_("All {name}").format(name=name), label)
        self._select.setEnabled(self._select.count() > 1)

    def show_selection(self, what: int) -> None:
        """Shows what is selected; ``NOBODY`` also for what a lasso has selected."""
        self._select.setCurrentIndex(max(self._select.findData(what), 0))

    @Slot()
    def _on_changed(self) -> None:
        self._on_level_changed(self._session.level)
        self.changed.emit()

    @Slot(int)
    def _on_select_activated(self, _index: int) -> None:
        self.selection_asked.emit(int(self._select.currentData()))

    @Slot(object)
    def _on_level_changed(self, level: Level) -> None:
        # A choice that is not the usual one stays in sight.
        set_shown(self._method, level is Level.EVERYTHING or self.method != "pca")

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        for combo, width in ((self._method, 82), (self._source, 92), (self._count, 82), (self._select, 92)):
            combo.setMinimumWidth(theme.px(width))


def _combo(name: str, title: str, explanation: str) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setAccessibleName(title)
    combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    combo.view().setTextElideMode(Qt.TextElideMode.ElideNone)
    explain(combo, explanation)
    return combo

"""The cards of the presets in rows, one of them chosen."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.networks.presets import Preset
from mnist_desktop.ui.network.card import PresetCard
from mnist_desktop.ui.theme import current_theme
from mnist_desktop.ui.widgets import Grid

_LEAST_WIDTH, _NARROW = 150, 200
"""Of a card, in logical pixels: where four are narrower than the first, two stand in a row."""
_GAP = 12


class PresetCards(QWidget):
    """All cards in rows; the arrow keys go from card to card, Enter or Space chooses.

    Emits ``chosen`` with the ``Preset`` of a card that was chosen, and ``went_to`` with the card that the arrow
    keys went to.

    Args:
        presets: Each with how many numbers its network learns, in order.
    """

    chosen = Signal(object)
    went_to = Signal(object)

    def __init__(self, presets: Iterable[tuple[Preset, int]]) -> None:
        super().__init__()
        self.setObjectName("cards")
        self.setAccessibleName(_("Networks to choose from"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._cards: list[PresetCard] = []
        self._columns = 4
        self._brief = False
        self._grid = Grid(spacing=_GAP)
        self.setLayout(self._grid)
        self.set_presets(presets)

    def set_presets(self, presets: Iterable[tuple[Preset, int]]) -> None:
        """Shows other presets; the card of one that is as it was stays."""
        kept = {card.preset.name: card for card in self._cards}
        cards = []
        for preset, parameters in presets:
            card = kept.pop(preset.name, None)
            if card is not None and card.preset != preset:
                kept[preset.name], card = card, None
            if card is None:
                card = PresetCard(preset, parameters)
                card.clicked.connect(self._on_card_clicked)
                card.moved.connect(self._on_card_moved)
                self._grid.addWidget(card)  # it belongs here before it is shown: alone it would be a window
            cards.append(card)
        for card in kept.values():
            self._grid.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = cards
        self._place(self._columns)

    def show_only(self, names: Iterable[str]) -> None:
        """Shows these cards and no others."""
        wanted = set(names)
        for card in self._cards:
            card.setVisible(card.preset.name in wanted)
        self._place(self._columns)
        self._fit()

    def mark(self, name: str | None) -> None:
        """Marks one card as chosen, or none."""
        for card in self._cards:
            card.set_chosen(card.preset.name == name)
        self._set_tab_stop()

    def set_seconds(self, seconds: Mapping[str, float | None]) -> None:
        """Tells how long an epoch of each preset takes here."""
        for card in self._cards:
            card.set_seconds(seconds.get(card.preset.name))

    def set_brief(self, brief: bool) -> None:
        """Shows less on each card, because the window is low."""
        self._brief = brief
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _on_card_clicked(self) -> None:
        card = self.sender()
        assert isinstance(card, PresetCard)
        self.chosen.emit(card.preset)

    @Slot(int, int)
    def _on_card_moved(self, columns: int, rows: int) -> None:
        card, shown = self.sender(), self._shown()
        assert isinstance(card, PresetCard)
        place = shown.index(card) + columns + rows * self._columns
        if 0 <= place < len(shown):
            shown[place].setFocus(Qt.FocusReason.OtherFocusReason)
            self._set_tab_stop(shown[place])
            self.went_to.emit(shown[place])

    def _fit(self) -> None:
        theme = current_theme()
        columns = 4 if self.width() >= theme.px(4 * _LEAST_WIDTH + 3 * _GAP) else 2
        if columns != self._columns:
            self._place(columns)
        narrow = self.width() < theme.px(columns * _NARROW + (columns - 1) * _GAP)
        for card in self._cards:
            card.set_room(brief=self._brief, shorter=narrow or len(self._shown()) > columns)

    def _shown(self) -> list[PresetCard]:
        return [card for card in self._cards if not card.isHidden()]

    def _place(self, columns: int) -> None:
        self._columns = columns
        for card in self._cards:
            self._grid.removeWidget(card)
        for place, card in enumerate(self._shown()):
            self._grid.addWidget(card, *divmod(place, columns))
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._set_tab_stop()

    def _set_tab_stop(self, card: PresetCard | None = None) -> None:
        """The cards are one stop of the Tab key: the one the keys are at, else the chosen one, else the first."""
        shown = self._shown()
        wanted = card or next((each for each in shown if each.hasFocus()), None)
        wanted = wanted or next((each for each in shown if each.isChecked()), next(iter(shown), None))
        for each in self._cards:
            each.setFocusPolicy(Qt.FocusPolicy.StrongFocus if each is wanted else Qt.FocusPolicy.ClickFocus)

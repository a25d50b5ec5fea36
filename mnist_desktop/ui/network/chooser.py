"""Choosing a network: the cards under their heading, few or all of them."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from mnist_desktop.i18n import _, ngettext
from mnist_desktop.networks.presets import Preset
from mnist_desktop.ui.network.cards import PresetCards
from mnist_desktop.ui.network.facts import epoch_seconds
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.widgets import Column, FlatButton, Label, Row, TextRole, explain

ESSENTIAL_PRESETS = ("softmax-dense", "dense-dropout", "dense-batchnorm", "cnn")
"""The four that tell most; the others are a click away."""


class NetworkChooser(QWidget):
    """The cards of the presets, and a button that shows all.

    Emits ``chosen`` with the ``Preset`` of a card that was chosen, and ``went_to`` with the card that the arrow
    keys went to.

    Args:
        session: For its presets, its level, and what its runs say of the time that an epoch takes.
    """

    chosen = Signal(object)
    went_to = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._presets = {preset.name: preset for preset in session.service.presets()}
        self._base: Preset | None = None
        self._all_wanted = False
        self._heading = Label(role=TextRole.STRONG, name="cards_heading")
        self.show_all = FlatButton("", name="show_all", icon="caret-down")
        self.show_all.clicked.connect(self.toggle_all)
        explain(self.show_all, _("Three more networks: two hidden layers, one-hot labels, and a yes-or-no question."))
        self._head = Row(spacing=8)
        self._head.addWidget(self._heading, stretch=1)
        self._head.addWidget(self.show_all)
        self.cards = PresetCards(
            (preset, sum(row.trainable_parameters for row in session.service.summarize_network(preset.network)))
            for preset in self._presets.values()
        )
        self.cards.chosen.connect(self.chosen)
        self.cards.went_to.connect(self.went_to)
        layout = Column(spacing=12)
        layout.addLayout(self._head)
        layout.addWidget(self.cards)
        self.setLayout(layout)
        session.level_changed.connect(self._on_level_changed)
        session.runs_changed.connect(self._on_runs_changed)
        self._on_runs_changed()
        self._show_cards()

    @property
    def first(self) -> Preset:
        """The simplest network."""
        return next(iter(self._presets.values()))

    def preset(self, name: str | None) -> Preset | None:
        """The preset of that name, if there is one."""
        return self._presets.get(name or "")

    def mark(self, base: Preset | None, *, trained: bool) -> None:
        """Marks the card that the shown network came from.

        Args:
            base: The preset; None for a network of another origin.
            trained: The shown model is kept when another card is chosen.
        """
        self._base = base
        anew = _("Choose a network: a card makes a new, untrained model")
        self._heading.setText(anew if trained else _("Choose a network"))
        self.cards.mark(base.name if base is not None else None)
        self._show_cards()

    def set_room(self, *, brief: bool, head: bool) -> None:
        """Fits into the window.

        Args:
            brief: The window is low: less on each card.
            head: There is a heading; without, ``show_all`` belongs into a layout of the page's.
        """
        if head:
            self._head.addWidget(self.show_all)
        self._heading.setVisible(head)
        self.cards.set_brief(brief)

    @Slot()
    def toggle_all(self) -> None:
        """Shows all networks, or fewer."""
        self._all_wanted = not self._all_wanted
        self._show_cards()

    @Slot(object)
    def _on_level_changed(self, _level: Level) -> None:
        self._show_cards()

    @Slot()
    def _on_runs_changed(self) -> None:
        runs = self._session.runs
        self.cards.set_seconds({name: epoch_seconds(preset, runs) for name, preset in self._presets.items()})

    def _show_cards(self) -> None:
        rare = self._base is not None and self._base.name not in ESSENTIAL_PRESETS
        needed = rare or self._session.level is Level.EVERYTHING
        everything = needed or self._all_wanted
        self.cards.show_only(self._presets if everything else ESSENTIAL_PRESETS)
        self.show_all.setVisible(not needed)
        count = len(self._presets)
        more = ngettext("Show all {count}", "Show all {count}", count).format(count=count)
        self.show_all.setText(_("Show fewer") if everything else more)
        self.show_all.set_icon("caret-up" if everything else "caret-down")

"""Choosing a network: the cards under their heading, few or all of them."""

from contextlib import suppress

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _, ngettext
from mnist_desktop.networks.presets import Preset
from mnist_desktop.networks.shapes import parameter_count
from mnist_desktop.ui.network.cards import PresetCards
from mnist_desktop.ui.network.facts import epoch_seconds
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.widgets import Column, FlatButton, Label, Row, TextRole, explain
from mnist_desktop.ui.widgets.level import set_shown

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
        self._presets: dict[str, Preset] = {}
        self._base: Preset | None = None
        self._all_wanted = self._away = False
        self._headed = True
        self._marked: tuple[Preset | None, bool] | None = None
        self._heading = Label(role=TextRole.STRONG, name="cards_heading")
        self.show_all = FlatButton("", name="show_all", icon="caret-down")
        self.show_all.clicked.connect(self.toggle_all)
        explain(self.show_all, _("Three more networks: two hidden layers, one-hot labels, and a yes-or-no question."))
        self.own = FlatButton(_("My networks"), name="own_networks", icon="stack")
        explain(self.own, _("My networks: save this one, open a file from someone else, rename, delete, share."))
        self._head = Row(spacing=8)
        self._head.addWidget(self._heading, stretch=1)
        self._head.addWidget(self.own)
        self._head.addWidget(self.show_all)
        self.cards = PresetCards(())
        self.cards.chosen.connect(self.chosen)
        self.cards.went_to.connect(self.went_to)
        layout = Column(spacing=12)
        layout.addLayout(self._head)
        layout.addWidget(self.cards)
        self.setLayout(layout)
        session.level_changed.connect(self._on_level_changed)
        session.runs_changed.connect(self._on_runs_changed)
        self.refresh()

    @property
    def first(self) -> Preset:
        """The simplest network."""
        return next(iter(self._presets.values()))

    def preset(self, name: str | None) -> Preset | None:
        """The preset of that name, if there is one."""
        return self._presets.get(name or "")

    def refresh(self) -> None:
        """Looks again at what presets there are."""
        service = self._session.service
        known: list[tuple[Preset, int]] = []
        for preset in service.presets():
            with suppress(UserError):  # a file that someone edited by hand may hold layers that do not fit
                known.append((preset, parameter_count(preset.network)))
        self._presets = {preset.name: preset for preset, _parameters in known}
        self._marked = None
        self.cards.set_presets(known)
        if self._base is not None:
            self._base = self._presets.get(self._base.name)
        self.cards.mark(self._base.name if self._base is not None else None)
        self._on_runs_changed()
        self._show_cards()

    def give_room(self, away: bool) -> None:
        """Goes away, and comes back: the layers that are edited, or the code, take its room."""
        self._away = away
        self._show_cards()

    def mark(self, base: Preset | None, *, trained: bool) -> None:
        """Marks the card that the shown network came from.

        Args:
            base: The preset; None for a network of another origin.
            trained: The shown model is kept when another card is chosen.
        """
        if (base, trained) == self._marked:
            return
        self._marked = base, trained
        self._base = base
        anew = _("Choose a network: a card makes a new, untrained model")
        self._heading.setText(anew if trained else _("Choose a network"))
        self.cards.mark(base.name if base is not None else None)
        self._show_cards()

    def set_room(self, *, brief: bool, head: bool) -> None:
        """Fits into the window.

        Args:
            brief: The window is low: less on each card.
            head: There is a heading; without, ``own`` and ``show_all`` belong into a layout of the page's.
        """
        if head:
            self._head.addWidget(self.own)
            self._head.addWidget(self.show_all)
        self.own.setText(_("My networks") if head else "")
        self.own.setAccessibleName(_("My networks"))
        self._headed = head
        self.cards.set_brief(brief)
        self._show_cards()

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
        base = self._base
        rare = base is not None and not base.own and base.name not in ESSENTIAL_PRESETS
        needed = rare or self._session.level is Level.EVERYTHING
        everything = needed or self._all_wanted
        own = [name for name, preset in self._presets.items() if preset.own]
        self.cards.show_only(self._presets if everything else (*ESSENTIAL_PRESETS, *own))
        self._heading.setVisible(self._headed and not self._away)
        self.cards.setVisible(not self._away)
        set_shown(self.own, not self._away)
        set_shown(self.show_all, not needed and not self._away)
        set_shown(self, not self._away)
        count = len(self._presets)
        more = ngettext("Show all {count}", "Show all {count}", count).format(count=count)
        self.show_all.setText(_("Show fewer") if everything else more)
        self.show_all.set_icon("caret-up" if everything else "caret-down")

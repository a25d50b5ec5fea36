"""What is shown beside a drawing: what the network receives, why it answers so, and what happens inside."""

from typing import Protocol, cast

import numpy as np
from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.ui.draw.answered import Answered
from mnist_desktop.ui.draw.side_switch import SideKind, SideSwitch
from mnist_desktop.ui.pixel_lens import PixelLens
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.theme import current_theme
from mnist_desktop.ui.widgets import Column, explain

CERTAINTY = "certainty"
"""Stands for no view at all: the bars, where they and the views share one place."""


class SideView(Protocol):
    """A QWidget that shows something about a drawing and its answer."""

    def show_answered(self, answered: Answered) -> None:
        """Shows another answer; called only while the view is visible, and once when it comes to be shown."""


class SidePanel(QWidget):
    """A switch, and the view that it chooses.

    In a wide window it has a card of its own. In others it shares its place with the bars, which are then the first
    thing to choose; ``set_sharing`` says which.

    Signals:
        changed(): Another view is shown.

    Args:
        session: For the level: some views show at Everything alone.
    """

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("side_panel")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._session = session
        self._answered = Answered(None, None)
        self._views: dict[str, QWidget] = {}
        self._everything: set[str] = set()
        self._sharing = False
        self._view = ""  # what the user has chosen, the bars excepted
        self._bars_chosen = True
        self.switch = SideSwitch()
        self.switch.chosen.connect(self.show_view)
        self.switch.add(
            SideKind(CERTAINTY, _("Sure"), _("How sure the model is of each answer; together they make 100 %."), "S")
        )
        self._stack = QStackedWidget()
        layout = Column(spacing=8)
        layout.addWidget(self.switch)
        layout.addWidget(self._stack, stretch=1)
        self.setLayout(layout)
        session.level_changed.connect(self._on_level_changed)

    @property
    def current(self) -> str:
        """The name of what is shown; ``CERTAINTY`` for the bars."""
        return CERTAINTY if self._sharing and self._bars_chosen else self._view

    def add_view(self, kind: SideKind, view: QWidget, *, everything_only: bool = False) -> None:
        """Adds a view at the end.

        Args:
            kind: What it is called.
            view: A ``SideView``.
            everything_only: It shows at the level Everything alone.
        """
        self._views[kind.name] = view
        if everything_only:
            self._everything.add(kind.name)
        self._stack.addWidget(view)
        self.switch.add(kind)
        self._view = self._view or kind.name
        self._offer()

    def set_sharing(self, sharing: bool) -> None:
        """Shares its place with the bars, or has one of its own."""
        self._sharing = sharing
        self._offer()

    @Slot(str)
    def show_view(self, name: str) -> None:
        """Shows a view, or the bars where they share the place; one that is not offered is not shown."""
        if name in self._offered():
            self._bars_chosen = name == CERTAINTY
            if name != CERTAINTY:
                self._view = name
            self._show_current()

    @Slot(object)
    def show_answered(self, answered: Answered) -> None:
        """Tells the view on show of another answer."""
        self._answered = answered
        if self._stack.isVisible() and self._view:
            cast("SideView", self._views[self._view]).show_answered(answered)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.show_answered(self._answered)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(current_theme().px(200), current_theme().px(160))

    @Slot(object)
    def _on_level_changed(self, _level: Level) -> None:
        self._offer()

    def _offered(self) -> tuple[str, ...]:
        everything = self._session.level is Level.EVERYTHING
        views = tuple(name for name in self._views if everything or name not in self._everything)
        return (CERTAINTY, *views) if self._sharing else views

    def _offer(self) -> None:
        offered = self._offered()
        self.switch.offer(offered)
        if self._view not in offered:
            self._view = next(name for name in offered if name != CERTAINTY)
        self._show_current()

    def _show_current(self) -> None:
        self.switch.show_current(self.current)
        self._stack.setCurrentWidget(self._views[self._view])
        self._stack.setVisible(self.current != CERTAINTY)
        self.show_answered(self._answered)
        self.changed.emit()


class ReceivedView(PixelLens):
    """All that the network receives: 28 × 28 numbers."""

    def __init__(self) -> None:
        super().__init__()
        explain(self, _("All that the network receives: 28 × 28 numbers; mouse or arrow keys move the lens."))

    @Slot(object)
    def show_answered(self, answered: Answered) -> None:
        """Shows the picture; black for an empty canvas."""
        self.set_picture(answered.image if answered.image is not None else np.zeros((28, 28), np.uint8))

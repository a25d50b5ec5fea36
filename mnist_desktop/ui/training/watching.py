"""The fold "Watch inside": what of the network's inside is shown while it learns."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox

from mnist_desktop.i18n import _
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import WATCHED_INSIDE, Level
from mnist_desktop.ui.widgets import Fold, SecondaryButton, explain
from mnist_desktop.ui.widgets.level import set_shown

_EVERYTHING = ("gradients", "weights")


class WatchFold(Fold):
    """A switch for each thing that can be watched, and a button that shows them.

    Emits ``chosen`` with the names of what is to be shown, and ``view_asked`` when the button is clicked.

    Args:
        session: For the level, and to remember the choice.
    """

    chosen = Signal(object)
    view_asked = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(_("Watch inside"), name="watch_inside")
        self._shared = session
        self._boxes: dict[str, QCheckBox] = {}
        self._view = SecondaryButton(_("Show inside"), name="show_inside", icon="eye")
        explain(self._view, _("Show inside: the network from inside, where the curves are now."))
        self._view.clicked.connect(self.view_asked)
        self.body.addWidget(self._view)
        wanted = session.settings.get(WATCHED_INSIDE).split()
        for name, text, explanation in _choices():
            box = QCheckBox(text)
            box.setObjectName(f"watch_{name}")
            box.setChecked(name in wanted)
            explain(box, explanation)
            box.toggled.connect(self._on_toggled)
            self._boxes[name] = box
            self.body.addWidget(box)
        session.level_changed.connect(self._on_shared_level_changed)
        self._show_boxes()

    @property
    def shown(self) -> frozenset[str]:
        """Names of what is to be shown, at this level."""
        everything = self._shared.level is Level.EVERYTHING
        return frozenset(
            name for name, box in self._boxes.items() if box.isChecked() and (everything or name not in _EVERYTHING)
        )

    @Slot()
    def _on_toggled(self) -> None:
        names = [name for name, box in self._boxes.items() if box.isChecked()]
        self._shared.settings.set(WATCHED_INSIDE, " ".join(names) or "nothing")
        self._show_boxes()

    @Slot(object)
    def _on_shared_level_changed(self, _level: Level) -> None:
        self._show_boxes()

    def _show_boxes(self) -> None:
        for name in _EVERYTHING:
            set_shown(self._boxes[name], self._shared.level is Level.EVERYTHING)
        usual = WATCHED_INSIDE.default.split()
        offered = [name for name in self._boxes if self._shared.level is Level.EVERYTHING or name not in _EVERYTHING]
        self.set_changed_count(sum(self._boxes[name].isChecked() != (name in usual) for name in offered))
        self.chosen.emit(self.shown)


def _choices() -> tuple[tuple[str, str, str], ...]:
    return (
        ("rate", _("Learning rate"), _("Learning rate: the size of the steps, over the epochs.")),
        (
            "inactive",
            _("Silent units"),
            _("Silent units: those that give the same answer to every picture, so that they help with none."),
        ),
        (
            "first_layer",
            _("First layer as pictures"),
            _("First layer: what each of its units looks for. Bright: ink there speaks for it; dark: against it."),
        ),
        (
            "gradients",
            _("Gradients"),
            _("Gradient norm: how strongly the mistakes pull at each layer. Near 0 a layer has stopped learning."),
        ),
        (
            "weights",
            _("Weights, now and at the start"),
            _("Weights: how large they are now, and were when this training began."),
        ),
        ("speed", _("Pictures per second"), _("Pictures per second: how fast it learns, waiting left out.")),
        ("time", _("Time left"), _("Time left: until the last epoch is done, at this pace.")),
    )

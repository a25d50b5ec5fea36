"""The buttons that start, hold and end a training, and what they say in each phase of it."""

import enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QStatusTipEvent
from PySide6.QtWidgets import QApplication, QWidget

from mnist_desktop.i18n import _, ngettext
from mnist_desktop.training.control import Pace
from mnist_desktop.ui.widgets import MainButton, Row, SecondaryButton, explain

MORE_EPOCHS = 5


class Phase(enum.Enum):
    """Where a training stands, as the user sees it."""

    NO_MODEL = "no model"
    AT_REST = "at rest"
    STARTING = "starting"
    RUNNING = "running"
    PAUSING = "pausing"
    PAUSED = "paused"
    STOPPING = "stopping"


class NextStart(enum.Enum):
    """What a click on the main action would begin."""

    FIRST = "first"
    GO_ON = "go on"
    AGAIN = "again"


class TrainingButtons(QWidget):
    """The main action, and under it Stop, or at rest another way to begin.

    The main action is placed by the page; this widget shows the others.
    """

    def __init__(self) -> None:
        super().__init__()
        self.main = MainButton(_("Start"), name="main_action", icon="play")
        self.stop = SecondaryButton(_("Stop"), name="stop", icon="stop")
        explain(self.stop, _("Stop: ends the training; the finished epochs are kept."))
        self.restart = SecondaryButton(_("From the start"), name="restart", icon="arrow-counter-clockwise")
        explain(self.restart, _("From the start: trains a new model of the same network; this one is kept."))
        more = ngettext("{count} more epoch", "{count} more epochs", MORE_EPOCHS).format(count=MORE_EPOCHS)
        self.more = SecondaryButton(more, name="more_epochs", icon="plus")
        explain(self.more, _("More epochs: this model goes on learning where it stopped."))
        self.one_more = SecondaryButton(_("+1 epoch"), name="one_more_epoch")
        self.one_more.setAccessibleName(_("One more epoch"))
        explain(self.one_more, _("One more epoch: the training becomes one epoch longer, also while it is paused."))
        row = Row(spacing=8)
        for button in (self.stop, self.one_more, self.restart, self.more):
            row.addWidget(button, stretch=1)
        self.setLayout(row)

    def show_phase(
        self, phase: Phase, start: NextStart, pace: Pace, *, may_go_on: bool, counts_epochs: bool = True
    ) -> None:
        """Says and allows what fits.

        Args:
            phase: Where the training stands.
            start: What the main action begins when at rest.
            pace: At one step at a time, the main action is that step.
            may_go_on: Whether a finished model could learn some epochs more.
            counts_epochs: Whether epochs are counted; not with a time limit.
        """
        text, icon, explanation = _main(phase, start, pace)
        if self.main.text() != text:
            self.main.setText(text)
            self.main.set_icon(icon)
            explain(self.main, explanation)
            if self.main.hasFocus():  # what it meant before is still written at the bottom
                QApplication.sendEvent(self.main.window(), QStatusTipEvent(explanation))
        # Disabled, it would lose the focus, and the next press of Space would meet another control. While it waits,
        # its text says so, and the page takes no click.
        self.main.setEnabled(phase is not Phase.NO_MODEL)
        at_rest = phase is Phase.AT_REST
        buttons = (self.stop, self.one_more, self.restart, self.more)
        had_focus = any(button.hasFocus() for button in buttons)
        self.restart.setVisible(at_rest and start is NextStart.GO_ON)
        self.more.setVisible(at_rest and start is NextStart.AGAIN and may_go_on)
        self.stop.setVisible(self.restart.isHidden() and self.more.isHidden())
        self.stop.setText(_("Stopping …") if phase is Phase.STOPPING else _("Stop"))
        self.stop.setEnabled(phase in (Phase.STARTING, Phase.RUNNING, Phase.PAUSING, Phase.PAUSED))
        self.one_more.setVisible(phase in (Phase.RUNNING, Phase.PAUSING, Phase.PAUSED) and counts_epochs)
        if had_focus and not any(button.hasFocus() for button in buttons):
            self.main.setFocus(Qt.FocusReason.OtherFocusReason)


def _main(phase: Phase, start: NextStart, pace: Pace) -> tuple[str, str, str]:
    """Text, icon and explanation of the main action."""
    match phase:
        case Phase.STARTING:
            return _("Starting …"), "", _("The training is about to begin.")
        case Phase.PAUSING:
            return _("Pausing …"), "", _("It holds after this step.")
        case Phase.STOPPING:
            return _("Stopping …"), "", _("It ends after this step.")
        case Phase.RUNNING | Phase.PAUSED if pace is Pace.STEP:
            return _("One step"), "skip-forward", _("One step: it looks at one batch and corrects itself once.")
        case Phase.RUNNING:
            return _("Pause"), "pause", _("Pause: holds the training after this step; nothing is lost.")
        case Phase.PAUSED:
            return _("Continue"), "play", _("Continue: the training goes on where it was held.")
    match start:
        case NextStart.GO_ON:
            return _("Continue"), "play", _("Continue: this model goes on learning after its last finished epoch.")
        case NextStart.AGAIN:
            return _("Train again"), "play", _("Train again: a new model of the same network, from the start.")
        case _:
            return _("Start"), "play", _("Start: the network learns from the pictures; you watch.")

"""The banner at the start: the user's folder cannot be written, or a training was interrupted."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QLabel

from mnist_desktop.i18n import _
from mnist_desktop.runs.run import Run
from mnist_desktop.service.storage import Storage
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.theme import Theme, follow_theme, tint
from mnist_desktop.ui.widgets import FlatButton, Label, Row, SecondaryButton, explain


class StartBanner(QFrame):
    """One line under the top bar, hidden while there is nothing to say; it waits and blocks nothing.

    Args:
        session: Tells where runs are kept and which there are, and goes on with one.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("start_banner")
        self.setProperty("kind", "message")
        self._session = session
        self._problem = ""
        self._interrupted: Run | None = None
        self._waiting: list[Run] = []
        self._looked = False

        self._icon = QLabel()
        self._text = Label(name="banner_text")
        self._go_on = SecondaryButton(_("Con&tinue"), name="banner_continue", icon="play")
        explain(self._go_on, _("Continue: train on to the planned epochs, exactly as if nothing had happened."))
        self._go_on.clicked.connect(self._on_continue)
        self._keep = SecondaryButton(_("&Keep as it is"), name="banner_keep")
        explain(self._keep, _("Keep as it is: the finished epochs stay, and this is not asked again."))
        self._keep.clicked.connect(self._on_keep)
        self._understood = FlatButton(_("&Understood"), name="banner_understood")
        explain(self._understood, _("Understood: takes this line away."))
        self._understood.clicked.connect(self._on_understood)
        layout = Row(spacing=12, margins=(16, 4, 8, 4))
        layout.addWidget(self._icon)
        layout.addWidget(self._text, stretch=1)
        for button in (self._go_on, self._keep, self._understood):
            layout.addWidget(button)
        self.setLayout(layout)
        self.hide()
        session.storage_changed.connect(self._on_storage)
        session.runs_changed.connect(self._on_runs)
        session.training_changed.connect(self._on_training_changed)
        follow_theme(self._on_theme_changed)

    @property
    def text(self) -> str:
        """What it says; empty while hidden."""
        return "" if self.isHidden() else self._text.text()

    @Slot(object)
    def _on_storage(self, storage: Storage) -> None:
        self._problem = storage.problem
        self._show()

    @Slot(object)
    def _on_runs(self, runs: tuple[Run, ...]) -> None:
        # Only what the start finds: a training of another window that dies later is offered at the next start.
        if not self._looked:
            self._looked = True
            self._waiting = [run for run in runs if run.state == "interrupted"]
            self._next()

    @Slot(object)
    def _on_training_changed(self, training: bool) -> None:
        self._go_on.setEnabled(not training)

    @Slot()
    def _on_continue(self) -> None:
        run = self._interrupted
        if run is not None:
            self._session.continue_run(run.id)
            self._next()

    @Slot()
    def _on_keep(self) -> None:
        run = self._interrupted
        if run is not None:
            self._session.keep_interrupted(run.id)
            self._next()

    @Slot()
    def _on_understood(self) -> None:
        self._problem = ""
        self._show()

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        side = theme.px(20)
        self._icon.setPixmap(tint("warning", theme.accent_text, side).pixmap(side, side))

    def _next(self) -> None:
        self._interrupted = self._waiting.pop(0) if self._waiting else None
        self._show()

    def _show(self) -> None:
        run = self._interrupted
        if self._problem:
            self._text.setText(self._problem)
        elif run is not None:
            text = _("“{name}” was interrupted after epoch {epoch} of {epochs}; what was finished is kept.")
            if not run.history:
                text = _("“{name}” was interrupted in its first epoch.")
            self._text.setText(text.format(name=run.name, epoch=len(run.history), epochs=run.training.epochs))
        self._understood.setVisible(bool(self._problem))
        for button in (self._go_on, self._keep):
            button.setVisible(not self._problem and run is not None)
        self.setVisible(bool(self._problem) or run is not None)

"""Where the shown network stands, in words, with what there is to do about it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from mnist_desktop.i18n import _, ngettext
from mnist_desktop.service.model import Model
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.widgets import Label, Row, SecondaryButton, explain


class NetworkNotice(QWidget):
    """One or two sentences, and a button where one helps.

    Emits ``draw_requested`` and ``duplicate_requested``.
    """

    draw_requested = Signal()
    duplicate_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notice")
        self._text = Label(name="notice_text")
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._draw = SecondaryButton(_("Draw at it"), name="draw_at_it", icon="pencil-simple")
        explain(self._draw, _("Draw at it: a network that has learned nothing answers all the same, by chance."))
        self._draw.clicked.connect(self.draw_requested)
        self._duplicate = SecondaryButton(_("Duplicate to change"), name="duplicate", icon="copy")
        explain(
            self._duplicate,
            _("Duplicate to change: makes an untrained model with the same layers and settings; this one is kept."),
        )
        self._duplicate.clicked.connect(self.duplicate_requested)
        self._row = Row(spacing=8)
        self._row.addWidget(self._text, stretch=1)
        self._row.addWidget(self._draw)
        self._row.addWidget(self._duplicate)
        self.setLayout(self._row)

    def set_upright(self, upright: bool) -> None:
        """Puts the button under the sentence, not beside it."""
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._row.setDirection(down if upright else across)
        self._row.setStretch(0, 0 if upright else 1)

    def show_model(self, model: Model | None, *, training: bool, testing: bool, fits: bool = True) -> None:
        """Says where a model stands.

        Args:
            model: The current one; None if there is none.
            training: It learns.
            testing: It is being tested.
            fits: The layers that show are those of the model; otherwise they do not fit yet.
        """
        words = _words(model, training=training, testing=testing)
        if not fits:
            words = _("Something does not fit yet. Until it does, Draw and Train have the network from before.")
        self._text.setText(words)
        untrained = model is not None and is_untrained(model)
        self._draw.setVisible(untrained and not training)
        self._duplicate.setVisible(model is not None and not untrained and not training)
        self._duplicate.setEnabled(not testing)


def is_untrained(model: Model) -> bool:
    """Whether a model has learned nothing, neither here nor elsewhere, so that its settings may still change."""
    return model.weights is None and not model.run.history


def _words(model: Model | None, *, training: bool, testing: bool) -> str:
    if model is None:
        return _("Start with this network, or choose another.")
    if training:
        return _("It is learning. The network is locked until it is done, or stopped in Train.")
    if testing:
        return _("It is being tested. The network is locked for a moment.")
    if is_untrained(model):
        return _("This model has learned nothing yet. Train it, or draw at it: it guesses.")
    epochs = len(model.run.history)
    if not epochs:
        return _("This model was trained elsewhere and keeps its settings.")
    return ngettext(
        "This model has learned for {count} epoch and keeps its settings.",
        "This model has learned for {count} epochs and keeps its settings.",
        epochs,
    ).format(count=epochs)


def locked_words(session: Session, *, trained: bool, editable: bool) -> str:
    """Why nothing can be changed now; empty where it can.

    Args:
        session: For what goes on.
        trained: The model has learned something.
        editable: As with ``Workshop.editable``.
    """
    if session.training:
        return _("Locked while it learns. When it is done, or stopped in Train, a copy of it can be changed.")
    if session.testing:
        return _("Locked while it is being tested.")
    if trained:
        return _("These belong to what it has learned. “Duplicate to change” makes a copy to set.")
    return "" if editable else _("Choose a card to set these.")

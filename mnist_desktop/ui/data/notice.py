"""What goes on with the data, where it is seen: they are being opened, were refused, or are changed for a lesson."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QProgressBar

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.data.laboratory import describe_changes
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.ui.shared_state import Opening
from mnist_desktop.ui.theme import Theme, follow_theme
from mnist_desktop.ui.widgets import Column, Label, Row, SecondaryButton, TextRole, explain
from mnist_desktop.ui.widgets.labels import set_property


class DataNotice(QFrame):
    """One sentence with a button; hidden while there is nothing to say.

    Emits ``cancel_clicked`` while data are being opened, and ``undo_clicked`` while they are changed.
    """

    cancel_clicked = Signal()
    undo_clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("data_notice")
        self.setProperty("kind", "card")
        self._opening: Opening | None = None
        self._error: UserError | None = None
        self._changes: tuple[str, ...] = ()
        self._text = Label(name="data_notice_text")
        self._bar = QProgressBar(textVisible=False)
        self._bar.setObjectName("opening_bar")
        self._bar.setAccessibleName(_("How much of the data is read"))
        self._cancel = SecondaryButton(_("Cancel"), name="cancel_opening")
        explain(self._cancel, _("Cancel: the data that are open stay open."))
        self._cancel.clicked.connect(self.cancel_clicked)
        self._close = SecondaryButton(_("Close"), name="close_refusal")
        explain(self._close, _("Close: takes this message away."))
        self._close.clicked.connect(self._on_close)
        self._undo = SecondaryButton(_("Undo"), name="undo_changes", icon="arrow-counter-clockwise")
        explain(self._undo, _("Undo: the pictures and labels are again what they were."))
        self._undo.clicked.connect(self.undo_clicked)
        words = Column(spacing=4)
        words.addWidget(self._text)
        words.addWidget(self._bar)
        layout = Row(spacing=12, margins=(12, 8, 12, 8))
        layout.addLayout(words, stretch=1)
        for button in (self._cancel, self._close, self._undo):
            layout.addWidget(button)
        self.setLayout(layout)
        follow_theme(self._on_theme_changed)
        self._show()

    def show_opening(self, opening: Opening | None) -> None:
        """Says what goes on; None: nothing any more."""
        if opening is not None:
            self._error = None
        self._opening = opening
        self._show()

    def show_error(self, error: UserError) -> None:
        """Says why data were refused, until it is closed or other data are asked for."""
        self._error = error
        self._show()

    def show_dataset(self, dataset: Dataset) -> None:
        """Says what the laboratory has done to the data that show."""
        self._error = None
        self._changes = describe_changes(dataset.changes, dataset.class_names)
        self._show()

    @Slot()
    def _on_close(self) -> None:
        self._error = None
        self._show()

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self._bar.setFixedHeight(theme.px(6))

    def _show(self) -> None:
        opening, error = self._opening, self._error
        if opening is not None:
            self._text.setText(opening.text)
            self._bar.setRange(0, 0 if opening.fraction is None else 100)
            self._bar.setValue(round(100 * (opening.fraction or 0.0)))
        elif error is not None:
            self._text.setText(str(error))
        else:
            self._text.setText(" ".join((_("Changed for a lesson:"), *self._changes)))
        refused = error is not None and opening is None
        set_property(self._text, "kind", (TextRole.ERROR if refused else TextRole.BODY).value)
        self._bar.setVisible(opening is not None)
        self._cancel.setVisible(opening is not None and opening.may_cancel)
        self._close.setVisible(opening is None and error is not None)
        self._undo.setVisible(opening is None and error is None)
        self.setVisible(opening is not None or error is not None or bool(self._changes))

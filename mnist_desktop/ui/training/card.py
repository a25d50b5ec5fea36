"""The picture card of the page Train: numbers, curves, table or comparison, a sentence, and a few watched pictures."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.training.change_words import Mark
from mnist_desktop.training.events import EpochRecord
from mnist_desktop.training.verdicts import percent
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.training.clock import clock
from mnist_desktop.ui.training.curves_pane import CurvesPane
from mnist_desktop.ui.training.inside_pane import InsidePane
from mnist_desktop.ui.training.overlay import RunOverlay
from mnist_desktop.ui.training.points import TrainingPoints
from mnist_desktop.ui.training.sentence_row import SentenceRow
from mnist_desktop.ui.training.table_pane import TablePane
from mnist_desktop.ui.training.view_switch import ViewSwitch
from mnist_desktop.ui.training.watched import WatchedDigits
from mnist_desktop.ui.widgets import BigNumber, Card, Row, explain

_ROOMY = 640  # from this height of the card on, the pictures are half as large again
_WIDE_TOP = 820  # wider than the card must be with the time in it, or it could never become narrower


class TrainingCard(Card):
    """Shows a training.

    Emits ``page_asked`` with the name of a page when the button of the sentence is clicked.

    Args:
        session: For the curves.
        narrow_bar: The page's bar of a narrow window; stands beside the numbers.
    """

    page_asked = Signal(object)

    def __init__(self, session: Session, narrow_bar: QWidget) -> None:
        super().__init__(name="training_card")
        self.setAccessibleName(_("The training"))
        self._records: tuple[EpochRecord, ...] = ()
        self._compact = False
        self._short_time = self._epochs_caption = ""
        self.curves = CurvesPane(session)
        self.table = TablePane(session)
        self.overlay = RunOverlay(session)
        self.inside = InsidePane(session)
        self.watched = WatchedDigits()
        self.switch = ViewSwitch()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.curves)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.overlay)
        self._stack.addWidget(self.inside)
        self._top_row = self._make_numbers()
        self._top_row.addStretch(1)
        self._top_row.addWidget(narrow_bar, alignment=Qt.AlignmentFlag.AlignTop)
        self.sentence = SentenceRow()
        self.sentence.page_asked.connect(self.page_asked)
        self.body.addLayout(self._top_row)
        self.body.addWidget(self._stack, stretch=1)
        self.body.addWidget(self.sentence)
        self.body.addWidget(self.watched)
        self.switch.chosen.connect(self._on_view_chosen)
        self.arrange(wide=True, compact=False)
        follow_theme(self._on_theme_changed)

    def arrange(self, *, wide: bool, compact: bool) -> None:
        """Shows one plot instead of two, and no pictures, in a low window."""
        # Beside the numbers stands the main action where the window is narrow.
        row: QHBoxLayout = self._top_row if wide else self.sentence.row
        row.addWidget(self.switch, alignment=Qt.AlignmentFlag.AlignTop if wide else Qt.AlignmentFlag.AlignVCenter)
        self._compact = compact
        self._show_watched()
        self.switch.set_compact(compact)

    def show_accuracies(self, training: float | None, validation: float | None) -> None:
        """Shows shares of right answers, 0 to 1; None while there is none."""
        self._show(self._training, percent(training) if training is not None else "–")
        self._show(self._validation, percent(validation) if validation is not None else "–")

    def show_curves(self, points: TrainingPoints, epochs: int, marks: Sequence[Mark]) -> None:
        """Shows the points of the curves and the rows of the table."""
        if points.records != self._records:
            self._records = points.records
            self.table.show_records(points.records)
            self.overlay.show_records(points.records)
        self.curves.show_points(points, epochs, marks)

    def show_epochs(self, epoch: int, epochs: int | None, *, about: bool = False) -> None:
        """Shows where it is, of how many epochs; ``about`` so many fit into the time, None: nobody knows."""
        if epochs is None:
            text = f"{epoch:,} / ?" if about else f"{epoch:,}"
        else:
            text = f"{epoch:,} / {epochs:,}" if not about else f"{epoch:,} / ~{max(epoch, epochs):,}"
        self._show(self._epochs, text)

    def show_time(self, seconds: float | None, *, left: bool) -> None:
        """Shows the time that is left, or that it took."""
        shown = clock(seconds) if seconds is not None else "–"
        self._show(self._time, shown)
        self._time.set_caption(_("left") if left else _("learning time"))
        self._short_time = ""
        if seconds is not None:
            self._short_time = (_("epochs, {time} left") if left else _("epochs in {time}")).format(time=shown)
        self._place_time()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.watched.set_side(84 if self.height() >= current_theme().px(_ROOMY) else 56)
        self._place_time()

    @Slot(object)
    def _on_view_chosen(self, view: str) -> None:
        pages = {"table": self.table, "compare": self.overlay, "inside": self.inside}
        self._stack.setCurrentWidget(pages.get(view, self.curves))
        if self._stack.currentWidget() is self.curves:
            self.curves.show_view(view)
        self._show_watched()

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        # As wide as they get, so that nothing moves while they count.
        widths = {self._training: 108, self._validation: 108, self._epochs: 116, self._time: 72}
        for number, width in widths.items():
            number.setMinimumWidth(theme.px(width))

    def _place_time(self) -> None:
        """The time is a number of its own, or where the switch needs the room a word under the epochs."""
        own = self.width() >= current_theme().px(_WIDE_TOP)
        self._time.setVisible(own)
        caption = _("epochs") if own or not self._short_time else self._short_time
        if caption != self._epochs_caption:
            self._epochs_caption = caption
            self._epochs.set_caption(caption)

    def _show_watched(self) -> None:
        # The pictures answer for the current model alone, and a comparison needs the room.
        self.watched.setVisible(not self._compact and self.switch.view != "compare")

    def _make_numbers(self) -> Row:
        self._training = BigNumber(_("training"), name="training_accuracy", colour="training")
        explain(self._training, _("Training accuracy: right answers on the pictures it learns from, in this epoch."))
        self._validation = BigNumber(_("validation"), name="validation_accuracy", colour="validation")
        explain(
            self._validation, _("Validation accuracy: right answers on pictures it never trains on, after each epoch.")
        )
        self._epochs = BigNumber(_("epochs"), name="epoch_count")
        explain(self._epochs, _("Epochs: how often it has seen all training pictures, of how often it is to."))
        self._time = BigNumber(_("left"), name="time_left")
        explain(self._time, _("How long it still takes, or took."))
        row = Row(spacing=12)
        for number in (self._training, self._validation, self._epochs, self._time):
            row.addWidget(number)
        return row

    @staticmethod
    def _show(number: BigNumber, value: str) -> None:
        if number.value != value:  # a label lays its card out again, whatever it is told
            number.set_value(value)

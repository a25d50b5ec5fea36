"""When to say "I don't know": a threshold, and what comes of it; imports matplotlib."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSlider, QWidget
from typing_extensions import override

from mnist_desktop.evaluation.certainty import ThresholdResult
from mnist_desktop.evaluation.metrics import Evaluation, Predictions
from mnist_desktop.i18n import _, ngettext
from mnist_desktop.plots.certainty import ChosenThreshold
from mnist_desktop.plots.threshold_plot import ThresholdPlot
from mnist_desktop.ui.evaluation.certainty_data import CertaintyData, certainty_data
from mnist_desktop.ui.evaluation.choice import PictureChoice
from mnist_desktop.ui.evaluation.patient_figure import PatientFigure
from mnist_desktop.ui.evaluation.reliability import ReliabilityPane
from mnist_desktop.ui.evaluation.segments import Segments
from mnist_desktop.ui.evaluation.view import ResultView
from mnist_desktop.ui.evaluation.words import fine_percent
from mnist_desktop.ui.plot_style import plot_style
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets import (
    BigNumber,
    Column,
    Label,
    Row,
    SecondaryButton,
    TextRole,
    explain,
)

if TYPE_CHECKING:
    from mnist_desktop.data.dataset import Dataset
    from mnist_desktop.service.evaluation import Part
    from mnist_desktop.service.model import Model
    from mnist_desktop.ui.session import Session

_THRESHOLDS = (*(percent / 100 for percent in range(100)), 0.995, 0.999, 0.9999)
"""Good networks are more than 99 % sure of most: the interesting steps are the last ones."""
_FIRST = 0.9
_BOTH = 800  # logical pixels from which on both parts stand beside each other
_LOW = 400  # below this the large numbers are left away


class CertaintyView(ResultView):
    """A slider, what share is then answered and how many of those rightly, and how far certainty can be trusted.

    Args:
        session: Whose lanes work it out.
    """

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self.setObjectName("certainty")
        self._session = session
        self._evaluation: Evaluation | None = None
        self._data: CertaintyData | None = None
        self._plot: ThresholdPlot | None = None
        self._make_threshold()
        self.setFocusProxy(self._slider)
        self._reliability = ReliabilityPane(session)
        self._segments = Segments(
            "certainty_part",
            (
                (_("When to answer"), _("What comes of answering only when sure.")),
                (_("Is it as right as sure?"), _("The reliability diagram, and temperature scaling.")),
            ),
        )
        self._segments.chosen.connect(self._on_segment_chosen)
        plots = Row(spacing=24)
        plots.addWidget(self._threshold_part, stretch=1)
        plots.addWidget(self._reliability, stretch=1)
        layout = Column(spacing=8)
        layout.addWidget(self._segments)
        layout.addLayout(plots, stretch=1)
        self.setLayout(layout)
        session.level_changed.connect(self._on_level_changed)
        follow_theme(self._on_theme_changed)
        self._arrange()

    @override
    def show_results(self, model: "Model", evaluation: Predictions, dataset: "Dataset", part: "Part") -> None:
        assert isinstance(evaluation, Evaluation)
        self._evaluation = evaluation
        self._reliability.show_results(model, evaluation, dataset, part)
        self._session.jobs.run_data(partial(certainty_data, evaluation), on_result=self._on_data)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @property
    def threshold(self) -> float:
        """The least certainty at which it answers, 0 to 1."""
        return _THRESHOLDS[self._slider.value()]

    @Slot(object)
    def _on_data(self, data: CertaintyData) -> None:
        if data.evaluation is not self._evaluation:
            return
        self._data = data
        self._make_plot(current_theme())
        self._reliability.show_reliability(data.reliability)
        self._show_threshold()

    @Slot(object)
    def _on_level_changed(self, _level: Level) -> None:
        self._arrange()

    @Slot(int)
    def _on_segment_chosen(self, _place: int) -> None:
        self._arrange()

    @Slot()
    def _on_slider_moved(self) -> None:
        self._show_threshold()

    @Slot()
    def _on_unanswered_clicked(self) -> None:
        self.pictures_asked.emit(PictureChoice(confidence=(0.0, self.threshold), order="least_sure_first"))

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        if self._data is not None:
            self._make_plot(theme)

    def _make_threshold(self) -> None:
        self._heading = Label(_("Answering only when sure"), TextRole.STRONG, name="threshold_heading")
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setObjectName("threshold")
        self._slider.setRange(0, len(_THRESHOLDS) - 1)
        self._slider.setPageStep(10)
        self._slider.setValue(_THRESHOLDS.index(_FIRST))
        self._slider.setAccessibleName(_("Least certainty at which it answers"))
        explain(self._slider, _("Below this certainty the network says “I don't know” instead of its answer."))
        self._slider.valueChanged.connect(self._on_slider_moved)
        self._value = Label(role=TextRole.STRONG, name="threshold_value")
        self._value.setWordWrap(False)
        row = self._slider_row = Row(spacing=8)
        below = Label(_("“I don't know” below"))
        below.setWordWrap(False)
        row.addWidget(below)
        row.addWidget(self._slider, stretch=1)
        row.addWidget(self._value)
        self._answered = BigNumber(_("gets an answer"), name="answered")
        self._right = BigNumber(_("right of these"), name="right_of_answered")
        self._mistakes = BigNumber("", name="mistakes_left")
        self._numbers = QWidget()
        numbers = Row(spacing=24)
        for number in (self._answered, self._right, self._mistakes):
            numbers.addWidget(number)
        numbers.addStretch()
        self._numbers.setLayout(numbers)
        self._words = Label(name="threshold_words")
        self._figure = PatientFigure(_("Right answers against answers given"))
        self._figure.setObjectName("threshold_plot")
        explain(
            self._figure,
            _("The more unsure answers are left out, the more of the others are right; shaded: the 95 % interval."),
        )
        self._unanswered = SecondaryButton("", name="show_unanswered", icon="image")
        explain(self._unanswered, _("Shows the pictures of which the network would say “I don't know”."))
        self._unanswered.clicked.connect(self._on_unanswered_clicked)
        foot = self._foot = Row(spacing=8)
        foot.addWidget(self._unanswered)
        foot.addStretch()
        layout = Column(spacing=8)
        layout.addWidget(self._heading)
        layout.addLayout(row)
        layout.addWidget(self._numbers)
        layout.addWidget(self._words)
        layout.addWidget(self._figure, stretch=1)
        layout.addLayout(foot)
        self._threshold_part = QWidget()
        self._threshold_part.setLayout(layout)

    def _arrange(self) -> None:
        """Both parts beside each other where there is room, else the one that is chosen; few words in a low window."""
        theme = current_theme()
        everything = self._session.level is Level.EVERYTHING
        low = self.height() < theme.px(_LOW)
        one = everything and (low or self.width() < theme.px(_BOTH))
        self._segments.setVisible(one)
        self._threshold_part.setVisible(not one or self._segments.place == 0)
        self._reliability.setVisible(everything and (not one or self._segments.place == 1))
        self._numbers.setVisible(not low)
        self._heading.setVisible(not one and not low)
        self._reliability.set_headed(not one)
        if low:
            self._slider_row.addWidget(self._unanswered)
        else:
            self._foot.insertWidget(0, self._unanswered)

    def _make_plot(self, theme: Theme) -> None:
        data = self._data
        assert data is not None
        self._plot = ThresholdPlot(self._figure.figure, data.coverage, data.accuracy, data.intervals, plot_style(theme))
        self._figure.show_live(self._plot)
        self._show_threshold()

    def _show_threshold(self) -> None:
        self._value.setText(_("{number} %").format(number=f"{100 * self.threshold:.4g}"))
        if self._data is None or self._plot is None:
            return
        result = self._data.curve.at(self.threshold)
        self._plot.choose(ChosenThreshold(self.threshold, result.coverage, result.accuracy))
        self._figure.update_live()
        mistakes = self._data.evaluation.error_count
        self._answered.set_value(fine_percent(result.coverage))
        self._right.set_value("–" if result.accuracy is None else fine_percent(result.accuracy))
        self._mistakes.set_value(f"{result.answered - result.right:,}")
        self._mistakes.set_caption(_("mistakes left of {count}").format(count=f"{mistakes:,}"))
        words = _in_words(result)
        self._words.setText(words)
        self._slider.setAccessibleDescription(words)
        unanswered = result.count - result.answered
        text = ngettext("Show the one unanswered", "Show the {count} unanswered", unanswered)
        self._unanswered.setText(text.format(count=f"{unanswered:,}"))
        self._unanswered.setEnabled(unanswered > 0)


def _in_words(result: ThresholdResult) -> str:
    """What comes of a threshold."""
    if result.accuracy is None or result.interval is None:
        return result.note
    low, high = (f"{100 * share:.1f}" for share in result.interval)
    return _(
        "It answers {answered} of {count} pictures, {right} of these rightly (95 % interval {low} to {high} %), and "
        "leaves {rest} to someone else."
    ).format(
        answered=f"{result.answered:,}",
        count=f"{result.count:,}",
        right=fine_percent(result.accuracy),
        low=low,
        high=high,
        rest=f"{result.count - result.answered:,}",
    )

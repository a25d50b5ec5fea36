"""Whether the network is as right as it is sure, and temperature scaling; imports matplotlib."""

import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QProgressBar, QWidget

from mnist_desktop.errors import UserError
from mnist_desktop.evaluation.certainty import Calibration, Reliability, reliability
from mnist_desktop.evaluation.metrics import Evaluation
from mnist_desktop.i18n import _
from mnist_desktop.plots.certainty import draw_reliability
from mnist_desktop.reports.plot_data import reliability_line
from mnist_desktop.ui.evaluation.patient_figure import PatientFigure
from mnist_desktop.ui.evaluation.words import fine_percent
from mnist_desktop.ui.plot_style import plot_style
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets import Column, Label, Row, SecondaryButton, TextRole, explain

if TYPE_CHECKING:
    from mnist_desktop.data.dataset import Dataset
    from mnist_desktop.service import ModelService
    from mnist_desktop.service.evaluation import Part
    from mnist_desktop.service.model import Model
    from mnist_desktop.ui.session import Session

_PARTS = 1000
_EVEN = 0.005  # of certainty and accuracy: closer than that nobody would call it too sure


class ReliabilityPane(QWidget):
    """The reliability diagram, its error in words, and a button that fits a temperature on validation pictures.

    Args:
        session: In whose model lane the network is asked.
    """

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self.setObjectName("reliability")
        self._session = session
        self._asked: tuple[Model, Evaluation, Dataset] | None = None
        self._before: Reliability | None = None
        self._after: tuple[Calibration, Reliability] | None = None
        self._cancel = threading.Event()
        self._figure = PatientFigure(_("Reliability diagram"))
        self._figure.setObjectName("reliability_plot")
        explain(
            self._figure,
            _("On the dashed line it is as right as it is sure; below it too sure, above it not sure enough."),
        )
        self._words = Label(name="reliability_words")
        self._fit = SecondaryButton(_("Fit a temperature"), name="fit_temperature", icon="sliders-horizontal")
        self._fit.clicked.connect(self._on_fit_clicked)
        self._stop = SecondaryButton(_("Cancel"), name="cancel_temperature", icon="stop")
        explain(self._stop, _("Ends the fitting; everything stays as it is."))
        self._stop.clicked.connect(self._on_stop_clicked)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setObjectName("temperature_progress")
        self._bar.setAccessibleName(_("Progress of the fitting"))
        self._fault = Label(role=TextRole.CAPTION, name="temperature_note")
        foot = Row(spacing=8)
        for widget in (self._fit, self._stop, self._bar, self._fault):
            foot.addWidget(widget, stretch=int(widget in (self._bar, self._fault)))
        layout = Column(spacing=8)
        self._heading = Label(_("Is it as right as it is sure?"), TextRole.STRONG, name="reliability_heading")
        layout.addWidget(self._heading)
        layout.addWidget(self._words)
        layout.addWidget(self._figure, stretch=1)
        layout.addLayout(foot)
        self.setLayout(layout)
        self._show_busy(False)
        follow_theme(self._on_theme_changed)

    def set_headed(self, headed: bool) -> None:
        """Shows a heading, or none where a switch over it says the same."""
        self._heading.setVisible(headed)

    def show_results(self, model: "Model", evaluation: Evaluation, dataset: "Dataset", part: "Part") -> None:
        """Takes other results; ``show_reliability`` follows."""
        self._cancel.set()
        self._asked = model, evaluation, dataset
        self._before = self._after = None
        self._words.setText("")
        own = model.run.data is None or model.run.data.sha256 == dataset.sha256
        obstacle = ""
        if part == "validation":
            obstacle = _("A temperature is fitted on validation pictures: look at the test to see what it brings.")
        elif not own:
            obstacle = _("A temperature is fitted on the validation pictures of the data it learned from.")
        self._fit.setEnabled(not obstacle)
        self._fault.setText(obstacle)
        explain(
            self._fit,
            obstacle
            or _(
                "Temperature scaling: one number, fitted on the validation pictures, makes it as sure as it is right; "
                "its answers stay the same."
            ),
        )
        self._show_busy(False)

    def show_reliability(self, found: Reliability) -> None:
        """Shows whether the network is as right as it is sure."""
        self._before, self._after = found, None
        self._show()

    @Slot()
    def _on_fit_clicked(self) -> None:
        if self._asked is None:
            return
        model, evaluation, dataset = self._asked
        cancel = self._cancel = threading.Event()
        self._fault.setText("")
        self._bar.setRange(0, 0)
        self._show_busy(True)
        self._session.jobs.run_model(
            partial(
                _calibrated, self._session.service, model, dataset, evaluation,
                self._session.jobs.reporter(self._on_progress), cancel,
            ),
            on_result=self._on_fitted,
            on_error=self._on_fit_failed,
            on_end=self._on_fit_ended,
            cancel=cancel.set,
        )  # fmt: skip

    @Slot()
    def _on_stop_clicked(self) -> None:
        self._cancel.set()

    @Slot(object)
    def _on_progress(self, share: float) -> None:
        self._bar.setRange(0, _PARTS)
        self._bar.setValue(round(share * _PARTS))

    @Slot(object)
    def _on_fitted(self, fitted: "tuple[Evaluation, Calibration, Reliability | None]") -> None:
        evaluation, calibration, after = fitted
        if self._asked is None or evaluation is not self._asked[1]:
            return
        if after is None:
            self._fault.setText(calibration.note)
        else:
            self._after = calibration, after
            self._show()

    @Slot(object)
    def _on_fit_failed(self, error: UserError) -> None:
        if not self._cancel.is_set():
            self._fault.setText(str(error))

    @Slot()
    def _on_fit_ended(self) -> None:
        self._show_busy(False)

    @Slot(object)
    def _on_theme_changed(self, _theme: Theme) -> None:
        if self._before is not None:
            self._show()

    def _show_busy(self, busy: bool) -> None:
        self._fit.setVisible(not busy and self._after is None)
        self._stop.setVisible(busy)
        self._bar.setVisible(busy)
        self._fault.setVisible(not busy)

    def _show(self) -> None:
        if self._before is None or self._asked is None:
            return
        evaluation = self._asked[1]
        after = None
        if self._after is not None:
            temperature = self._after[0].temperature
            after = reliability_line(self._after[1], _("temperature {value}").format(value=f"{temperature:.2f}"))
        self._words.setText(_in_words(evaluation, self._before))
        if self._after is not None:
            self._fault.setText(_after_in_words(evaluation, self._before, *self._after))
        style = plot_style(current_theme())
        before = reliability_line(self._before, _("as trained"))
        self._figure.show_plot(partial(draw_reliability, before=before, style=style, after=after, title=""))


def _calibrated(
    service: "ModelService",
    model: "Model",
    dataset: "Dataset",
    evaluation: Evaluation,
    report: Callable[[float], None],
    cancel: threading.Event,
) -> tuple[Evaluation, Calibration, Reliability | None]:
    """Fits, in the model lane; the evaluation tells what was asked about."""
    calibration = service.calibrate(model, dataset, evaluation, report, cancel=cancel.is_set)
    scaled = calibration.scaled
    return evaluation, calibration, None if scaled is None else reliability(scaled)


def _in_words(evaluation: Evaluation, found: Reliability) -> str:
    sure, right = evaluation.mean_confidence, evaluation.accuracy
    if abs(sure - right) < _EVEN:
        verdict = _("as sure as it is right")
    else:
        verdict = _("too sure") if sure > right else _("not sure enough")
    return _(
        "On average it is {sure} sure and {right} right: {verdict}. Expected calibration error: {error}, how far the "
        "two are apart in groups of like certainty."
    ).format(sure=fine_percent(sure), right=fine_percent(right), verdict=verdict, error=fine_percent(found.error))


def _after_in_words(evaluation: Evaluation, before: Reliability, calibration: Calibration, after: Reliability) -> str:
    scaled = calibration.scaled
    assert scaled is not None
    if after.error < before.error:
        text = _(
            "Temperature {temperature}, fitted on {count} validation pictures: better, the error becomes {error}, the "
            "loss {after} instead of {before}. No answer changes."
        )
    else:
        text = _(
            "Temperature {temperature}, fitted on {count} validation pictures: no better here, the error becomes "
            "{error}, the loss {after} instead of {before}. No answer changes."
        )
    return text.format(
        temperature=f"{calibration.temperature:.2f}",
        count=f"{calibration.validation_count:,}",
        error=fine_percent(after.error),
        after=f"{scaled.loss:.4g}",
        before=f"{evaluation.loss:.4g}",
    )

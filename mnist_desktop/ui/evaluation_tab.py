"""The page Evaluate: a sealed test, opened once; what came of it, and the pictures that went wrong."""

import enum
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget
from typing_extensions import override

from mnist_desktop.data.dataset import LabelledImages
from mnist_desktop.data.targets import task_part
from mnist_desktop.i18n import _
from mnist_desktop.ui.evaluation.exam import ExamCard
from mnist_desktop.ui.evaluation.side import ResultSide, SealedSide
from mnist_desktop.ui.evaluation.summary import EvaluationSummary
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.theme import Theme, current_theme
from mnist_desktop.ui.widgets import Page, Row

if TYPE_CHECKING:
    from mnist_desktop.evaluation.metrics import Evaluation
    from mnist_desktop.ui.evaluation.results import ResultsView


class EvaluationPage(Page):
    """Sealed until the current model is tested; then accuracy, confusion matrix, figures and pictures.

    Args:
        session: Whose current model is tested.
    """

    def __init__(self, session: Session) -> None:
        # The main action is the seal's, in the middle of the page; there is none once it is open.
        super().__init__(session, name="evaluate_page", title=_("Evaluate"))
        self._results: ResultsView | None = None
        self._evaluation: Evaluation | None = None
        self._state = _State.SEALED
        self._exam = ExamCard()
        self._exam.test_asked.connect(self._on_test_asked)
        self._exam.cancel_asked.connect(session.cancel_test)
        self._exam.page_asked.connect(session.page_requested)
        self._summary = EvaluationSummary()
        self._sealed_side = SealedSide()
        self._result_side = ResultSide()
        self._result_side.test_asked.connect(self._on_test_asked)
        self._result_side.draw_asked.connect(self._on_draw_asked)
        self._result_side.cell_asked.connect(self._on_cell_asked)
        self._top = QWidget()
        self._top_row = Row(spacing=16)
        self._top_row.addWidget(self.narrow_bar, alignment=Qt.AlignmentFlag.AlignLeft)
        self._top.setLayout(self._top_row)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._exam)
        self.content.addWidget(self._top)
        self.content.addWidget(self._stack, stretch=1)
        self.column.addWidget(self._sealed_side)
        self.column.addWidget(self._result_side)
        self._add_keys()
        for signal in (
            session.dataset_changed,
            session.model_changed,
            session.evaluation_changed,
            session.training_changed,
            session.testing_changed,
        ):
            signal.connect(self._on_state_changed)
        session.testing_event.connect(self._exam.show_share)
        session.jobs.run_data(partial(_load_plots, current_theme()), on_result=self._on_plots_loaded)
        self._show_state()

    @override
    def arrange(self, *, wide: bool, compact: bool) -> None:
        self._top.setVisible(not wide)
        self._summary.set_upright(wide)
        if wide:
            self._result_side.place_summary(self._summary)
        else:
            self._top_row.insertWidget(1, self._summary, stretch=1)
        self.content.setSpacing(current_theme().px(8 if compact else 16))
        if self._results is not None:
            self._arrange_results(self._results)
        self._show_state()

    @Slot()
    def _on_test_asked(self) -> None:
        if not self.session.testing and self.session.model is not None:
            self.session.test()

    @Slot()
    def _on_draw_asked(self) -> None:
        self.session.page_requested.emit("draw")

    @Slot(object)
    def _on_cell_asked(self, cell: tuple[int, int]) -> None:
        if self._results is not None:
            self._results.show_matrix()
            self._results.show_cell(cell)
            self._set_drawer_open(False)  # its pictures lie under it

    @Slot()
    def _on_state_changed(self) -> None:
        self._show_state()

    @Slot(object)
    def _on_plots_loaded(self, _nothing: object) -> None:
        from mnist_desktop.ui.evaluation.results import ResultsView

        self._results = ResultsView()
        self._arrange_results(self._results)
        self._results.canvas_asked.connect(self.session.put_on_canvas)
        self._stack.addWidget(self._results)
        self._show_state()

    def _add_keys(self) -> None:
        self.add_key(_("Test the model"), "Ctrl+Return", self._on_test_key)
        self.add_key(_("Cancel the test"), "Ctrl+.", self.session.cancel_test)
        self.add_key(_("Where it goes wrong"), "M", self._on_matrix_key)
        self.add_key(_("Digit by digit"), "T", self._on_report_key)
        self.add_key(_("Nine others by chance"), "N", self._on_others_key)
        self.add_key(_("Wrong ones only"), "W", self._on_wrong_key)
        self.add_key(_("Put the picture on the canvas"), "C", self._on_canvas_key)

    @Slot()
    def _on_test_key(self) -> None:
        if self._exam.test_button.isEnabled():
            self._on_test_asked()

    @Slot()
    def _on_matrix_key(self) -> None:
        if self._results is not None:
            self._results.show_matrix()

    @Slot()
    def _on_report_key(self) -> None:
        if self._results is not None:
            self._results.show_report()

    @Slot()
    def _on_others_key(self) -> None:
        if self._results is not None:
            self._results.pictures.show_random()

    @Slot()
    def _on_wrong_key(self) -> None:
        if self._results is not None:
            self._results.pictures.toggle_wrong_only()

    @Slot()
    def _on_canvas_key(self) -> None:
        if self._results is not None and self._stack.currentWidget() is self._results:
            self._results.pictures.put_on_canvas()

    def _arrange_results(self, results: "ResultsView") -> None:
        results.set_compact(self.compact)
        if self.compact and not self.wide:
            self._top_row.addWidget(results.switch)  # the matrix needs all the height there is
        else:
            results.take_switch_back()

    def _show_state(self) -> None:
        """Shows what the session says: a test that goes on, an opened seal, or a closed one."""
        session = self.session
        if session.testing:
            self._show_testing()
        elif session.evaluation is not None and session.dataset is not None and self._results is not None:
            self._show_results(self._results)
        else:
            self._show_sealed()

    def _show_sealed(self) -> None:
        session = self.session
        run = session.model.run if session.model is not None else None
        self._state = _State.SEALED
        self._exam.show_sealed(run, session.dataset, learning=session.training)
        self._sealed_side.show_run(run, session.dataset)
        self._show_parts(self._exam)

    def _show_testing(self) -> None:
        if self._state is not _State.TESTING and self.session.dataset is not None:
            self._state = _State.TESTING
            self._exam.show_testing(self._tested_pictures(), awake=self.session.awake)
            self._show_parts(self._exam)

    def _show_results(self, results: "ResultsView") -> None:
        evaluation = self.session.evaluation
        assert evaluation is not None
        focused = QApplication.focusWidget()
        takes_focus = self.isVisible() and (focused is None or self._exam.isAncestorOf(focused))
        self._state = _State.OPEN
        if evaluation is not self._evaluation:
            self._evaluation = evaluation
            self._summary.show_evaluation(evaluation)
            self._result_side.show_evaluation(evaluation)
            results.show_evaluation(evaluation, self._tested_pictures().images)
        self._show_parts(results)
        if takes_focus:
            results.matrix.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tested_pictures(self) -> LabelledImages:
        """The test pictures that the current model's question is about: those of two digits, or all."""
        dataset, model = self.session.dataset, self.session.model
        assert dataset is not None
        return dataset.test if model is None else task_part(dataset.test, model.run.training.task)

    def _show_parts(self, shown: QWidget) -> None:
        opened = self._state is _State.OPEN
        self._stack.setCurrentWidget(shown)
        self._summary.setVisible(opened)
        if self._results is not None:
            self._results.switch.setVisible(opened)
        self._result_side.setVisible(opened)
        self._sealed_side.setVisible(not opened)


class _State(enum.Enum):
    """What the page shows."""

    SEALED = "sealed"
    TESTING = "testing"
    OPEN = "open"


def _load_plots(theme: Theme) -> None:
    """Half a second in the data lane, so that the window need not wait for matplotlib."""
    from mnist_desktop.plots.confusion_plot import warm_up
    from mnist_desktop.ui.plot_style import plot_style

    warm_up(plot_style(theme))

"""The page Evaluate: a sealed test, opened once; what came of it in several views, and the pictures that went wrong."""

import enum
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget
from typing_extensions import override

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.ui.evaluation.exam import ExamCard
from mnist_desktop.ui.evaluation.part_chooser import PartChooser
from mnist_desktop.ui.evaluation.saving import EvaluationSaving, SaveButton
from mnist_desktop.ui.evaluation.side import ResultSide, SealedSide
from mnist_desktop.ui.evaluation.summary import EvaluationSummary
from mnist_desktop.ui.evaluation.views import ViewKind, view_kinds
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.theme import Theme, current_theme
from mnist_desktop.ui.widgets import Page, Row

if TYPE_CHECKING:
    from mnist_desktop.service.evaluation import Part
    from mnist_desktop.ui.evaluation.results import ResultsView
    from mnist_desktop.ui.lane_work import PartResult


class EvaluationPage(Page):
    """Sealed until the current model is tested; then accuracy, confusion matrix, figures and pictures.

    Training and validation pictures can be looked at without opening the seal.

    Args:
        session: Whose current model is tested.
    """

    def __init__(self, session: Session) -> None:
        # The main action is the seal's, in the middle of the page; there is none once it is open.
        super().__init__(session, name="evaluate_page", title=_("Evaluate"))
        self._results: ResultsView | None = None
        self._result: PartResult | None = None
        self._part: Part = "test"
        self._state = _State.SEALED
        self._exam = ExamCard()
        self._exam.test_asked.connect(self._on_test_asked)
        self._exam.cancel_asked.connect(session.cancel_test)
        self._exam.page_asked.connect(session.page_requested)
        self._parts = PartChooser()
        self._parts.chosen.connect(self._on_part_chosen)
        self._summary = EvaluationSummary()
        self._sealed_side = SealedSide()
        self._saving = EvaluationSaving(session, self)
        self._result_side = ResultSide(SaveButton(self._saving))
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
        self.column.addWidget(self._parts)
        self.column.addSpacing(4)
        self.column.addWidget(self._sealed_side)
        self.column.addWidget(self._result_side)
        self._add_keys()
        for signal in (
            session.dataset_changed,
            session.model_changed,
            session.results_changed,
            session.training_changed,
            session.testing_changed,
        ):
            signal.connect(self._on_state_changed)
        session.testing_pictures.connect(self._exam.show_pictures)
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
            self.session.test(self._part)

    @Slot(object)
    def _on_part_chosen(self, part: "Part") -> None:
        self._part = part
        if part != "test" and part not in self.session.results:
            try:
                self.session.test(part)
            except UserError:
                self._show_state()  # goes back to a part that can be shown
                raise
        self._show_state()

    @Slot()
    def _on_draw_asked(self) -> None:
        self.session.page_requested.emit("draw")

    @Slot(object)
    def _on_cell_asked(self, cell: tuple[int, int]) -> None:
        if self._results is not None:
            self._results.show_cell(cell)
            self._set_drawer_open(False)  # its pictures lie under it

    @Slot()
    def _on_state_changed(self) -> None:
        self._show_state()

    @Slot(object)
    def _on_plots_loaded(self, _nothing: object) -> None:
        from mnist_desktop.ui.evaluation.results import ResultsView

        self._results = ResultsView(self.session)
        self._arrange_results(self._results)
        self._results.canvas_asked.connect(self.session.put_on_canvas)
        self._stack.addWidget(self._results)
        self._show_state()

    def _add_keys(self) -> None:
        self.add_key(_("Test the model"), "Ctrl+Return", self._on_test_key)
        self.add_key(_("Cancel the test"), "Ctrl+.", self.session.cancel_test)
        for kind in view_kinds():
            action = self.add_key(kind.title, kind.key, self._on_view_key)
            action.setData(kind)
        self.add_key(_("Counts or shares in the matrix"), "H", self._on_shares_key)
        self.add_key(_("Nine others by chance"), "N", self._on_others_key)
        self.add_key(_("Wrong ones only"), "W", self._on_wrong_key)
        self.add_key(_("Filter the pictures"), "F", self._on_filter_key)
        self.add_key(_("The next nine pictures"), "PgDown", self._on_after_key)
        self.add_key(_("The nine pictures before"), "PgUp", self._on_before_key)
        self.add_key(_("Put the picture on the canvas"), "C", self._on_canvas_key)
        self.add_key(_("Test, validation or training pictures"), "Ctrl+T", self._on_next_part)

    @Slot()
    def _on_test_key(self) -> None:
        if self._exam.test_button.isEnabled():
            self._on_test_asked()

    @Slot()
    def _on_view_key(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        kind: ViewKind = action.data()
        if self._results is not None:
            self._results.show_view(kind.name)

    @Slot()
    def _on_shares_key(self) -> None:
        if self._results is not None:
            self._results.toggle_shares()

    @Slot()
    def _on_filter_key(self) -> None:
        if self._results is not None:
            self._results.pictures.toggle_filter()

    @Slot()
    def _on_after_key(self) -> None:
        if self._results is not None:
            self._results.pictures.show_after()

    @Slot()
    def _on_before_key(self) -> None:
        if self._results is not None:
            self._results.pictures.show_before()

    @Slot()
    def _on_next_part(self) -> None:
        if self._parts.editor.isEnabled():
            parts: tuple[Part, ...] = ("test", "validation", "training")
            self._on_part_chosen(parts[(parts.index(self._part) + 1) % len(parts)])

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
        """Shows what the session says: a test that goes on, what was found, or a closed seal."""
        session = self.session
        if session.testing_part is not None:
            self._part = session.testing_part
        elif self._part not in session.results:
            self._part = "test"
        result = session.results.get(self._part)
        if session.testing:
            self._show_testing()
        elif result is not None and self._results is not None:
            self._show_results(self._results, result)
        else:
            self._show_sealed()
        idle = not session.testing and not session.training
        self._parts.editor.setEnabled(idle and session.model is not None and session.dataset is not None)
        self._parts.show_part(self._part, sealed="test" not in session.results)

    def _show_sealed(self) -> None:
        session = self.session
        run = session.model.run if session.model is not None else None
        self._state = _State.SEALED
        self._exam.show_sealed(run, session.dataset, learning=session.training)
        self._sealed_side.show_run(run, session.dataset)
        self._show_parts(self._exam)

    def _show_testing(self) -> None:
        if self._state is not _State.TESTING:
            self._state = _State.TESTING
            self._exam.show_testing(self._part, awake=self.session.awake)
            self._show_parts(self._exam)

    def _show_results(self, results: "ResultsView", result: "PartResult") -> None:
        model = self.session.model
        assert model is not None
        focused = QApplication.focusWidget()
        takes_focus = self.isVisible() and (focused is None or self._exam.isAncestorOf(focused))
        self._state = _State.OPEN
        if result is not self._result:
            self._result = result
            self._saving.set_test(result.found, result.part)
            self._summary.show_result(result)
            self._result_side.show_result(result)
            results.show_result(model, result)
        self._show_parts(results)
        if takes_focus:
            results.take_focus()

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
    for kind in view_kinds():
        kind.load()

"""Saves a test: as a report, the answers as a table, and the figures of each class. By key, by menu, by button."""

from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.service.model import Model
from mnist_desktop.ui.progress import Progress
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.shared_state import Notice
from mnist_desktop.ui.widgets.buttons import SecondaryButton
from mnist_desktop.ui.widgets.explain import explain

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

    from mnist_desktop.evaluation.metrics import Evaluation, Predictions
    from mnist_desktop.reports import ReportContent, SavedKind
    from mnist_desktop.reports.figures import ReportPlot
    from mnist_desktop.reports.markup import Html
    from mnist_desktop.service import ModelService
    from mnist_desktop.service.evaluation import Part


@dataclass(frozen=True, eq=False)
class SavedTest:
    """What is saved.

    Attributes:
        model: What was tested.
        dataset: The data.
        part: Which part of them.
        found: What it answered.
    """

    model: Model
    dataset: Dataset
    part: "Part"
    found: "Predictions"


class EvaluationSaving(QObject):
    """The actions that save a test, which work while the page shows. The tables are for the level Everything.

    The network is asked once more for a report, about the validation pictures, in the model lane; the plots are
    drawn in the window's thread, a little in each turn, so that the window goes on answering; the data lane writes.

    Follows ``session.evaluation``, the test on the test pictures; ``set_test`` is for others.

    Args:
        session: Whose test is saved, and who tells what came of it.
        page: Gets the actions.
    """

    def __init__(self, session: Session, page: QWidget) -> None:
        super().__init__(page)
        self._session = session
        self._page = page
        self._test: SavedTest | None = None
        self._writing = False
        self._drawing: _Drawing | None = None
        self._report = self._add(
            _("Save &report …"),
            "Ctrl+R",
            "save_report",
            _("Saves all that is known about this test as one page of HTML, to read, to hand in or to print."),
            self._on_report,
        )
        self._predictions = self._add(
            _("Save &predictions as CSV …"),
            "Ctrl+Shift+R",
            "save_predictions",
            _("Saves the answer to each picture and its probabilities as a table, for a spreadsheet or pandas."),
            self._on_predictions,
        )
        self._metrics = self._add(
            _("Save figures of each &class as CSV …"),
            "Ctrl+Alt+R",
            "save_metrics",
            _("Saves precision, recall and F1 of each class as a table, for a spreadsheet or pandas."),
            self._on_metrics,
        )
        session.evaluation_changed.connect(self._on_evaluation_changed)
        session.level_changed.connect(self._on_level_changed)
        self._on_evaluation_changed(session.evaluation)
        self._on_level_changed(session.level)

    @property
    def actions(self) -> tuple[QAction, ...]:
        """Of a menu: the report, the predictions, the figures of each class."""
        return self._report, self._predictions, self._metrics

    def set_test(self, found: "Predictions | None", part: "Part" = "test") -> None:
        """Saves another test from now on, of the current model on the session's data.

        Args:
            found: What it answered; an ``Evaluation`` where the right answers are known. None for nothing.
            part: Which part of the data it was.
        """
        model, dataset = self._session.model, self._session.dataset
        if found is None or model is None or dataset is None:
            self._test = None
        else:
            self._test = SavedTest(model, dataset, part, found)

    def save_to(self, kind: "SavedKind", file: Path) -> None:
        """Saves to a file; what is there is replaced. The session tells when it is done, and what went wrong.

        Raises:
            UserError: There is no test to save, the model is busy, or a report is being written.
        """
        from mnist_desktop import reports

        test = self._require_test()
        match kind:
            case "report":
                if self._writing:
                    raise UserError(_("A report is being written."), _("Wait a moment until it is done."))
                self._writing = True
                self._show_progress(0.0)
                report = self._session.jobs.reporter(self._on_progressed)
                self._session.jobs.run_model(
                    partial(_gather, self._session.service, test, file, report),
                    on_result=self._on_gathered,
                    on_error=self._on_failed,
                )
            case "predictions":
                self._write(partial(reports.save_predictions, test.found, file))
            case "metrics":
                self._write(partial(reports.save_metrics, test.found, file))

    @Slot()
    def _on_report(self) -> None:
        self._ask("report", _("Save a report"), _("Web page") + " (*.html)", _("{name} report"))

    @Slot()
    def _on_predictions(self) -> None:
        self._ask("predictions", _("Save the predictions"), _("Table") + " (*.csv)", _("{name} predictions"))

    @Slot()
    def _on_metrics(self) -> None:
        self._ask("metrics", _("Save the figures of each class"), _("Table") + " (*.csv)", _("{name} classes"))

    def _ask(self, kind: "SavedKind", title: str, name_filter: str, name: str) -> None:
        test = self._require_test()
        dialog = QFileDialog(self._page.window(), title)
        dialog.setObjectName("saving_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(name_filter)
        dialog.setDefaultSuffix("html" if kind == "report" else "csv")
        dialog.selectFile(_file_name(name.format(name=test.model.run.name)))
        dialog.setProperty("kind", kind)
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.open()

    @Slot(str)
    def _on_file_selected(self, name: str) -> None:
        dialog = self.sender()
        assert isinstance(dialog, QFileDialog)
        self.save_to(dialog.property("kind"), Path(name))

    @Slot(object)
    def _on_evaluation_changed(self, evaluation: "Evaluation | None") -> None:
        self.set_test(evaluation)

    @Slot(object)
    def _on_level_changed(self, level: Level) -> None:
        for action in (self._predictions, self._metrics):
            action.setVisible(level is Level.EVERYTHING)

    @Slot(object)
    def _on_progressed(self, share: float) -> None:
        self._show_progress(share)

    @Slot(object)
    def _on_gathered(self, gathered: "tuple[ReportContent, Path]") -> None:
        from mnist_desktop.reports import plots_of
        from mnist_desktop.ui.plot_style import plot_style
        from mnist_desktop.ui.theme import current_theme

        plot_style(current_theme())  # which loads the typeface, once
        content, file = gathered
        self._drawing = _Drawing(content, file, plots_of(content))
        QTimer.singleShot(0, self, self._draw_next)

    @Slot()
    def _draw_next(self) -> None:
        """Draws one plot, or writes out the one that is drawn; after the last one, has the report written."""
        from mnist_desktop.reports import drawn, svg_of, write_report

        drawing = self._drawing
        if drawing is None:
            return
        if not drawing.left:
            self._drawing = None
            self._write(partial(write_report, drawing.content, drawing.file, drawing.done))
            return
        plot = drawing.left[0]
        if drawing.figure is None:
            self._drawing = replace(drawing, figure=drawn(plot))
        else:
            done = drawing.done | {plot.name: svg_of(plot, drawing.figure)}
            self._drawing = replace(drawing, left=drawing.left[1:], done=done, figure=None)
        QTimer.singleShot(0, self, self._draw_next)

    def _write(self, write: "Callable[[], Path]") -> None:
        self._session.jobs.run_data(write, on_result=self._on_saved, on_error=self._on_failed)

    @Slot(object)
    def _on_saved(self, file: Path) -> None:
        self._end_report()
        text = _("Saved as {file}.").format(file=file)
        opens = file.suffix.lower() != ".csv"  # a table may open in a program that changes it
        self._session.notified.emit(Notice(text, _("Open"), partial(_open, file)) if opens else Notice(text))

    @Slot(object)
    def _on_failed(self, error: UserError) -> None:
        self._end_report()
        self._session.failed.emit(error)

    def _show_progress(self, share: float) -> None:
        percent = _("{percent} %").format(percent=int(100 * share))
        text = _("Writing the report, {percent}").format(percent=percent)
        self._session.progress_changed.emit(Progress(share, text))

    def _end_report(self) -> None:
        if self._writing:
            self._writing = False
            self._session.progress_changed.emit(self._session.progress)

    def _require_test(self) -> SavedTest:
        session = self._session
        if session.training or session.testing:
            raise UserError(_("The model is busy."), _("Save when it is done."))
        if self._test is None:
            raise UserError(_("This model is not tested yet."), _("Test it first: then there is something to save."))
        return self._test

    def _add(self, text: str, keys: str, name: str, tip: str, slot: object) -> QAction:
        action = QAction(text, self._page)
        action.setObjectName(name)
        action.setShortcut(QKeySequence(keys))
        action.setToolTip(tip)
        action.setStatusTip(tip)
        action.triggered.connect(slot)
        self._page.addAction(action)
        return action


class SaveButton(SecondaryButton):
    """Opens a menu of what can be saved of a test.

    Args:
        saving: Its actions are the menu's.
    """

    def __init__(self, saving: EvaluationSaving) -> None:
        super().__init__(_("Save …"), name="save_test", icon="download-simple")
        explain(self, _("Saves this test: as a report to hand in, or as tables."))
        menu = QMenu(self)
        menu.setObjectName("save_test_menu")
        menu.addActions(saving.actions)
        self.setMenu(menu)


@dataclass(frozen=True, eq=False)
class _Drawing:
    """A report whose plots are being drawn.

    Attributes:
        content: What it says.
        file: Where it goes.
        left: Plots that are still to be done.
        done: Those that are.
        figure: The first of ``left``, drawn but not written out.
    """

    content: "ReportContent"
    file: Path
    left: "tuple[ReportPlot, ...]"
    done: "dict[str, Html]" = field(default_factory=dict)
    figure: "Figure | None" = None


def _gather(
    service: "ModelService", test: SavedTest, file: Path, report: "Callable[[float], None]"
) -> "tuple[ReportContent, Path]":
    """What a report says, and where it goes; in the model lane."""
    from mnist_desktop.reports import gather

    return gather(service, test.model, test.dataset, test.found, report, part=test.part), file


def _open(file: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))


def _file_name(name: str) -> str:
    """A name without what file systems do not allow."""
    return "".join(letter if letter.isalnum() or letter in " -_.()" else "_" for letter in name).strip(" .")

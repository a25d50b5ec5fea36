"""Several runs beside each other: their curves laid over each other, and a table of what differs between them."""

import importlib
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from mnist_desktop.i18n import _, ngettext
from mnist_desktop.runs.differences import same_pictures
from mnist_desktop.runs.run import Run
from mnist_desktop.service.model import Model
from mnist_desktop.training.events import EpochRecord
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.theme import current_theme
from mnist_desktop.ui.training.overlay_list import RunList, run_key
from mnist_desktop.ui.training.overlay_options import OverlayBar
from mnist_desktop.ui.training.overlay_table import DifferenceTable
from mnist_desktop.ui.widgets import Column, Label, Row, TextRole
from mnist_desktop.ui.widgets.level import set_shown

if TYPE_CHECKING:
    from mnist_desktop.ui.training.overlay_plot import OverlayPlot

_BOTH = 560
"""From this width on, in logical pixels, right answers and loss stand beside each other."""
_WITH_TABLE = 380
"""From this height on, the table has a place of its own."""
_LEAST_PLOT = 190


class RunOverlay(QWidget):
    """A list of runs, the curves of the chosen ones, and a table.

    While it is hidden it does nothing. The runs are read in the data lane, ``run.json`` alone; the current one is shown
    as far as it is, and grows with each epoch.

    Args:
        session: For the runs.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("overlay")
        self._session = session
        self._records: tuple[EpochRecord, ...] = ()
        self._current: Run | None = None
        self._seen: datetime | None = None  # which current model was checked by itself
        self._runs: tuple[Run, ...] = ()
        self._plot: OverlayPlot | None = None
        self._asked = False  # for matplotlib
        self._begun = False  # whether something was chosen to compare with
        self._list = RunList()
        self._bar = OverlayBar()
        self._table = DifferenceTable()
        self._note = Label(role=TextRole.CAPTION, name="difference_note")
        self._plot_place = Column(spacing=0)
        plot_holder = QWidget()
        plot_holder.setLayout(self._plot_place)
        self._plot_holder = plot_holder
        right = Column(spacing=8)
        right.addWidget(self._bar)
        right.addWidget(plot_holder, stretch=1)
        right.addWidget(self._table)
        right.addWidget(self._note)
        right.addStretch(0)
        row = Row(spacing=12)
        row.addWidget(self._list)
        row.addLayout(right, stretch=1)
        self.setLayout(row)
        self._list.chosen.connect(self._on_chosen)
        self._bar.changed.connect(self._on_chosen)
        session.model_changed.connect(self._on_model_changed)
        session.runs_changed.connect(self._on_runs_changed)
        self._on_model_changed(session.model)

    def show_records(self, records: Sequence[EpochRecord]) -> None:
        """Takes the finished epochs of the current model, which trains."""
        self._records = tuple(records)
        self._refresh()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._session.refresh_runs()
        if not self._asked:
            self._asked = True
            self._session.jobs.run_data(_import_plot, on_result=self._on_plot_imported)
        self._refresh()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @Slot(object)
    def _on_plot_imported(self, _nothing: object) -> None:
        from mnist_desktop.ui.training.overlay_plot import OverlayPlot

        self._plot = OverlayPlot()
        self._plot_place.addWidget(self._plot)
        self._refresh()

    @Slot(object)
    def _on_model_changed(self, model: Model | None) -> None:
        before, now = self._current, model.run if model is not None else None
        self._current = now
        if before is not None and now is not None and before.created == now.created and not before.bundled:
            self._list.rename(run_key(before), run_key(now))
        if now is not None:
            self._records = now.history
        self._refresh()

    @Slot(object)
    def _on_runs_changed(self, _runs: object) -> None:
        self._refresh()

    @Slot()
    def _on_chosen(self) -> None:
        self._arrange()
        self._show()

    def _refresh(self) -> None:
        """Brings list, plot and table up to date, if they are seen."""
        if not self.isVisible():
            return
        self._runs = self._all_runs()
        self._list.show_runs(self._runs)
        if self._current is not None and self._current.created != self._seen:
            self._seen = self._current.created  # later it may be unchecked like any other
            self._list.choose(run_key(self._current))
        if not self._begun and len(self._runs) > 1:
            # Two at first sight: the current one, and the one before it.
            self._begun = True
            if len(self._list.slots) < 2:
                self._list.choose(run_key(self._runs[1]))
        self._show()

    def _all_runs(self) -> tuple[Run, ...]:
        """The current run as far as it is, then the user's with a history, newest first, then the bundled ones."""
        others = [run for run in self._session.runs if run.history]
        current = self._current
        if current is None:
            return tuple(sorted(others, key=lambda run: run.bundled))
        current = current.model_copy(update={"history": self._records})
        others = [
            run
            for run in others
            if run_key(run) != run_key(current)
            # What is being trained is kept under an id that the current model does not have yet.
            and not (run.state == "training" and run.created == current.created)
        ]
        return (current, *sorted(others, key=lambda run: run.bundled))

    def _show(self) -> None:
        slots = self._list.slots
        chosen = [run for run in self._runs if run_key(run) in slots]
        found = self._session.service.differences(chosen)
        numbers = [slots[run_key(run)] for run in chosen]
        self._table.show_runs(chosen, numbers, found)
        self._table.setMaximumHeight(self._table.sizeHint().height())
        self._note.setText(_note(chosen, len(found)))
        if self._plot is not None:
            named = [_named(run, chosen[0]) for run in chosen]
            self._plot.show_runs(named, numbers, self._bar.options)

    def _arrange(self) -> None:
        theme = current_theme()
        room = self.width() - self._list.width() - theme.px(12)
        roomy = self.height() >= theme.px(_WITH_TABLE)
        self._bar.set_room(both=room >= theme.px(_BOTH), table=roomy)
        table_alone = self._bar.options.measure == "differences"
        self._plot_holder.setMinimumHeight(theme.px(_LEAST_PLOT) if roomy else 0)
        set_shown(self._plot_holder, not table_alone)
        for part in (self._table, self._note):
            set_shown(part, roomy or table_alone)
        self._table.setMaximumHeight(self._table.sizeHint().height())


def _named(run: Run, first: Run) -> Run:
    if same_pictures(run, first):
        return run
    return run.model_copy(update={"name": _("other data: {name}").format(name=run.name)})


def _note(runs: Sequence[Run], count: int) -> str:
    """What is to be said of the comparison, in a sentence."""
    if len(runs) < 2:
        return _("Check two models or more to see what differs between them.")
    others = [run.name for run in runs if not same_pictures(run, runs[0])]
    if others:
        text = ngettext(
            "“{names}” learned from other pictures than “{first}”: the numbers are not about the same thing.",
            "“{names}” learned from other pictures than “{first}”: the numbers are not about the same thing.",
            len(others),
        )
        return text.format(names="”, “".join(others), first=runs[0].name)
    if not count:
        return _("Their settings are all the same.")
    text = ngettext(
        "They differ in {count} setting; all others are the same.",
        "They differ in {count} settings; all others are the same.",
        count,
    )
    return text.format(count=count)


def _import_plot() -> None:
    importlib.import_module("mnist_desktop.ui.training.overlay_plot")

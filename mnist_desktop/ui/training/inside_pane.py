"""The view "Inside": what was watched last, redrawn a few times a second, and only while it is seen."""

import importlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.plots.inside_data import InsideData
from mnist_desktop.runs.run import Run
from mnist_desktop.training.events import Inspection, StepsDone, Watched
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.training.clock import clock
from mnist_desktop.ui.training.inside_words import LayerNames, inside_sentences, layer_looks, layer_names
from mnist_desktop.ui.widgets import Column

if TYPE_CHECKING:
    from mnist_desktop.ui.training.inside_view import InsideView

_INTERVAL_MS = 400  # as often as it is looked inside; a drawing took 35 to 65 ms (two cores of a server)
_MOST_RATES = 400
_WATCHED: tuple[Watched, ...] = ("gradients", "inactive", "first_layer", "weights")


class InsidePane(QWidget):
    """Gathers what is reported from inside the network, and shows it while it can be seen.

    Emits ``watched_changed`` with what ``Session.watch`` is to report: nothing while this is hidden.

    Args:
        session: For its lane, in which matplotlib is imported.
    """

    watched_changed = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("inside")
        self._session = session
        self._view: InsideView | None = None
        self._shown: frozenset[str] = frozenset()
        self._names: LayerNames = {}
        self._run: Run | None = None
        self._inspection: Inspection | None = None
        self._steps: StepsDone | None = None
        self._rates: list[tuple[float, float]] = []
        self._epochs = 10
        self._learning = False
        self._layout = Column(spacing=0)
        self.setLayout(self._layout)
        self._timer = QTimer(self, singleShot=True, interval=_INTERVAL_MS)
        self._timer.timeout.connect(self._on_due)
        session.jobs.run_data(_import_view, on_result=self._on_view_imported)

    def choose(self, shown: frozenset[str]) -> None:
        """Shows other things; names as in ``WatchFold``."""
        self._shown = shown
        self._tell()
        self._draw_soon()

    def show_run(self, run: Run | None) -> None:
        """Shows another model, of which only the learning rates of its epochs are known, or the same further on."""
        known, self._run = self._run, run
        if run is not None and known is not None and run.created == known.created:
            return
        self._names = layer_names(self._session.service, run.network) if run is not None else {}
        history = run.history if run is not None else ()
        self._rates = [(record.epoch - 1 + record.share, record.learning_rate) for record in history]
        self._inspection = self._steps = None
        self._draw_soon()

    def set_learning(self, learning: bool) -> None:
        """Whether there is anything new to be seen."""
        if learning != self._learning:
            self._learning = learning
            if not learning:
                self._steps = None
            self._draw_soon()

    def set_epochs(self, epochs: int) -> None:
        """Length of the horizontal axis."""
        self._epochs = epochs

    def take_steps(self, steps: StepsDone) -> None:
        """Takes note of rate, speed and time left."""
        self._steps = steps
        epoch = steps.epoch - 1 + steps.step / steps.steps_per_epoch
        while self._rates and self._rates[-1][0] >= epoch:  # an epoch that was stopped begins again
            self._rates.pop()
        self._rates.append((epoch, steps.learning_rate))
        if len(self._rates) > _MOST_RATES:
            self._rates = [*self._rates[:-1:2], self._rates[-1]]
        self._draw_soon()

    def take_inspection(self, inspection: Inspection) -> None:
        """Takes note of a look inside."""
        self._inspection = inspection
        self._draw_soon()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell()
        self._draw_soon()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
        self._tell()

    @Slot(object)
    def _on_view_imported(self, _nothing: object) -> None:
        from mnist_desktop.ui.training.inside_view import InsideView

        self._view = InsideView()
        self._layout.addWidget(self._view)
        self._draw_soon()

    @Slot()
    def _on_due(self) -> None:
        if self._view is not None and self.isVisible():
            data = self._data()
            self._view.show_data(data, " ".join(inside_sentences(data)))

    def _tell(self) -> None:
        seen = self.isVisible()
        self.watched_changed.emit(frozenset(name for name in _WATCHED if seen and name in self._shown))

    def _draw_soon(self) -> None:
        if self._view is not None and self.isVisible() and not self._timer.isActive():
            self._timer.start()

    def _data(self) -> InsideData:
        shown, inspection, steps = self._shown, self._inspection, self._steps
        numbers = []
        if "speed" in shown and steps is not None:
            numbers.append((f"{steps.images_per_second:,.0f}", _("pictures a second")))
        if "time" in shown and steps is not None:
            numbers.append((clock(steps.seconds_left), _("left")))
        pictures = inspection.first_layer if inspection is not None and "first_layer" in shown else None
        return InsideData(
            rates=tuple(self._rates) if "rate" in shown else (),
            epochs=self._epochs,
            numbers=tuple(numbers),
            layers=layer_looks(inspection, self._names, shown),
            first_layer=pictures,
            note=self._note(inspection),
        )

    def _note(self, inspection: Inspection | None) -> str:
        if not self._shown:
            return _("Nothing is chosen to be watched.")
        if inspection is not None or not self._shown & set(_WATCHED):
            return ""
        if self._learning:
            return _("The first look inside comes with the next steps.")
        return _("It is looked into while it learns.")


def _import_view() -> None:
    importlib.import_module("mnist_desktop.ui.training.inside_view")

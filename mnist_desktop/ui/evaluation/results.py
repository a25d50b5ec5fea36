"""What a test found: one of the views at the left, pictures at the right; imports matplotlib."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from mnist_desktop.evaluation.selection import Cell
from mnist_desktop.i18n import _
from mnist_desktop.ui.evaluation.choice import PictureChoice, choice_of_cell
from mnist_desktop.ui.evaluation.matrix import MatrixPane
from mnist_desktop.ui.evaluation.pictures import PicturesCard
from mnist_desktop.ui.evaluation.view import ResultView
from mnist_desktop.ui.evaluation.view_switch import ViewSwitch
from mnist_desktop.ui.evaluation.views import view_kinds
from mnist_desktop.ui.evaluation.words import are_digits
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.widgets import Card, Column, Label, Row

if TYPE_CHECKING:
    from mnist_desktop.service.model import Model
    from mnist_desktop.ui.lane_work import PartResult
    from mnist_desktop.ui.session import Session


class ResultsView(QWidget):
    """The views of one test, of which one shows, its pictures, and what they have to do with each other.

    Emits ``canvas_asked`` with a picture for Draw's canvas.

    Args:
        session: What the views are made with.
    """

    canvas_asked = Signal(object)

    def __init__(self, session: "Session") -> None:
        super().__init__()
        self.setObjectName("results")
        self._session = session
        self._kinds = {kind.name: kind for kind in view_kinds()}
        self._current = next(iter(self._kinds))
        self._views: dict[str, QWidget] = {}
        self._shown: dict[str, PartResult] = {}
        self._model: Model | None = None
        self._result: PartResult | None = None
        self._compact = False
        self.pictures = PicturesCard()
        self.pictures.canvas_asked.connect(self.canvas_asked)
        self.pictures.choice_changed.connect(self._on_choice_changed)
        self.switch = ViewSwitch(tuple(self._kinds.values()))
        self.switch.chosen.connect(self.show_view)
        self._fill_timer = QTimer(self, singleShot=True)
        self._fill_timer.timeout.connect(self._on_fill_due)
        self._nothing = Label(name="no_labels")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._nothing)
        card = Card(name="view_card", margin=12)
        card.body.addWidget(self._stack, stretch=1)
        self._row = Row(spacing=16)
        self._row.addWidget(card)
        self._row.addWidget(self.pictures)
        self._column = Column(spacing=12)
        self._column.addLayout(self._row, stretch=1)
        self.setLayout(self._column)
        self.take_switch_back()
        session.level_changed.connect(self._on_level_changed)
        self._on_level_changed(session.level)

    @property
    def view(self) -> QWidget:
        """The view that shows."""
        return self._stack.currentWidget() or self._nothing

    @property
    def current(self) -> str:
        """The name of the view that is chosen."""
        return self._current

    def show_result(self, model: "Model", result: "PartResult") -> None:
        """Shows what a model answered to a part of the data."""
        self._model, self._result = model, result
        if result.evaluation is None and not self._kinds[self._current].without_labels:
            self._current = next(kind.name for kind in self._kinds.values() if kind.without_labels)
        digits = are_digits(result.found.class_names)
        self.switch.set_title("report", _("Digit by digit") if digits else _("Class by class"))
        self._show_current()
        self.pictures.show_result(result)

    def take_switch_back(self) -> None:
        """Puts the switch over the views, after it stood elsewhere."""
        self._column.insertWidget(0, self.switch)

    @Slot(object)
    def show_view(self, name: str) -> None:
        """Shows a view."""
        if name in self._offered():
            self._current = name
            self._show_current()

    def show_cell(self, cell: Cell) -> None:
        """Shows the matrix, chooses a cell of it and shows its pictures."""
        self.show_view("matrix")
        self.pictures.show_choice(choice_of_cell(cell))

    def toggle_shares(self) -> None:
        """Shows shares in the matrix, or counts again."""
        pane = self._views.get("matrix")
        if isinstance(pane, MatrixPane) and self._current == "matrix":
            pane.toggle_shares()

    def take_focus(self) -> None:
        """Gives the keyboard to the view that shows."""
        view = self.view
        (view.matrix if isinstance(view, MatrixPane) else view).setFocus(Qt.FocusReason.OtherFocusReason)

    def set_compact(self, compact: bool) -> None:
        """Leaves away what can be missed where height is short."""
        self._compact = compact
        self.pictures.set_compact(compact)
        self._show_pictures()

    @Slot(object)
    def _on_level_changed(self, _level: Level) -> None:
        offered = self._offered()
        self.switch.offer(offered)
        if self._current not in offered:
            self._current = offered[0]
            self._show_current()

    @Slot(object)
    def _on_choice_changed(self, choice: PictureChoice) -> None:
        for view in self._views.values():
            if isinstance(view, ResultView):
                view.show_choice(choice)

    @Slot(object)
    def _on_pictures_asked(self, choice: PictureChoice) -> None:
        if not self._kinds[self._current].beside_pictures:
            self.show_view(next(kind.name for kind in self._kinds.values() if kind.beside_pictures))
        self.pictures.show_choice(choice)

    def _offered(self) -> list[str]:
        everything = self._session.level is Level.EVERYTHING
        return [kind.name for kind in self._kinds.values() if everything or not kind.everything_only]

    def _show_current(self) -> None:
        self.switch.show_current(self._current)
        kind, result, model = self._kinds[self._current], self._result, self._model
        if result is None or model is None:
            return
        self._show_pictures()
        if result.evaluation is None and not kind.without_labels:
            self._nothing.setText(" ".join((*result.found.notes, _("There is nothing to be compared here."))))
            self._stack.setCurrentWidget(self._nothing)
            return
        view = self._views.get(kind.name)
        if view is None:
            view = self._views[kind.name] = kind.make(self._session)
            if isinstance(view, ResultView):
                view.pictures_asked.connect(self._on_pictures_asked)
            self._stack.addWidget(view)
            self._fill_timer.start()  # making and filling it in one turn would hold the window up
        else:
            self._fill(view, kind.name, model, result)
        self._stack.setCurrentWidget(view)

    @Slot()
    def _on_fill_due(self) -> None:
        view, model, result = self._views.get(self._current), self._model, self._result
        if view is not None and view is self._stack.currentWidget() and model is not None and result is not None:
            self._fill(view, self._current, model, result)

    def _fill(self, view: QWidget, name: str, model: "Model", result: "PartResult") -> None:
        """Shows the result in a view that does not show it yet."""
        if self._shown.get(name) is result:
            return
        self._shown[name] = result
        shows: Any = view  # of its class no more is known than this method
        shows.show_results(model, result.found, result.dataset, result.part)
        if isinstance(view, ResultView):
            view.show_choice(self.pictures.choice)

    def _show_pictures(self) -> None:
        beside = self._kinds[self._current].beside_pictures
        self.pictures.setVisible(beside)
        # A low matrix is not wide either: its cells keep their shape.
        for place, share in enumerate((1, 1) if self._compact else (4, 3)):
            self._row.setStretch(place, share)

"""The page Draw: a canvas, and what the current model makes of what is drawn on it, while the pen moves."""

import random
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QPushButton
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.runs.run import Run
from mnist_desktop.ui.draw.controls import BRUSH_STEP, BrushField, DrawTools
from mnist_desktop.ui.draw.drop import PictureDrop
from mnist_desktop.ui.draw.folds import KeepDrawingFold, OpenPictureFold
from mnist_desktop.ui.draw.inside import InsideView
from mnist_desktop.ui.draw.keeper import DrawingKeeper
from mnist_desktop.ui.draw.live import LiveAnswer
from mnist_desktop.ui.draw.neighbours import NeighboursView
from mnist_desktop.ui.draw.pictures import PictureOpener
from mnist_desktop.ui.draw.side import CERTAINTY, ReceivedView, SidePanel
from mnist_desktop.ui.draw.side_switch import SideKind
from mnist_desktop.ui.draw.stage import DrawStage
from mnist_desktop.ui.draw.why import WhyView
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.theme import current_theme
from mnist_desktop.ui.widgets import Card, Label, MainButton, Page, Row, SecondaryButton, TextRole, explain

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SIDE_FROM = 1240
"""Window width, in logical pixels, from which the views beside the drawing have a card of their own."""


class DrawPage(Page):
    """The canvas with its controls, the answer to it, and how it comes about.

    Args:
        session: What all pages share.
    """

    def __init__(self, session: Session) -> None:
        clear = MainButton(_("Clear"), name="clear", icon="trash")
        explain(clear, _("Empties the canvas; Undo brings the drawing back."))
        super().__init__(session, name="draw_page", title=_("Draw"), main_action=clear)
        self._random = random.Random()
        self._make_cards()
        self._make_controls()
        self.live = LiveAnswer(session, self.stage)
        self.live.answered.connect(self.side.show_answered)
        self._make_files()
        clear.clicked.connect(self.canvas.clear)
        self._add_keys()
        session.digit_for_canvas.connect(self._on_digit_for_canvas)
        session.level_changed.connect(self._on_level_changed)
        self._on_level_changed(session.level)
        for changed in (
            session.dataset_changed,
            session.model_changed,
            session.runs_changed,
            session.training_changed,
            session.testing_changed,
        ):
            changed.connect(self._on_session_changed)
        self._on_session_changed()

    @override
    def arrange(self, *, wide: bool, compact: bool) -> None:
        theme = current_theme()
        for card in (self._stage_card, self._side_card):
            card.body.setContentsMargins(*[theme.px(12 if compact else 16)] * 4)
        self._tools.set_narrow(not wide)
        if wide:
            self.column.insertWidget(1, self._tools)
        else:
            self.stage.buttons.addWidget(self._tools)
        self.stage.set_narrow(not wide)
        assert self.main_action is not None
        folded = [button for fold in self._folds for button in fold.findChildren(QPushButton)]
        first = (self.main_action, *self._tools.buttons, self._brush.editor, self._bundled)
        views = (self.lens, *self.why.controls, self.neighbours.grid, *self.inside.controls)
        controls = (*first, *folded, self.canvas, *self.side.switch.controls, *views)
        for before, after in pairwise(controls):
            self.setTabOrder(before, after)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_side(self.wide and not self.compact and self.window().width() >= current_theme().px(_SIDE_FROM))
        self.live.request()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.live.request()  # what has changed while another page was shown

    def _make_cards(self) -> None:
        self.stage = DrawStage()
        self.canvas = self.stage.canvas
        explain(self.canvas, _("Write one digit, large: with mouse, pen or finger, or with arrow keys and Space."))
        explain(self.stage.bars, _("How sure the model is of each answer; together they make 100 %."))
        explain(
            self.stage.strip, _("Preparation: a drawing is made as large and as central as the digits learned from.")
        )
        self.stage.buttons.addWidget(self.narrow_bar)
        self._stage_card = Card(name="stage_card")
        self._stage_card.body.addWidget(self.stage)
        self.side = SidePanel(self.session)
        self.lens = ReceivedView()
        self.side.add_view(
            SideKind("received", _("Input"), _("What the network receives of the drawing, number by number."), "R"),
            self.lens,
        )
        self.why = WhyView(self.session)
        self.side.add_view(
            SideKind("why", _("Why"), _("Which ink speaks for the answer, and what would make it another one."), "W"),
            self.why,
        )
        self.neighbours = NeighboursView(self.session)
        self.side.add_view(
            SideKind("nearest", _("Nearest"), _("The training pictures that the network finds most like it."), "N"),
            self.neighbours,
        )
        self.inside = InsideView(self.session)
        self.side.add_view(
            SideKind("inside", _("Inside"), _("What each layer of the network makes of the drawing."), "I"),
            self.inside,
            everything_only=True,
        )
        self._side_card = Card(name="side_card")
        self._side_card.body.addWidget(self.side)
        self._side_card.hide()
        cards = Row(spacing=16)
        cards.addWidget(self._stage_card, stretch=73)
        cards.addWidget(self._side_card, stretch=27)
        self.content.addLayout(cards)

    def _place_side(self, own_card: bool) -> None:
        """The views have a card of their own, or share a place with the bars."""
        if own_card:
            self.stage.share_with(None)
            self._side_card.body.addWidget(self.side)
            self.side.show()
        self.side.set_sharing(not own_card)
        if not own_card:
            self.stage.share_with(self.side)
        self._side_card.setVisible(own_card)

    def _make_controls(self) -> None:
        self._tools = DrawTools(self.canvas)
        self._tools.picture_wanted.connect(self._on_picture_wanted)
        self._brush = BrushField(self.canvas, self.session.settings)
        self._bundled = SecondaryButton(_("Use the bundled model"), name="use_bundled")
        self._bundled.clicked.connect(self._on_use_bundled)
        self._hint = Label(
            _("The network knows single digits, 0 to 9. What it receives is always 28 × 28 pixels."),
            TextRole.CAPTION,
            name="draw_hint",
        )
        self.column.addWidget(self._tools)
        self.column.addWidget(self._brush)
        self.column.addWidget(self._bundled)
        self.column.addWidget(self._hint)

    def _make_files(self) -> None:
        self.opener = PictureOpener(self.session, self.canvas, self.live, self)
        self.keeper = DrawingKeeper(self.session, self.stage, self.live, self)
        PictureDrop(self.opener, self)
        self._folds = (OpenPictureFold(self.opener), KeepDrawingFold(self.session, self.keeper))
        for fold in self._folds:
            self.column.insertWidget(self.column.indexOf(self._hint), fold)

    def _add_keys(self) -> None:
        self.add_key(_("Clear"), "Delete", self.canvas.clear)
        self.add_key(_("Undo"), "Ctrl+Z", self.canvas.undo)
        redo = self.add_key(_("Redo"), "Ctrl+Shift+Z", self.canvas.redo)
        redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        self.add_key(_("A test picture"), "Ctrl+T", self._on_picture_wanted)
        self.add_key(_("Wider brush"), "Ctrl+Up", self._on_wider)
        self.add_key(_("Thinner brush"), "Ctrl+Down", self._on_thinner)
        self.add_key(_("Eraser, or the pen again"), "E", self._on_eraser_key)
        self.add_key(_("Open a picture"), "Ctrl+Alt+O", self.opener.ask_file)
        self.add_key(_("Paste a picture"), "Ctrl+V", self.opener.paste)
        self.add_key(_("Save the drawing with its label"), "Ctrl+L", self.keeper.ask_label)
        self.add_key(_("Open the drawings with labels as data"), "Ctrl+Alt+L", self.keeper.open_as_data)
        self._exports = (
            self.add_key(_("Save the drawing as a PNG"), "Ctrl+Alt+S", self.keeper.ask_file),
            self.add_key(_("Copy the drawing"), "Ctrl+C", self.keeper.copy),
        )
        self.add_key(_("How sure the model is"), "S", self._on_certainty_key)
        self.add_key(_("What the network receives"), "R", self._on_received_key)
        self.add_key(_("Why it answers so"), "W", self._on_why_key)
        self.add_key(_("Why: explain it in another way"), "O", self.why.next_kind)
        self.add_key(_("Why: the next class"), "K", self._on_next_class)
        self.add_key(_("Why: the class before"), "Shift+K", self._on_class_before)
        self.add_key(_("The nearest training pictures"), "N", self._on_nearest_key)
        self._inside_key = self.add_key(_("What each layer makes of it"), "I", self._on_inside_key)
        self._bundled_key = self.add_key(_("Use the bundled model"), "Ctrl+B", self._on_use_bundled)

    @Slot(object)
    def _on_digit_for_canvas(self, picture: "NDArray[np.uint8]") -> None:
        self.live.show_picture(picture)

    @Slot()
    def _on_picture_wanted(self) -> None:
        if self.session.dataset is not None:
            pictures = self.session.dataset.test.images
            if not len(pictures):
                return
            self.live.show_picture(pictures[self._random.randrange(len(pictures))])

    @Slot()
    def _on_certainty_key(self) -> None:
        self.side.show_view(CERTAINTY)

    @Slot()
    def _on_received_key(self) -> None:
        self.side.show_view("received")

    @Slot()
    def _on_why_key(self) -> None:
        self.side.show_view("why")

    @Slot()
    def _on_nearest_key(self) -> None:
        self.side.show_view("nearest")

    @Slot()
    def _on_inside_key(self) -> None:
        self.side.show_view("inside")

    @Slot()
    def _on_next_class(self) -> None:
        self.why.next_class(1)

    @Slot()
    def _on_class_before(self) -> None:
        self.why.next_class(-1)

    @Slot()
    def _on_wider(self) -> None:
        self._brush.step(BRUSH_STEP)

    @Slot()
    def _on_thinner(self) -> None:
        self._brush.step(-BRUSH_STEP)

    @Slot()
    def _on_eraser_key(self) -> None:
        self.canvas.choose_eraser(not self.canvas.eraser)

    @Slot(object)
    def _on_level_changed(self, level: Level) -> None:
        for export in self._exports:
            export.setVisible(level is Level.EVERYTHING)  # hidden, it does not answer to its key either
        self._inside_key.setVisible(level is Level.EVERYTHING)

    @Slot()
    def _on_use_bundled(self) -> None:
        run = self._bundled_run()
        if run is not None:
            self.session.open_run(run.id)

    @Slot()
    def _on_session_changed(self) -> None:
        self._tools.set_pictures_there(self.session.dataset is not None and len(self.session.dataset.test) > 0)
        run, model = self._bundled_run(), self.session.model
        other = run is not None and (model is None or model.run.id != run.id)
        self._bundled.setVisible(other)
        idle = not self.session.training and not self.session.testing
        self._bundled.setEnabled(idle)
        self._bundled_key.setEnabled(other and idle)
        if run is not None:
            text = _("Lets “{name}” answer, the trained model that came with the program.")
            busy = _("When the network has stopped learning, “{name}” can answer, which came with the program.")
            explain(self._bundled, (text if idle else busy).format(name=run.name))

    def _bundled_run(self) -> Run | None:
        return next((run for run in self.session.runs if run.bundled), None)

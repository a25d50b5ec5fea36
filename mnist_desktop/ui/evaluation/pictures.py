"""The pictures of a test: nine by chance, or all that are asked for, nine at a time."""

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QStatusTipEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.ui.evaluation.choice import PAGE_SIZE, PictureChoice, choice_about, choice_title, find_pictures
from mnist_desktop.ui.evaluation.grid import FittingGrid
from mnist_desktop.ui.evaluation.picture import PictureDetail
from mnist_desktop.ui.evaluation.picture_filter import PictureFilter
from mnist_desktop.ui.evaluation.pictures_footer import PicturesFooter
from mnist_desktop.ui.evaluation.words import caption, is_wrong, sentence
from mnist_desktop.ui.theme import Theme, follow_theme
from mnist_desktop.ui.widgets import Card, Column, Label, Row, SecondaryButton, TextRole, explain

if TYPE_CHECKING:
    from mnist_desktop.ui.lane_work import PartResult


class PicturesCard(Card):
    """Shows up to nine tested pictures at a time; a click on one enlarges it.

    Signals:
        canvas_asked(object): A picture, uint8 of shape (28, 28), is to be put on Draw's canvas.
        choice_changed(PictureChoice): Other pictures are asked for.
    """

    canvas_asked = Signal(object)
    choice_changed = Signal(object)

    def __init__(self) -> None:
        super().__init__(name="pictures_card", margin=12)
        self.setAccessibleName(_("Tested pictures"))
        self._result: PartResult | None = None
        self._choice = PictureChoice()
        self._found: NDArray[np.intp] = np.zeros(0, np.intp)
        self._first = 0
        self._title = Label(role=TextRole.STRONG, name="pictures_title")
        self._about = Label(role=TextRole.CAPTION, name="pictures_about")
        self.grid = FittingGrid(_("Tested pictures"))
        explain(self.grid, _("Under each: the answer, how sure it was, and what it was. Click one to enlarge it."))
        self.grid.clicked.connect(self._on_picture_clicked)
        self.grid.hovered.connect(self._on_picture_hovered)
        self.detail = PictureDetail()
        self.detail.closed.connect(self.close_detail)
        self.detail.stepped.connect(self._on_stepped)
        self.detail.canvas_asked.connect(self.put_on_canvas)
        self._filter = PictureFilter()
        self._filter.changed.connect(self.show_choice)
        self._filter.hide()
        self._filter_button = SecondaryButton(_("Filter"), name="filter_pictures", icon="sliders-horizontal")
        self._filter_button.setCheckable(True)
        self._filter_button.setAccessibleName(_("Filter"))
        explain(
            self._filter_button, _("Filter: chooses pictures by what they are, by the answer, and how sure it was.")
        )
        self._filter_button.toggled.connect(self._on_filter_toggled)
        self._footer = PicturesFooter()
        self._footer.wrong_only.clicked.connect(self._on_wrong_only_clicked)
        self._footer.chance.clicked.connect(self._on_chance_clicked)
        self._footer.before.clicked.connect(self.show_before)
        self._footer.after.clicked.connect(self.show_after)
        many = QWidget()
        layout = Column(spacing=8)
        layout.addWidget(self._filter)
        layout.addWidget(self.grid, stretch=1)
        layout.addWidget(self._footer)
        many.setLayout(layout)
        self._stack = QStackedWidget()
        self._stack.addWidget(many)
        self._stack.addWidget(self.detail)
        self._compact = False
        self._under_grid = layout
        words = Column(spacing=0)
        words.addWidget(self._title)
        words.addWidget(self._about)
        heading = self._heading = Row(spacing=4)
        heading.addLayout(words, stretch=1)
        heading.addWidget(self._filter_button, alignment=Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(heading)
        self.body.addWidget(self._stack, stretch=1)
        follow_theme(self._on_theme_changed)

    @property
    def indices(self) -> tuple[int, ...]:
        """The pictures that show, as indices into the answered pictures."""
        return tuple(int(index) for index in self._found[self._first : self._first + PAGE_SIZE])

    @property
    def choice(self) -> PictureChoice:
        """What is asked for."""
        return self._choice

    def show_result(self, result: "PartResult") -> None:
        """Shows nine pictures of another test by chance."""
        self._result = result
        self._footer.set_labelled(result.evaluation is not None)
        self._filter.set_results(result.found)
        self.show_choice(PictureChoice())

    @Slot(object)
    def show_choice(self, choice: PictureChoice) -> None:
        """Shows the pictures that are asked for, from the first on."""
        if self._result is None:
            return
        found = self._result.found
        self._choice = choice
        self._found, count = find_pictures(found, choice, secrets.randbelow(2**32))
        self._title.setText(choice_title(found, choice))
        by_chance = choice == PictureChoice() and self._result.evaluation is not None
        hint = _("Click a cell or a row for its pictures.")
        self._about.setText(hint if by_chance else choice_about(choice, count))
        self._filter.set_choice(choice)
        self._first = 0
        self._show_part(0)
        self._show_nine()
        self.choice_changed.emit(choice)

    @Slot()
    def show_random(self) -> None:
        """Shows nine others by chance, of those that are asked for if that is by chance already, else of all."""
        self.show_choice(self._choice if self._choice.order == "by_chance" else PictureChoice())

    @Slot()
    def toggle_wrong_only(self) -> None:
        """Leaves the right ones out, or takes them in again."""
        if self._result is not None and self._result.evaluation is not None:
            self.show_choice(replace(self._choice, wrong_only=not self._choice.wrong_only))

    @Slot()
    def toggle_filter(self) -> None:
        """Shows or hides the lists by which pictures are chosen."""
        self._filter_button.toggle()

    @Slot()
    def show_before(self) -> None:
        """The nine pictures before these."""
        self._go_to(self._first - PAGE_SIZE)

    @Slot()
    def show_after(self) -> None:
        """The next nine pictures."""
        self._go_to(self._first + PAGE_SIZE)

    @Slot()
    def close_detail(self) -> None:
        """Back from one picture to all that show."""
        if self._stack.currentIndex() == 1:
            self._show_part(0)
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def put_on_canvas(self) -> None:
        """Asks for the picture that is enlarged, or current among the nine, to be put on the canvas."""
        if self._result is not None and self.indices:
            self.canvas_asked.emit(self._result.images[self.indices[self.grid.current]])

    def set_compact(self, compact: bool) -> None:
        """Puts the controls beside the heading where height is short, and leaves its second line away."""
        self._compact = compact
        self._about.setVisible(not compact)
        if compact:
            self._heading.insertWidget(1, self._footer)
        else:
            self._under_grid.addWidget(self._footer)
        self._filter_button.setText("" if compact else _("Filter"))
        self._show_part(self._stack.currentIndex())

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._stack.currentIndex() == 0 and event.angleDelta().y():
            (self.show_before if event.angleDelta().y() > 0 else self.show_after)()
        event.accept()

    def _go_to(self, first: int) -> bool:
        """Shows the page that begins with a picture, if there is one."""
        if not self._pages or not 0 <= first < len(self._found):
            return False
        self._first = first
        self._show_nine()
        if self._stack.currentIndex() == 1:
            self._enlarge(self.grid.current)
        return True

    @property
    def _pages(self) -> bool:
        return self._choice.order != "by_chance" and len(self._found) > PAGE_SIZE

    def _show_nine(self) -> None:
        if self._result is None:
            return
        found, indices = self._result.found, self.indices
        captions = [caption(found, index) for index in indices]
        wrong = [place for place, index in enumerate(indices) if is_wrong(found, index)]
        self.grid.set_pictures(self._result.images[list(indices)], captions, wrong)
        self.grid.set_current(0)
        self._footer.show_choice(self._choice, self._first, len(self._found))

    @Slot(bool)
    def _on_filter_toggled(self, checked: bool) -> None:
        self._show_part(0)
        self._filter.setVisible(checked)

    @Slot(bool)
    def _on_wrong_only_clicked(self, checked: bool) -> None:
        self.show_choice(replace(self._choice, wrong_only=checked))

    @Slot()
    def _on_chance_clicked(self) -> None:
        self.show_random()

    @Slot(int)
    def _on_picture_clicked(self, place: int) -> None:
        self._enlarge(place)
        self.detail.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(int)
    def _on_stepped(self, step: int) -> None:
        place = self.grid.current + step
        if 0 <= place < len(self.indices):
            self.grid.set_current(place)
            self._enlarge(place)
        elif self._go_to(self._first + step * PAGE_SIZE):
            place = 0 if step > 0 else len(self.indices) - 1
            self.grid.set_current(place)
            self._enlarge(place)

    @Slot(int)
    def _on_picture_hovered(self, place: int) -> None:
        text = self.grid.statusTip()
        if self._result is not None and 0 <= place < len(self.indices):
            text = sentence(self._result.found, self.indices[place])
        QApplication.sendEvent(self.grid, QStatusTipEvent(text))

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self.grid.set_error_color(theme.wrong_text)

    def _enlarge(self, place: int) -> None:
        if self._result is not None and place < len(self.indices):
            self.detail.show_picture(self._result, self.indices[place])
            self._show_part(1)

    def _show_part(self, place: int) -> None:
        """Shows the pictures (0) or one of them (1)."""
        self._stack.setCurrentIndex(place)
        # One picture says what it is itself; where height is short, once is enough.
        self._title.setVisible(place == 0 or not self._compact)
        self._filter_button.setVisible(place == 0)
        self._footer.setVisible(place == 0)

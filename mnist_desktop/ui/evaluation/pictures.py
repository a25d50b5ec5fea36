"""The pictures of a test: nine by chance, those of a cell of the matrix, or the mistakes of a class."""

import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QStatusTipEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QStackedWidget, QWidget

from mnist_desktop.evaluation.selection import Cell, mistakes_of_class, pictures_of_cell, random_pictures
from mnist_desktop.i18n import _, ngettext
from mnist_desktop.ui.evaluation.grid import FittingGrid
from mnist_desktop.ui.evaluation.picture import PictureDetail
from mnist_desktop.ui.evaluation.words import caption, cell_name, is_wrong, sentence
from mnist_desktop.ui.theme import Theme, follow_theme
from mnist_desktop.ui.widgets import Card, Column, FlatButton, Label, Row, SecondaryButton, TextRole, explain

if TYPE_CHECKING:
    from mnist_desktop.evaluation.metrics import Evaluation

PAGE_SIZE = 9


class PicturesCard(Card):
    """Shows up to nine tested pictures at a time; a click on one enlarges it.

    Signals:
        canvas_asked(object): A picture, uint8 of shape (28, 28), is to be put on Draw's canvas.
        by_chance(): The pictures of a cell or a class were left for nine by chance.
    """

    canvas_asked = Signal(object)
    by_chance = Signal()

    def __init__(self) -> None:
        super().__init__(name="pictures_card", margin=12)
        self.setAccessibleName(_("Tested pictures"))
        self._evaluation: Evaluation | None = None
        self._images: NDArray[np.uint8] | None = None
        self._chosen: Sequence[int] = ()
        self._first = 0
        self._random = True
        self._title = Label(role=TextRole.STRONG, name="pictures_title")
        self._about = Label(role=TextRole.CAPTION, name="pictures_about")
        self.grid = FittingGrid(_("Tested pictures"))
        explain(self.grid, _("Under each: the answer, how sure it was, and what it was. Click one to enlarge it."))
        self.grid.clicked.connect(self._on_picture_clicked)
        self.grid.hovered.connect(self._on_picture_hovered)
        self.detail = PictureDetail()
        self.detail.closed.connect(self.close_detail)
        self.detail.stepped.connect(self._on_stepped)
        self.detail.canvas_asked.connect(self._on_canvas_asked)
        self._make_footer()
        many = QWidget()
        layout = Column(spacing=8)
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
        self._heading = Row(spacing=8)
        self._heading.addLayout(words, stretch=1)
        self.body.addLayout(self._heading)
        self.body.addWidget(self._stack, stretch=1)
        follow_theme(self._on_theme_changed)

    @property
    def indices(self) -> tuple[int, ...]:
        """The pictures that show, as indices into the test pictures."""
        return tuple(int(index) for index in self._chosen[self._first : self._first + PAGE_SIZE])

    def show_evaluation(self, evaluation: "Evaluation", images: NDArray[np.uint8]) -> None:
        """Shows nine pictures of another test by chance.

        Args:
            evaluation: What the test found.
            images: The test pictures, uint8, shape (n, 28, 28).
        """
        self._evaluation, self._images = evaluation, images
        self._wrong_only.setChecked(False)
        self.show_random()

    @Slot()
    def show_random(self) -> None:
        """Shows nine others by chance, wrong ones alone if that is asked for."""
        evaluation = self._evaluation
        if evaluation is None:
            return
        wrong_only = self._wrong_only.isChecked()
        chosen = random_pictures(evaluation, PAGE_SIZE, secrets.randbelow(2**32), wrong_only=wrong_only)
        was_random, self._random = self._random, True
        if wrong_only and not len(chosen):
            about = _("There are none: it got every picture right.")
        else:
            about = _("Click a cell of the matrix to see its pictures.")
        self._show(_("Wrong ones, by chance") if wrong_only else _("Nine by chance"), about, chosen)
        if not was_random:
            self.by_chance.emit()

    def show_cell(self, cell: Cell) -> None:
        """Shows the pictures of a cell, those first from which most can be learned."""
        if self._evaluation is None:
            return
        chosen = pictures_of_cell(self._evaluation, cell)
        self._random = False
        self._show(cell_name(self._evaluation, cell), _how_many(len(chosen), right=cell[0] == cell[1]), chosen)

    def show_class(self, label: int) -> None:
        """Shows the pictures of a class that were taken for another."""
        if self._evaluation is None:
            return
        chosen = mistakes_of_class(self._evaluation, label)
        self._random = False
        title = _("It was {label}, it answered something else").format(label=self._evaluation.class_names[label])
        self._show(title, _how_many(len(chosen), right=False), chosen)

    @Slot()
    def toggle_wrong_only(self) -> None:
        """Draws from the wrong ones alone, or from all again."""
        self._wrong_only.setChecked(not self._wrong_only.isChecked())
        self.show_random()

    @Slot()
    def close_detail(self) -> None:
        """Back from one picture to all that show."""
        if self._stack.currentIndex() == 1:
            self._show_part(0)
            self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def put_on_canvas(self) -> None:
        """Asks for the picture that is enlarged, or current among the nine, to be put on the canvas."""
        if self._images is not None and self.indices:
            self.canvas_asked.emit(self._images[self.indices[self.grid.current]])

    def set_compact(self, compact: bool) -> None:
        """Puts the controls beside the heading where height is short, and leaves its second line away."""
        self._compact = compact
        self._about.setVisible(not compact)
        (self._heading if compact else self._under_grid).addWidget(self._footer)
        self._show_part(self._stack.currentIndex())

    def _make_footer(self) -> None:
        self._wrong_only = QCheckBox(_("Wrong only"))
        self._wrong_only.setObjectName("wrong_only")
        explain(self._wrong_only, _("Wrong only: draws the nine from the pictures that were answered wrongly."))
        self._wrong_only.clicked.connect(self.show_random)
        self._others = SecondaryButton(_("Nine others"), name="nine_others", icon="shuffle")
        explain(self._others, _("Nine others: draws again by chance from the test pictures."))
        self._others.clicked.connect(self.show_random)
        self._before = FlatButton("‹", name="pictures_before")
        self._before.setAccessibleName(_("The nine before"))
        explain(self._before, _("The nine pictures before these."))
        self._before.clicked.connect(self._on_before_clicked)
        self._after = FlatButton("›", name="pictures_after")
        self._after.setAccessibleName(_("The next nine"))
        explain(self._after, _("The next nine pictures of this cell."))
        self._after.clicked.connect(self._on_after_clicked)
        self._position = Label(role=TextRole.CAPTION, name="pictures_position")
        self._position.setWordWrap(False)
        self._chance = SecondaryButton(_("By chance"), name="by_chance", icon="shuffle")
        explain(self._chance, _("By chance: leaves this cell for nine of all test pictures."))
        self._chance.clicked.connect(self.show_random)
        self._footer = QWidget()
        row = Row(spacing=4)
        for widget in (self._wrong_only, self._before, self._position, self._after):
            row.addWidget(widget)
        row.addStretch()
        row.addWidget(self._others)
        row.addWidget(self._chance)
        self._footer.setLayout(row)

    def _show(self, title: str, about: str, chosen: Sequence[int] | NDArray[np.intp]) -> None:
        self._title.setText(title)
        self._about.setText(about)
        self._chosen = tuple(int(index) for index in chosen)
        self._first = 0
        self._show_part(0)
        self._show_nine()

    def _show_nine(self) -> None:
        if self._evaluation is None or self._images is None:
            return
        indices = self.indices
        captions = [caption(self._evaluation, index) for index in indices]
        wrong = [place for place, index in enumerate(indices) if is_wrong(self._evaluation, index)]
        self.grid.set_pictures(self._images[list(indices)], captions, wrong)
        self.grid.set_current(0)
        paged = not self._random and len(self._chosen) > PAGE_SIZE
        self._wrong_only.setVisible(self._random)
        self._others.setVisible(self._random)
        self._chance.setVisible(not self._random)
        for widget in (self._before, self._position, self._after):
            widget.setVisible(paged)
        self._before.setEnabled(self._first > 0)
        self._after.setEnabled(self._first + PAGE_SIZE < len(self._chosen))
        self._position.setText(
            _("{first}–{last} of {count}").format(
                first=f"{self._first + 1:,}", last=f"{self._first + len(indices):,}", count=f"{len(self._chosen):,}"
            )
        )

    @Slot()
    def _on_before_clicked(self) -> None:
        self._first = max(0, self._first - PAGE_SIZE)
        self._show_nine()

    @Slot()
    def _on_after_clicked(self) -> None:
        self._first = min(self._first + PAGE_SIZE, max(len(self._chosen) - 1, 0))
        self._show_nine()

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

    @Slot(int)
    def _on_picture_hovered(self, place: int) -> None:
        text = self.grid.statusTip()
        if self._evaluation is not None and 0 <= place < len(self.indices):
            text = sentence(self._evaluation, self.indices[place])
        QApplication.sendEvent(self.grid, QStatusTipEvent(text))

    @Slot()
    def _on_canvas_asked(self) -> None:
        self.put_on_canvas()

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self.grid.set_error_color(theme.wrong_text)

    def _enlarge(self, place: int) -> None:
        if self._evaluation is None or self._images is None or place >= len(self.indices):
            return
        index = self.indices[place]
        self.detail.show_picture(self._evaluation, index, self._images[index])
        self._show_part(1)

    def _show_part(self, place: int) -> None:
        """Shows the pictures (0) or one of them (1)."""
        self._stack.setCurrentIndex(place)
        self._footer.setVisible(place == 0)
        # One picture says what it is itself; where height is short, once is enough.
        self._title.setVisible(place == 0 or not self._compact)


def _how_many(count: int, *, right: bool) -> str:
    if count == 0:
        return _("There is no such picture.")
    if right:
        text = ngettext("{count} picture, answered rightly", "{count} pictures, the least sure first", count)
    else:
        text = ngettext("{count} picture", "{count} pictures, the surest mistakes first", count)
    return text.format(count=f"{count:,}")

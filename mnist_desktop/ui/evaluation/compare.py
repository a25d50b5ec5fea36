"""Compare: two to four models on the same pictures; a table, matrices, and the pictures on which they disagree."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QWidget
from typing_extensions import override

from mnist_desktop.evaluation.comparison import Comparison, Pair
from mnist_desktop.i18n import _
from mnist_desktop.plots.confusion import Cell
from mnist_desktop.runs.run import Run
from mnist_desktop.service.model import Model
from mnist_desktop.ui.evaluation.compare_head import CompareHead, make_combo
from mnist_desktop.ui.evaluation.compare_matrix import CompareMatrix
from mnist_desktop.ui.evaluation.compare_table import LEAST, MOST, Candidate, CompareTable
from mnist_desktop.ui.evaluation.compare_words import Group, group_of_cell, groups, picture_words, verdict
from mnist_desktop.ui.evaluation.exploration import ExplorationView
from mnist_desktop.ui.evaluation.exploration_strip import PictureStrip, PictureWords
from mnist_desktop.ui.evaluation.exploration_work import Subject, Work
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.theme import current_theme
from mnist_desktop.ui.widgets import Column, Row
from mnist_desktop.ui.widgets.level import set_shown

if TYPE_CHECKING:
    from mnist_desktop.service import ModelService

_ACROSS = 1.5  # as many times as high, the view is wide: pictures stand beside the rest
_ROOMY = 460  # logical pixels of height from which there is room for long sentences


class CompareView(ExplorationView):
    """Chooses models by a table, and shows where and how surely they differ.

    Args:
        session: What all pages share.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            name="compare",
            title=_("Compare"),
            verb=_("Compare"),
            explanation=_("Asks the checked models about the same pictures, and puts their answers beside each other."),
        )
        self._comparison: Comparison | None = None
        self._compared: tuple[Candidate, ...] = ()
        self._asked: tuple[Candidate, ...] = ()
        self._groups: tuple[Group, ...] = ()
        self._shown: Group | None = None
        self._table = CompareTable()
        self._table.chosen.connect(self._on_chosen)
        self.matrix = CompareMatrix()
        self.matrix.cell_chosen.connect(self._on_cell_chosen)
        self._head = CompareHead()
        self._head.view_chosen.connect(self._on_view_chosen)
        self._head.pair_chosen.connect(self._show_pair)
        self._head.matrix_chosen.connect(self._show_matrix)
        self._make_group_list()
        self.strip = PictureStrip(
            "compare_strip",
            _("Pictures on which they disagree"),
            _("Under each picture: what it was, and what the two models answered; the letters are those of the table."),
            self._group_list,
        )
        self.strip.canvas_asked.connect(session.put_on_canvas)
        self._lay_out()
        self.add_key(_("Table or matrices"), "Shift+M", self._head.toggle_view)
        self.add_key(_("The next pictures"), "Shift+N", self.strip.show_after)
        self.add_key(_("The pictures before"), "Shift+B", self.strip.show_before)
        self.add_key(_("Put the picture on the canvas"), "Shift+C", self.strip.put_on_canvas)
        session.runs_changed.connect(self._on_runs_changed)
        session.level_changed.connect(self._on_level_changed)
        self._show_comparison(None)

    @property
    def pair(self) -> Pair | None:
        """The two models that are looked at."""
        if self._comparison is None:
            return None
        return self._comparison.pairs[self._head.pair]

    @override
    def begin(self) -> None:
        assert self.subject is not None
        self._show_comparison(None)
        self._table.show_results(())
        candidates = self._show_candidates(self.session.runs, self.subject)
        possible = [each for each in candidates if not each.fault]
        self._table.check(possible[:LEAST])
        self._on_chosen()
        self.session.refresh_runs()

    @override
    def start(self) -> None:
        assert self.subject is not None
        self._asked = self._table.checked
        own = _key(self.subject.model.run)
        chosen = [self.subject.model if each.key == own else each.run.id for each in self._asked]
        self.run_work(partial(_compare, self.session.service, chosen, self.subject))

    @override
    def take_result(self, result: Any) -> None:
        if result is not None:
            self._compared = self._asked
            self._table.show_results(list(zip(self._compared, result.models, strict=True)))
            self._show_comparison(result)
        self._show_startable()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self._show_words()

    @Slot()
    def _on_chosen(self) -> None:
        self._show_startable()
        if not self.busy and self._table.checked != self._compared:
            count = len(self._table.checked)
            if count < LEAST:
                self.show_words(_("Check two models or more, up to {most}.").format(most=MOST))
            else:
                self.show_words(_("Press “{verb}”.").format(verb=_("Compare")))
        elif not self.busy:
            self._show_words()

    @Slot(object)
    def _on_runs_changed(self, runs: tuple[Run, ...]) -> None:
        if self.subject is not None and self.isVisible():
            had_others = len(self._table.checked) > 1
            candidates = self._show_candidates(runs, self.subject)
            if not had_others and self._comparison is None:
                self._table.check([each for each in candidates if not each.fault][:LEAST])
            self._on_chosen()

    @Slot(object)
    def _on_level_changed(self, _level: object) -> None:
        if not self.busy:
            self._show_words()

    @Slot(int)
    def _on_view_chosen(self, place: int) -> None:
        self._stack.setCurrentIndex(place)
        self._show_pictures()
        self._show_words()
        self._arrange()

    @Slot(int)
    def _on_group_chosen(self, _place: int) -> None:
        self._show_pictures()

    @Slot(object)
    def _on_cell_chosen(self, cell: Cell) -> None:
        self.matrix.select(None if cell == self.matrix.selected else cell)
        self._show_pictures()
        self._arrange()

    def _make_group_list(self) -> None:
        self._group_list = make_combo(
            "compare_group", _("Which pictures"), _("All pictures on which the two disagree, or those one is right on.")
        )
        self._group_list.activated.connect(self._on_group_chosen)

    def _lay_out(self) -> None:
        head = Row(spacing=8)
        head.addWidget(self._head, stretch=1)
        head.addWidget(self.run_button)
        self._stack = QStackedWidget()
        table_page = QWidget()
        column = Column(spacing=0)
        column.addWidget(self._table, stretch=1)
        table_page.setLayout(column)
        self._stack.addWidget(table_page)
        self._stack.addWidget(self.matrix)
        self._middle: QBoxLayout = Column(spacing=8)
        self._middle.addWidget(self._stack, stretch=3)
        self._middle.addWidget(self.strip)
        layout = Column(spacing=8)
        layout.addLayout(head)
        layout.addWidget(self.bar)
        layout.addLayout(self._middle, stretch=1)
        layout.addWidget(self.words)
        self.setLayout(layout)

    def _arrange(self) -> None:
        """Gives the room to what there is to see."""
        on_table, there = self._stack.currentIndex() == 0, self._comparison is not None
        across = self.width() > _ACROSS * self.height()
        self._middle.setDirection(QBoxLayout.Direction.LeftToRight if across else QBoxLayout.Direction.TopToBottom)
        self._middle.setStretch(1, 2 if across else 0)
        self.strip.set_upright(across)
        # A matrix needs its height until somebody asks for the pictures of a cell.
        set_shown(self.strip, there and (on_table or across or self.matrix.selected is not None))
        set_shown(self._group_list, on_table)
        set_shown(self.run_button, on_table or self.busy)

    def _show_candidates(self, runs: Sequence[Run], subject: Subject) -> tuple[Candidate, ...]:
        own = subject.model.run
        others = [run for run in runs if _key(run) != _key(own) and run.state != "training"]
        rest = sorted((Candidate(run, _fault(run, subject)) for run in others), key=lambda each: bool(each.fault))
        candidates = (Candidate(own), *rest)
        self._table.show_candidates(candidates)
        return candidates

    def _show_startable(self) -> None:
        count = len(self._table.checked)
        self.set_startable(LEAST <= count <= MOST and self._table.checked != self._compared)

    def _show_comparison(self, comparison: Comparison | None) -> None:
        """Shows what came out; None before anything has."""
        self._comparison = comparison
        if comparison is None:
            self._compared = ()
        labelled = comparison is not None and comparison.labels is not None
        self._head.show_pairs(comparison.pairs if comparison is not None else (), matrices=labelled)
        self._show_pair()
        self._arrange()

    @Slot()
    def _show_pair(self) -> None:
        comparison, pair = self._comparison, self.pair
        if comparison is None or pair is None:
            return
        self._head.show_matrices(pair)
        self._groups = groups(pair, labelled=comparison.labels is not None)
        self._group_list.clear()
        for group in self._groups:
            self._group_list.addItem(f"{group.title} ({len(group.pictures):,})")
        self._show_matrix()
        self._show_words()

    @Slot()
    def _show_matrix(self) -> None:
        comparison, pair = self._comparison, self.pair
        if comparison is None or pair is None:
            return
        model = self._head.matrix
        evaluation = None if model is None else comparison.models[model].evaluation
        counts = comparison.difference(pair) if evaluation is None else evaluation.confusion_matrix
        if counts is not None:
            self.matrix.show_matrix(counts, comparison.class_names, difference=model is None)
        self._show_pictures()
        self._arrange()

    def _show_pictures(self) -> None:
        """Shows the pictures of the chosen group beside the table, and those of the chosen cell beside a matrix."""
        comparison, pair, cell = self._comparison, self.pair, self.matrix.selected
        if comparison is None or pair is None:
            return
        if self._stack.currentIndex() == 0:
            self._show_group(self._groups[max(self._group_list.currentIndex(), 0)])
        elif cell is not None:
            self._show_group(group_of_cell(comparison, pair, cell, self._head.matrix))
        else:
            self._show_group(Group(_("Click a cell"), self._groups[0].pictures[:0]))

    def _show_group(self, group: Group) -> None:
        self._shown = group
        comparison, subject = self._comparison, self.subject
        if comparison is None or subject is None:
            return
        images = subject.pictures.images[comparison.rows[group.pictures]]
        count = len(group.pictures)
        title = _("{title}: {count}").format(title=group.title, count=f"{count:,}") if count else group.title
        self.strip.show_pictures("" if self._stack.currentIndex() == 0 else title, images, self._describe)

    def _show_words(self) -> None:
        pair = self.pair
        if self._comparison is None or pair is None or self.busy:
            return
        low = self.height() < current_theme().px(_ROOMY)
        short = low or self._stack.currentIndex() == 1
        everything = self.session.level is Level.EVERYTHING
        self.show_words(verdict(self._comparison, pair, short=short, everything=everything))
        self.words.setToolTip(pair.words if short else "")

    def _describe(self, place: int) -> PictureWords:
        assert self._comparison is not None
        assert self._shown is not None
        pair = self.pair
        assert pair is not None
        return picture_words(self._comparison, pair, int(self._shown.pictures[place]))


def _compare(service: "ModelService", chosen: "Sequence[Model | str]", subject: Subject, work: Work) -> object:
    models = [service.open_run(each) if isinstance(each, str) else each for each in chosen]
    return service.compare(models, subject.dataset, subject.pictures, progress=work.progress, cancelled=work.cancelled)


def _key(run: Run) -> tuple[bool, str]:
    return run.bundled, run.id


def _fault(run: Run, subject: Subject) -> str:
    """Why a model cannot be compared with the tested one, in two words."""
    if run.training.task != subject.model.run.training.task:
        return _("another question")
    if run.data is not None and run.data.class_names != subject.dataset.class_names:
        return _("other classes")
    return ""

"""The map: each tested picture a point, alike ones near each other; some of them selected and shown."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout
from typing_extensions import override

from mnist_desktop.evaluation.embedding import PictureMap
from mnist_desktop.i18n import _, ngettext
from mnist_desktop.ui.evaluation.exploration import ExplorationView
from mnist_desktop.ui.evaluation.exploration_strip import PictureStrip, PictureWords
from mnist_desktop.ui.evaluation.exploration_work import Subject, Work
from mnist_desktop.ui.evaluation.map_controls import NOBODY, WRONG_ANSWERS, MapControls
from mnist_desktop.ui.evaluation.map_plot import MapPlot
from mnist_desktop.ui.evaluation.words import RIGHT, WRONG
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.theme import current_theme
from mnist_desktop.ui.widgets import Column, Row
from mnist_desktop.ui.widgets.level import set_shown

if TYPE_CHECKING:
    from mnist_desktop.evaluation.embedding import MapMethod
    from mnist_desktop.service import ModelService

_FOOT = 32
_ACROSS = 1.5  # as many times as high, the view is wide: pictures stand beside the map


class MapView(ExplorationView):
    """A map that is made when something about it is changed, and the pictures selected on it.

    Args:
        session: What all pages share.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            name="map",
            title=_("Map"),
            verb=_("Make the map"),
            explanation=_("Lays the pictures out on a plane, alike ones near each other."),
        )
        self._map: PictureMap | None = None
        self._selected: tuple[int, ...] = ()
        self._shown: tuple[int, ...] = ()  # without a selection the wrong answers, where there is room for pictures
        self._controls = MapControls(session)
        self._controls.changed.connect(self._on_changed)
        self._controls.selection_asked.connect(self._on_selection_asked)
        self.plot = MapPlot()
        self.plot.lassoed.connect(self._on_lassoed)
        self.plot.pointed.connect(self._on_pointed)
        self.strip = PictureStrip(
            "map_strip",
            _("Selected pictures"),
            _("The selected pictures, wrong answers first; the one that the keys are at has a ring on the map."),
        )
        self.strip.current_changed.connect(self._on_current_changed)
        self.strip.canvas_asked.connect(session.put_on_canvas)
        self._middle: QBoxLayout = Column(spacing=8)
        self._middle.addWidget(self.plot, stretch=3)
        self._middle.addWidget(self.strip)
        foot = Row(spacing=8)
        foot.addStrut(current_theme().px(_FOOT))  # so that nothing moves while the button comes and goes
        foot.addWidget(self.words, stretch=1)
        foot.addWidget(self.run_button)
        layout = Column(spacing=8)
        layout.addWidget(self._controls)
        layout.addWidget(self.bar)
        layout.addLayout(self._middle, stretch=1)
        layout.addLayout(foot)
        self.setLayout(layout)
        self.add_key(_("Select the wrong answers, or nothing"), "Shift+W", self._on_wrong_key)
        self.add_key(_("The next pictures"), "Shift+N", self.strip.show_after)
        self.add_key(_("The pictures before"), "Shift+B", self.strip.show_before)
        self.add_key(_("Put the picture on the canvas"), "Shift+C", self.strip.put_on_canvas)

    @override
    def begin(self) -> None:
        assert self.subject is not None
        self._map = None
        self._controls.set_layers(self.session.service.layers_to_map(self.subject.model))
        self._controls.set_classes((), wrong=False)
        self._select(())
        self.start()

    @override
    def start(self) -> None:
        assert self.subject is not None
        controls = self._controls
        self.run_work(
            partial(
                _make_map,
                self.session.service,
                self.subject,
                _Wanted(controls.method, controls.layer, controls.count),
            )
        )
        self._show_run_button()

    @override
    def take_report(self, report: Any) -> None:
        self._take_map(report)

    @override
    def take_result(self, result: Any) -> None:
        if result is not None:
            self._take_map(result)
            self.show_words(_about(result))
        self._show_run_button(wanted=result is None)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        across = self.width() > _ACROSS * self.height()
        self._middle.setDirection(QBoxLayout.Direction.LeftToRight if across else QBoxLayout.Direction.TopToBottom)
        self._middle.setStretch(1, 2 if across else 0)
        self.strip.set_upright(across)
        set_shown(self.strip, across or bool(self._selected))

    @Slot()
    def _on_changed(self) -> None:
        if self.subject is not None and self.isVisible():
            self.start()

    @Slot(object)
    def _on_lassoed(self, points: NDArray[np.intp]) -> None:
        self._controls.show_selection(NOBODY)
        self._select(tuple(map(int, points)))

    @Slot(int)
    def _on_selection_asked(self, what: int) -> None:
        found = self._map
        self._controls.show_selection(what)
        if found is None or what == NOBODY:
            self._select(())
        elif what == WRONG_ANSWERS and found.wrong is not None:
            self._select(tuple(map(int, np.flatnonzero(found.wrong))))
        elif found.labels is not None:
            self._select(tuple(map(int, np.flatnonzero(found.labels == what))))

    @Slot()
    def _on_wrong_key(self) -> None:
        self._on_selection_asked(NOBODY if self._selected else WRONG_ANSWERS)

    @Slot(int)
    def _on_pointed(self, point: int) -> None:
        if self.subject is not None and self._map is not None and point >= 0:
            picture = self.subject.pictures.images[self._map.indices[point]]
            self.plot.show_picture(picture, self._words_of(point).sentence)

    @Slot(int)
    def _on_current_changed(self, place: int) -> None:
        self.plot.mark(self._shown[place] if 0 <= place < len(self._shown) else -1)

    def _take_map(self, found: PictureMap) -> None:
        """Shows a map; while t-SNE moves its points, the selection stays."""
        assert self.subject is not None
        known, self._map = self._map, found
        names = self.subject.dataset.class_names
        self.plot.show_map(found, names, "")
        if known is not None and np.array_equal(known.indices, found.indices):
            if self._selected:
                self.plot.select(np.array(self._selected, np.intp))
            return
        labels = () if found.labels is None else tuple(map(int, np.unique(found.labels)))
        wrong = found.wrong is not None and bool(found.wrong.any())
        self._controls.set_classes([(label, names[label]) for label in labels], wrong=wrong)
        self._select(())

    def _select(self, points: tuple[int, ...]) -> None:
        """Shows the pictures of some points, wrong answers first, and draws the others pale."""
        found, subject = self._map, self.subject
        wrong = found.wrong if found is not None else None
        self._selected = points
        self._arrange()
        if found is None or subject is None:
            return
        self.plot.select(np.array(points, np.intp) if points else None)
        if points:
            title = ngettext("{count} picture selected", "{count} pictures selected", len(points))
            title = title.format(count=f"{len(points):,}")
            self._shown = points if wrong is None else tuple(sorted(points, key=lambda point: not wrong[point]))
        else:
            self._shown = () if wrong is None else tuple(map(int, np.flatnonzero(wrong)))
            title = _("Wrong answers") if self._shown else _("Draw a ring around some")
        self.strip.show_pictures(title, subject.pictures.images[found.indices[list(self._shown)]], self._describe)
        self.plot.mark(self._shown[self.strip.current] if points else -1)

    def _describe(self, place: int) -> PictureWords:
        return self._words_of(self._shown[place])

    def _words_of(self, point: int) -> PictureWords:
        found, subject = self._map, self.subject
        assert found is not None
        assert subject is not None
        label = "" if found.labels is None else subject.dataset.class_names[found.labels[point]]
        answer = "" if found.answers is None else subject.evaluation.class_names[found.answers[point]]
        if found.wrong is None or not answer:
            text = _("It answered {answer}.").format(answer=answer) if answer else label
            return PictureWords(label or answer, text, wrong=False)
        wrong = bool(found.wrong[point])
        mark = WRONG if wrong else RIGHT
        text = _("It was {label}, it answered {answer} {mark}").format(label=label, answer=answer, mark=mark)
        return PictureWords(f"{answer} {mark}", text, wrong=wrong)

    def _show_run_button(self, *, wanted: bool = False) -> None:
        """The button shows while it can cancel, and where there is a map to be made: after that, or a fault."""
        self.run_button.setVisible(self.busy or wanted)


@dataclass(frozen=True)
class _Wanted:
    method: "MapMethod"
    layer: int | None
    count: int


def _make_map(service: "ModelService", subject: Subject, wanted: _Wanted, work: Work) -> PictureMap | None:
    report: Callable[[PictureMap], None] = work.report
    return service.map_pictures(
        subject.pictures,
        subject.model,
        method=wanted.method,
        layer=wanted.layer,
        count=wanted.count,
        report=report,
        progress=work.progress,
        cancelled=work.cancelled,
    )


def _about(found: PictureMap) -> str:
    """How to read a map, in a sentence or two."""
    embedding = found.embedding
    if embedding.note:
        return embedding.note
    if embedding.explained is None:
        return _("Near means alike. How far groups lie apart, and how large they are, means nothing here.")
    return _("These two axes show {share} % of all differences between the {count} pictures ({source}).").format(
        share=f"{100 * sum(embedding.explained):.0f}", count=f"{len(found.indices):,}", source=found.source
    )

"""Robustness: how many answers stay right as pictures get noisy, turned, moved, blurred or covered."""

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout
from typing_extensions import override

from mnist_desktop.data.corruption import Corruption
from mnist_desktop.evaluation.robustness import RobustnessCurve
from mnist_desktop.i18n import _
from mnist_desktop.plots.robustness_panel import RobustnessPanel
from mnist_desktop.runs.run import Run
from mnist_desktop.ui.evaluation.exploration import ExplorationView
from mnist_desktop.ui.evaluation.robustness_controls import RobustnessControls
from mnist_desktop.ui.evaluation.robustness_curves import (
    PICTURES,
    measure_curves,
    plot_line,
    verdict,
)
from mnist_desktop.ui.evaluation.robustness_plot import RobustnessPlot
from mnist_desktop.ui.evaluation.robustness_strip import SpoiledStrip
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.theme import current_theme
from mnist_desktop.ui.widgets import Column, Row
from mnist_desktop.ui.widgets.level import set_shown

if TYPE_CHECKING:
    from mnist_desktop.service.model import Model

_ACROSS = 1.5  # as many times as high, the view is wide: pictures stand beside the plot
_NARROW = 480
_WITH_PICTURES = 460
_Key = tuple[int, str]  # 0, the tested model, or 1, the other one; and the kind


class RobustnessView(ExplorationView):
    """Curves, and nine pictures at a strength with the network's answers.

    Args:
        session: What all pages share.
    """

    def __init__(self, session: Session) -> None:
        super().__init__(
            session,
            name="robustness",
            title=_("Robustness"),
            verb=_("Try it"),
            explanation=_("Spoils {count} pictures more and more, and counts the answers that stay right.").format(
                count=f"{PICTURES:,}"
            ),
        )
        self._corruptions = session.service.corruptions()
        self._controls = RobustnessControls(self._corruptions)
        self._controls.kind_chosen.connect(self._on_kind_changed)
        self._controls.all_chosen.connect(self._on_all_toggled)
        self._controls.other_chosen.connect(self._on_other_chosen)
        self._curves: dict[_Key, RobustnessCurve] = {}
        self._notes: dict[int, str] = {}
        self.plot = RobustnessPlot()
        self.plot.panel_chosen.connect(self._on_panel_chosen)
        self.strip = SpoiledStrip(session)
        self.strip.show_kind(self.kind)
        self.strip.strength_changed.connect(self._on_strength_changed)
        self.strip.canvas_asked.connect(session.put_on_canvas)
        self._lay_out()
        self.add_key(_("All kinds, or one"), "Shift+A", self._controls.toggle_all)
        self.add_key(_("Stronger"), "Shift+Up", self.strip.make_stronger)
        self.add_key(_("Weaker"), "Shift+Down", self.strip.make_weaker)
        self.add_key(_("Put the picture on the canvas"), "Shift+C", self.strip.put_on_canvas)
        session.runs_changed.connect(self._on_runs_changed)

    @property
    def kind(self) -> Corruption:
        """The kind that is looked at."""
        return self._corruptions[self._controls.kind]

    @override
    def begin(self) -> None:
        assert self.subject is not None
        self._curves, self._notes = {}, {}
        self.strip.show_test(self.subject)
        self._on_runs_changed(self.session.runs)
        self._show_all()

    @override
    def start(self) -> None:
        assert self.subject is not None
        todo = [
            (slot, which, kinds)
            for slot, which in enumerate(self._asked_models())
            if (kinds := [kind for kind in self._asked_kinds() if (slot, kind) not in self._curves])
        ]
        self.run_work(partial(measure_curves, self.session.service, self.subject.pictures, todo))

    @override
    def take_report(self, report: "tuple[int, RobustnessCurve]") -> None:
        slot, curve = report
        self._curves[slot, curve.corruption.kind] = curve
        self._show_curves()

    @override
    def take_result(self, result: Any) -> None:
        if result is not None:
            self._notes |= result
            self._show_verdict()
        self._show_startable()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @Slot()
    def _on_kind_changed(self) -> None:
        self.strip.show_kind(self.kind)
        self._show_all()

    @Slot()
    def _on_all_toggled(self) -> None:
        self._arrange()
        self._show_all()

    @Slot(int)
    def _on_panel_chosen(self, place: int) -> None:
        self._controls.choose_kind(place)

    @Slot()
    def _on_other_chosen(self) -> None:
        self.cancel()
        self._curves = {key: curve for key, curve in self._curves.items() if key[0] == 0}
        self._notes.pop(1, None)
        self._show_all()

    @Slot(object)
    def _on_runs_changed(self, runs: tuple[Run, ...]) -> None:
        if self.subject is None or not self.isVisible():
            return
        before = self._controls.other
        self._controls.show_runs(runs, self.subject.model.run)
        if before is not None and self._controls.other is None:
            self._on_other_chosen()

    @Slot()
    def _on_strength_changed(self) -> None:
        self._show_strength()

    def _lay_out(self) -> None:
        controls = Row(spacing=8)
        controls.addWidget(self._controls, stretch=1)
        controls.addWidget(self.run_button)
        self._middle: QBoxLayout = Column(spacing=8)
        self._middle.addWidget(self.plot, stretch=3)
        self._middle.addWidget(self.strip)
        layout = Column(spacing=8)
        layout.addLayout(controls)
        layout.addWidget(self.bar)
        layout.addLayout(self._middle, stretch=1)
        layout.addWidget(self.words)
        self.setLayout(layout)

    def _arrange(self) -> None:
        theme = current_theme()
        across = self.width() > _ACROSS * self.height()
        self._middle.setDirection(QBoxLayout.Direction.LeftToRight if across else QBoxLayout.Direction.TopToBottom)
        self._middle.setStretch(1, 2 if across else 0)
        self.strip.set_upright(across)
        self._controls.set_narrow(self.width() < theme.px(_NARROW))
        # Seven plots need the room of the pictures where there is little.
        roomy = across or self.height() >= theme.px(_WITH_PICTURES)
        set_shown(self.strip, roomy or not self._controls.all_kinds)

    def _asked_kinds(self) -> tuple[str, ...]:
        return tuple(kind.kind for kind in self._corruptions) if self._controls.all_kinds else (self.kind.kind,)

    def _asked_models(self) -> "tuple[Model | str, ...]":
        assert self.subject is not None
        other = self._controls.other
        return (self.subject.model,) if other is None else (self.subject.model, other.id)

    def _show_all(self) -> None:
        self._show_startable()
        self._show_curves()
        self._show_strength()

    def _show_startable(self) -> None:
        models = 1 if self._controls.other is None else 2
        self.set_startable(
            any((slot, kind) not in self._curves for slot in range(models) for kind in self._asked_kinds())
        )

    def _show_curves(self) -> None:
        if self.subject is None:
            return
        kinds = self._corruptions if self._controls.all_kinds else (self.kind,)
        names = self._names()
        self.plot.show_panels(
            [
                RobustnessPanel(
                    kind.title,
                    kind.unit,
                    [plot_line(name, kind, self._curves.get((slot, kind.kind))) for slot, name in enumerate(names)],
                )
                for kind in kinds
            ]
        )

    def _show_strength(self) -> None:
        self.plot.show_mark(self._controls.kind if self._controls.all_kinds else 0, self.strip.strength)
        if not self.busy:
            self._show_verdict()

    def _show_verdict(self) -> None:
        if self.subject is None:
            return
        curves = [
            (name, self._curves[slot, self.kind.kind])
            for slot, name in enumerate(self._names())
            if (slot, self.kind.kind) in self._curves
        ]
        if not curves:
            self.show_words(_("Press “{verb}”, and see how much the network can take.").format(verb=_("Try it")))
            return
        sentences = [verdict(curves, self.strip.strength), *dict.fromkeys(filter(None, self._notes.values()))]
        self.show_words(" ".join(sentences))

    def _names(self) -> tuple[str, ...]:
        assert self.subject is not None
        own, other = self.subject.model.run.name, self._controls.other
        return (own,) if other is None else (own, other.name)

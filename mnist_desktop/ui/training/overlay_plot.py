"""The laid-over curves in the window; imports matplotlib."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Slot

from mnist_desktop.i18n import _
from mnist_desktop.plots.overlay import RunCurve, draw_overlay
from mnist_desktop.runs.run import Run
from mnist_desktop.ui.figure_view import FigureView
from mnist_desktop.ui.plot_style import plot_style
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.training.overlay_options import OverlayOptions
from mnist_desktop.ui.widgets import explain


class OverlayPlot(FigureView):
    """Right answers and loss of several runs; one of them where there is no room for both."""

    def __init__(self) -> None:
        super().__init__(_("Curves of the chosen models"))
        self.setObjectName("overlay_plot")
        explain(self, _("Each model has a colour and a mark of its own; its line ends at its name."))
        self._curves: tuple[RunCurve, ...] = ()
        self._options = OverlayOptions()
        follow_theme(self._on_theme_changed)

    def show_runs(self, runs: Sequence[Run], slots: Sequence[int], options: OverlayOptions) -> None:
        """Shows the histories of runs.

        Args:
            runs: The current one first.
            slots: The colour and mark of each.
            options: How.
        """
        self._curves = tuple(_curve(run, slot) for run, slot in zip(runs, slots, strict=True))
        self._options = options
        self._show()

    @Slot(object)
    def _on_theme_changed(self, _theme: Theme) -> None:
        self._show()

    def _show(self) -> None:
        theme, options = current_theme(), self._options
        self.show_plot(
            partial(
                draw_overlay,
                curves=self._curves,
                style=plot_style(theme),
                measures=(options.measure,) if options.measure in {"accuracy", "loss"} else ("accuracy", "loss"),
                by_seconds=options.by_seconds,
                training=options.training,
                note=_("No epoch yet") if self._curves else _("Check a model"),
            )
        )


def _curve(run: Run, slot: int) -> RunCurve:
    history = run.history
    return RunCurve(
        name=run.name,
        slot=slot,
        epochs=[record.epoch for record in history],
        seconds=[record.seconds for record in history],
        accuracy=[record.accuracy for record in history],
        loss=[record.loss for record in history],
        val_accuracy=[record.val_accuracy for record in history],
        val_loss=[record.val_loss for record in history],
    )

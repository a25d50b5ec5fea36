"""How the pixel values are spread, as a plot that is made when it is first seen."""

import importlib
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from mnist_desktop.i18n import _
from mnist_desktop.ui.jobs import Jobs
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets import Fold, Label, TextRole, explain

if TYPE_CHECKING:
    from mnist_desktop.data.statistics import DataDescription
    from mnist_desktop.ui.figure_view import FigureView

_HEIGHT = 232


class HistogramFold(Fold):
    """The share of each grey value, and mean and spread in words.

    Args:
        jobs: For the data lane, in which matplotlib is imported: imported in two threads at once, it fails.
    """

    def __init__(self, jobs: Jobs) -> None:
        super().__init__(_("Pixel values"), name="pixels_fold")
        self._jobs = jobs
        self._view: FigureView | None = None
        self._note = Label(role=TextRole.CAPTION, name="pixels_note")
        self._description: DataDescription | None = None
        self.toggled.connect(self._on_toggled)
        follow_theme(self._on_look_changed)

    def show_description(self, description: "DataDescription") -> None:
        """Takes the counts."""
        self._description = description
        self._show()

    @Slot(object)
    def _on_toggled(self, open_: bool) -> None:
        if open_ and self._view is None:
            # Half a second that nobody need wait for who does not want to see the plot.
            self._jobs.run_data(_import_plots, on_result=self._on_plots_imported)

    @Slot(object)
    def _on_plots_imported(self, _nothing: object) -> None:
        self._make_view()
        self._show()

    @Slot(object)
    def _on_look_changed(self, theme: Theme) -> None:
        self._show()

    def _make_view(self) -> None:
        if self._view is not None:
            return
        from mnist_desktop.ui.figure_view import FigureView

        self._view = FigureView(_("Pixel values"))
        self._view.setObjectName("histogram")
        explain(
            self._view,
            _("Each bar: which share of all pixels has a value in this range; scaling changes the axis, not the bars."),
        )
        self.body.addWidget(self._view)
        self.body.addWidget(self._note)

    def _show(self) -> None:
        description = self._description
        if self._view is None or description is None:
            return
        from mnist_desktop.plots.histogram import draw_histogram
        from mnist_desktop.ui.plot_style import plot_style

        mean, std = description.pixel_mean, description.pixel_std
        before = _("As stored, 0 to 255: mean {mean:.1f}, standard deviation {std:.1f}.")
        after = _("Divided by 255, 0 to 1: mean {mean:.3f}, standard deviation {std:.3f}. Same shape, other numbers.")
        texts = before.format(mean=255 * mean, std=255 * std), after.format(mean=mean, std=std)
        self._note.setText("\n".join(texts))
        theme = current_theme()
        self._view.setFixedHeight(theme.px(_HEIGHT))
        style = plot_style(theme)
        self._view.show_plot(partial(draw_histogram, counts=description.pixel_histogram, style=style, title=""))


def _import_plots() -> None:
    for module in ("mnist_desktop.plots.histogram", "mnist_desktop.ui.figure_view", "mnist_desktop.ui.plot_style"):
        importlib.import_module(module)

"""The picture of what is watched inside a network, in the window."""

from functools import partial

from PySide6.QtCore import Slot

from mnist_desktop.i18n import _
from mnist_desktop.plots.inside import draw_inside
from mnist_desktop.plots.inside_data import InsideData
from mnist_desktop.ui.figure_view import FigureView
from mnist_desktop.ui.plot_style import plot_style
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets import explain


class InsideView(FigureView):
    """Learning rate, first layer, and a row a layer."""

    def __init__(self) -> None:
        super().__init__(_("The network from inside"))
        self.setObjectName("inside_view")
        explain(
            self,
            _(
                "Inside: silent units give the same answer to every picture; the gradient says how strongly mistakes "
                "pull at a layer; bright weights look for ink, dark ones for none."
            ),
        )
        self._data = InsideData()
        self.show_data(self._data, "")
        follow_theme(self._on_theme_changed)

    def show_data(self, data: InsideData, words: str) -> None:
        """Shows something else.

        Args:
            data: What is to be seen.
            words: The same for a screen reader.
        """
        self._data = data
        self.setAccessibleDescription(words)
        self.show_plot(partial(draw_inside, data=data, style=plot_style(current_theme())))

    @Slot(object)
    def _on_theme_changed(self, _theme: Theme) -> None:
        self.show_data(self._data, self.accessibleDescription())

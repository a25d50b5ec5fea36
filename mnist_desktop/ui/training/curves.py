"""The live curves of a training in the window."""

from collections.abc import Sequence

from PySide6.QtCore import Slot

from mnist_desktop.i18n import _
from mnist_desktop.plots.curves import Curves
from mnist_desktop.training.change_words import Mark
from mnist_desktop.training.verdicts import percent
from mnist_desktop.ui.figure_view import FigureView
from mnist_desktop.ui.plot_style import plot_style
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.training.points import TrainingPoints
from mnist_desktop.ui.widgets import explain


class TrainingCurves(FigureView):
    """Right answers and loss over the epochs, two plots or one; their axes change between epochs only."""

    def __init__(self) -> None:
        super().__init__(_("Curves of right answers and loss"))
        self.setObjectName("curves")
        explain(
            self,
            _(
                "Training: pictures that it learns from, measured while it learns. "
                "Validation: pictures that it never trains on, after each epoch."
            ),
        )
        self._curves = Curves(self.figure, plot_style(current_theme()))
        self.show_live(self._curves)
        follow_theme(self._on_theme_changed)

    def show_points(self, points: TrainingPoints, epochs: int, marks: Sequence[Mark]) -> None:
        """Shows what is known so far.

        Args:
            points: Of the training.
            epochs: Length of the horizontal axis.
            marks: What was changed on the way.
        """
        if self._curves.set_data(points.data(marks), epochs):
            if self._curves.rescale():
                self.redraw()
            self._describe(points, epochs)
        self.update_live()

    def set_note(self, note: str) -> None:
        """Writes a few words into the empty plots; "" removes them."""
        self._curves.set_note(note)
        self.redraw()

    def show_view(self, view: str) -> None:
        """Shows "curves", both, or one of them: "accuracy" or "loss"."""
        self._curves.set_compact(view != "curves", loss=view == "loss")
        self.redraw()

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self._curves.set_style(plot_style(theme))
        self.redraw()

    def _describe(self, points: TrainingPoints, epochs: int) -> None:
        if not points.records:
            self.setAccessibleDescription(_("No epoch is finished yet."))
            return
        last = points.records[-1]
        text = _("After epoch {epoch} of {epochs}: training {training}, loss {loss:.3f}.").format(
            epoch=last.epoch, epochs=epochs, training=percent(last.accuracy), loss=last.loss
        )
        if last.val_accuracy is not None and last.val_loss is not None:
            validation = _("Validation {validation}, loss {loss:.3f}.")
            text = f"{text} {validation.format(validation=percent(last.val_accuracy), loss=last.val_loss)}"
        self.setAccessibleDescription(text)

"""What a notebook prints of these data at first sight."""

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QWidget

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.i18n import _
from mnist_desktop.ui.jobs import Jobs
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets import Column, Fold, Label, TextRole, explain

_Lines = tuple[tuple[str, str], ...]


class InPythonFold(Fold):
    """Shapes, dtypes, range and first labels, each line of Python with what it prints.

    Args:
        jobs: For the data lane, in which the arrays are looked at when the fold is opened.
    """

    def __init__(self, jobs: Jobs) -> None:
        super().__init__(_("Shapes and types, as in Python"), name="python_fold")
        self._jobs = jobs
        self._dataset: Dataset | None = None
        self._shown: Dataset | None = None
        self._lines = QWidget()
        self.body.addWidget(self._lines)
        note = Label(
            _("uint8: a whole number from 0 to 255, which takes one byte."), TextRole.CAPTION, name="dtype_note"
        )
        self.body.addWidget(note)
        explain(self, _("What a notebook prints at the first look: how many pictures, of what size, of what type."))
        self.toggled.connect(self._on_toggled)
        follow_theme(self._on_look_changed)

    def show_dataset(self, dataset: Dataset) -> None:
        """Takes other data; they are looked at when the fold is open."""
        self._dataset = dataset
        self._on_toggled(self.is_open)

    @Slot(object)
    def _on_toggled(self, open_: bool) -> None:
        if open_ and self._dataset is not None and self._dataset is not self._shown:
            self._jobs.run_data(partial(_look_at, self._dataset), on_result=self._on_looked_at)

    @Slot(object)
    def _on_looked_at(self, looked_at: tuple[Dataset, _Lines]) -> None:
        dataset, lines = looked_at
        if dataset is not self._dataset:
            return
        self._shown = dataset
        column = Column(spacing=2)
        for number, (code, output) in enumerate(lines):
            for text, role in ((code, TextRole.CAPTION), (output, TextRole.BODY)):
                name = f"python_{number}_{'code' if role is TextRole.CAPTION else 'output'}"
                column.addWidget(Label(text, role, name=name))
        lines_widget = QWidget()
        lines_widget.setLayout(column)
        self.body.replaceWidget(self._lines, lines_widget)
        self._lines.deleteLater()
        self._lines = lines_widget
        self._on_look_changed(current_theme())

    @Slot(object)
    def _on_look_changed(self, theme: Theme) -> None:
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setStyleHint(QFont.StyleHint.Monospace)
        fixed.setPixelSize(theme.px(12))
        for label in self._lines.findChildren(Label):
            label.setFont(fixed)


def _look_at(dataset: Dataset) -> tuple[Dataset, _Lines]:
    from mnist_desktop.data.statistics import notebook_lines

    return dataset, tuple((line.code, line.output) for line in notebook_lines(dataset))

"""The bottom bar: the explanation of what is hovered or has the focus, and how far the work is."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QProgressBar, QSizePolicy
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.ui.progress import Progress
from mnist_desktop.ui.theme import Theme, follow_theme
from mnist_desktop.ui.widgets.labels import Label, TextRole
from mnist_desktop.ui.widgets.layouts import Row

BAR_HEIGHT = 28
_PARTS = 1000


class BottomBar(QFrame):
    """An explanation at the left, progress at the right."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("bottom_bar")
        self._full = ""
        self._explanation = Label(role=TextRole.CAPTION, name="explanation")
        self._explanation.setWordWrap(False)
        self._explanation.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setObjectName("progress_bar")
        self._bar.setAccessibleName(_("Progress"))
        self._text = Label(role=TextRole.CAPTION, name="progress_text")
        self._text.setWordWrap(False)
        layout = Row(spacing=8, margins=(16, 0, 16, 0))
        layout.addWidget(self._explanation, stretch=1)
        layout.addWidget(self._bar, alignment=Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._text)
        self.setLayout(layout)
        self.show_progress(None)
        follow_theme(self._on_theme_changed)

    def show_explanation(self, text: str) -> None:
        """Says what something is; cut at the right where there is no room."""
        self._full = text
        self._fit()

    @Slot(object)
    def show_progress(self, progress: Progress | None) -> None:
        """Shows how far the work is; nothing when there is none."""
        self._bar.setVisible(progress is not None)
        self._text.setVisible(progress is not None)
        if progress is not None:
            # A range of zero makes the bar run to and fro.
            self._bar.setRange(0, 0 if progress.fraction is None else _PARTS)
            self._bar.setValue(int((progress.fraction or 0.0) * _PARTS))
            self._text.setText(progress.text)
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self.setFixedHeight(theme.px(BAR_HEIGHT))
        self._bar.setFixedWidth(theme.px(160))
        self._fit()

    def _fit(self) -> None:
        room = max(self._explanation.width(), 0)
        text = self._explanation.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, room)
        self._explanation.setText(text)

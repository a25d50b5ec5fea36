"""The row in which the page Train says its one sentence."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget
from typing_extensions import override

from mnist_desktop.ui.theme import Theme, current_theme, follow_theme, tint
from mnist_desktop.ui.training.sentences import Sentence
from mnist_desktop.ui.widgets import Label, Row, SecondaryButton, explain


class SentenceRow(QWidget):
    """A sentence of two lines, seldom three, an icon if it warns, and a button that leads on.

    Emits ``page_asked`` with the name of a page.
    """

    page_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._sentence = Sentence("")
        self._icon = QLabel()
        self._text = _WrappedLabel(name="sentence")
        self._text.resized.connect(self._on_text_resized)
        self._button = SecondaryButton("", name="sentence_action", icon="arrow-right")
        self._button.clicked.connect(self._on_clicked)
        self.row = Row(spacing=8)
        self.row.addWidget(self._icon)
        self.row.addWidget(self._text, stretch=1)
        self.row.addWidget(self._button)
        self.setLayout(self.row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._icon.hide()
        self._button.hide()
        follow_theme(self._on_theme_changed)

    @property
    def sentence(self) -> Sentence:
        """What it says."""
        return self._sentence

    def show_sentence(self, sentence: Sentence) -> None:
        """Says something else."""
        if sentence == self._sentence:
            return
        self._sentence = sentence
        self._text.setText(sentence.text)
        self._icon.setVisible(sentence.warning)
        self._button.setText(sentence.action)
        self._button.setVisible(bool(sentence.action))
        explain(self._button, sentence.action)
        self._fit()

    @Slot()
    def _on_text_resized(self) -> None:
        self._fit()

    @Slot()
    def _on_clicked(self) -> None:
        self.page_asked.emit(self._sentence.page)

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        size = theme.px(20)
        self._icon.setPixmap(tint("warning", theme.wrong, size).pixmap(size, size))
        self._fit()

    def _fit(self) -> None:
        """Takes two lines even for one, so that the plots keep their size; three where there must be three."""
        needed = self._text.heightForWidth(self._text.width())
        self.setFixedHeight(max(current_theme().px(40), min(needed, current_theme().px(64))))


class _WrappedLabel(Label):
    """Emits ``resized``: then it may need another number of lines."""

    resized = Signal()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

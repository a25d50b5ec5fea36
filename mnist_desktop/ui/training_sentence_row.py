"""The row in which the page Train says its one sentence."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from mnist_desktop.ui.theme import Theme, follow_theme, tint
from mnist_desktop.ui.training_sentences import Sentence
from mnist_desktop.ui.widgets import Label, Row, SecondaryButton, explain


class SentenceRow(QWidget):
    """A sentence of at most two lines, an icon if it warns, and a button that leads on.

    Emits ``page_asked`` with the name of a page.
    """

    page_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._sentence = Sentence("")
        self._icon = QLabel()
        self._text = Label(name="sentence")
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

    @Slot()
    def _on_clicked(self) -> None:
        self.page_asked.emit(self._sentence.page)

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        size = theme.px(20)
        self._icon.setPixmap(tint("warning", theme.wrong, size).pixmap(size, size))
        # Always two lines, so that the plots keep their size when it changes.
        self.setFixedHeight(theme.px(40))

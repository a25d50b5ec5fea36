"""The answer to a drawing: large, with how sure the model is, and which model it is."""

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.ui.draw.lamp import DigitLamp
from mnist_desktop.ui.theme import current_theme, font
from mnist_desktop.ui.widgets import Column, Label, Row, TextRole, explain

_SIZE = 120
_WIDTH, _HEIGHT = 88, 108


class AnswerText(QWidget):
    """The name of a class, 120 high; a longer name is as large as it fits."""

    def __init__(self) -> None:
        super().__init__(accessibleName=_("Answer"))
        self.setObjectName("answer")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._text, self._muted = "", False

    @property
    def text(self) -> str:
        """What it says."""
        return self._text

    def set_text(self, text: str, *, muted: bool = False) -> None:
        """Says something else; muted while it is no answer."""
        if (text, muted) != (self._text, self._muted):
            self._text, self._muted = text, muted
            self.setAccessibleDescription(_("None yet") if muted else text)
            self.update()

    @override
    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px(_WIDTH), theme.px(_HEIGHT))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        large = font(theme, _SIZE, QFont.Weight.DemiBold)
        width = QFontMetricsF(large).horizontalAdvance(self._text)
        if width > self.width():
            large.setPixelSize(max(theme.px(18), int(large.pixelSize() * self.width() / width)))
        metrics = QFontMetricsF(large)
        # Placed by the height of a digit, not of a line, so that no room is lost above and below it.
        baseline = (self.height() + metrics.capHeight()) / 2
        left = max((self.width() - metrics.horizontalAdvance(self._text)) / 2, 0.0)
        painter = QPainter(self)
        painter.setFont(large)
        painter.setPen(QColor(theme.control if self._muted else theme.text))
        painter.drawText(QPointF(left, baseline), self._text)
        painter.end()


class AnswerView(QWidget):
    """The answer with what belongs to it; ``show_answer`` or ``show_state`` say what.

    Attributes:
        answer: The answer itself, large.
        lamp: Lights up at what is no digit.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("answer_view")
        explain(self, _("What the model takes the drawing for, and how sure it is: the highest bar."))
        self._remark = ""
        self.answer = AnswerText()
        self._certainty = Label(role=TextRole.TITLE, name="certainty")
        self._sentence = Label(name="sentence")
        self._model = Label(role=TextRole.CAPTION, name="answering_model")
        self._truth = Label(role=TextRole.CAPTION, name="truth")
        words = Column(spacing=4)
        words.addStretch()
        for label in (self._certainty, self._sentence, self._model, self._truth):
            words.addWidget(label)
            label.hide()
        self.lamp = DigitLamp()
        words.insertWidget(2, self.lamp)
        words.addStretch()
        layout = Row(spacing=12)
        layout.addWidget(self.answer)
        layout.addLayout(words, stretch=1)
        self.setLayout(layout)

    def show_answer(self, answer: str, certainty: str, remark: str = "") -> None:
        """Shows an answer.

        Args:
            answer: Name of the likeliest class.
            certainty: "98.2 % sure".
            remark: A sentence to it; may be empty.
        """
        self.answer.set_text(answer)
        _say(self._certainty, certainty)
        self._remark = remark
        self._say_remark()

    def show_state(self, mark: str, sentence: str) -> None:
        """Says why there is no answer.

        Args:
            mark: Stands in its place, grey.
            sentence: Why.
        """
        self.answer.set_text(mark, muted=True)
        _say(self._certainty, "")
        self._remark = sentence
        self._say_remark()

    def show_familiar(self, text: str) -> None:
        """Turns the lamp off, beside a word."""
        self.lamp.show_off(text)
        self._say_remark()

    def show_strange(self, text: str) -> None:
        """Lights the lamp beside a sentence, which then stands alone: a remark on the answer would miss the point."""
        self.lamp.show_on(text)
        self._say_remark()

    def hide_lamp(self) -> None:
        """Nobody knows whether it is a digit."""
        self.lamp.hide()
        self._say_remark()

    def show_model(self, text: str) -> None:
        """Says which model answers."""
        _say(self._model, text)

    def show_truth(self, text: str, *, right: bool = True) -> None:
        """Says what the label of a picture is; "" when the drawing has none."""
        _say(self._truth, text)
        self._truth.set_colour("" if right else "wrong")

    def _say_remark(self) -> None:
        _say(self._sentence, "" if self.lamp.is_on else self._remark)


def _say(label: Label, text: str) -> None:
    """An empty label takes no room."""
    if text != label.text():  # else all around it is laid out anew
        label.setText(text)
        label.setVisible(bool(text))

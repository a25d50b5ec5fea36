"""A small lamp that lights up at a drawing that is no digit."""

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.ui.theme import current_theme
from mnist_desktop.ui.widgets import Label, Row, TextRole, explain


class DigitLamp(QWidget):
    """A bulb with its word: dark beside "looks like a digit", alight beside a sentence where it does not.

    It takes no room while nobody knows.
    """

    def __init__(self) -> None:
        super().__init__(accessibleName=_("Not a digit"))
        self.setObjectName("lamp")
        explain(self, _("Lights up where a drawing is unlike all that the model learned from; 2 % of digits are, too."))
        self._bulb = _Bulb()
        self._words = Label(role=TextRole.CAPTION, name="lamp_words")
        layout = Row(spacing=8)
        layout.addWidget(self._bulb)
        layout.addWidget(self._words, stretch=1)
        self.setLayout(layout)
        self.hide()

    @property
    def is_on(self) -> bool:
        """Whether it is alight."""
        return self._bulb.is_on and not self.isHidden()

    @property
    def text(self) -> str:
        """What stands beside it."""
        return self._words.text()

    def show_off(self, text: str) -> None:
        """Is dark, beside a word."""
        self._show(text, on=False)

    def show_on(self, text: str) -> None:
        """Is alight, beside a sentence."""
        self._show(text, on=True)

    def _show(self, text: str, *, on: bool) -> None:
        self._bulb.set_on(on)
        if text != self._words.text():
            self._words.setText(text)
            self.setAccessibleDescription(text)
        self._words.set_colour("wrong" if on else "")
        self.show()


class _Bulb(QWidget):
    """A ring; filled and with rays when it is on, so that not only its colour tells."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.is_on = False

    def set_on(self, on: bool) -> None:
        if on != self.is_on:
            self.is_on = on
            self.update()

    @override
    def sizeHint(self) -> QSize:
        side = current_theme().px(18)
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.width() / 2, self.height() / 2)
        colour = QColor(theme.wrong if self.is_on else theme.control)
        painter.setPen(QPen(colour, 1.5 * theme.scale))
        if self.is_on:
            painter.setBrush(colour)
            painter.translate(middle)
            for _ray in range(8):
                painter.drawLine(QPointF(0, -theme.px(6)), QPointF(0, -theme.px(8)))
                painter.rotate(45)
            painter.resetTransform()
        painter.drawEllipse(middle, 4.0 * theme.scale, 4.0 * theme.scale)
        painter.end()

"""Where canvas, answer, bars and strip stand; the canvas is as large as the others let it."""

from PySide6.QtCore import QEvent, QRect, QSize, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from mnist_desktop.ui.digit_canvas import MAXIMUM_SIZE, MINIMUM_SIZE, DigitCanvas
from mnist_desktop.ui.draw.answer import AnswerView
from mnist_desktop.ui.draw.side import CERTAINTY, SidePanel
from mnist_desktop.ui.draw.strip import PreparationStrip
from mnist_desktop.ui.picture_sheet import SIDE
from mnist_desktop.ui.probability_bars import ProbabilityBars
from mnist_desktop.ui.theme import current_theme
from mnist_desktop.ui.widgets import Column

_GAP = 16
_LEAST_HEAD, _LEAST_BARS, _LEAST_SIDE = 216, 150, 250
"""Widths, in logical pixels, below which answer, bars, or both over each other cannot be read."""
_STRIP_FROM, _STRIP_FROM_NARROW = 400, 450
"""Heights from which the strip has a row of its own; more where buttons stand over the answer."""


class DrawStage(QWidget):
    """Holds the parts of Draw and lays them out by the room there is.

    High: the canvas with answer and bars beside it, all steps of the preparation beneath. Low and docked: the
    canvas takes the whole height, and the last step stands under the bars. Low and narrow: canvas, answer
    and bars beside each other.

    Attributes:
        canvas: To draw on.
        answer: What the model says.
        bars: How sure it is of each class.
        strip: How the drawing is prepared.
        buttons: A column over the answer, for what stands there in narrow windows.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("stage")
        self.canvas = DigitCanvas()
        self.canvas.setParent(self)
        self._buttons_widget = QWidget(self)
        self.buttons = Column(spacing=8)
        self._buttons_widget.setLayout(self.buttons)
        self.answer = AnswerView()
        self.answer.setParent(self)
        self.bars = ProbabilityBars(tuple(str(digit) for digit in range(10)))
        self.bars.setParent(self)
        self.strip = PreparationStrip()
        self.strip.setParent(self)
        self._narrow = False
        self._side: SidePanel | None = None

    def share_with(self, side: SidePanel | None) -> None:
        """Takes the panel of views into the place of the bars, or leaves that to the bars alone."""
        if side is self._side:
            return
        if self._side is not None:
            self._side.changed.disconnect(self._on_side_changed)
        self._side = side
        if side is not None:
            side.setParent(self)
            side.changed.connect(self._on_side_changed)
            side.show()
        self._lay_out()

    def set_narrow(self, narrow: bool) -> None:
        """Takes buttons over the answer, or none."""
        self._narrow = narrow
        self._buttons_widget.setVisible(narrow)
        self._lay_out()

    @override
    def sizeHint(self) -> QSize:
        px = current_theme().px
        return QSize(px(700), px(480))

    @override
    def minimumSizeHint(self) -> QSize:
        px = current_theme().px
        return QSize(px(480), px(300))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a sentence has become longer, or a button larger
            self._lay_out()
        return super().event(event)

    @Slot()
    def _on_side_changed(self) -> None:
        self._lay_out()

    @property
    def _viewed(self) -> bool:
        """Whether a view stands where else the bars are."""
        return self._side is not None and self._side.current != CERTAINTY

    def _place_bars(self, room: QRect, lower: QRect) -> None:
        """Places the bars in a room, or what shares it with them: a view may have the strip's place too."""
        self.bars.setVisible(not self._viewed)
        if self._side is None:
            self.bars.setGeometry(room)
        elif self._viewed:
            self._side.setGeometry(lower)
        else:
            switch = self._side.switch.sizeHint().height()
            self._side.setGeometry(room.x(), room.y(), room.width(), switch)
            self.bars.setGeometry(room.adjusted(0, switch + current_theme().px(4), 0, 0))

    def _lay_out(self) -> None:
        px, width, height = current_theme().px, self.width(), self.height()
        self.strip.show()
        if height >= px(_STRIP_FROM_NARROW if self._narrow else _STRIP_FROM):
            self._lay_out_high(width, height)
        elif self._narrow:
            self._lay_out_in_three(width, height)
        else:
            self._lay_out_low(width, height)

    def _lay_out_high(self, width: int, height: int) -> None:
        px = current_theme().px
        gap = px(_GAP // 2)
        strip = self.strip.height_for(px(2 * SIDE if height < px(560) else 3 * SIDE))
        canvas = min(height - strip - gap, round((width - px(_GAP)) * 0.6), width - gap - px(_LEAST_SIDE), MAXIMUM_SIZE)
        canvas = max(canvas, MINIMUM_SIZE)
        strip = max(min(height - canvas - gap, self.strip.height_for(min(width // 7 - px(12), px(6 * SIDE)))), strip)
        self.canvas.setGeometry(0, 0, canvas, canvas)
        left = canvas + px(24)
        top = self._lay_out_head(QRect(left, 0, width - left, canvas))
        self._place_bars(
            QRect(left, top, width - left, canvas - top),
            QRect(left, top, width - left, canvas + gap + strip - top),
        )
        self.strip.set_brief(self._viewed)
        self.strip.setGeometry(0, canvas + gap, canvas if self._viewed else width, strip)

    def _lay_out_low(self, width: int, height: int) -> None:
        px = current_theme().px
        canvas = max(min(height, width - px(24) - px(_LEAST_SIDE), MAXIMUM_SIZE), MINIMUM_SIZE)
        self.canvas.setGeometry(0, 0, canvas, canvas)
        left = canvas + px(24)
        top = self._lay_out_head(QRect(left, 0, width - left, height))
        thumbnail = px(2 * SIDE) + 2
        self._place_bars(
            QRect(left, top, width - left, height - top - thumbnail - px(8)),
            QRect(left, top, width - left, height - top),
        )
        self.strip.setVisible(not self._viewed)
        self.strip.set_brief(True)
        self.strip.setGeometry(left, height - thumbnail, width - left, thumbnail)

    def _lay_out_in_three(self, width: int, height: int) -> None:
        px = current_theme().px
        gap = px(_GAP)
        canvas = min(height, width - 2 * gap - px(_LEAST_HEAD) - px(_LEAST_BARS), MAXIMUM_SIZE)
        canvas = max(canvas, MINIMUM_SIZE)
        self.canvas.setGeometry(0, 0, canvas, canvas)
        left = canvas + gap
        head = max((width - left - gap) // 2, px(_LEAST_HEAD))
        top = self._lay_out_head(QRect(left, 0, head, height))
        thumbnail = min(height - top, px(3 * SIDE) + 2)
        self.strip.set_brief(True)
        self.strip.setGeometry(left, height - thumbnail, head, thumbnail)
        bars = QRect(left + head + gap, 0, width - left - head - gap, height)
        self._place_bars(bars, bars)

    def _lay_out_head(self, room: QRect) -> int:
        """Places buttons and answer at the top of a room, and returns where they end."""
        px = current_theme().px
        top = room.top()
        if self._narrow:
            height = self._buttons_widget.sizeHint().height()
            self._buttons_widget.setGeometry(room.left(), top, room.width(), height)
            top += height + px(8)
        height = max(self.answer.heightForWidth(room.width()), self.answer.sizeHint().height(), px(112))
        self.answer.setGeometry(room.left(), top, room.width(), height)
        return top + height + px(8)

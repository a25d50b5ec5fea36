"""One tested picture, enlarged, with how sure the network was of each class."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.ui.evaluation.words import RIGHT, WRONG, is_wrong, picture_number, sentence
from mnist_desktop.ui.picture_sheet import SIDE, PictureSheet
from mnist_desktop.ui.probability_bars import ProbabilityBars
from mnist_desktop.ui.theme import current_theme
from mnist_desktop.ui.widgets import Column, Label, Row, SecondaryButton, TextRole, explain

if TYPE_CHECKING:
    from mnist_desktop.ui.lane_work import PartResult


_NARROW = 320
_LEAST_BARS = 80


class PictureDetail(QWidget):
    """Shows one picture.

    Signals:
        canvas_asked(): It is to be put on Draw's canvas.
        closed(): Back to the others.
        stepped(int): To the next picture (1) or the one before (-1).
    """

    canvas_asked = Signal()
    closed = Signal()
    stepped = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("picture_detail")
        self._picture = _Enlarged()
        explain(self._picture, _("The arrow keys go from picture to picture, Escape goes back to all of them."))
        self.setFocusProxy(self._picture)
        self._words = Label(role=TextRole.STRONG, name="picture_words")
        self._number = Label(role=TextRole.CAPTION, name="picture_number")
        self.bars = ProbabilityBars(())
        explain(self.bars, _("How sure the network was of each class; together they make 100 %."))
        # Less than the bars would like; else a window with this picture could not be made low.
        self.bars.setMinimumHeight(_LEAST_BARS)
        self.canvas_button = SecondaryButton(_("Put it on the canvas"), name="to_canvas", icon="pencil-simple")
        explain(self.canvas_button, _("Shows this picture in Draw, where you can change it and see the answer change."))
        self.canvas_button.clicked.connect(self.canvas_asked)
        self.back_button = SecondaryButton(_("Back"), name="picture_back")
        explain(self.back_button, _("Back to the other pictures."))
        self.back_button.clicked.connect(self.closed)
        both: QBoxLayout = Row(spacing=16)
        both.addWidget(self._picture, stretch=1)
        both.addWidget(self.bars, stretch=1)
        self._both = both
        buttons = Row(spacing=8)
        buttons.addWidget(self.back_button)
        buttons.addStretch()
        buttons.addWidget(self.canvas_button)
        layout = Column(spacing=12)
        words = Column(spacing=0)
        words.addWidget(self._words)
        words.addWidget(self._number)
        layout.addLayout(words)
        layout.addLayout(both, stretch=1)
        layout.addLayout(buttons)
        self.setLayout(layout)

    def show_picture(self, result: "PartResult", index: int) -> None:
        """Shows a picture of a test.

        Args:
            result: What the test found.
            index: Which of the answered pictures.
        """
        found = result.found
        wrong = is_wrong(found, index)
        text = sentence(found, index)
        mark = WRONG if wrong else RIGHT
        self._words.setText(f"{mark}  {text}" if result.evaluation is not None else text)
        self._number.setText(picture_number(result.part, int(found.rows[index])))
        self._words.set_colour("wrong" if wrong else "")
        self._picture.set_picture(result.images[index])
        self._picture.setAccessibleName(text)
        self.bars.set_class_names(found.class_names)
        self.bars.set_probabilities(found.probabilities[index].tolist())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """The bars stand under the picture where there would be no room for them beside it."""
        super().resizeEvent(event)
        narrow = self.width() < current_theme().px(_NARROW) < self.height()
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._both.setDirection(down if narrow else across)
        self._both.setStretchFactor(self.bars, 2 if narrow else 1)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape | Qt.Key.Key_Backspace:
                self.closed.emit()
            case Qt.Key.Key_Right | Qt.Key.Key_Down:
                self.stepped.emit(1)
            case Qt.Key.Key_Left | Qt.Key.Key_Up:
                self.stepped.emit(-1)
            case _:
                super().keyPressEvent(event)


class _Enlarged(QWidget):
    """A picture as large as there is room; has the focus, for a button would take the arrow keys for itself."""

    def __init__(self) -> None:
        super().__init__(focusPolicy=Qt.FocusPolicy.StrongFocus)
        self.setObjectName("enlarged")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._sheet: PictureSheet | None = None

    def set_picture(self, picture: NDArray[np.uint8]) -> None:
        """Shows a picture: uint8, shape (28, 28)."""
        self._sheet = PictureSheet(picture[np.newaxis])
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(6 * SIDE, 6 * SIDE)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(2 * SIDE, 2 * SIDE)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._sheet is None:
            return
        ratio = self.devicePixelRatioF()
        side = PictureSheet.whole_side(min(self.width(), self.height()), ratio)
        painter = QPainter(self)
        self._sheet.paint(painter, 0, QRectF(0, 0, side, side), ratio)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 3))
            painter.drawRoundedRect(QRectF(1.5, 1.5, side - 3, side - 3), 2, 2)

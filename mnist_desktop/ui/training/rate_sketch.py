"""A tiny drawing of how the learning rate goes over a training, and a sentence about it."""

from PySide6.QtCore import QPointF, QRectF, QSize, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from mnist_desktop.i18n import _, ngettext
from mnist_desktop.networks.spec import TrainingSpec
from mnist_desktop.training.schedules import learning_rates
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets import Column, Label, TextRole, explain

_POINTS = 121
_HEIGHT = 48


class RateSketch(QWidget):
    """Shows a schedule as a line from the first step to the last one, from 0 up to the highest rate."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("rate_sketch")
        self._line = _Line()
        self._caption = Label(role=TextRole.CAPTION, name="rate_sketch_caption")
        layout = Column(spacing=4)
        layout.addWidget(self._line)
        layout.addWidget(self._caption)
        self.setLayout(layout)

    def show_training(self, training: TrainingSpec) -> None:
        """Shows the schedule of a training."""
        rates = _rates(training)
        top = max(rates)
        self._line.shares = [rate / top for rate in rates]
        self._line.update()
        text = _words(training, rates)
        self._caption.setText(text)
        explain(self._line, _("The learning rate from the first step to the last one. {words}").format(words=text))
        self.setAccessibleName(text)


class _Line(QWidget):
    """The line alone.

    Attributes:
        shares: Of the highest rate, at equal distances.
    """

    def __init__(self) -> None:
        super().__init__()
        self.shares: list[float] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow_theme(self._on_theme_changed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(current_theme().px(200), current_theme().px(_HEIGHT))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = theme.px(3)
        room = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        painter.setPen(QPen(QColor(theme.line), theme.px(1)))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        if len(self.shares) < 2:
            return
        across = room.width() / (len(self.shares) - 1)
        points = [
            QPointF(room.left() + index * across, room.bottom() - share * room.height())
            for index, share in enumerate(self.shares)
        ]
        painter.setPen(QPen(QColor(theme.training), theme.px(2)))
        painter.drawPolyline(QPolygonF(points))

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self.setFixedHeight(theme.px(_HEIGHT))


def _rates(training: TrainingSpec) -> list[float]:
    """Learning rates from the first step to the last one; where chance decides on a plateau, an example."""
    rate = training.optimizer.learning_rate
    if training.schedule.name == "reduce_on_plateau":
        factor, part = training.schedule.factor, _POINTS // 3
        return [rate] * part + [rate * factor] * part + [rate * factor**2] * part
    return [float(each) for each in learning_rates(training, (), 0, _POINTS, _POINTS)]


def _words(training: TrainingSpec, rates: list[float]) -> str:
    schedule = training.schedule
    match schedule.name:
        case "cosine":
            return _("From {first:g} in a curve down to 0.").format(first=training.optimizer.learning_rate)
        case "one_cycle":
            text = _("From {first} up to {highest:g}, then down to almost 0.")
            return text.format(first=_plain(rates[0]), highest=training.optimizer.learning_rate)
        case "reduce_on_plateau":
            text = ngettext(
                "Times {factor:g} after {count} epoch without a lower validation loss.",
                "Times {factor:g} after {count} epochs without a lower validation loss.",
                schedule.patience,
            )
            return text.format(factor=schedule.factor, count=schedule.patience)
        case _:
            return _("Always {rate:g}.").format(rate=training.optimizer.learning_rate)


def _plain(rate: float) -> str:
    """A small number as people write it: "0.00004"."""
    return f"{float(f'{rate:.2g}'):.12f}".rstrip("0").rstrip(".") if 1e-9 < rate < 1 else f"{rate:.3g}"

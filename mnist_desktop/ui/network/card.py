"""The card of one preset: what it teaches, reaches and costs."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QLabel, QSizePolicy
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.networks.presets import Preset
from mnist_desktop.ui.network.facts import accuracy_range, epoch_time, numbers
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme, tint
from mnist_desktop.ui.widgets import Column, Label, Row, TextRole, explain


class PresetCard(QAbstractButton):
    """One network to choose: name, what it teaches, test accuracy, numbers to learn, time an epoch takes.

    Its check mark and edge belong to whoever owns it: a click alone does not set them.

    Emits ``clicked``, and ``moved`` with (columns, rows) for an arrow key.

    Args:
        preset: What it stands for.
        parameters: How many numbers the network learns.
    """

    moved = Signal(int, int)

    def __init__(self, preset: Preset, parameters: int) -> None:
        super().__init__(text=preset.title, checkable=True)
        self.preset = preset
        self.setObjectName(f"card_{preset.name}")
        self.setAccessibleName(preset.title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._parameters = parameters
        self._seconds: float | None = None
        self._brief = self._shorter = False
        self._title = Label(preset.title, TextRole.STRONG, name="title")
        self._check = QLabel()
        self._check.setObjectName("check")
        self._teaches = Label(preset.teaches, TextRole.CAPTION, name="teaches")
        self._accuracy = Label(name="accuracy")
        self._range = Label(role=TextRole.CAPTION, name="range")
        self._cost = Label(role=TextRole.CAPTION, name="cost")
        self._lay_out()
        self._write()
        follow_theme(self._on_theme_changed)

    def set_seconds(self, seconds: float | None) -> None:
        """Tells how long an epoch takes on this computer; None if that is not known."""
        self._seconds = seconds
        self._write()

    def set_room(self, *, brief: bool, shorter: bool) -> None:
        """Shows less where there is little room; the rest is in the explanation.

        Args:
            brief: Only the name and its main figures.
            shorter: All but how far the measured accuracies lie apart.
        """
        if (brief, shorter) != (self._brief, self._shorter):
            self._brief, self._shorter = brief, shorter
            self._write()

    def set_chosen(self, chosen: bool) -> None:
        """Marks it by an edge and a check mark."""
        self.setChecked(chosen)
        self._show_check(current_theme())

    @override
    def nextCheckState(self) -> None:
        """A click marks nothing: the model that comes of it does."""

    @override
    def sizeHint(self) -> QSize:
        return self._layout.sizeHint()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _ARROWS.get(Qt.Key(event.key()))
        if step is not None:
            self.moved.emit(*step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
        else:
            super().keyPressEvent(event)

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange:
            self._show_check(current_theme())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        chosen, usable = self.isChecked(), self.isEnabled()
        fill, edge = theme.surface, theme.control if usable else theme.line
        if chosen and usable:
            fill, edge = theme.accent_soft, theme.accent
        elif chosen:
            edge = theme.control
        elif self.underMouse() and usable:
            fill = theme.hover
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_edge(painter, 0, theme.px(2) if chosen else 1, edge, fill)
        if self.hasFocus():
            inset = theme.px(4)
            self._draw_edge(painter, inset, theme.px(2), theme.accent, fill)
        painter.end()

    def _draw_edge(self, painter: QPainter, inset: float, width: float, edge: str, fill: str) -> None:
        radius = current_theme().px(8) - inset / 2
        inset += width / 2
        painter.setPen(QPen(QColor(edge), width))
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), radius, radius)

    def _lay_out(self) -> None:
        head = Row(spacing=4)
        head.addWidget(self._title, stretch=1)
        head.addWidget(self._check, alignment=Qt.AlignmentFlag.AlignTop)
        layout = self._layout = Column(spacing=4, margins=(10, 10, 10, 10))
        layout.addLayout(head)
        layout.addWidget(self._teaches)
        layout.addStretch()
        layout.addSpacing(2)
        layout.addWidget(self._accuracy)
        layout.addWidget(self._range)
        layout.addWidget(self._cost)
        self.setLayout(layout)
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def _write(self) -> None:
        accuracy = self.preset.accuracy
        right = "" if accuracy is None else _("{percent:.1f} % right").format(percent=100 * accuracy.mean)
        spread = "" if accuracy is None else accuracy_range(accuracy)
        time = "" if self._seconds is None else epoch_time(self._seconds)
        if self.preset.own:
            right = _("Your own")
        self._accuracy.setText(right)
        self._range.setText(spread)
        cost = (right, numbers(self._parameters)) if self._brief else (numbers(self._parameters), time)
        self._cost.setText(" · ".join(filter(None, cost)))
        self._teaches.setVisible(not self._brief)
        self._accuracy.setVisible(bool(right) and not self._brief)
        self._range.setVisible(bool(right) and not self._brief and not self._shorter)
        measured = _("On new pictures: {spread}.").format(spread=spread) if spread else ""
        explain(self, " ".join(filter(None, (self.preset.teaches, measured, time and f"{time}."))))

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self._show_check(theme)

    def _show_check(self, theme: Theme) -> None:
        """The label keeps its room when it is empty, so that a choice moves nothing."""
        size = theme.px(18)
        self._check.setFixedSize(size, size)
        if self.isChecked():
            colour = theme.accent_text if self.isEnabled() else theme.control
            self._check.setPixmap(tint("check", colour, size).pixmap(size, size))
        else:
            self._check.clear()


_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}

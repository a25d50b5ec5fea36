"""The top bar: the five steps of the work, the current model, and how things are shown."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QSizePolicy, QStyle, QStyleOptionButton
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme, font, tint
from mnist_desktop.ui.widgets.buttons import IconButton
from mnist_desktop.ui.widgets.explain import explain
from mnist_desktop.ui.widgets.layouts import Row

BAR_HEIGHT = 48

_BEFORE, _AFTER = 12, 30  # logical pixels beside the text of the model's button


class TopBar(QFrame):
    """Emits ``page_chosen`` with the name of a page when its step is clicked.

    Args:
        steps: (name, title, explanation) of each page, in their order.
    """

    page_chosen = Signal(object)

    def __init__(self, steps: Sequence[tuple[str, str, str]]) -> None:
        super().__init__()
        self.setObjectName("top_bar")
        self.model_button = ModelButton()
        self.view_button = IconButton("gear-six", _("View"), name="view_button")
        explain(self.view_button, _("View: colours, size, and how much the pages show."))
        self._names = [name for name, _title, _explanation in steps]
        self._group = QButtonGroup(self)
        layout = Row(spacing=8, margins=(12, 0, 12, 0))
        for number, (name, title, explanation) in enumerate(steps, start=1):
            button = _StepButton(f"{number}  {title}", name=f"step_{name}")
            button.setAccessibleName(title)
            explain(button, explanation)
            self._group.addButton(button, number - 1)
            layout.addWidget(button)
        layout.addStretch(1)
        layout.addWidget(self.model_button, stretch=1000)
        layout.addWidget(self.view_button)
        self.setLayout(layout)
        self._group.idClicked.connect(self._on_step_clicked)
        follow_theme(self._on_theme_changed)

    def show_page(self, name: str) -> None:
        """Marks a step as the current one; a focus that was on another step goes along."""
        step = self._group.button(self._names.index(name))
        step.setChecked(True)
        if any(button.hasFocus() for button in self._group.buttons()):
            step.setFocus()

    @Slot(int)
    def _on_step_clicked(self, number: int) -> None:
        self.page_chosen.emit(self._names[number])

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self.setFixedHeight(theme.px(BAR_HEIGHT))


class ModelButton(QPushButton):
    """Says which model is current, in as many words as there is room for, and opens its menu."""

    def __init__(self) -> None:
        super().__init__(autoDefault=False)
        self.setObjectName("model_button")
        self.setProperty("kind", "model")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._texts: tuple[str, ...] = ("",)
        follow_theme(self._on_theme_changed)

    def set_texts(self, texts: tuple[str, ...]) -> None:
        """Sets what it says, the longest first; the last is cut where even that does not fit."""
        if texts != self._texts:
            self._texts = texts
            self.setAccessibleName(_("Current model: {model}").format(model=texts[0]))
            explain(self, _("{model}. Open, save, rename or delete models.").format(model=texts[0]))
            self._fit()
            self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(self._text_width(self._texts[0]) + self._room_beside_text(), hint.height())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(current_theme().px(120), super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        # The style centres a text beside a menu's arrow; this one stands at the left, with an arrow of ours.
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        theme = current_theme()
        size = theme.px(14)
        text = self.rect().adjusted(theme.px(_BEFORE), 0, -theme.px(_AFTER), 0)
        painter = QPainter(self)
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.text())
        arrow = tint("caret-down", theme.text, size)
        arrow.paint(painter, self.width() - theme.px(10) - size, (self.height() - size) // 2, size, size)
        painter.end()

    @Slot(object)
    def _on_theme_changed(self, _theme: Theme) -> None:
        self._fit()
        self.updateGeometry()

    def _room_beside_text(self) -> int:
        return current_theme().px(_BEFORE) + current_theme().px(_AFTER)

    def _text_width(self, text: str) -> int:
        return self.fontMetrics().horizontalAdvance(text)

    def _fit(self) -> None:
        room = self.width() - self._room_beside_text()
        fitting = (text for text in self._texts if self._text_width(text) <= room)
        shortest = self._texts[-1]
        elided = self.fontMetrics().elidedText(shortest, Qt.TextElideMode.ElideMiddle, max(room, 0))
        self.setText(next(fitting, elided))


class _StepButton(QPushButton):
    """Wide enough for its text in bold, so that nothing moves when it is chosen."""

    def __init__(self, text: str, *, name: str) -> None:
        super().__init__(text, autoDefault=False)
        self.setCheckable(True)
        self.setObjectName(name)
        self.setProperty("kind", "step")
        follow_theme(self._on_theme_changed)

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        bold = QFontMetrics(font(theme, 14, QFont.Weight.DemiBold))
        self.setFixedWidth(bold.horizontalAdvance(self.text()) + theme.px(2 * 14 + 4))

"""The switch between the views beside a drawing: buttons, or a drop-down where there is no room for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, QSize, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets import Row, explain

_GAP, _PADDING = 2, 18


@dataclass(frozen=True)
class SideKind:
    """What can be chosen.

    Attributes:
        name: How programs call it; its button is called "side_{name}".
        title: On the button, one short word.
        explanation: One sentence.
        key: Chooses it while the page Draw shows: "W".
    """

    name: str
    title: str
    explanation: str
    key: str


class SideSwitch(QWidget):
    """Chooses one of the views.

    Signals:
        chosen(str): The name of the view that the user has chosen.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("side_switch")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        self._offered: tuple[str, ...] = ()
        self._current = ""
        self._list = QComboBox()
        self._list.setAccessibleName(_("Views beside the drawing"))
        self._list.setObjectName("side_list")
        explain(self._list, _("What is shown beside the drawing."))
        self._list.activated.connect(self._on_activated)
        self._row = Row(spacing=_GAP)
        self._row.addWidget(self._list)
        self._row.addStretch()
        self.setLayout(self._row)
        follow_theme(self._on_theme_changed)

    def add(self, kind: SideKind) -> None:
        """Adds a view at the end; it shows when it is offered."""
        button = QPushButton(kind.title, autoDefault=False)
        button.setObjectName(f"side_{kind.name}")
        button.setCheckable(True)
        button.setProperty("kind", "tab")
        button.setProperty("view", kind.name)
        explain(button, f"{kind.explanation} ({kind.key})")
        button.clicked.connect(self._on_clicked)
        self._group.addButton(button)
        self._buttons[kind.name] = button
        self._row.insertWidget(self._row.count() - 2, button)

    def offer(self, names: Sequence[str]) -> None:
        """Offers some of the views alone."""
        self._offered = tuple(name for name in self._buttons if name in names)
        self._fit()

    def show_current(self, name: str) -> None:
        """Marks the view that is shown."""
        self._current = name
        self._buttons[name].setChecked(True)
        self._list.setCurrentIndex(self._list.findData(name))

    @property
    def controls(self) -> tuple[QWidget, ...]:
        """All that the tab key may come to."""
        return (*self._buttons.values(), self._list)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(current_theme().px(120), self._list.sizeHint().height())

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._width(), self._list.sizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _on_clicked(self) -> None:
        self.chosen.emit(self.sender().property("view"))

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        self.chosen.emit(self._list.itemData(index))

    @Slot(object)
    def _on_theme_changed(self, _theme: Theme) -> None:
        self._fit()

    def _width(self) -> int:
        """Of all buttons that are offered, each as wide as it gets when it is chosen, and bold."""
        px = current_theme().px
        bold = QFont(self.font())
        bold.setPixelSize(px(14))
        bold.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(bold)
        words = sum(metrics.horizontalAdvance(self._buttons[name].text()) for name in self._offered)
        return words + len(self._offered) * px(_PADDING + _GAP)

    def _fit(self) -> None:
        room = self._width() <= self.width()
        with QSignalBlocker(self._list):
            self._list.clear()
            for name in self._offered:
                self._list.addItem(self._buttons[name].text(), name)
            self._list.setCurrentIndex(self._list.findData(self._current))
        for name, button in self._buttons.items():
            button.setVisible(room and name in self._offered)
        self._list.setVisible(not room)

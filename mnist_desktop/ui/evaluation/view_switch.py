"""The switch between the views of a test: buttons as long as there is room, the others in a drop-down."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.ui.evaluation.views import ViewKind
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets import Row, SecondaryButton, explain

_GAP = 4
_PADDING = 28  # beside a button's text, in logical pixels, its edges included


class ViewSwitch(QWidget):
    """Chooses one of the views.

    Emits ``chosen`` with the name of the view when the user chooses one.

    Args:
        kinds: All views, in their order.
    """

    chosen = Signal(object)

    def __init__(self, kinds: Sequence[ViewKind]) -> None:
        super().__init__(accessibleName=_("Views of the result"))
        self.setObjectName("view_switch")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._names = [kind.name for kind in kinds]
        self._offered = frozenset(self._names)
        self._current = self._names[0]
        self._explanations = {kind.name: kind.explanation for kind in kinds}
        self._buttons: dict[str, SecondaryButton] = {}
        row = Row(spacing=_GAP)
        for kind in kinds:
            button = SecondaryButton(kind.title, name=f"show_{kind.name}")
            button.setCheckable(True)
            button.setProperty("view", kind.name)
            explain(button, f"{kind.explanation} ({kind.key})")
            button.clicked.connect(self._on_clicked)
            self._buttons[kind.name] = button
            row.addWidget(button)
        self._more = SecondaryButton("", name="more_views", icon="caret-down")
        self._more.setCheckable(True)
        self._more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow after the word
        self._more.clicked.connect(self._on_more_clicked)
        row.addWidget(self._more)
        row.addStretch()
        self.setLayout(row)
        self._menu = QMenu(self)
        self._menu.setObjectName("views_menu")
        self._menu.triggered.connect(self._on_triggered)
        follow_theme(self._on_theme_changed)

    def offer(self, names: Sequence[str]) -> None:
        """Offers some of the views alone."""
        self._offered = frozenset(names)
        self.updateGeometry()
        self._fit()

    def set_title(self, name: str, title: str) -> None:
        """Calls a view something else."""
        if self._buttons[name].text() != title:
            self._buttons[name].setText(title)
            self.updateGeometry()
            self._fit()

    def show_current(self, name: str) -> None:
        """Marks the view that is shown."""
        self._current = name
        self._fit()

    @override
    def sizeHint(self) -> QSize:
        width = sum(self._width(name) + self._gap() for name in self._names if name in self._offered)
        return QSize(width, self._more.sizeHint().height())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(max(map(self._more_width, self._offered)), self._more.sizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _on_clicked(self) -> None:
        self._choose(self.sender().property("view"))

    @Slot()
    def _on_more_clicked(self) -> None:
        self._fit()  # a click has toggled it
        self._menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))

    @Slot(object)
    def _on_triggered(self, action: QAction) -> None:
        self._choose(action.data())

    @Slot(object)
    def _on_theme_changed(self, _theme: Theme) -> None:
        self._fit()

    def _choose(self, name: str) -> None:
        self.show_current(name)
        self.chosen.emit(name)

    def _fit(self) -> None:
        """Shows as many buttons as have room; what is left is in the drop-down, which then bears the current title."""
        offered = [name for name in self._names if name in self._offered]
        shown = self._shown(offered)
        for name, button in self._buttons.items():
            button.setChecked(name == self._current)
            button.setMinimumWidth(self._width(name))
            button.setVisible(name in shown)
        hidden = [name for name in offered if name not in shown]
        self._more.setVisible(bool(hidden))
        self._more.setChecked(self._current in hidden)
        self._more.setText(self._buttons[self._current].text() if self._current in hidden else _("More"))
        explain(self._more, self._explanations[self._current] if self._current in hidden else _("The other views."))
        self._menu.clear()
        for name in hidden:
            action = self._menu.addAction(self._buttons[name].text())
            action.setCheckable(True)
            action.setChecked(name == self._current)
            action.setData(name)
            action.setStatusTip(self._explanations[name])

    def _shown(self, offered: Sequence[str]) -> Sequence[str]:
        widths = {name: self._width(name) + self._gap() for name in offered}
        if sum(widths.values()) <= self.width() + self._gap():
            return offered
        for count in range(len(offered) - 1, 0, -1):
            shown, hidden = offered[:count], offered[count:]
            more = max(self._more_width(name) for name in hidden)
            if sum(widths[name] for name in shown) + more <= self.width():
                return shown
        return ()

    def _width(self, name: str) -> int:
        """As wide as its button gets when it is chosen, and bold."""
        button = self._buttons[name]
        bold = QFont(button.font())
        bold.setWeight(QFont.Weight.DemiBold)
        return QFontMetrics(bold).horizontalAdvance(button.text()) + current_theme().px(_PADDING)

    def _more_width(self, name: str) -> int:
        return self._width(name) + self._more.iconSize().width() + self._gap()

    def _gap(self) -> int:
        return current_theme().px(_GAP)

"""The message bar inside the window: faults that a user can mend, and what was done, with a way back."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.ui.shared_state import Notice
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme, tint
from mnist_desktop.ui.widgets.buttons import IconButton, SecondaryButton
from mnist_desktop.ui.widgets.labels import Label, set_property
from mnist_desktop.ui.widgets.layouts import Row

NOTICE_MILLISECONDS = 8000
"""A confirmation goes by itself after this; long enough to read it and to press Undo."""


class MessageBar(QFrame):
    """One message at a time, hidden while there is none; it takes no focus and blocks nothing.

    A fault stays until it is closed (Escape) or another message comes; a confirmation goes by itself.

    Args:
        parent: The window.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message_bar")
        self.setProperty("kind", "message")
        self._icon_name, self._icon_colour = "info", "accent_text"
        self._on_action: Callable[[], None] | None = None
        self._timer = QTimer(self, singleShot=True, interval=NOTICE_MILLISECONDS)
        self._timer.timeout.connect(self.clear)

        self._icon = QLabel()
        self._text = Label(name="message_text")
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._action = SecondaryButton("", name="message_action")
        self._action.clicked.connect(self._on_action_clicked)
        self._close = IconButton("x", _("Close this message"), name="message_close")
        self._close.clicked.connect(self.clear)
        layout = Row(spacing=12, margins=(16, 4, 8, 4))
        layout.addWidget(self._icon)
        layout.addWidget(self._text, stretch=1)
        layout.addWidget(self._action)
        layout.addWidget(self._close)
        self.setLayout(layout)
        # In force only while a message shows, so that pages have Escape for themselves otherwise.
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        self._escape.activated.connect(self.clear)
        self.hide()
        follow_theme(self._on_theme_changed)

    @property
    def text(self) -> str:
        """What it says; empty while hidden."""
        return "" if self.isHidden() else self._text.text()

    @Slot(object)
    def show_error(self, error: UserError) -> None:
        """Shows a fault until it is closed."""
        self._timer.stop()
        self._show("warning", "wrong", "error", str(error), "", None)

    @Slot(object)
    def show_notice(self, notice: Notice) -> None:
        """Shows what was done, for a while."""
        self._show("check", "accent_text", "notice", notice.text, notice.action, notice.on_action)
        self._timer.start()

    @Slot()
    def clear(self) -> None:
        """Takes the message away."""
        self._timer.stop()
        self._on_action = None
        self.hide()

    @Slot()
    def _on_action_clicked(self) -> None:
        on_action = self._on_action
        self.clear()
        if on_action is not None:
            on_action()

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        size = theme.px(20)
        self._icon.setPixmap(tint(self._icon_name, getattr(theme, self._icon_colour), size).pixmap(size, size))

    def _show(
        self, icon: str, colour: str, tone: str, text: str, action: str, on_action: Callable[[], None] | None
    ) -> None:
        self._icon_name, self._icon_colour = icon, colour
        self._on_theme_changed(current_theme())
        self._text.setText(text)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self._on_action = on_action
        set_property(self, "tone", tone)
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

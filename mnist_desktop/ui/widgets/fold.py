"""Fold: settings that are folded away under one line."""

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from mnist_desktop.i18n import _, ngettext
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme, tint
from mnist_desktop.ui.widgets.layouts import Column
from mnist_desktop.ui.widgets.level import set_shown


class Fold(QWidget):
    """A line with a chevron; a click shows or hides what is in ``fold.body``.

    A fold never resets a value: closed, with changed values inside, it says "2 changed".

    Emits ``toggled`` with whether it is open.

    Args:
        title: "How it learns".
        name: Its ``objectName``; the line's is "header".
        everything_only: The session, if the fold shows only at the level Everything (or while something
            in it is changed).
    """

    toggled = Signal(object)

    def __init__(self, title: str, *, name: str, everything_only: Session | None = None) -> None:
        super().__init__()
        self.setObjectName(name)
        self._title = title
        self._changed_count = 0
        self._session = everything_only
        self._header = QPushButton(autoDefault=False)
        self._header.setObjectName("header")
        self._header.setProperty("kind", "fold")
        self._header.clicked.connect(self._on_header_clicked)
        self._content = QWidget()
        self.body = Column(spacing=8, margins=(4, 4, 0, 8))
        self._content.setLayout(self.body)
        self._content.hide()
        layout = Column(spacing=0)
        layout.addWidget(self._header)
        layout.addWidget(self._content)
        self.setLayout(layout)
        follow_theme(self._on_theme_changed)
        if everything_only is not None:
            everything_only.level_changed.connect(self._on_level_changed)
            self._on_level_changed(everything_only.level)

    @property
    def is_open(self) -> bool:
        """Whether its content shows."""
        return not self._content.isHidden()

    def set_open(self, open_: bool) -> None:
        """Shows or hides the content."""
        if open_ != self.is_open:
            self._content.setVisible(open_)
            self._show_state(current_theme())
            self.toggled.emit(open_)

    def set_changed_count(self, count: int) -> None:
        """Tells how many values inside differ from their defaults."""
        self._changed_count = count
        self._show_state(current_theme())
        if self._session is not None:
            self._on_level_changed(self._session.level)

    @Slot()
    def _on_header_clicked(self) -> None:
        self.set_open(not self.is_open)

    @Slot(object)
    def _on_level_changed(self, level: Level) -> None:
        set_shown(self, level is Level.EVERYTHING or self._changed_count > 0)

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self._show_state(theme)

    def _show_state(self, theme: Theme) -> None:
        text = self._title
        if self._changed_count and not self.is_open:
            changed = ngettext("{count} changed", "{count} changed", self._changed_count)
            text = f"{text} · {changed.format(count=self._changed_count)}"
        self._header.setText(text)
        self._header.setAccessibleDescription(_("Open") if self.is_open else _("Closed"))
        size = theme.px(14)
        self._header.setIconSize(QSize(size, size))
        self._header.setIcon(tint("caret-down" if self.is_open else "caret-right", theme.text, size))

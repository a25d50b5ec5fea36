"""Page: the base of the five pages; its controls stand at the left, or in a drawer where room is short."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget
from typing_extensions import override

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets.buttons import MainButton, SecondaryButton
from mnist_desktop.ui.widgets.explain import explain
from mnist_desktop.ui.widgets.field import Field
from mnist_desktop.ui.widgets.fold import Fold
from mnist_desktop.ui.widgets.labels import set_property
from mnist_desktop.ui.widgets.layouts import Column, Row
from mnist_desktop.ui.widgets.scrim import Scrim

COLUMN_WIDTH = 264
WIDE = 1000
"""From this window width on, in logical pixels, the column is docked."""
LOW = 500
"""Below this window height a page is compact: one plot instead of two, no thumbnails."""

_SCROLL_BAR = 10


class Page(QWidget):
    """A step of the work: a column of controls beside pictures.

    A page puts its controls into ``column`` and its cards into ``content``. Where the window is narrow, the
    column becomes a drawer behind a button; that button and the main action then stand in ``narrow_bar``,
    which lies above the content unless the page adds it to a layout of its own, such as its first card's.

    Args:
        session: What all pages share.
        name: Its ``objectName``.
        title: What a screen reader calls it.
        main_action: The one main action; stands at the top of the column, or where the page adds
            ``action_slot``.
    """

    def __init__(self, session: Session, *, name: str, title: str, main_action: MainButton | None = None) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.session = session
        self.main_action = main_action
        self._wide: bool | None = None
        self._compact: bool | None = None
        self._drawer_open = False

        self.action_slot = QWidget()
        self._action_layout = Column(spacing=0)
        self.action_slot.setLayout(self._action_layout)
        if main_action is not None:
            self._action_layout.addWidget(main_action)  # now, so that Tab comes to it first
        self._make_column()
        self._make_content()
        self._scrim = Scrim(self)
        self._scrim.clicked.connect(self._on_scrim_clicked)
        self._root = Row(spacing=0)
        self._root.addWidget(self._content_widget, stretch=1)
        self.setLayout(self._root)
        self.add_key(_("Controls of this page"), "F9", self._on_drawer_clicked)
        follow_theme(self._on_theme_changed)

    @property
    def wide(self) -> bool:
        """Whether the column is docked."""
        return bool(self._wide)

    @property
    def compact(self) -> bool:
        """Whether the window is low."""
        return bool(self._compact)

    def arrange(self, *, wide: bool, compact: bool) -> None:
        """Override to show less where there is less room; called before the first show, and on changes.

        Args:
            wide: The column is docked.
            compact: The window is low.
        """

    def add_key(self, text: str, keys: str, slot: Callable[[], None]) -> QAction:
        """Gives the page an action with a key, which works while the page shows and is listed under F1.

        Args:
            text: What it does.
            keys: Such as "Ctrl+Return".
            slot: Bound method of the page.
        """
        action = QAction(text, self)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(slot)
        self.addAction(action)
        return action

    def show_fault(self, error: UserError) -> None:
        """Shows an error at the ``Field`` of its setting, unfolded; in the message bar if there is none."""
        self.clear_faults()
        for field in self.findChildren(Field):
            if error.field and field.setting == error.field:
                for fold in self.findChildren(Fold):
                    if fold.isAncestorOf(field):
                        fold.set_open(True)
                self._set_drawer_open(True)
                field.set_fault(str(error))
                field.editor.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.session.failed.emit(error)

    def takes_fault(self, error: UserError) -> bool:
        """Override to tell whether the page, now on show, says itself what went wrong: not the message bar then."""
        return False

    def clear_faults(self) -> None:
        """Takes all faults away from the fields."""
        for field in self.findChildren(Field):
            field.set_fault("")

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(current_theme())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._drawer_open:
            self._set_drawer_open(False)
        else:
            super().keyPressEvent(event)

    def _make_column(self) -> None:
        self.column = Column(spacing=8)
        self.column.addWidget(self.action_slot)
        # Not by aligning it at the top, which gives texts that wrap no more height than unwrapped.
        above_nothing = Column(spacing=0)
        above_nothing.addLayout(self.column)
        above_nothing.addStretch(1)
        self._column_widget = QWidget()
        self._column_widget.setObjectName("column")
        self._column_widget.setLayout(above_nothing)
        self._scroll_area = QScrollArea(widgetResizable=True)
        self._scroll_area.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll_area.setWidget(self._column_widget)
        self._column_frame = QFrame(self)
        self._column_frame.setObjectName("column_frame")
        self._frame_layout = Column(spacing=0)
        self._frame_layout.addWidget(self._scroll_area)
        self._column_frame.setLayout(self._frame_layout)

    def _make_content(self) -> None:
        self._drawer_button = SecondaryButton(_("Controls"), name="drawer_button", icon="sliders-horizontal")
        explain(self._drawer_button, _("The controls of this page, for which the window is too narrow."))
        self._drawer_button.clicked.connect(self._on_drawer_clicked)
        self.narrow_bar = QWidget()
        self.narrow_bar.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._narrow_layout = Row(spacing=8)
        self._narrow_layout.addWidget(self._drawer_button)
        self.narrow_bar.setLayout(self._narrow_layout)
        self.content = Column(spacing=16)
        self.content.addWidget(self.narrow_bar, alignment=Qt.AlignmentFlag.AlignLeft)
        self._content_widget = QWidget()
        self._content_widget.setLayout(self.content)

    @Slot()
    def _on_drawer_clicked(self) -> None:
        self._set_drawer_open(not self._drawer_open)

    @Slot()
    def _on_scrim_clicked(self) -> None:
        self._set_drawer_open(False)

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self._column_widget.setFixedWidth(theme.px(COLUMN_WIDTH))
        if self._wide is not None:  # before it first shows, the page's own constructor is still at work
            self._wide = self._compact = None
            self._arrange(theme)

    def _arrange(self, theme: Theme) -> None:
        """Looks at the window, not at the page: a message bar that comes and goes changes nothing."""
        window = self.window()
        wide, compact = window.width() >= theme.px(WIDE), window.height() < theme.px(LOW)
        if (wide, compact) != (self._wide, self._compact):
            self._wide, self._compact = wide, compact
            self._place_column(theme)
            self._place_main_action(wide)
            self.arrange(wide=wide, compact=compact)
        if not wide:
            self._lay_drawer(theme)

    def _place_column(self, theme: Theme) -> None:
        margin = theme.px(8 if self._compact else 16)
        # The column's scroll bar stands in the gap between column and content.
        frame_width = theme.px(COLUMN_WIDTH + _SCROLL_BAR)
        if self._wide:
            self._root.setContentsMargins(theme.px(16), margin, theme.px(16), margin)
            self._root.setSpacing(theme.px(16 - _SCROLL_BAR))
            self._frame_layout.setContentsMargins(0, 0, 0, 0)
            self._column_frame.setFixedWidth(frame_width)
            self._root.insertWidget(0, self._column_frame)
        else:
            self._root.removeWidget(self._column_frame)
            self._root.setContentsMargins(margin, margin, margin, margin)
            self._frame_layout.setContentsMargins(theme.px(16), theme.px(16), theme.px(6), theme.px(16))
            self._column_frame.setFixedWidth(frame_width + theme.px(22))
        set_property(self._column_frame, "kind", "" if self._wide else "drawer")
        self._drawer_open = False
        self._scrim.hide()
        self._column_frame.setVisible(bool(self._wide))
        self.narrow_bar.setVisible(not self._wide)

    def _place_main_action(self, wide: bool) -> None:
        self.action_slot.setVisible(wide and self.main_action is not None)
        if self.main_action is None:
            return
        had_focus = self.main_action.hasFocus()
        if wide:
            self._action_layout.addWidget(self.main_action)
        else:
            self._narrow_layout.addWidget(self.main_action)
        if had_focus:
            self.main_action.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_drawer_open(self, open_: bool) -> None:
        if self._wide or open_ == self._drawer_open:
            return
        self._drawer_open = open_
        self._lay_drawer(current_theme())
        self._scrim.setVisible(open_)
        self._column_frame.setVisible(open_)
        if open_:
            self._scrim.raise_()
            self._column_frame.raise_()
            first = _first_control(self._column_widget)
            if first is not None:
                first.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._drawer_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_drawer(self, theme: Theme) -> None:
        self._scrim.setGeometry(self.rect())
        self._column_frame.setGeometry(0, 0, self._column_frame.width(), self.height())


def _first_control(around: QWidget) -> QWidget | None:
    controls = (child for child in around.findChildren(QWidget) if child.isEnabled() and not child.isHidden())
    return next((child for child in controls if child.focusPolicy() & Qt.FocusPolicy.TabFocus), None)

"""How things are shown: level, colours, size; each with a key, together in a menu."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from mnist_desktop.i18n import _
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import SCALE, SCHEME, Level, Settings
from mnist_desktop.ui.theme import Appearance, Scheme, Theme, appearance, follow_theme


def restore_appearance(settings: Settings) -> Appearance:
    """Gives the application the look that it had last time."""
    look = appearance()
    look.set_scheme(settings.get(SCHEME))
    look.set_scale(settings.get(SCALE))
    return look


class ViewMenu(QMenu):
    """The menu behind the gear; its actions work in the whole window.

    Args:
        session: For the level and the settings.
        parent: The window.
    """

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("view_menu")
        self._session = session
        self._look = appearance()
        self._everything = self._add(_("Show &everything"), "Ctrl+E", self._on_everything, checkable=True)
        self.addSeparator()
        self._schemes = QActionGroup(self)
        for scheme, text in (
            (Scheme.SYSTEM, _("Colours of the &system")),
            (Scheme.LIGHT, _("&Light")),
            (Scheme.DARK, _("&Dark")),
        ):
            action = self._add(text, "", None, checkable=True)
            action.setData(scheme)
            action.setChecked(scheme is self._look.scheme)
            self._schemes.addAction(action)
        self._schemes.triggered.connect(self._on_scheme)
        self._add(_("Light or dark"), "Ctrl+Shift+L", self._on_other_scheme)
        self.addSeparator()
        larger = self._add(_("L&arger"), "Ctrl++", self._on_larger)
        larger.setShortcuts([QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")])
        self._add(_("S&maller"), "Ctrl+-", self._on_smaller)
        self._add(_("&Normal size"), "Ctrl+0", self._on_normal)
        self._projector = self._add(_("&Projector view, 150 %"), "F11", self._on_projector, checkable=True)
        session.level_changed.connect(self._on_level_changed)
        self._on_level_changed(session.level)
        follow_theme(self._on_theme_changed)
        # A menu's actions answer to their keys only while they belong to something that shows.
        parent.addActions(self.actions())

    def _add(self, text: str, keys: str, slot: object, *, checkable: bool = False) -> QAction:
        action = QAction(text, self)
        action.setCheckable(checkable)
        if keys:
            action.setShortcut(QKeySequence(keys))
        if callable(slot):
            action.triggered.connect(slot)
        self.addAction(action)
        return action

    @Slot(bool)
    def _on_everything(self, checked: bool) -> None:
        self._session.set_level(Level.EVERYTHING if checked else Level.ESSENTIALS)

    @Slot(object)
    def _on_level_changed(self, level: Level) -> None:
        self._everything.setChecked(level is Level.EVERYTHING)

    @Slot(QAction)
    def _on_scheme(self, action: QAction) -> None:
        self._set_scheme(action.data())

    @Slot()
    def _on_other_scheme(self) -> None:
        self._set_scheme(Scheme.LIGHT if self._look.theme.dark else Scheme.DARK)

    @Slot()
    def _on_larger(self) -> None:
        self._look.larger()

    @Slot()
    def _on_smaller(self) -> None:
        self._look.smaller()

    @Slot()
    def _on_normal(self) -> None:
        self._look.set_scale(1.0)

    @Slot(bool)
    def _on_projector(self, checked: bool) -> None:
        self._look.set_projector(checked)

    @Slot(object)
    def _on_theme_changed(self, _theme: Theme) -> None:
        self._projector.setChecked(self._look.projector)
        if self._look.lasting_scale != self._session.settings.get(SCALE):  # what nobody chose stays preset for all
            self._session.settings.set(SCALE, self._look.lasting_scale)

    def _set_scheme(self, scheme: Scheme) -> None:
        for action in self._schemes.actions():
            action.setChecked(action.data() is scheme)
        self._session.settings.set(SCHEME, scheme)
        self._look.set_scheme(scheme)

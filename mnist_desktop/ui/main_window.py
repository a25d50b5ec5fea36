"""MainWindow: five pages under a top bar with the current model, over a bottom bar with explanations."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QByteArray, QEvent, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QKeySequence,
    QPaintEvent,
    QShowEvent,
    QStatusTipEvent,
)
from PySide6.QtWidgets import QApplication, QMessageBox, QStackedWidget, QWidget
from typing_extensions import override

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _, ngettext
from mnist_desktop.ui.bottom_bar import BottomBar
from mnist_desktop.ui.crashes import Crash, CrashDialog
from mnist_desktop.ui.drop_target import DropTarget
from mnist_desktop.ui.figure_actions import FigureKeys
from mnist_desktop.ui.key_list import KeyList
from mnist_desktop.ui.model_menu import ModelMenu
from mnist_desktop.ui.model_text import shorter
from mnist_desktop.ui.notifications import MessageBar
from mnist_desktop.ui.progress import Progress
from mnist_desktop.ui.runs.banner import StartBanner
from mnist_desktop.ui.runs.keeper import RunKeeper
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import FIRST_PAGE, WINDOW_GEOMETRY
from mnist_desktop.ui.theme import Theme, appearance, follow_theme, tint
from mnist_desktop.ui.top_bar import TopBar
from mnist_desktop.ui.view_menu import ViewMenu
from mnist_desktop.ui.widgets.explain import explanation
from mnist_desktop.ui.widgets.layouts import Column
from mnist_desktop.ui.widgets.page import Page

PAGES = ("data", "network", "train", "evaluate", "draw")
MINIMUM_SIZE = (880, 440)
"""Logical pixels."""

_FIRST_SIZE = (1180, 720)


class MainWindow(QWidget):
    """The window.

    Emits ``first_painted`` once, when it is on the screen.

    Args:
        session: What all pages share.
        factories: Makes each page of ``PAGES`` when it is first shown.
    """

    first_painted = Signal()

    def __init__(self, session: Session, factories: Mapping[str, Callable[[], Page]]) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("MNIST Desktop")
        self.setWindowIcon(tint("app", "#FFFFFF", 64))
        self.session = session
        self._factories = factories
        self._pages: dict[str, Page] = {}
        self._painted = False
        self._activated = False
        self._closing = False
        self._crash_dialog = CrashDialog(self)

        self._top_bar = TopBar(_steps())
        self._stack = QStackedWidget()
        self.message_bar = MessageBar()
        self._keeper = RunKeeper(session, self)
        self._bottom_bar = BottomBar()
        layout = Column(spacing=0)
        layout.addWidget(self._top_bar)
        layout.addWidget(StartBanner(session))
        layout.addWidget(self._stack, stretch=1)
        layout.addWidget(self.message_bar)
        layout.addWidget(self._bottom_bar)
        self.setLayout(layout)

        self._add_page_actions()
        self._model_menu = ModelMenu(session, self)
        self._top_bar.model_button.setMenu(self._model_menu)
        self._view_menu = ViewMenu(session, self)
        self._top_bar.view_button.setMenu(self._view_menu)
        self._top_bar.view_button.setPopupMode(self._top_bar.view_button.ToolButtonPopupMode.InstantPopup)
        self._add_action(_("All keys"), "F1", self._on_keys)
        self._add_action(_("Close the window"), "Ctrl+Q", self.close)
        FigureKeys(self)
        self._drop_target = DropTarget(session, self)
        self._connect_session()
        self.restoreGeometry(QByteArray(session.settings.get(WINDOW_GEOMETRY)))
        if not session.settings.get(WINDOW_GEOMETRY):
            self.resize(*_FIRST_SIZE)
        follow_theme(self._on_theme_changed)
        self.show_page(session.settings.get(FIRST_PAGE).value)

    @property
    def page(self) -> Page:
        """The page that shows."""
        page = self._stack.currentWidget()
        assert isinstance(page, Page)
        return page

    @Slot(object)
    def show_page(self, name: str) -> None:
        """Shows one of ``PAGES``, made now if this is the first time."""
        self._top_bar.show_page(name)
        if name not in self._pages:
            page = self._pages[name] = self._factories[name]()
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(self._pages[name])

    @Slot(object)
    def show_crash(self, crash: Crash) -> None:
        """Shows what nobody foresaw; the window lives on."""
        self._crash_dialog.show_crash(crash)

    @override
    def event(self, event: QEvent) -> bool:
        if isinstance(event, QStatusTipEvent):
            self._bottom_bar.show_explanation(event.tip() or explanation(QApplication.focusWidget()))
            return True
        return super().event(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and not self._activated:
            self._activated = True
            QTimer.singleShot(0, self._on_first_activation)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._limit_scale()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            # After this event the children are painted and all is flushed to the screen.
            QTimer.singleShot(0, self.first_painted.emit)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self.session.training:
            event.ignore()
            if not self._closing:
                self._ask_before_closing()
            return
        if self._keeper.unsaved:
            event.ignore()
            self._keeper.ask_before_closing(self._model_menu.show_runs)
            return
        self.session.settings.set(WINDOW_GEOMETRY, bytes(self.saveGeometry().data()))
        self.session.settings.save()
        self.hide()  # TensorFlow may still be waking up, and its import cannot be broken off
        self.session.jobs.shutdown()
        event.accept()

    def _add_action(self, text: str, keys: str, slot: Callable[..., object]) -> QAction:
        action = QAction(text, self)
        action.setShortcuts([QKeySequence(key) for key in keys.split()])
        action.triggered.connect(slot)
        self.addAction(action)
        return action

    def _add_page_actions(self) -> None:
        for number, (name, title, _explanation) in enumerate(_steps(), start=1):
            action = self._add_action(title, f"Ctrl+{number} Alt+{number}", self._on_page_action)
            action.setData(name)
        self._top_bar.page_chosen.connect(self.show_page)

    def _connect_session(self) -> None:
        session = self.session
        session.model_changed.connect(self._on_model_changed)
        session.training_event.connect(self._on_model_changed)
        session.training_changed.connect(self._on_training_changed)
        session.progress_changed.connect(self._bottom_bar.show_progress)
        session.page_requested.connect(self.show_page)
        session.failed.connect(self._on_failed)
        session.notified.connect(self.message_bar.show_notice)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus_changed)
        self._on_model_changed()

    @Slot(object)
    def _on_failed(self, error: UserError) -> None:
        if not self.page.takes_fault(error):
            self.message_bar.show_error(error)

    @Slot()
    def _on_first_activation(self) -> None:
        # Qt gives the first control the focus; a ring around it before any key was used would only puzzle.
        if (focused := self.focusWidget()) is not None:
            focused.clearFocus()

    @Slot()
    def _on_page_action(self) -> None:
        action = self.sender()
        assert isinstance(action, QAction)
        self.show_page(action.data())

    @Slot()
    def _on_model_changed(self) -> None:
        model = self.session.model
        if model is None:
            self._top_bar.model_button.set_texts((_("No model"),))
        else:
            self._top_bar.model_button.set_texts(shorter(model.run, self.session.training_position))

    @Slot(object)
    def _on_training_changed(self, training: bool) -> None:
        self._on_model_changed()
        if self._closing and not training:
            self.close()

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.isAncestorOf(now):
            self._bottom_bar.show_explanation(explanation(now))

    @Slot()
    def _on_keys(self) -> None:
        groups = ((self.page.accessibleName(), self.page.actions()), (_("Everywhere"), self.actions()))
        KeyList(groups, self).open()

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        available = self.screen().availableSize()
        wanted = (theme.px(side) for side in MINIMUM_SIZE)
        self.setMinimumSize(*(min(side, room) for side, room in zip(wanted, available.toTuple(), strict=True)))

    @Slot(int)
    def _on_close_answered(self, answer: int) -> None:
        if answer == QMessageBox.StandardButton.Yes.value and self.session.training:
            self._closing = True
            self.session.stop()
            self._bottom_bar.show_progress(Progress(None, _("Stopping; the finished epochs are kept …")))
        elif answer == QMessageBox.StandardButton.Yes.value:
            self.close()

    def _ask_before_closing(self) -> None:
        position = self.session.training_position
        finished = position[0] - 1 if position else 0
        box = QMessageBox(
            QMessageBox.Icon.Question,
            "MNIST Desktop",
            _("The network is still learning."),
            QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No,
            self,
        )
        box.setObjectName("close_question")
        kept = ngettext("{count} finished epoch is kept.", "{count} finished epochs are kept.", finished)
        box.setInformativeText(kept.format(count=finished))
        box.button(QMessageBox.StandardButton.Yes).setText(_("&Stop and close"))
        box.button(QMessageBox.StandardButton.No).setText(_("&Keep learning"))
        box.setDefaultButton(QMessageBox.StandardButton.No)
        box.finished.connect(self._on_close_answered)
        box.finished.connect(box.deleteLater)
        box.open()

    def _limit_scale(self) -> None:
        """Does not let the window grow beyond the screen."""
        room = self.screen().availableSize().expandedTo(self.size())
        limit = min(room.width() / MINIMUM_SIZE[0], room.height() / MINIMUM_SIZE[1])
        appearance().set_limit(max(limit, 1.0))


def _steps() -> tuple[tuple[str, str, str], ...]:
    return (
        ("data", _("Data"), _("Data: the pictures that a network learns from and is tested on.")),
        ("network", _("Network"), _("Network: choose the layers, how they learn, and what they are worth.")),
        ("train", _("Train"), _("Train: let the network learn from the pictures, and watch it.")),
        ("evaluate", _("Evaluate"), _("Evaluate: test the model on pictures that it has never seen.")),
        ("draw", _("Draw"), _("Draw: write a digit and see what the model makes of it.")),
    )

"""Bench: the open window with the hands that use it: clicks, keys, strokes, drops, and patience."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, QEventLoop, QMimeData, QObject, QPoint, QPointF, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.selftest.guard import NetworkGuard
from mnist_desktop.selftest.runner import StepFailed
from mnist_desktop.ui.crashes import Crash, CrashReporter
from mnist_desktop.ui.main_window import MainWindow
from mnist_desktop.ui.shared_state import Notice

_Widget = TypeVar("_Widget", bound=QWidget)

_LOOK_MS = 10
"""Between two looks at what is waited for; the lanes have Python's lock meanwhile."""


class Bench(QObject):
    """What all steps share.

    Args:
        window: The window that is used.
        reporter: Tells of crashes.
        guard: Notes who tries to reach a network.
        folder: A folder for files of the steps' own.
        deadline: When the running step must have ended, on the clock of ``time.monotonic``.
    """

    def __init__(
        self,
        window: MainWindow,
        reporter: CrashReporter,
        guard: NetworkGuard,
        folder: Path,
        deadline: Callable[[], float],
    ) -> None:
        super().__init__()
        self.window = window
        self.session = window.session
        self.guard = guard
        self.folder = folder
        self.notices: list[str] = []
        self._deadline = deadline
        self._faults: list[str] = []
        reporter.crashed.connect(self._on_crashed)
        reporter.user_error.connect(self._on_failed)
        self.session.failed.connect(self._on_failed)
        self.session.data_refused.connect(self._on_failed)
        self.session.notified.connect(self._on_notified)

    def wait_until(self, condition: Callable[[], bool], what: str) -> None:
        """Lets the window work until something holds.

        Args:
            condition: Asked again and again.
            what: What is waited for, in a few words, for the sentence if it does not come.

        Raises:
            StepFailed: It did not come before the deadline, or something else went wrong meanwhile.
        """
        while not condition():
            self.raise_faults()
            if time.monotonic() > self._deadline():
                raise StepFailed(_("Waited in vain for: {what}.").format(what=what))
            self._work(_LOOK_MS)
        self.raise_faults()

    def wait_until_idle(self) -> None:
        """Lets the window work until the model lane has nothing to do, and what came of it is shown."""
        self.wait_until(lambda: not self.session.jobs.model_lane_busy, _("the model lane to end"))
        self._work(100)  # plots draw at most 15 times a second
        self.raise_faults()

    def raise_faults(self) -> None:
        """Raises what went wrong since the last time.

        Raises:
            StepFailed: Something did.
        """
        if self._faults:
            faults, self._faults = self._faults, []
            raise StepFailed(" ".join(faults))

    def find(self, kind: type[_Widget], name: str = "") -> _Widget:
        """A widget of the page that shows.

        Raises:
            StepFailed: There is none.
        """
        found = self.window.page.findChild(kind, name) if name else self.window.page.findChild(kind)
        if not isinstance(found, kind):
            raise StepFailed(_("There is no {name} on {page}.").format(name=name or kind.__name__, page=self._page))
        return found

    def click(self, name: str) -> None:
        """Clicks a button of the page that shows, with the mouse.

        Raises:
            StepFailed: It is not there, hidden or grey.
        """
        button = self.find(QAbstractButton, name)
        if not button.isVisible() or not button.isEnabled():
            raise StepFailed(_("{name} on {page} cannot be clicked.").format(name=name, page=self._page))
        self.stroke(button, (button.rect().center(),))

    def press_key(self, key: str) -> None:
        """Triggers the action of the page that shows, or of the window, that has a key.

        Raises:
            StepFailed: There is none, or it is off.
        """
        for action in (*self.window.page.actions(), *self.window.actions()):
            if key in [each.toString() for each in action.shortcuts()]:
                if not action.isEnabled():
                    break
                action.trigger()
                return
        raise StepFailed(_("Nothing on {page} answers to the key {key}.").format(page=self._page, key=key))

    def stroke(self, widget: QWidget, places: tuple[QPoint, ...]) -> None:
        """Presses the left button of the mouse, moves it, and releases it.

        Args:
            widget: Where.
            places: From the press to the release, in the widget's coordinates.
        """
        none, left = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
        self._mouse(widget, QEvent.Type.MouseButtonPress, places[0], left, left)
        for place in places[1:]:
            self._mouse(widget, QEvent.Type.MouseMove, place, none, left)
        self._mouse(widget, QEvent.Type.MouseButtonRelease, places[-1], left, none)

    def drop(self, path: Path) -> None:
        """Drops a file or a folder on the window.

        Raises:
            StepFailed: The window does not take it.
        """
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        place = self.window.rect().center()
        copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        entered = QDragEnterEvent(place, copy, data, left, none)
        entered.ignore()
        QApplication.sendEvent(self.window, entered)  # Qt gives the drop to whoever took this
        self.check(entered.isAccepted(), _("The window does not take {name}.").format(name=path.name))
        QApplication.sendEvent(self.window, QDropEvent(QPointF(place), copy, data, left, none))

    def check(self, holds: bool, sentence: str) -> None:
        """Raises ``StepFailed`` with a sentence unless something holds."""
        if not holds:
            raise StepFailed(sentence)

    @property
    def _page(self) -> str:
        return self.window.page.accessibleName()

    def _mouse(
        self, widget: QWidget, kind: QEvent.Type, place: QPoint, button: Qt.MouseButton, buttons: Qt.MouseButton
    ) -> None:
        point = QPointF(place)
        everywhere = QPointF(widget.mapToGlobal(place))
        event = QMouseEvent(kind, point, everywhere, button, buttons, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(widget, event)

    def _work(self, milliseconds: int) -> None:
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()

    @Slot(object)
    def _on_crashed(self, crash: Crash) -> None:
        self._faults.append(crash.report)

    @Slot(object)
    def _on_failed(self, error: UserError) -> None:
        self._faults.append(str(error))

    @Slot(object)
    def _on_notified(self, notice: Notice) -> None:
        self.notices.append(notice.text)

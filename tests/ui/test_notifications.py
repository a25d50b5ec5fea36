"""The message bar, and what happens to exceptions that nobody foresaw."""

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from mnist_desktop.errors import UserError
from mnist_desktop.ui import notifications
from mnist_desktop.ui.crashes import Crash, CrashDialog, CrashReporter, crash_report
from mnist_desktop.ui.notifications import MessageBar
from mnist_desktop.ui.shared_state import Notice


class Undoer(QObject):
    undone = Signal()

    @Slot()
    def undo(self) -> None:
        self.undone.emit()


@pytest.fixture
def bar(qtbot: QtBot) -> MessageBar:
    window = QWidget()
    qtbot.addWidget(window)
    bar = MessageBar(window)
    bar.window_kept = window  # type: ignore[attr-defined]
    window.show()
    return bar


@pytest.fixture
def reporter(qtbot: QtBot) -> Iterator[CrashReporter]:
    hooks = sys.excepthook, threading.excepthook
    reporter = CrashReporter()
    reporter.install()
    yield reporter
    sys.excepthook, threading.excepthook = hooks


def test_that_a_fault_stays_until_it_is_closed(bar: MessageBar, qtbot: QtBot) -> None:
    bar.show_error(UserError("It failed.", "Do this."))
    assert bar.isVisible()
    assert bar.text == "It failed. Do this."
    assert not any(timer.isActive() for timer in bar.findChildren(QTimer))
    close = bar.findChild(QToolButton, "message_close")
    assert close is not None
    QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    assert bar.text == ""


def test_that_a_confirmation_goes_by_itself(bar: MessageBar, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    for timer in bar.findChildren(QTimer):
        assert timer.interval() == notifications.NOTICE_MILLISECONDS
        timer.setInterval(1)
    bar.show_notice(Notice("Saved."))
    assert bar.text == "Saved."
    qtbot.waitUntil(lambda: not bar.isVisible())


def test_that_a_fault_after_a_confirmation_does_not_go_with_it(bar: MessageBar) -> None:
    bar.show_notice(Notice("Saved."))
    bar.show_error(UserError("It failed."))
    assert not any(timer.isActive() for timer in bar.findChildren(QTimer))


def test_that_the_action_is_done_once_and_closes_the_bar(bar: MessageBar, qtbot: QtBot) -> None:
    undoer = Undoer()
    bar.show_notice(Notice("Deleted.", "Undo", undoer.undo))
    action = bar.findChild(QPushButton, "message_action")
    assert action is not None
    assert action.text() == "Undo"
    with qtbot.waitSignal(undoer.undone):
        QTest.mouseClick(action, Qt.MouseButton.LeftButton)
    assert not bar.isVisible()


def test_that_a_message_without_an_action_has_no_button(bar: MessageBar) -> None:
    bar.show_notice(Notice("Deleted.", "Undo", Undoer().undo))
    bar.show_notice(Notice("Saved."))
    action = bar.findChild(QPushButton, "message_action")
    assert action is not None
    assert action.isHidden()
    bar.clear()


def test_that_a_crash_in_the_gui_thread_is_reported_and_logged(
    reporter: CrashReporter, qtbot: QtBot, user_folder: Path
) -> None:
    with qtbot.waitSignal(reporter.crashed) as crashed:
        sys.excepthook(ZeroDivisionError, ZeroDivisionError("one by nought"), None)
    crash = crashed.args[0]
    assert "one by nought" in crash.report
    assert "Python 3." in crash.report
    assert crash.file.parent == user_folder / "logs"
    assert "one by nought" in crash.file.read_text(encoding="utf-8")


def test_that_a_crash_in_another_thread_arrives_in_the_gui_thread(reporter: CrashReporter, qtbot: QtBot) -> None:
    threads: list[int] = []
    reporter.crashed.connect(lambda _crash: threads.append(threading.get_ident()))

    def fail() -> None:
        raise KeyError("elsewhere")

    with qtbot.waitSignal(reporter.crashed) as crashed:
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
        assert threads == []  # only the event loop delivers it
    assert "elsewhere" in crashed.args[0].report
    assert "in fail" in crashed.args[0].report
    assert threads == [threading.get_ident()]


def test_that_a_user_error_that_a_slot_let_pass_is_no_crash(reporter: CrashReporter, qtbot: QtBot) -> None:
    error = UserError("no", "yes")
    with qtbot.assertNotEmitted(reporter.crashed), qtbot.waitSignal(reporter.user_error) as told:
        sys.excepthook(UserError, error, None)
    assert told.args == [error]


def test_that_a_log_that_cannot_be_written_is_no_second_fault(
    reporter: CrashReporter, qtbot: QtBot, user_folder: Path
) -> None:
    user_folder.parent.mkdir(exist_ok=True)
    user_folder.write_text("a file where the folder should be")
    with qtbot.waitSignal(reporter.crashed) as crashed:
        reporter.report(ZeroDivisionError())
    assert crashed.args[0].file is None


def test_that_the_hooks_are_given_back(reporter: CrashReporter) -> None:
    reporter.uninstall()
    assert sys.excepthook is sys.__excepthook__
    assert threading.excepthook is threading.__excepthook__


def test_that_the_dialog_shows_a_report_to_copy_and_adds_further_ones(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    dialog = CrashDialog(window)
    dialog.show_crash(Crash("first report", None))
    dialog.show_crash(Crash("second report", None))
    shown = dialog.findChild(QPlainTextEdit, "crash_report")
    copy = dialog.findChild(QPushButton, "crash_copy")
    assert shown is not None
    assert copy is not None
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "first report\n\nsecond report"
    dialog.close()
    dialog.show_crash(Crash("third report", None))
    assert shown.toPlainText() == "third report"
    dialog.close()


def test_that_a_report_holds_the_cause_too() -> None:
    try:
        try:
            raise KeyError("cause")
        except KeyError as error:
            raise ValueError("effect") from error
    except ValueError as error:
        report = crash_report(error)
    assert "cause" in report
    assert "effect" in report

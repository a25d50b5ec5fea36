"""Exceptions that nobody foresaw: a log file and a dialog with a report to copy; the window lives on."""

import datetime
import platform
import sys
import threading
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QUrl, Signal, Slot, qVersion
from PySide6.QtGui import QDesktopServices, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QWidget

import mnist_desktop
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.paths import logs_folder
from mnist_desktop.ui.widgets.buttons import MainButton, SecondaryButton
from mnist_desktop.ui.widgets.labels import Label, TextRole
from mnist_desktop.ui.widgets.layouts import Column, Row


@dataclass(frozen=True)
class Crash:
    """What is known of an unforeseen exception.

    Attributes:
        report: Versions and traceback, made to be copied.
        file: The log file that holds it, or None where it could not be written.
    """

    report: str
    file: Path | None


class CrashReporter(QObject):
    """Catches what no one else caught, in every thread, and hands it over to the GUI thread.

    Emits ``user_error`` with a ``UserError`` that a slot let pass, and ``crashed`` with a ``Crash``.
    """

    user_error = Signal(object)
    crashed = Signal(object)
    _caught = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # A hook runs in the thread that failed; a queued signal brings the exception to this object's.
        self._caught.connect(self._on_caught, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Becomes ``sys.excepthook`` and ``threading.excepthook``."""
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook

    def uninstall(self) -> None:
        """Gives the hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    @Slot(object)
    def report(self, exception: BaseException) -> None:
        """Takes an exception, from any thread."""
        self._caught.emit(exception)

    def _hook(self, kind: type[BaseException], exception: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, exception, trace)
        else:
            self._caught.emit(exception.with_traceback(trace))

    def _thread_hook(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None and not isinstance(arguments.exc_value, SystemExit):
            self._caught.emit(arguments.exc_value)

    @Slot(object)
    def _on_caught(self, exception: BaseException) -> None:
        if isinstance(exception, UserError):
            self.user_error.emit(exception)
        else:
            report = crash_report(exception)
            self.crashed.emit(Crash(report, _write(report)))


class CrashDialog(QDialog):
    """Says that something unforeseen happened and shows the report, ready to be copied.

    Further crashes while it is open are added to it.

    Args:
        parent: The window.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Something went wrong"))
        self.setObjectName("crash_dialog")
        self._file: Path | None = None
        self._report = QPlainTextEdit(readOnly=True, lineWrapMode=QPlainTextEdit.LineWrapMode.NoWrap)
        self._report.setObjectName("crash_report")
        self._report.setAccessibleName(_("Report"))
        self._report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._where = Label(role=TextRole.CAPTION, name="crash_file")
        copy = SecondaryButton(_("&Copy the report"), name="crash_copy", icon="copy")
        copy.clicked.connect(self._on_copy_clicked)
        self._folder = SecondaryButton(_("Open its &folder"), name="crash_folder", icon="folder-open")
        self._folder.clicked.connect(self._on_folder_clicked)
        go_on = MainButton(_("Go on"), name="crash_close")
        go_on.clicked.connect(self.accept)

        buttons = Row(spacing=8)
        for button in (copy, self._folder):
            buttons.addWidget(button)
        buttons.addStretch()
        buttons.addWidget(go_on)
        layout = Column(spacing=12, margins=(24, 24, 24, 24))
        layout.addWidget(Label(_("Something went wrong that should not have."), TextRole.TITLE))
        layout.addWidget(
            Label(
                _(
                    "It is the program's fault, not yours. You can go on; finished epochs are kept. "
                    "If it happens again, send this report to whoever looks after the program."
                )
            )
        )
        layout.addWidget(self._report, stretch=1)
        layout.addWidget(self._where)
        layout.addLayout(buttons)
        self.setLayout(layout)
        self.resize(640, 400)
        go_on.setFocus()

    @Slot(object)
    def show_crash(self, crash: Crash) -> None:
        """Shows a crash without holding up the program."""
        if self.isVisible():
            self._report.appendPlainText("\n" + crash.report)
        else:
            self._report.setPlainText(crash.report)
        self._file = crash.file
        self._where.setText(_("Kept in {file}").format(file=crash.file) if crash.file else "")
        self._folder.setVisible(crash.file is not None)
        self.open()

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._report.toPlainText())

    @Slot()
    def _on_folder_clicked(self) -> None:
        if self._file is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._file.parent)))


def crash_report(exception: BaseException) -> str:
    """Versions and traceback as one text."""
    lines = [
        f"MNIST Desktop {mnist_desktop.__version__}",
        f"{datetime.datetime.now().astimezone().isoformat(timespec='seconds')}",
        f"Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}",
        "",
        "".join(traceback.format_exception(exception)).rstrip(),
    ]
    return "\n".join(lines)


def _write(report: str) -> Path | None:
    """Adds a report to today's log file; a folder that cannot be written is not worth a second fault."""
    file = logs_folder() / f"crash-{datetime.date.today().isoformat()}.log"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as log:
            log.write(report + "\n\n")
    except OSError:
        return None
    return file

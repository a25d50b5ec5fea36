"""Fixtures of the window's tests; a test that leaves a thread, a timer or a window behind fails."""

import gc
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mnist_desktop.ui.jobs import Jobs
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Settings
from mnist_desktop.ui.theme import SCALES, Scheme, appearance
from tests.ui.fake_service import FakeService


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says of each dialog and menu what it cannot do; that is no fault."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


@pytest.fixture(autouse=True)
def user_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's folder of the test's own."""
    folder = tmp_path / "home"
    monkeypatch.setenv("MNIST_DESKTOP_HOME", str(folder))
    return folder


@pytest.fixture(autouse=True)
def nothing_left_behind(qapp: QApplication) -> Iterator[None]:
    """Fails a test that leaves a thread, a running timer or a window behind."""
    threads_before = set(threading.enumerate())
    windows_before = set(qapp.topLevelWidgets())
    gc.freeze()  # what was there before is not looked at again, which would take half a second
    yield
    # What was deleted later is deleted now.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    qapp.processEvents()
    gc.collect()
    # Python makes up a thread for each of Qt's that runs Python; those are looked for as what they are.
    threads = [
        thread
        for thread in threading.enumerate()
        if thread not in threads_before and not isinstance(thread, threading._DummyThread)
    ]
    windows = [window for window in qapp.topLevelWidgets() if window not in windows_before and window.isVisible()]
    active = _active()
    gc.unfreeze()
    assert not threads, f"threads left behind: {threads}"
    assert not windows, f"windows left behind: {windows}"
    assert not active, f"lanes or timers left behind: {active}"


@pytest.fixture(autouse=True)
def usual_look(qapp: QApplication) -> None:
    """Each test begins in the light at scale 1; the offscreen screen is small, and limits nothing."""
    look = appearance()
    look.set_limit(SCALES[-1])
    look.set_scheme(Scheme.LIGHT)
    look.set_scale(1.0)


@pytest.fixture
def service() -> FakeService:
    """A service that replays events."""
    return FakeService()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings in a file of the test's own."""
    return Settings(tmp_path / "settings.ini")


@pytest.fixture
def jobs(qapp: QApplication) -> Iterator[Jobs]:
    """Two lanes, closed at the end."""
    jobs = Jobs()
    yield jobs
    jobs.shutdown()


@pytest.fixture
def session(service: FakeService, jobs: Jobs, settings: Settings) -> Session:
    """A session that has not been started."""
    return Session(service, jobs, settings)


@pytest.fixture
def started(session: Session, qtbot: QtBot) -> Session:
    """A session with data, the bundled model, and an awake service."""
    signals = [session.predictor_changed, session.description_changed, session.runs_changed]
    with qtbot.waitSignals(signals, timeout=20_000):  # the first time, libraries are imported
        session.start()
    return session


def _active() -> list[QObject]:
    """The lanes and timers that Python knows of and that run."""
    kinds = (QTimer, QThread)
    found = [each for each in gc.get_objects() if issubclass(type(each), kinds) and shiboken6.isValid(each)]
    return [
        each
        for each in found
        if (isinstance(each, QThread) and each.isRunning() and each is not QThread.currentThread())
        or (isinstance(each, QTimer) and each.isActive())
    ]

"""Questions that are asked anew while the pen moves."""

import threading
from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from mnist_desktop.ui.draw.live_question import LiveQuestion
from mnist_desktop.ui.session import Session


class _Asked:
    """Answers with what it was asked, once it may, and keeps what was."""

    def __init__(self, session: Session) -> None:
        self.parent = QObject()
        self.question = LiveQuestion(session, self.parent)
        self.may_answer = threading.Event()
        self.asked: list[int] = []
        self.came: list[object] = []
        self.question.came.connect(self.came.append)

    def ask(self, number: int) -> None:
        self.question.ask(partial(self._answer, number))

    def _answer(self, number: int) -> int:
        self.asked.append(number)
        self.may_answer.wait()
        return number


@pytest.fixture
def asked(session: Session) -> Iterator[_Asked]:
    asked = _Asked(session)
    yield asked
    asked.parent.deleteLater()


def test_that_the_newest_is_asked_after_the_one_that_runs(asked: _Asked, qtbot: QtBot) -> None:
    for number in range(5):
        asked.ask(number)
    qtbot.waitUntil(lambda: bool(asked.asked))
    asked.may_answer.set()
    qtbot.waitUntil(lambda: asked.came == [0, 4])
    assert asked.asked == [0, 4]


def test_that_nothing_comes_of_what_is_forgotten(asked: _Asked, qtbot: QtBot) -> None:
    asked.ask(0)
    asked.ask(1)
    qtbot.waitUntil(lambda: asked.asked == [0])
    asked.question.forget()
    asked.ask(2)
    asked.may_answer.set()
    qtbot.waitUntil(lambda: asked.came == [2])
    assert asked.asked == [0, 2]


def test_that_a_question_that_fails_does_not_hinder_the_next(asked: _Asked, session: Session, qtbot: QtBot) -> None:
    crashes: list[object] = []
    session.jobs.crashed.connect(crashes.append)
    asked.question.ask(lambda: 1 // 0)
    asked.may_answer.set()
    asked.ask(1)
    qtbot.waitUntil(lambda: asked.came == [1])
    assert [type(crash) for crash in crashes] == [ZeroDivisionError]

"""The lanes: order, threads, faults, and the end."""

import threading
from functools import partial
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from pytestqt.qtbot import QtBot

from mnist_desktop.errors import UserError
from mnist_desktop.ui.jobs import Jobs


class Receiver(QObject):
    """Remembers what it gets, in which thread."""

    received = Signal(object)
    ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.values: list[Any] = []
        self.threads: list[int] = []

    @Slot(object)
    def on_value(self, value: object) -> None:
        self.values.append(value)
        self.threads.append(threading.get_ident())
        self.received.emit(value)

    @Slot(object)
    def on_value_and_fail(self, value: object) -> None:
        raise RuntimeError("a handler with a fault")

    @Slot()
    def on_end(self) -> None:
        self.values.append("end")
        self.ended.emit()


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


def raise_(exception: BaseException) -> None:
    raise exception


def test_that_a_function_runs_in_its_lane_and_its_result_arrives_in_the_gui_thread(
    jobs: Jobs, receiver: Receiver, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(receiver.received):
        jobs.run_model(threading.get_ident, on_result=receiver.on_value)
    assert receiver.values != [threading.get_ident()]
    assert receiver.threads == [threading.get_ident()]


def test_that_a_lane_works_in_order_and_always_in_the_same_thread(jobs: Jobs, receiver: Receiver, qtbot: QtBot) -> None:
    numbered = [partial(lambda number: (number, threading.get_ident()), number) for number in range(20)]
    for function in numbered:
        jobs.run_model(function, on_result=receiver.on_value)
    qtbot.waitUntil(lambda: len(receiver.values) == 20)
    assert [number for number, _ in receiver.values] == list(range(20))
    assert len({thread for _, thread in receiver.values}) == 1


def test_that_the_data_lane_does_not_wait_for_the_model_lane(jobs: Jobs, receiver: Receiver, qtbot: QtBot) -> None:
    go_on = threading.Event()
    jobs.run_model(lambda: go_on.wait(10), on_result=receiver.on_value)
    with qtbot.waitSignal(receiver.received):
        jobs.run_data(lambda: "data", on_result=receiver.on_value)
    assert receiver.values == ["data"]
    with qtbot.waitSignal(receiver.received):
        go_on.set()


def test_that_reports_arrive_in_order_in_the_gui_thread_and_before_the_result(
    jobs: Jobs, receiver: Receiver, qtbot: QtBot
) -> None:
    report = jobs.reporter(receiver.on_value)

    def work() -> str:
        for number in range(50):
            report(number)
        return "done"

    jobs.run_model(work, on_result=receiver.on_value)
    qtbot.waitUntil(lambda: "done" in receiver.values)
    assert receiver.values == [*range(50), "done"]
    assert set(receiver.threads) == {threading.get_ident()}


@pytest.mark.parametrize("argument", ["on_result", "on_error", "on_end"])
def test_that_a_handler_that_is_no_method_of_a_qobject_is_refused(jobs: Jobs, argument: str) -> None:
    def handler(*_arguments: object) -> None: ...

    with pytest.raises(TypeError, match="bound method"):
        jobs.run_model(lambda: None, **{argument: handler})
    with pytest.raises(TypeError, match="bound method"):
        jobs.reporter(handler)


def test_that_a_user_error_goes_to_on_error(jobs: Jobs, receiver: Receiver, qtbot: QtBot) -> None:
    error = UserError("no", "yes")
    with qtbot.waitSignal(receiver.ended), qtbot.assertNotEmitted(jobs.failed):
        jobs.run_model(
            partial(raise_, error),
            on_result=receiver.on_value,
            on_error=receiver.on_value,
            on_end=receiver.on_end,
        )
    assert receiver.values == [error, "end"]


def test_that_a_user_error_nobody_takes_is_emitted(jobs: Jobs, receiver: Receiver, qtbot: QtBot) -> None:
    error = UserError("no", "yes")
    with qtbot.waitSignal(jobs.failed) as failed:
        jobs.run_data(partial(raise_, error), on_result=receiver.on_value)
    assert failed.args == [error]


@pytest.mark.parametrize("exception", [ZeroDivisionError("x"), SystemExit(3), MemoryError()])
def test_that_a_lane_outlives_a_crash(jobs: Jobs, receiver: Receiver, qtbot: QtBot, exception: BaseException) -> None:
    with qtbot.waitSignal(jobs.crashed) as crashed:
        jobs.run_model(partial(raise_, exception), on_error=receiver.on_value, on_end=receiver.on_end)
    assert crashed.args == [exception]
    assert receiver.values == ["end"]
    with qtbot.waitSignal(receiver.received):
        jobs.run_model(lambda: "alive", on_result=receiver.on_value)


def test_that_on_end_is_called_even_when_the_handler_of_the_result_fails(
    jobs: Jobs, receiver: Receiver, qtbot: QtBot
) -> None:
    with qtbot.captureExceptions() as exceptions, qtbot.waitSignal(receiver.ended):
        jobs.run_model(lambda: 1, on_result=receiver.on_value_and_fail, on_end=receiver.on_end)
    assert [str(value) for _kind, value, _trace in exceptions] == ["a handler with a fault"]


def test_that_a_receiver_that_is_gone_gets_nothing(jobs: Jobs, receiver: Receiver, qtbot: QtBot) -> None:
    go_on = threading.Event()
    jobs.run_model(lambda: go_on.wait(10), on_result=receiver.on_value)
    shiboken6.delete(receiver)
    other = Receiver()
    with qtbot.waitSignal(other.received):
        jobs.run_model(lambda: "next", on_result=other.on_value)
        go_on.set()
    assert receiver.values == []


def test_that_busy_is_told_once_for_a_queue_of_jobs(jobs: Jobs, receiver: Receiver, qtbot: QtBot) -> None:
    busy: list[bool] = []
    jobs.busy_changed.connect(busy.append)
    for number in range(3):
        jobs.run_model(partial(int, number), on_result=receiver.on_value)
    assert jobs.model_lane_busy
    qtbot.waitUntil(lambda: not jobs.model_lane_busy)
    assert busy == [True, False]


def test_that_shutdown_cancels_what_runs_drops_what_waits_and_delivers_nothing(
    jobs: Jobs, receiver: Receiver, qtbot: QtBot
) -> None:
    began, cancelled = threading.Event(), threading.Event()
    waited: list[str] = []

    def work() -> bool:
        began.set()
        return cancelled.wait(10)

    jobs.run_model(work, on_result=receiver.on_value, cancel=cancelled.set)
    jobs.run_model(lambda: waited.append("ran"), on_result=receiver.on_value)
    assert began.wait(10)
    jobs.shutdown()
    QCoreApplication.processEvents()  # what had been queued for this thread is looked at
    assert cancelled.is_set()
    assert waited == []
    assert receiver.values == []


def test_that_a_job_after_shutdown_is_dropped(jobs: Jobs, receiver: Receiver) -> None:
    jobs.shutdown()
    jobs.shutdown()
    jobs.run_model(lambda: pytest.fail("it ran"), on_result=receiver.on_value)
    assert not jobs.model_lane_busy


def test_that_many_signals_cross_threads_without_losing_references(
    jobs: Jobs, receiver: Receiver, qtbot: QtBot
) -> None:
    """PySide6 6.12.0 aborted here after some hundred (DESIGN.md, trap 1)."""
    report = jobs.reporter(receiver.on_value)
    jobs.run_model(lambda: [report(True) for _ in range(3000)], on_end=receiver.on_end)
    qtbot.waitUntil(lambda: receiver.values[-1:] == ["end"], timeout=20_000)
    assert receiver.values.count(True) == 3000

"""Jobs: the only owner of threads; runs blocking functions and delivers what comes of them to the window."""

import itertools
import queue
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, QThread, Signal, Slot
from typing_extensions import override

from mnist_desktop.errors import UserError

_Result = TypeVar("_Result")
_STACK_BYTES = 16 * 2**20
"""Tracing a network recurses deeply, and macOS gives a second thread only 512 KiB."""


class Jobs(QObject):
    """Runs functions in three lanes, each one thread, one function at a time, first come first served.

    The model lane is the only one that may touch Keras's variables; the data lane reads files and counts. The answers'
    lane asks about single pictures, with compiled functions over a snapshot of the weights, also while the model lane
    is busy for minutes. What a function returns or raises, and what it reports while it runs, is delivered in the
    GUI thread, in order.

    Emits ``failed`` with a ``UserError`` that no ``on_error`` took, ``crashed`` with any other exception, and
    ``busy_changed`` with whether the model lane has something to do.
    """

    failed = Signal(object)
    crashed = Signal(object)
    busy_changed = Signal(object)
    _delivered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._delivered.connect(self._on_delivered)
        self._numbers = itertools.count()
        self._jobs: dict[int, _Job] = {}
        self._closed = False
        self._model_lane = _Lane("model lane", self._delivered.emit, self)
        self._data_lane = _Lane("data lane", self._delivered.emit, self)
        self._answers_lane = _Lane("answers' lane", self._delivered.emit, self)

    @property
    def model_lane_busy(self) -> bool:
        """Whether the model lane runs something or has something waiting."""
        return any(job.lane is self._model_lane for job in self._jobs.values())

    def run_model(
        self,
        function: Callable[[], _Result],
        *,
        on_result: Callable[[_Result], None] | None = None,
        on_error: Callable[[UserError], None] | None = None,
        on_end: Callable[[], None] | None = None,
        cancel: Callable[[], None] | None = None,
    ) -> None:
        """Runs a function in the model lane.

        Args:
            function: Called in the lane's thread; it may block, and must not touch widgets. Bind arguments
                with ``functools.partial``.
            on_result: Bound method of a QObject; gets what the function returned. Not called when the object
                is gone.
            on_error: Bound method of a QObject; gets the ``UserError`` that the function raised.
            on_end: Bound method of a QObject; called without arguments after either, and after a crash too.
            cancel: Makes the function return soon; called by ``shutdown`` if it still runs or waits.

        Raises:
            TypeError: A handler is not a bound method of a QObject.
        """
        self._run(self._model_lane, function, on_result, on_error, on_end, cancel)

    def run_data(
        self,
        function: Callable[[], _Result],
        *,
        on_result: Callable[[_Result], None] | None = None,
        on_error: Callable[[UserError], None] | None = None,
        on_end: Callable[[], None] | None = None,
        cancel: Callable[[], None] | None = None,
    ) -> None:
        """Runs a function in the data lane; see ``run_model``."""
        self._run(self._data_lane, function, on_result, on_error, on_end, cancel)

    def run_answer(
        self,
        function: Callable[[], _Result],
        *,
        on_result: Callable[[_Result], None] | None = None,
        on_error: Callable[[UserError], None] | None = None,
        on_end: Callable[[], None] | None = None,
        cancel: Callable[[], None] | None = None,
    ) -> None:
        """Runs a function of at most a second or two in the answers' lane; see ``run_model``."""
        self._run(self._answers_lane, function, on_result, on_error, on_end, cancel)

    def reporter(self, handler: Callable[[Any], None]) -> Callable[[Any], None]:
        """A function that may be called in any thread and has its argument handled in the GUI thread.

        Args:
            handler: Bound method of a QObject.

        Raises:
            TypeError: ``handler`` is something else.
        """
        reference = _reference(handler)
        emit = self._delivered.emit
        return lambda event: emit(_Report(reference, event))

    @Slot()
    def shutdown(self) -> None:
        """Cancels what runs, drops what waits, and returns when all threads have ended.

        Nothing is delivered after it.
        """
        if self._closed:
            return
        self._closed = True
        lanes = (self._model_lane, self._data_lane, self._answers_lane)
        for lane in lanes:
            lane.close()
        for job in self._jobs.values():
            if job.cancel is not None:
                job.cancel()
        for lane in lanes:
            lane.wait()
        self._jobs.clear()

    def _run(
        self,
        lane: "_Lane",
        function: Callable[[], Any],
        on_result: Callable[[Any], None] | None,
        on_error: Callable[[UserError], None] | None,
        on_end: Callable[[], None] | None,
        cancel: Callable[[], None] | None,
    ) -> None:
        result, error, end = (handler and _reference(handler) for handler in (on_result, on_error, on_end))
        job = _Job(lane, result, error, end, cancel)
        if self._closed:
            return
        number = next(self._numbers)
        was_busy = self.model_lane_busy
        self._jobs[number] = job
        lane.submit(number, function)
        if not was_busy and self.model_lane_busy:
            self.busy_changed.emit(True)

    @Slot(object)
    def _on_delivered(self, delivery: object) -> None:
        if self._closed:
            return
        match delivery:
            case _Report(handler, event):
                _call(handler, event)
            case _Ended():
                job = self._jobs.pop(delivery.number)
                try:
                    self._deliver_outcome(job, delivery)
                finally:  # a handler that raises must not leave a page waiting for the end
                    if job.on_end is not None:
                        _call(job.on_end)
                    if job.lane is self._model_lane and not self.model_lane_busy:
                        self.busy_changed.emit(False)

    def _deliver_outcome(self, job: "_Job", ended: "_Ended") -> None:
        match ended.exception:
            case None if job.on_result is not None:
                _call(job.on_result, ended.result)
            case UserError() as error if job.on_error is not None:
                _call(job.on_error, error)
            case UserError() as error:
                self.failed.emit(error)
            case BaseException() as exception:
                self.crashed.emit(exception)


# Handlers are kept as weak references: a lane's thread never holds the last reference to a widget, and a
# widget that is gone gets nothing.
_Handler = weakref.WeakMethod[Callable[..., None]]


@dataclass(frozen=True, eq=False)
class _Job:
    lane: "_Lane"
    on_result: _Handler | None
    on_error: _Handler | None
    on_end: _Handler | None
    cancel: Callable[[], None] | None


@dataclass(frozen=True, eq=False)
class _Report:
    handler: _Handler
    event: Any


@dataclass(frozen=True, eq=False)
class _Ended:
    number: int
    result: Any = None
    exception: BaseException | None = None


class _Lane(QThread):
    """A thread that works off a queue until it is closed."""

    def __init__(self, name: str, deliver: Callable[[object], None], parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setStackSize(_STACK_BYTES)
        self._deliver = deliver
        self._queue: queue.SimpleQueue[tuple[int, Callable[[], Any]] | None] = queue.SimpleQueue()
        self._closed = False

    def submit(self, number: int, function: Callable[[], Any]) -> None:
        """Queues a function; the thread starts with the first one."""
        self._queue.put((number, function))
        if not self.isRunning():
            self.start()

    def close(self) -> None:
        """Lets the thread end after what it does now."""
        self._closed = True
        self._queue.put(None)

    @override
    def run(self) -> None:
        while (work := self._queue.get()) is not None and not self._closed:
            number, function = work
            del work
            try:
                delivery = _Ended(number, function())
            except BaseException as exception:  # the lane outlives whatever a job does
                delivery = _Ended(number, exception=exception)
            del function
            self._deliver(delivery)
            del delivery


def _reference(handler: Callable[..., None]) -> _Handler:
    if not isinstance(getattr(handler, "__self__", None), QObject):
        raise TypeError(
            f"{handler!r} is not a bound method of a QObject, whose end could be noticed before it is called"
        )
    return weakref.WeakMethod(handler)


def _call(handler: _Handler, *arguments: object) -> None:
    method = handler()
    owner = getattr(method, "__self__", None)
    if method is not None and isinstance(owner, QObject) and shiboken6.isValid(owner):
        method(*arguments)

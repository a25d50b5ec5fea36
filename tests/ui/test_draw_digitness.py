"""The lamp "not a digit" and the nearest training pictures, beside the fake service."""

import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.errors import UserError
from mnist_desktop.networks.presets import presets
from mnist_desktop.service.model import Model
from mnist_desktop.ui.digit_grid import DigitGrid
from mnist_desktop.ui.draw.answered import Answered
from mnist_desktop.ui.draw.digitness import Readying
from mnist_desktop.ui.draw.lamp import DigitLamp
from mnist_desktop.ui.draw.live import LiveAnswer
from mnist_desktop.ui.draw.neighbours import NeighboursView
from mnist_desktop.ui.draw.stage import DrawStage
from mnist_desktop.ui.session import Session
from tests.ui.fake_service import FakeService


def _picture(white: int) -> NDArray[np.uint8]:
    """As many white pixels as that; the fake finds 203 and 205 strange."""
    picture = np.zeros((28, 28), np.uint8)
    picture.reshape(-1)[300 : 300 + white] = 255
    return picture


@pytest.fixture
def stage(session: Session, qtbot: QtBot) -> Iterator[DrawStage]:
    """A stage that is live; the session is not started."""
    stage = DrawStage()
    stage.live = LiveAnswer(session, stage)  # type: ignore[attr-defined]
    stage.resize(700, 480)
    with qtbot.waitExposed(stage):
        stage.show()
    yield stage
    stage.close()
    stage.deleteLater()


def _lamp(stage: DrawStage) -> DigitLamp:
    return stage.answer.lamp


def _start(session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignals([session.predictor_changed, session.description_changed, session.runs_changed]):
        session.start()


def test_that_the_lamp_lights_up_at_what_is_no_digit(stage: DrawStage, session: Session, qtbot: QtBot) -> None:
    stage.canvas.set_picture(_picture(203))
    _start(session, qtbot)
    qtbot.waitUntil(lambda: _lamp(stage).is_on)
    assert _lamp(stage).text == "This does not look like a digit to me. If I had to choose: 3."
    assert _lamp(stage).accessibleDescription() == _lamp(stage).text
    stage.canvas.set_picture(_picture(204))
    qtbot.waitUntil(lambda: not _lamp(stage).is_on)
    assert not _lamp(stage).isHidden()
    assert stage.bars.isVisible()


def test_that_an_empty_canvas_has_no_lamp(stage: DrawStage, session: Session, qtbot: QtBot) -> None:
    stage.canvas.set_picture(_picture(203))
    _start(session, qtbot)
    qtbot.waitUntil(lambda: _lamp(stage).is_on)
    stage.canvas.clear()
    qtbot.waitUntil(lambda: _lamp(stage).isHidden())


def test_that_nothing_is_shown_until_it_is_known(
    stage: DrawStage, session: Session, service: FakeService, qtbot: QtBot
) -> None:
    service.may_resemble.clear()
    stage.canvas.set_picture(_picture(203))
    _start(session, qtbot)
    qtbot.waitUntil(lambda: "digitness" in [name for name, _thread in service.calls])
    assert stage.answer.answer.text == "3", "the answer does not wait"
    assert _lamp(stage).isHidden()
    service.may_resemble.set()
    qtbot.waitUntil(lambda: _lamp(stage).is_on)


def test_that_a_training_does_not_wait_for_it(
    stage: DrawStage, session: Session, service: FakeService, qtbot: QtBot
) -> None:
    service.may_resemble.clear()
    service.hold_after = 3
    stage.canvas.set_picture(_picture(203))
    _start(session, qtbot)
    qtbot.waitUntil(lambda: "digitness" in [name for name, _thread in service.calls])
    with qtbot.waitSignal(session.training_event):
        session.start_training(presets()[0].training.model_copy(update={"epochs": 5}), afresh=True)
    assert _lamp(stage).isHidden(), "what was learned meanwhile makes it another network"
    service.may_resemble.set()
    with qtbot.waitSignal(session.training_changed):
        service.go_on.set()
    qtbot.waitUntil(lambda: _lamp(stage).is_on)
    assert [name for name, _thread in service.calls].count("digitness") == 2


def test_that_a_new_name_or_a_test_changes_nothing(
    stage: DrawStage, session: Session, service: FakeService, qtbot: QtBot
) -> None:
    stage.canvas.set_picture(_picture(203))
    _start(session, qtbot)
    qtbot.waitUntil(lambda: _lamp(stage).is_on)
    session.test()
    qtbot.waitUntil(lambda: session.evaluation is not None, timeout=60_000)  # the first time, SciPy is imported
    qtbot.waitUntil(lambda: not session.testing and not session.jobs.model_lane_busy)
    qtbot.waitUntil(lambda: _lamp(stage).is_on)
    assert [name for name, _thread in service.calls].count("digitness") == 1


def test_that_the_pen_goes_first(session: Session, qtbot: QtBot) -> None:
    def ready(_model: Model, _dataset: Dataset, cancelled: Callable[[], bool]) -> str:
        may_go_on.wait()
        assert not cancelled()
        finished.append(time.monotonic())
        return "ready"

    may_go_on, finished = threading.Event(), list[float]()
    readying: Readying[str] = Readying(session, ready)
    _start(session, qtbot)
    readying.want()
    moved = time.monotonic()
    readying.give_way()
    may_go_on.set()
    qtbot.waitUntil(lambda: readying.ready == "ready")
    assert finished[0] - moved >= 0.2


def test_that_what_waits_for_the_pen_can_be_given_up(session: Session, qtbot: QtBot) -> None:
    def ready(_model: Model, _dataset: Dataset, cancelled: Callable[[], bool]) -> None:
        begun.set()
        may_go_on.wait()
        answers.append(cancelled())

    begun, may_go_on, answers = threading.Event(), threading.Event(), list[bool]()
    readying: Readying[None] = Readying(session, ready)
    _start(session, qtbot)
    readying.want()
    qtbot.waitUntil(begun.is_set)
    readying.give_way()
    session.choose_network(presets()[0].network, presets()[0].training, "New")
    may_go_on.set()
    qtbot.waitUntil(lambda: answers == [True])


def test_that_another_model_answers_without_waiting_for_it(
    stage: DrawStage, session: Session, service: FakeService, qtbot: QtBot
) -> None:
    service.may_resemble.clear()
    stage.canvas.set_picture(_picture(203))
    _start(session, qtbot)
    qtbot.waitUntil(lambda: "digitness" in [name for name, _thread in service.calls])
    session.choose_network(presets()[0].network, presets()[0].training, "New")
    qtbot.waitUntil(lambda: session.predictor is not None)  # though nobody let the first one go on
    assert _lamp(stage).isHidden()


def test_that_other_data_leave_the_lamp_out(
    stage: DrawStage, session: Session, service: FakeService, qtbot: QtBot
) -> None:
    service.resemblance_fault = UserError("It was trained on letters.", "Open them.", "data")
    stage.canvas.set_picture(_picture(203))
    failures: list[object] = []
    session.failed.connect(failures.append)
    _start(session, qtbot)
    qtbot.waitUntil(lambda: "digitness" in [name for name, _thread in service.calls])
    qtbot.waitUntil(lambda: not session.jobs.model_lane_busy)
    stage.canvas.set_picture(_picture(205))
    qtbot.waitUntil(lambda: stage.answer.answer.text == "5")
    assert _lamp(stage).isHidden()
    assert not failures
    assert [name for name, _thread in service.calls].count("digitness") == 1


@pytest.fixture
def view(session: Session, qtbot: QtBot) -> Iterator[NeighboursView]:
    """The nearest pictures; the session is not started."""
    view = NeighboursView(session)
    view.resize(300, 480)
    with qtbot.waitExposed(view):
        view.show()
    yield view
    view.close()
    view.deleteLater()


def _words(view: QWidget) -> str:
    label = view.findChild(QLabel, "neighbours_words")
    assert isinstance(label, QLabel)
    return label.text()


def _captions(view: NeighboursView) -> tuple[str, ...]:
    grid = view.findChild(DigitGrid)
    assert grid is not None
    return grid._captions


def test_that_five_training_pictures_stand_with_label_and_word(
    view: NeighboursView, session: Session, qtbot: QtBot
) -> None:
    _start(session, qtbot)
    view.show_answered(Answered(_picture(204), (0.1,) * 10))
    qtbot.waitUntil(lambda: len(_captions(view)) == 5)
    assert _captions(view) == ("0\nvery near", "1\nnear", "2\nfar", "3\nfar", "4\nfar")


def test_that_a_click_puts_a_neighbour_on_the_canvas_bit_for_bit(
    view: NeighboursView, session: Session, service: FakeService, qtbot: QtBot
) -> None:
    _start(session, qtbot)
    view.show_answered(Answered(_picture(204), (0.1,) * 10))
    qtbot.waitUntil(lambda: len(_captions(view)) == 5)
    with qtbot.waitSignal(session.digit_for_canvas) as put:
        place = view.grid.picture_rect(2).center().toPoint()
        QTest.mouseClick(view.grid, Qt.MouseButton.LeftButton, pos=place)
    assert put.args is not None
    np.testing.assert_array_equal(put.args[0], service.dataset.train.images[2])


def test_that_it_says_why_there_are_none(
    view: NeighboursView, session: Session, service: FakeService, qtbot: QtBot
) -> None:
    service.may_resemble.clear()
    _start(session, qtbot)
    view.show_answered(Answered(None, None))
    assert _words(view) == "Looking at all training pictures …"
    service.may_resemble.set()
    qtbot.waitUntil(lambda: _words(view).startswith("Draw a digit"))
    session.choose_network(presets()[0].network, presets()[0].training, "New")
    view.show_answered(Answered(_picture(204), None))
    assert _words(view) == "The network has learned nothing yet: it finds nothing alike."
    assert not _captions(view)


def test_that_all_fit_in_a_narrow_or_a_low_place(view: NeighboursView, session: Session, qtbot: QtBot) -> None:
    _start(session, qtbot)
    view.show_answered(Answered(_picture(204), (0.1,) * 10))
    qtbot.waitUntil(lambda: len(_captions(view)) == 5)
    for width, height in ((300, 480), (240, 300), (600, 180)):
        view.resize(width, height)
        for index in range(5):
            rect = view.grid.picture_rect(index)
            assert view.grid.rect().contains(rect.toRect()), (width, height, index)

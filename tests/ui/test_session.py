"""The session: how data, model, predictor, training and test depend on each other."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from mnist_desktop.errors import UserError
from mnist_desktop.networks.spec import changed
from mnist_desktop.service.model import Model
from mnist_desktop.service.training import TrainingFault
from mnist_desktop.training.control import Pace
from mnist_desktop.training.events import EpochFinished, StepsDone
from mnist_desktop.ui.progress import Progress
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import LAST_RUN, LEVEL, WAKING_SECONDS, Level, Settings
from mnist_desktop.ui.shared_state import Notice
from tests.ui.fake_service import FakePredictor, FakeService, fake_weights, untrained_run


def choose(session: Session, name: str = "With dropout", epochs: int = 3) -> None:
    run = untrained_run(name, epochs)
    session.choose_network(run.network, run.training, name, run.preset)


def train(session: Session, qtbot: QtBot, epochs: int = 3) -> None:
    choose(session, epochs=epochs)
    assert session.model is not None
    with qtbot.waitSignal(session.training_changed, check_params_cb=lambda training: not training):
        session.start_training(session.model.run.training)


def hold_training(session: Session, service: FakeService, qtbot: QtBot, hold_after: int = 8) -> None:
    """Starts a training that waits in its second epoch."""
    choose(session)
    service.hold_after = hold_after
    assert session.model is not None
    session.start_training(session.model.run.training)
    qtbot.waitUntil(lambda: session.training_position == (2, 3))


def let_end(session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.training_changed):
        session.stop()


def model_of(session: Session) -> Model:
    assert session.model is not None
    return session.model


def test_that_the_start_gives_data_and_the_bundled_model_before_tensorflow_is_there(
    session: Session, service: FakeService, qtbot: QtBot
) -> None:
    service.may_wake.clear()
    with qtbot.waitSignals([session.dataset_changed, session.description_changed, session.model_changed]):
        session.start()
    assert model_of(session).run.id == "bundled"
    assert not session.awake
    assert session.predictor is None
    assert session.progress is not None
    assert "waking up" in session.progress.text
    with qtbot.waitSignal(session.predictor_changed):
        service.may_wake.set()
    assert session.awake
    assert session.progress is None


def test_that_the_model_used_last_is_there_at_the_next_start(
    session: Session, service: FakeService, settings: Settings, qtbot: QtBot
) -> None:
    run = untrained_run("Mine").model_copy(update={"id": "mine"})
    service.models["mine"] = Model(run)
    settings.set(LAST_RUN, "mine")
    with qtbot.waitSignal(session.model_changed):
        session.start()
    assert model_of(session).run.name == "Mine"


def test_that_a_last_model_that_is_gone_gives_way_to_the_bundled_one_without_a_word(
    session: Session, settings: Settings, qtbot: QtBot
) -> None:
    settings.set(LAST_RUN, "deleted-elsewhere")
    with qtbot.assertNotEmitted(session.failed), qtbot.waitSignal(session.model_changed):
        session.start()
    assert model_of(session).run.id == "bundled"


def test_that_tensorflow_that_cannot_wake_is_told_and_the_rest_works(
    session: Session, service: FakeService, qtbot: QtBot
) -> None:
    service.waking_fault = UserError("No AVX.", "Use another computer.")
    with qtbot.waitSignal(session.failed) as failed:
        session.start()
    assert str(failed.args[0]) == "No AVX. Use another computer."
    qtbot.waitUntil(lambda: session.progress is None)
    assert not session.awake
    choose(session)
    assert model_of(session).run.state == "untrained"


def test_that_the_time_to_wake_is_remembered(started: Session, settings: Settings) -> None:
    assert settings.get(WAKING_SECONDS) == WAKING_SECONDS.minimum


def test_that_choosing_a_network_makes_an_untrained_model_with_a_predictor_of_its_own(
    started: Session, qtbot: QtBot
) -> None:
    before = started.predictor
    with qtbot.waitSignals([started.predictor_changed] * 2):
        choose(started)
    assert model_of(started).run.state == "untrained"
    assert started.predictor is not None
    assert started.predictor is not before


def test_that_a_predictor_that_comes_late_does_not_answer_for_a_newer_model(started: Session, qtbot: QtBot) -> None:
    got: list[object] = []
    started.predictor_changed.connect(got.append)
    choose(started, "First")
    choose(started, "Second")
    qtbot.waitUntil(lambda: not started.jobs.model_lane_busy)
    # The first model's predictor was made too, and dropped.
    assert [predictor is None for predictor in got] == [True, False]


def test_that_a_trained_model_becomes_the_current_one_and_is_sealed(
    started: Session, service: FakeService, qtbot: QtBot
) -> None:
    train(started, qtbot)
    run = model_of(started).run
    assert (run.state, len(run.history), run.test) == ("finished", 3, None)
    assert started.evaluation is None
    assert not started.training
    assert started.control is None
    assert started.training_position is None
    assert started.progress is None
    qtbot.waitUntil(lambda: run in started.runs)


def test_that_the_training_events_arrive_in_order(started: Session, qtbot: QtBot) -> None:
    events: list[object] = []
    started.training_event.connect(events.append)
    train(started, qtbot, epochs=2)
    steps = [(event.epoch, event.step) for event in events if isinstance(event, StepsDone)]
    assert steps == [(epoch, step) for epoch in (1, 2) for step in (1, 2, 3, 4)]
    assert [event.record.epoch for event in events if isinstance(event, EpochFinished)] == [1, 2]


def test_that_drawing_has_a_predictor_that_follows_the_training(
    started: Session, service: FakeService, qtbot: QtBot
) -> None:
    hold_training(started, service, qtbot)
    predictor = started.predictor
    assert isinstance(predictor, FakePredictor)
    assert predictor.updates > 0
    let_end(started, qtbot)
    assert started.predictor is predictor


def test_that_training_may_be_asked_for_while_tensorflow_wakes_up(
    session: Session, service: FakeService, qtbot: QtBot
) -> None:
    service.may_wake.clear()
    with qtbot.waitSignals([session.dataset_changed, session.model_changed]):
        session.start()
    choose(session)
    session.start_training(model_of(session).run.training)
    assert session.training
    with qtbot.waitSignal(session.training_changed):
        service.may_wake.set()
    assert model_of(session).run.state == "finished"
    assert session.predictor is not None


def test_that_stop_keeps_the_finished_epochs(started: Session, service: FakeService, qtbot: QtBot) -> None:
    hold_training(started, service, qtbot)
    let_end(started, qtbot)
    assert (model_of(started).run.state, len(model_of(started).run.history)) == ("stopped", 1)


def test_that_a_stopped_model_goes_on_where_it_stands(started: Session, service: FakeService, qtbot: QtBot) -> None:
    hold_training(started, service, qtbot)
    let_end(started, qtbot)
    service.hold_after = None
    identity = model_of(started).run.id
    with qtbot.waitSignal(started.training_changed, check_params_cb=lambda training: not training):
        started.start_training(model_of(started).run.training)
    assert [record.epoch for record in model_of(started).run.history] == [1, 2, 3]
    assert model_of(started).run.id == identity


def test_that_a_model_is_sealed_while_it_learns_further(started: Session, service: FakeService, qtbot: QtBot) -> None:
    hold_training(started, service, qtbot)
    let_end(started, qtbot)
    with qtbot.waitSignal(started.evaluation_changed):
        started.test()
    qtbot.waitUntil(lambda: not started.testing)
    started.start_training(model_of(started).run.training)
    assert model_of(started).run.test is None
    assert started.evaluation is None
    let_end(started, qtbot)


def test_that_a_finished_model_begins_again_as_a_new_one(started: Session, qtbot: QtBot) -> None:
    train(started, qtbot)
    identity = model_of(started).run.id
    with qtbot.waitSignal(started.training_changed, check_params_cb=lambda training: not training):
        started.start_training(model_of(started).run.training)
    assert model_of(started).run.id != identity
    assert len(model_of(started).run.history) == 3


def test_that_pace_pause_and_step_reach_the_control(started: Session, service: FakeService, qtbot: QtBot) -> None:
    started.set_pace(Pace.LESSON)
    hold_training(started, service, qtbot)
    control = started.control
    assert control is not None
    assert control.pace is Pace.LESSON
    started.pause()
    assert control.held
    started.resume()
    assert not control.held
    started.set_pace(Pace.STEP)
    assert control.held
    started.step()
    assert not control.held
    let_end(started, qtbot)
    assert started.pace is Pace.STEP


def test_that_a_wrong_setting_is_refused_before_anything_starts(started: Session) -> None:
    choose(started)
    with pytest.raises(UserError) as raised:
        started.start_training(changed(model_of(started).run.training, {"batch_size": 50_000}))
    assert raised.value.field == "batch_size"
    assert not started.training


@pytest.mark.parametrize("what", ["open_run", "rename", "delete", "test", "choose", "save_as", "start_training"])
def test_that_the_model_cannot_be_changed_while_it_learns(
    started: Session, service: FakeService, qtbot: QtBot, what: str
) -> None:
    hold_training(started, service, qtbot)
    actions: dict[str, Callable[[], None]] = {
        "open_run": lambda: started.open_run("bundled"),
        "rename": lambda: started.rename("Other"),
        "delete": started.delete,
        "test": started.test,
        "choose": lambda: choose(started),
        "save_as": lambda: started.save_as(Path("x")),
        "start_training": lambda: started.start_training(model_of(started).run.training),
    }
    with pytest.raises(UserError, match="is learning"):
        actions[what]()
    let_end(started, qtbot)


def test_that_a_fault_in_training_is_told_and_the_finished_epochs_are_kept(
    started: Session, service: FakeService, qtbot: QtBot
) -> None:
    kept = Model(untrained_run().model_copy(update={"id": "kept", "state": "failed"}))
    service.fault = TrainingFault(UserError("The numbers grew.", "Try 0.001."), kept)
    choose(started)
    with qtbot.waitSignals([started.failed, started.training_changed, started.training_changed]):
        started.start_training(model_of(started).run.training)
    assert model_of(started) is kept
    assert not started.training


def test_that_a_crash_in_training_ends_it_and_the_predictor_is_made_anew(
    started: Session, service: FakeService, qtbot: QtBot
) -> None:
    service.fault = ZeroDivisionError()
    choose(started)
    with qtbot.waitSignals([started.jobs.crashed, started.training_changed, started.training_changed]):
        started.start_training(model_of(started).run.training)
    assert not started.training
    assert started.predictor is None
    qtbot.waitUntil(lambda: started.predictor is not None)


def test_that_a_test_opens_the_seal_and_another_model_closes_it(started: Session, qtbot: QtBot) -> None:
    shares: list[float] = []
    started.testing_event.connect(shares.append)
    with qtbot.waitSignal(started.evaluation_changed):
        started.test()
    assert started.evaluation is not None
    assert model_of(started).run.test is not None
    assert shares == [0.5, 1.0]
    qtbot.waitUntil(lambda: not started.testing)
    choose(started)
    assert started.evaluation is None


def test_that_a_test_can_be_stopped(started: Session, service: FakeService, qtbot: QtBot) -> None:
    service.may_test.clear()
    with qtbot.waitSignal(started.failed) as failed:
        started.test()
        started.cancel_test()
        service.may_test.set()
    assert "stopped" in str(failed.args[0])
    assert started.evaluation is None


def test_that_a_model_of_ones_own_is_renamed_and_a_bundled_one_is_not(started: Session, qtbot: QtBot) -> None:
    with pytest.raises(UserError, match="came with the program"):
        started.rename("Mine")
    train(started, qtbot)
    with qtbot.waitSignal(started.model_changed):
        started.rename("Mine")
    assert model_of(started).run.name == "Mine"
    qtbot.waitUntil(lambda: "Mine" in [run.name for run in started.runs])


def test_that_a_model_that_was_never_kept_is_renamed_at_once(started: Session) -> None:
    choose(started)
    started.rename("Mine")
    assert model_of(started).run.name == "Mine"


def test_that_a_deleted_model_comes_back(started: Session, qtbot: QtBot) -> None:
    train(started, qtbot)
    name = model_of(started).run.name
    with qtbot.waitSignal(started.notified) as notified:
        started.delete()
    notice = notified.args[0]
    assert isinstance(notice, Notice)
    assert model_of(started).run.id == "bundled"
    assert notice.on_action is not None
    with qtbot.waitSignal(started.model_changed):
        notice.on_action()
    assert model_of(started).run.name == name


def test_that_a_model_is_saved_and_opened_as_a_file(
    started: Session, service: FakeService, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "mine.mnistrun"
    with qtbot.waitSignal(started.notified) as notified:
        started.save_as(file)
    assert service.saved == [file]
    assert str(file) in notified.args[0].text
    with qtbot.waitSignal(started.model_changed):
        started.open_file(file)
    assert model_of(started).run.id == "mine"


def test_that_opening_a_model_from_elsewhere_says_what_was_assumed(
    started: Session, service: FakeService, qtbot: QtBot
) -> None:
    changes = {"id": "elsewhere", "state": "opened", "note": "It ends in logits."}
    service.models["elsewhere"] = Model(untrained_run().model_copy(update=changes), fake_weights())
    with qtbot.waitSignal(started.notified) as notified:
        started.open_run("elsewhere")
    assert notified.args[0].text == "“With dropout” is open. It ends in logits."


def test_that_models_are_opened_while_tensorflow_wakes_up(session: Session, service: FakeService, qtbot: QtBot) -> None:
    service.may_wake.clear()
    with qtbot.waitSignal(session.runs_changed):
        session.start()
    choose(session)
    with qtbot.waitSignal(session.model_changed):
        session.open_run("bundled")
    assert model_of(session).run.bundled
    service.may_wake.set()
    qtbot.waitUntil(lambda: session.predictor is not None)


def test_that_the_level_is_told_and_remembered(session: Session, settings: Settings, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.level_changed) as level:
        session.set_level(Level.EVERYTHING)
    assert level.args == [Level.EVERYTHING]
    assert settings.get(LEVEL) is Level.EVERYTHING


def test_that_progress_tells_how_far_and_how_long(started: Session, service: FakeService, qtbot: QtBot) -> None:
    hold_training(started, service, qtbot)
    assert started.progress == Progress(5 / 12, "41 %, 4 s left")
    let_end(started, qtbot)


def test_that_a_digit_for_the_canvas_reaches_a_page_that_is_made_only_now(session: Session) -> None:
    got: list[object] = []
    session.page_requested.connect(lambda _name: session.digit_for_canvas.connect(got.append))
    digit = np.zeros((28, 28), np.uint8)
    session.put_on_canvas(digit)
    assert got == [digit]


def test_that_tensorflow_is_touched_in_one_thread_alone(started: Session, service: FakeService, qtbot: QtBot) -> None:
    train(started, qtbot)
    with qtbot.waitSignal(started.evaluation_changed):
        started.test()
    touching = {"warm_up", "predictor", "train", "evaluate"}
    assert len({thread for name, thread in service.calls if name in touching}) == 1


def test_that_a_training_asked_for_before_waking_ends_with_the_predictor_that_followed_it(
    session: Session, service: FakeService, qtbot: QtBot
) -> None:
    service.may_wake.clear()
    with qtbot.waitSignals([session.dataset_changed, session.model_changed]):
        session.start()
    choose(session)
    session.start_training(model_of(session).run.training)
    with qtbot.waitSignal(session.training_changed, check_params_cb=lambda training: not training):
        service.may_wake.set()
    followed = session.predictor
    assert followed is not None
    qtbot.waitUntil(lambda: not session.jobs.model_lane_busy)
    assert session.predictor is followed
    assert [name for name, _thread in service.calls].count("predictor") == 1

"""Epochs: order, reports, pause, stop, pace, and numbers that explode."""

import threading
from collections.abc import Callable
from typing import TypeVar

import numpy as np
import pytest

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.networks.spec import (
    AugmentationSpec,
    Dense,
    Dropout,
    Flatten,
    NetworkSpec,
    OptimizerSpec,
    ScheduleSpec,
    TrainingSpec,
)
from mnist_desktop.training.control import LESSON_SECONDS, Pace, TrainingControl
from mnist_desktop.training.engine import EngineState, TrainingEngine
from mnist_desktop.training.events import (
    Compiling,
    EpochFinished,
    EpochRecord,
    Inspection,
    PauseChanged,
    SettingChange,
    SettingsChanged,
    StepsDone,
    TrainingEvent,
    TrainingFinished,
    TrainingStarted,
)
from mnist_desktop.training.settings import Settings
from mnist_desktop.training.trainer import DivergedError, Trainer

_NETWORK = NetworkSpec(
    layers=(Flatten(), Dense(units=16, activation="relu"), Dropout(rate=0.2), Dense(units=10, activation="softmax"))
)

_Event = TypeVar("_Event")


class _Clock:
    """A clock of which a hundredth of a second passes whenever it is read, and that jumps when someone waits.

    So that what is tested of times holds on a machine of any speed.
    """

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        self.now += 0.01
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> _Clock:
    clock = _Clock()
    monkeypatch.setattr("mnist_desktop.training.trainer.time", clock)

    def wait_until(_control: TrainingControl, moment: float) -> None:
        clock.now = max(clock.now, moment)

    monkeypatch.setattr(TrainingControl, "wait_until", wait_until)
    return clock


class _Recording:
    """A training on 1,000 pictures, and all that came of it."""

    def __init__(
        self,
        mnist: Dataset,
        training: TrainingSpec,
        control: TrainingControl | None = None,
        on_event: Callable[[TrainingEvent], None] = lambda event: None,
        state: EngineState | None = None,
        history: tuple[EpochRecord, ...] = (),
    ) -> None:
        self.events: list[TrainingEvent] = []
        self.kept: list[tuple[EpochRecord, EngineState]] = []
        self.changed: list[tuple[Settings, tuple[SettingChange, ...]]] = []

        def report(event: TrainingEvent) -> None:
            self.events.append(event)
            on_event(event)

        self.engine = TrainingEngine(_NETWORK, training, mnist.train[:1000], state)
        trainer = Trainer(
            self.engine,
            Settings(_NETWORK, training),
            1000,
            mnist.train[1000:1300],
            report=report,
            control=control or TrainingControl(),
            on_epoch=lambda record, state: self.kept.append((record, state)),
            on_change=lambda settings, changes: self.changed.append((settings, changes)),
            history=history,
        )
        self.finished = trainer.run()

    def of(self, kind: type[_Event]) -> list[_Event]:
        return [event for event in self.events if isinstance(event, kind)]


def _same_numbers(one: list[tuple[EpochRecord, EngineState]], other: list[tuple[EpochRecord, EngineState]]) -> None:
    timeless = [[record.model_copy(update={"seconds": 0.0}) for record, _ in kept] for kept in (one, other)]
    assert timeless[0] == timeless[1]
    for a, b in zip(one[-1][1].weights, other[-1][1].weights, strict=True):
        np.testing.assert_array_equal(a, b)


def test_that_a_training_reports_its_way_from_start_to_end(mnist: Dataset) -> None:
    run = _Recording(mnist, TrainingSpec(epochs=2, batch_size=32))
    assert run.finished
    started = run.of(TrainingStarted)[0]
    assert run.events[0] is started
    assert (started.epochs, started.first_epoch, started.steps_per_epoch) == (2, 1, 32)
    assert (started.training_count, started.validation_count) == (1000, 300)
    labels = mnist.train.labels[1000:1300][list(started.watched)]
    assert sorted(labels) == list(range(10))
    assert run.events[-1] == TrainingFinished(stopped=False)
    records = [event.record for event in run.of(EpochFinished)]
    assert [record.epoch for record in records] == [1, 2]
    assert records[1].loss < records[0].loss
    last = [event for event in run.of(StepsDone) if event.epoch == 2][-1]
    assert last.step == last.steps_per_epoch == 32
    assert last.epoch_loss == records[1].loss
    assert last.epoch_accuracy == records[1].accuracy
    assert len(last.answers) == 10


def test_that_stop_keeps_the_finished_epochs_only(mnist: Dataset) -> None:
    control = TrainingControl()

    def stop_in_third_epoch(event: TrainingEvent) -> None:
        if isinstance(event, StepsDone) and event.epoch == 3:
            control.stop()

    run = _Recording(mnist, TrainingSpec(epochs=50), control, stop_in_third_epoch)
    assert not run.finished
    assert [record.epoch for record, _ in run.kept] == [1, 2]
    assert run.events[-1] == TrainingFinished(stopped=True)


def test_that_a_pause_holds_and_changes_no_number(mnist: Dataset) -> None:
    plain = _Recording(mnist, TrainingSpec(epochs=2))
    control = TrainingControl()
    held = threading.Event()
    resumer: list[threading.Thread] = []

    def resume() -> None:
        held.wait(10)
        control.resume()

    def pause_once(event: TrainingEvent) -> None:
        if isinstance(event, StepsDone) and not resumer:
            control.pause()
            resumer.append(threading.Thread(target=resume))
            resumer[0].start()
        if event == PauseChanged(paused=True):
            held.set()

    paused = _Recording(mnist, TrainingSpec(epochs=2), control, pause_once)
    resumer[0].join()
    assert [event.paused for event in paused.of(PauseChanged)] == [True, False]
    _same_numbers(plain.kept, paused.kept)


def test_that_one_step_at_a_time_gives_the_same_numbers(mnist: Dataset) -> None:
    plain = _Recording(mnist, TrainingSpec(epochs=1, batch_size=100))
    control = TrainingControl(Pace.STEP)

    def allow_next(event: TrainingEvent) -> None:
        if event == PauseChanged(paused=True):
            control.step()

    stepped = _Recording(mnist, TrainingSpec(epochs=1, batch_size=100), control, allow_next)
    assert [event.step for event in stepped.of(StepsDone)] == list(range(1, 11))
    _same_numbers(plain.kept, stepped.kept)


def test_that_the_lesson_pace_is_slow_and_gives_the_same_numbers(mnist: Dataset, clock: _Clock) -> None:
    plain = _Recording(mnist, TrainingSpec(epochs=1))
    began = clock.now
    lesson = _Recording(mnist, TrainingSpec(epochs=1), TrainingControl(Pace.LESSON))
    assert len(lesson.of(StepsDone)) == 32
    assert clock.now - began >= LESSON_SECONDS
    assert lesson.kept[0][0].seconds < 2.0  # waiting for the pace is not counted as work
    _same_numbers(plain.kept, lesson.kept)


def test_that_a_training_goes_on_exactly_where_it_was(mnist: Dataset) -> None:
    whole = _Recording(mnist, TrainingSpec(epochs=3))
    first = _Recording(mnist, TrainingSpec(epochs=1))
    rest = _Recording(mnist, TrainingSpec(epochs=3), state=first.kept[-1][1], history=(first.kept[-1][0],))
    _same_numbers(whole.kept[1:], rest.kept)


def test_that_a_training_stops_by_itself_when_it_gets_no_better(mnist: Dataset) -> None:
    """At a rate that is far too high the validation loss soon goes up and down."""
    training = TrainingSpec(epochs=60, stop_after=2, optimizer=OptimizerSpec(learning_rate=0.03))
    run = _Recording(mnist, training)
    assert run.finished
    losses = [record.val_loss for record, _ in run.kept if record.val_loss is not None]
    assert len(losses) < 60
    assert min(losses) == losses[-3]


def test_that_the_schedule_reaches_the_optimizer(mnist: Dataset) -> None:
    training = TrainingSpec(epochs=2, schedule=ScheduleSpec(name="cosine"))
    run = _Recording(mnist, training)
    rates = [record.learning_rate for record, _ in run.kept]
    assert 0.0 < rates[0] < 0.001
    assert rates[1] == pytest.approx(0.0, abs=1e-9)
    assert float(run.engine.members[0].optimizer.learning_rate.numpy()) == pytest.approx(rates[1])


def test_that_changes_hold_from_the_next_step_on_and_are_told(mnist: Dataset) -> None:
    control = TrainingControl(Pace.STEP)
    dropout = f"layers.{[layer.type for layer in _NETWORK.layers].index('Dropout')}.rate"

    def change_after_four_steps(event: TrainingEvent) -> None:
        if isinstance(event, StepsDone) and event.step == 4:
            control.change({"optimizer.learning_rate": 0.5, dropout: 0.25, "epochs": -3})
        if event == PauseChanged(paused=True):
            control.step()

    run = _Recording(mnist, TrainingSpec(epochs=1, batch_size=100), control, change_after_four_steps)
    rates = [event.learning_rate for event in run.of(StepsDone)]
    assert rates == pytest.approx([0.001] * 4 + [0.5] * 6)
    changes = run.of(SettingsChanged)[0].changes
    assert [(change.setting, change.before, change.after) for change in changes] == [
        (dropout, 0.2, 0.25),
        ("optimizer.learning_rate", 0.001, 0.5),
    ]
    assert {change.epoch for change in changes} == {0.4}
    settings, known = run.changed[-1]
    assert known == changes
    assert settings.training.optimizer.learning_rate == 0.5
    assert run.finished  # what cannot be, epochs below 1, changed nothing


def test_that_one_more_epoch_can_be_asked_for_while_it_runs(mnist: Dataset) -> None:
    control = TrainingControl()

    def ask(event: TrainingEvent) -> None:
        if isinstance(event, EpochFinished) and event.record.epoch == 2:
            control.change({"epochs": 3})

    run = _Recording(mnist, TrainingSpec(epochs=2), control, ask)
    plain = _Recording(mnist, TrainingSpec(epochs=3))
    assert [event.epochs for event in run.of(StepsDone)][-1] == 3
    _same_numbers(plain.kept, run.kept)


def test_that_fewer_epochs_than_were_begun_end_with_the_running_one(mnist: Dataset) -> None:
    control = TrainingControl()

    def ask(event: TrainingEvent) -> None:
        if isinstance(event, StepsDone) and event.epoch == 2:
            control.change({"epochs": 1})

    run = _Recording(mnist, TrainingSpec(epochs=5), control, ask)
    assert run.finished
    assert [record.epoch for record, _ in run.kept] == [1, 2]
    assert run.changed[-1][0].training.epochs == 2


def test_that_augmentation_can_be_switched_on_and_makes_training_harder(mnist: Dataset) -> None:
    control = TrainingControl()

    def vary(event: TrainingEvent) -> None:
        if isinstance(event, EpochFinished) and event.record.epoch == 3:
            control.change({"augmentation.rotation": 90.0, "augmentation.shift": 5.0})

    run = _Recording(mnist, TrainingSpec(epochs=4), control, vary)
    records = [record for record, _ in run.kept]
    assert records[3].accuracy < records[2].accuracy - 0.1
    assert len(run.of(Compiling)) == 2  # the other loop is compiled when it is first needed


def test_that_varied_pictures_give_the_same_numbers_at_every_pace(mnist: Dataset) -> None:
    training = TrainingSpec(
        epochs=1, batch_size=100, augmentation=AugmentationSpec(rotation=10.0, elastic=1.0, noise=0.1)
    )
    plain = _Recording(mnist, training)
    control = TrainingControl(Pace.STEP)

    def allow_next(event: TrainingEvent) -> None:
        if event == PauseChanged(paused=True):
            control.step()

    _same_numbers(plain.kept, _Recording(mnist, training, control, allow_next).kept)


def test_that_a_time_limit_ends_a_training_and_its_schedule(mnist: Dataset, clock: _Clock) -> None:
    training = TrainingSpec(epochs=1, time_limit=5.0, schedule=ScheduleSpec(name="cosine"))
    began = clock.now
    run = _Recording(mnist, training)
    assert run.finished
    assert len(run.kept) > 1
    assert run.kept[-1][0].learning_rate < 0.2 * run.kept[0][0].learning_rate
    assert 0.0 < run.kept[-1][0].share <= 1.0
    assert 4.0 < clock.now - began <= 6.0
    again = _Recording(mnist, training, history=(run.kept[0][0].model_copy(update={"time_spent": 5.0}),))
    assert again.kept == []  # a run that has used up its time


def test_that_looks_inside_change_no_number(mnist: Dataset) -> None:
    plain = _Recording(mnist, TrainingSpec(epochs=1, batch_size=100))
    control = TrainingControl(Pace.STEP)
    control.watch(frozenset({"gradients", "inactive", "first_layer", "weights"}))

    def allow_next(event: TrainingEvent) -> None:
        if event == PauseChanged(paused=True):
            control.step()

    watched = _Recording(mnist, TrainingSpec(epochs=1, batch_size=100), control, allow_next)
    assert [look.epoch for look in watched.of(Inspection)] == pytest.approx([step / 10 for step in range(1, 11)])
    assert plain.of(Inspection) == []
    _same_numbers(plain.kept, watched.kept)


@pytest.mark.parametrize("rate", [1e9, 1e4])
def test_that_exploding_numbers_stop_the_training_with_a_sentence(mnist: Dataset, rate: float) -> None:
    with pytest.raises(DivergedError, match="grew without limit in epoch 1") as caught:
        _Recording(mnist, TrainingSpec(epochs=3, optimizer=OptimizerSpec(learning_rate=rate)))
    assert f"The learning rate is {rate:,.12g}; try 0.001" in caught.value.remedy
    assert caught.value.field == "optimizer.learning_rate"


def test_that_no_validation_pictures_are_needed(mnist: Dataset) -> None:
    training = TrainingSpec(epochs=1)
    engine = TrainingEngine(_NETWORK, training, mnist.train[:100])
    records: list[EpochRecord] = []
    trainer = Trainer(
        engine,
        Settings(_NETWORK, training),
        100,
        mnist.train[:0],
        report=lambda event: None,
        control=TrainingControl(),
        on_epoch=lambda record, state: records.append(record),
    )
    assert trainer.run()
    assert (records[0].val_loss, records[0].val_accuracy) == (None, None)


def test_that_the_last_epochs_can_see_the_pictures_as_they_are(mnist: Dataset) -> None:
    varied = TrainingSpec(epochs=2, augmentation=AugmentationSpec(rotation=90.0, plain_epochs=1))
    run = _Recording(mnist, varied)
    history, state = run.kept[0]
    plain = _Recording(mnist, TrainingSpec(epochs=2), state=state, history=(history,))
    _same_numbers(run.kept[1:], plain.kept)
    varied_to_the_end = varied.model_copy(update={"augmentation": AugmentationSpec(rotation=90.0)})
    other = _Recording(mnist, varied_to_the_end)
    assert other.kept[0][0].loss == history.loss
    assert other.kept[1][0].loss != run.kept[1][0].loss

"""The points of the curves: bundled, thinned and cut."""

from mnist_desktop.training.events import StepsDone
from mnist_desktop.ui.training.points import TrainingPoints
from tests.ui.fake_service import epoch_record


def steps(epoch: int, step: int, of: int = 100, accuracy: float = 0.5) -> StepsDone:
    return StepsDone(epoch, step, of, 1.0, accuracy, 1.0, accuracy, 1000.0, 1.0, (), 10, 0.001)


def test_that_finished_epochs_alone_make_a_line() -> None:
    points = TrainingPoints()
    points.restart([epoch_record(1), epoch_record(2)])
    data = points.data()
    assert list(data.training_epochs) == [1.0, 2.0]
    assert list(data.validation_epochs) == [1, 2]
    assert list(data.validation_loss) == [0.9, 0.45]


def test_that_a_point_is_the_mean_over_its_steps() -> None:
    points = TrainingPoints()
    points.restart([epoch_record(1)])
    points.add_steps(steps(2, 1, accuracy=0.2))
    points.add_steps(steps(2, 4, accuracy=0.6))  # three steps against one
    data = points.data()
    assert list(data.training_epochs) == [1.0, 1.04]
    assert abs(data.training_accuracy[-1] - 0.5) < 1e-9


def test_that_a_few_steps_at_the_end_are_no_spike() -> None:
    points = TrainingPoints()
    points.restart([epoch_record(1)])
    points.add_steps(steps(2, 50, accuracy=0.9))
    points.add_steps(steps(2, 51, accuracy=0.1))
    assert list(points.data().training_accuracy) == [epoch_record(1).accuracy, 0.9]


def test_that_the_beginning_is_seen_step_by_step() -> None:
    points = TrainingPoints()
    for step in range(1, 6):
        points.add_steps(steps(1, step, of=1000))
    assert len(points.data().training_epochs) == 5


def test_that_one_point_is_no_line() -> None:
    points = TrainingPoints()
    points.add_steps(steps(1, 10))
    assert not points.data().training_epochs


def test_that_what_was_not_finished_is_dropped() -> None:
    points = TrainingPoints()
    for epoch in (1, 2):
        for step in range(10, 101, 10):
            points.add_steps(steps(epoch, step))
        if epoch == 1:
            points.add_epoch(epoch_record(1))
    points.drop_unfinished()
    assert max(points.data().training_epochs) <= 1.0
    assert len(points.records) == 1


def test_that_an_hour_of_reports_stays_small_and_keeps_its_end() -> None:
    points = TrainingPoints()
    for epoch in range(1, 101):
        for step in range(5, 101, 5):
            points.add_steps(steps(epoch, step, accuracy=epoch / 100))
        points.add_epoch(epoch_record(epoch))
    data = points.data()
    assert len(data.training_epochs) <= 600
    assert list(data.training_epochs) == sorted(data.training_epochs)
    assert data.training_epochs[-1] > 99
    middle = next(i for i, epoch in enumerate(data.training_epochs) if epoch >= 50)
    assert abs(data.training_accuracy[middle] - 0.5) < 0.03

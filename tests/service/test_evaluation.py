"""What a test says of other parts and other data, and what it explains instead of guessing."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mnist_desktop.data.dataset import Dataset, LabelledImages
from mnist_desktop.data.task import OneAgainstRest
from mnist_desktop.errors import UserError
from mnist_desktop.evaluation.certainty import reliability
from mnist_desktop.evaluation.curves import class_curves
from mnist_desktop.networks.spec import Dense, Flatten, NetworkSpec, TrainingSpec, changed
from mnist_desktop.service import ModelService
from mnist_desktop.service.evaluation import Part
from mnist_desktop.service.model import Model


@pytest.fixture
def service(tmp_path: Path) -> ModelService:
    return ModelService(tmp_path)


@pytest.fixture
def starter(service: ModelService) -> Model:
    """The bundled model, which was trained on MNIST."""
    return service.open_run("starter")


def _first(mnist: Dataset, count: int) -> Dataset:
    """The first pictures of each part, as data of their own."""
    return replace(mnist, name="A few", train=mnist.train[:count], test=mnist.test[:count], sha256="few")


def _only(mnist: Dataset, names: tuple[str, ...], labels: list[int]) -> Dataset:
    """Pictures of some digits, under other names."""
    chosen = [np.flatnonzero(mnist.test.labels == label)[:50] for label in labels]
    pictures = mnist.test.images[np.concatenate(chosen)]
    places = np.repeat(np.arange(len(labels)), 50).astype(np.uint8)
    part = LabelledImages(pictures, places)
    return Dataset("Letters", part, part, names, "letters")


@pytest.mark.parametrize("part", ["test", "validation", "training"])
def test_that_any_part_of_mnist_can_be_tested_and_the_test_alone_is_kept(
    service: ModelService, starter: Model, mnist: Dataset, part: Part
) -> None:
    split = starter.run.training.validation_split
    expected = {"test": 10_000, "validation": 60_000 - int(60_000 * (1 - split)), "training": int(60_000 * (1 - split))}
    unsealed = Model(starter.run.model_copy(update={"test": None}), starter.weights)
    shares: list[float] = []
    tested, evaluation = service.evaluate(unsealed, mnist, shares.append, part=part)
    assert evaluation.count == expected[part]
    assert evaluation.accuracy > 0.98
    assert evaluation.interval[0] < evaluation.accuracy < evaluation.interval[1]
    assert evaluation.seconds > 0
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert (tested.run.test is not None) == (part == "test")
    assert any("learned from these" in note for note in evaluation.notes) == (part == "training")
    assert len(service.pictures_of(starter, mnist, part)) == evaluation.count


def test_that_a_cancelled_test_ends_soon_and_leaves_nothing(
    service: ModelService, starter: Model, mnist: Dataset
) -> None:
    shares: list[float] = []
    with pytest.raises(UserError, match="was stopped"):
        service.evaluate(starter, mnist, shares.append, cancel=lambda: len(shares) == 2)
    assert shares == [0.1, 0.2]


def test_that_other_data_are_tested_but_not_kept_with_the_run(
    service: ModelService, starter: Model, mnist: Dataset
) -> None:
    tested, evaluation = service.evaluate(starter, _first(mnist, 300), None)
    assert tested is starter
    assert evaluation.count == 300
    assert "trained on other data: MNIST" in " ".join(evaluation.notes)


def test_that_one_picture_can_be_tested(service: ModelService, starter: Model, mnist: Dataset) -> None:
    _, evaluation = service.evaluate(starter, _first(mnist, 1))
    assert (evaluation.count, evaluation.error_count) == (1, 0)
    assert sum(report.recall is not None for report in evaluation.class_reports) == 1
    assert all(report.note for report in evaluation.class_reports if report.recall is None)
    assert len(reliability(evaluation).bins) == 1
    assert all(curves.note and curves.roc is None for curves in class_curves(evaluation))


def test_that_classes_are_matched_by_name_and_unknown_ones_left_out_and_named(
    service: ModelService, starter: Model, mnist: Dataset
) -> None:
    letters = _only(mnist, ("8", "A", "1"), [8, 4, 1])
    _, evaluation = service.evaluate(starter, letters)
    assert evaluation.count == 100
    assert evaluation.accuracy > 0.95
    assert sorted(set(evaluation.labels.tolist())) == [1, 8]
    assert evaluation.rows.tolist() == [*range(50), *range(100, 150)]
    assert "50 pictures are of classes that the network does not know (A)" in " ".join(evaluation.notes)
    predictions = service.answers(starter, letters)
    assert predictions.count == 150
    np.testing.assert_array_equal(predictions.answers[evaluation.rows], evaluation.answers)


def test_that_data_of_which_the_network_knows_no_class_get_answers_alone(
    service: ModelService, starter: Model, mnist: Dataset
) -> None:
    letters = _only(mnist, ("A", "B"), [4, 8])
    with pytest.raises(UserError, match="knows none of these classes") as caught:
        service.evaluate(starter, letters)
    assert caught.value.field == "labels"
    predictions = service.answers(starter, letters)
    assert predictions.class_names == mnist.class_names
    assert predictions.count == 100
    assert "does not know A, B" in " ".join(predictions.notes)


def test_that_pictures_without_labels_get_answers_alone_and_it_says_so(
    service: ModelService, starter: Model, mnist: Dataset
) -> None:
    nothing = mnist.train[:0]
    unlabelled = Dataset("Scans", nothing, nothing, (), "scans", unlabelled=mnist.test.images[:20])
    with pytest.raises(UserError, match="no labels") as caught:
        service.evaluate(starter, unlabelled)
    assert caught.value.field == "labels"
    predictions = service.answers(starter, unlabelled)
    assert (predictions.answers == mnist.test.labels[:20]).mean() > 0.9
    assert "no labels" in " ".join(predictions.notes)


def test_that_of_two_digits_only_these_are_tested(service: ModelService, mnist: Dataset) -> None:
    preset = service.preset("one-digit")
    training = changed(preset.training, {"task": {"type": "two_classes", "first": 3, "second": 8}})
    model = service.untrained(preset.network, training, name="three or eight")
    _, evaluation = service.evaluate(model, mnist)
    assert evaluation.class_names == ("3", "8")
    asked = np.flatnonzero(np.isin(mnist.test.labels, (3, 8)))
    np.testing.assert_array_equal(evaluation.rows, asked)
    np.testing.assert_array_equal(evaluation.labels, mnist.test.labels[asked] == 8)
    assert not any("does not know" in note for note in evaluation.notes)


def test_that_one_output_is_matched_by_the_class_it_looks_for(service: ModelService, mnist: Dataset) -> None:
    chosen = service.preset("one-digit")
    model = service.untrained(chosen.network, chosen.training, name="five")
    model = Model(model.run.model_copy(update={"data": service.open_run("starter").run.data}), None)
    _, evaluation = service.evaluate(model, _only(mnist, ("5", "A"), [5, 4]))
    assert evaluation.class_names == ("not 5", "5")
    assert evaluation.confusion_matrix.sum(axis=1).tolist() == [50, 50]
    _, evaluation = service.evaluate(model, _only(mnist, ("A", "B"), [4, 8]))
    assert evaluation.class_reports[1].recall is None
    assert "no picture of 5" in evaluation.class_reports[1].note
    no, yes = class_curves(evaluation)
    assert no.note
    assert yes.note


def test_that_a_network_with_too_many_answers_for_named_classes_is_refused(
    service: ModelService, mnist: Dataset
) -> None:
    model = service.untrained(NetworkSpec(layers=(Flatten(), Dense(units=10))), TrainingSpec(), name="x")
    with pytest.raises(UserError, match="gives 10 answers; Letters has 2 classes"):
        service.evaluate(model, _only(mnist, ("A", "B"), [4, 8]))


def test_that_a_network_of_unknown_origin_is_taken_to_answer_with_numbers_and_it_says_so(
    service: ModelService, starter: Model, mnist: Dataset
) -> None:
    foreign = Model(starter.run.model_copy(update={"data": None, "history": ()}), starter.weights)
    _, evaluation = service.evaluate(foreign, _only(mnist, ("8", "1"), [8, 1]))
    assert evaluation.accuracy > 0.95
    assert "taken for the numbers 0 to 9" in " ".join(evaluation.notes)


def test_that_a_class_that_the_data_do_not_have_is_refused(service: ModelService, mnist: Dataset) -> None:
    chosen = service.preset("one-digit")
    training = chosen.training.model_copy(update={"task": OneAgainstRest(label=7)})
    model = service.untrained(chosen.network, training, name="seven")
    with pytest.raises(UserError, match="chosen class is 7"):
        service.evaluate(model, _only(mnist, ("A", "B"), [4, 8]))


@pytest.mark.parametrize(
    ("part", "split", "problem"),
    [
        ("test", 0.1, "no test pictures"),
        ("training", 0.1, "no training pictures"),
        ("validation", 0.1, "no training pictures"),
        ("validation", 0.0, "keeps no pictures for validation"),
    ],
)
def test_that_a_part_without_pictures_is_explained(
    service: ModelService, starter: Model, mnist: Dataset, part: Part, split: float, problem: str
) -> None:
    empty = mnist.train[:0]
    train = empty if "training pictures" in problem else mnist.train[:50]
    run = starter.run.model_copy(update={"training": changed(starter.run.training, {"validation_split": split})})
    with pytest.raises(UserError, match=problem) as caught:
        service.evaluate(Model(run, starter.weights), replace(mnist, train=train, test=empty), part=part)
    assert caught.value.field == "part"


def test_that_answers_that_are_no_numbers_are_refused(service: ModelService, starter: Model, mnist: Dataset) -> None:
    broken = tuple(np.full_like(value, np.nan) for value in starter.weights or ())
    with pytest.raises(UserError, match="no numbers"):
        service.evaluate(Model(starter.run, broken), _first(mnist, 10))


def test_that_a_temperature_fitted_on_validation_pictures_leaves_the_answers(
    service: ModelService, starter: Model, mnist: Dataset
) -> None:
    _, evaluation = service.evaluate(starter, mnist)
    found = service.calibrate(starter, mnist, evaluation)
    assert found.temperature == pytest.approx(1.2, abs=0.3)
    assert found.scaled is not None
    assert found.scaled_validation_loss is not None
    assert found.scaled_validation_loss < found.validation_loss
    assert found.validation_count == len(service.pictures_of(starter, mnist, "validation"))
    assert found.scaled.accuracy == evaluation.accuracy
    np.testing.assert_array_equal(found.scaled.answers, evaluation.answers)
    assert found.scaled.mean_confidence < evaluation.mean_confidence

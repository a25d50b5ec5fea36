"""Robustness, maps and comparisons through the service, as the window asks for them."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mnist_desktop.data.corruption import KINDS
from mnist_desktop.data.dataset import Dataset, LabelledImages
from mnist_desktop.errors import UserError
from mnist_desktop.evaluation.embedding import PictureMap
from mnist_desktop.evaluation.robustness import RobustnessCurve
from mnist_desktop.networks.spec import Conv2D, Dense, Flatten, NetworkSpec, changed
from mnist_desktop.runs.run import DataSummary
from mnist_desktop.service import ModelService
from mnist_desktop.service.model import Model


@pytest.fixture
def service(tmp_path: Path) -> ModelService:
    return ModelService(tmp_path)


def _model(service: ModelService, preset: str = "softmax-dense", seed: int = 1, **changes: Any) -> Model:
    """An untrained model, which answers like a guess."""
    chosen = service.preset(preset)
    training = changed(chosen.training, {"seed": seed} | changes)
    return service.untrained(chosen.network, training, name=f"{chosen.title} {seed}")


def _starter(service: ModelService) -> Model:
    return service.open_run("starter")


def test_that_a_trained_model_is_hurt_by_every_kind(service: ModelService, mnist: Dataset) -> None:
    reported: list[RobustnessCurve] = []
    shares: list[float] = []
    found = service.robustness(_starter(service), mnist.test, count=100, report=reported.append, progress=shares.append)
    assert tuple(curve.corruption.kind for curve in found.curves) == KINDS
    assert tuple(reported) == found.curves
    assert (found.finished, found.labelled, found.note) == (True, True, "")
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)
    assert len(set(found.indices.tolist())) == 100
    assert found.indices.max() > 5000, "drawn from all pictures, not the first ones"
    for curve in found.curves:
        assert curve.points[0].right == reported[0].points[0].right >= 96
        assert curve.points[-1].right < curve.points[0].right
        assert all(point.count == 100 for point in curve.points)


def test_that_a_measurement_comes_out_the_same_again(service: ModelService, mnist: Dataset) -> None:
    model = _model(service)
    first, again = (service.robustness(model, mnist.test, ["noise"], 50, seed=4) for _ in range(2))
    assert first.curves == again.curves
    np.testing.assert_array_equal(first.indices, again.indices)


def test_that_cancelling_keeps_the_finished_curves(service: ModelService, mnist: Dataset) -> None:
    reported: list[RobustnessCurve] = []
    found = service.robustness(
        _model(service), mnist.test, count=20, report=reported.append, cancelled=lambda: len(reported) == 2
    )
    assert not found.finished
    assert [curve.corruption.kind for curve in found.curves] == list(KINDS[:2])


def test_that_pictures_without_labels_are_compared_with_themselves(service: ModelService, mnist: Dataset) -> None:
    found = service.robustness(_model(service), mnist.test.images, ["rotation"], 40)
    assert not found.labelled
    assert "no labels" in found.note
    assert found.curves[0].points[0].right == 40
    assert found.curves[0].points[-1].right < 40


def test_that_one_digit_against_the_rest_says_what_a_guess_reaches(service: ModelService, mnist: Dataset) -> None:
    fives = mnist.test[np.flatnonzero(mnist.test.labels == 5)[:20]]
    found = service.robustness(_model(service, "one-digit"), fives, ["blur"])
    assert "100.0 % of these pictures" in found.note
    assert found.curves[0].points[0].count == 20


def test_that_one_picture_is_enough(service: ModelService, mnist: Dataset) -> None:
    point = service.robustness(_model(service), mnist.test[:1], ["shift"]).curves[0].points[0]
    assert point.count == 1
    assert 0.0 <= point.low < point.high <= 1.0
    for method in ("pca", "tsne"):
        alone = service.map_pictures(mnist.test[:1], _model(service), method=method)
        assert alone is not None
        assert alone.embedding.points.tolist() == [[0.0, 0.0]]
        assert "no neighbours" in alone.embedding.note


@pytest.mark.parametrize(
    ("kinds", "count", "pictures", "field"),
    [(["rain"], 10, 10, "kind"), (None, 0, 10, "count"), (None, 10, 0, "part")],
)
def test_that_what_cannot_be_measured_is_refused(
    service: ModelService, mnist: Dataset, kinds: list[str] | None, count: int, pictures: int, field: str
) -> None:
    with pytest.raises(UserError) as caught:
        service.robustness(_model(service), mnist.test[:pictures], kinds, count)
    assert caught.value.field == field


def test_that_labels_which_the_model_cannot_answer_are_refused(service: ModelService, mnist: Dataset) -> None:
    letters = LabelledImages(mnist.test.images[:26], np.arange(26, dtype=np.uint8))
    with pytest.raises(UserError, match="labels up to 25; One hidden layer 1 answers with 0 to 9 only"):
        service.robustness(_model(service), letters)


def test_that_pixels_are_laid_out_without_a_model(service: ModelService, mnist: Dataset) -> None:
    found = service.map_pictures(mnist.test, count=300)
    assert found is not None
    assert (found.source, found.layer, found.answers, found.wrong) == ("pixels", None, None, None)
    assert found.labels is not None
    np.testing.assert_array_equal(found.labels, mnist.test.labels[found.indices])
    assert found.embedding.explained is not None
    assert 0.05 < sum(found.embedding.explained) < 0.3
    assert found.seconds > 0


def test_that_the_last_layer_of_a_good_model_keeps_digits_apart(service: ModelService, mnist: Dataset) -> None:
    model = _starter(service)
    shown: list[PictureMap] = []
    last = service.layers_to_map(model)[-1]
    found = service.map_pictures(mnist.test, model, method="tsne", layer=last.index, count=200, report=shown.append)
    assert found is not None
    assert found.source == "layer 7, Dense: 10 numbers"
    assert found.answers is not None
    assert found.wrong is not None
    np.testing.assert_array_equal(found.wrong, found.answers != mnist.test.labels[found.indices])
    assert found.wrong.mean() < 0.05
    assert len(shown) == 2
    distances = np.linalg.norm(found.embedding.points[:, None] - found.embedding.points[None], axis=2)
    np.fill_diagonal(distances, np.inf)
    nearest = found.answers[distances.argmin(axis=1)]
    assert (nearest == found.answers).mean() > 0.9


def test_that_a_single_output_makes_a_line(service: ModelService, mnist: Dataset) -> None:
    model = _model(service, "one-digit")
    found = service.map_pictures(mnist.test, model, layer=3, count=50)
    assert found is not None
    assert "is a line" in found.embedding.note
    assert found.source == "layer 4, Dense: 1 number"
    assert found.labels is not None
    assert len(np.unique(found.labels)) > 2, "the markers stay the digits"
    assert found.wrong is not None
    assert found.answers is not None
    np.testing.assert_array_equal(found.wrong, found.answers != (found.labels == 5))


def test_that_unlabelled_pictures_have_answers_and_nothing_wrong(service: ModelService, mnist: Dataset) -> None:
    found = service.map_pictures(mnist.test.images[:30], _model(service), layer=1)
    assert found is not None
    assert (found.labels, found.wrong) == (None, None)
    assert found.answers is not None


def test_that_a_map_can_be_cancelled(service: ModelService, mnist: Dataset) -> None:
    assert service.map_pictures(mnist.test, _model(service), layer=1, count=9, cancelled=lambda: True) is None
    assert service.map_pictures(mnist.test, method="tsne", count=9, cancelled=lambda: True) is None


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"layer": 0}, "Layer 1 cannot be laid out; layers 2, 3 can"),
        ({"layer": 9}, "Layer 10 cannot"),
        ({"method": "umap"}, "there are pca and tsne"),
        ({"count": 0}, "at least 1"),
    ],
)
def test_that_a_map_that_cannot_be_is_refused(
    service: ModelService, mnist: Dataset, more: dict[str, Any], words: str
) -> None:
    with pytest.raises(UserError, match=words):
        service.map_pictures(mnist.test, _model(service), **more)
    with pytest.raises(UserError, match="none, without a model"):
        service.map_pictures(mnist.test, layer=1)


def test_that_a_layer_too_large_for_memory_says_how_many_pictures_fit(service: ModelService, mnist: Dataset) -> None:
    wide = NetworkSpec(layers=(Conv2D(filters=1024), Flatten(), Dense(units=10, activation="softmax")))
    model = service.untrained(wide, _model(service).run.training, name="wide")
    with pytest.raises(UserError, match="gives 692,224 numbers for a picture") as caught:
        service.map_pictures(mnist.test, model, layer=0)
    assert "at most 96 pictures" in caught.value.remedy


def test_that_models_are_compared_on_the_same_pictures(service: ModelService, mnist: Dataset) -> None:
    shares: list[float] = []
    starter, guess = _starter(service), _model(service)
    part = mnist.test[:1200]
    found = service.compare([guess, starter], mnist, part, progress=shares.append)
    assert found is not None
    assert found.class_names == mnist.class_names
    first, second = found.models
    assert (second.name, second.parameters, second.epochs) == (starter.run.name, 34826, len(starter.run.history))
    assert second.training_seconds == pytest.approx(sum(record.seconds for record in starter.run.history))
    assert (first.training_seconds, first.epochs) == (None, 0)
    assert second.evaluation is not None
    assert second.evaluation.accuracy > 0.98 > 0.5 > (first.right or 0) / 1200
    (pair,) = found.pairs
    assert pair.could_be_luck is False
    assert "Starter is better on pictures like these." in pair.words
    right = found.models[1].answers == part.labels
    assert right[pair.only_second_right].all()
    assert "One hidden layer 1 has learned nothing yet." in found.note
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)


def test_that_a_comparison_can_be_cancelled_and_done_without_labels(service: ModelService, mnist: Dataset) -> None:
    models = [_model(service), _model(service, seed=2)]
    assert service.compare(models, mnist, cancelled=lambda: True) is None
    found = service.compare(models, mnist, mnist.test.images[:50])
    assert found is not None
    assert found.labels is None
    assert "no labels" in found.note
    assert found.models[0].evaluation is None


def test_that_yes_or_no_models_are_compared(service: ModelService, mnist: Dataset) -> None:
    found = service.compare(
        [_model(service, "one-digit"), _model(service, "one-digit", seed=2)], mnist, mnist.test[:50]
    )
    assert found is not None
    assert found.class_names == ("not 5", "5")
    difference = found.difference(found.pairs[0])
    assert difference is not None
    assert difference.shape == (2, 2)


def _trained_on(model: Model, class_names: tuple[str, ...], sha256: str) -> Model:
    data = DataSummary(
        name="Other", sha256=sha256, class_names=class_names, training_count=1, validation_count=0, test_count=1
    )
    return Model(model.run.model_copy(update={"data": data}), model.weights)


def test_that_models_that_cannot_be_compared_are_refused_in_a_sentence(service: ModelService, mnist: Dataset) -> None:
    model = _model(service)
    with pytest.raises(UserError, match="1 model was chosen; a comparison needs two"):
        service.compare([model], mnist)
    with pytest.raises(UserError, match="answer different questions"):
        service.compare([model, _model(service, "one-digit")], mnist)
    with pytest.raises(UserError, match="trained on Other, whose classes are others than those of MNIST"):
        service.compare([model, _trained_on(model, tuple("abcdefghij"), "0")], mnist)
    layers = (Flatten(), Dense(units=4, activation="softmax"))
    small = service.untrained(NetworkSpec(layers=layers), model.run.training, name="small")
    with pytest.raises(UserError, match="The network of small gives 4 answers; MNIST has 10 classes"):
        service.compare([model, small], mnist)
    with pytest.raises(UserError, match="no pictures"):
        service.compare([model, model], mnist, mnist.test[:0])


def test_that_models_trained_on_other_pictures_are_compared_and_it_is_said(
    service: ModelService, mnist: Dataset
) -> None:
    starter = _starter(service)
    other = _trained_on(starter, mnist.class_names, "0")
    found = service.compare([starter, other], mnist, mnist.test[:20])
    assert found is not None
    assert found.note == "Starter was trained on other data: Other."
    assert found.pairs[0].words == "The two gave the same answer to every picture."


def test_that_a_model_whose_numbers_exploded_is_told_so(service: ModelService, mnist: Dataset) -> None:
    starter = _starter(service)
    assert starter.weights is not None
    broken = Model(starter.run, tuple(np.full_like(value, np.nan) for value in starter.weights))
    with pytest.raises(UserError, match="Starter are no numbers"):
        service.robustness(broken, mnist.test, ["blur"], 5)
    with pytest.raises(UserError, match="Starter are no numbers"):
        service.map_pictures(mnist.test, broken, layer=6, count=5)
    with pytest.raises(UserError, match="Starter are no numbers"):
        service.compare([starter, broken], mnist, mnist.test[:5])


def test_that_pictures_are_shown_as_they_are_measured(service: ModelService, mnist: Dataset) -> None:
    kinds = service.corruptions()
    assert tuple(kind.kind for kind in kinds) == KINDS
    images = mnist.test.images[:3]
    np.testing.assert_array_equal(service.corrupt(images, "noise", 0.0), images)
    assert not np.array_equal(service.corrupt(images, "noise", 50.0), images)


def test_that_of_two_digits_no_other_picture_is_looked_at(service: ModelService, mnist: Dataset) -> None:
    preset = service.preset("one-digit")
    training = changed(preset.training, {"task": {"type": "two_classes", "first": 3, "second": 8}})
    models = [service.untrained(preset.network, changed(training, {"seed": seed}), name=f"{seed}") for seed in (1, 2)]
    part = mnist.test[:200]
    asked = np.flatnonzero(np.isin(part.labels, (3, 8)))
    comparison = service.compare(models, mnist, part)
    assert comparison is not None
    np.testing.assert_array_equal(comparison.rows, asked)
    found = service.robustness(models[0], part, kinds=("shift",), count=200)
    np.testing.assert_array_equal(found.indices, asked)

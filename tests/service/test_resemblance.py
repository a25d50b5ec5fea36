"""Digitness and neighbours of the bundled starter, on few pictures."""

from dataclasses import replace

import numpy as np
import pytest

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.errors import UserError
from mnist_desktop.service import ModelService, resemblance
from mnist_desktop.service.model import Model
from tests.benchmarks.scribbles import letters, pictures, scribbles


@pytest.fixture(scope="module")
def service() -> ModelService:
    return ModelService()


@pytest.fixture(scope="module")
def starter(service: ModelService) -> Model:
    return service.open_run("starter")


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resemblance, "_REFERENCE", 2000)
    monkeypatch.setattr(resemblance, "_HELD_OUT", 1000)


@pytest.mark.usefixtures("few")
def test_that_digits_pass_and_scribbles_do_not(service: ModelService, starter: Model, mnist: Dataset) -> None:
    shares: list[float] = []
    digitness = service.digitness(starter, mnist, shares.append)
    assert digitness is not None
    assert shares[-1] == 1.0
    assert shares == sorted(shares)
    assert digitness.accepts(mnist.test.images[:1000]).mean() > 0.95
    assert digitness.accepts(pictures(scribbles(70, seed=3))).mean() < 0.3
    assert digitness.accepts(pictures(letters(60, seed=3))).mean() < 0.3
    assert not digitness.score(np.full((28, 28), 255, np.uint8)).accepted


def test_that_neighbours_are_training_pictures_of_the_same_digit(
    service: ModelService, starter: Model, mnist: Dataset
) -> None:
    small = replace(mnist, train=mnist.train[:3000])
    neighbours = service.neighbours(starter, small)
    assert neighbours is not None
    images, labels = small.train.images, small.train.labels
    assert neighbours.find(images[70])[0].index == 70
    tested = [neighbours.find(image)[0] for image in mnist.test.images[:40]]
    assert all(labels[found.index] == found.label for found in tested)
    assert np.mean([found.label for found in tested] == mnist.test.labels[:40]) > 0.9


@pytest.mark.parametrize("method", ["digitness", "neighbours"])
def test_that_what_cannot_be_known_is_refused_and_a_cancelled_one_ends(
    service: ModelService, starter: Model, mnist: Dataset, method: str
) -> None:
    ask = getattr(service, method)
    assert ask(starter, mnist, cancelled=lambda: True) is None
    with pytest.raises(UserError, match="trained on") as other:
        ask(starter, replace(mnist, sha256="0" * 64))
    assert other.value.field == "data"
    with pytest.raises(UserError, match="nothing yet"):
        ask(Model(starter.run), mnist)
    with pytest.raises(UserError, match="at least 200"):
        ask(starter, replace(mnist, train=mnist.train[:50]))
    assert starter.weights is not None
    broken = (np.full_like(starter.weights[0], np.nan), *starter.weights[1:])
    with pytest.raises(UserError, match="without limit"):
        ask(Model(starter.run, broken), mnist)

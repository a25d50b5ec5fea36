"""Digitness and neighbours of the bundled starter, on few pictures."""

from dataclasses import replace
from pathlib import Path

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


@pytest.mark.usefixtures("few")
def test_that_what_was_learned_is_kept_with_the_run_until_its_weights_change(
    tmp_path: Path, starter: Model, mnist: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = ModelService(tmp_path)
    service.save_file(starter, tmp_path / "starter.mnist")
    mine = service.open_file(tmp_path / "starter.mnist")
    learned = service.digitness(mine, mnist)
    assert learned is not None
    (file,) = tmp_path.glob("runs/*/digitness.npz")

    monkeypatch.setattr(resemblance, "_learn", _refused)
    images = mnist.test.images[:200]
    kept = service.digitness(service.open_run(mine.run.id), mnist)
    assert kept is not None
    np.testing.assert_array_equal(kept.strangeness(images), learned.strangeness(images))
    assert [kept.score(image) for image in images[:20]] == [learned.score(image) for image in images[:20]]

    assert mine.weights is not None
    with pytest.raises(_Learning):
        service.digitness(Model(mine.run, (mine.weights[0] * 2, *mine.weights[1:])), mnist)
    whole = file.read_bytes()
    for damaged in (b"", whole[:-5000], whole.replace(whole[5000:5100], bytes(100))):
        file.write_bytes(damaged)
        with pytest.raises(_Learning):
            service.digitness(mine, mnist)


class _Learning(Exception):
    pass


def _refused(*_arguments: object) -> None:
    raise _Learning


def test_that_the_champion_comes_with_what_it_would_learn(
    service: ModelService, mnist: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise ``python -m tests.benchmarks.champion --lamp`` has to be run."""
    champion = service.open_run("champion")
    learn = resemblance._learn
    monkeypatch.setattr(resemblance, "_learn", _refused)
    shipped = service.digitness(champion, mnist)
    assert shipped is not None
    learned = learn(champion, mnist, resemblance._features_of(champion), None, None)
    assert learned is not None
    images = mnist.test.images[:1000]
    # Sums of float32 depend on the processor; a change of method would show at once.
    np.testing.assert_allclose(shipped.strangeness(images), learned.strangeness(images), atol=0.05)


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

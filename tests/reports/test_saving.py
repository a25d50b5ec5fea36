"""Reports as files: tested, gathered and written for real, and refused before any work."""

import errno
import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from mnist_desktop import reports
from mnist_desktop.data.dataset import Dataset
from mnist_desktop.errors import UserError
from mnist_desktop.evaluation.metrics import Evaluation
from mnist_desktop.networks.presets import preset
from mnist_desktop.reports import SavedKind
from mnist_desktop.reports.words import percent
from mnist_desktop.service import ModelService
from tests.reports.conftest import MakeContent, Page, answered, unlabelled


@pytest.fixture
def service(tmp_path: Path) -> ModelService:
    return ModelService(tmp_path / "home")


def test_that_the_bundled_model_is_reported_on_all_of_mnist(
    service: ModelService, mnist: Dataset, tmp_path: Path
) -> None:
    model = service.open_run("starter")
    shares: list[float] = []
    file = tmp_path / "starter.html"
    assert reports.save_report(service, model, mnist, file, shares.append) == file
    assert file.stat().st_size < 1_500_000
    assert list(tmp_path.iterdir()) == [file], "nothing half-written, and the bundled model has no other home"
    page = Page(file.read_text(encoding="utf-8"))
    _tested, evaluation = service.evaluate(model, mnist)
    said = page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert f"{evaluation.right_count:,} of 10,000 test pictures right." in said
    assert percent(evaluation.accuracy).replace("\N{NO-BREAK SPACE}", " ") in said
    assert "Temperature scaling, fitted on" in said
    assert mnist.sha256 in said
    assert len(page.named("img")) == min(24, evaluation.error_count)
    assert len(page.named("svg")) == 4
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_that_the_pictures_are_the_surest_mistakes(service: ModelService, mnist: Dataset) -> None:
    few = replace(mnist, test=mnist.test[:2000], sha256="few")
    model = service.open_run("starter")
    _same, found = reports.examine(service, model, few)
    content = reports.gather(service, model, few, found)
    assert isinstance(found, Evaluation)
    assert len(content.pictures) == min(24, found.error_count) > 0
    sure = [shown.confidence for shown in content.pictures]
    assert sure == sorted(sure, reverse=True)
    for shown in content.pictures:
        assert shown.label != shown.answer
        assert shown.label == str(few.test.labels[shown.index])
        assert np.array_equal(shown.image, few.test.images[shown.index])
    assert content.calibration is None, "these data are not those that it learned from"


def test_that_a_network_with_one_output_is_reported(service: ModelService, mnist: Dataset) -> None:
    chosen = preset("one-digit")
    few = replace(mnist, test=mnist.test[:300])
    model = service.untrained(chosen.network, chosen.training, name="One digit")
    _same, found = reports.examine(service, model, few)
    page = Page(reports.html_report(reports.gather(service, model, few, found)))
    assert "it was not 5" in page.text
    assert "It has learned nothing yet" in page.text


def test_that_what_is_cancelled_is_not_written(service: ModelService, mnist: Dataset, tmp_path: Path) -> None:
    model = service.open_run("starter")
    with pytest.raises(UserError, match="stopped"):
        reports.save_report(service, model, mnist, tmp_path / "report.html", cancel=lambda: True)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["report", "predictions", "metrics"])
def test_that_a_full_disk_leaves_what_was_there(
    kind: SavedKind, make_content: MakeContent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = make_content()
    file = tmp_path / "file.out"
    file.write_text("what was there")

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    save: dict[SavedKind, Callable[[], Path]] = {
        "report": partial(reports.write_report, content, file),
        "predictions": partial(reports.save_predictions, content.predictions, file),
        "metrics": partial(reports.save_metrics, content.predictions, file),
    }
    with pytest.raises(UserError, match=r"cannot be written: No space left on device\. Make room"):
        save[kind]()
    assert file.read_text() == "what was there"
    assert list(tmp_path.iterdir()) == [file]


def test_that_figures_of_classes_need_labels(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no labels"):
        reports.save_metrics(unlabelled(answered([1], [1])), tmp_path / "metrics.csv")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("kind", "name", "says"),
    [
        ("report", "report.pdf", "does not end in .html. Call it report.html."),
        ("predictions", "answers", "does not end in .csv. Call it answers.csv."),
        ("metrics", "old.csv", "There is already a file"),
        ("report", "folder.html", "is a folder"),
        ("report", "missing/report.html", "There is no folder"),
    ],
)
def test_that_a_place_is_refused_before_any_work(kind: SavedKind, name: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_text("mine")
    (tmp_path / "folder.html").mkdir()
    with pytest.raises(UserError) as told:
        reports.check_file(kind, tmp_path / name)
    assert says in str(told.value)
    reports.check_file("metrics", tmp_path / "old.csv", overwrite=True)
    reports.check_file("report", tmp_path / "new.HTM")


def test_that_without_validation_pictures_there_is_no_temperature(service: ModelService, mnist: Dataset) -> None:
    model = service.open_run("starter")
    for dataset in (
        replace(mnist, train=mnist.train[:0], test=mnist.test[:100]),
        replace(mnist, train=mnist.train[:40], test=mnist.test[:100]),
    ):
        _same, found = reports.examine(service, model, dataset)
        content = reports.gather(service, model, dataset, found)
        assert (content.calibration is None) == (not len(dataset.train))
        said = Page(reports.html_report(content)).text
        assert ("temperature is best" in said) == bool(len(dataset.train)), "six pictures hold no mistake"

"""``mnist-desktop evaluate``: parts, report and tables, and what it refuses."""

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mnist_desktop import cli
from mnist_desktop.data.dataset import Dataset
from mnist_desktop.errors import UserError
from mnist_desktop.evaluation.metrics import Evaluation
from mnist_desktop.service import ModelService
from mnist_desktop.service.model import Model

Command = Callable[..., tuple[int, list[dict[str, Any]], str]]


@pytest.fixture(autouse=True)
def few(mnist: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """A home of the test's own, and a few pictures where MNIST is expected."""
    monkeypatch.setenv("MNIST_DESKTOP_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    few = replace(mnist, train=mnist.train[:2000], test=mnist.test[:1000])
    monkeypatch.setattr(ModelService, "load_data", lambda _self: few)
    return few


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs ``evaluate starter`` with ``--json``: its status, its objects and what it wrote to standard error."""

    def run(*arguments: str) -> tuple[int, list[dict[str, Any]], str]:
        status = cli.main(["evaluate", "starter", *arguments, "--json"])
        captured = capsys.readouterr()
        return status, [json.loads(line) for line in captured.out.splitlines()], captured.err

    return run


def test_that_report_and_tables_are_written_and_told(command: Command, few: Dataset, tmp_path: Path) -> None:
    status, [tested, *saved], errors = command(
        "--report", "starter.html", "--csv", "answers.csv", "--metrics", "classes.csv"
    )
    assert (status, errors) == (0, "")
    assert (tested["event"], tested["run"], tested["part"], tested["count"]) == ("tested", "starter", "test", 1000)
    low, high = tested["interval"]
    assert low < tested["test_accuracy"] < high
    assert [(each["event"], each["kind"], each["path"]) for each in saved] == [
        ("saved", "report", "starter.html"),
        ("saved", "predictions", "answers.csv"),
        ("saved", "metrics", "classes.csv"),
    ]
    assert [each["bytes"] for each in saved] == [Path(each["path"]).stat().st_size for each in saved]
    assert sorted(file.name for file in tmp_path.iterdir() if file.is_file()) == [
        "answers.csv", "classes.csv", "starter.html"
    ]  # fmt: skip
    with Path("answers.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [int(row["label"]) for row in rows] == few.test.labels.tolist()
    assert np.mean([int(row["right"]) for row in rows]) == pytest.approx(tested["test_accuracy"])
    assert Path("starter.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("part", ["validation", "training"])
def test_that_other_parts_can_be_tested(
    command: Command, part: str, few: Dataset, capsys: pytest.CaptureFixture[str]
) -> None:
    split = ModelService().open_run("starter").run.training.validation_split
    expected = {"validation": len(few.split(split)[1]), "training": len(few.split(split)[0])}
    status, [tested, saved], errors = command("--part", part, "--csv", "answers.csv")
    assert (status, errors) == (0, "")
    assert (tested["part"], tested["count"]) == (part, expected[part])
    assert saved["kind"] == "predictions"
    assert cli.main(["evaluate", "starter", "--part", part]) == 0
    assert f"of {expected[part]:,} {part} pictures right" in capsys.readouterr().out


def test_that_what_is_there_is_replaced_only_by_force(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    report = Path("starter.html")
    report.write_text("mine")
    status, lines, errors = command("--report", "starter.html")
    assert (status, lines) == (2, [])
    assert "There is already a file starter.html. Choose another name, or allow it to be replaced (--force)." in errors
    assert report.read_text() == "mine"
    assert cli.main(["evaluate", "starter", "--report", "starter.html", "--force"]) == 0
    told = capsys.readouterr().out
    assert "Another 1,000 could give" in told
    assert f"The report is in starter.html: {report.stat().st_size:,} bytes." in told


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--report", "starter.pdf"], "Call it starter.html."),
        (["--csv", "nowhere/answers.csv"], "There is no folder"),
        (["--csv", "same.csv", "--metrics", "./same.csv"], "Two files are to be written to same.csv."),
        (["--part", "all"], "invalid choice: 'all'"),
    ],
)
def test_that_wrong_use_is_one_sentence_before_any_work(
    command: Command, arguments: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_early(_self: ModelService) -> Dataset:
        raise AssertionError

    monkeypatch.setattr(ModelService, "load_data", too_early)
    status, lines, errors = command(*arguments)
    assert (status, lines) == (2, [])
    assert says in errors
    assert errors.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_that_pictures_without_labels_are_answered(
    command: Command, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def without_labels(
        _self: ModelService, _model: Model, _dataset: Dataset, *_others: object, **_more: object
    ) -> tuple[Model, Evaluation]:
        raise UserError("The pictures have no labels.", "Look at the answers alone.", "labels")

    monkeypatch.setattr(ModelService, "evaluate", without_labels)
    status, [answered, saved], errors = command("--csv", "answers.csv")
    assert (status, errors) == (0, "")
    assert (answered["event"], answered["count"], sum(answered["answers"].values())) == ("answered", 1000, 1000)
    assert saved["kind"] == "predictions"
    with Path("answers.csv").open(encoding="utf-8", newline="") as stream:
        assert {row["right"] for row in csv.DictReader(stream)} == {""}
    status, lines, errors = command("--metrics", "classes.csv")
    assert (status, [line["event"] for line in lines]) == (2, ["answered"])
    assert "The pictures have no labels, so that there are no figures" in errors
    assert not Path("classes.csv").exists()
    assert cli.main(["evaluate", "starter", "--report", "starter.html"]) == 0
    assert "starter: 1,000 pictures answered" in capsys.readouterr().out
    assert "nobody knows" in Path("starter.html").read_text(encoding="utf-8")

"""Data of all kinds from the command line: what they hold, trained on, tested with."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from mnist_desktop import cli
from mnist_desktop.cli_data import parse_task
from mnist_desktop.data.dataset import Dataset
from mnist_desktop.data.readers import open_dataset
from mnist_desktop.errors import UserError
from tests.data.files import csv_text, some_labels, some_pictures, write_idx

Command = Callable[..., tuple[int, list[dict[str, Any]], str]]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command with ``--json``: its status, its objects and what it wrote to standard error."""
    monkeypatch.setenv("MNIST_DESKTOP_HOME", str(tmp_path / "home"))

    def run(*arguments: str) -> tuple[int, list[dict[str, Any]], str]:
        status = cli.main([*arguments, "--json"])
        captured = capsys.readouterr()
        return status, [json.loads(line) for line in captured.out.splitlines()], captured.err

    return run


def test_that_a_folder_of_idx_files_is_described_and_saved(command: Command, tmp_path: Path) -> None:
    folder = write_idx(tmp_path / "mine", compress=True)
    saved = tmp_path / "mine.npz"
    status, [about], errors = command("data", str(folder), "--save", str(saved))
    assert (status, errors) == (0, "")
    assert (about["name"], about["class_names"]) == ("mine", list("0123456789"))
    assert about["train"]["image_shape"] == [60, 28, 28]
    assert about["train"]["class_counts"] == [6] * 10
    assert sum(about["validation"]["class_counts"]) == 6
    assert sum(about["learned"]["class_counts"]) == 54
    assert about["imbalance"] == "Every class has 6 pictures: exactly even."
    again = open_dataset(saved)
    assert again.sha256 == about["sha256"]


def test_that_text_says_what_a_notebook_would_print(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MNIST_DESKTOP_HOME", str(tmp_path / "home"))
    file = tmp_path / "digits.csv"
    file.write_text(csv_text(some_pictures(70), some_labels(70)))
    assert cli.main(["data", str(file)]) == 0
    shown = capsys.readouterr().out
    assert "((60, 28, 28), dtype('uint8'))" in shown
    assert "There was no test part: 10 of 70 pictures" in shown
    assert "validation" in shown
    file.write_text(csv_text(some_pictures(7), None))
    assert cli.main(["data", str(file)]) == 0
    assert "7 pictures have no labels" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["data", "/no/such/file"], "There is no file /no/such/file"),
        (["train", "dense-dropout", "--data", "/no/such/file"], "There is no file /no/such/file"),
        (["evaluate", "starter", "--data", "/no/such/file"], "There is no file /no/such/file"),
        (["train", "dense-dropout", "--task", "purple"], "--task is 'purple'; one of all|one:5"),
        (["train", "dense-dropout", "--task", "two:3,3"], "Both chosen classes are 3"),
        (["train", "dense-dropout", "--task", "two:3,12"], "There is no class '12'; there are 0, 1"),
    ],
)
def test_that_bad_data_and_questions_are_one_sentence(command: Command, arguments: list[str], says: str) -> None:
    status, lines, errors = command(*arguments)
    assert (status, lines) == (2, [])
    assert says in errors
    assert errors.count("\n") == 1


def test_that_questions_are_understood() -> None:
    names = ("T-shirt/top", "Bag", "7")
    assert parse_task("all", names) == {"type": "all_classes"}
    assert parse_task("even-odd", names) == {"type": "even_odd"}
    assert parse_task("one:bag", names) == {"type": "one_against_rest", "label": 1}
    assert parse_task("two:7,0", names) == {"type": "two_classes", "first": 2, "second": 0}
    with pytest.raises(UserError, match="There is no class 'cap'"):
        parse_task("one:cap", names)


def test_that_two_digits_are_told_apart(command: Command, mnist: Dataset, tmp_path: Path) -> None:
    status, lines, errors = command("train", "dense-dropout", "--epochs", "1", "--task", "two:3,8", "--name", "two")
    assert (status, errors) == (0, "")
    tested = lines[-1]
    assert [report["name"] for report in tested["classes"]] == ["3", "8"]
    assert sum(map(sum, tested["confusion_matrix"])) == 1010 + 974
    assert tested["test_accuracy"] > 0.95
    run = json.loads((tmp_path / "home" / "runs" / "two" / "run.json").read_text())
    assert run["data"]["source"] == "mnist.npz"
    assert run["data"]["changes"] is None
    assert run["data"]["training_count"] + run["data"]["validation_count"] == 6131 + 5851


def test_that_letters_are_trained_tested_and_answered(command: Command, mnist: Dataset, tmp_path: Path) -> None:
    """Digits under other names: three classes in folders, on which the network learns what it can."""
    for digit, name in ((0, "oh"), (1, "ell"), (7, "seven")):
        (tmp_path / "letters" / name).mkdir(parents=True)
        (tmp_path / "others" / name).mkdir(parents=True)
        chosen = mnist.test.images[mnist.test.labels == digit]
        for index, image in enumerate(chosen[:120]):
            folder = "letters" if index < 110 else "others"
            Image.fromarray(~image).save(tmp_path / folder / name / f"{index}.png")
    letters, others = str(tmp_path / "letters"), str(tmp_path / "others")
    status, lines, errors = command("train", "dense-relu", "--epochs", "8", "--data", letters, "--name", "abc")
    assert (status, errors) == (0, "")
    assert [report["name"] for report in lines[-1]["classes"]] == ["ell", "oh", "seven"]
    assert lines[-1]["test_accuracy"] > 0.8
    # Its own data: the same test pictures again. Others: all of them, because it has seen none.
    assert command("evaluate", "abc", "--data", letters)[1][0]["test_accuracy"] == lines[-1]["test_accuracy"]
    confusion = np.array(command("evaluate", "abc", "--data", others)[1][0]["confusion_matrix"])
    assert confusion.sum() == 30
    assert confusion.trace() > 24
    picture = next((tmp_path / "others" / "seven").iterdir())
    status, [answer], _ = command("predict", "abc", str(picture))
    assert answer["answer"] in ("ell", "oh", "seven")
    assert len(answer["probabilities"]) == 3


def test_that_pictures_without_labels_are_neither_trained_on_nor_tested_with(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "test.csv"
    file.write_text(csv_text(some_pictures(9), None))
    status, lines, errors = command("train", "dense-dropout", "--data", str(file))
    assert (status, lines) == (2, [])
    assert "have no labels" in errors
    status, lines, errors = command("evaluate", "starter", "--data", str(file))
    assert (status, errors) == (0, "")
    assert (lines[0]["event"], lines[0]["count"]) == ("answered", 9)
    assert any("have no labels" in note for note in lines[0]["notes"])

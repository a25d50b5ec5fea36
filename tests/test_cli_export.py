"""``mnist-desktop export``: what it writes, says and refuses."""

import json
from pathlib import Path

import pytest

from mnist_desktop import cli


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNIST_DESKTOP_HOME", str(tmp_path / "home"))


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("keras", "starter.keras"),
        ("tflite", "starter.tflite"),
        ("weights", "starter.weights.h5"),
        ("script", "starter.py"),
        ("notebook", "starter.ipynb"),
        ("csv", "starter.csv"),
    ],
)
def test_that_every_kind_is_written(kind: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / name
    assert cli.main(["export", "starter", "--to", kind, str(file), "--json"]) == 0
    written = json.loads(capsys.readouterr().out)
    assert written["event"] == "exported"
    assert (written["run"], written["to"], written["path"]) == ("starter", kind, str(file))
    assert written["bytes"] == file.stat().st_size > 0
    checked = 1000 if kind == "tflite" else 0
    assert (written["checked"], written["same"]) == (checked, checked)


def test_that_a_file_is_replaced_only_by_force(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "starter.csv"
    file.write_text("mine")
    command = ["export", "starter", "--to", "csv", str(file)]
    assert cli.main(command) == 2
    assert "There is already a file" in capsys.readouterr().err
    assert file.read_text() == "mine"
    assert cli.main([*command, "--force"]) == 0
    assert capsys.readouterr().out.startswith(f"starter was written to {file}: ")
    assert file.read_text().startswith("epoch,")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["starter", "--to", "keras", "model.h5"], "Call it model.keras."),
        (["starter", "--to", "onnx", "model.onnx"], "invalid choice: 'onnx'"),
        (["nobody", "--to", "csv", "nobody.csv"], "There is no run called 'nobody'"),
        (["starter", "starter.csv"], "the following arguments are required: --to"),
        (["no.keras", "--to", "csv", "no.csv"], "There is no file no.keras"),
    ],
)
def test_that_wrong_use_is_one_sentence_and_exit_2(
    arguments: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["export", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert says in captured.err
    assert captured.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_that_a_model_made_elsewhere_can_be_exported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["export", "starter", "--to", "keras", str(tmp_path / "a.keras")]) == 0
    assert cli.main(["export", str(tmp_path / "a.keras"), "--to", "tflite", str(tmp_path / "a.tflite")]) == 0
    assert "It answers 1,000 of 1,000 test pictures as the model does (100.0%)." in capsys.readouterr().out

"""The command line: what it prints, what it refuses, and how it ends."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from mnist_desktop import cli
from mnist_desktop.data.dataset import Dataset
from mnist_desktop.networks.presets import preset
from mnist_desktop.training.events import EpochRecord

_ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith(("QT_", "DISPLAY", "WAYLAND"))}

Command = Callable[..., tuple[int, list[dict[str, Any]], str]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MNIST_DESKTOP_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def command(home: Path, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command with ``--json``: its status, its objects and what it wrote to standard error."""

    def run(*arguments: str) -> tuple[int, list[dict[str, Any]], str]:
        status = cli.main([*arguments, "--json"])
        captured = capsys.readouterr()
        return status, [json.loads(line) for line in captured.out.splitlines()], captured.err

    return run


@pytest.fixture
def small_spec(tmp_path: Path) -> str:
    """A network file that trains in a moment."""
    chosen = preset("softmax-dense")
    training = chosen.training.model_copy(update={"training_limit": 2000, "epochs": 2, "validation_split": 0.9})
    file = tmp_path / "small.json"
    file.write_text(json.dumps({"network": chosen.network.model_dump(), "training": training.model_dump()}))
    return str(file)


def test_that_any_setting_can_be_set(command: Command, small_spec: str) -> None:
    from mnist_desktop.service import ModelService

    more = ["--set", "schedule.name=cosine", "--set", "augmentation.shift=1.5", "--set", "use_best_epoch=true"]
    status, lines, errors = command("train", small_spec, "--epochs", "1", "--name", "set", *more)
    assert (status, errors) == (0, "")
    training = ModelService().open_run(lines[-1]["run"]).run.training
    assert (training.schedule.name, training.augmentation.shift, training.use_best_epoch) == ("cosine", 1.5, True)
    for wrong, says in (
        ("epochs", "an equals sign"),
        ("colour.red=1", "There is no setting called colour.red"),
        ("colour=1", "There is no setting called colour"),
        ("seed.deep=1", "There is no setting called seed.deep"),
        ("time_limit=0", "it must be 1 or more"),
    ):
        status, lines, errors = command("train", small_spec, "--set", wrong)
        assert (status, lines) == (2, [])
        assert says in errors


def test_that_train_evaluate_predict_and_runs_work_together(
    command: Command, small_spec: str, mnist: Dataset, tmp_path: Path
) -> None:
    status, lines, errors = command("train", small_spec, "--epochs", "3", "--seed", "4", "--name", "My run")
    assert (status, errors) == (0, "")
    assert [line["event"] for line in lines] == ["epoch"] * 3 + ["tested"]
    assert list(lines[0]) == ["event", *EpochRecord.model_fields]
    assert [line["epoch"] for line in lines[:3]] == [1, 2, 3]
    trained = lines[-1]
    assert trained["run"] == "my-run"
    assert trained["test_accuracy"] > 0.8
    assert trained["seconds"] > 0

    for name in ("my-run", "My run"):
        status, [tested], _ = command("evaluate", name)
        assert status == 0
        assert {key: tested[key] for key in ("run", "test_accuracy", "test_loss")} == {
            key: trained[key] for key in ("run", "test_accuracy", "test_loss")
        }

    pictures = []
    for index in range(5):
        file = tmp_path / f"digit {index}.png"
        Image.fromarray(mnist.test.images[index]).save(file)
        pictures.append(str(file))
    status, answers, _ = command("predict", "my-run", *pictures)
    assert status == 0
    assert [answer["picture"] for answer in answers] == pictures
    for answer in answers:
        assert answer["digit"] == int(np.argmax(answer["probabilities"]))
        assert sum(answer["probabilities"]) == pytest.approx(1.0, abs=1e-5)
    assert sum(answers[i]["digit"] == mnist.test.labels[i] for i in range(5)) >= 4
    assert sum(answer["looks_like_digit"] for answer in answers) >= 4

    status, runs, _ = command("runs")
    assert status == 0
    mine = next(run for run in runs if run["run"] == "my-run")
    assert (mine["epochs"], mine["state"], mine["test_accuracy"]) == (3, "finished", trained["test_accuracy"])


def test_that_a_picture_gets_the_same_answer_as_from_the_service(
    command: Command, mnist: Dataset, tmp_path: Path
) -> None:
    """An MNIST picture goes through file, preparation and network unchanged."""
    from mnist_desktop.service import ModelService

    file = tmp_path / "digit.png"
    Image.fromarray(mnist.test.images[7]).save(file)
    _, [answer], _ = command("predict", "starter", str(file))
    service = ModelService()
    expected = service.predictor(service.open_run("starter")).probabilities(mnist.test.images[7:8])[0]
    assert answer["probabilities"] == [float(value) for value in expected]


def test_that_every_preset_is_listed_with_what_it_reaches(command: Command) -> None:
    status, lines, _ = command("presets")
    assert status == 0
    assert [line["preset"] for line in lines] == [
        "softmax-dense", "dense-relu", "dense-dropout", "dense-stack", "dense-batchnorm", "one-digit", "cnn",
        "sprint-dense", "sprint-cnn", "champion", "ensemble",
    ]  # fmt: skip
    floors = {"dense-batchnorm": 0.975, "dense-dropout": 0.976, "cnn": 0.99, "champion": 0.996, "ensemble": 0.998}
    floors |= {"sprint-dense": 0.98, "sprint-cnn": 0.99}
    for line in lines:
        measured = line["test_accuracy"]
        assert measured["seeds"] == (1 if line["preset"] == "ensemble" else 3)
        assert measured["lowest"] <= measured["mean"] <= measured["highest"]
        assert measured["mean"] >= floors.get(line["preset"], 0.97)
        assert line["network"]["layers"]


def test_that_a_listed_preset_can_be_trained_as_a_file(command: Command, tmp_path: Path) -> None:
    _, lines, _ = command("presets")
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(lines[0] | {"training": lines[0]["training"] | {"training_limit": 100}}))
    status, trained, _ = command("train", str(file), "--epochs", "1")
    assert status == 0
    assert trained[-1]["run"] == "mine"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["train", "dense-dropout", "--epochs", "0"], "epochs is 0; it must be 1 or more"),
        (["train", "dense-dropout", "--batch-size", "0"], "batch_size is 0; it"),
        (["train", "dense-dropout", "--batch-size", "60000"], "The batch size is 60,000; only 51,000 pictures"),
        (["train", "dense-dropout", "--validation-split", "0.99"], "validation_split is 0.99; it"),
        (["train", "dense-dropout", "--optimizer", "magic"], "optimizer.name is 'magic'"),
        (["train", "dense-dropout", "--digit", "3"], "looks for all digits"),
        (["train", "one-digit", "--digit", "12"], "The chosen class is 12"),
        (["train", "resnet-50"], "There is no preset called 'resnet-50'; there are softmax-dense"),
        (["train", "/no/such/network.json"], "cannot be read: No such file"),
        (["evaluate", "nothing"], "There is no run called 'nothing'"),
        (["evaluate", "/no/model.keras"], "There is no file /no/model.keras"),
        (["evaluate", "/no/model.mnistrun"], "There is no file /no/model.mnistrun"),
        (["predict", "starter", "/no/picture.png"], "/no/picture.png"),
        (["dance"], "invalid choice: 'dance'"),
        (["train"], "`train` needs a network, or --continue with a run"),
    ],
)
def test_that_bad_input_is_one_sentence_and_exit_2(
    command: Command, home: Path, arguments: list[str], says: str
) -> None:
    status, lines, errors = command(*arguments)
    assert (status, lines) == (2, [])
    assert says in errors
    assert errors.startswith("mnist-desktop: ")
    assert errors.count("\n") == 1
    assert not list(home.rglob("run.json"))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "is no JSON"),
        ("[]", "has no part called network"),
        ('{"network": {"layers": [{"type": "Dense", "units": 0}]}}', "layers.0.units is 0; it must be 1 or more"),
        ('{"network": {"layers": [{"type": "Dense", "units": 10}]}}', "Put a Flatten layer before it"),
        ('{"network": {"layers": [{"type": "Flatten"}]}}', "The last layer gives 784 with linear"),
        ('{"network": {"layers": "many"}}', "layers is 'many'"),
        ('{"network": {"layers": [{"type": "Flatten"}]}, "training": 3}', "the file is 3"),
    ],
)
def test_that_a_damaged_network_file_is_one_sentence(command: Command, tmp_path: Path, content: str, says: str) -> None:
    file = tmp_path / "damaged.json"
    file.write_text(content)
    status, lines, errors = command("train", str(file))
    assert (status, lines) == (2, [])
    assert says in errors


def test_that_exploding_numbers_end_with_2_and_keep_the_run(command: Command, small_spec: str) -> None:
    status, lines, errors = command("train", small_spec, "--learning-rate", "1e9")
    assert (status, lines) == (2, [])
    assert "The numbers grew without limit in epoch 1. The learning rate is 1,000,000,000; try 0.001." in errors
    _, runs, _ = command("runs")
    assert [run["state"] for run in runs if not run["bundled"]] == ["failed"]


def test_that_one_bad_picture_does_not_cost_the_others_their_answer(
    command: Command, mnist: Dataset, tmp_path: Path
) -> None:
    good, bad, blank = tmp_path / "good.png", tmp_path / "bad.png", tmp_path / "blank.png"
    Image.fromarray(mnist.test.images[0]).save(good)
    bad.write_text("no picture")
    Image.new("L", (50, 50)).save(blank)
    status, lines, errors = command("predict", "starter", str(bad), str(blank), str(good))
    assert status == 2
    assert [line["picture"] for line in lines] == [str(good)]
    assert "bad.png" in errors
    assert "no ink" in errors


def test_that_a_name_is_given_once(command: Command, small_spec: str) -> None:
    assert command("train", small_spec, "--name", "Twice", "--epochs", "1")[0] == 0
    status, _, errors = command("train", small_spec, "--name", "twice", "--epochs", "1")
    assert status == 2
    assert "already a run called 'twice'" in errors


def test_that_a_read_only_home_is_one_sentence(command: Command, small_spec: str, home: Path) -> None:
    home.write_text("a file where the folder should be")
    status, lines, errors = command("train", small_spec)
    assert (status, lines) == (2, [])
    assert "cannot be written" in errors
    assert "MNIST_DESKTOP_HOME" in errors


def test_that_text_is_readable(home: Path, small_spec: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["train", small_spec]) == 0
    shown = capsys.readouterr().out
    assert "Epoch 2 of 2: training" in shown
    assert "of 10,000 test pictures right" in shown
    assert cli.main(["runs"]) == 0
    assert "small" in capsys.readouterr().out
    assert cli.main(["presets"]) == 0
    assert "Convolutional network" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["--help"], ["presets"]])
def test_that_quick_commands_import_nothing_heavy(arguments: list[str]) -> None:
    """Both answer within 0.3 s because of what they leave alone; tests.benchmarks.cli measures the time itself."""
    code = f"""
import sys
sys.argv = ["mnist-desktop", *{arguments!r}]
try:
    from mnist_desktop.__main__ import main
    main()
except SystemExit:
    pass
found = {{name.split(".")[0] for name in sys.modules}} & {{"PySide6", "tensorflow", "keras", "numpy", "scipy", "rich"}}
sys.exit(f"imported: {{found}}" if found else 0)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_that_ctrl_c_keeps_the_finished_epochs(home: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "mnist_desktop", "train", "dense-dropout", "--epochs", "500", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=_ENVIRONMENT | {"MNIST_DESKTOP_HOME": str(home)},
    )
    assert process.stdout is not None
    first = json.loads(process.stdout.readline())
    assert first["epoch"] == 1
    asked = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=60)
    assert time.monotonic() - asked < 10.0
    assert (process.returncode, errors) == (130, "")
    last = json.loads(out.splitlines()[-1])
    assert (last["event"], last["run"]) == ("interrupted", "with-dropout")
    assert last["epochs"] >= 1
    kept = json.loads((home / "runs" / "with-dropout" / "run.json").read_text())
    assert (kept["state"], len(kept["history"])) == ("stopped", last["epochs"])


def test_that_a_training_needs_neither_display_nor_qt(home: Path, small_spec: str) -> None:
    """As on a server: no display, and any import of Qt would fail."""
    code = f"""
import sys
sys.modules["PySide6"] = None
sys.argv = ["mnist-desktop", "train", {small_spec!r}, "--epochs", "1", "--json"]
from mnist_desktop.__main__ import main
sys.exit(main())
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env=_ENVIRONMENT | {"MNIST_DESKTOP_HOME": str(home)},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout.splitlines()[-1])["event"] == "tested"


def test_that_two_trainings_on_one_folder_do_not_harm_each_other(home: Path, small_spec: str) -> None:
    command = [sys.executable, "-m", "mnist_desktop", "train", small_spec, "--epochs", "3", "--json"]
    environment = _ENVIRONMENT | {"MNIST_DESKTOP_HOME": str(home)}
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) for _ in range(2)]
    outputs = [process.communicate(timeout=120)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    runs = [json.loads(output.splitlines()[-1])["run"] for output in outputs]
    assert sorted(runs) == ["small", "small-2"]
    for run in runs:
        kept = json.loads((home / "runs" / run / "run.json").read_text())
        assert (kept["state"], len(kept["history"])) == ("finished", 3)


def test_that_an_own_network_is_listed_and_trained_by_its_name(command: Command) -> None:
    from mnist_desktop.service import ModelService

    found = preset("softmax-dense")
    short = found.training.model_copy(update={"training_limit": 100, "epochs": 1})
    ModelService().save_preset("Lea's network", found.network, short)
    _, lines, _ = command("presets")
    assert [line["preset"] for line in lines if line["own"]] == ["lea-s-network"]
    assert lines[-1]["network"] == json.loads(found.network.model_dump_json())
    status, trained, _ = command("train", "lea-s-network")
    assert status == 0
    assert trained[-1]["event"] == "tested"
    assert trained[-1]["run"] == "lea-s-network"

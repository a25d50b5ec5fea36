"""The commands on runs, and a training that is continued from the command line."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mnist_desktop import cli
from mnist_desktop.networks.presets import preset
from mnist_desktop.runs.disk_use import disk_use
from mnist_desktop.runs.run import Run
from mnist_desktop.runs.store import RunStore
from tests.runs.test_store import a_record, a_run, a_state

Command = Callable[..., tuple[int, list[dict[str, Any]], str]]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunStore:
    monkeypatch.setenv("MNIST_DESKTOP_HOME", str(tmp_path / "home"))
    return RunStore(tmp_path / "home" / "runs")


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command with ``--json``: its status, its objects and what it wrote to standard error."""

    def run(*arguments: str) -> tuple[int, list[dict[str, Any]], str]:
        status = cli.main([*arguments, "--json"])
        captured = capsys.readouterr()
        return status, [json.loads(line) for line in captured.out.splitlines()], captured.err

    return run


@pytest.fixture
def run(store: RunStore) -> Run:
    """A finished run of four epochs."""
    kept = store.create(a_run("Mine"))
    for epoch in (1, 2, 3, 4):
        kept = store.add_epoch(kept, a_record(epoch), a_state(epoch))
    return store.write(kept.model_copy(update={"state": "finished"}))


def own(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line for line in lines if not line.get("bundled")]


def test_that_runs_are_listed_with_their_sizes(command: Command, store: RunStore, run: Run) -> None:
    (store.folder / "broken").mkdir()
    (store.folder / "broken" / "run.json").write_bytes(b"{")
    status, lines, errors = command("runs")
    assert (status, errors) == (0, "")
    mine, broken = own(lines)
    assert (mine["run"], mine["epochs"], mine["state"]) == ("mine", 4, "finished")
    assert mine["bytes"] == disk_use(store).sizes["mine"]
    assert (broken["run"], broken["state"], broken["bytes"]) == ("broken", "damaged", 1)
    assert lines[0]["bytes"] is None  # a bundled one takes no room of the user's


def test_that_a_run_is_renamed_deleted_and_brought_back(command: Command, store: RunStore, run: Run) -> None:
    assert command("runs", "rename", "Mine", "Yours")[1] == [{"run": "mine", "name": "Yours"}]
    assert command("runs", "delete", "yours")[1] == [{"deleted": "mine"}]
    assert own(command("runs")[1]) == []
    assert command("runs", "restore", "mine")[1] == [{"run": "mine"}]
    assert store.read("mine").history == run.history


def test_that_a_damaged_run_can_be_deleted(command: Command, store: RunStore, run: Run) -> None:
    (store.folder / "mine" / "run.json").write_bytes(b"{")
    assert command("runs", "delete", "mine")[0] == 0
    assert own(command("runs")[1]) == []


def test_that_a_run_goes_through_a_file_with_all_its_epochs(
    command: Command, store: RunStore, run: Run, tmp_path: Path
) -> None:
    whole, small = tmp_path / "whole.mnistrun", tmp_path / "small.mnistrun"
    status, [exported], _ = command("runs", "export", "mine", str(whole))
    assert (status, exported["bytes"]) == (0, whole.stat().st_size)
    command("runs", "export", "mine", str(small), "--only-model")
    assert small.stat().st_size < whole.stat().st_size / 4
    assert command("runs", "import", str(whole))[1] == [{"run": "mine-2", "name": "Mine 2", "kept_epochs": 4}]
    assert command("runs", "import", str(small))[1] == [{"run": "mine-3", "name": "Mine 3", "kept_epochs": 1}]
    assert store.read("mine") == run
    assert len(store.optimizer_state(store.read("mine-2"))) == 2


def test_that_tidy_says_what_would_go_and_then_does_it(command: Command, store: RunStore, run: Run) -> None:
    before = disk_use(store).total
    status, [planned], _ = command("runs", "tidy", "--limit", "0", "--dry-run")
    assert (status, planned["run"], planned["epochs"], planned["dropped"]) == (0, "mine", [1, 2, 3], False)
    assert disk_use(store).total == before
    _, [dropped], _ = command("runs", "tidy", "--limit", "0")
    assert dropped == planned | {"dropped": True}
    assert disk_use(store).total == before - dropped["bytes"]
    assert store.kept_epochs(run) == (4,)
    assert command("runs", "tidy", "--limit", "1.5GB")[1] == []


def test_that_an_interrupted_run_is_kept_as_it_is(command: Command, store: RunStore) -> None:
    store.add_epoch(store.create(a_run("Cut").model_copy(update={"state": "training"})), a_record(1), a_state(1))
    assert own(command("runs")[1])[0]["state"] == "interrupted"
    assert command("runs", "keep", "cut")[1] == [{"run": "cut", "state": "stopped"}]
    status, _, errors = command("runs", "keep", "cut")
    assert status == 2
    assert "was not interrupted" in errors


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["runs", "rename", "nobody", "x"], "no run called 'nobody'"),
        (["runs", "delete", "starter"], "came with the program"),
        (["runs", "import", "/nowhere.mnistrun"], "There is no file"),
        (["runs", "tidy", "--limit", "much"], "a size was expected"),
        (["runs", "restore", "mine"], "cannot be brought back"),
        (["train"], "needs a network"),
        (["train", "cnn", "--continue", "mine"], "only --epochs can be given"),
        (["train", "--continue", "mine", "--seed", "3"], "only --epochs can be given"),
        (["train", "--continue", "nobody"], "no run called 'nobody'"),
    ],
)
def test_that_bad_input_is_one_sentence_and_exit_2(
    command: Command, store: RunStore, arguments: list[str], says: str
) -> None:
    status, lines, errors = command(*arguments)
    assert (status, lines) == (2, [])
    assert says in errors
    assert errors.count("\n") == 1


def test_that_text_is_readable(store: RunStore, run: Run, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for arguments, says in (
        (["runs"], " MB in all"),
        (["runs", "rename", "mine", "Yours"], "mine is called “Yours” now."),
        (["runs", "export", "mine", str(tmp_path / "a.mnistrun")], "a.mnistrun, 0.1 MB."),
        (["runs", "import", str(tmp_path / "a.mnistrun")], "Imported as yours-2, with the weights of 4 epochs."),
        (["runs", "tidy", "--limit", "0"], "MB are free now; all curves are kept."),
        (["runs", "tidy"], "There is room; nothing needs to go."),
        (["runs", "delete", "mine"], "`mnist-desktop runs restore mine` brings it back."),
    ):
        assert cli.main(arguments) == 0
        assert says in capsys.readouterr().out, arguments


def test_that_json_may_stand_before_the_action(store: RunStore, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["runs", "--json", "rename", "mine", "Yours"]) == 0
    assert json.loads(capsys.readouterr().out) == {"run": "mine", "name": "Yours"}


def test_that_a_run_is_continued_and_extended(command: Command, store: RunStore) -> None:
    chosen = preset("softmax-dense")
    training = chosen.training.model_copy(update={"training_limit": 500, "epochs": 2, "validation_split": 0.02})
    store.create(
        Run(
            name="Begun",
            network=chosen.network,
            training=training,
            created=datetime.now(UTC),
            state="training",  # as a kill leaves it
        )
    )
    status, lines, _ = command("train", "--continue", "begun")
    assert status == 0
    assert [line["epoch"] for line in lines[:-1]] == [1, 2]
    assert lines[-1]["run"] == "begun"
    status, _, errors = command("train", "--continue", "begun")
    assert status == 2
    assert "Ask for more with --epochs" in errors
    _, lines, _ = command("train", "--continue", "begun", "--epochs", "3")
    assert [line["epoch"] for line in lines[:-1]] == [3]
    assert len(store.read("begun").history) == 3
    assert sorted(os.listdir(store.folder)) == ["begun"]

"""Runs that are kept: faults of the disk, kills, two windows, whole files, and the way back to an epoch."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.errors import UserError
from mnist_desktop.networks.spec import changed
from mnist_desktop.runs.run import Run, TestResult, Weights
from mnist_desktop.runs.store import RunStore
from mnist_desktop.service import ModelService
from mnist_desktop.service.model import Model
from mnist_desktop.service.training import TrainingFault
from mnist_desktop.training.control import TrainingControl
from mnist_desktop.training.events import EpochFinished, TrainingEvent


@pytest.fixture
def service(tmp_path: Path) -> ModelService:
    return ModelService(tmp_path / "home")


def a_model(service: ModelService, **changes: Any) -> Model:
    """The preset "With dropout", trained on 1,000 pictures in a moment."""
    chosen = service.preset("dense-dropout")
    settings = {"training_limit": 1000, "epochs": 3, "validation_split": 0.02} | changes
    return service.untrained(chosen.network, changed(chosen.training, settings), name=chosen.title)


def trained(service: ModelService, mnist: Dataset, model: Model | None = None, **changes: Any) -> Model:
    return service.train(model or a_model(service, **changes), mnist, lambda event: None, TrainingControl())


def with_epochs(model: Model, epochs: int) -> Model:
    training = changed(model.run.training, {"epochs": epochs})
    return Model(model.run.model_copy(update={"training": training}), model.weights, model.unkept)


def assert_same(one: Weights | None, other: Weights | None) -> None:
    assert one is not None
    assert other is not None
    for first, second in zip(one, other, strict=True):
        np.testing.assert_array_equal(first, second)


def test_that_a_disk_that_hangs_for_a_second_does_not_delay_the_next_epoch(
    service: ModelService, mnist: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk hangs until the whole next epoch is trained: if that waited for the disk, this would never end."""
    second_trained = threading.Event()
    add_epoch = RunStore.add_epoch
    waited: list[bool] = []

    def hang(self: RunStore, run: Run, *arguments: Any) -> Run:
        if not run.history:
            waited.append(second_trained.wait(30))
        return add_epoch(self, run, *arguments)

    def report(event: TrainingEvent) -> None:
        if isinstance(event, EpochFinished) and event.record.epoch == 2:
            second_trained.set()

    monkeypatch.setattr(RunStore, "add_epoch", hang)
    model = service.train(a_model(service), mnist, report, TrainingControl())
    assert waited == [True]
    assert len(service.open_run(model.run.id).run.history) == 3


def test_that_a_disk_that_fills_up_ends_the_training_and_it_goes_on_exactly_when_there_is_room(
    service: ModelService, mnist: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = trained(service, mnist, epochs=100)
    control = TrainingControl()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    def fill(event: TrainingEvent) -> None:
        if isinstance(event, EpochFinished) and event.record.epoch == 2:
            monkeypatch.setattr("os.fsync", full)

    with pytest.raises(TrainingFault, match="No space left on device") as caught:
        service.train(a_model(service, epochs=100), mnist, fill, control)
    monkeypatch.undo()
    failed = caught.value.model
    on_disk = service.open_run(failed.run.id).run
    assert len(on_disk.history) <= len(failed.run.history) < 100
    assert failed.run.history[: len(on_disk.history)] == on_disk.history
    assert failed.unkept is not None
    resumed = trained(service, mnist, failed)
    assert_same(resumed.weights, whole.weights)
    assert_same(service.open_run(failed.run.id).weights, whole.weights)
    assert service.open_run(failed.run.id).run.state == "finished"


def test_that_a_training_killed_at_any_moment_goes_on_to_the_same_bits(
    service: ModelService, mnist: Dataset, tmp_path: Path
) -> None:
    """Three times a real training is killed by signal 9, once early, and continued to its planned epochs."""
    model = a_model(service, epochs=150)
    spec = tmp_path / "spec.json"
    spec.write_text(
        json.dumps({"network": model.run.network.model_dump(), "training": model.run.training.model_dump()})
    )
    whole = trained(service, mnist, model)
    chance = random.Random(os.urandom(8))
    cut_off = 0
    for attempt in range(12):
        home = tmp_path / f"home {attempt}"
        process = subprocess.Popen(
            [sys.executable, "-m", "mnist_desktop", "train", str(spec), "--json"],
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"MNIST_DESKTOP_HOME": str(home)},
        )
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["epoch"] == 1
        threading.Event().wait(chance.uniform(0.0, 0.3))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        after = ModelService(home)
        run = after.find_run("spec")
        if run.state == "finished":  # on a machine under load it may be done before the signal is sent
            continue
        assert run.state == "interrupted"
        resumed = trained(after, mnist, after.open_run("spec"))
        assert (resumed.run.state, len(resumed.run.history)) == ("finished", 150)
        assert resumed.run.history[: len(run.history)] == run.history
        assert_same(resumed.weights, whole.weights)
        for one, other in zip(resumed.run.history, whole.run.history, strict=True):
            assert (one.loss, one.val_loss) == (other.loss, other.val_loss)
        cut_off += 1
        if cut_off == 3:
            break
    assert cut_off == 3


def test_that_an_interrupted_run_can_be_kept_as_it_is(service: ModelService, mnist: Dataset) -> None:
    run = trained(service, mnist, epochs=1).run
    planned = changed(run.training, {"epochs": 3})
    service._models.kept.write(run.model_copy(update={"state": "training", "training": planned}))  # as a kill leaves it
    assert service.find_run(run.id).state == "interrupted"
    assert service.keep_interrupted(run.id).state == "stopped"
    assert service.find_run(run.id).state == "stopped"
    untrained = service._models.kept.create(a_model(service).run.model_copy(update={"state": "training"}))
    assert service.keep_interrupted(untrained.id).state == "untrained"


def test_that_each_epoch_can_be_reached(service: ModelService, mnist: Dataset) -> None:
    run = trained(service, mnist).run
    seen: list[float] = []
    for epoch in service.kept_epochs(run):
        past = service.model_at(run, epoch)
        _, evaluation = service.evaluate(past, mnist)
        seen.append(evaluation.loss)
        assert (past.run.id, past.run.answering_epoch, past.run.test) == ("", epoch, None)
    assert seen[0] > seen[1] > seen[2]
    assert service.open_run(run.id).run == run  # testing the past leaves the present alone
    for missing in (0, 4):
        with pytest.raises(UserError, match=f"has no epoch {missing}"):
            service.model_at(run, missing)
    branch = trained(service, mnist, with_epochs(service.model_at(run, 1), 2))
    assert (branch.run.name, len(branch.run.history)) == ("With dropout, epoch 1", 2)
    assert branch.run.id != run.id


def test_that_a_whole_file_trains_on_exactly_and_a_small_one_answers_the_same(
    service: ModelService, mnist: Dataset, tmp_path: Path
) -> None:
    first = trained(service, mnist, epochs=2, use_best_epoch=True)
    whole, small = tmp_path / "whole.mnistrun", tmp_path / "small.mnistrun"
    service.save_file(first, whole, whole=True)
    service.save_file(first, small)
    assert small.stat().st_size < whole.stat().st_size / 3
    more = trained(service, mnist, with_epochs(first, 4))
    elsewhere = ModelService(tmp_path / "elsewhere")
    opened = elsewhere.open_file(whole)
    assert elsewhere.kept_epochs(opened.run) == (1, 2)
    assert opened.run.history == first.run.history
    assert_same(trained(elsewhere, mnist, with_epochs(opened, 4)).weights, more.weights)
    light = elsewhere.open_file(small)
    assert_same(light.weights, first.weights)
    assert light.run.name == "With dropout 2"  # an import never takes the place of another run
    assert len(trained(elsewhere, mnist, with_epochs(light, 3)).run.history) == 3


def test_that_an_import_that_fails_leaves_nothing_behind(service: ModelService, mnist: Dataset, tmp_path: Path) -> None:
    first = trained(service, mnist, epochs=2)
    file = tmp_path / "whole.mnistrun"
    service.save_file(first, file, whole=True)
    content = bytearray(file.read_bytes())
    place = content.rindex(b"optimizer-0002.npz", 0, len(content) - 2000) + 4000
    content[place] ^= 1
    file.write_bytes(content)
    before = service.runs()
    with pytest.raises(UserError, match="no undamaged model file"):
        service.open_file(file)
    assert service.runs() == before
    assert [folder.name for folder in (tmp_path / "home" / "runs").iterdir()] == [first.run.id]


def test_that_a_duplicate_has_the_settings_and_has_learned_nothing(service: ModelService, mnist: Dataset) -> None:
    first = trained(service, mnist, epochs=1)
    twin = service.duplicate(first.run)
    assert (twin.run.network, twin.run.training) == (first.run.network, first.run.training)
    assert (twin.run.name, twin.run.id, twin.run.state, twin.weights) == ("With dropout 2", "", "untrained", None)
    assert_same(trained(service, mnist, twin).weights, first.weights)


def test_that_what_another_window_trained_further_is_not_lost(service: ModelService, mnist: Dataset) -> None:
    stale = trained(service, mnist, epochs=1)
    other = ModelService(service._home)
    newer = trained(other, mnist, with_epochs(other.open_run(stale.run.id), 3))
    with pytest.raises(UserError, match="trained further by another window or command: it has 3 epochs"):
        trained(service, mnist, with_epochs(stale, 2))
    service.evaluate(stale, mnist)  # tests what this window has; the other's run stays as it is
    assert other.open_run(stale.run.id).run == newer.run


def test_that_a_run_that_another_window_trains_is_not_renamed(service: ModelService, mnist: Dataset) -> None:
    run = trained(service, mnist, epochs=1).run
    with RunStore(service._home / "runs").in_use(run.id), pytest.raises(UserError, match="another window or command"):
        service.rename(run.id, "Mine")
    assert service.rename(run.id, "Mine").name == "Mine"


def test_that_an_altered_state_of_the_optimizer_is_a_sentence(service: ModelService, mnist: Dataset) -> None:
    first, other = (
        trained(service, mnist, epochs=1),
        trained(service, mnist, a_model(service, **{"epochs": 1, "optimizer.name": "sgd"})),
    )
    runs = service._home / "runs"
    (runs / first.run.id / "optimizer-0001.npz").write_bytes((runs / other.run.id / "optimizer-0001.npz").read_bytes())
    with pytest.raises(UserError, match="state of the optimizer"):
        trained(service, mnist, with_epochs(first, 2))
    assert service.open_run(first.run.id).run.state == "finished"


def test_that_a_damaged_run_can_be_deleted_and_is_counted(service: ModelService, mnist: Dataset) -> None:
    run = trained(service, mnist, epochs=1).run
    (service._home / "runs" / run.id / "run.json").write_bytes(b"{")
    assert "is damaged" in service.disk_use().damaged[run.id]
    service.delete(run.id)
    assert service.disk_use().damaged == {}


def test_that_training_works_where_the_users_folder_cannot_be_written(mnist: Dataset, tmp_path: Path) -> None:
    home = tmp_path / "locked"
    home.write_bytes(b"")
    service = ModelService(home, fall_back=True)
    storage = service.storage()
    assert storage.kind == "temporary"
    assert str(home) in storage.problem
    assert "until this window closes" in storage.problem
    model = trained(service, mnist, epochs=2)
    assert service.open_run(model.run.id).run == model.run
    assert len(trained(service, mnist, with_epochs(model, 3)).run.history) == 3
    service.save_file(model, tmp_path / "anywhere.mnistrun", whole=True)
    assert ModelService(tmp_path / "other").open_file(tmp_path / "anywhere.mnistrun").run.history == model.run.history


def test_that_runs_in_a_folder_that_cannot_be_written_can_still_be_opened(
    mnist: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    before = trained(ModelService(home), mnist, epochs=1)

    def refuse(*_arguments: Any, **_options: Any) -> Any:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("mnist_desktop.service.storage.tempfile.TemporaryFile", refuse)
    service = ModelService(home, fall_back=True)
    assert "Read-only file system" in service.storage().problem
    opened = service.open_run(before.run.id)
    assert_same(opened.weights, before.weights)
    for change in (lambda: service.rename(before.run.id, "x"), lambda: service.delete(before.run.id)):
        with pytest.raises(UserError, match="cannot be written"):
            change()
    again = trained(service, mnist, with_epochs(opened, 2))  # goes its own way, in the temporary folder
    assert (again.run.name, len(again.run.history)) == ("With dropout 2", 2)
    assert ModelService(home).open_run(before.run.id).run == before.run


def test_that_a_test_result_survives_a_disk_that_refuses_it(
    service: ModelService, mnist: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = trained(service, mnist, epochs=1)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    tested, _ = service.evaluate(model, mnist)
    assert isinstance(tested.run.test, TestResult)


def test_that_the_temporary_folder_goes_with_the_program(tmp_path: Path) -> None:
    code = f"""
from pathlib import Path
from mnist_desktop.service import ModelService
Path({str(tmp_path / "home")!r}).write_bytes(b"")
print(ModelService(Path({str(tmp_path / "home")!r}), fall_back=True).storage().folder.exists())
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )
    assert done.stdout.strip() == "True"
    assert [path.name for path in tmp_path.iterdir()] == ["home"]

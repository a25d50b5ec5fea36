"""Files of runs that a stranger, a bad stick or a full disk has altered: a sentence, or the run as it was written."""

import io
import itertools
import os
import shutil
import subprocess
import sys
import textwrap
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnist_desktop.errors import UserError
from mnist_desktop.networks.spec import Dense, GlobalAveragePooling2D, NetworkSpec
from mnist_desktop.runs.files import UNREADABLE, pack_arrays, unpack_arrays
from mnist_desktop.runs.run import Run
from mnist_desktop.runs.run_file import epoch_files, read_run_file, write_run_file
from mnist_desktop.runs.store import RunStore
from mnist_desktop.training.engine import EngineState
from tests.runs.test_store import a_record, a_run, a_state

_WEIGHTS = (np.arange(2, dtype=np.float32)[None], np.ones(2, np.float32))
_OPTIMIZER = (np.array(7), np.array([0.5, 0.25], np.float32))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The bytes of each file of a small run, and of the run as one file."""
    folder = tmp_path_factory.mktemp("whole")
    store, run = _small_run(folder)
    write_run_file(run, _WEIGHTS, folder / "run.mnistrun", store.epoch_files(run))
    names = [file for file in folder.rglob("*") if file.is_file() and file.suffix != ".lock"]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in names}


def _small_run(folder: Path) -> tuple[RunStore, Run]:
    store = RunStore(folder)
    network = NetworkSpec(layers=(GlobalAveragePooling2D(), Dense(units=2)))
    run = store.create(a_run("small").model_copy(update={"network": network}))
    for epoch in (1, 2):
        run = store.add_epoch(run, a_record(epoch), EngineState(_WEIGHTS, _OPTIMIZER))
    return store, run


def altered(content: bytes, draw: Callable[[st.SearchStrategy[Any]], Any]) -> bytes:
    """Bytes changed, cut off, put in or left out."""
    place = draw(st.integers(0, len(content) - 1))
    match draw(st.sampled_from(("flip", "cut", "insert", "remove", "zeros"))):
        case "flip":
            return content[:place] + bytes([content[place] ^ draw(st.integers(1, 255))]) + content[place + 1 :]
        case "cut":
            return content[:place]
        case "insert":
            inserted: bytes = draw(st.binary(min_size=1, max_size=40))
            return content[:place] + inserted + content[place:]
        case "remove":
            return content[:place] + content[place + draw(st.integers(1, 60)) :]
        case _:
            count = draw(st.integers(1, 200))
            return (content[:place] + bytes(count) + content[place + count :])[: len(content)]


@settings(max_examples=400, deadline=None, derandomize=True)
@given(data=st.data())
def test_that_an_altered_run_file_is_a_sentence_or_what_was_written(
    files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    file = tmp_path_factory.getbasetemp() / "altered.mnistrun"
    file.write_bytes(altered(files["run.mnistrun"], data.draw))
    try:
        run, weights = read_run_file(file)
        epochs = list(epoch_files(file, run))
    except UserError:
        return
    assert weights is not None
    for given_, written in zip(weights, _WEIGHTS, strict=True):
        np.testing.assert_array_equal(given_, written)
    assert all(files[f"small/{name}"] == content for name, content in epochs)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(data=st.data())
def test_that_an_altered_file_in_a_runs_folder_is_a_sentence_and_hides_no_other(
    files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.getbasetemp() / "altered"
    shutil.rmtree(folder, ignore_errors=True)
    store, run = _small_run(folder)
    other = store.create(a_run("other"))
    name = data.draw(st.sampled_from([name for name in files if name.startswith("small/")]))
    (folder / name).write_bytes(altered(files[name], data.draw))
    assert other in store.runs()
    try:
        read = store.read(run.id)
        for epoch in store.kept_epochs(read):
            for given_, written in zip(store.weights(read, epoch) or (), _WEIGHTS, strict=True):
                np.testing.assert_array_equal(given_, written)
        if read.history == run.history:
            for value, expected in zip(store.optimizer_state(read), _OPTIMIZER, strict=True):
                np.testing.assert_array_equal(value, expected)
    except UserError:
        return


@settings(max_examples=400, deadline=None, derandomize=True)
@given(data=st.data())
def test_that_an_array_with_any_header_raises_what_is_foreseen(data: st.DataObject) -> None:
    """With a sum that fits, as a stranger would write it: the archive itself is sound."""
    stream = io.BytesIO()
    np.save(stream, _WEIGHTS[0])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("0000.npy", altered(stream.getvalue(), data.draw))
    try:
        unpack_arrays(packed.getvalue())
    except UNREADABLE:
        return


@settings(max_examples=400, deadline=None, derandomize=True)
@given(content=st.binary(max_size=300), place=st.integers(0, 200))
def test_that_arrays_from_any_bytes_raise_what_is_foreseen(content: bytes, place: int) -> None:
    packed = pack_arrays(_WEIGHTS)
    for bytes_ in (content, packed[:place] + content + packed[place:]):
        try:
            unpack_arrays(bytes_)
        except UNREADABLE:
            continue


def test_that_a_header_that_promises_too_much_takes_no_memory(tmp_path: Path) -> None:
    """An array of 8 TB that has no bytes, and a member that unpacks to 4 GB of zeros."""
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "<f4", "fortran_order": False, "shape": (2_000_000_000_000,)}
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("0000.npy", header.getvalue())
    with pytest.raises(UNREADABLE):
        unpack_arrays(stream.getvalue())
    file = tmp_path / "bomb.mnistrun"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("run.json", b" " * (17 * 2**20))
    with pytest.raises(UserError, match="longer than"):
        read_run_file(file)


def test_that_a_file_cannot_pass_for_a_run_of_the_users(tmp_path: Path) -> None:
    file = tmp_path / "stranger.mnistrun"
    run = a_run().model_copy(update={"id": "mine", "bundled": True})
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("run.json", run.model_dump_json())
    read, _ = read_run_file(file)
    assert (read.id, read.bundled) == ("", False)


@pytest.mark.parametrize("name", ["../outside.npz", "weights/../../epoch-0001.npz", "/tmp/epoch-0001.npz", "run.py"])
def test_that_members_with_other_names_are_left_out(tmp_path: Path, name: str) -> None:
    run = a_run().model_copy(update={"history": (a_record(1),)})
    content = pack_arrays(a_state(1).weights)
    file = tmp_path / "run.mnistrun"
    write_run_file(run, a_state(1).weights, file, [(name, content), ("weights/epoch-0002.npz", content)])
    assert list(epoch_files(file, run)) == []


# The next two run the same trial: once a file must not be larger than so much, once a whole file system is full.
_TRIAL = """
    from tests.runs.test_store import *
    from mnist_desktop.runs.writer import EpochWriter
    store = RunStore(Path({folder!r}))
    run = store.add_epoch(store.create(a_run()), a_record(1), a_state(1))
    other = store.create(a_run("other"))
    {limit}
    writer = EpochWriter(store, run)
    try:
        for epoch in range(2, 100):
            before = run.model_copy(update=dict(history=tuple(map(a_record, range(1, epoch)))))
            writer.keep(before, a_record(epoch), a_state(epoch, units=10 if {many} else 100))
        writer.close()
    except UserError as error:
        try:
            writer.close()
        except UserError:
            pass
        print(error)
    else:
        print("nothing was refused")
    finally:
        print(len(writer.run.history), store.read(run.id) == writer.run, store.read(other.id) == other)
        last = store.weights(writer.run)[0]
        print((last == a_state(len(writer.run.history)).weights[0]).all(), len(store.optimizer_state(writer.run)))
        print(*[file.name for file in store.folder.rglob("*.tmp")])
"""


def test_that_a_full_file_system_ends_in_a_sentence_and_loses_no_written_epoch(tmp_path: Path) -> None:
    """A file system of 400 kB where root may mount one, else a limit on the size of a file; both end alike."""
    folder = tmp_path / "small"
    folder.mkdir()
    if _may_mount(folder):
        done = _trial(folder, limit="", many=True, before=["unshare", "--mount", "sh", "-c"], mount=True)
        assert "No space left on device" in done[0]
        assert int(done[1].split()[0]) > 3
    else:
        limit = "resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))"
        done = _trial(folder, limit=f"import resource; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); {limit}")
        assert "File too large" in done[0]
        assert int(done[1].split()[0]) == 1
    assert "cannot be written" in done[0]
    assert done[1].split()[1:] == ["True", "True"]
    assert done[2] == "True 2"
    assert done[3:] == [""]


def test_that_a_limit_on_the_size_of_files_ends_in_a_sentence(tmp_path: Path) -> None:
    limit = "resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))"
    done = _trial(tmp_path, limit=f"import resource; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); {limit}")
    assert "cannot be written: File too large" in done[0]
    assert done[1:] == ["1 True True", "True 2", ""]


def _may_mount(folder: Path) -> bool:
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        return False
    command = ["unshare", "--mount", "mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _trial(
    folder: Path, limit: str, *, many: bool = False, before: list[str] | None = None, mount: bool = False
) -> list[str]:
    code = textwrap.dedent(_TRIAL).format(folder=str(folder), limit=limit, many=many)
    command = [sys.executable, "-c", code]
    if mount:
        # In a mount namespace of its own: it goes with the process, and nobody else sees it.
        script = 'mount -t tmpfs -o size=400k tmpfs "$0" && exec "$1" -c "$2"'
        command = [*(before or []), script, str(folder), sys.executable, code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.split("\n")[:-1]


def test_that_ids_are_counted_up_past_what_a_kill_left_behind(tmp_path: Path) -> None:
    """A kill between a folder and its ``run.json`` leaves a folder that is no run and stands in nobody's way."""
    (tmp_path / "with-dropout" / "weights").mkdir(parents=True)
    store = RunStore(tmp_path)
    assert store.runs() == ()
    assert [store.create(a_run()).id for _ in itertools.repeat(None, 2)] == ["with-dropout-2", "with-dropout-3"]

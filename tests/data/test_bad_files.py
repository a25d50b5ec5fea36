"""Bad data are a sentence each: what came, what was expected, what to do; memory stays bounded and nothing runs."""

import contextlib
import gzip
import io
import json
import struct
import tempfile
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.data.readers import open_dataset
from mnist_desktop.errors import UserError
from tests.data.files import FILES, csv_text, idx_bytes, some_labels, some_pictures, write_idx


def _refusal(path: Path, labels: Path | None = None) -> str:
    with pytest.raises(UserError) as caught:
        open_dataset(path, labels=labels)
    assert caught.value.problem.endswith(".")
    assert caught.value.remedy.endswith(".")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def _npz(file: Path, **arrays: object) -> Path:
    np.savez(file, allow_pickle=True, **arrays)  # type: ignore[arg-type]  # objects on purpose
    return file


# ---- IDX


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "does not begin as an IDX file does: with nothing"),
        (b"\0\0\x08", "does not begin as an IDX file does: with 00 00 08 instead of 00 00 08 03"),
        (b"\x12\x34\x56\x78" * 10, "does not begin as an IDX file does: with 12 34 56 78"),
        (b"\0\0\x08\x03\0\0", "it ends within its header"),
        (idx_bytes(some_pictures(9))[:-1], "is cut short: its header promises 7,056 bytes of numbers, 7,055 came"),
        (idx_bytes(some_pictures(9)) + b"\0", "holds more than the 7,056 bytes"),
        (idx_bytes(some_labels(9)), "holds labels; pictures were expected"),
        (struct.pack(">BBBBI", 0, 0, 8, 2, 9) + struct.pack(">I", 0), "numbers in 2 dimensions; 3 were expected"),
        (struct.pack(">BBBB3I", 0, 0, 8, 3, 2**32 - 1, 28, 28), "4,294,967,295 pictures or more"),
        (struct.pack(">BBBB3I", 0, 0, 8, 3, 9, 2**32 - 1, 2**32 - 1), "bytes of numbers; at most"),
        (struct.pack(">BBBB3I", 0, 0, 8, 3, 1000, 700, 700), "is cut short"),
        (struct.pack(">BBBB3I", 0, 0, 8, 3, 0, 28, 28), "holds no pictures"),
    ],
)
@pytest.mark.parametrize("compress", [False, True])
def test_that_a_bad_idx_file_is_refused(tmp_path: Path, content: bytes, says: str, compress: bool) -> None:
    folder = write_idx(tmp_path / "mine", compress=compress)
    file = folder / (FILES[0] + ".gz" * compress)
    file.write_bytes(gzip.compress(content) if compress else content)
    if says == "holds no pictures":
        (folder / (FILES[1] + ".gz" * compress)).unlink()
        for name in FILES[2:]:
            (folder / (name + ".gz" * compress)).unlink()
    tracemalloc.start()
    try:
        assert says in _refusal(file)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_that_pictures_and_labels_must_belong_together(tmp_path: Path) -> None:
    folder = write_idx(tmp_path / "mine")
    (folder / FILES[1]).write_bytes(idx_bytes(some_labels(59)))
    assert "holds 60 pictures, but" in _refusal(folder)
    (folder / FILES[0]).unlink()
    assert f"a file such as {FILES[0]} was expected" in _refusal(folder / FILES[1])
    (folder / "x").write_bytes(idx_bytes(some_pictures(5)))
    assert "holds pictures; labels were expected" in _refusal(folder / "x", folder / "x")
    assert "is a folder" in _refusal(folder, folder / "x")


def test_that_a_compressed_bomb_is_not_blown_up(tmp_path: Path) -> None:
    bombs = {
        "train-images-idx3-ubyte.gz": gzip.compress(idx_bytes(some_pictures(9)) + bytes(300_000_000), 1),
        "row.csv.gz": gzip.compress(b"1" * 300_000_000, 1),
    }
    for name, content in bombs.items():
        (tmp_path / name).write_bytes(content)
    with zipfile.ZipFile(tmp_path / "bomb.npz", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        header = io.BytesIO()
        np.save(header, some_pictures(3))
        archive.writestr("x_train.npy", header.getvalue()[:128] + bytes(300_000_000))
    tracemalloc.start()
    try:
        assert "holds more than" in _refusal(tmp_path / "train-images-idx3-ubyte.gz")
        assert "a row of more than" in _refusal(tmp_path / "row.csv.gz")
        open_dataset(tmp_path / "bomb.npz")  # only as much as its header promises
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


# ---- NPZ


class _Harmful:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self.trace,)


@pytest.mark.parametrize("key", ["x_train", "y_train", "x_test", "class_names", "about"])
def test_that_pickles_are_refused_and_not_run(tmp_path: Path, key: str) -> None:
    trace = tmp_path / "trace"
    arrays: dict[str, object] = {"x_train": some_pictures(4), "y_train": some_labels(4), "x_test": some_pictures(4)}
    arrays[key] = np.array([_Harmful(trace)], dtype=object)
    said = _refusal(_npz(tmp_path / "bad.npz", **arrays))
    assert f"{key} holds Python objects; numbers were expected. Nothing was unpickled." in said
    assert not trace.exists()


@pytest.mark.parametrize(
    ("arrays", "says"),
    [
        ({"cats": np.zeros(3)}, "holds cats; the arrays x_train, y_train, x_test and y_test were expected"),
        ({}, "holds no arrays"),
        ({"images": np.zeros((4, 28, 28), complex), "labels": some_labels(4)}, "are of type complex128"),
        ({"images": np.array(["a"] * 4), "labels": some_labels(4)}, "numbers were expected, best uint8"),
        ({"images": np.zeros((4, 28, 28, 28)), "labels": some_labels(4)}, "have the shape (4, 28, 28, 28)"),
        ({"images": np.zeros((4, 783)), "labels": some_labels(4)}, "have the shape (4, 783)"),
        ({"images": np.zeros(4), "labels": some_labels(4)}, "have the shape (4,)"),
        ({"images": np.zeros((4, 0, 28)), "labels": some_labels(4)}, "have the shape (4, 0, 28)"),
        ({"images": np.array(3), "labels": some_labels(4)}, "as many labels were expected"),
        ({"images": some_pictures(4), "labels": some_labels(5)}, "as many labels were expected"),
        ({"images": np.full((4, 28, 28), np.nan), "labels": some_labels(4)}, "picture 0 has a pixel that is no number"),
        ({"images": np.full((4, 28, 28), -1), "labels": some_labels(4)}, "go from -1 to -1; 0 to 255, or 0 to 1"),
        ({"images": np.full((4, 28, 28), 1e9), "labels": some_labels(4)}, "go from 1e+09 to 1e+09"),
        ({"images": some_pictures(4), "labels": np.array([0, 1, 2, -1])}, "has the label -1; whole numbers from 0"),
        ({"images": some_pictures(4), "labels": np.array([0, 1, 2, 100])}, "make 101 classes; 2 to 100"),
        ({"images": some_pictures(4), "labels": np.zeros(4, int)}, "make 1 class; 2 to 100"),
        ({"images": some_pictures(4), "labels": np.array([0, 1, 2, 0.5])}, "are not all whole numbers"),
        ({"images": some_pictures(4), "labels": np.array([0, 1, 2, np.nan])}, "are not all whole numbers"),
        ({"images": some_pictures(4), "labels": np.ones((4, 3))}, "their rows are not one-hot"),
        ({"images": some_pictures(4), "labels": np.ones((4, 3, 3))}, "one number for each picture was expected"),
        (
            {"images": some_pictures(4), "labels": some_labels(4), "class_names": np.array(["a", "b", "c"])},
            "has the label 3; with 3 classes, 0 to 2 was expected",
        ),
        ({"images": np.zeros((0, 28, 28)), "labels": np.zeros(0)}, "holds no pictures"),
    ],
)
def test_that_a_bad_archive_is_refused(tmp_path: Path, arrays: dict[str, object], says: str) -> None:
    assert says in _refusal(_npz(tmp_path / "bad.npz", **arrays))


def test_that_names_are_made_fit_to_be_shown_and_written(tmp_path: Path) -> None:
    names = np.array(["a\nb", "c\x1b[31m", "d" * 500])
    arrays = {"images": some_pictures(6), "labels": some_labels(6, 3), "class_names": names}
    assert open_dataset(_npz(tmp_path / "a.npz", **arrays)).class_names == ("a b", "c [31m", "d" * 80)
    # Half a character, and a number that is none at all.
    halves = np.array([0xD800, 0x61], np.uint32).view("<U1")
    dataset = open_dataset(_npz(tmp_path / "b.npz", images=some_pictures(6), labels=halves[some_labels(6, 2)]))
    json.dumps(dataset.class_names).encode()
    "".join(dataset.class_names).encode()
    wrong = np.array([0x7FFFFFFF, 0x61], np.uint32).view("<U1")
    assert "is damaged" in _refusal(_npz(tmp_path / "c.npz", images=some_pictures(6), labels=wrong[some_labels(6, 2)]))


def test_that_an_archive_that_lies_about_sizes_is_refused(tmp_path: Path) -> None:
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "<f8", "fortran_order": False, "shape": (50, 10**12)})
    too_large = tmp_path / "large.npz"
    with zipfile.ZipFile(too_large, "w") as archive:
        archive.writestr("images.npy", header.getvalue())
    assert "at most 800,000,000 were expected" in _refusal(too_large)
    short = tmp_path / "short.npz"
    with zipfile.ZipFile(short, "w") as archive:
        whole = io.BytesIO()
        np.save(whole, some_pictures(9))
        archive.writestr("images.npy", whole.getvalue()[:-1])
    assert "is cut short: its header promises 7,056 bytes, 7,055 came" in _refusal(short)
    with zipfile.ZipFile(short, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("images.npy", whole.getvalue())
    assert "compressed in a way that NumPy does not use" in _refusal(short)


# ---- CSV


def _with_line(number: int, line: str) -> str:
    lines = csv_text(some_pictures(200), some_labels(200)).splitlines()
    lines[number - 1] = line
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (_with_line(150, "1,2,3"), "Line 150 of {file} has 3 values; 785 were expected"),
        (_with_line(150, ",".join(["7"] + ["0"] * 783 + ["x"])), "In line 150 of {file}, column 785, stands 'x'"),
        (_with_line(150, ",".join(["7"] + ["0"] * 783 + [""])), "column 785, stands nothing"),
        (_with_line(150, ",".join(["7"] + ["0"] * 783 + ["nan"])), "In line 150 of {file} a pixel is nan; 0 to 255"),
        (_with_line(150, ",".join(["7"] + ["0"] * 783 + ["256"])), "In line 150 of {file} a pixel is 256; 0 to 255"),
        (_with_line(150, ",".join(["7"] + ["0"] * 783 + ["99999"])), "In line 150 of {file} a pixel is 99999"),
        (_with_line(150, ",".join(["1.5"] + ["0"] * 784)), "In line 150 of {file} the label is 1.5"),
        (_with_line(150, ",".join(["-1"] + ["0"] * 784)), "In line 150 of {file} the label is -1"),
        ("a,b,c\n1,2,3\n", "has 3 columns; a label and 784 pixels"),
        ("\n\n \n", "is empty"),
        (csv_text(some_pictures(1), some_labels(1)).splitlines()[0], "holds no row of numbers"),
        ("label," + "p," * 783 + "p\n" + "1" * 1_500_000, "a row of more than 1,000,000 characters"),
        ("once upon a time", "has 1 columns"),
    ],
)
def test_that_a_broken_table_says_which_line(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(text)
    assert says.format(file=file) in _refusal(file)


# ---- folders and everything else


def test_that_a_picture_that_would_fill_memory_is_left_out(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
        Image.fromarray(some_pictures(1)[0]).save(tmp_path / name / "good.png")
    # The header of 20,000 × 20,000 pixels; what follows would be decoded to 400 MB.
    head = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 0, 0, 0, 0)
    chunk = b"IHDR" + head
    png = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    data = b"IDAT" + zlib.compress(bytes(1_000_000))
    png += struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))
    (tmp_path / "a" / "huge.png").write_bytes(png)
    dataset = open_dataset(tmp_path)
    assert len(dataset.train) + len(dataset.test) == 2
    assert any("1 picture could not be read" in note and "too large" in note for note in dataset.notes)


def test_that_folders_that_are_no_classes_are_refused(tmp_path: Path) -> None:
    assert "has 0 sub-folders with pictures; 2 to 100 were expected" in _refusal(tmp_path)
    for name in "ab":
        (tmp_path / name).mkdir()
        (tmp_path / name / "fake.png").write_text("no picture")
        assert ("has 1 sub-folder" if name == "a" else "None of the 2 pictures") in _refusal(tmp_path)
    for number in range(101):
        (tmp_path / f"{number}").mkdir()
        (tmp_path / f"{number}" / "fake.png").touch()
    assert "has 103 sub-folders" in _refusal(tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("missing", None, "There is no file"),
        ("empty.csv", b"", "is empty"),
        ("picture.png", b"\x89PNG\r\n", "is a single picture"),
        ("data.npz", b"hello", "is of no kind that is read here"),
        ("program", b"\x7fELF\0\0\0", "is of no kind that is read here"),
        ("archive.npz", b"PK\x03\x04hello", "is damaged"),
        ("data.csv.gz", b"\x1f\x8bhello", "is damaged"),
        ("data.csv.gz", gzip.compress(csv_text(some_pictures(9), None).encode())[:-9], "is damaged"),
    ],
)
def test_that_what_is_no_data_is_refused(tmp_path: Path, name: str, content: bytes | None, says: str) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert says in _refusal(tmp_path / name)


# ---- whatever bytes there are


def _archive(compress: bool) -> bytes:
    stream = io.BytesIO()
    save = np.savez_compressed if compress else np.savez
    save(stream, x_train=some_pictures(6, side=8), y_train=some_labels(6, 3))
    return stream.getvalue()


_GOOD = {
    "train-images-idx3-ubyte": idx_bytes(some_pictures(6, side=8)),
    "train-images-idx3-ubyte.gz": gzip.compress(idx_bytes(some_pictures(6, side=8)), mtime=0),
    "labels": idx_bytes(some_labels(6)),
    "data.npz": _archive(False),
    "packed.npz": _archive(True),
    "data.csv": csv_text(some_pictures(6, side=8), some_labels(6)).encode(),
    "data.csv.gz": gzip.compress(csv_text(some_pictures(6, side=8), some_labels(6)).encode(), mtime=0),
}


@st.composite
def _mutated(draw: Callable[[st.SearchStrategy[object]], object]) -> tuple[str, bytes]:
    """A good file of which some bytes were changed, taken out or put in; or bytes by chance."""
    name = draw(st.sampled_from(sorted(_GOOD)))
    assert isinstance(name, str)
    if draw(st.integers(0, 4)) == 0:
        content = draw(st.binary(max_size=300))
        assert isinstance(content, bytes)
        start = draw(st.sampled_from([b"", b"\0\0\x08\x03", b"PK\x03\x04", b"\x1f\x8b\x08", b"label,"]))
        assert isinstance(start, bytes)
        return name, start + content
    changed = bytearray(_GOOD[name])
    for _ in range(draw(st.integers(1, 4))):  # type: ignore[call-overload]
        # Headers stand at the beginning of a file, and a zip's directory at its end.
        place = draw(st.one_of(st.integers(0, min(200, len(changed))), st.integers(0, len(changed))))
        assert isinstance(place, int)
        put = draw(st.binary(max_size=8))
        assert isinstance(put, bytes)
        taken = draw(st.integers(0, 8))
        assert isinstance(taken, int)
        changed[place : place + taken] = put
    return name, bytes(changed)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_mutated())
def test_that_any_bytes_give_data_or_a_sentence(mutated: tuple[str, bytes]) -> None:
    name, content = mutated
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(content)
        for labels in (None, file):
            with contextlib.suppress(UserError):
                _check(open_dataset(file, labels=labels))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=200), st.integers(0, 60), st.sampled_from(["png", "jpg", "gif", "bmp", "tif", "webp"]))
def test_that_any_picture_in_a_folder_gives_data_or_a_sentence(content: bytes, place: int, suffix: str) -> None:
    stream = io.BytesIO()
    kind = {"jpg": "JPEG", "tif": "TIFF"}.get(suffix, suffix.upper())
    Image.fromarray(some_pictures(1)[0]).save(stream, kind)
    with tempfile.TemporaryDirectory() as folder:
        for name in "ab":
            (Path(folder) / name).mkdir()
            good = stream.getvalue()
            (Path(folder) / name / f"good.{suffix}").write_bytes(good)
            mixed = good[:place] + content + good[place + len(content) :]
            (Path(folder) / name / f"bad.{suffix}").write_bytes(mixed)
        _check(open_dataset(Path(folder)))


def _check(dataset: Dataset) -> None:
    """Holds what everything that works with a dataset relies on."""
    for part in (dataset.train, dataset.test):
        assert part.images.dtype == part.labels.dtype == np.uint8
        assert part.images.shape == (len(part.labels), 28, 28)
        assert int(part.labels.max(initial=0)) < max(1, len(dataset.class_names))
    if dataset.unlabelled is not None:
        assert dataset.unlabelled.dtype == np.uint8
        assert dataset.unlabelled.shape[1:] == (28, 28)
    assert len(dataset.train) + len(dataset.test) + len(dataset.unlabelled if dataset.unlabelled is not None else ())
    assert len(dataset.class_names) <= 100

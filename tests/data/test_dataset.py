"""MNIST is read as it is, or not at all."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from mnist_desktop.data.dataset import Dataset, LabelledImages, load_mnist
from mnist_desktop.errors import UserError
from mnist_desktop.paths import resources_folder


@pytest.fixture(scope="module")
def original() -> Path:
    return resources_folder() / "data" / "mnist.npz"


def _refusal(file: Path) -> UserError:
    with pytest.raises(UserError) as caught:
        load_mnist(file)
    assert "Install the program again" in caught.value.remedy
    assert str(file) in str(caught.value)
    return caught.value


def test_that_mnist_is_complete(mnist: Dataset) -> None:
    assert mnist.train.images.shape == (60000, 28, 28)
    assert mnist.test.images.shape == (10000, 28, 28)
    assert mnist.train.images.dtype == mnist.train.labels.dtype == np.uint8
    assert mnist.train.labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert mnist.class_names == tuple("0123456789")
    assert len(mnist.sha256) == 64


def test_that_validation_pictures_are_the_last_ones(mnist: Dataset) -> None:
    training, validation = mnist.split(0.15)
    assert (len(training), len(validation)) == (51000, 9000)
    assert np.array_equal(validation.labels, mnist.train.labels[51000:])
    assert np.array_equal(training.images[-1], mnist.train.images[50999])


def test_that_pictures_are_picked_by_index(mnist: Dataset) -> None:
    picked = mnist.test[np.array([3, 1])]
    assert isinstance(picked, LabelledImages)
    assert picked.labels.tolist() == [mnist.test.labels[3], mnist.test.labels[1]]


def test_that_a_missing_file_is_said(tmp_path: Path) -> None:
    assert "The MNIST pictures are missing" in _refusal(tmp_path / "mnist.npz").problem


def test_that_a_truncated_file_is_refused(original: Path, tmp_path: Path) -> None:
    file = tmp_path / "mnist.npz"
    content = original.read_bytes()
    file.write_bytes(content[: len(content) // 2])
    assert "cannot be read" in _refusal(file).problem


def test_that_an_empty_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mnist.npz"
    file.touch()
    assert "cannot be read" in _refusal(file).problem


def test_that_a_folder_is_refused(tmp_path: Path) -> None:
    assert "cannot be read" in _refusal(tmp_path).problem


@pytest.mark.parametrize("place", [0.1, 0.5, 0.7375, 0.9])
def test_that_altered_bytes_in_the_archive_are_noticed(original: Path, tmp_path: Path, place: float) -> None:
    file = tmp_path / "mnist.npz"
    content = bytearray(original.read_bytes())
    start = int(len(content) * place)
    content[start : start + 64] = bytes(byte ^ 0x5A for byte in content[start : start + 64])
    file.write_bytes(content)
    assert "cannot be read" in _refusal(file).problem


def test_that_an_altered_pixel_is_noticed(mnist: Dataset, tmp_path: Path) -> None:
    file = tmp_path / "mnist.npz"
    altered = mnist.test.images.copy()
    altered[9999, 0, 0] ^= 1
    np.savez(
        file,
        x_train=mnist.train.images,
        y_train=mnist.train.labels,
        x_test=altered,
        y_test=mnist.test.labels,
    )
    assert "the checksum of x_test is not the one expected" in _refusal(file).problem


def test_that_a_missing_array_is_said(mnist: Dataset, tmp_path: Path) -> None:
    file = tmp_path / "mnist.npz"
    np.savez(file, x_train=mnist.test.images[:1])
    problem = _refusal(file).problem
    assert "cannot be read" in problem
    assert "y_train" in problem


def test_that_a_file_with_a_single_array_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mnist.npz"
    with file.open("wb") as stream:
        np.save(stream, np.zeros(3))
    assert "cannot be read" in _refusal(file).problem


class _Harmful:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self.trace,)


def test_that_a_pickled_object_is_refused_and_not_run(tmp_path: Path) -> None:
    file, trace = tmp_path / "mnist.npz", tmp_path / "trace"
    member = io.BytesIO()
    np.save(member, np.array([_Harmful(trace)], dtype=object), allow_pickle=True)
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("x_train.npy", member.getvalue())
    assert "cannot be read" in _refusal(file).problem
    assert not trace.exists()


@pytest.mark.parametrize("index", [0, 4321, 9999])
def test_that_a_picture_is_found_bit_for_bit(mnist: Dataset, index: int) -> None:
    picture = mnist.test.images[index].copy()
    assert mnist.test.index_of(picture) == index
    assert mnist.train.index_of(picture) is None
    picture[27, 27] ^= 1
    assert mnist.test.index_of(picture) is None

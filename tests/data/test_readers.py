"""Data of every kind open, bit for bit where they can, and say what was done to them."""

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.data.readers import open_dataset
from mnist_desktop.data.saving import save_dataset
from mnist_desktop.errors import UserError
from mnist_desktop.paths import resources_folder
from tests.data.files import FILES, csv_text, idx_bytes, some_labels, some_pictures, write_idx


def _same(one: Dataset, other: Dataset) -> bool:
    return all(
        np.array_equal(getattr(a, what), getattr(b, what))
        for a, b in ((one.train, other.train), (one.test, other.test))
        for what in ("images", "labels")
    )


def test_that_mnist_is_known_by_its_hash(mnist: Dataset) -> None:
    opened = open_dataset(resources_folder() / "data" / "mnist.npz")
    assert (opened.name, opened.sha256, opened.notes) == ("MNIST", mnist.sha256, ())
    assert _same(opened, mnist)


@pytest.mark.parametrize("compress", [False, True])
@pytest.mark.parametrize("picked", ["", *FILES])
def test_that_idx_files_find_each_other(tmp_path: Path, picked: str, compress: bool) -> None:
    folder = write_idx(tmp_path / "mine", compress=compress)
    dataset = open_dataset(folder / (picked + ".gz" * compress) if picked else folder)
    assert dataset.name == "mine"
    assert np.array_equal(dataset.train.images, some_pictures(60, 1))
    assert np.array_equal(dataset.test.labels, some_labels(20))
    assert dataset.class_names == tuple("0123456789")
    assert not dataset.test_was_split_off


def test_that_idx_labels_are_given_by_hand(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(idx_bytes(some_pictures(30)))
    (tmp_path / "b").write_bytes(idx_bytes(some_labels(30, 3)))
    dataset = open_dataset(tmp_path / "a", labels=tmp_path / "b")
    assert dataset.class_names == ("0", "1", "2")
    assert len(dataset.train) + len(dataset.test) == 30
    alone = open_dataset(tmp_path / "a")
    assert alone.unlabelled is not None
    assert np.array_equal(alone.unlabelled, some_pictures(30))
    assert (len(alone.train), len(alone.test), alone.class_names) == (0, 0, ())
    assert "30 pictures have no labels" in alone.notes[0]


def test_that_two_idx_datasets_in_a_folder_are_told_apart(tmp_path: Path) -> None:
    write_idx(tmp_path, prefix="emnist-letters-")
    write_idx(tmp_path, prefix="emnist-digits-")
    with pytest.raises(UserError, match="2 datasets in IDX files: emnist-digits, emnist-letters"):
        open_dataset(tmp_path)
    dataset = open_dataset(tmp_path / f"emnist-letters-{FILES[0]}")
    assert np.array_equal(dataset.train.images, some_pictures(60, 1).swapaxes(1, 2))
    assert "turned upright" in dataset.notes[0]


@pytest.mark.parametrize("keys", [("x_train", "y_train"), ("images", "labels"), ("train_images", "train_labels")])
@pytest.mark.parametrize("shape", [(-1, 28, 28), (-1, 28, 28, 1), (-1, 784), (-1, 1, 28, 28)])
def test_that_arrays_of_an_archive_come_in_many_shapes(
    tmp_path: Path, keys: tuple[str, str], shape: tuple[int, ...]
) -> None:
    file = tmp_path / "mine.npz"
    images = np.asfortranarray(some_pictures(40).reshape(shape))
    arrays: dict[str, Any] = {keys[0]: images, keys[1]: some_labels(40, 4)[:, None].astype(np.int64)}
    np.savez(file, **arrays)
    dataset = open_dataset(file, test_share=0.0)
    assert np.array_equal(dataset.train.images, some_pictures(40))
    assert np.array_equal(dataset.train.labels, some_labels(40, 4))
    assert len(dataset.test) == 0


@pytest.mark.parametrize("top", [1, 16, 255])
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.uint16])
def test_that_pixel_values_are_brought_to_bytes(tmp_path: Path, top: int, dtype: type) -> None:
    file = tmp_path / "mine.npz"
    images: NDArray[Any] = np.zeros((20, 28, 28), dtype)
    images[:, 5:9, 5:9] = top
    np.savez(file, images=images, labels=np.eye(2)[some_labels(20, 2)])
    dataset = open_dataset(file)
    assert dataset.train.images.dtype == np.uint8
    assert dataset.train.images[:, 5:9, 5:9].min() == 255
    assert any("stretched" in note for note in dataset.notes) == (top < 255)


def test_that_colour_becomes_grey_and_any_size_28(tmp_path: Path) -> None:
    file = tmp_path / "mine.npz"
    images = np.zeros((12, 56, 56, 3), np.uint8)
    images[:, 10:46, 20:36] = 255
    np.savez(file, x_test=images, y_test=np.array(["ant", "bee"] * 6))
    dataset = open_dataset(file)
    assert dataset.class_names == ("ant", "bee")
    assert (len(dataset.train), len(dataset.test)) == (0, 12)
    assert dataset.test.images.shape == (12, 28, 28)
    assert dataset.test.images[0, 14, 14] == 255
    assert dataset.test.images[0, 1, 1] == 0
    assert "colour" in dataset.notes[0]
    assert "56 × 56" in dataset.notes[1]


@pytest.mark.parametrize("labelled", [False, True])
@pytest.mark.parametrize("header", [False, True])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("compress", [False, True])
def test_that_a_table_opens_with_and_without_header_and_labels(
    tmp_path: Path, labelled: bool, header: bool, newline: str, compress: bool
) -> None:
    images, labels = some_pictures(150), some_labels(150)
    text = csv_text(images, labels if labelled else None, header=header, newline=newline).encode()
    file = tmp_path / "digits.csv"
    file.write_bytes(gzip.compress(text) if compress else text)
    dataset = open_dataset(file, test_share=0.0)
    assert dataset.name == "digits"
    if labelled:
        assert np.array_equal(dataset.train.images, images)
        assert np.array_equal(dataset.train.labels, labels)
    else:
        assert dataset.unlabelled is not None
        assert np.array_equal(dataset.unlabelled, images)


@pytest.mark.parametrize("separator", [";", "\t"])
def test_that_a_table_may_have_decimals_blank_lines_and_its_label_last(tmp_path: Path, separator: str) -> None:
    images = some_pictures(10)
    lines = [separator.join([*(f'"p{index}"' for index in range(784)), '"class"'])]
    for index, image in enumerate(images):
        lines.append(separator.join([*(f"{pixel / 255:.6f}" for pixel in image.ravel()), str(index % 2)]))
    file = tmp_path / "table.txt"
    file.write_text("\ufeff" + "\n\n".join(lines), encoding="utf-8")
    dataset = open_dataset(file, test_share=0.0)
    assert np.array_equal(dataset.train.images, images)
    assert dataset.train.labels.tolist() == [0, 1] * 5


def _write_pictures(folder: Path, count: int, *, ink: int, paper: int, side: int = 28) -> None:
    folder.mkdir(parents=True)
    for index in range(count):
        picture = np.full((side, side), paper, np.uint8)
        picture[side // 4 : side // 2, side // 4 + index % 3 : side // 2] = ink
        Image.fromarray(picture).save(folder / f"{index}.png")


def test_that_a_folder_of_pictures_opens_with_the_names_of_its_folders(tmp_path: Path) -> None:
    for name in ("10", "9", "cat"):
        _write_pictures(tmp_path / "pets" / name, 14, ink=0, paper=255, side=60)
    (tmp_path / "pets" / "cat" / "notes.txt").write_text("cats")
    (tmp_path / "pets" / "README").write_text("pets")
    (tmp_path / "pets" / "cat" / "broken.png").write_text("no picture")
    (tmp_path / "pets" / "dog").mkdir()
    dataset = open_dataset(tmp_path / "pets")
    assert (dataset.name, dataset.class_names) == ("pets", ("9", "10", "cat"))
    assert (len(dataset.train), len(dataset.test)) == (36, 6)
    assert np.bincount(dataset.test.labels).tolist() == [2, 2, 2]
    assert dataset.train.images[:, 0, 0].max() == 0
    assert dataset.train.images.max() == 255
    for words in (
        "42 pictures were not 28 × 28",
        "all were inverted",
        "1 picture could not be read",
        "2 files that are no pictures of a class were skipped",
        "The sub-folder dog holds no picture",
        "There was no test part: 6 of 42 pictures",
        "they were shuffled",
    ):
        assert any(words in note for note in dataset.notes), words
    # Validation takes the end of the training pictures: every class has to be found there.
    assert len(np.unique(dataset.train.labels[-15:])) == 3


def test_that_only_dark_pictures_on_light_are_inverted(tmp_path: Path) -> None:
    _write_pictures(tmp_path / "train" / "a", 10, ink=255, paper=0)
    _write_pictures(tmp_path / "train" / "b", 10, ink=0, paper=255)
    _write_pictures(tmp_path / "test" / "a", 2, ink=255, paper=0)
    dataset = open_dataset(tmp_path)
    assert (len(dataset.train), len(dataset.test), dataset.test_was_split_off) == (20, 2, False)
    assert dataset.train.images[:, 0].max() == 0
    assert any("10 pictures of 22 are dark on light" in note for note in dataset.notes)


def test_that_a_picture_keeps_its_proportions(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).mkdir()
        picture = np.zeros((80, 20), np.uint8)
        picture[20:60, 1:-1] = 200
        Image.fromarray(picture).save(tmp_path / name / "tall.png")
    opened = open_dataset(tmp_path, test_share=0.0).train.images[0]
    inked = np.argwhere(opened > 100)
    assert inked.min(axis=0).tolist() == [7, 10]
    assert inked.max(axis=0).tolist() == [20, 16]


def test_that_labels_without_0_name_their_classes(tmp_path: Path) -> None:
    np.savez(tmp_path / "l.npz", images=some_pictures(52), labels=some_labels(52, 26) + 1)
    dataset = open_dataset(tmp_path / "l.npz", test_share=0.0)
    assert dataset.class_names == tuple(str(number) for number in range(1, 27))
    assert dataset.train.labels.max() == 25
    assert any("names of the classes" in note for note in dataset.notes)


def test_that_a_gap_in_the_labels_is_an_empty_class(tmp_path: Path) -> None:
    np.savez(tmp_path / "l.npz", images=some_pictures(20), labels=some_labels(20, 2) * 3)
    dataset = open_dataset(tmp_path / "l.npz")
    assert dataset.class_names == ("0", "1", "2", "3")
    assert "There are no pictures of the classes 1, 2." in dataset.notes


def test_that_sorted_pictures_are_shuffled_alike_at_every_opening(tmp_path: Path) -> None:
    labels = np.sort(some_labels(100, 5))
    np.savez(tmp_path / "l.npz", x_train=some_pictures(100), y_train=labels, x_test=some_pictures(5), y_test=labels[:5])
    one, other = (open_dataset(tmp_path / "l.npz") for _ in range(2))
    assert one.sha256 == other.sha256
    assert len(np.unique(one.train.labels[-30:])) == 5
    assert np.array_equal(one.test.images, some_pictures(5))


def test_that_dark_on_light_arrays_are_left_and_said(tmp_path: Path) -> None:
    images = ~some_pictures(20)
    np.savez(tmp_path / "l.npz", images=images, labels=some_labels(20))
    dataset = open_dataset(tmp_path / "l.npz", test_share=0.0)
    assert np.array_equal(dataset.train.images, images)
    assert any("dark on light" in note for note in dataset.notes)


@pytest.mark.parametrize("kind", ["folder", "unlabelled", "faint"])
def test_that_saved_data_open_as_the_same(tmp_path: Path, kind: str) -> None:
    if kind == "folder":
        for name in ("ä", "b"):
            _write_pictures(tmp_path / "in" / name, 9, ink=0, paper=255)
        dataset = open_dataset(tmp_path / "in")
    elif kind == "unlabelled":
        np.savez(tmp_path / "in.npz", images=some_pictures(7))
        dataset = open_dataset(tmp_path / "in.npz")
    else:
        np.savez(tmp_path / "in.npz", images=some_pictures(7) // 20, labels=np.sort(some_labels(7, 2)))
        dataset = open_dataset(tmp_path / "in.npz")
    file = tmp_path / "saved.npz"
    save_dataset(dataset, file)
    again = open_dataset(file)
    assert (again.sha256, again.name, again.class_names, again.notes) == (
        dataset.sha256, dataset.name, dataset.class_names, dataset.notes
    )  # fmt: skip
    assert _same(again, dataset)
    # And anybody's Keras script reads it.
    with np.load(file) as archive:
        assert np.array_equal(archive["x_train"], dataset.train.images)
        assert tuple(archive["class_names"].tolist()) == dataset.class_names


def test_that_what_cannot_be_written_is_said(mnist: Dataset, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be written"):
        save_dataset(mnist, tmp_path / "no" / "such" / "folder.npz")
    assert not list(tmp_path.iterdir())


def test_that_progress_rises_to_1_and_cancel_ends(tmp_path: Path) -> None:
    file = tmp_path / "digits.csv"
    file.write_text(csv_text(some_pictures(1000), some_labels(1000)))
    shares: list[float] = []
    open_dataset(file, progress=shares.append)
    assert len(shares) > 5
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    seen: list[float] = []
    with pytest.raises(UserError, match="was stopped"):
        open_dataset(file, progress=seen.append, cancelled=lambda: len(seen) > 3)
    assert len(seen) == 4


def test_that_all_pictures_become_the_test_of_a_model_that_never_saw_them(tmp_path: Path) -> None:
    np.savez(tmp_path / "l.npz", images=some_pictures(30), labels=some_labels(30))
    dataset = open_dataset(tmp_path / "l.npz")
    assert dataset.test_was_split_off
    tested = dataset.all_as_test()
    assert (len(tested.train), len(tested.test)) == (0, 30)
    assert tested.sha256 != dataset.sha256

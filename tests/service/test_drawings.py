"""Drawings with labels in the user's folder: numbers, faults, and that they open as data."""

import errno
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from mnist_desktop.errors import UserError
from mnist_desktop.service import ModelService, drawings


@pytest.fixture
def service(tmp_path: Path) -> ModelService:
    return ModelService(home=tmp_path / "home")


def _picture(value: int) -> NDArray[np.uint8]:
    picture = np.zeros((28, 28), np.uint8)
    picture[4:24, 12:16] = value
    return picture


def test_that_a_drawing_is_a_png_of_its_own_bytes_under_the_next_number(service: ModelService, tmp_path: Path) -> None:
    first, second = service.save_drawing(_picture(255), 3), service.save_drawing(_picture(200), 3)
    folder = tmp_path / "home" / "drawings"
    assert (first.file, second.file) == (folder / "3" / "1.png", folder / "3" / "2.png")
    with Image.open(second.file) as image:
        np.testing.assert_array_equal(np.asarray(image), _picture(200))
    assert second.drawings == service.drawings()
    assert (second.drawings.total, second.drawings.digits, second.drawings.counts[3]) == (2, 1, 2)
    assert sorted(path.name for path in folder.rglob("*") if path.is_file()) == ["1.png", "2.png"]


def test_that_a_number_is_never_used_again_while_higher_ones_are_there(service: ModelService) -> None:
    saved = [service.save_drawing(_picture(255), 7) for _ in range(3)]
    service.remove_drawing(saved[0].file)
    (saved[0].file.parent / "from Anna.png").write_bytes(saved[1].file.read_bytes())
    assert service.save_drawing(_picture(255), 7).file.name == "4.png"
    assert service.drawings().counts[7] == 4, "what somebody put there counts"


def test_that_taking_back_leaves_nothing_and_may_come_twice(service: ModelService) -> None:
    saved = service.save_drawing(_picture(255), 0)
    assert service.remove_drawing(saved.file).total == 0
    assert not saved.file.parent.exists(), "an empty folder would be a class without pictures"
    assert service.drawings().total == 0
    (saved.file.parent).mkdir()
    assert service.remove_drawing(saved.file).total == 0


def test_that_nothing_else_can_be_deleted(service: ModelService, tmp_path: Path) -> None:
    other = tmp_path / "home" / "runs" / "1.png"
    with pytest.raises(ValueError, match="no drawing"):
        service.remove_drawing(other)
    with pytest.raises(ValueError, match="no drawing"):
        service.remove_drawing(tmp_path / "home" / "drawings" / "3" / "notes.txt")


def test_that_drawings_of_two_digits_open_as_data(service: ModelService) -> None:
    for label in (3, 3, 3, 8, 8):
        saved = service.save_drawing(_picture(100 + 10 * label), label)
    dataset = service.open_data(saved.drawings.folder)
    assert dataset.class_names == ("3", "8")
    assert len(dataset.train) + len(dataset.test) == 5
    pictures = np.concatenate([dataset.train.images, dataset.test.images])
    assert {int(picture.max()) for picture in pictures} == {130, 180}, "bit for bit"


def test_that_an_empty_picture_is_not_saved(service: ModelService, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="canvas is empty"):
        service.save_drawing(np.zeros((28, 28), np.uint8), 1)
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(("picture", "label"), [(np.ones((8, 8), np.uint8), 1), (np.ones((28, 28), np.uint8), 10)])
def test_that_other_things_are_refused(service: ModelService, picture: NDArray[np.uint8], label: int) -> None:
    with pytest.raises(ValueError, match="28 × 28"):
        service.save_drawing(picture, label)


def test_that_a_full_disk_is_a_sentence_and_leaves_nothing_half(
    service: ModelService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_file: Path, _content: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    service.save_drawing(_picture(255), 5)
    monkeypatch.setattr(drawings, "write_whole", full)
    with pytest.raises(UserError, match="No space left on device") as caught:
        service.save_drawing(_picture(255), 5)
    assert "Make room" in caught.value.remedy
    assert service.drawings().counts[5] == 1


def test_that_a_folder_that_cannot_be_made_is_a_sentence(service: ModelService, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "drawings").write_text("in the way")
    with pytest.raises(UserError, match="drawings"):
        service.save_drawing(_picture(255), 5)

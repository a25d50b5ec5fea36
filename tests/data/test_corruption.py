import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from mnist_desktop.data.corruption import KINDS, corrupt, corruption, corruptions
from mnist_desktop.data.dataset import Dataset
from mnist_desktop.errors import UserError


@pytest.fixture
def images(mnist: Dataset) -> NDArray[np.uint8]:
    return mnist.test.images[:40]


def test_that_all_kinds_are_described_in_their_order() -> None:
    known = corruptions()
    assert tuple(kind.kind for kind in known) == KINDS
    for kind in known:
        assert kind.strengths[0] == 0.0
        assert list(kind.strengths) == sorted(set(kind.strengths))
        assert all([kind.title, kind.unit, kind.explanation.endswith(".")])
        assert corruption(kind.kind) == kind


@pytest.mark.parametrize("kind", KINDS)
def test_that_strength_0_leaves_every_bit_as_it_was(kind: str, images: NDArray[np.uint8]) -> None:
    came = corrupt(images, kind, 0.0, seed=3)
    np.testing.assert_array_equal(came, images)
    came[:] = 1
    assert images.max() == 255, "the result has memory of its own"


@pytest.mark.parametrize("kind", KINDS)
def test_that_more_strength_changes_more(kind: str, images: NDArray[np.uint8]) -> None:
    before = images.copy()
    changes = []
    for strength in corruption(kind).strengths:
        came = corrupt(images, kind, strength, seed=3)
        assert came.dtype == np.uint8
        assert came.shape == images.shape
        changes.append(float(np.abs(came.astype(float) - images).mean()))
    assert changes == sorted(changes)
    assert changes[1] > 0
    np.testing.assert_array_equal(images, before)


@pytest.mark.parametrize("kind", KINDS)
def test_that_a_seed_decides_all_and_the_number_of_pictures_nothing(kind: str, mnist: Dataset) -> None:
    images = mnist.test.images[:1010]  # more than are done at once
    strength = corruption(kind).strengths[-2]
    came = corrupt(images, kind, strength, seed=3)
    np.testing.assert_array_equal(came, corrupt(images, kind, strength, seed=3))
    np.testing.assert_array_equal(came[:7], corrupt(images[:7], kind, strength, seed=3))
    by_chance = kind in {"noise", "rotation", "shift", "occlusion"}
    assert np.array_equal(came, corrupt(images, kind, strength, seed=4)) is not by_chance


def test_that_noise_has_the_deviation_that_was_asked_for() -> None:
    grey = np.full((50, 28, 28), 128, np.uint8)
    noise = corrupt(grey, "noise", 25.0, seed=1).astype(float) - 128
    assert noise.std() == pytest.approx(25.0, rel=0.02)
    assert noise.mean() == pytest.approx(0.0, abs=0.5)


def test_that_a_digit_turns_by_the_angle_to_either_side() -> None:
    bar = np.zeros((40, 28, 28), np.uint8)
    bar[:, 6:22, 13:15] = 255
    angles = []
    for picture in corrupt(bar, "rotation", 30.0, seed=1).astype(float):
        rows, columns = np.mgrid[:28, :28] - 13.5
        across = (picture * rows * columns).sum()
        angles.append(
            np.degrees(0.5 * np.arctan2(2 * across, (picture * rows**2).sum() - (picture * columns**2).sum()))
        )
    assert {round(angle, -1) for angle in angles} == {-30.0, 30.0}


def test_that_a_digit_is_moved_by_whole_pixels_in_one_of_four_directions(images: NDArray[np.uint8]) -> None:
    directions = set()
    for before, after in zip(images, corrupt(images, "shift", 2.0, seed=1), strict=True):
        moved = {(down, right): ndimage.shift(before, (down, right), order=0) for down, right in
                 ((-2, 0), (2, 0), (0, -2), (0, 2))}  # fmt: skip
        matching = [direction for direction, picture in moved.items() if np.array_equal(picture, after)]
        assert matching
        directions.add(matching[0])
    assert len(directions) == 4


def test_that_blur_spreads_ink_and_keeps_its_amount() -> None:
    dot = np.zeros((1, 28, 28), np.uint8)
    dot[0, 12:16, 12:16] = 255
    blurred = corrupt(dot, "blur", 1.5, seed=1)
    assert blurred.sum() == pytest.approx(int(dot.sum()), rel=0.02)
    assert blurred.max() < 255


def test_that_strokes_grow_and_shrink_by_the_strength_on_every_side() -> None:
    bar = np.zeros((1, 28, 28), np.uint8)
    bar[0, 4:24, 11:17] = 255  # 6 pixels broad
    middle = {
        kind: [int(corrupt(bar, kind, strength, seed=1)[0, 14].sum()) / 255 for strength in (0.5, 1.0)]
        for kind in ("thicker", "thinner")
    }
    assert middle["thicker"] == pytest.approx([7.0, 8.0], abs=0.02)
    assert middle["thinner"] == pytest.approx([5.0, 4.0], abs=0.02)


def test_that_a_square_of_the_side_hides_a_part() -> None:
    white = np.full((200, 28, 28), 255, np.uint8)
    hidden = corrupt(white, "occlusion", 6.0, seed=1) == 0
    assert set(hidden.sum(axis=(1, 2))) == {36}
    rows, columns = np.nonzero(hidden.any(axis=0))
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (4, 23, 4, 23), "the box that ink fills, all of it"


def test_that_no_pictures_give_none() -> None:
    for kind in KINDS:
        assert corrupt(np.empty((0, 28, 28), np.uint8), kind, 1.0, seed=1).shape == (0, 28, 28)


@pytest.mark.parametrize("strength", [-1.0, 61.0, float("nan"), float("inf")])
def test_that_a_strength_out_of_range_is_refused(strength: float, images: NDArray[np.uint8]) -> None:
    with pytest.raises(UserError, match="0 to 60 degrees were expected") as caught:
        corrupt(images, "rotation", strength, seed=1)
    assert caught.value.field == "strength"


def test_that_an_unknown_kind_is_refused_with_the_known_ones(images: NDArray[np.uint8]) -> None:
    with pytest.raises(UserError, match="'rain'; there are noise, rotation") as caught:
        corrupt(images, "rain", 1.0, seed=1)
    assert caught.value.field == "kind"

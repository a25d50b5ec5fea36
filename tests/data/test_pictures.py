"""Picture files become white ink on black."""

import struct
import tracemalloc
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.data.ink import prepare
from mnist_desktop.data.pictures import ink_of, read_picture
from mnist_desktop.errors import UserError


def _seven(width: int = 200, height: int = 160) -> NDArray[np.uint8]:
    """A 7 in the left half: 0 background, 255 ink; nothing in it is symmetrical."""
    image = Image.new("L", (width, height))
    points = [(0.15, 0.25), (0.45, 0.25), (0.25, 0.75)]
    line = [(round(x * width), round(y * height)) for x, y in points]
    ImageDraw.Draw(image).line(line, fill=255, width=height // 14)
    return np.array(image)


def _saved(folder: Path, image: Image.Image, ending: str = "png", **options: Any) -> Path:
    file = folder / f"picture.{ending}"
    image.save(file, **options)
    return file


def _agreement(ink: NDArray[np.uint8], expected: NDArray[np.uint8]) -> float:
    """Ink in common over ink in either, 0–1."""
    one, other = ink > 127, expected > 127
    return float((one & other).sum() / (one | other).sum())


def _refusal(file: Path) -> UserError:
    with pytest.raises(UserError) as caught:
        read_picture(file)
    assert str(file) in caught.value.problem
    assert caught.value.remedy
    return caught.value


def _photographed(ink: NDArray[np.uint8], paper: float, pen: float, seed: int = 0) -> NDArray[np.uint8]:
    """Light that falls to a third from one corner to the other, a soft shadow, and grain."""
    height, width = ink.shape
    rows, columns = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    light = 1.0 - 0.65 * (rows + columns) / 2 - 0.15 / (1 + np.exp(60 * (columns - rows * 0.4 - 0.6)))
    grain = np.random.default_rng(seed).normal(0, 3, ink.shape)
    photo: NDArray[np.uint8] = np.clip(light * (paper + (pen - paper) * (ink / 255)) + grain, 0, 255).astype(np.uint8)
    return photo


def test_that_mnist_pictures_arrive_bit_for_bit(mnist: Dataset, tmp_path: Path) -> None:
    for image in mnist.test.images[:40]:
        assert np.array_equal(read_picture(_saved(tmp_path, Image.fromarray(image))), image)
    for image in mnist.test.images:
        assert np.array_equal(ink_of(image), image)


@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "LA"])
def test_that_mnist_in_colour_or_black_on_white_arrives_bit_for_bit(mnist: Dataset, tmp_path: Path, mode: str) -> None:
    image = mnist.test.images[7]
    for shown in (image, 255 - image):
        file = _saved(tmp_path, Image.fromarray(shown).convert(mode))
        assert np.array_equal(read_picture(file), image)


def test_that_a_palette_does_not_matter(mnist: Dataset, tmp_path: Path) -> None:
    image = mnist.test.images[7]
    assert np.array_equal(read_picture(_saved(tmp_path, Image.fromarray(image).convert("P"))), image)


def test_that_one_bit_is_enough(tmp_path: Path) -> None:
    seven = _seven()
    file = _saved(tmp_path, Image.fromarray(255 - seven).convert("1", dither=Image.Dither.NONE))
    assert np.array_equal(read_picture(file), seven)


@pytest.mark.parametrize("ending", ["png", "jpg", "gif", "bmp", "webp", "tif"])
@pytest.mark.parametrize("dark_on_light", [True, False])
def test_that_every_format_is_read(tmp_path: Path, ending: str, *, dark_on_light: bool) -> None:
    seven = _seven()
    shown = Image.fromarray(255 - seven if dark_on_light else seven).convert("RGB")
    ink = read_picture(_saved(tmp_path, shown, ending))
    assert ink.shape == seven.shape
    assert ink.dtype == np.uint8
    assert _agreement(ink, seven) > 0.97


@pytest.mark.parametrize(("paper", "pen"), [(200, 90), (90, 200), (30, 220), (240, 130), (128, 20)])
def test_that_ink_is_found_on_any_grey(tmp_path: Path, paper: int, pen: int) -> None:
    seven = _seven()
    shown = np.where(seven > 0, pen, paper).astype(np.uint8)
    ink = read_picture(_saved(tmp_path, Image.fromarray(shown)))
    assert _agreement(ink, seven) > 0.95
    assert (ink[seven == 0] >= 16).mean() < 0.001


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("paper", "pen"), [(240, 50), (30, 240)])
def test_that_uneven_light_is_taken_out(tmp_path: Path, paper: int, pen: int, seed: int) -> None:
    seven = _seven(800, 640)
    photo = Image.fromarray(_photographed(seven, paper, pen, seed))
    ink = read_picture(_saved(tmp_path, photo, "jpg", quality=90))
    assert _agreement(ink, seven) > 0.85
    # No speck beside the digit: what the network gets is as wide and as high as the digit.
    cropped, expected = prepare(ink).steps[1].image.shape, prepare(seven).steps[1].image.shape
    assert np.abs(np.subtract(cropped, expected)).max() <= 8


@pytest.mark.parametrize("paper", [230, 40])
@pytest.mark.parametrize("seed", range(3))
def test_that_blank_paper_has_no_ink(tmp_path: Path, paper: int, seed: int) -> None:
    blank = Image.fromarray(_photographed(np.zeros((600, 800), np.uint8), paper, 0, seed))
    assert not read_picture(_saved(tmp_path, blank, "jpg", quality=90)).any()


def test_that_a_small_digit_on_a_large_sheet_is_found(tmp_path: Path) -> None:
    seven = np.pad(_seven(), ((300, 340), (700, 100)))
    photo = Image.fromarray(_photographed(seven, 230, 60))
    assert _agreement(read_picture(_saved(tmp_path, photo, "jpg", quality=90)), seven) > 0.7


@pytest.mark.parametrize("grey", [0, 100, 255])
@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (40, 40)])
def test_that_one_grey_all_over_has_no_ink(tmp_path: Path, grey: int, size: tuple[int, int]) -> None:
    ink = read_picture(_saved(tmp_path, Image.new("L", size, grey)))
    assert ink.shape == size[::-1]
    assert not ink.any()


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (200, 30, 30)])
def test_that_ink_on_nothing_is_found(tmp_path: Path, colour: tuple[int, int, int]) -> None:
    seven = _seven()
    image = Image.new("RGBA", (seven.shape[1], seven.shape[0]), (*colour, 0))
    image.paste((*colour, 255), mask=Image.fromarray(seven))
    assert _agreement(read_picture(_saved(tmp_path, image)), seven) > 0.95


def test_that_ink_on_paper_with_transparent_corners_is_found(tmp_path: Path) -> None:
    seven = _seven()
    image = Image.fromarray(255 - seven).convert("RGBA")
    opaque = Image.new("L", image.size, 0)
    ImageDraw.Draw(opaque).rounded_rectangle((0, 0, image.width - 1, image.height - 1), 20, fill=255)
    image.putalpha(opaque)
    assert _agreement(read_picture(_saved(tmp_path, image)), seven) > 0.95


def test_that_a_transparent_palette_colour_is_background(tmp_path: Path) -> None:
    seven = _seven()
    palette = Image.fromarray((seven == 0).astype(np.uint8))
    palette.putpalette([0, 0, 0, 0, 0, 0])
    ink = read_picture(_saved(tmp_path, palette, transparency=1))
    assert _agreement(ink, seven) > 0.95


def test_that_sixteen_bits_are_read(mnist: Dataset, tmp_path: Path) -> None:
    image = next(image for image in mnist.test.images if image.max() == 255)
    deep = Image.fromarray(image.astype(np.uint16) * 257)
    for ending in ("png", "tif"):
        assert np.array_equal(read_picture(_saved(tmp_path, deep, ending)), image)


@pytest.mark.parametrize("outlier", [0.0, np.nan, np.inf])
def test_that_floats_are_read(tmp_path: Path, outlier: float) -> None:
    seven = _seven()
    values = np.where(seven > 0, 0.9, 0.1).astype(np.float32)
    values[0, 0] = outlier
    assert _agreement(read_picture(_saved(tmp_path, Image.fromarray(values), "tif")), seven) > 0.95


@pytest.mark.parametrize("ending", ["jpg", "tif"])
def test_that_printing_colours_are_read(tmp_path: Path, ending: str) -> None:
    seven = _seven()
    file = _saved(tmp_path, Image.fromarray(255 - seven).convert("RGB").convert("CMYK"), ending)
    assert _agreement(read_picture(file), seven) > 0.95


@pytest.mark.parametrize("ending", ["jpg", "png", "tif", "webp"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_that_a_turned_photo_stands_upright(tmp_path: Path, orientation: int, ending: str) -> None:
    seven = _seven()
    upright = Image.fromarray(seven)
    # What the camera stores: undone by the turn that the orientation asks for.
    turn = Image.Transpose
    stored = {
        1: upright,
        2: upright.transpose(turn.FLIP_LEFT_RIGHT),
        3: upright.transpose(turn.ROTATE_180),
        4: upright.transpose(turn.FLIP_TOP_BOTTOM),
        5: upright.transpose(turn.TRANSPOSE),
        6: upright.transpose(turn.ROTATE_90),
        7: upright.transpose(turn.TRANSVERSE),
        8: upright.transpose(turn.ROTATE_270),
    }[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    ink = read_picture(_saved(tmp_path, stored, ending, exif=exif.tobytes() if ending != "tif" else exif))
    assert ink.shape == seven.shape
    assert _agreement(ink, seven) > 0.95


def test_that_the_first_frame_of_an_animation_counts(tmp_path: Path) -> None:
    seven = _seven()
    frames = [Image.fromarray(seven), Image.new("L", (seven.shape[1], seven.shape[0]), 255)]
    file = _saved(tmp_path, frames[0], "gif", save_all=True, append_images=frames[1:])
    assert _agreement(read_picture(file), seven) > 0.95


def test_that_the_name_of_a_file_does_not_matter(tmp_path: Path) -> None:
    seven = _seven()
    file = tmp_path / "picture.txt"
    Image.fromarray(seven).save(file, format="PNG")
    assert np.array_equal(read_picture(file), seven)


@pytest.mark.parametrize("ending", ["png", "jpg"])
def test_that_a_large_picture_is_reduced(tmp_path: Path, ending: str) -> None:
    seven = _seven(5000, 4000)
    ink = read_picture(_saved(tmp_path, Image.fromarray(255 - seven), ending))
    assert 512 <= max(ink.shape) <= 1024
    expected = np.asarray(Image.fromarray(seven).resize(ink.shape[::-1], Image.Resampling.BOX))
    assert _agreement(ink, expected) > 0.97


def test_that_a_photo_of_108_megapixels_is_read_in_bounded_memory(tmp_path: Path) -> None:
    image = Image.new("L", (12000, 9000), 255)
    ImageDraw.Draw(image).line([(4000, 2000), (4000, 7000)], fill=0, width=500)
    file = _saved(tmp_path, image, "jpg")
    del image
    tracemalloc.start()
    try:
        ink = read_picture(file)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert ink.max() == 255
    assert max(ink.shape) <= 1024
    assert peak < 40_000_000


def _png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds nothing."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def test_that_too_large_a_picture_is_refused_by_its_header(tmp_path: Path) -> None:
    file = tmp_path / "picture.png"
    file.write_bytes(_png_header(12000, 9000))
    problem = _refusal(file).problem
    assert "12,000 × 9,000 pixels" in problem
    assert "at most 100 million" in problem


def test_that_a_decompression_bomb_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "picture.png"
    file.write_bytes(_png_header(60000, 60000))
    assert "is too large: at most 100 million pixels were expected" in _refusal(file).problem


def test_that_a_missing_file_is_said(tmp_path: Path) -> None:
    assert "There is no file" in _refusal(tmp_path / "none.png").problem


def test_that_a_folder_is_said(tmp_path: Path) -> None:
    assert "is a folder" in _refusal(tmp_path).problem


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7", b"\x00" * 5000])
def test_that_what_is_no_picture_is_said(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "picture.png"
    file.write_bytes(content)
    error = _refusal(file)
    assert "is no picture of a kind that can be read here" in error.problem
    assert "PNG, JPEG, GIF, BMP, WebP or TIFF" in error.remedy


@pytest.mark.parametrize("ending", ["png", "jpg", "gif", "bmp", "webp", "tif"])
def test_that_a_truncated_picture_is_refused(tmp_path: Path, ending: str) -> None:
    grain = np.random.default_rng(0).integers(0, 256, (200, 200), np.uint8)
    file = _saved(tmp_path, Image.fromarray(grain), ending)
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])
    problem = _refusal(file).problem
    assert "is damaged" in problem or "is no picture" in problem


def test_that_a_png_with_an_altered_header_is_refused(tmp_path: Path) -> None:
    file = _saved(tmp_path, Image.fromarray(_seven()))
    content = bytearray(file.read_bytes())
    content[18] ^= 0x5A  # the width, guarded by a checksum
    file.write_bytes(content)
    assert "is no picture" in _refusal(file).problem


def test_that_a_forbidden_file_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*arguments: object) -> None:  # as the system would: but root, who runs CI, may read everything
        raise PermissionError(13, "Permission denied")

    file = _saved(tmp_path, Image.fromarray(_seven()))
    monkeypatch.setattr(Path, "open", forbidden)
    assert "may not be read by this user" in _refusal(file).problem


@given(arrays(np.uint8, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=50)))
@settings(max_examples=150, deadline=None)
def test_that_any_grey_picture_gives_ink_of_its_shape(luminance: NDArray[np.uint8]) -> None:
    ink = ink_of(luminance)
    assert ink.shape == luminance.shape
    assert ink.dtype == np.uint8

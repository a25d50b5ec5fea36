"""Small files of every kind of data that the program reads, made of real digits."""

import gzip
import io
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mnist_desktop.data.dataset import Dataset, LabelledImages

_COUNT = 200


@dataclass(frozen=True)
class Sample:
    """Data as somebody else may have them.

    Attributes:
        kind: What they are, in a few words.
        path: The file or folder to open.
        count: Pictures in it, training and test together.
    """

    kind: str
    path: Path
    count: int


def write_part(dataset: Dataset, file: Path, train: int, test: int) -> Sample:
    """Writes the first pictures of a dataset as an ``.npz`` with Keras's keys."""
    learned, tested = dataset.train[:train], dataset.test[:test]
    np.savez(file, x_train=learned.images, y_train=learned.labels, x_test=tested.images, y_test=tested.labels)
    return Sample(".npz", file, train + test)


def write_samples(dataset: Dataset, folder: Path) -> tuple[Sample, ...]:
    """Writes IDX files, plain and packed, a table, and folders of pictures."""
    part = dataset.train[:_COUNT]
    return (
        Sample("IDX", _idx(part, folder / "idx", ""), _COUNT),
        Sample("IDX.gz", _idx(part, folder / "idx-gz", ".gz"), _COUNT),
        Sample("CSV", _csv(part, folder / "digits.csv"), _COUNT),
        Sample("PNG and JPEG in folders", _pictures(part, folder / "pictures"), _COUNT),
    )


def write_picture(digit: NDArray[np.uint8], file: Path) -> Path:
    """Writes a digit as a scan might show it: dark on light, four times as large.

    Args:
        digit: uint8, shape (28, 28).
        file: Its ending says what kind of picture it becomes.
    """
    Image.fromarray(255 - digit).resize((112, 112), Image.Resampling.BICUBIC).save(file)
    return file


def _idx(part: LabelledImages, folder: Path, ending: str) -> Path:
    folder.mkdir()
    for name, array in (("images-idx3", part.images), ("labels-idx1", part.labels.astype(np.uint8))):
        content = struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()
        file = folder / f"train-{name}-ubyte{ending}"
        file.write_bytes(gzip.compress(content, 1) if ending else content)
    return folder / f"train-images-idx3-ubyte{ending}"


def _csv(part: LabelledImages, file: Path) -> Path:
    rows = np.column_stack([part.labels, part.images.reshape(len(part.images), -1)])
    with io.StringIO() as text:
        np.savetxt(text, rows, fmt="%d", delimiter=",")
        file.write_text(text.getvalue())
    return file


def _pictures(part: LabelledImages, folder: Path) -> Path:
    for number, (image, label) in enumerate(zip(part.images, part.labels, strict=True)):
        place = folder / str(label)
        place.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(place / f"{number}{'.png' if number % 2 else '.jpg'}")
    return folder

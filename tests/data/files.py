"""Small data files of every kind, for tests of the readers."""

import gzip
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILES = (
    "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"
)  # fmt: skip


def some_pictures(count: int, seed: int = 0, side: int = 28) -> NDArray[np.uint8]:
    """Grey noise with a black border."""
    pictures = np.random.default_rng(seed).integers(0, 256, (count, side, side), np.uint8)
    pictures[:, [0, -1]] = 0
    pictures[:, :, [0, -1]] = 0
    return pictures


def some_labels(count: int, classes: int = 10) -> NDArray[np.uint8]:
    """Labels that take turns."""
    return (np.arange(count) % classes).astype(np.uint8)


def idx_bytes(array: NDArray[np.uint8]) -> bytes:
    """An IDX file of bytes."""
    return struct.pack(f">BBBB{array.ndim}I", 0, 0, 8, array.ndim, *array.shape) + array.tobytes()


def write_idx(folder: Path, train: int = 60, test: int = 20, *, compress: bool = False, prefix: str = "") -> Path:
    """The four files of a dataset."""
    folder.mkdir(exist_ok=True)
    arrays = (some_pictures(train, 1), some_labels(train), some_pictures(test, 2), some_labels(test))
    for name, array in zip(FILES, arrays, strict=True):
        content = idx_bytes(array)
        if compress:
            (folder / f"{prefix}{name}.gz").write_bytes(gzip.compress(content))
        else:
            (folder / f"{prefix}{name}").write_bytes(content)
    return folder


def csv_text(
    images: NDArray[np.uint8], labels: NDArray[np.uint8] | None, *, header: bool = True, newline: str = "\n"
) -> str:
    """A table as Kaggle gives it out."""
    flat = images.reshape(len(images), -1)
    names = ["label"] * (labels is not None) + [f"pixel{index}" for index in range(flat.shape[1])]
    rows = [",".join(names)] if header else []
    for index, row in enumerate(flat):
        values = ([labels[index]] if labels is not None else []) + list(row)
        rows.append(",".join(str(value) for value in values))
    return newline.join(rows) + newline

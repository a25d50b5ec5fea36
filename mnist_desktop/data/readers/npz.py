"""NumPy archives (.npz): with Keras's keys, with others in use, or as this program saves them."""

import json
import sys
import zipfile
from math import prod
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.data.readers.convert import MOST_CLASSES
from mnist_desktop.data.readers.source import (
    MOST_BYTES,
    MOST_PICTURES,
    Contents,
    Pictures,
    Watch,
    clean_text,
    read_bounded,
    readable,
    too_large,
    too_many,
)
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _

# Keys of pictures and labels: Keras's, MedMNIST's, and those of people.
_TRAIN_KEYS = (("x_train", "y_train"), ("train_images", "train_labels"), ("images", "labels"), ("x", "y"), ("X", "y"))
_TEST_KEYS = (("x_test", "y_test"), ("test_images", "test_labels"))

# What this program writes beside Keras's four arrays, as UTF-8 text in uint8.
ABOUT_KEY = "about"
NAMES_KEY = "class_names"
UNLABELLED_KEY = "x_unlabelled"

_MOST_ABOUT = 1_000_000

# A larger header of an array is no header of an array.
_HEADER_BYTES = 10_000


def read_npz(file: Path, watch: Watch) -> Contents:
    """Reads pictures and labels out of an archive; nothing in it is unpickled.

    Raises:
        UserError: The archive is damaged, its arrays have other names, are pickled or too large.
    """
    with readable(file, _("an .npz file")), zipfile.ZipFile(file) as archive:
        keys = {name.removesuffix(".npy") for name in archive.namelist() if name.endswith(".npy")}
        train_keys = _first(_TRAIN_KEYS, keys)
        test_keys = _first(_TEST_KEYS, keys)
        if train_keys is None and test_keys is None and UNLABELLED_KEY not in keys:
            raise UserError(
                _("{file} holds {keys}; the arrays x_train, y_train, x_test and y_test were expected.").format(
                    file=file, keys=_shown(keys)
                ),
                _("Save it with numpy.savez_compressed under these names, or under images and labels."),
            )
        reader = _Reader(archive, file, keys)
        train = reader.pictures(train_keys, watch.part(0.0, 0.8))
        test = reader.pictures(test_keys, watch.part(0.8, 1.0))
        unlabelled = reader.array(UNLABELLED_KEY, watch) if UNLABELLED_KEY in keys else None
        if unlabelled is not None and (unlabelled.dtype != np.uint8 or unlabelled.shape[1:] != (28, 28)):
            raise ValueError(f"{UNLABELLED_KEY} has the shape {unlabelled.shape}")
        about, names = reader.about(), reader.class_names()
    return Contents(
        train,
        test,
        class_names=about.get("class_names") or names,
        notes=about.get("notes", ()),
        unlabelled=unlabelled,
        saved_sha256=about.get("sha256", ""),
        saved_name=about.get("name", ""),
    )


class _Reader:
    """Reads arrays of one archive."""

    def __init__(self, archive: zipfile.ZipFile, file: Path, keys: set[str]) -> None:
        self._archive = archive
        self._file = file
        self._keys = keys

    def pictures(self, keys: tuple[str, str] | None, watch: Watch) -> Pictures | None:
        if keys is None:
            return None
        images = self.array(keys[0], watch.part(0.0, 0.95))
        labels = self.array(keys[1], watch.part(0.95, 1.0)) if keys[1] in self._keys else None
        if images.ndim == 0 or (labels is not None and (labels.ndim == 0 or len(labels) != len(images))):
            raise UserError(
                _(
                    "In {file}, {images} has the shape {shape} and {labels} {other}; as many labels were expected."
                ).format(
                    file=self._file,
                    images=keys[0],
                    shape=images.shape,
                    labels=keys[1],
                    other=() if labels is None else labels.shape,
                ),
                _("Save one label for each picture."),
            )
        return Pictures(images, labels)

    def about(self) -> dict[str, Any]:
        """What this program wrote beside the arrays, as far as it is of the right kind."""
        if ABOUT_KEY not in self._keys:
            return {}
        text = self.array(ABOUT_KEY, Watch())
        if text.dtype != np.uint8 or text.ndim != 1 or len(text) > _MOST_ABOUT:
            return {}
        found = json.loads(text.tobytes().decode("utf-8"))
        if not isinstance(found, dict):
            return {}
        about: dict[str, Any] = {}
        for key in ("class_names", "notes"):
            texts = found.get(key)
            if isinstance(texts, list) and all(isinstance(text, str) for text in texts):
                about[key] = tuple(clean_text(text, 1000) for text in texts)
        for key in ("sha256", "name"):
            if isinstance(found.get(key), str):
                about[key] = clean_text(found[key])
        return about

    def class_names(self) -> tuple[str, ...] | None:
        """The names of the classes, if there is an array of texts that says so."""
        if NAMES_KEY not in self._keys:
            return None
        names = self.array(NAMES_KEY, Watch())
        if names.dtype.kind != "U" or names.ndim != 1 or not 2 <= len(names) <= MOST_CLASSES:
            return None
        return tuple(clean_text(str(name)) for name in names)

    def array(self, key: str, watch: Watch) -> NDArray[Any]:
        """Reads one array whose header is believed only as far as its bytes bear it out."""
        member = self._archive.getinfo(f"{key}.npy")
        # Others than these two may ask for gigabytes to decompress a byte.
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise UserError(
                _("In {file}, {key} is compressed in a way that NumPy does not use.").format(file=self._file, key=key),
                _("Save it with numpy.savez_compressed."),
            )
        with self._archive.open(member) as stream:
            shape, fortran_order, dtype = _header(stream)
            if dtype.hasobject:
                raise UserError(
                    _("In {file}, {key} holds Python objects; numbers were expected. Nothing was unpickled.").format(
                        file=self._file, key=key
                    ),
                    _("Save arrays of numbers: such a file can run code of its author when it is opened."),
                )
            expected = prod(shape) * dtype.itemsize
            if shape and shape[0] > MOST_PICTURES and key != ABOUT_KEY:
                raise too_many(self._file, shape[0])
            if expected > MOST_BYTES:
                raise too_large(self._file, expected)
            content = read_bounded(stream, expected, watch)
        if len(content) < expected:
            raise UserError(
                _("In {file}, {key} is cut short: its header promises {expected:,} bytes, {came:,} came.").format(
                    file=self._file, key=key, expected=expected, came=len(content)
                ),
                _("Copy or download it again."),
            )
        if dtype.itemsize == 0:
            raise ValueError(f"{key} is of type {dtype}")
        if dtype.kind == "U" and (np.frombuffer(content, dtype.str[0] + "u4") > sys.maxunicode).any():
            raise ValueError(f"{key} holds what is no text")  # NumPy would fail with a SystemError
        return np.frombuffer(content, dtype).reshape(shape, order="F" if fortran_order else "C")


def _header(stream: IO[bytes]) -> tuple[tuple[int, ...], bool, np.dtype[Any]]:
    version = np.lib.format.read_magic(stream)
    # Later versions allow a header of gigabytes, and NumPy needs none of them for arrays of plain numbers.
    if version != (1, 0):
        raise ValueError(f"its arrays are of version {version}")
    shape, fortran_order, dtype = np.lib.format.read_array_header_1_0(stream, max_header_size=_HEADER_BYTES)
    if min(shape, default=0) < 0:
        raise ValueError(f"it has the shape {shape}")
    return shape, fortran_order, dtype


def _first(known: tuple[tuple[str, str], ...], keys: set[str]) -> tuple[str, str] | None:
    """The first pair of which all is there, else the first of which there are pictures."""
    whole = (pair for pair in known if keys.issuperset(pair))
    return next(whole, None) or next((pair for pair in known if pair[0] in keys), None)


def _shown(keys: set[str]) -> str:
    names = sorted(keys)
    if not names:
        return _("no arrays")
    return ", ".join(name[:40] for name in names[:6]) + (", …" if len(names) > 6 else "")

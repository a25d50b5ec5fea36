"""IDX files, plain or .gz: the form in which MNIST was published.

Y. LeCun, C. Cortes, C. J. C. Burges: The MNIST database of handwritten digits, http://yann.lecun.com/exdb/mnist/.
"""

import re
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.data.readers.source import (
    MOST_BYTES,
    MOST_PICTURES,
    Contents,
    Pictures,
    Watch,
    opened,
    read_bounded,
    readable,
    too_large,
    too_many,
)
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _

# The third byte of a file says of what kind its numbers are; they stand with the highest byte first.
_KINDS = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}

_IMAGES_RANK = 3
_LABELS_RANK = 1

# train-images-idx3-ubyte.gz, t10k-labels.idx1-ubyte, emnist-letters-test-images-idx3-ubyte …
_USUAL_NAME = re.compile(
    r"(?P<prefix>.*?)(?P<part>train|t10k|test)[-_](?P<what>images|labels)[-_.]idx[13][-_.]ubyte(\.gz)?", re.IGNORECASE
)


def is_idx(start: bytes) -> bool:
    """Whether a file that begins with these bytes, four at least, is meant to be IDX."""
    return len(start) >= 4 and start[:2] == b"\0\0" and start[2] in _KINDS and start[3] in range(1, 5)


def has_idx_name(name: str) -> bool:
    """Whether a file of that name is usually IDX, whatever it holds."""
    return _USUAL_NAME.fullmatch(name) is not None or ("idx" in name.lower() and "ubyte" in name.lower())


def folder_has_idx(folder: Path) -> bool:
    """Whether a folder holds files with the usual names."""
    return any(_USUAL_NAME.fullmatch(entry.name) for entry in folder.iterdir())


def read_idx_folder(folder: Path, watch: Watch) -> Contents:
    """Reads the four files of a dataset, or as many as are there.

    Raises:
        UserError: There is more than one dataset in it, a file is damaged, or pictures and labels do not fit.
    """
    with readable(folder, _("a folder of IDX files")):
        files = _usual_files(folder)
    prefixes = sorted({usual.prefix for usual in files})
    if len(prefixes) > 1:
        raise UserError(
            _("{folder} holds {count} datasets in IDX files: {names}.").format(
                folder=folder,
                count=len(prefixes),
                names=", ".join(prefix.strip("-_. ") or _("one without a name") for prefix in prefixes),
            ),
            _("Open one of its files; those that belong to it are found."),
        )
    return _read_set(files, folder, watch)


def read_idx_file(file: Path, labels: Path | None, watch: Watch) -> Contents:
    """Reads a file of pictures and the files that belong to it.

    Args:
        file: Pictures; or labels with a usual name, whose pictures are then looked for.
        labels: The file of its labels; None looks for it and for the other part by their usual names.
        watch: Progress and cancelling.

    Raises:
        UserError: A file is damaged, or pictures and labels do not fit.
    """
    if labels is not None:
        images = _read_images(file, watch.part(0.0, 0.9))
        return Contents(Pictures(images, _read_labels(labels, file, len(images), watch.part(0.9, 1.0))))
    usual = _USUAL_NAME.fullmatch(file.name)
    if usual is None:
        return Contents(Pictures(_read_images(file, watch), None))
    with readable(file, _("an IDX file")):
        belonging = [found for found in _usual_files(file.parent) if found.prefix == usual["prefix"].lower()]
    # What was picked counts, not a file of the same name beside it that is compressed or is not.
    picked = _Usual.of(file)
    others = [found for found in belonging if (found.part, found.what) != (picked.part, picked.what)]
    return _read_set([picked, *others], file, watch)


@dataclass(frozen=True)
class _Usual:
    """A file with a usual name: what stands before, whether it is for the test, and what it holds."""

    file: Path
    prefix: str
    part: str
    what: str

    @staticmethod
    def of(file: Path) -> "_Usual":
        match = _USUAL_NAME.fullmatch(file.name)
        if match is None:
            raise ValueError(f"{file.name} is no usual name")
        part = "train" if match["part"].lower() == "train" else "test"
        return _Usual(file, match["prefix"].lower(), part, match["what"].lower())


def _usual_files(folder: Path) -> list[_Usual]:
    """The files with usual names, one of each: the plain one where there is a .gz beside it."""
    found: dict[tuple[str, str, str], _Usual] = {}
    for file in sorted(folder.iterdir(), key=lambda entry: (entry.suffix == ".gz", entry.name)):
        if _USUAL_NAME.fullmatch(file.name) and file.is_file():
            usual = _Usual.of(file)
            found.setdefault((usual.prefix, usual.part, usual.what), usual)
    return list(found.values())


def _read_set(files: list[_Usual], opened_path: Path, watch: Watch) -> Contents:
    by_role = {(usual.part, usual.what): usual.file for usual in files}
    parts: dict[str, Pictures] = {}
    steps = {"train": watch.part(0.0, 0.8), "test": watch.part(0.8, 1.0)}
    for part, step in steps.items():
        images_file, labels_file = by_role.get((part, "images")), by_role.get((part, "labels"))
        if images_file is None:
            if labels_file is not None:
                raise UserError(
                    _("Beside the labels {file} there are no pictures; a file such as {name} was expected.").format(
                        file=labels_file, name=_partner_name(labels_file.name)
                    ),
                    _("Copy it into the same folder."),
                )
            continue
        images = _read_images(images_file, step.part(0.0, 0.9))
        labels = _read_labels(labels_file, images_file, len(images), step.part(0.9, 1.0)) if labels_file else None
        parts[part] = Pictures(images, labels)
    notes: tuple[str, ...] = ()
    if all(usual.prefix.startswith("emnist") for usual in files):
        # Cohen, Afshar, Tapson, van Schaik: EMNIST: an extension of MNIST to handwritten letters, 2017. Its files
        # keep MATLAB's order of columns before rows.
        parts = {part: Pictures(came.images.swapaxes(1, 2), came.labels) for part, came in parts.items()}
        notes = (_("EMNIST's files hold their pictures lying on their side; they were turned upright."),)
    if not parts:
        raise UserError(
            _("{path} holds no pictures in IDX files.").format(path=opened_path), _("Open the folder that does.")
        )
    return Contents(parts.get("train"), parts.get("test"), notes=notes)


def _partner_name(name: str) -> str:
    return name.replace("labels", "images").replace("idx1", "idx3")


def _read_images(file: Path, watch: Watch) -> NDArray[Any]:
    return _read(file, _IMAGES_RANK, watch)


def _read_labels(file: Path, images_file: Path, count: int, watch: Watch) -> NDArray[Any]:
    labels = _read(file, _LABELS_RANK, watch)
    if len(labels) != count:
        raise UserError(
            _("{images} holds {count:,} pictures, but {labels} holds {other:,} labels.").format(
                images=images_file, count=count, labels=file, other=len(labels)
            ),
            _("Open files that belong together."),
        )
    return labels


def _read(file: Path, rank: int, watch: Watch) -> NDArray[Any]:
    """Reads one file whose header is believed only as far as its size bears it out."""
    with readable(file, _("an IDX file")), opened(file) as (stream, _share):
        start = stream.read(4)
        if not is_idx(start):
            raise UserError(
                _("{file} does not begin as an IDX file does: with {came} instead of {expected}.").format(
                    file=file, came=start.hex(" ") or _("nothing"), expected=f"00 00 08 0{rank}"
                ),
                _("Choose the file anew, or download it again."),
            )
        if start[3] != rank:
            raise _other_rank(file, start[3], rank)
        header = stream.read(4 * rank)
        if len(header) < 4 * rank:
            raise EOFError(_("it ends within its header"))
        shape = tuple(int(size) for size in np.frombuffer(header, ">u4"))
        dtype = np.dtype(_KINDS[start[2]])
        expected = prod(shape) * dtype.itemsize
        if shape[0] > MOST_PICTURES:
            raise too_many(file, shape[0])
        if expected > MOST_BYTES:
            raise too_large(file, expected)
        content = read_bounded(stream, expected, watch)
        if len(content) < expected:
            raise UserError(
                _("{file} is cut short: its header promises {expected:,} bytes of numbers, {came:,} came.").format(
                    file=file, expected=expected, came=len(content)
                ),
                _("Copy or download it again."),
            )
        if stream.read(1):
            raise UserError(
                _("{file} holds more than the {expected:,} bytes of numbers that its header promises.").format(
                    file=file, expected=expected
                ),
                _("Download it again, or choose another file."),
            )
        return np.frombuffer(content, dtype).reshape(shape)


def _other_rank(file: Path, came: int, expected: int) -> UserError:
    if came == _LABELS_RANK and expected == _IMAGES_RANK:
        problem = _("{file} holds labels; pictures were expected.")
    elif came == _IMAGES_RANK and expected == _LABELS_RANK:
        problem = _("{file} holds pictures; labels were expected.")
    else:
        problem = _("{file} holds numbers in {came} dimensions; {expected} were expected.")
    return UserError(
        problem.format(file=file, came=came, expected=expected),
        _("Choose the file with images in its name for pictures, the one with labels for labels."),
    )

"""A folder with a sub-folder of pictures for each class."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from mnist_desktop.data.pictures import read_luminance
from mnist_desktop.data.readers.convert import MOST_CLASSES, fitted_picture, has_light_border
from mnist_desktop.data.readers.source import MOST_PICTURES, Contents, Pictures, Watch, clean_text, readable, too_many
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _, ngettext

_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".jpe", ".gif", ".bmp", ".webp", ".tif", ".tiff"})
_TRAIN_NAMES = frozenset({"train", "training"})
_TEST_NAMES = frozenset({"test", "testing"})

# If fewer than this share of the pictures have a border unlike the others', it is their ink that reaches there.
_FEW = 0.05


def read_folder(folder: Path, watch: Watch) -> Contents:
    """Reads all pictures, whatever their size.

    The sub-folders' names are the classes'. Folders called train and test with such sub-folders make the two parts.
    Files that are no pictures are left out and counted. Pictures that are dark on light are inverted.

    Raises:
        UserError: There are fewer than 2 or more than 100 sub-folders with pictures, or none of these can be read.
    """
    with readable(folder, _("a folder of pictures")):
        parts = _parts(folder)
        files = {part: _class_files(part_folder) for part, part_folder in parts.items()}
    found = {name for by_class in files.values() for name, pictures in by_class.items() if pictures}
    names = sorted(found, key=_natural)
    if not 2 <= len(names) <= MOST_CLASSES:
        raise UserError(
            ngettext(
                "{folder} has {count} sub-folder with pictures; 2 to {most} were expected, one for each class.",
                "{folder} has {count} sub-folders with pictures; 2 to {most} were expected, one for each class.",
                len(names),
            ).format(folder=folder, count=len(names), most=MOST_CLASSES),
            _("Put the pictures of each class into a folder of its name, and open the folder that holds these."),
        )
    count = sum(len(pictures) for by_class in files.values() for pictures in by_class.values())
    if count > MOST_PICTURES:
        raise too_many(folder, count)
    seen = _Seen()
    pictures: dict[str, tuple[list[NDArray[np.uint8]], list[int]]] = {}
    done = 0
    for part, by_class in files.items():
        images: list[NDArray[np.uint8]] = []
        labels: list[int] = []
        for label, name in enumerate(names):
            for file in by_class.get(name, ()):
                image = seen.read(file)
                if image is not None:
                    images.append(image)
                    labels.append(label)
                done += 1
                if done % 64 == 0:
                    watch.report(done / count)
        pictures[part] = images, labels
    if not any(images for images, _labels in pictures.values()):
        raise UserError(
            _("None of the {count:,} pictures in {folder} can be read; the first: {reason}").format(
                count=count, folder=folder, reason=seen.first_fault
            ),
            _("Save them as PNG or JPEG."),
        )
    upright = seen.inverted(pictures)
    skipped = sum(_files_in(loose) for loose in {folder, *parts.values()})
    skipped += sum(_other_files(part) for part in parts.values())
    without = sorted({name for by_class in files.values() for name in by_class} - found, key=_natural)
    return Contents(
        upright.get("train"),
        upright.get("test"),
        class_names=tuple(clean_text(name) for name in names),
        notes=(*seen.notes(), *_skipped_note(skipped), *_empty_note(without)),
        in_class_order=True,
    )


@dataclass
class _Seen:
    """What was met while pictures were read."""

    unreadable: int = 0
    first_fault: str = ""
    resized: int = 0
    was_inverted: int = 0
    count: int = 0
    light_borders: "list[bool] | None" = None

    def read(self, file: Path) -> NDArray[np.uint8] | None:
        """One picture as uint8 (28, 28), dark or light as it is; None where it cannot be read."""
        try:
            luminance = read_luminance(file)
        except UserError as error:
            self.unreadable += 1
            self.first_fault = self.first_fault or error.problem
            return None
        self.count += 1
        self.resized += luminance.shape != (28, 28)
        border = np.concatenate([luminance[0], luminance[-1], luminance[:, 0], luminance[:, -1]])
        return fitted_picture(Image.fromarray(luminance), int(np.median(border)))

    def inverted(self, parts: dict[str, tuple[list[NDArray[np.uint8]], list[int]]]) -> dict[str, Pictures]:
        """Makes all pictures light on dark, by what most of them show at their border."""
        arrays = {part: np.array(images, np.uint8).reshape(-1, 28, 28) for part, (images, _l) in parts.items()}
        light = {part: has_light_border(images) for part, images in arrays.items()}
        share = sum(int(flags.sum()) for flags in light.values()) / max(1, self.count)
        made = {}
        for part, images in arrays.items():
            invert = np.full(len(images), share > 0.5) if not _FEW <= share <= 1 - _FEW else light[part]
            images[invert] = np.bitwise_not(images[invert])
            self.was_inverted += int(invert.sum())
            made[part] = Pictures(images, np.array(parts[part][1], np.int64))
        return made

    def notes(self) -> list[str]:
        """A sentence on each thing that was done."""
        notes = []
        if self.resized:
            notes.append(
                ngettext(
                    "{count:,} picture was not 28 × 28 pixels; it was brought to 28 × 28, whole and centred.",
                    "{count:,} pictures were not 28 × 28 pixels; they were brought to 28 × 28, whole and centred.",
                    self.resized,
                ).format(count=self.resized)
            )
        if self.was_inverted == self.count:
            notes.append(_("The pictures are dark on light; all were inverted, as MNIST is light on dark."))
        elif self.was_inverted:
            notes.append(
                ngettext(
                    "{count:,} picture of {all:,} is dark on light; it was inverted, as MNIST is light on dark.",
                    "{count:,} pictures of {all:,} are dark on light; they were inverted, as MNIST is light on dark.",
                    self.was_inverted,
                ).format(count=self.was_inverted, all=self.count)
            )
        if self.unreadable:
            notes.append(
                ngettext(
                    "{count:,} picture could not be read and was left out: {reason}",
                    "{count:,} pictures could not be read and were left out; the first: {reason}",
                    self.unreadable,
                ).format(count=self.unreadable, reason=self.first_fault)
            )
        return notes


def _parts(folder: Path) -> dict[str, Path]:
    """The folders of the training and the test part; the folder itself if it makes no difference."""
    folders = {entry.name.casefold(): entry for entry in _folders_in(folder)}
    parts = {}
    for part, names in (("train", _TRAIN_NAMES), ("test", _TEST_NAMES)):
        inner = next((folders[name] for name in sorted(names) if name in folders), None)
        if inner is not None and _folders_in(inner):
            parts[part] = inner
    return parts or {"train": folder}


def _class_files(folder: Path) -> dict[str, list[Path]]:
    return {entry.name: sorted(_pictures_in(entry), key=_natural_path) for entry in _folders_in(folder)}


def _folders_in(folder: Path) -> list[Path]:
    with os.scandir(folder) as entries:
        return [Path(entry.path) for entry in entries if entry.is_dir() and not entry.name.startswith((".", "__"))]


def _pictures_in(folder: Path) -> list[Path]:
    with os.scandir(folder) as entries:
        return [Path(entry.path) for entry in entries if entry.is_file() and _is_picture_name(entry.name)]


def _is_picture_name(name: str) -> bool:
    return not name.startswith(".") and os.path.splitext(name)[1].casefold() in _SUFFIXES


def _files_in(folder: Path) -> int:
    """How many files lie in a folder, beside its sub-folders; hidden ones do not count."""
    with os.scandir(folder) as entries:
        return sum(entry.is_file() and not entry.name.startswith(".") for entry in entries)


def _other_files(folder: Path) -> int:
    """How many files that are no pictures lie in the sub-folders."""
    return sum(_files_in(entry) - len(_pictures_in(entry)) for entry in _folders_in(folder))


def _skipped_note(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    text = ngettext(
        "{count:,} file that is no picture of a class was skipped.",
        "{count:,} files that are no pictures of a class were skipped.",
        count,
    )
    return (text.format(count=count),)


def _empty_note(names: list[str]) -> tuple[str, ...]:
    if not names:
        return ()
    text = ngettext(
        "The sub-folder {names} holds no picture; it is no class.",
        "The sub-folders {names} hold no picture; they are no classes.",
        len(names),
    )
    return (text.format(names=", ".join(names[:10]) + (", …" if len(names) > 10 else "")),)


def _natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts "2" before "10"."""
    pieces = re.findall(r"\d+|\D+", name.casefold())
    return tuple((0, int(piece[:18]), piece) if piece.isdecimal() else (1, 0, piece) for piece in pieces)


def _natural_path(file: Path) -> tuple[tuple[int, int, str], ...]:
    return _natural(file.name)

"""Opens data of any kind that is read here, and makes a dataset of them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.data.dataset import Dataset, LabelledImages, arrays_sha256
from mnist_desktop.data.readers import folder, idx, npz, table
from mnist_desktop.data.readers.convert import MOST_CLASSES, has_light_border, to_labels, to_pictures
from mnist_desktop.data.readers.source import Contents, Pictures, Watch, clean_text, opened, readable
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _, ngettext

TEST_SHARE = 1 / 7
"""Share of the pictures that is kept for the test where the source keeps none: as in MNIST, 10,000 of 70,000."""

_SPLIT_SEED = 1
_SAMPLE = 1000  # pictures of each part that tell whether all are dark on light

# Datasets that are known by the hash over their arrays. MNIST's follows from resources/data/README.md; Fashion-MNIST
# is Debian's dataset-fashion-mnist 0.0~git20200523, its names are those of github.com/zalandoresearch/fashion-mnist.
_DIGITS = tuple(str(digit) for digit in range(10))
_FASHION = (
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"
)  # fmt: skip
_KNOWN = {
    "c473ce9de4170e6fe7638543697b7512b19cc4b2c68279feabf4a085461033dd": ("MNIST", _DIGITS),
    "bc3b3a15d36c7b485ea35263b0681ebe33e6cccf024eff3445151fc798c21887": ("Fashion-MNIST", _FASHION),
}

# What files begin with that people may take for data.
_PICTURE_STARTS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")


def open_dataset(
    path: Path,
    *,
    labels: Path | None = None,
    test_share: float = TEST_SHARE,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Dataset:
    """Opens pictures, with labels or without.

    Args:
        path: An ``.npz``; an IDX file, plain or ``.gz``, whose partners are found beside it; a CSV; a folder of IDX
            files; or a folder with one sub-folder of pictures a class.
        labels: The IDX file of labels, where it has no usual name.
        test_share: The share of all pictures, 0 to below 1, that is kept for the test where the source has no test
            part; drawn from every class alike, the same at every opening. 0 keeps none.
        progress: Called with the share done, 0 to 1.
        cancelled: Asked again and again whether to end.

    Returns:
        The dataset; ``notes`` tell what was done to its pictures.

    Raises:
        UserError: It is missing, damaged, of another kind, too large, or someone wanted it to end.
    """
    watch = Watch(progress, cancelled)
    watch.report(0.0)
    with readable(path, _("pictures with their classes")):
        contents = _read(path, labels, watch.part(0.0, 0.85))
        dataset = _dataset(path, contents, test_share, watch.part(0.85, 1.0))
    watch.report(1.0)
    return dataset


def _read(path: Path, labels: Path | None, watch: Watch) -> Contents:
    if labels is not None and not path.is_dir():
        return idx.read_idx_file(path, labels, watch)
    if labels is not None:
        raise UserError(
            _("A file of labels goes with a file of pictures; {path} is a folder.").format(path=path),
            _("Open the folder alone, or name the file of pictures."),
        )
    expected = _("an .npz, IDX or CSV file or a folder of pictures")
    with readable(path, expected):
        if path.is_dir():
            has_idx = idx.folder_has_idx(path)
            return idx.read_idx_folder(path, watch) if has_idx else folder.read_folder(path, watch)
        if not path.is_file() and path.exists():
            raise ValueError(_("it is no ordinary file"))
        with opened(path) as (stream, _share):
            start = stream.read(512)
    if start.startswith(b"PK"):
        return npz.read_npz(path, watch)
    if idx.is_idx(start) or idx.has_idx_name(path.name):
        return idx.read_idx_file(path, None, watch)
    if not start.strip():
        raise UserError(
            _("{file} is empty; {expected} was expected.").format(file=path, expected=expected),
            _("Copy or download it again."),
        )
    if start.startswith(_PICTURE_STARTS):
        raise UserError(
            _("{file} is a single picture; many with their classes were expected.").format(file=path),
            _("Open the folder that holds a sub-folder for each class, or open the picture on Draw."),
        )
    if b"\0" in start or path.suffix.casefold() == ".npz":
        raise UserError(
            _("{file} is of no kind that is read here; {expected} was expected.").format(file=path, expected=expected),
            _("Save pictures and labels with numpy.savez_compressed as x_train, y_train, x_test and y_test."),
        )
    return table.read_table(path, watch)


def _as_saved(path: Path, contents: Contents) -> Dataset | None:
    """The dataset that this program saved, to the bit; None for everything else."""
    nothing = Pictures(np.empty((0, 28, 28), np.uint8), np.empty(0, np.uint8))
    names = contents.class_names or ()
    parts = []
    for part in (contents.train or nothing, contents.test or nothing):
        images, labels = part.images, part.labels
        if labels is None or images.dtype != np.uint8 or labels.dtype != np.uint8:
            return None
        if images.shape[1:] != (28, 28) or labels.ndim != 1 or int(labels.max(initial=0)) >= max(1, len(names)):
            return None
        parts.append(LabelledImages(images, labels))
    train, test = parts
    if not len(train) + len(test) and contents.unlabelled is None:
        return None
    if len(names) > MOST_CLASSES or arrays_sha256(train, test, contents.unlabelled) != contents.saved_sha256:
        return None
    return Dataset(
        name=contents.saved_name or path.stem,
        train=train,
        test=test,
        class_names=names,
        sha256=contents.saved_sha256,
        source=str(path),
        notes=contents.notes,
        unlabelled=contents.unlabelled,
    )


def _dataset(path: Path, contents: Contents, test_share: float, watch: Watch) -> Dataset:
    # What this program saved is ready: to prepare it a second time would change it.
    if contents.saved_sha256 and (saved := _as_saved(path, contents)) is not None:
        return saved
    parts = [part for part in (contents.train, contents.test) if part is not None]
    pictures, notes = to_pictures([part.images for part in parts], path, watch)
    unlabelled = [images for images, part in zip(pictures, parts, strict=True) if part.labels is None]
    if contents.unlabelled is not None:
        unlabelled.append(contents.unlabelled)
    labelled = [
        (part is contents.test, images, part.labels)
        for images, part in zip(pictures, parts, strict=True)
        if part.labels is not None and len(images)
    ]
    notes = [*contents.notes, *notes]
    train = test = LabelledImages(np.empty((0, 28, 28), np.uint8), np.empty(0, np.uint8))
    names: tuple[str, ...] = ()
    if labelled:
        labels, names, label_notes = to_labels([part[2] for part in labelled], contents.class_names, path)
        notes += label_notes
        for (is_test, images, _raw), values in zip(labelled, labels, strict=True):
            if is_test:
                test = LabelledImages(images, values)
            else:
                train = LabelledImages(images, values)
    without = np.concatenate(unlabelled) if unlabelled else None
    if without is not None and not len(without):
        without = None
    if not labelled and without is None:
        raise UserError(
            _("{path} holds no pictures.").format(path=path), _("Open data with at least one picture of two classes.")
        )
    sha256 = arrays_sha256(train, test, without)
    was_split_off = False
    if sha256 not in _KNOWN:
        looked_at = np.concatenate([images[:_SAMPLE] for images in (*pictures, *unlabelled)])
        if has_light_border(looked_at).mean() > 0.5:
            notes.append(_("Most pictures look dark on light; MNIST is light on dark. They were left as they are."))
        if without is not None:
            notes.append(_unlabelled_note(len(without)))
        train, test, was_split_off = _arranged(train, test, test_share, contents.in_class_order, notes)
        sha256 = arrays_sha256(train, test, without)
    name, names = _KNOWN.get(sha256, (_name_of(path), names))
    return Dataset(
        name=name,
        train=train,
        test=test,
        class_names=names,
        sha256=sha256,
        source=str(path),
        notes=tuple(notes),
        unlabelled=without,
        test_was_split_off=was_split_off,
    )


def _arranged(
    train: LabelledImages, test: LabelledImages, test_share: float, in_class_order: bool, notes: list[str]
) -> tuple[LabelledImages, LabelledImages, bool]:
    """Splits a test part off if there is none, and shuffles training pictures that came sorted by class."""
    was_split_off = False
    if len(train) and not len(test) and test_share > 0:
        chosen = _drawn_alike(train.labels, test_share)
        if chosen.any():
            train, test, was_split_off = train[np.flatnonzero(~chosen)], train[np.flatnonzero(chosen)], True
            notes.append(
                _(
                    "There was no test part: {test:,} of {all:,} pictures, drawn by chance from every class, are kept "
                    "for the test."
                ).format(test=len(test), all=len(train) + len(test))
            )
    if len(train) and (in_class_order or _is_sorted(train.labels)):
        order = np.random.default_rng(_SPLIT_SEED).permutation(len(train))
        train = train[order]
        notes.append(
            _(
                "The training pictures came sorted by class; they were shuffled, because validation takes those "
                "at the end."
            )
        )
    return train, test, was_split_off


def _drawn_alike(labels: NDArray[np.uint8], share: float) -> NDArray[np.bool_]:
    """Marks a share of each class by chance, at least one of two: bool, shape (n,)."""
    generator = np.random.default_rng(_SPLIT_SEED)
    chosen = np.zeros(len(labels), np.bool_)
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        count = min(len(members) - 1, max(1, round(len(members) * share)))
        chosen[generator.permutation(members)[:count]] = True
    return chosen


def _name_of(path: Path) -> str:
    """A human name: the file's or the folder's; IDX files are all called alike."""
    path = path.resolve()
    named = path.parent.name if idx.has_idx_name(path.name) else path.name
    named = clean_text(named)
    return named.removesuffix(".gz").removesuffix(".csv").removesuffix(".npz") or str(path)


def _is_sorted(labels: NDArray[np.uint8]) -> bool:
    """Whether all pictures of a class stand together, though there is more than one class."""
    changes = int(np.count_nonzero(np.diff(labels)))
    return changes > 0 and changes == len(np.unique(labels)) - 1


def _unlabelled_note(count: int) -> str:
    return ngettext(
        "{count:,} picture has no label: it can be answered, not trained on or tested with.",
        "{count:,} pictures have no labels: they can be answered, not trained on or tested with.",
        count,
    ).format(count=count)

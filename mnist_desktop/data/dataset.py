"""A dataset: pictures, labels, class names and where they came from; and MNIST itself."""

import hashlib
import zipfile
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _

if TYPE_CHECKING:
    from mnist_desktop.data.laboratory import DataChanges

# SHA-256 of the arrays' bytes, as given with the file's provenance in resources/data/README.md.
_MNIST_SHA256 = {
    "x_train": "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
    "y_train": "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
    "x_test": "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
    "y_test": "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
}


@dataclass(frozen=True, eq=False)
class LabelledImages:
    """Pictures and their labels.

    Attributes:
        images: uint8, shape (n, 28, 28), 0 (background) to 255 (ink).
        labels: uint8, shape (n,), indices into the dataset's class names.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, part: slice | NDArray[np.intp]) -> "LabelledImages":
        return LabelledImages(self.images[part], self.labels[part])

    def index_of(self, picture: NDArray[np.uint8]) -> int | None:
        """Where a picture is found, bit for bit; None if it is not one of these.

        Args:
            picture: uint8, shape (28, 28).
        """
        row = picture.shape[0] // 2  # few pictures share their middle row, so few are compared whole
        for index in np.flatnonzero((self.images[:, row] == picture[row]).all(axis=1)):
            if np.array_equal(self.images[index], picture):
                return int(index)
        return None


@dataclass(frozen=True, eq=False)
class Dataset:
    """All that a network learns from and is tested on.

    Attributes:
        name: Human name, "MNIST".
        train: Pictures to learn from; validation pictures are split off its end. May be empty.
        test: Pictures kept for the test. May be empty.
        class_names: What the labels 0, 1, 2 … stand for; empty where no picture has a label.
        sha256: Hash over the arrays, in hexadecimal: ``arrays_sha256``.
        source: The file or folder that it came from; empty for what was made in memory.
        notes: What was done to the data when they were opened, and what is odd about them: a sentence each.
        unlabelled: uint8, shape (n, 28, 28): pictures without labels, for answers only; None if there are none.
        test_was_split_off: Whether the source had no test part, so that ``test`` was drawn from all its pictures.
        changes: What the laboratory for bad data has done to ``train``; None: nothing.
        before_changes: The dataset that the laboratory started from; None for one that it did not make.
    """

    name: str
    train: LabelledImages
    test: LabelledImages
    class_names: tuple[str, ...]
    sha256: str
    source: str = ""
    notes: tuple[str, ...] = ()
    unlabelled: NDArray[np.uint8] | None = None
    test_was_split_off: bool = False
    changes: "DataChanges | None" = None
    before_changes: "Dataset | None" = None

    def split(self, validation_split: float) -> tuple[LabelledImages, LabelledImages]:
        """Splits the training pictures into (training, validation).

        The last pictures become the validation set, as with ``validation_split`` of ``keras.Model.fit``.

        Args:
            validation_split: Share of the training pictures, 0 to below 1.
        """
        count = int(len(self.train) * (1.0 - validation_split))
        return self.train[:count], self.train[count:]

    def all_as_test(self) -> "Dataset":
        """The same data with every labelled picture in the test part: for testing on what was never learned."""
        everything = LabelledImages(
            np.concatenate([self.train.images, self.test.images]),
            np.concatenate([self.train.labels, self.test.labels]),
        )
        nothing = everything[:0]
        return replace(
            self,
            train=nothing,
            test=everything,
            sha256=arrays_sha256(nothing, everything, self.unlabelled),
            test_was_split_off=False,
        )


def arrays_sha256(train: LabelledImages, test: LabelledImages, unlabelled: NDArray[np.uint8] | None = None) -> str:
    """The hash that tells datasets apart: SHA-256 over the SHA-256 of each array's bytes, in hexadecimal.

    Args:
        train: Its pictures and labels come first.
        test: Its pictures and labels come next.
        unlabelled: uint8, shape (n, 28, 28); comes last, if there is any.
    """
    arrays = [train.images, train.labels, test.images, test.labels]
    if unlabelled is not None:
        arrays.append(unlabelled)
    digests = (hashlib.sha256(np.ascontiguousarray(array).data).hexdigest() for array in arrays)
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def load_mnist(file: Path) -> Dataset:
    """Reads MNIST and checks every byte of it.

    Args:
        file: An ``.npz`` with ``x_train``, ``y_train``, ``x_test`` and ``y_test``.

    Raises:
        UserError: The file is missing, cannot be read, or is not the MNIST that this program was made for.
    """
    remedy = _("Install the program again, or copy resources/data/mnist.npz from another computer to {file}.")
    remedy = remedy.format(file=file)
    try:
        # As a stream, because np.load leaves a damaged archive open that it has opened itself.
        with file.open("rb") as stream, np.lib.npyio.NpzFile(stream, allow_pickle=False) as archive:
            arrays = {name: np.ascontiguousarray(archive[name]) for name in _MNIST_SHA256}
    except FileNotFoundError:
        raise UserError(
            _("The MNIST pictures are missing: there is no file {file}.").format(file=file), remedy
        ) from None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise UserError(
            _("The MNIST pictures in {file} cannot be read ({reason}).").format(file=file, reason=error), remedy
        ) from None
    for name, expected in _MNIST_SHA256.items():
        if hashlib.sha256(arrays[name].data).hexdigest() != expected:
            raise UserError(
                _("The MNIST pictures in {file} are damaged: the checksum of {name} is not the one expected.").format(
                    file=file, name=name
                ),
                remedy,
            )
    return Dataset(
        name="MNIST",
        train=LabelledImages(arrays["x_train"], arrays["y_train"]),
        test=LabelledImages(arrays["x_test"], arrays["y_test"]),
        class_names=tuple(str(digit) for digit in range(10)),
        sha256=hashlib.sha256("".join(_MNIST_SHA256.values()).encode()).hexdigest(),
        source=str(file),
    )

"""A step of the code, and the data that it works on."""

import re
from dataclasses import dataclass

DIGITS = tuple(str(digit) for digit in range(10))


@dataclass(frozen=True)
class CodeData:
    """The data that the code loads.

    Attributes:
        file: Path of an ``.npz`` with ``x_train``, ``y_train``, ``x_test`` and ``y_test``: pictures uint8 of shape
            (n, 28, 28), labels uint8 of shape (n,), as ``keras.datasets.mnist`` keeps them.
        class_names: What the labels 0, 1, 2 … stand for.
    """

    file: str = "mnist.npz"
    class_names: tuple[str, ...] = DIGITS

    @classmethod
    def named(cls, name: str, class_names: tuple[str, ...]) -> "CodeData":
        """The data of a dataset, in a file that is called like it: "Fashion MNIST" is in ``fashion-mnist.npz``."""
        stem = re.sub(r"[^\w-]+", "-", name.lower()).strip("-") or "data"
        return cls(f"{stem}.npz", class_names)


@dataclass(frozen=True)
class Step:
    """One step: a cell of the notebook, a paragraph of the script.

    Attributes:
        title: One or two words.
        sentence: What it is for.
        code: Its lines. What they print is not translated, for it is part of the code.
    """

    title: str
    sentence: str
    code: tuple[str, ...]

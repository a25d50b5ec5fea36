"""Tables of pixel values (CSV): a picture a row, with a label or without, as Kaggle gives out MNIST.

Text is parsed by arithmetic on its bytes, a chunk at a time, so that 42,000 rows, 33 million numbers, take about a
second, progress is known and a broken row is found; ``python -m tests.benchmarks.data`` measures it beside
``numpy.loadtxt``, which took 1.7 times as long. What is not plain whole numbers is read number by number.
"""

from collections.abc import Sequence
from math import isfinite, isqrt
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.data.readers.source import (
    MOST_BYTES,
    MOST_PICTURES,
    Contents,
    Pictures,
    Watch,
    opened,
    readable,
    too_large,
    too_many,
)
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _

_CHUNK = 1 << 18  # small enough that all that is worked out of it stays near the processor

_LONGEST_ROW = 1_000_000
_SMALLEST_SIDE = 4
_LARGEST_SIDE = 256
_LARGEST_LABEL = 10**9

_LABEL_NAMES = frozenset({"label", "labels", "class", "target", "digit", "y"})
_SEPARATORS = (b",", b";", b"\t")
_NEWLINE = ord("\n")


def read_table(file: Path, watch: Watch) -> Contents:
    """Reads a table.

    Its first row may be a header. With 784 columns (or another square number) there are no labels; with one more, the
    labels are in the column that the header calls label, class, target, digit or y, and in the first one otherwise.

    Raises:
        UserError: A row is broken (it is said which), the columns are no picture, or the file cannot be read.
    """
    with readable(file, _("a CSV file")), opened(file) as (stream, share):
        rows = _Rows(stream, file)
        first = rows.first_row()
        layout = _Layout.of(first, file)
        if not layout.has_header:
            rows.put_back()
        pixels: list[NDArray[Any]] = []
        labels: list[NDArray[Any]] = []
        count = size = 0
        while body := rows.next_chunk():
            values: NDArray[Any] | None = _whole_numbers(body, layout)
            lines: Sequence[int] = range(rows.line, rows.line + (0 if values is None else len(values)))
            if values is None:
                values, lines = _numbers(body, layout, file, rows.line)
            rows.line += body.count(b"\n")
            part_pixels, part_labels = layout.divided(values)
            _check_pixels(part_pixels, file, lines)
            whole = values.dtype == np.uint16 or bool((part_pixels == np.rint(part_pixels)).all())
            part_pixels = part_pixels.astype(np.uint8 if whole else np.float32)
            pixels.append(part_pixels)
            if part_labels is not None:
                labels.append(part_labels.astype(np.int64))
            count += len(part_pixels)
            size += part_pixels.nbytes
            if count > MOST_PICTURES:
                raise too_many(file, count)
            if size > MOST_BYTES:
                raise too_large(file, size)
            watch.report(share())
        if not count:
            raise UserError(
                _("{file} holds no row of numbers.").format(file=file), _("Open a table with a picture in each row.")
            )
        images = np.concatenate(pixels).reshape(count, layout.side, layout.side)
        return Contents(Pictures(images, np.concatenate(labels) if labels else None))


class _Rows:
    """Whole rows of a file, a chunk at a time.

    Attributes:
        line: Number of the line, from 1, at which the next chunk begins.
    """

    def __init__(self, stream: IO[bytes], file: Path) -> None:
        self._stream = stream
        self._file = file
        self._carry = b""
        self._first = b""
        self.line = 1

    def first_row(self) -> bytes:
        """The first row that is not blank; it is taken out of what follows."""
        start = self._stream.read(_LONGEST_ROW).removeprefix(b"\xef\xbb\xbf")
        if b"\0" in start:
            raise ValueError(_("it is no text"))
        text = start.lstrip()
        self.line += start.count(b"\n", 0, len(start) - len(text))
        row, newline, self._carry = text.partition(b"\n")
        if not newline and len(start) >= _LONGEST_ROW - 3:
            raise self._endless()
        self._first = row + b"\n"
        self.line += 1
        return row.strip()

    def put_back(self) -> None:
        """Makes the first row part of what follows."""
        self._carry = self._first + self._carry
        self.line -= 1

    def next_chunk(self) -> bytes:
        """Some whole rows, each ended by a newline; empty at the end of the file."""
        while True:
            more = self._stream.read(_CHUNK)
            text = self._carry + more
            if not more:
                self._carry = b""
                text = text.rstrip()
                return text + b"\n" if text else b""
            end = text.rfind(b"\n") + 1
            self._carry = text[end:]
            if len(self._carry) > _LONGEST_ROW:
                raise self._endless()
            if end:
                return text[:end]

    def _endless(self) -> UserError:
        return UserError(
            _("{file} has a row of more than {count:,} characters; a CSV file was expected.").format(
                file=self._file, count=_LONGEST_ROW
            ),
            _("Choose a table with a picture in each row."),
        )


class _Layout:
    """Which columns a table has.

    Attributes:
        has_header: Whether the first row is one.
        separator: What stands between two columns.
        columns: How many there are.
        label_column: Which of them is the label; None if there is none.
        side: Height and width of the pictures.
    """

    def __init__(self, has_header: bool, separator: bytes, columns: int, label_column: int | None) -> None:
        self.has_header = has_header
        self.separator = separator
        self.columns = columns
        self.label_column = label_column
        self.side = isqrt(columns - (label_column is not None))

    @staticmethod
    def of(first: bytes, file: Path) -> "_Layout":
        separator = max(_SEPARATORS, key=first.count)
        names = [_text(field).casefold() for field in first.split(separator)]
        has_header = not all(_is_number(name) for name in names)
        columns = len(names)
        labelled = next((place for place, name in enumerate(names) if name in _LABEL_NAMES), None)
        if labelled is None and not _is_picture(columns) and _is_picture(columns - 1):
            labelled = 0
        if not _is_picture(columns - (labelled is not None)):
            raise UserError(
                _("{file} has {columns:,} columns; a label and 784 pixels, or 784 pixels, were expected.").format(
                    file=file, columns=columns
                ),
                _("Save a picture a row, its 28 × 28 pixel values one after the other."),
            )
        return _Layout(has_header, separator, columns, labelled)

    def divided(self, values: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any] | None]:
        """The columns of pixels, and that of labels."""
        if self.label_column is None:
            return values, None
        labels = values[:, self.label_column]
        if self.label_column == 0:
            return values[:, 1:], labels
        return np.delete(values, self.label_column, axis=1), labels


def _whole_numbers(body: bytes, layout: _Layout) -> NDArray[np.uint16] | None:
    """Rows of whole numbers of up to three digits: uint16, shape (rows, columns); None if there is anything else.

    Every number is worked out where it ends, from its last digit and what stands up to two places before it.
    """
    if b"\r" in body:
        body = body.replace(b"\r\n", b"\n")
    length = len(body)
    # Three bytes before the first are taken for separators, so that the first number needs no special case.
    raw = np.full(length + 3, _NEWLINE, np.uint8)
    raw[3:] = np.frombuffer(body, np.uint8)
    ends = raw == _NEWLINE
    separates = (raw == layout.separator[0]) | ends
    inside = ~separates
    digits = raw - np.uint8(ord("0"))
    if ((digits > 9) & inside).any():
        return None
    if (separates[3:] & separates[2:-1]).any():
        return None  # an empty field
    four = inside[3:] & inside[2:-1]
    four &= inside[1:-2] & inside[:-3]
    if four.any():
        return None
    digits *= inside
    tens = digits[3:] + 10 * digits[2:-1]
    hundreds = digits[1:-2] * inside[2:-1]
    # Places first, then take: a boolean index takes ten times as long.
    separators = np.flatnonzero(separates[3:])
    if len(separators) % layout.columns:
        return None
    is_row_end = ends[3:].take(separators).reshape(-1, layout.columns)
    if is_row_end[:, :-1].any() or not is_row_end[:, -1].all():
        return None
    last_digits = separators - 1
    values: NDArray[np.uint16] = hundreds.take(last_digits).astype(np.uint16)
    values *= 100
    values += tens.take(last_digits)
    return values.reshape(-1, layout.columns)


def _numbers(body: bytes, layout: _Layout, file: Path, line: int) -> tuple[NDArray[np.float64], list[int]]:
    """Rows of any numbers, one by one: float64, shape (rows, columns), and the line of each.

    Raises:
        UserError: A row is broken.
    """
    lines = []
    rows = []
    for number, text in enumerate(body.split(b"\n"), line):
        if not text.strip():
            continue
        fields = text.split(layout.separator)
        if len(fields) != layout.columns:
            raise UserError(
                _(
                    "Line {line:,} of {file} has {came:,} values; {expected:,} were expected, as in the first line."
                ).format(line=number, file=file, came=len(fields), expected=layout.columns),
                _("Mend or remove that line."),
            )
        try:
            row = [float(field) for field in fields]
        except ValueError:
            row = [_number(field, column, number, file) for column, field in enumerate(fields, 1)]
        if layout.label_column is not None:
            label = row[layout.label_column]
            if not (isfinite(label) and label == int(label) and 0 <= label <= _LARGEST_LABEL):
                raise UserError(
                    _("In line {line:,} of {file} the label is {came}; a whole number from 0 was expected.").format(
                        line=number, file=file, came=_text(fields[layout.label_column])[:40]
                    ),
                    _("Mend or remove that line."),
                )
        rows.append(row)
        lines.append(number)
    return np.array(rows, np.float64).reshape(-1, layout.columns), lines


def _number(field: bytes, column: int, line: int, file: Path) -> float:
    text = _text(field)
    try:
        return float(text)
    except ValueError:
        raise UserError(
            _("In line {line:,} of {file}, column {column:,}, stands {came}; a number was expected.").format(
                line=line, file=file, column=column, came=repr(text[:40]) if text else _("nothing")
            ),
            _("Mend or remove that line."),
        ) from None


def _check_pixels(pixels: NDArray[Any], file: Path, lines: Sequence[int]) -> None:
    """Checks that pixel values are from 0 to 255.

    Raises:
        UserError: One is not; its line is said.
    """
    if not pixels.size or (pixels.dtype == np.uint16 and pixels.max() <= 255):
        return
    wrong = ~((pixels >= 0) & (pixels <= 255))  # true for NaN as well
    if wrong.any():
        row, column = (int(place) for place in np.argwhere(wrong)[0])
        raise UserError(
            _("In line {line:,} of {file} a pixel is {came:g}; 0 to 255 was expected.").format(
                line=lines[row], file=file, came=float(pixels[row, column])
            ),
            _("Mend or remove that line."),
        )


def _is_picture(columns: int) -> bool:
    side = isqrt(max(0, columns))
    return side * side == columns and _SMALLEST_SIDE <= side <= _LARGEST_SIDE


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _text(field: bytes) -> str:
    return field.decode("utf-8", "replace").strip().strip("\"'").strip()

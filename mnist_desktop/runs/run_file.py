"""A run as one file, to keep anywhere and give to others: a zip with ``run.json`` and weights.

Every such file has the weights of the epoch that answers. A whole one has those of all epochs and the optimizer's state
beside them, so that training goes on exactly; who knows only the first kind reads it all the same.
"""

import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from mnist_desktop.errors import UserError
from mnist_desktop.files import saved_file
from mnist_desktop.i18n import _
from mnist_desktop.runs.files import (
    ARRAYS_LIMIT,
    UNREADABLE,
    pack_arrays,
    read_member,
    unpack_arrays,
)
from mnist_desktop.runs.run import Run, Weights
from mnist_desktop.runs.weight_shapes import check_weights_fit

SUFFIX = ".mnistrun"

_RUN_LIMIT = 16 * 2**20
_EPOCH_FILE = re.compile(r"(weights/epoch|optimizer)-(\d{4})\.npz")


def write_run_file(run: Run, weights: Weights | None, file: Path, epochs: Iterable[tuple[str, bytes]] = ()) -> None:
    """Writes a run and the weights of the epoch that answers.

    Args:
        run: The run.
        weights: Of the epoch that answers; None while untrained.
        file: Where to.
        epochs: What makes the file a whole one: what ``RunStore.epoch_files`` gives.

    Raises:
        UserError: The file cannot be written; what was there before still is.
    """
    with saved_file(file) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("run.json", run.model_dump_json(indent=1, exclude={"id", "bundled"}))
        if weights is not None:
            archive.writestr("weights.npz", pack_arrays(weights))
        for name, content in epochs:
            # Deflating floats takes 0.1 s an epoch and saves a twelfth.
            archive.writestr(name, content, zipfile.ZIP_STORED)


def read_run_file(file: Path) -> tuple[Run, Weights | None]:
    """Reads the run and the weights of the epoch that answers; nothing in the file can run code.

    Raises:
        UserError: The file is missing, damaged, or no such file.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            content = read_member(archive, "run.json", _RUN_LIMIT)
            run = Run.model_validate_json(content)
            weights = None
            if "weights.npz" in archive.namelist():
                weights = unpack_arrays(read_member(archive, "weights.npz", ARRAYS_LIMIT))
                check_weights_fit(run.network, weights)
            elif run.history:
                raise ValueError(_("its weights are missing"))
        # What a stranger's file says of ids is not believed: it would lead to a run of the user's.
        return run.model_copy(update={"id": "", "bundled": False}), weights
    except FileNotFoundError:
        raise UserError(_("There is no file {file}.").format(file=file), _("Check the path.")) from None
    except ValidationError as error:
        if (newer := newer_format(content)) is not None:
            raise UserError(
                _("{file} was written by a newer version of the program (format {format}).").format(
                    file=file, format=newer
                ),
                _("Open it with that version."),
            ) from None
        reason: str = error.errors(include_url=False)[0]["msg"]
    except UNREADABLE as error:
        reason = str(error)
    raise _damaged(file, reason)


def epoch_files(file: Path, run: Run) -> Iterator[tuple[str, bytes]]:
    """What a whole file holds of the epochs of a run, one after the other, each checked.

    Yields:
        Name in the run's folder, and content.

    Raises:
        UserError: The file is damaged.
    """
    epochs = {record.epoch for record in run.history}
    last = {len(run.history)}
    try:
        with zipfile.ZipFile(file) as archive:
            for name in sorted(set(archive.namelist())):
                known = _EPOCH_FILE.fullmatch(name)
                if known is None or int(known[2]) not in (last if known[1] == "optimizer" else epochs):
                    continue
                content = read_member(archive, name, ARRAYS_LIMIT)
                arrays = unpack_arrays(content)
                if known[1] != "optimizer":
                    check_weights_fit(run.network, arrays)
                yield name, content
    except UNREADABLE as error:
        raise _damaged(file, str(error)) from None


def newer_format(content: bytes) -> int | None:
    """The format of a ``run.json`` if a newer version of the program wrote it, else None."""
    try:
        version = json.loads(content).get("format")
    except (ValueError, AttributeError, RecursionError):
        return None
    return version if isinstance(version, int) and version > 1 else None


def _damaged(file: Path, reason: str) -> UserError:
    return UserError(
        _("{file} is no undamaged model file of this program ({reason}).").format(file=file, reason=reason),
        _("Choose a file that was saved with Ctrl+S, or a .keras file."),
    )

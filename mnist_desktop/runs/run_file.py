"""A run as one file, to keep anywhere and give to others: a zip with ``run.json`` and the weights of its last epoch."""

import io
import zipfile
from pathlib import Path

from pydantic import ValidationError

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.runs.files import UNREADABLE, pack_arrays, unpack_arrays, write_error, write_whole
from mnist_desktop.runs.run import Run, Weights

SUFFIX = ".mnistrun"

_RUN_LIMIT = 16 * 2**20
_WEIGHTS_LIMIT = 512 * 2**20


def write_run_file(run: Run, weights: Weights | None, file: Path) -> None:
    """Writes a run and the weights of its last epoch.

    Raises:
        UserError: The file cannot be written; what was there before still is.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("run.json", run.model_dump_json(indent=1, exclude={"id", "bundled"}))
        if weights is not None:
            archive.writestr("weights.npz", pack_arrays(weights))
    try:
        write_whole(file, stream.getvalue())
    except OSError as error:
        raise write_error(error, str(file)) from error


def read_run_file(file: Path) -> tuple[Run, Weights | None]:
    """Reads what ``write_run_file`` wrote; nothing in the file can run code.

    Raises:
        UserError: The file is missing, damaged, or no such file.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            run = Run.model_validate_json(_member(archive, "run.json", _RUN_LIMIT))
            weights = None
            if "weights.npz" in archive.namelist():
                weights = unpack_arrays(_member(archive, "weights.npz", _WEIGHTS_LIMIT))
        return run, weights
    except FileNotFoundError:
        raise UserError(_("There is no file {file}.").format(file=file), _("Check the path.")) from None
    except ValidationError as error:
        reason = error.errors(include_url=False)[0]["msg"]
    except UNREADABLE as error:
        reason = str(error)
    raise UserError(
        _("{file} is no undamaged model file of this program ({reason}).").format(file=file, reason=reason),
        _("Choose a file that was saved with Ctrl+S, or a .keras file."),
    )


def _member(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    with archive.open(name) as stream:
        content = stream.read(limit + 1)
    if len(content) > limit:
        raise ValueError(_("{name} is longer than {limit:,} bytes").format(name=name, limit=limit))
    return content

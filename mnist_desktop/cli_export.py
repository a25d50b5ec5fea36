"""The command ``export``: its words, and what it says when it is done."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from mnist_desktop.i18n import _
from mnist_desktop.runs.export_kinds import SUFFIXES
from mnist_desktop.service import ModelService

if TYPE_CHECKING:
    from mnist_desktop.service.model import Model


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds what the command takes."""
    parser.add_argument("model", metavar="RUN|MODEL.keras", help=_("a run's id or name, or a file"))
    parser.add_argument(
        "--to",
        required=True,
        choices=tuple(SUFFIXES),
        metavar="KIND",
        help=", ".join(f"{kind} (*{suffix})" for kind, suffix in SUFFIXES.items()),
    )
    parser.add_argument("path", metavar="PATH", type=Path, help=_("the file to write"))
    parser.add_argument("--force", action="store_true", help=_("replace a file that is there"))


def export(service: ModelService, model: "Model", options: argparse.Namespace) -> str:
    """Writes the file.

    Returns:
        The line to print: JSON or a sentence, as asked for.

    Raises:
        UserError: It cannot be written.
    """
    exported = service.export(model, options.to, options.path, overwrite=options.force)
    if options.json:
        return json.dumps(
            {
                "event": "exported",
                "run": model.run.id or model.run.name,
                "to": options.to,
                "path": str(exported.file),
                "bytes": exported.size,
                "checked": exported.checked,
                "same": exported.same,
            }
        )
    text = _("{run} was written to {file}: {size:,} bytes.").format(
        run=model.run.id or model.run.name, file=exported.file, size=exported.size
    )
    if exported.checked:
        same = _("It answers {same:,} of {checked:,} test pictures as the model does ({share:.1%}).")
        text += " " + same.format(same=exported.same, checked=exported.checked, share=exported.same / exported.checked)
    return text

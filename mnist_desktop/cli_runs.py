"""The commands on runs that are kept: list, rename, delete, export, import, tidy."""

import argparse
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mnist_desktop import paths
from mnist_desktop.defaults import read_defaults
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _, ngettext
from mnist_desktop.settings import DISK_LIMIT

if TYPE_CHECKING:
    from mnist_desktop.service import ModelService

_UNITS = {"": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12}


def add_runs_command(commands: Any, make_parser: Callable[..., argparse.ArgumentParser]) -> None:
    """Adds ``runs`` and what can be done with one.

    Args:
        commands: What ``add_subparsers`` of the program's parser returned.
        make_parser: Makes the parser of an option that several commands share.
    """

    def json_option(**default: Any) -> argparse.ArgumentParser:
        parser = make_parser(add_help=False)
        text = _("print one JSON object a line, and nothing else")
        parser.add_argument("--json", action="store_true", help=text, **default)
        return parser

    runs = commands.add_parser("runs", parents=[json_option()], help=_("list what was trained, and put it in order"))
    runs.set_defaults(command=_list)
    actions = runs.add_subparsers(metavar="ACTION", required=False)

    # Not set where it is not given, so that `runs --json tidy` keeps what stands before.
    json_action = json_option(default=argparse.SUPPRESS)

    def add(name: str, function: Callable[..., int], text: str) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = actions.add_parser(name, parents=[json_action], help=text)
        parser.set_defaults(command=function)
        return parser

    rename = add("rename", _rename, _("give a run another name"))
    rename.add_argument("run", metavar="RUN", help=_("a run's id or name"))
    rename.add_argument("name", metavar="NAME", help=_("the new name"))
    delete = add("delete", _delete, _("delete a run; `restore` brings the last one back"))
    delete.add_argument("run", metavar="RUN", help=_("a run's id or name"))
    restore = add("restore", _restore, _("bring back the run that was deleted last"))
    restore.add_argument("run", metavar="RUN", help=_("its id, which `delete` printed"))
    export = add("export", _export, _("save a run as one file, with all epochs"))
    export.add_argument("run", metavar="RUN", help=_("a run's id or name"))
    export.add_argument("file", metavar="FILE.mnistrun", type=Path)
    export.add_argument(
        "--only-model", action="store_true", help=_("only the weights that answer: a small file that cannot go on")
    )
    import_ = add("import", _import, _("add a run from a file; no other run is touched"))
    import_.add_argument("file", metavar="FILE.mnistrun", type=Path)
    stop = add("keep", _keep, _("keep an interrupted run as it is, without going on"))
    stop.add_argument("run", metavar="RUN", help=_("a run's id or name"))
    tidy = add("tidy", _tidy, _("drop weights of older epochs until all runs fit into so much room"))
    tidy.add_argument("--limit", metavar="SIZE", help=_("such as 500MB; 2GB unless preset"))
    tidy.add_argument("--dry-run", action="store_true", help=_("only say what would go"))


def _list(service: "ModelService", options: argparse.Namespace) -> int:
    runs = service.runs()
    use = service.disk_use()
    if not options.json:
        _print(f"{'run':24} {'state':12} {'epochs':>6} {'val':>8} {'test':>8} {'size':>9}  name")
    for run in runs:
        test = run.test.accuracy if run.test else None
        validation = run.history[-1].val_accuracy if run.history else None
        size = None if run.bundled else use.sizes.get(run.id, 0)
        if options.json:
            _print_json(
                run=run.id,
                name=run.name,
                preset=run.preset,
                epochs=len(run.history),
                val_accuracy=validation,
                test_accuracy=test,
                state=run.state,
                bundled=run.bundled,
                bytes=size,
            )
            continue
        shown = [f"{share:.2%}" if share is not None else "" for share in (validation, test)]
        megabytes = "" if size is None else _megabytes(size)
        _print(
            f"{run.id:24} {run.state:12} {len(run.history):6} {shown[0]:>8} {shown[1]:>8} {megabytes:>9}  {run.name}"
        )
    for run_id, reason in use.damaged.items():
        if options.json:
            _print_json(run=run_id, state="damaged", reason=reason, bytes=use.sizes.get(run_id, 0))
        else:
            _print(f"{run_id:24} {'damaged':12} {reason}")
    if not options.json:
        _print(_("{size} in all").format(size=_megabytes(use.total)))
    return 0


def _rename(service: "ModelService", options: argparse.Namespace) -> int:
    run = service.rename(_id(service, options.run), options.name)
    return _told(
        options, _("{run} is called “{name}” now.").format(run=run.id, name=run.name), run=run.id, name=run.name
    )


def _delete(service: "ModelService", options: argparse.Namespace) -> int:
    run_id = _id(service, options.run)
    service.delete(run_id)
    text = _("{run} was deleted; `mnist-desktop runs restore {run}` brings it back.")
    return _told(options, text.format(run=run_id), deleted=run_id)


def _restore(service: "ModelService", options: argparse.Namespace) -> int:
    run = service.restore(options.run)
    return _told(options, _("{run} is back.").format(run=run.id), run=run.id)


def _export(service: "ModelService", options: argparse.Namespace) -> int:
    model = service.open_run(options.run)
    service.save_file(model, options.file, whole=not options.only_model)
    size = options.file.stat().st_size
    text = _("{run} is in {file}, {size}.").format(run=model.run.id, file=options.file, size=_megabytes(size))
    return _told(options, text, run=model.run.id, file=str(options.file), bytes=size)


def _import(service: "ModelService", options: argparse.Namespace) -> int:
    run = service.open_file(options.file).run
    text = ngettext(
        "Imported as {run}, with the weights of {count} epoch.",
        "Imported as {run}, with the weights of {count} epochs.",
        count := len(service.kept_epochs(run)),
    )
    return _told(options, text.format(run=run.id, count=count), run=run.id, name=run.name, kept_epochs=count)


def _keep(service: "ModelService", options: argparse.Namespace) -> int:
    run = service.find_run(options.run)
    if run.state != "interrupted":
        raise UserError(
            _("{run} was not interrupted; its state is {state}.").format(run=run.id, state=run.state),
            _("`mnist-desktop runs` shows the state of each."),
        )
    run = service.keep_interrupted(run.id)
    return _told(options, _("{run} is kept as it is.").format(run=run.id), run=run.id, state=run.state)


def _tidy(service: "ModelService", options: argparse.Namespace) -> int:
    limit = _usual_limit() if options.limit is None else _bytes(options.limit)
    planned = service.plan_thinning(limit)
    dropped = planned if options.dry_run else service.thin(planned)
    for thinning in dropped:
        if options.json:
            _print_json(
                run=thinning.run.id, epochs=list(thinning.epochs), bytes=thinning.size, dropped=not options.dry_run
            )
            continue
        text = ngettext(
            "{run}: weights of {count} older epoch, {size}",
            "{run}: weights of {count} older epochs, {size}",
            len(thinning.epochs),
        )
        _print(text.format(run=thinning.run.id, count=len(thinning.epochs), size=_megabytes(thinning.size)))
    if not options.json:
        freed = _megabytes(sum(thinning.size for thinning in dropped))
        text = _("{size} would be free.") if options.dry_run else _("{size} are free now; all curves are kept.")
        _print(text.format(size=freed) if dropped else _("There is room; nothing needs to go."))
    return 0


def _id(service: "ModelService", name: str) -> str:
    """The id of a run that is named by id or name; a damaged one has an id alone."""
    return name if name in service.disk_use().damaged else service.find_run(name).id


def _usual_limit() -> int:
    """Bytes that all runs together may take where nobody says otherwise."""
    gigabytes: float = read_defaults(paths.defaults_file()).values.get(DISK_LIMIT.key, DISK_LIMIT.default)
    return round(gigabytes * 10**9)


def _bytes(text: str) -> int:
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([kmgt]b)?\s*", text.lower())
    if found is None:
        raise UserError(
            _("--limit is {text}; a size was expected.").format(text=repr(text)),
            _("Write it like 500MB or 2GB."),
            "limit",
        )
    return int(float(found[1]) * _UNITS[found[2] or ""])


def _megabytes(size: int) -> str:
    return _("{size} MB").format(size=f"{size / 1e6:,.1f}")


def _told(options: argparse.Namespace, text: str, **values: object) -> int:
    if options.json:
        _print_json(**values)
    else:
        _print(text)
    return 0


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")


def _print_json(**values: object) -> None:
    sys.stdout.write(json.dumps(values) + "\n")

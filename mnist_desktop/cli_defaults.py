"""The command ``defaults``: what can be preset for all users, and where."""

import argparse
import json
import sys

from mnist_desktop import paths
from mnist_desktop.defaults import Defaults, read_defaults
from mnist_desktop.i18n import _
from mnist_desktop.service import ModelService
from mnist_desktop.settings import presettable


def show_defaults(_service: ModelService, options: argparse.Namespace) -> int:
    """Prints the settings that ``defaults.json`` may hold, what each is preset to, and where the file is looked for."""
    file = paths.defaults_file()
    preset = read_defaults(file)
    for each in presettable():
        setting = each.setting
        value = _plain(preset, setting.key)
        if options.json:
            line = {"setting": setting.key, "default": each.default, "preset": value, "allowed": each.allowed}
            sys.stdout.write(json.dumps({**line, "explanation": each.explanation, "file": str(file)}) + "\n")
            continue
        now = _("preset to {value}").format(value=value) if value is not None else _("not preset")
        sys.stdout.write(f"{setting.key}\n    {each.explanation}\n")
        sys.stdout.write(f"    {each.allowed}; {_('usually')} {each.default}; {now}\n")
    if not options.json:
        text = _("Read from {file}.") if file.exists() else _("Nothing is preset: there is no {file}.")
        sys.stdout.write("\n" + text.format(file=file) + "\n")
    return 0


def _plain(preset: Defaults, name: str) -> str | float | None:
    value = preset.values.get(name)
    return getattr(value, "value", value)

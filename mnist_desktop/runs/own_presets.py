"""OwnPresets: networks that the user saved under a name, one JSON file each, and such files from others."""

import contextlib
import itertools
import json
import re
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from mnist_desktop.errors import UserError
from mnist_desktop.files import write_whole
from mnist_desktop.i18n import _
from mnist_desktop.networks.presets import Preset, presets
from mnist_desktop.networks.shapes import check_members
from mnist_desktop.networks.spec import NetworkSpec, TrainingSpec, parse

SUFFIX = ".json"
MOST_BYTES = 256 * 1024
"""A network of 64 layers with all settings takes some 10,000 bytes; whatever is longer is not read."""
LONGEST_TITLE = 60

_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))}
"""Names that Windows keeps for devices, whatever the suffix."""


class NetworkFile(BaseModel):
    """What a network file holds; all else in it is left unread.

    Attributes:
        format: Version of this description.
        title: Its human name; empty for a file without one.
        network: The layers.
        training: How it is trained.
    """

    model_config = ConfigDict(frozen=True)
    format: Literal[1] = 1
    title: str = ""
    network: NetworkSpec
    training: TrainingSpec = TrainingSpec()


class OwnPresets:
    """The networks in one folder, ``<name>.json`` each.

    Args:
        folder: Made when the first one is saved.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def presets(self) -> tuple[Preset, ...]:
        """All of them by title; a damaged file is left out, for it must not keep the others away."""
        found = []
        try:
            files = sorted(self.folder.glob(f"*{SUFFIX}"))
        except OSError:
            return ()
        known = {preset.name for preset in presets()}
        for file in files:
            if file.stem in known:  # put there by hand: the name means the network that came with the program
                continue
            with contextlib.suppress(UserError):
                found.append(_preset(file.stem, read_network_file(file)))
        return tuple(sorted(found, key=lambda preset: preset.title.casefold()))

    def preset(self, name: str) -> Preset | None:
        """The one of that name or title, None if there is none."""
        wanted = name.casefold()
        return next((each for each in self.presets() if wanted in {each.name, each.title.casefold()}), None)

    def save(self, title: str, network: NetworkSpec, training: TrainingSpec, *, replacing: str | None = None) -> Preset:
        """Saves a network under a name that is not taken yet, or in the place of another own one.

        Args:
            title: 1 to 60 characters.
            network: Layers that fit each other.
            training: How it is trained.
            replacing: The name of the own one that it takes the place of; None for none.

        Raises:
            UserError: The name is empty, too long or taken, a layer does not fit, or the file cannot be written.
        """
        title = self._free_title(title, but=replacing or "")
        check_members(network)
        name = replacing if replacing is not None else self._free_name(title)
        if replacing is not None:
            self._existing(replacing)
        return self._write(name, NetworkFile(title=title, network=network, training=training))

    def rename(self, name: str, title: str) -> Preset:
        """Gives one of them another title; commands know it by the name of the new title from then on.

        Raises:
            UserError: It is not there, the title is empty, too long or taken, or the file cannot be written.
        """
        file = self._existing(name)
        content = read_network_file(file)
        title = self._free_title(title, but=name)
        if title == content.title:
            return _preset(name, content)
        renamed = content.model_copy(update={"title": title})
        kept = self._write(self._free_name(title, but=name), renamed)
        if kept.name != name:
            self._remove(file)
        return kept

    def delete(self, name: str) -> Preset:
        """Deletes one of them and returns it, so that ``save`` can bring it back.

        Raises:
            UserError: It is not there or cannot be removed.
        """
        file = self._existing(name)
        preset = _preset(name, read_network_file(file))
        self._remove(file)
        return preset

    def add_file(self, file: Path) -> Preset:
        """Copies a network file, from this program or by hand, among the own ones, under a title that is free.

        Raises:
            UserError: The file is missing, too large or no network, a layer does not fit, or it cannot be kept.
        """
        content = read_network_file(file)
        check_members(content.network)
        wanted = (content.title.strip() or file.stem.strip() or _("Network"))[:LONGEST_TITLE].strip()
        numbered = (
            wanted if number == 1 else f"{wanted[: LONGEST_TITLE - 5].strip()} {number}"
            for number in itertools.count(1)
        )
        taken = self._taken()
        title = next(each for each in numbered if each.casefold() not in taken)
        return self.save(title, content.network, content.training)

    def _free_title(self, title: str, but: str = "") -> str:
        title = " ".join(title.split())
        if not title:
            raise UserError(_("The name is empty."), _("Type at least one character."), "name")
        if len(title) > LONGEST_TITLE:
            raise UserError(
                _("The name is {count} characters long; {most} is the most.").format(
                    count=len(title), most=LONGEST_TITLE
                ),
                _("Choose a shorter one."),
                "name",
            )
        if title.casefold() in self._taken(but):
            raise UserError(
                _("There is already a network called {name}.").format(name=repr(title)),
                _("Choose another name."),
                "name",
            )
        return title

    def _taken(self, but: str = "") -> set[str]:
        """Titles and names in use, in small letters."""
        others = [preset for preset in (*presets(), *self.presets()) if preset.name != but]
        return {text.casefold() for preset in others for text in (preset.title, preset.name)}

    def _free_name(self, title: str, but: str = "") -> str:
        """A name for commands and for the file."""
        stem = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:50].strip("-") or "network"
        if stem in _RESERVED:
            stem = f"network-{stem}"
        taken = {preset.name for preset in presets()} | {file.stem for file in self.folder.glob(f"*{SUFFIX}")}
        numbered = (stem if number == 1 else f"{stem}-{number}" for number in itertools.count(1))
        return next(name for name in numbered if name == but or name not in taken)

    def _existing(self, name: str) -> Path:
        file = self.folder / f"{name}{SUFFIX}"
        if name != Path(name).name or not file.is_file():
            raise UserError(
                _("There is no network of your own called {name}.").format(name=repr(name)),
                _("Choose another; `mnist-desktop presets` lists them."),
            )
        return file

    def _write(self, name: str, content: NetworkFile) -> Preset:
        from mnist_desktop.runs.files import write_error

        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise write_error(error, str(self.folder)) from error
        write_network_file(content.title, content.network, content.training, self.folder / f"{name}{SUFFIX}")
        return _preset(name, content)

    def _remove(self, file: Path) -> None:
        from mnist_desktop.runs.files import write_error

        try:
            file.unlink()
        except OSError as error:
            raise write_error(error, str(file)) from error


def write_network_file(title: str, network: NetworkSpec, training: TrainingSpec, file: Path) -> None:
    """Writes a network as one JSON file, to give to others; `mnist-desktop train FILE.json` takes it too.

    Raises:
        UserError: The file cannot be written; what was there before still is.
    """
    from mnist_desktop.runs.files import write_error  # imports NumPy, which reading need not wait for

    content = NetworkFile(title=title, network=network, training=training)
    try:
        write_whole(file, content.model_dump_json(indent=1))
    except OSError as error:
        raise write_error(error, str(file)) from error


def read_network_file(file: Path) -> NetworkFile:
    """Reads a network file. It is data: nothing in it can run, and no more than ``MOST_BYTES`` are read.

    Raises:
        UserError: The file is missing, too large, no JSON, or a setting is wrong.
    """
    start = _("Mend it, or start from a file that this program saved.")
    content = _json(file, start)
    if not isinstance(content, dict) or "network" not in content:
        raise UserError(_("The network file {file} has no part called network.").format(file=file), start)
    if content.get("format", 1) != 1:
        raise UserError(
            _("The network file {file} was written by a newer version of this program.").format(file=file),
            _("Open it there, or save it as format 1."),
            "format",
        )
    title = content.get("title", "")
    # A title may come from a stranger and is shown in one line: what is no text goes, and so do line breaks.
    words = "".join(letter if letter.isprintable() else " " for letter in title) if isinstance(title, str) else ""
    return NetworkFile(
        title=" ".join(words.split())[:LONGEST_TITLE].strip(),
        network=parse(NetworkSpec, content["network"]),
        training=parse(TrainingSpec, content.get("training", {})),
    )


def _json(file: Path, start: str) -> Any:
    try:
        with file.open("rb") as stream:
            raw = stream.read(MOST_BYTES + 1)
    except OSError as error:
        raise UserError(
            _("The network file {file} cannot be read: {reason}.").format(file=file, reason=error.strerror or error),
            _("Check the path."),
        ) from None
    if len(raw) > MOST_BYTES:
        raise UserError(
            _("The network file {file} is longer than {most:,} bytes, so it is not read.").format(
                file=file, most=MOST_BYTES
            ),
            _("A network takes a few thousand. Check that it is the right file."),
        )
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except RecursionError:
        reason = _("it is nested too deeply")
    except ValueError as error:
        reason = str(error)
    raise UserError(_("The network file {file} is no JSON ({reason}).").format(file=file, reason=reason), start)


def _preset(name: str, content: NetworkFile) -> Preset:
    return Preset(
        name=name,
        title=content.title or name,
        teaches=_in_words(content.network),
        network=content.network,
        training=content.training,
        optimizers=(content.training.optimizer.name,),
        accuracy=None,
        own=True,
    )


def _in_words(network: NetworkSpec) -> str:
    """The layers that say most, in one line: "Conv2D 32, MaxPooling2D, Dense 10"."""
    said = [] if network.members == 1 else [_("{count} networks").format(count=network.members)]
    for layer in network.layers:
        match layer.type:
            case "Dense":
                said.append(f"Dense {layer.units}")
            case "Conv2D":
                said.append(f"Conv2D {layer.filters}")
            case "Flatten" | "Activation" | "LeakyReLU" | "Rescaling":
                continue
            case _:
                said.append(layer.type)
    text = ", ".join(said)
    return text if len(text) <= 90 else text[:88].rsplit(",", 1)[0] + " …"

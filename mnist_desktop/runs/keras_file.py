"""Reads a ``.keras`` file as data: its layers become a NetworkSpec, its weights arrays; nothing in it can run code.

Keras's own loader is not used: it would make whatever objects the file names. Here a layer is known or refused. Only
two members are read, never more than their limit of bytes, and none is unpacked into a folder.
"""

import json
import lzma
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.networks.shapes import summarize
from mnist_desktop.networks.spec import NetworkSpec, parse
from mnist_desktop.runs.files import UNREADABLE
from mnist_desktop.runs.keras_layers import UnsupportedError, layer_configs, read_layers
from mnist_desktop.runs.keras_weights import WEIGHTS_LIMIT, read_weights

_CONFIG_LIMIT = 4 * 2**20
_DIRECTORY_LIMIT = 2**20  # of the archive's list of members: a million of them would take a gigabyte

_DAMAGED = (*UNREADABLE, IndexError, AttributeError, RuntimeError, OverflowError, struct.error, lzma.LZMAError)
"""What damaged bytes have made zipfile, json and h5py raise; JSON of a thousand brackets is a RuntimeError."""


@dataclass(frozen=True, eq=False)
class KerasFile:
    """What a ``.keras`` file holds.

    Attributes:
        network: Its layers, for pictures of shape (28, 28, 1) with the values the file's author meant.
        weights: In Keras's order, float32, finite, each of the shape that its layer has.
        notes: Sentences on what is here otherwise than in the file; may be empty.
    """

    network: NetworkSpec
    weights: tuple[NDArray[np.float32], ...]
    notes: tuple[str, ...] = ()


def read_keras_file(file: Path) -> KerasFile:
    """Reads the layers and weights of a network on 28 by 28 pictures that is a chain of layers.

    Raises:
        UserError: The file is missing or damaged, is no Keras 3 model, takes pictures of another shape, has a layer
            that this program does not know, a member whose path leads out of the archive, or weights that do not fit.
    """
    try:
        with file.open("rb") as stream:
            _check_directory(stream)
            with zipfile.ZipFile(stream) as archive:
                _check_members(archive)
                config = json.loads(_member(archive, "config.json", _CONFIG_LIMIT))
                weights = _member(archive, "model.weights.h5", WEIGHTS_LIMIT)
        layers = layer_configs(config)
        specs, notes = read_layers(layers)
        network = parse(NetworkSpec, {"layers": specs})
        summarize(network)
        return KerasFile(network, read_weights(weights, layers, network), notes)
    except FileNotFoundError:
        raise UserError(_("There is no file {file}.").format(file=file), _("Check the path.")) from None
    except UnsupportedError as error:
        raise UserError(
            _("The model in {file} cannot be used: {reason}.").format(file=file, reason=error),
            _("Open a Keras 3 model that is a chain of the layers this program knows, on pictures of 28 × 28."),
        ) from None
    except UserError as error:
        raise UserError(
            _("The model in {file} cannot be used. {reason}").format(file=file, reason=error.problem),
            _("Open a Keras 3 model that is a chain of the layers this program knows, on pictures of 28 × 28."),
        ) from None
    except _DAMAGED as error:
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise UserError(
            _("{file} is no undamaged .keras file ({reason}).").format(file=file, reason=reason),
            _("Save the model again with model.save('name.keras') in Keras 3."),
        ) from None


def _check_directory(stream: BinaryIO) -> None:
    """Looks how long the archive's list of members is before zipfile makes an object of each.

    The list's length is at offset 12 of the record that ends an archive (APPNOTE 4.3.16), which zipfile looks for in
    the same two places.
    """
    size = stream.seek(0, 2)
    stream.seek(max(0, size - (1 << 16) - 22))
    tail = stream.read()
    stream.seek(0)
    start = len(tail) - 22 if tail[-22:].startswith(b"PK\5\6") and tail.endswith(b"\0\0") else tail.rfind(b"PK\5\6")
    if start < 0:
        raise zipfile.BadZipFile(_("it is no zip archive"))
    (length,) = struct.unpack_from("<L", tail, start + 12)
    if length > _DIRECTORY_LIMIT or tail[max(0, start - 20) : start].startswith(b"PK\6\7"):
        raise UnsupportedError(_("its archive has too many members"))


def _check_members(archive: zipfile.ZipFile) -> None:
    for name in archive.namelist():
        windows, posix = PureWindowsPath(name), PurePosixPath(name)
        if windows.drive or windows.root or posix.is_absolute() or ".." in windows.parts:
            raise UnsupportedError(
                _("its archive has a member whose path leads out of it: {name}").format(name=name[:60])
            )
    if "metadata.json" in archive.namelist():
        version = json.loads(_member(archive, "metadata.json", _CONFIG_LIMIT)).get("keras_version")
        if str(version).startswith("2."):
            raise UnsupportedError(_("it was saved by Keras {version}").format(version=str(version)[:20]))


def _member(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    info = archive.getinfo(name)
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        # zipfile unpacks the others without a limit.
        raise UnsupportedError(_("{name} is packed in a way that Keras does not use").format(name=name))
    if info.file_size > limit:
        raise UnsupportedError(
            _("{name} is {size:,} bytes long, the limit is {limit:,}").format(
                name=name, size=info.file_size, limit=limit
            )
        )
    with archive.open(info) as stream:
        content = stream.read(limit + 1)
    if len(content) > limit:  # the size in the header was not true
        raise UnsupportedError(_("{name} is longer than it says").format(name=name))
    return content

"""The licences of all that is inside the frozen program, collected from what was frozen, none typed.

A file belongs to the distribution whose list of files (RECORD) names it, to Python, or to a package of the system. The
texts come from the distributions' metadata; four wheels (PySide6, shiboken6, TensorFlow, flatbuffers) name their
licence there but bring no text, and get the standard one from `texts/`.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path

_NAMES = re.compile(r"(licen[cs]e|copying|notice|authors|third_party)", re.IGNORECASE)
_STANDARD = {
    "apache": ("Apache-2.0.txt",),
    "lgpl-3": ("LGPL-3.0.txt", "GPL-3.0.txt"),  # the LGPL adds to the GPL, and is read with it
}
"""Words in the name of a licence, in small letters, and the texts in `texts/` that belong to it."""
_TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True)
class Component:
    """Something that was frozen: its name, version, licence as it calls it, where it comes from, and the texts."""

    name: str
    version: str
    licence: str
    home: str
    texts: tuple[Path, ...]


def components(sources: Iterable[Path], own: str) -> list[Component]:
    """Finds whose the frozen files are.

    Args:
        sources: Files that were frozen, where they lay before.
        own: Name of the distribution that is frozen itself, and is left out.

    Returns:
        A component for each distribution, Python and each package of the system, and PyInstaller's loader, by name.

    Raises:
        SystemExit: A component brings no text and names no licence whose text is known here.
    """
    owners = _owners()
    found: dict[str, Distribution] = {"pyinstaller": distribution("pyinstaller")}
    others = []
    for source in sources:
        owner = owners.get(os.path.abspath(source)) or owners.get(os.path.realpath(source))
        if owner is None:
            others.append(source.resolve())
        elif owner.name.lower().replace("_", "-") != own:
            found[owner.name] = owner
    packages = _system_packages([path for path in others if not path.is_relative_to(sys.base_prefix)])
    return sorted([*map(_component, found.values()), _python(), *packages], key=lambda each: each.name.lower())


def write(found: Iterable[Component], folder: Path) -> None:
    """Copies the texts into a folder for each component, and writes `README.txt`, which names them all.

    Args:
        found: What was frozen.
        folder: Is made anew.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    lines = [
        "MNIST Desktop contains the works below. Each has a folder here with the texts of its licence.",
        "Qt and PySide6 are used under the LGPL: their libraries are files of their own in _internal/ and can be",
        "replaced by others of the same version. Their source code: https://download.qt.io/official_releases/",
        "",
    ]
    for component in found:
        own = folder / component.name
        own.mkdir()
        for text in component.texts:
            name, number = text.name, 2
            while (own / name).exists():
                name, number = f"{text.stem}-{number}{text.suffix}", number + 1
            shutil.copyfile(text, own / name)
        lines += [f"{component.name} {component.version}", f"    {component.licence}", f"    {component.home}", ""]
    (folder / "README.txt").write_text("\n".join(lines), encoding="utf-8")


def _owners() -> dict[str, Distribution]:
    """Whose each installed file is; as strings, for there are a hundred thousand of them."""
    owners = {}
    for each in distributions():
        root = os.path.abspath(str(each.locate_file("")))
        for file in each.files or ():
            owners[os.path.normpath(f"{root}/{file}")] = each
    return owners


def _component(found: Distribution) -> Component:
    metadata = found.metadata
    licence = str(metadata["License-Expression"] or metadata["License"] or "").strip()
    classifiers = [
        line.split(" :: ")[-1] for line in metadata.get_all("Classifier") or () if line.startswith("License")
    ]
    if not licence or "\n" in licence or len(licence) > 100:  # some put the whole text there
        licence = ", ".join(classifiers) or licence.partition("\n")[0]
    texts = [
        Path(str(found.locate_file(file)))
        for file in found.files or ()
        if _NAMES.search(file.name) and (".dist-info" in file.parts[0] or len(file.parts) == 2) and file.suffix != ".py"
    ]
    if not any(".dist-info" in str(text) for text in texts):
        texts += [_TEXTS / name for word, names in _STANDARD.items() if word in licence.lower() for name in names]
    if not texts:
        raise SystemExit(f"no licence text for {found.name} {found.version} ({licence or 'no licence named'})")
    return Component(found.name, found.version, licence, _home(found), tuple(texts))


def _home(found: Distribution) -> str:
    links = dict(link.split(", ", 1) for link in found.metadata.get_all("Project-URL") or ())
    for wanted in ("source", "source code", "code", "repository", "homepage", "home"):
        for name, link in links.items():
            if name.lower() == wanted:
                return str(link)
    return str(found.metadata["Home-page"] or next(iter(links.values()), f"https://pypi.org/project/{found.name}/"))


def _python() -> Component:
    standard = Path(sysconfig.get_path("stdlib"))
    documents = Path(f"/usr/share/doc/python3.{sys.version_info.minor}")
    for text in (standard / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt", documents / "copyright"):
        if text.is_file():
            version = sys.version.partition(" ")[0]
            return Component("Python", version, "PSF-2.0", "https://www.python.org/", (text,))
    raise SystemExit("no licence text for Python")


def _system_packages(files: Iterable[Path]) -> list[Component]:
    """Libraries of a Debian system that PyInstaller took along; on other systems it takes none but the C runtime's."""
    # Since /lib became a link to /usr/lib, a package may list its files under either.
    names = [name for file in files if ".so" in file.name for name in (str(file), str(file).removeprefix("/usr"))]
    if not names or shutil.which("dpkg-query") is None:
        return []
    # Ends with 1 where one of the two names is unknown.
    answer = subprocess.run(["dpkg-query", "-S", *names], capture_output=True, text=True, check=False)
    found = {line.partition(":")[0] for line in answer.stdout.splitlines()}
    return [_system_package(package) for package in found]


def _system_package(package: str) -> Component:
    query = ["dpkg-query", "-W", "-f", "${Version}\n${Homepage}\n", package]
    version, home, *_rest = subprocess.run(query, capture_output=True, text=True, check=True).stdout.split("\n")
    text = Path("/usr/share/doc") / package / "copyright"
    if not text.is_file():
        raise SystemExit(f"no licence text for the system's {package}")
    return Component(package, version, "see its copyright file", home or "https://packages.debian.org/", (text,))

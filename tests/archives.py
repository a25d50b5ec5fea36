"""Archives that tests open."""

import tarfile
from pathlib import Path


def unpack(file: Path, folder: Path) -> None:
    """Unpacks an archive of tar by the rules for data, where Python has them: 3.11 got them with 3.11.4."""
    with tarfile.open(file) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(folder)

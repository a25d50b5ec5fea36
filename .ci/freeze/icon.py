"""Draws the program's icon from its SVG in the form that a system wants: `python icon.py SVG ICON`.

A program of its own, because importing Qt into PyInstaller's process would change the import statement there.
"""

import io
import sys
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIDE = 1024
"""Pixels of the largest picture in an .icns."""
WINDOWS_SIDES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
"""What the taskbar and the Explorer ask for between 100 and 250 % scaling."""


def write_icon(svg: Path, icon: Path) -> None:
    """Writes the icon; the same SVG gives the same bytes.

    Args:
        svg: A square SVG, whose `currentColor` becomes white, as in the window.
        icon: The file to write; `.ico`, `.icns` or `.png` says what it becomes.
    """
    renderer = QSvgRenderer(QByteArray(svg.read_bytes().replace(b"currentColor", b"#FFFFFF")))
    if not renderer.isValid():
        raise SystemExit(f"{svg} is no SVG that Qt can draw")
    icon.parent.mkdir(parents=True, exist_ok=True)
    if icon.suffix == ".ico":
        pictures = [_draw(renderer, side) for side in WINDOWS_SIDES]
        sizes = [picture.size for picture in pictures]
        pictures[-1].save(icon, sizes=sizes, append_images=pictures[:-1])
    else:
        _draw(renderer, SIDE).save(icon)


def _draw(renderer: QSvgRenderer, side: int) -> Image.Image:
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes, which Qt then refuses
    return Image.open(io.BytesIO(buffer.data().data())).convert("RGBA")


if __name__ == "__main__":
    write_icon(Path(sys.argv[1]), Path(sys.argv[2]))

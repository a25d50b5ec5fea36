"""A hand that draws traced digits on the real canvas with the mouse."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.tracing import Line

if TYPE_CHECKING:
    from mnist_desktop.ui.digit_canvas import DigitCanvas

BRUSHES = {"thin": 10.0, "usual": 22.0, "thick": 40.0}
"""Widths in units of the canvas, which is 280 of them wide; thin is the thinnest that the window offers."""
WIDGET = 420
"""Side of the canvas in pixels, as in a window of 1366×689."""
PLACES = 80
"""How often the mouse tells where it is while a digit is drawn: in about a second."""


@dataclass(frozen=True)
class Hand:
    """How a digit is drawn.

    Attributes:
        height: Larger side of the pen's way, as a share of the canvas.
        brush: One of ``BRUSHES``.
        anywhere: Not in the middle but anywhere on the canvas.
        slant: To the right, in degrees.
        dot: A stray dot stands beside it.
        shaky: The hand shakes: standard deviation as a share of the height.
    """

    height: float = 0.45
    brush: str = "usual"
    anywhere: bool = False
    slant: float = 0.0
    dot: bool = False
    shaky: float = 0.0


def received(task: tuple[Hand, Sequence[Sequence[Line]]]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """What the network receives of each digit.

    Args:
        task: How they are drawn, and the lines of each.

    Returns:
        From the canvas, and from a PNG of what was drawn there: uint8, shape (n, 28, 28) each.
    """
    from PIL import Image
    from PySide6.QtWidgets import QApplication

    from mnist_desktop.service import ModelService
    from mnist_desktop.ui.digit_canvas import DigitCanvas
    from mnist_desktop.ui.draw.prepared import prepare_canvas

    application = QApplication.instance() or QApplication([])
    service = ModelService()
    hand, digits = task
    random = np.random.default_rng(7)
    canvas = DigitCanvas()
    canvas.resize(WIDGET, WIDGET)
    canvas.set_brush_width(BRUSHES[hand.brush])
    drawn, opened = [], []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "drawing.png"
        for lines in digits:
            canvas.clear()
            for line in led_by(hand, lines, random):
                _draw(canvas, line)
            drawn.append(prepare_canvas(service, canvas).image)
            Image.fromarray(canvas.ink()).save(file, compress_level=1)
            opened.append(service.prepare_drawing(service.read_picture(file)).image)
    canvas.deleteLater()
    del application
    return np.stack(drawn), np.stack(opened)


def led_by(hand: Hand, lines: Sequence[Line], random: np.random.Generator) -> list[Line]:
    """Where a hand leads the mouse: column and row in pixels of the widget."""
    ways = list(lines)
    if hand.slant:
        ways = [line - np.outer(line[:, 1], [np.tan(np.radians(hand.slant)), 0.0]) for line in ways]
    points = np.concatenate(ways)
    scale = hand.height * WIDGET / max(float(np.ptp(points, axis=0).max()), 1e-9)
    margin = BRUSHES[hand.brush] / 280 * WIDGET / 2
    free = np.maximum(WIDGET - 2 * margin - np.ptp(points, axis=0) * scale, 0)
    corner = margin + free * (random.uniform(size=2) if hand.anywhere else 0.5)
    ways = [(line - points.min(axis=0)) * scale + corner for line in ways]
    step = sum(float(np.hypot(*np.diff(line, axis=0).T).sum()) for line in ways) / PLACES
    ways = [_shaken(_at_steps(line, step), hand.shaky * hand.height * WIDGET, random) for line in ways]
    return [*ways, _stray_dot(np.concatenate(ways), margin, random)] if hand.dot else ways


def _at_steps(line: Line, step: float) -> Line:
    """The places at which the mouse tells where it is."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))]) if len(line) > 1 else np.zeros(1)
    places = np.linspace(0.0, along[-1], round(along[-1] / step) + 2) if along[-1] > 0 else np.zeros(1)
    return np.stack([np.interp(places, along, line[:, axis]) for axis in (0, 1)], axis=1)


def _shaken(line: Line, deviation: float, random: np.random.Generator) -> Line:
    """Trembles: an offset that changes within a few places."""
    if not deviation:
        return line
    offsets = random.normal(size=(len(line) + 4, 2))
    together = np.stack([offsets[start : start + len(line)] for start in range(5)]).sum(axis=0) / np.sqrt(5)
    return np.asarray(line + together * deviation)


def _stray_dot(points: Line, margin: float, random: np.random.Generator) -> Line:
    """A place on the canvas at which a dot does not touch the digit."""
    for _attempt in range(200):
        place = random.uniform(margin, WIDGET - margin, size=2)
        if np.hypot(*(points - place).T).min() > 2.5 * margin:
            break
    return np.asarray(place[np.newaxis])


def _draw(canvas: "DigitCanvas", line: Line) -> None:
    """One stroke of the mouse, in whole pixels."""
    from PySide6.QtCore import QEvent, QPointF, Qt
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton

    def send(kind: QEvent.Type, place: QPointF, button: Qt.MouseButton, held: Qt.MouseButton) -> None:
        event = QMouseEvent(kind, place, place, button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(canvas, event)

    places = [QPointF(float(x), float(y)) for x, y in np.rint(line)]
    send(QEvent.Type.MouseButtonPress, places[0], left, left)
    for before, place in pairwise(places):
        if place != before:
            send(QEvent.Type.MouseMove, place, none, left)
    send(QEvent.Type.MouseButtonRelease, places[-1], left, none)

"""Redraws MNIST's test digits with the mouse, large and small, thick and thin, and counts how many are recognised.

    python -m tests.benchmarks.drawing [--count 1000] [--model RUN] [--sheet FILE.png]

Every tenth test digit (of 1,000; others spread as evenly) is traced along the middle of its ink, and its lines are
replayed as mouse events, in whole pixels, on the window's canvas of 420 pixels, without a screen unless
QT_QPA_PLATFORM says otherwise. What is on the canvas then goes the way that it goes in the window; and, saved as PNG,
the way of `mnist-desktop predict`. Losses are against the same drawing (45 %, usual brush) without what is tried.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.tracing import Line, trace

if TYPE_CHECKING:
    from mnist_desktop.inference.predictor import Predictor
    from mnist_desktop.service import ModelService
    from mnist_desktop.ui.digit_canvas import DigitCanvas

HEIGHTS = (0.85, 0.65, 0.45, 0.30, 0.18)
"""Larger side of the pen's way, as a share of the canvas."""
BRUSHES = {"thin": 8.0, "usual": 22.0, "thick": 40.0}
"""Widths in units of the canvas, which is 280 of them wide."""
WIDGET = 420
"""Side of the canvas in pixels, as in a window of 1366×689."""
STEP = 5.0
"""Pixels between two places that the mouse reports."""


@dataclass(frozen=True)
class Hand:
    """How a digit is drawn.

    Attributes:
        height: Larger side, as a share of the canvas.
        brush: One of ``BRUSHES``.
        anywhere: Not in the middle but anywhere on the canvas.
        slant: To either side, in degrees.
        dot: A stray dot stands beside it.
        shaky: The hand shakes: standard deviation as a share of the height.
    """

    height: float = 0.45
    brush: str = "usual"
    anywhere: bool = False
    slant: float = 0.0
    dot: bool = False
    shaky: float = 0.0


TRIALS = {
    "off-centre": (Hand(anywhere=True), 0.3),
    "off-centre, 18 %": (Hand(height=0.18, anywhere=True), None),
    "slanted by 15° to the right": (Hand(slant=15), 0.5),
    "slanted by 15° to the left": (Hand(slant=-15), 0.5),
    "a stray dot": (Hand(dot=True), 0.3),
    "a stray dot, 85 %": (Hand(height=0.85, dot=True), None),
    "a stray dot, 18 %": (Hand(height=0.18, dot=True), None),
    "a stray dot, 18 %, thick": (Hand(height=0.18, brush="thick", dot=True), None),
    "a shaky hand": (Hand(shaky=0.02), None),
}
"""What else is tried, and the points that it may cost."""


class Bench:
    """Draws digits and asks the network.

    Args:
        model: Name of the run.
        count: How many digits.
    """

    def __init__(self, model: str, count: int) -> None:
        from mnist_desktop.service import ModelService
        from mnist_desktop.ui.digit_canvas import DigitCanvas

        self.service = ModelService()
        self.predictor: Predictor = self.service.predictor(self.service.open_run(model))
        test = self.service.load_data().test
        chosen = np.linspace(0, len(test), count, endpoint=False).astype(np.intp)
        self.originals, self.labels = test.images[chosen], test.labels[chosen]
        self.digits = trace(self.originals)
        self._canvas = DigitCanvas()
        self._canvas.resize(WIDGET, WIDGET)

    def originals_right(self) -> float:
        """The share of the digits, as they are in MNIST, that is recognised."""
        return self._right(self.originals)

    def drawn_right(self, hand: Hand) -> float:
        """The share of the digits that is recognised when they are drawn on the canvas."""
        return self._right(self.drawn(hand))

    def drawn(self, hand: Hand) -> NDArray[np.uint8]:
        """What the network receives of each digit: uint8, shape (n, 28, 28)."""
        from mnist_desktop.ui.draw.prepared import prepare_canvas

        return np.stack([prepare_canvas(self.service, canvas).image for canvas in self._each(hand)])

    def opened(self, hand: Hand) -> NDArray[np.uint8]:
        """What the network receives of each digit when its drawing was saved and opened."""
        from PIL import Image

        pictures = []
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "drawing.png"
            for canvas in self._each(hand):
                Image.fromarray(canvas.ink()).save(file, compress_level=1)
                pictures.append(self.service.prepare_drawing(self.service.read_picture(file)).image)
        return np.stack(pictures)

    def opened_right(self, hand: Hand) -> float:
        """The share of the digits that is recognised when their drawings are saved and opened."""
        return self._right(self.opened(hand))

    def _right(self, images: NDArray[np.uint8]) -> float:
        return float((self.predictor.probabilities(images).argmax(axis=1) == self.labels).mean())

    def _each(self, hand: Hand) -> Any:
        """The canvas with each digit on it in turn; the same at every call."""
        random = np.random.default_rng(7)
        self._canvas.set_brush_width(BRUSHES[hand.brush])
        for lines in self.digits:
            self._canvas.clear()
            for line in drawn_by(hand, lines, random):
                _draw(self._canvas, line)
            yield self._canvas


def drawn_by(hand: Hand, lines: Sequence[Line], random: np.random.Generator) -> list[Line]:
    """Where a hand leads the mouse: column and row in pixels of the widget."""
    side = WIDGET
    ways = [line.copy() for line in lines]
    if hand.slant:
        ways = [line - np.outer(line[:, 1], [np.tan(np.radians(hand.slant)), 0.0]) for line in ways]
    points = np.concatenate(ways)
    scale = hand.height * side / max(float(np.ptp(points, axis=0).max()), 1e-9)
    ways = [(line - points.min(axis=0)) * scale for line in ways]
    extent = np.ptp(points, axis=0) * scale
    margin = BRUSHES[hand.brush] / 280 * side / 2
    free = np.maximum(side - 2 * margin - extent, 0)
    corner = margin + free * (random.uniform(size=2) if hand.anywhere else 0.5)
    ways = [_shaken(_at_steps(line + corner), hand.shaky * hand.height * side, random) for line in ways]
    if hand.dot:
        ways.append(_stray_dot(np.concatenate(ways), margin, random))
    return ways


def _at_steps(line: Line) -> Line:
    """The places at which the mouse tells where it is."""
    lengths = np.hypot(*np.diff(line, axis=0).T) if len(line) > 1 else np.zeros(0)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    places = np.linspace(0.0, along[-1], int(along[-1] / STEP) + 2) if along[-1] > 0 else np.zeros(1)
    return np.stack([np.interp(places, along, line[:, axis]) for axis in (0, 1)], axis=1)


def _shaken(line: Line, deviation: float, random: np.random.Generator) -> Line:
    """Trembles: an offset that changes within a few places."""
    if not deviation:
        return line
    offsets = random.normal(size=(len(line) + 4, 2))
    together = sum(offsets[start : start + len(line)] for start in range(5)) / np.sqrt(5)
    return line + together * deviation


def _stray_dot(points: Line, margin: float, random: np.random.Generator) -> Line:
    """A place on the canvas that is at least a brush and a half away from the digit."""
    for _attempt in range(200):
        place = random.uniform(margin, WIDGET - margin, size=2)
        if np.hypot(*(points - place).T).min() > 3 * margin:
            break
    return place[np.newaxis]


def _draw(canvas: "DigitCanvas", line: Line) -> None:
    """One stroke of the mouse, in whole pixels."""
    from PySide6.QtCore import QEvent, QPointF, Qt
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    def send(kind: QEvent.Type, place: NDArray[np.float64]) -> None:
        position = QPointF(round(float(place[0])), round(float(place[1])))
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        button = none if kind is QEvent.Type.MouseMove else left
        held = none if kind is QEvent.Type.MouseButtonRelease else left
        event = QMouseEvent(kind, position, position, button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(canvas, event)

    send(QEvent.Type.MouseButtonPress, line[0])
    for place in line[1:]:
        send(QEvent.Type.MouseMove, place)
    send(QEvent.Type.MouseButtonRelease, line[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1000, help="how many digits")
    parser.add_argument("--model", default="champion", help="the run that answers")
    parser.add_argument("--sheet", type=Path, help="write there what the network received of the first digits")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    application = QApplication([])
    started = time.monotonic()
    bench = Bench(options.model, options.count)
    print(f"{options.count} test digits, {options.model}; as they are in MNIST: {bench.originals_right():.1%} right")
    print(f"\n{'drawn with the mouse':34}" + "".join(f"{brush:>18}" for brush in BRUSHES))
    for height in HEIGHTS:
        _row(f"{height:.0%} high", [(bench.drawn_right(Hand(height, brush)), 0.988) for brush in BRUSHES])
    plain = bench.drawn_right(Hand())
    print(f"\n{'45 % high, usual brush':34}{'right':>18}{'costs points':>18}")
    for name, (hand, limit) in TRIALS.items():
        right = bench.drawn_right(hand)
        against = plain if hand.height == Hand().height else bench.drawn_right(Hand(hand.height, hand.brush))
        cost = 100 * (against - right)
        verdict = "" if limit is None else f"  ≤ {limit} {'ok' if cost <= limit + 1e-9 else 'MISSED'}"
        print(f"{name:34}{right:18.1%}{cost:18.1f}{verdict}", flush=True)
    print(f"\n{'saved as PNG, through predict':34}" + "".join(f"{brush:>18}" for brush in BRUSHES))
    for height in HEIGHTS:
        limits = (0.983, 0.983, None) if height >= 0.3 else (0.97, 0.97, None)
        _row(
            f"{height:.0%} high",
            [(bench.opened_right(Hand(height, brush)), limit) for brush, limit in zip(BRUSHES, limits, strict=True)],
        )
    if options.sheet:
        _write_sheet(bench, options.sheet)
    print(f"\n{time.monotonic() - started:.0f} s")
    del application
    sys.stdout.flush()
    os._exit(0)  # Qt's and TensorFlow's ends are not what is measured


def _row(name: str, values: Sequence[tuple[float, float | None]]) -> None:
    cells = []
    for right, limit in values:
        verdict = "" if limit is None else "ok" if right >= limit - 1e-9 else "MISSED"
        cells.append(f"{right:.1%} {verdict}".rjust(18))
    print(f"{name:34}" + "".join(cells), flush=True)


def _write_sheet(bench: Bench, file: Path) -> None:
    """MNIST's digits, and under each what the network receives of it, drawn and opened, at every height."""
    from PIL import Image

    first = slice(0, 24)
    ways: list[tuple[Callable[[Hand], NDArray[np.uint8]], Hand]] = [
        (way, Hand(height, brush)) for way in (bench.drawn, bench.opened) for height in HEIGHTS for brush in BRUSHES
    ]
    bench.digits, bench.originals = bench.digits[first], bench.originals[first]
    rows = [bench.originals, *(way(hand) for way, hand in ways)]
    sheet = np.concatenate([np.concatenate(list(row), axis=1) for row in rows])
    Image.fromarray(sheet).resize((sheet.shape[1] * 2, sheet.shape[0] * 2), Image.Resampling.NEAREST).save(file)


if __name__ == "__main__":
    main()

"""Redraws MNIST's test digits with the mouse, large and small, thick and thin, and counts how many are recognised.

    python -m tests.benchmarks.drawing [--count 1000] [--model champion] [--jobs 2] [--sheet FILE.png]

Every tenth test digit (of 1,000; others spread as evenly) is traced along the middle of its ink, and its lines are
replayed as mouse events, in whole pixels, on the window's canvas of 420 pixels, without a screen unless
QT_QPA_PLATFORM says otherwise. What is on the canvas then goes the way that it goes in the window; and, saved as PNG,
the way of `mnist-desktop predict`. What a trial costs is counted against the same drawings without what is tried.
What is no digit, scribbles, shapes and letters, is drawn by `python -m tests.benchmarks.scribbles`.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks import redrawing
from tests.benchmarks.redrawing import BRUSHES, Hand
from tests.benchmarks.tracing import Line, trace

HEIGHTS = (0.85, 0.65, 0.45, 0.30, 0.18)
"""Larger side of the pen's way, as a share of the canvas."""
DRAWN_LIMIT = 0.988
"""Share of the digits that has to be right at every height with every brush, drawn."""
TRIALS = {
    "off-centre": (Hand(anywhere=True), None),
    "off-centre, 18 % high": (Hand(height=0.18, anywhere=True), None),
    "slanted by 15° to the right": (Hand(slant=15), 0.5),
    "slanted by 15° to the left": (Hand(slant=-15), 0.5),
    "a stray dot": (Hand(dot=True), 0.3),
    "a stray dot, 85 % high": (Hand(height=0.85, dot=True), 0.3),
    "a stray dot, 18 % high, thick": (Hand(height=0.18, brush="thick", dot=True), 0.3),
    "a shaky hand": (Hand(shaky=0.015), None),
}
"""What else is tried, and the points that it may cost."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1000, help="how many digits")
    parser.add_argument("--model", default="champion", help="the run that answers")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes that draw")
    parser.add_argument("--sheet", type=Path, help="write there what the network received of the first digits")
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from mnist_desktop.service import ModelService

    started = time.monotonic()
    service = ModelService()
    predictor = service.predictor(service.open_run(options.model))
    test = service.load_data().test
    chosen = np.linspace(0, len(test), options.count, endpoint=False).astype(np.intp)
    originals, labels = test.images[chosen], test.labels[chosen]

    def right(images: NDArray[np.uint8]) -> float:
        return float((predictor.probabilities(images).argmax(axis=1) == labels).mean())

    print(f"{options.count} test digits, answered by {options.model}")
    print(f"{'as they are in MNIST':34}{right(originals):18.1%}", flush=True)
    # Drawing needs no TensorFlow, and its threads would not survive a fork.
    with get_context("spawn").Pool(options.jobs) as pool:
        parts = np.array_split(originals, options.jobs * 4)
        digits = [lines for part in pool.imap(trace, parts) for lines in part]
        hands = [Hand(height, brush) for height in HEIGHTS for brush in BRUSHES] + [hand for hand, _ in TRIALS.values()]
        received: dict[Hand, tuple[NDArray[np.uint8], NDArray[np.uint8]]] = {}
        results = pool.imap(redrawing.received, [(hand, digits) for hand in hands])
        print(f"\n{'drawn with the mouse':34}" + "".join(f"{brush:>18}" for brush in BRUSHES))
        for height in HEIGHTS:
            for brush in BRUSHES:
                received[Hand(height, brush)] = next(results)
            _print_row(height, [(right(received[Hand(height, brush)][0]), DRAWN_LIMIT) for brush in BRUSHES])
        print(f"\n{'45 % high, usual brush':34}{'right':>18}{'costs points':>18}")
        for name, (hand, limit) in TRIALS.items():
            drawn = right(next(results)[0])
            plain = replace(Hand(), height=hand.height, brush=hand.brush)
            cost = 100 * (right(received[plain][0]) - drawn)
            verdict = "" if limit is None else f"  ≤ {limit} {'ok' if cost <= limit + 1e-9 else 'MISSED'}"
            print(f"{name:34}{drawn:18.1%}{cost:18.1f}{verdict}", flush=True)
    print(f"\n{'saved as PNG, through predict':34}" + "".join(f"{brush:>18}" for brush in BRUSHES))
    for height in HEIGHTS:
        limit = 0.983 if height >= 0.3 else 0.97
        values = [(right(received[Hand(height, brush)][1]), None if brush == "thick" else limit) for brush in BRUSHES]
        _print_row(height, values)
    if options.sheet:
        _write_sheet(originals, digits, received, options.sheet)
    print(f"\n{time.monotonic() - started:.0f} s")
    sys.stdout.flush()
    os._exit(0)  # TensorFlow's end is not what is measured


def _print_row(height: float, values: Sequence[tuple[float, float | None]]) -> None:
    """One height: for each brush the share that is right, and whether that is enough."""
    cells = []
    for share, limit in values:
        verdict = "" if limit is None else "ok" if share >= limit - 1e-9 else "MISSED"
        cells.append(f"{share:.1%} {verdict}".rjust(18))
    print(f"{f'{height:.0%} high':34}" + "".join(cells), flush=True)


def _write_sheet(
    originals: NDArray[np.uint8],
    digits: Sequence[Sequence[Line]],
    received: dict[Hand, tuple[NDArray[np.uint8], NDArray[np.uint8]]],
    file: Path,
) -> None:
    """MNIST's digits, and under each what the network receives of it, drawn and opened, at every height."""
    from PIL import Image

    first = slice(0, 24)
    rows = [
        originals[first],
        *(images[first] for way in (0, 1) for images in (pair[way] for pair in received.values())),
    ]
    sheet = np.concatenate([np.concatenate(list(row), axis=1) for row in rows])
    Image.fromarray(sheet).resize((sheet.shape[1] * 2, sheet.shape[0] * 2), Image.Resampling.NEAREST).save(file)


if __name__ == "__main__":
    main()

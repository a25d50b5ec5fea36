"""The few round numbers at an axis, and how they are written."""

from collections.abc import Sequence
from math import ceil, floor, log10

from mnist_desktop.i18n import _

MOST_TICKS = 6


def ticks_from_zero(top: float, most: int = MOST_TICKS) -> list[float]:
    """Numbers from 0 to ``top`` or a little more, at most ``most`` of them."""
    top = min(max(top, 1e-6), 1e300)
    power = 10.0 ** floor(log10(top / (most - 1)))
    steps = (power * factor for factor in (1, 2, 2.5, 5, 10, 20))
    step = next(step for step in steps if step * (most - 1) >= top * _ALMOST)
    return [step * index for index in range(ceil(top / step * _ALMOST) + 1)]


def accuracy_ticks(lowest: float) -> list[float]:
    """Percentages up to 100 from a round number below ``lowest``, so that small differences are seen."""
    bottom, step = next((start, step) for start, step, room in _ACCURACY_AXES if start <= lowest - room or not start)
    return [bottom + step * index for index in range(round((100 - bottom) / step) + 1)]


def integer_ticks(last: int) -> list[int]:
    """Whole numbers from 0 to ``last`` or a little less."""
    steps = (factor * 10**power for power in range(9) for factor in (1, 2, 5))
    step = next(step for step in steps if last / step <= MOST_TICKS - 1)
    return list(range(0, last + 1, step))


def percentages(ticks: Sequence[float]) -> list[str]:
    """Percentages with as many decimals as they all need."""
    return [_("{number} %").format(number=number) for number in numbers(ticks)]


def numbers(ticks: Sequence[float]) -> list[str]:
    """Numbers with as many decimals as they all need; very large and small ones as powers of ten."""
    if ticks[-1] >= 1e6 or ticks[-1] < 1e-4:
        return [f"{tick:.2g}" for tick in ticks]
    decimals = next(count for count in range(9) if all(_is_round(tick, count) for tick in ticks))
    return [f"{tick:,.{decimals}f}" for tick in ticks]


_ALMOST = 1 - 1e-9
_ACCURACY_AXES = (
    # lower end, step, least room below the lowest point; all in percent
    (98.0, 0.5, 0.2),
    (95.0, 1.0, 0.3),
    (90.0, 2.0, 0.5),
    (80.0, 5.0, 1.0),
    (50.0, 10.0, 2.0),
    (0.0, 20.0, 0.0),
)


def _is_round(value: float, decimals: int) -> bool:
    return abs(value - round(value, decimals)) < 1e-9 * max(1.0, abs(value)) + 1e-3 * 10.0**-decimals

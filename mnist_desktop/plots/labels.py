"""Room for labels: apart from each other where their places are close, and shorter where there is little room."""

from collections.abc import Sequence

from mnist_desktop.plots.style import text_width


def apart(wanted: Sequence[float], distance: float, lowest: float, highest: float) -> list[float]:
    """Moves ascending places apart and into their room, as little as need be (least squares).

    Less the distances that must lie between them, the places may only rise: an isotonic regression, by pooling
    adjacent violators (Barlow and others, 1972).

    Args:
        wanted: Places, the lowest first.
        distance: Between two neighbours at least; less where the room is too small for that.
        lowest: Least place.
        highest: Greatest place.
    """
    if not wanted:
        return []
    distance = min(distance, max(highest - lowest, 0.0) / max(len(wanted) - 1, 1))
    pools: list[tuple[float, int]] = []  # mean and count
    for index, place in enumerate(wanted):
        mean, count = place - index * distance, 1
        while pools and pools[-1][0] > mean:
            other, others = pools.pop()
            mean, count = (mean * count + other * others) / (count + others), count + others
        pools.append((mean, count))
    last = max(highest - distance * (len(wanted) - 1), lowest)
    flat = [min(max(mean, lowest), last) for mean, count in pools for _each in range(count)]
    return [place + index * distance for index, place in enumerate(flat)]


def shortened(text: str, width: float, size: float, weight: str = "normal") -> str:
    """A text that is no wider than ``width``: what is too much is left out before its end, which has the number.

    Args:
        text: Such as "With dropout 12".
        width: Logical pixels.
        size: Of the typeface, in logical pixels.
        weight: As for matplotlib.
    """
    if text_width(text, size, weight) <= width:
        return text
    tail = text[-3:].lstrip() if text[-1:].isdigit() else ""
    for count in range(len(text) - len(tail) - 1, 0, -1):
        shorter = f"{text[:count].rstrip()}…{tail}"
        if text_width(shorter, size, weight) <= width:
            return shorter
    return "…"


def in_rows(spans: Sequence[tuple[float, float]], rows: int, gap: float, highest: float) -> list[tuple[int, float]]:
    """Finds each label a row in which it covers no other.

    Args:
        spans: (left end, width) of each, in ascending order.
        rows: How many there are; the first is tried first.
        gap: Between two labels of a row.
        highest: No label ends beyond it; one that would is moved to the left.

    Returns:
        (row, left end) of each; row −1 for one that finds no room.
    """
    ends = [float("-inf")] * rows
    places = []
    for left, width in spans:
        left = min(left, highest - width)
        row = next((row for row in range(rows) if ends[row] + gap <= left), -1)
        if row >= 0:
            ends[row] = left + width
        places.append((row, left))
    return places

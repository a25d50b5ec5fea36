"""The way of a pen: the middle lines of strokes, and drawing them at any width."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.data.strokes import Stroke

PEN_WIDTH = 2.5
"""Width, in pixels of the network's picture, at which strokes are drawn again: MNIST's own.

Of 300 training digits traced along their middle lines, area over length of line (with its round ends) is 2.6 on average
and 2.5 in the median; drawn again, a width of 2.6 and an edge of 1.2 to 1.5 come nearest to them."""

PEN_EDGE = 1.3
"""Over how many pixels the edge of such a line fades from white to black."""

PEN_REACH = PEN_WIDTH / 2 + PEN_EDGE * 0.44
"""How far from its middle a line is at least 16 of 255, which is where ink begins."""

Points = NDArray[np.float64]
"""Shape (n, 2): row and column."""

_PIECES = np.array([0.25, 0.5, 0.75, 1.0])[:, np.newaxis, np.newaxis]


def middle_line(stroke: Stroke) -> Points:
    """The curve along which a stroke was painted.

    From the first point to the middle between it and the second, by parabolas through the middles with the points
    between them as their handles, and on to the last point: as the canvas paints it.

    Args:
        stroke: At least one point.

    Returns:
        Points close to each other, in units of the canvas: row and column, shape (n, 2).
    """
    points = stroke.values[:, 1::-1]
    if len(points) < 3:
        return points
    middles = (points[:-1] + points[1:]) / 2
    start, handle, end = middles[:-1], points[1:-1], middles[1:]
    curves = (1 - _PIECES) ** 2 * start + 2 * _PIECES * (1 - _PIECES) * handle + _PIECES**2 * end
    return np.concatenate([points[:1], middles[:1], curves.transpose(1, 0, 2).reshape(-1, 2), points[-1:]])


def dots_along(lines: Sequence[Points], spacing: float = 0.4) -> Points:
    """Points on lines so close to each other that discs around them make up their strokes: shape (n, 2).

    Args:
        lines: In pixels of the picture.
        spacing: Pixels between two points. Between two 0.8 apart a line is 0.07 pixels thinner on each side.
    """
    return np.concatenate([_dots(line, spacing) for line in lines])


def draw_dots(dots: Points, shape: tuple[int, int], enlarged: int = 1) -> NDArray[np.float32]:
    """Draws strokes as wide as MNIST's, with edges as soft.

    Args:
        dots: Of ``dots_along``, in pixels of the picture at its usual size; its upper left corner is at 0.0.
        shape: Rows and columns of the usual size.
        enlarged: How many pixels stand for one, along each side.

    Returns:
        float32, shape ``shape`` times ``enlarged``, 0 to 255.
    """
    dots = dots * enlarged
    reach = (PEN_WIDTH + PEN_EDGE) / 2 * enlarged
    side = int(np.ceil(2 * reach)) + 1
    height, width = shape[0] * enlarged, shape[1] * enlarged
    # A window of the picture around each dot; what would lie outside falls on a border that is cut away.
    first = np.floor(dots - 0.5 - reach).astype(np.intp)
    first = np.clip(first, -side, [height, width])
    steps = np.arange(side)
    rows, columns = first[:, :1] + steps, first[:, 1:] + steps
    down, across = (rows + 0.5 - dots[:, :1]) ** 2, (columns + 0.5 - dots[:, 1:]) ** 2
    squared = np.full((height + 2 * side, width + 2 * side), reach**2)
    places = (rows + side)[:, :, np.newaxis] * squared.shape[1] + (columns + side)[:, np.newaxis]
    np.minimum.at(squared.ravel(), places.ravel(), (down[:, :, np.newaxis] + across[:, np.newaxis]).ravel())
    distance = np.sqrt(squared[side:-side, side:-side])
    shares = np.clip((PEN_WIDTH / 2 - distance / enlarged) / PEN_EDGE + 0.5, 0, 1)
    drawn: NDArray[np.float32] = (shares * 255).astype(np.float32)
    return drawn


def _dots(line: Points, spacing: float) -> Points:
    if len(line) < 2:
        return line
    lengths = np.hypot(*np.diff(line, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    places = np.linspace(0.0, along[-1], int(along[-1] / spacing) + 2)
    return np.stack([np.interp(places, along, line[:, axis]) for axis in (0, 1)], axis=1)

"""Thins inked shapes to lines of one pixel, many pictures at once."""

import numpy as np
from numpy.typing import NDArray

# The eight neighbours of a pixel in a circle, from the one above clockwise: (row, column).
AROUND = ((-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1))


def skeletons(shapes: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The middle lines of shapes, connected as the shapes are.

    T. Y. Zhang, C. Y. Suen: A fast parallel algorithm for thinning digital patterns, CACM 27 (1984) 236-239; then
    every pixel is taken out that neither ends a line nor holds two parts together, so that what has three neighbours
    is a junction.

    Args:
        shapes: Shape (n, h, w).

    Returns:
        Shape (n, h, w).
    """
    padded = np.pad(shapes, ((0, 0), (1, 1), (1, 1)))
    while True:
        before = np.count_nonzero(padded)
        for table in _ZHANG_SUEN:
            padded[:, 1:-1, 1:-1] &= ~table[_codes(padded)]
        if np.count_nonzero(padded) == before:
            break
    # One after the other, because of two neighbours each may be needless only while the other is there.
    for index, y, x in np.argwhere(padded[:, 1:-1, 1:-1] & _NEEDLESS[_codes(padded)]):
        picture, row, column = padded[index], y + 1, x + 1
        code = sum(int(picture[row + dy, column + dx]) << place for place, (dy, dx) in enumerate(AROUND))
        picture[row, column] = not _NEEDLESS[code]
    return padded[:, 1:-1, 1:-1]


def _codes(padded: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """The neighbours of every pixel as the bits of a number: uint8, shape (n, h, w)."""
    height, width = padded.shape[1] - 2, padded.shape[2] - 2
    codes = np.zeros((len(padded), height, width), np.uint8)
    for place, (dy, dx) in enumerate(AROUND):
        codes |= padded[:, 1 + dy : 1 + dy + height, 1 + dx : 1 + dx + width].view(np.uint8) << place
    return codes


def _zhang_suen(second: bool) -> NDArray[np.bool_]:
    """For each code whether a subiteration takes the pixel away."""
    table = np.zeros(256, np.bool_)
    for code in range(256):
        p = [(code >> place) & 1 for place in range(8)]
        rises = sum(p[place] == 0 and p[(place + 1) % 8] == 1 for place in range(8))
        if second:
            open_sides = p[0] * p[2] * p[6] == 0 and p[0] * p[4] * p[6] == 0
        else:
            open_sides = p[0] * p[2] * p[4] == 0 and p[2] * p[4] * p[6] == 0
        table[code] = 2 <= sum(p) <= 6 and rises == 1 and open_sides
    return table


def _parts(code: int) -> int:
    """Into how many parts the neighbours fall when the pixel goes; neighbours that touch at corners hold together."""
    left = {place for place in AROUND if (code >> AROUND.index(place)) & 1}
    parts = 0
    while left:
        parts += 1
        reached = [left.pop()]
        while reached:
            y, x = reached.pop()
            near = {place for place in left if max(abs(place[0] - y), abs(place[1] - x)) == 1}
            left -= near
            reached += near
    return parts


_ZHANG_SUEN = (_zhang_suen(second=False), _zhang_suen(second=True))
_NEEDLESS = np.array([code.bit_count() >= 2 and _parts(code) == 1 for code in range(256)])

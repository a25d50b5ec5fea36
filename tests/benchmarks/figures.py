"""What scribbles, shapes and letters look like: lines in a square from -1 to 1, x to the right and y down."""

import math
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

Line = NDArray[np.float64]
"""The points of a line, shape (n, 2)."""
Figure = Callable[[np.random.Generator], list[Line]]
"""Draws one of a kind, by chance another one each time."""

# Scribbles


def _walk(rng: np.random.Generator) -> list[Line]:
    """A pen that wanders about and turns by chance, kept on the paper."""
    place, heading = np.zeros(2), rng.uniform(0, 2 * np.pi)
    curl, places = 0.0, [np.zeros(2)]
    for _ in range(int(rng.integers(55, 110))):
        curl = 0.75 * curl + rng.normal(0.0, 0.35)
        heading += curl
        place = place + 0.17 * np.array([math.cos(heading), math.sin(heading)])
        if np.abs(place).max() > 1.0:  # back towards the middle
            heading = math.atan2(-place[1], -place[0]) + rng.normal(0.0, 0.5)
            place = np.clip(place, -1.0, 1.0)
        places.append(place)
    return [np.array(places)]


def _wave(rng: np.random.Generator) -> list[Line]:
    """Waves of uneven height, lying or standing."""
    turns = rng.uniform(2.5, 5.0)
    along = np.linspace(0.0, 1.0, 120)
    height = rng.uniform(0.25, 0.8) * (1.0 + 0.3 * np.sin(along * rng.uniform(2, 9) + rng.uniform(0, 6)))
    line = np.stack([2.0 * along - 1.0, height * np.sin(2 * np.pi * turns * along + rng.uniform(0, 6))], axis=1)
    return [_turned(line, rng.choice([0.0, 90.0]) + rng.normal(0.0, 12.0))]


def _zigzag(rng: np.random.Generator) -> list[Line]:
    """Five to nine straight lines back and forth, in any direction."""
    corners = int(rng.integers(6, 11))
    height = rng.uniform(0.4, 1.0)
    x = np.linspace(-1.0, 1.0, corners) + rng.normal(0.0, 0.06, corners)
    y = height * np.where(np.arange(corners) % 2, 1.0, -1.0) * rng.uniform(0.7, 1.0, corners)
    return [_turned(np.stack([x, y], axis=1), rng.uniform(0, 360))]


def _coil(rng: np.random.Generator) -> list[Line]:
    """Three to six loops, one beside or above the other, as one tries a pen."""
    turns = rng.uniform(3.0, 6.0)
    angle = np.linspace(0.0, 2 * np.pi * turns, 200)
    radius = rng.uniform(0.35, 0.6) * (1.0 + 0.2 * np.sin(angle * 0.37 + rng.uniform(0, 6)))
    drift = np.linspace(-1.0, 1.0, 200) * rng.uniform(0.7, 1.2)
    line = np.stack([drift + radius * np.cos(angle), rng.uniform(0.8, 1.6) * radius * np.sin(angle)], axis=1)
    return [_turned(line, rng.choice([0.0, 90.0]) + rng.normal(0.0, 15.0))]


def _spiral(rng: np.random.Generator) -> list[Line]:
    """Two to four turns, out from the middle, either way around."""
    turns = rng.uniform(2.0, 4.0)
    angle = np.linspace(0.0, 2 * np.pi * turns, 200)
    radius = (angle / angle[-1]) ** rng.uniform(0.7, 1.2)
    way = rng.choice([-1.0, 1.0])
    line = np.stack([radius * np.cos(angle), way * radius * np.sin(angle)], axis=1)
    return [_turned(line, rng.uniform(0, 360))]


def _hatching(rng: np.random.Generator) -> list[Line]:
    """Two to four lines across two to four others."""
    lines = []
    for direction in (0, 1):
        places = np.linspace(-0.8, 0.8, int(rng.integers(2, 5)))
        for place in places + rng.normal(0.0, 0.06, len(places)):
            ends = np.array([-1.0, 1.0]) * rng.uniform(0.8, 1.1, 2)
            tilt = rng.normal(0.0, 0.06, 2)
            line = np.stack([ends, place + tilt], axis=1)
            lines.append(line if direction == 0 else line[:, ::-1])
    angle = rng.uniform(0, 90)
    return [_turned(line, angle) for line in lines]


def _tangle(rng: np.random.Generator) -> list[Line]:
    """Three to six short lines and bows that cross anywhere."""
    lines = []
    for _ in range(int(rng.integers(3, 7))):
        start, end = rng.uniform(-1.0, 1.0, (2, 2))
        while np.hypot(*(end - start)) < 0.7:
            end = rng.uniform(-1.0, 1.0, 2)
        bend = (start + end) / 2 + rng.normal(0.0, 0.35, 2)
        lines.append(_bow(start, bend, end))
    return lines


# Shapes


def _triangle(rng: np.random.Generator) -> list[Line]:
    corners = _polygon(3, rng.normal(-90.0, 20.0) + rng.choice([0.0, 180.0]))
    return [_closed(corners + rng.normal(0.0, 0.10, (3, 2)))]


def _square(rng: np.random.Generator) -> list[Line]:
    corners = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]]) * [rng.uniform(0.75, 1.3), 1.0]
    return [_closed(corners + rng.normal(0.0, 0.05, (4, 2)))]


def _star(rng: np.random.Generator) -> list[Line]:
    """A star of five points, drawn in one go across itself or around its outline."""
    if rng.random() < 0.5:
        corners = _polygon(5, -90.0)[[0, 2, 4, 1, 3]]
    else:
        corners = np.empty((10, 2))
        corners[0::2], corners[1::2] = _polygon(5, -90.0), 0.42 * _polygon(5, -54.0)
    return [_closed(corners + rng.normal(0.0, 0.05, corners.shape))]


def _heart(rng: np.random.Generator) -> list[Line]:
    t = np.linspace(0.0, 2 * np.pi, 80)
    x = 16 * np.sin(t) ** 3
    y = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
    return [np.stack([x, -y * rng.uniform(0.9, 1.2)], axis=1) / 16]


def _cross(rng: np.random.Generator) -> list[Line]:
    """A plus, or the cross of a church; lying crosses are the letter X."""
    across = rng.choice([0.0, -0.35]) + rng.normal(0.0, 0.06)
    reach = rng.uniform(0.65, 1.0)
    return [
        np.array([[rng.normal(0.0, 0.05), -1.0], [rng.normal(0.0, 0.05), 1.0]]),
        np.array([[-reach, across + rng.normal(0.0, 0.05)], [reach, across + rng.normal(0.0, 0.05)]]),
    ]


def _arrow(rng: np.random.Generator) -> list[Line]:
    """A shaft with a head of two lines, in any direction."""
    head, spread = rng.uniform(0.45, 0.8), rng.uniform(0.4, 0.65)
    tip = np.array([1.0, 0.0])
    shaft = np.array([[-1.0, 0.0], tip])
    barbs = np.array([[1.0 - head, -spread], tip, [1.0 - head, spread]])
    angle = rng.uniform(0, 360)
    return [_turned(shaft, angle), _turned(barbs, angle)]


def _smiley(rng: np.random.Generator) -> list[Line]:
    face = _arc(0.0, 0.0, 1.0, 1.0, -90.0, 275.0)
    mouth = _arc(0.0, 0.05, 0.55, rng.uniform(0.4, 0.6), 20.0, 160.0)
    eyes = [np.array([[x, -0.4], [x + 0.02, -0.25]]) for x in (-0.35, 0.35)]
    return [face, *eyes, mouth]


def _house(rng: np.random.Generator) -> list[Line]:
    """Walls and a roof, with a door, a line under the roof, or both: the outline alone would be a clumsy 0."""
    eaves, roof = rng.uniform(-0.35, 0.0), -1.0
    lines = [np.array([[-0.8, eaves], [-0.8, 1.0], [0.8, 1.0], [0.8, eaves]])]
    with_door = rng.random() < 0.5
    if not with_door or rng.random() < 0.5:
        lines.append(np.array([[-0.8, eaves], [0.8, eaves]]))
    lines.append(np.array([[-1.0, eaves + 0.05], [0.0, roof], [1.0, eaves + 0.05]]))
    if with_door:
        lines.append(np.array([[-0.2, 1.0], [-0.2, 0.4], [0.25, 0.4], [0.25, 1.0]]))
    return lines


def _diamond(rng: np.random.Generator) -> list[Line]:
    """A square on its corner with both diagonals, as of a kite or a window."""
    corners = _polygon(4, -90.0) * [rng.uniform(0.7, 1.0), 1.0]
    return [_closed(corners), corners[[0, 2]], corners[[1, 3]]]


# Letters


def _letter(letter: str, rng: np.random.Generator) -> list[Line]:
    variants = _GLYPHS[letter]
    lines = variants[int(rng.integers(len(variants)))]
    return [line + _moved_ends(line, rng) for line in lines]


def _moved_ends(line: Line, rng: np.random.Generator) -> Line:
    """How far each point of a glyph is off: corners by chance, points of a bow all alike."""
    spread = 0.07
    if len(line) > _BOW:
        return np.broadcast_to(rng.normal(0.0, spread / 2, 2), line.shape)
    return rng.normal(0.0, spread, line.shape)


_BOW = 8  # glyphs with more points than this have bows


def _bow(start: Line, bend: Line, end: Line) -> Line:
    t = np.linspace(0.0, 1.0, 24)[:, None]
    bow: Line = (1 - t) ** 2 * start + 2 * t * (1 - t) * bend + t**2 * end
    return bow


def _arc(x: float, y: float, across: float, down: float, begin: float, end: float) -> Line:
    """Part of an ellipse, from one angle to another in degrees, clockwise from the right."""
    t = np.radians(np.linspace(begin, end, 40))
    return np.stack([x + across * np.cos(t), y + down * np.sin(t)], axis=1)


def _polygon(corners: int, first: float) -> Line:
    angles = np.radians(first + 360.0 * np.arange(corners) / corners)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def _closed(corners: Line) -> Line:
    return np.concatenate([corners, corners[:1]])


def _turned(line: Line, degrees: float) -> Line:
    angle = math.radians(degrees)
    turned: Line = line @ np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    return turned


def _lines(*lines: Sequence[tuple[float, float]]) -> list[Line]:
    return [np.array(line, np.float64) for line in lines]


def _joined(*parts: Line) -> Line:
    return np.concatenate(parts)


_STEM = np.array([[-0.5, -1.0], [-0.5, 1.0]])
_BOWL = _joined(np.array([[-0.5, -1.0], [0.0, -1.0]]), _arc(0.05, -0.5, 0.5, 0.5, -90, 90), np.array([[-0.5, 0.0]]))
_LOW_BOWL = _joined(np.array([[-0.55, -0.9]]), _arc(-0.05, -0.4, 0.6, 0.55, -110, 90), np.array([[-0.5, 0.2]]))

_GLYPHS: dict[str, tuple[list[Line], ...]] = {
    "A": (
        _lines([(-0.8, 1), (0, -1), (0.8, 1)], [(-0.5, 0.3), (0.5, 0.3)]),
        _lines([(0, -1), (-0.8, 1)], [(0, -1), (0.8, 1)], [(-0.6, 0.35), (0.6, 0.35)]),
        [_joined(np.array([[-0.7, 1.0], [-0.7, -0.3]]), _arc(0, -0.3, 0.7, 0.7, 180, 360), np.array([[0.7, 1.0]])),
         np.array([[-0.7, 0.15], [0.7, 0.15]])],
        _lines([(-0.7, 1), (-0.35, -1), (0.35, -1), (0.7, 1)], [(-0.5, 0.2), (0.5, 0.2)]),
    ),
    "E": (
        _lines([(-0.6, -1), (-0.6, 1)], [(-0.6, -1), (0.6, -1)], [(-0.6, 0), (0.4, 0)], [(-0.6, 1), (0.6, 1)]),
        _lines([(0.6, -1), (-0.6, -1), (-0.6, 1), (0.6, 1)], [(-0.6, 0), (0.4, 0)]),
        _lines([(0.65, -0.9), (-0.5, -1), (-0.6, 0.9), (0.6, 1)], [(-0.55, -0.1), (0.55, -0.15)]),
    ),
    "F": (
        _lines([(-0.5, -1), (-0.5, 1)], [(-0.5, -1), (0.7, -1)], [(-0.5, -0.05), (0.45, -0.05)]),
        _lines([(0.65, -1), (-0.55, -0.95), (-0.5, 1)], [(-0.5, 0.05), (0.4, 0)]),
        _lines([(-0.4, -1), (-0.5, 1)], [(-0.7, -0.95), (0.7, -1)], [(-0.7, -0.1), (0.5, -0.15)]),
    ),
    "H": (
        _lines([(-0.65, -1), (-0.65, 1)], [(0.65, -1), (0.65, 1)], [(-0.65, 0), (0.65, 0)]),
        _lines([(-0.7, -1), (-0.6, 1)], [(0.6, -1), (0.75, 1)], [(-0.75, 0.15), (0.75, -0.05)]),
        _lines([(-0.5, -1), (-0.6, 1)], [(0.6, -1), (0.5, 1)], [(-0.55, -0.15), (0.55, -0.1)]),
    ),
    "K": (
        _lines([(-0.6, -1), (-0.6, 1)], [(0.6, -1), (-0.55, 0.1)], [(-0.3, -0.1), (0.65, 1)]),
        _lines([(-0.6, -1), (-0.6, 1)], [(0.65, -0.95), (-0.5, 0), (0.65, 1)]),
        _lines([(-0.55, -1), (-0.65, 1)], [(0.6, -0.8), (-0.55, 0.15)], [(-0.15, -0.05), (0.7, 1)]),
    ),
    "M": (
        _lines([(-0.9, 1), (-0.9, -1), (0, 0.3), (0.9, -1), (0.9, 1)]),
        _lines([(-1, 1), (-0.6, -1), (0, 0.8), (0.6, -1), (1, 1)]),
        _lines([(-0.9, -1), (-0.9, 1)], [(-0.9, -1), (0, 0.1), (0.9, -1)], [(0.9, -1), (0.9, 1)]),
    ),
    "N": (
        _lines([(-0.7, 1), (-0.7, -1), (0.7, 1), (0.7, -1)]),
        _lines([(-0.7, -1), (-0.7, 1)], [(-0.7, -1), (0.7, 1)], [(0.7, -1), (0.7, 1)]),
        _lines([(-0.8, 1), (-0.55, -1), (0.55, 1), (0.8, -1)]),
    ),
    "P": (
        [_STEM, _BOWL],
        [_joined(_STEM[::-1], _BOWL)],
        [np.array([[-0.45, -0.95], [-0.55, 1.0]]), _LOW_BOWL],
    ),
    "R": (
        [_STEM, _BOWL, np.array([[-0.2, 0.0], [0.6, 1.0]])],
        [_STEM, _joined(_BOWL, np.array([[-0.35, 0.05], [0.65, 1.0]]))],
        [np.array([[-0.45, -0.95], [-0.55, 1.0]]), _joined(_LOW_BOWL, np.array([[0.6, 1.0]]))],
    ),
    "V": (
        _lines([(-0.8, -1), (0, 1), (0.8, -1)]),
        _lines([(-0.7, -1), (-0.05, 1)], [(0.7, -1), (-0.05, 1)]),
        [_joined(_bow(np.array([-0.7, -1.0]), np.array([-0.5, 0.3]), np.array([0.0, 1.0])),
                 _bow(np.array([0.0, 1.0]), np.array([0.3, 0.2]), np.array([0.8, -1.0])))],
    ),
    "W": (
        _lines([(-1, -1), (-0.5, 1), (0, -0.4), (0.5, 1), (1, -1)]),
        _lines([(-1, -1), (-0.5, 1), (0, -1), (0.5, 1), (1, -1)]),
        [_joined(_arc(-0.5, 0.2, 0.5, 0.8, 200, -10)[:, :], _arc(0.5, 0.2, 0.5, 0.8, 190, -20)[:, :])],
    ),
    "X": (
        _lines([(-0.75, -1), (0.75, 1)], [(0.75, -1), (-0.75, 1)]),
        _lines([(-0.6, -1), (0.65, 1)], [(0.6, -1), (-0.65, 1)]),
        [_arc(-1.05, 0.0, 0.98, 1.0, -62, 62), _arc(1.05, 0.0, 0.98, 1.0, 118, 242)],
    ),
}  # fmt: skip

SCRIBBLES: tuple[tuple[str, Figure], ...] = (
    ("walk", _walk),
    ("wave", _wave),
    ("zigzag", _zigzag),
    ("coil", _coil),
    ("spiral", _spiral),
    ("hatching", _hatching),
    ("tangle", _tangle),
)
SHAPES: tuple[tuple[str, Figure], ...] = (
    ("triangle", _triangle),
    ("square", _square),
    ("star", _star),
    ("heart", _heart),
    ("cross", _cross),
    ("arrow", _arrow),
    ("smiley", _smiley),
    ("house", _house),
    ("window", _diamond),
)
LETTERS: tuple[tuple[str, Figure], ...] = tuple((letter, partial(_letter, letter)) for letter in _GLYPHS)

"""Traces digits back to the movements of a pen: the middle line of their ink, as lines from point to point."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from tests.benchmarks.thinning import AROUND, skeletons

Line = NDArray[np.float64]
"""Points of one stroke, shape (n, 2): column and row in pixels of the picture, the middle of the first pixel at 0."""

_ENLARGED = 4
_THRESHOLDS = (70, 110, 150, 190)
"""Grey levels from which a pixel may be ink: a low one closes gaps, a high one opens loops that have run together."""
_SMOOTHED = 2.5
"""Standard deviation of the smoothing along a line, in pixels of the enlarged picture: steps go, bends stay."""

Pixel = tuple[int, int]


def trace(images: NDArray[np.uint8]) -> list[list[Line]]:
    """The strokes of each picture.

    Each picture is traced from four grey levels, and from each in two ways: along the middle of the ink, and with loops
    around what is at least twice as wide as its strokes are, because a pen that is not as wide goes around, and filled
    loops of an 8 or a 6 were loops. Of these the one is kept whose lines, drawn again as wide as the ink is, come
    nearest to the picture. No label and no network is looked at.

    Args:
        images: uint8, shape (n, 28, 28).

    Returns:
        For each picture its strokes, upper ones first.
    """
    large = np.stack([_enlarged(image) for image in images])
    traced = []
    for threshold in _THRESHOLDS:
        shapes = large > threshold
        traced.append(_all_lines(shapes, skeletons(shapes)))
        opened = np.stack([_opened(shape, lines) for shape, lines in zip(shapes, traced[-1], strict=True)])
        changed = (opened != shapes).any(axis=(1, 2))
        again = iter(_all_lines(opened[changed], skeletons(opened[changed])))
        traced.append([next(again) if new else lines for new, lines in zip(changed, traced[-1], strict=True)])
    best = []
    for image, *candidates in zip(images, *traced, strict=True):
        best.append(min(candidates, key=lambda lines: _difference(image, lines)))
    return best


def _all_lines(shapes: NDArray[np.bool_], lines: NDArray[np.bool_]) -> list[list[Line]]:
    return [_lines(skeleton, shape) for skeleton, shape in zip(lines, shapes, strict=True)]


def _opened(shape: NDArray[np.bool_], lines: list[Line]) -> NDArray[np.bool_]:
    """Makes holes in a shape where it is at least twice as wide as its strokes are."""
    if not lines:
        return shape
    length = sum(float(np.hypot(*np.diff(line, axis=0).T).sum()) for line in lines) * _ENLARGED
    half_width = np.count_nonzero(shape) / max(length, 1.0) / 2
    inside = ndimage.distance_transform_edt(shape)
    usual = min(half_width, float(np.median(inside[shape & (inside >= ndimage.maximum_filter(inside, 3))])))
    return shape & (inside < 1.9 * usual)


def _enlarged(image: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The picture at four times its size, by cubic splines: shape (112, 112)."""
    return ndimage.zoom(image.astype(np.float64), _ENLARGED, order=3, grid_mode=True, mode="grid-constant")


def _difference(image: NDArray[np.uint8], lines: list[Line]) -> float:
    """How far lines, drawn again, are from a picture: mean squared difference at the best of some widths."""
    if not lines:
        return np.inf
    rows, columns = np.mgrid[:28, :28]
    points = np.concatenate([_resampled(line, 0.25) for line in lines])
    distance = np.sqrt(((columns[..., None] - points[:, 0]) ** 2 + (rows[..., None] - points[:, 1]) ** 2).min(axis=-1))
    return min(
        float(((np.clip(width / 2 + 0.5 - distance, 0, 1) * 255 - image) ** 2).mean()) for width in (1.5, 2, 2.5, 3, 4)
    )


def _resampled(line: Line, spacing: float) -> Line:
    """Points on a line at equal distances."""
    lengths = np.hypot(*np.diff(line, axis=0).T) if len(line) > 1 else np.zeros(0)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    places = np.linspace(0.0, along[-1], max(2, round(along[-1] / spacing) + 1))
    return np.stack([np.interp(places, along, line[:, axis]) for axis in (0, 1)], axis=1)


@dataclass
class _Branch:
    """Pixels of a skeleton between two nodes; where it begins or ends free, that node is None."""

    pixels: list[Pixel]
    start: int | None
    end: int | None


def _lines(skeleton: NDArray[np.bool_], shape: NDArray[np.bool_]) -> list[Line]:
    """The strokes along a skeleton, in pixels of the small picture."""
    inside = ndimage.distance_transform_edt(np.pad(shape, 1))[1:-1, 1:-1]
    branches, nodes = _graph({(int(y), int(x)) for y, x in np.argwhere(skeleton)})
    branches = _pruned(branches, nodes, inside)
    _contract(branches, nodes, inside)
    smooth = []
    for chain in _chains(branches, nodes):
        closed = len(chain) > 8 and np.hypot(*(chain[0] - chain[-1])) < 2
        smooth.append(_smoothed(chain, closed=closed))
    smooth = [(line[:, ::-1] + 0.5) / _ENLARGED - 0.5 for line in smooth]
    return sorted(smooth, key=lambda line: float(line[:, 1].min()))


def _graph(pixels: set[Pixel]) -> tuple[list[_Branch], list[set[Pixel]]]:
    """Branches and the junctions (as groups of pixels) between them."""
    crossing = {pixel for pixel in pixels if len(_near(pixel, pixels)) > 2}
    nodes: list[set[Pixel]] = []
    left = set(crossing)
    while left:
        group = {left.pop()}
        edge = set(group)
        while edge:
            edge = {near for pixel in edge for near in _near(pixel, left)}
            left -= edge
            group |= edge
        nodes.append(group)
    node_of = {pixel: index for index, group in enumerate(nodes) for pixel in group}
    plain = pixels - crossing
    branches = []
    unseen = set(plain)
    while unseen:
        # From an end, if there is one.
        first = min(unseen, key=lambda pixel: (len(_near(pixel, plain)) > 1, pixel))
        path = [first]
        unseen.discard(first)
        while following := sorted(_near(path[-1], unseen), key=lambda pixel: _distance(pixel, path[-1])):
            path.append(following[0])
            unseen.discard(following[0])
        ends = [{node_of[near] for near in _near(pixel, crossing)} for pixel in (path[0], path[-1])]
        start = min(ends[0]) if ends[0] else None
        others = ends[1] - {start} if len(path) == 1 else ends[1]
        branches.append(_Branch(path, start, min(others) if others else None))
    return branches, nodes


def _near(pixel: Pixel, among: set[Pixel]) -> list[Pixel]:
    y, x = pixel
    return [(y + dy, x + dx) for dy, dx in AROUND if (y + dy, x + dx) in among]


def _distance(first: Pixel, second: Pixel) -> float:
    return float(np.hypot(first[0] - second[0], first[1] - second[1]))


def _pruned(branches: list[_Branch], nodes: list[set[Pixel]], inside: NDArray[np.float64]) -> list[_Branch]:
    """Leaves out spurs: branches that end free, and end inside the ink that the junction itself stands for."""
    kept = []
    for branch in branches:
        node = branch.start if branch.start is not None else branch.end
        if node is not None and (branch.start is None) != (branch.end is None):
            middle = np.mean(list(nodes[node]), axis=0)
            half_width = max(inside[pixel] for pixel in nodes[node])
            end = branch.pixels[0] if branch.start is None else branch.pixels[-1]
            if np.hypot(*(middle - end)) < 1.25 * half_width:
                continue
        kept.append(branch)
    return kept


def _contract(branches: list[_Branch], nodes: list[set[Pixel]], inside: NDArray[np.float64]) -> None:
    """Makes one junction of two that lie within a stroke's width: a crossing thins to two with a bridge."""
    for branch in list(branches):
        if branch.start is None or branch.end is None or branch.start == branch.end:
            continue
        half_width = max(inside[pixel] for pixel in nodes[branch.start] | nodes[branch.end])
        if len(branch.pixels) + 1 < 1.5 * half_width:
            gone, into = branch.end, branch.start
            nodes[into] |= nodes[gone] | set(branch.pixels)
            branches.remove(branch)
            for other in branches:
                other.start = into if other.start == gone else other.start
                other.end = into if other.end == gone else other.end


def _chains(branches: list[_Branch], nodes: list[set[Pixel]]) -> list[Line]:
    """Joins branches through their junctions, the straightest pairs first, as a pen goes on."""
    # An end of a branch is (branch, at its start).
    ends: dict[int, list[tuple[int, bool]]] = {}
    for index, branch in enumerate(branches):
        for node, at_start in ((branch.start, True), (branch.end, False)):
            if node is not None:
                ends.setdefault(node, []).append((index, at_start))
    goes_on: dict[tuple[int, bool], tuple[int, bool]] = {}
    for node, meeting in ends.items():
        middle = np.mean(list(nodes[node]), axis=0)
        directions = {end: _direction(branches[end[0]].pixels, end[1], middle) for end in meeting}
        pairs = sorted(combinations(meeting, 2), key=lambda pair: float(directions[pair[0]] @ directions[pair[1]]))
        for first, second in pairs:
            bend = float(directions[first] @ directions[second])
            if first in goes_on or second in goes_on or (bend > 0.5 and len(meeting) > 2):
                continue
            goes_on[first], goes_on[second] = second, first
    chains = []
    left = set(range(len(branches)))
    while left:
        # From an end that goes nowhere, if there is one; else it is a loop.
        start = next(
            ((index, at) for index in sorted(left) for at in (True, False) if (index, at) not in goes_on),
            (min(left), True),
        )
        points: list[NDArray[np.float64]] = []
        entering: tuple[int, bool] | None = start
        node_before = branches[start[0]].start if start[1] else branches[start[0]].end
        if node_before is not None:
            points.append(np.mean(list(nodes[node_before]), axis=0))
        while entering is not None and entering[0] in left:
            index, at_start = entering
            left.discard(index)
            branch = branches[index]
            pixels = branch.pixels if at_start else branch.pixels[::-1]
            points += [np.array(pixel, np.float64) for pixel in pixels]
            node = branch.end if at_start else branch.start
            if node is not None:
                points.append(np.mean(list(nodes[node]), axis=0))
            entering = goes_on.get((index, not at_start))
        chain = np.array(points)
        if branches[start[0]].start is None and branches[start[0]].end is None:
            y, x = chain[0] - chain[-1]
            if len(chain) > 8 and max(abs(y), abs(x)) <= 1:  # a ring
                chain = np.concatenate([chain, chain[:1]])
        chains.append(chain)
    return chains


def _direction(pixels: list[Pixel], at_start: bool, middle: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where a branch goes from its junction, seen over its first ten pixels: a vector of length 1."""
    far = pixels[min(9, len(pixels) - 1)] if at_start else pixels[max(-10, -len(pixels))]
    away = np.array(far, np.float64) - middle
    return np.asarray(away / max(float(np.hypot(*away)), 1e-9))


def _smoothed(chain: Line, *, closed: bool) -> Line:
    """Takes the steps of pixels out of a line, which keeps its ends."""
    if len(chain) < 3:
        return chain
    if closed:
        return ndimage.gaussian_filter1d(chain, _SMOOTHED, axis=0, mode="wrap")
    # Drawn out beyond its ends point by point, it neither shrinks nor turns there.
    reach = min(len(chain) - 1, 8)
    before = 2 * chain[0] - chain[reach:0:-1]
    after = 2 * chain[-1] - chain[-2 : -reach - 2 : -1]
    whole = ndimage.gaussian_filter1d(np.concatenate([before, chain, after]), _SMOOTHED, axis=0, mode="nearest")
    return whole[reach : reach + len(chain)]

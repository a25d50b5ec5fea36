"""An image in which strokes are painted, point by point, over a picture, and erased from it."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen

from mnist_desktop.data.strokes import CANVAS_SIZE, Stroke, StrokePoint
from mnist_desktop.ui.strokes import Underlay

_PIXELS_FROM = 4.0
"""Enlarged so many times, or a whole number of times, a picture shows its pixels; else it is smooth."""

_SAME_WIDTH = 0.01  # units of the canvas

_AROUND = 4.0  # units of the canvas that a rectangle may grow by when it is made whole pixels, and blurred edges


Line = tuple[QPainterPath, float]
"""A path and the width of the pen that draws it, in units of the canvas."""


class InkImage:
    """A square grey image on which strokes appear, smoothed through the middles between their points.

    Painting a stroke point by point gives the same pixels as painting it whole.

    Args:
        size: Pixels of a side; the canvas always fills it.
        picture: Lies under the strokes, as large as it fits.
    """

    def __init__(self, size: int, picture: Underlay | None = None) -> None:
        self.size = size
        self.image = QImage(size, size, QImage.Format.Format_Grayscale8)
        self._underneath = None if picture is None else _underneath(size, picture)
        self._clear(self.image.rect())

    def pixels(self) -> NDArray[np.uint8]:
        """A copy of the image, of shape (size, size)."""
        return _array(self.image).copy()

    def paint_all(self, strokes: Sequence[Stroke]) -> None:
        """Paints everything anew, piece by piece as it was drawn."""
        area = self.image.rect()
        self._clear(area)
        with QPainter(self.image) as painter:
            self._begin(painter)
            for stroke in strokes:
                for path, width in _pieces(stroke.points):
                    painter.setPen(_pen(width))
                    painter.drawPath(path)

    def repaint(self, lines: Sequence[Line], area: QRectF) -> None:
        """Paints a rectangle anew.

        Args:
            lines: What ``lines_near`` finds there.
            area: In units of the canvas.
        """
        pixels = self._pixels_of(area)
        self._clear(pixels)
        with QPainter(self.image) as painter:
            painter.setClipRect(pixels)
            self._begin(painter)
            for path, width in lines:
                painter.setPen(_pen(width))
                painter.drawPath(path)

    def paint_point(self, points: Sequence[StrokePoint], index: int) -> QRectF:
        """Paints what one point adds to a stroke: the curve up to the middle before it.

        Returns:
            The rectangle that changed, in units of the canvas.
        """
        return self._paint(*_piece(points, index))

    def paint_end(self, points: Sequence[StrokePoint]) -> QRectF:
        """Paints the last half segment of a finished stroke."""
        return QRectF() if len(points) == 1 else self._paint(*_end_piece(points))

    def erase_underneath(self, start: StrokePoint, end: StrokePoint) -> bool:
        """Blackens the picture underneath along a way as wide as its end; what is seen stays until ``repaint``.

        Returns:
            Whether there was ink.
        """
        if self._underneath is None:
            return False
        path = _way((start, end))
        area = self._pixels_of(_reach(path, end.width))
        before = _array(self._underneath, area).copy()
        with QPainter(self._underneath) as painter:
            self._begin(painter)
            painter.setPen(_pen(end.width, Qt.GlobalColor.black))
            painter.drawPath(path)
        return not np.array_equal(before, _array(self._underneath, area))

    def has_ink_underneath(self) -> bool:
        """Whether something of the picture is left."""
        return self._underneath is not None and bool(_array(self._underneath).any())

    def _clear(self, area: QRect) -> None:
        with QPainter(self.image) as painter:
            if self._underneath is None:
                painter.fillRect(area, Qt.GlobalColor.black)
            else:
                painter.drawImage(area.topLeft(), self._underneath, area)

    def _paint(self, path: QPainterPath, width: float) -> QRectF:
        with QPainter(self.image) as painter:
            self._begin(painter)
            painter.setPen(_pen(width))
            painter.drawPath(path)
        return _reach(path, width)

    def _begin(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.size / CANVAS_SIZE, self.size / CANVAS_SIZE)

    def _pixels_of(self, area: QRectF) -> QRect:
        scale = self.size / CANVAS_SIZE
        pixels = QRectF(area.topLeft() * scale, area.size() * scale).toAlignedRect()
        return pixels.adjusted(-2, -2, 2, 2) & self.image.rect()


def lines_near(strokes: Sequence[Stroke], area: QRectF) -> list[Line]:
    """What of finished strokes may reach into a rectangle, for ``InkImage.repaint``.

    Pieces of one width are one line, which is faster by far and differs by a shade at their edges.
    """
    return [line for stroke in strokes for line in _lines(stroke, _pieces_near(stroke, area))]


def ink_size(picture: Underlay | None) -> int:
    """Pixels of a side at which a picture keeps each of its own, as one or as a square of several.

    For none, and for 28 × 28, it is ``CANVAS_SIZE``; it is never less.
    """
    if picture is None:
        return CANVAS_SIZE
    side: int = max(picture.pixels.shape)
    return side * -(-CANVAS_SIZE // side)


def _underneath(size: int, picture: Underlay) -> QImage:
    """The picture as large as it fits into a square, what was erased of it black."""
    image = QImage(size, size, QImage.Format.Format_Grayscale8)
    image.fill(0)
    pixels = np.ascontiguousarray(picture.pixels)
    height, width = pixels.shape
    scale = size / max(height, width)
    placed = QRect(0, 0, max(1, round(width * scale)), max(1, round(height * scale)))
    placed.moveTo((size - placed.width()) // 2, (size - placed.height()) // 2)
    source = QImage(pixels.data, width, height, width, QImage.Format.Format_Grayscale8)
    if scale < 1:  # a mean over all pixels, where a painter would look at four
        source = source.scaled(
            placed.size(), Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    with QPainter(image) as painter:
        smooth = scale < _PIXELS_FROM and not scale.is_integer()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(placed, source)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(size / CANVAS_SIZE, size / CANVAS_SIZE)
        for way in picture.erased:
            painter.setPen(_pen(way.points[0].width, Qt.GlobalColor.black))
            painter.drawPath(_way(way.points))
    return image


def _array(image: QImage, area: QRect | None = None) -> NDArray[np.uint8]:
    """The image's own memory, or a rectangle of it."""
    rows = np.frombuffer(image.bits(), np.uint8).reshape(image.height(), image.bytesPerLine())[:, : image.width()]
    if area is None:
        return rows
    return rows[area.top() : area.top() + area.height(), area.left() : area.left() + area.width()]


def _pieces_near(stroke: Stroke, area: QRectF) -> list[int]:
    """Which pieces of a finished stroke may reach into a rectangle, one pixel around it included; ascending."""
    places, widths = stroke.values[:, :2], stroke.values[:, 2]
    places = np.concatenate((places[:1], places[:1], places, places[-1:]))
    # A piece lies between its point and the two before it.
    lowest = np.minimum(np.minimum(places[:-2], places[1:-1]), places[2:])
    highest = np.maximum(np.maximum(places[:-2], places[1:-1]), places[2:])
    reach = widths.max() / 2 + _AROUND
    near = (lowest <= (area.right() + reach, area.bottom() + reach)) & (
        highest >= (area.left() - reach, area.top() - reach)
    )
    return np.flatnonzero(near.all(axis=1)).tolist()


def _pieces(points: Sequence[StrokePoint]) -> Iterator[Line]:
    """Path and width of each piece of a finished stroke; the piece after its last point is its end."""
    for index in range(len(points)):
        yield _piece(points, index)
    if len(points) > 1:
        yield _end_piece(points)


def _lines(stroke: Stroke, indices: Sequence[int]) -> Iterator[Line]:
    """Pieces of a finished stroke, ascending; those that follow upon each other and are equally wide are one line.

    Made of numbers, not of each piece's own path: while the eraser moves there are hundreds at a time.
    """
    count = len(stroke.points)
    if indices and indices[0] == 0:
        yield _piece(stroke.points, 0)
        indices = indices[1:]
    if not indices or count == 1:
        return
    first = max(indices[0] - 2, 0)
    values = stroke.values[first : indices[-1] + 1]
    points = values.tolist()
    middles = ((values[:-1] + values[1:]) / 2).tolist()
    path, pen, following = QPainterPath(), 0.0, 0
    for index in indices:
        at = index - first
        x, y, width = middles[at - 1] if index < count else points[-1]
        if index != following or abs(width - pen) >= _SAME_WIDTH:
            if pen:
                yield path, pen
            begin = points[0] if index == 1 else middles[at - 2]
            path, pen = QPainterPath(QPointF(begin[0], begin[1])), width
        if 1 < index < count:
            handle = points[at - 1]
            path.quadTo(handle[0], handle[1], x, y)
        else:
            path.lineTo(x, y)
        following = index + 1
    yield path, pen


def _piece(points: Sequence[StrokePoint], index: int) -> Line:
    if index == 0:
        return _dot(points[0]), points[0].width
    before, last = points[index - 1], points[index]
    if index == 1:
        path = QPainterPath(_place(before))
        path.lineTo(_middle(before, last))
    else:
        path = QPainterPath(_middle(points[index - 2], before))
        path.quadTo(_place(before), _middle(before, last))
    return path, (before.width + last.width) / 2


def _end_piece(points: Sequence[StrokePoint]) -> Line:
    path = QPainterPath(_middle(points[-2], points[-1]))
    path.lineTo(_place(points[-1]))
    return path, points[-1].width


def _way(points: Sequence[StrokePoint]) -> QPainterPath:
    """Straight from place to place, as the eraser cuts strokes."""
    path = _dot(points[0])
    for point in points[1:]:
        path.lineTo(_place(point))
    return path


def _reach(path: QPainterPath, width: float) -> QRectF:
    return path.boundingRect().adjusted(-width, -width, width, width)


def _pen(width: float, colour: Qt.GlobalColor = Qt.GlobalColor.white) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _place(point: StrokePoint) -> QPointF:
    return QPointF(point.x, point.y)


def _middle(first: StrokePoint, second: StrokePoint) -> QPointF:
    return QPointF((first.x + second.x) / 2, (first.y + second.y) / 2)


def _dot(point: StrokePoint) -> QPainterPath:
    path = QPainterPath(_place(point))
    path.lineTo(point.x + 0.01, point.y)  # a path without length has no caps
    return path

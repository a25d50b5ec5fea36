"""What was done to a canvas, to be undone and done again, and an image in which strokes are painted, point by point."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen

from mnist_desktop.data.strokes import CANVAS_SIZE, Stroke, StrokePoint

Step = Stroke | NDArray[np.uint8] | None
"""What can be undone: a stroke, a picture put on the canvas, or clearing it (None)."""


class Drawing:
    """All that was done to a canvas, so that it can be undone and done again."""

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []

    @property
    def can_undo(self) -> bool:
        """There is something to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Something was taken back, and nothing done since."""
        return bool(self._undone)

    def do(self, step: Step) -> None:
        """Adds a step; what was undone before is forgotten."""
        self._undone.clear()
        self._done.append(step)

    def undo(self) -> bool:
        """Takes the last step back; False when there is none."""
        if self._done:
            self._undone.append(self._done.pop())
            return True
        return False

    def redo(self) -> bool:
        """Does the step again that was taken back last; False when there is none."""
        if self._undone:
            self._done.append(self._undone.pop())
            return True
        return False

    def seen(self) -> tuple[NDArray[np.uint8] | None, list[Stroke]]:
        """What is to be seen after all steps: the picture underneath, and the strokes on it."""
        strokes: list[Stroke] = []
        for step in reversed(self._done):
            if not isinstance(step, Stroke):
                return step, strokes[::-1]
            strokes.append(step)
        return None, strokes[::-1]


class InkImage:
    """A square grey image on which strokes appear, smoothed through the middles between their points.

    Painting a stroke point by point gives the same pixels as painting it whole.

    Args:
        size: Pixels of a side; the canvas always fills it.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self.image = QImage(size, size, QImage.Format.Format_Grayscale8)
        self.image.fill(0)

    def pixels(self) -> NDArray[np.uint8]:
        """A copy of the image, of shape (size, size)."""
        rows = np.frombuffer(self.image.constBits(), np.uint8).reshape(self.size, self.image.bytesPerLine())
        return rows[:, : self.size].copy()

    def paint_all(self, picture: NDArray[np.uint8] | None, strokes: Sequence[Stroke]) -> None:
        """Paints everything anew: a picture of 28 × 28 underneath, then the strokes."""
        self.image.fill(0)
        if picture is not None:
            painter = QPainter(self.image)
            source = QImage(picture.data, 28, 28, 28, QImage.Format.Format_Grayscale8)
            painter.drawImage(QRectF(0, 0, self.size, self.size), source)
            painter.end()
        for stroke in strokes:
            for index in range(len(stroke.points)):
                self.paint_point(stroke.points, index)
            self.paint_end(stroke.points)

    def paint_point(self, points: Sequence[StrokePoint], index: int) -> QRectF:
        """Paints what one point adds to a stroke: the curve up to the middle before it.

        Returns:
            The rectangle that changed, in units of the canvas.
        """
        if index == 0:
            return self._paint(_dot(points[0]), points[0].width)
        before, last = points[index - 1], points[index]
        if index == 1:
            path = QPainterPath(_place(before))
            path.lineTo(_middle(before, last))
        else:
            path = QPainterPath(_middle(points[index - 2], before))
            path.quadTo(_place(before), _middle(before, last))
        return self._paint(path, (before.width + last.width) / 2)

    def paint_end(self, points: Sequence[StrokePoint]) -> QRectF:
        """Paints the last half segment of a finished stroke."""
        if len(points) == 1:
            return QRectF()
        path = QPainterPath(_middle(points[-2], points[-1]))
        path.lineTo(_place(points[-1]))
        return self._paint(path, points[-1].width)

    def _paint(self, path: QPainterPath, width: float) -> QRectF:
        painter = QPainter(self.image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.size / CANVAS_SIZE, self.size / CANVAS_SIZE)
        painter.setPen(
            QPen(
                Qt.GlobalColor.white,
                width,
                Qt.PenStyle.SolidLine,
                Qt.PenCapStyle.RoundCap,
                Qt.PenJoinStyle.RoundJoin,
            )
        )
        painter.drawPath(path)
        painter.end()
        return path.boundingRect().adjusted(-width, -width, width, width)


def _place(point: StrokePoint) -> QPointF:
    return QPointF(point.x, point.y)


def _middle(first: StrokePoint, second: StrokePoint) -> QPointF:
    return QPointF((first.x + second.x) / 2, (first.y + second.y) / 2)


def _dot(point: StrokePoint) -> QPainterPath:
    path = QPainterPath(_place(point))
    path.lineTo(point.x + 0.01, point.y)  # a path without length has no caps
    return path

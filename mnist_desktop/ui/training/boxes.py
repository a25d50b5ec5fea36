"""Boxes for whole numbers that can also be none at all: epochs that a time limit decides, patience, a time."""

import re

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent, QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QSpinBox
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.ui.training.clock import clock

USUAL_PATIENCE = 3
"""Where the arrows begin: one or two epochs without a better one are chance."""

_TIMES = (10, 30, *range(60, 600, 60), *range(600, 3600, 300), *range(3600, 86_401, 3600))
_TIME = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+)")


class EpochsBox(QSpinBox):
    """The number of epochs; with a time limit it cannot be changed and says "as many as fit"."""

    def __init__(self) -> None:
        self._fitted = False  # before Qt asks for the text
        super().__init__(minimum=1, maximum=1000)

    def set_fitted(self, fitted: bool) -> None:
        """Whether a time limit decides how many there are."""
        if fitted != self._fitted:
            self._fitted = fitted
            symbols = QAbstractSpinBox.ButtonSymbols
            self.setButtonSymbols(symbols.NoButtons if fitted else symbols.UpDownArrows)
            self.lineEdit().setText(self.textFromValue(self.value()))
            self._lay_text()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_text()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self._lay_text()

    @override
    def textFromValue(self, value: int) -> str:
        return _("as many as fit") if self._fitted else super().textFromValue(value)

    def _lay_text(self) -> None:
        if self._fitted:  # a spin box without arrows that has a style sheet leaves its text one pixel
            self.lineEdit().setGeometry(self.rect().adjusted(1, 1, -1, -1))


class PatienceBox(QSpinBox):
    """A number of epochs, or "never"; the first step up is the usual patience."""

    def __init__(self) -> None:
        super().__init__(minimum=0, maximum=1000)
        self.setSpecialValueText(_("never"))

    @property
    def patience(self) -> int | None:
        """The epochs; None for never."""
        return self.value() or None

    def set_patience(self, patience: int | None) -> None:
        """Shows another patience."""
        self.setValue(patience or 0)

    @override
    def stepBy(self, steps: int) -> None:
        if self.value() == 0 and steps > 0:
            self.setValue(USUAL_PATIENCE + steps - 1)
            self.selectAll()
        else:
            super().stepBy(steps)


class TimeBox(QSpinBox):
    """A time in minutes and seconds, or "none"; "3:00", and "90" for as many seconds."""

    def __init__(self) -> None:
        super().__init__(minimum=0, maximum=86_400)
        self.setSpecialValueText(_("none"))

    @property
    def seconds(self) -> float | None:
        """The time in seconds; None for none."""
        return float(self.value()) or None

    def set_seconds(self, seconds: float | None) -> None:
        """Shows another time."""
        self.setValue(round(seconds or 0))

    @override
    def stepBy(self, steps: int) -> None:
        for _count in range(abs(steps)):
            now = self.value()
            later = next((time for time in _TIMES if time > now), _TIMES[-1])
            earlier = next((time for time in reversed(_TIMES) if time < now), 0)
            self.setValue(later if steps > 0 else earlier)
        self.selectAll()

    @override
    def textFromValue(self, value: int) -> str:
        return clock(value)

    @override
    def valueFromText(self, text: str) -> int:
        found = _TIME.fullmatch(text.strip())
        if found is None:
            return 0
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return min(3600 * hours + 60 * minutes + seconds, self.maximum())

    @override
    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        stripped = text.strip()
        if _TIME.fullmatch(stripped) or stripped == self.specialValueText():
            return QValidator.State.Acceptable, text, position
        possible = set(stripped) <= set("0123456789:") or self.specialValueText().startswith(stripped)
        return QValidator.State.Intermediate if possible else QValidator.State.Invalid, text, position

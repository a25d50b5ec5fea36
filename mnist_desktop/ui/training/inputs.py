"""Inputs that the settings of a training need: numbers that double, numbers of any size, three paces."""

import math

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QButtonGroup,
    QDoubleSpinBox,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QWidget,
)
from typing_extensions import override

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.training.control import Pace
from mnist_desktop.ui.widgets import Column, Row, explain


class DoublingSpinBox(QSpinBox):
    """A whole number whose arrows double and halve it: 32, 64, 128."""

    @override
    def stepBy(self, steps: int) -> None:
        power = 2 ** (math.floor(math.log2(max(self.value(), 1))) + steps) if steps else 1
        if steps < 0 and self.value() > 2 ** math.floor(math.log2(max(self.value(), 1))):
            power *= 2  # from 100 down to 64, not to 32
        self.setValue(int(power))
        self.selectAll()


class PlainBox(QDoubleSpinBox):
    """A number without needless zeros: "0.9", not "0.900"."""

    @override
    def textFromValue(self, value: float) -> str:
        return f"{value:g}"


class PercentBox(PlainBox):
    """A share, 0 to 1, shown as a percentage without needless zeros: "15 %"."""

    def __init__(self, most: float) -> None:
        super().__init__(minimum=0.0, maximum=100 * most, singleStep=5.0, decimals=2, suffix=_(" %"))

    @property
    def share(self) -> float:
        """The share, 0 to 1."""
        return round(self.value() / 100, 6)

    def set_share(self, share: float) -> None:
        """Shows another share."""
        self.setValue(100 * share)


class RateBox(QAbstractSpinBox):
    """A positive number of any size, as it was typed; the arrows go 0.001, 0.002, 0.005, 0.01.

    Emits ``changed`` when it was typed in or stepped.

    Args:
        setting: Its name in the spec, for the fault that ``number`` raises.
    """

    changed = Signal()

    def __init__(self, setting: str) -> None:
        super().__init__()
        self._setting = setting
        self.lineEdit().textChanged.connect(self.changed)

    def number(self) -> float:
        """What was typed.

        Raises:
            UserError: It is no number.
        """
        text = self.lineEdit().text().strip()
        try:
            return float(text)
        except ValueError:
            raise UserError(
                _("“{text}” is no number.").format(text=text[:20]), _("Write it like 0.001."), self._setting
            ) from None

    def set_number(self, number: float) -> None:
        """Shows another number."""
        self.lineEdit().setText(f"{number:.12g}")

    @override
    def stepBy(self, steps: int) -> None:
        try:
            number = self.number()
        except UserError:
            return
        if number > 0 and math.isfinite(number):
            for _count in range(abs(steps)):
                number = _next(number) if steps > 0 else _previous(number)
            self.set_number(number)
            self.selectAll()

    @override
    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        return QAbstractSpinBox.StepEnabledFlag.StepUpEnabled | QAbstractSpinBox.StepEnabledFlag.StepDownEnabled

    @override
    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        return QValidator.State.Acceptable, text, position


class PaceChooser(QWidget):
    """Three buttons in a row, one of which is down.

    Emits ``chosen`` with a ``Pace`` when one is clicked, or reached with the arrow keys.
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pace")
        self.setAccessibleName(_("Pace"))
        self._group = QButtonGroup(self)
        row = Row(spacing=4)
        for number, (_pace, name, text, explanation) in enumerate(_paces()):
            button = QPushButton(text, autoDefault=False)
            button.setCheckable(True)
            button.setObjectName(name)
            button.setAccessibleName(f"{_('Pace')}: {text}")
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            explain(button, explanation)
            self._group.addButton(button, number)
            row.addWidget(button)
        label = QLabel(_("&Pace"))
        label.setBuddy(self._group.button(0))
        label.setAlignment(Qt.AlignmentFlag.AlignLeft)
        layout = Column(spacing=4)
        layout.addWidget(label)
        layout.addLayout(row)
        self.setLayout(layout)
        self._group.idToggled.connect(self._on_toggled)

    def set_pace(self, pace: Pace) -> None:
        """Shows the pace in force."""
        number = next(number for number, (each, *_rest) in enumerate(_paces()) if each is pace)
        blocked = self._group.blockSignals(True)
        self._group.button(number).setChecked(True)
        self._group.blockSignals(blocked)

    @Slot(int, bool)
    def _on_toggled(self, number: int, checked: bool) -> None:
        if checked:
            self.chosen.emit(_paces()[number][0])


def _paces() -> tuple[tuple[Pace, str, str, str], ...]:
    same = _("The result is the same at every pace.")
    return (
        (Pace.FULL, "pace_full", _("Full"), f"{_('As fast as this computer can.')} {same}"),
        (Pace.LESSON, "pace_lesson", _("Lesson"), f"{_('About 10 seconds an epoch, slow enough to follow.')} {same}"),
        (Pace.STEP, "pace_step", _("Step"), f"{_('One step at a time, each when you ask for it.')} {same}"),
    )


def _next(number: float) -> float:
    """The next larger of 1, 2 and 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(number) + 1e-9)
    return next(factor * power for factor in (1, 2, 5, 10, 20) if factor * power > number * (1 + 1e-9))


def _previous(number: float) -> float:
    power = 10.0 ** math.floor(math.log10(number) + 1e-9)
    return next(factor * power for factor in (5, 2, 1, 0.5) if factor * power < number * (1 - 1e-9))

"""Boxes for numbers that can be none: patience, a time, epochs that a time limit decides."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDoubleSpinBox
from pytestqt.qtbot import QtBot

from mnist_desktop.ui.theme import Scheme, appearance
from mnist_desktop.ui.training.boxes import EpochsBox, PatienceBox, TimeBox
from mnist_desktop.ui.training.class_weights import ClassWeightsEditor
from mnist_desktop.ui.training.inputs import PercentBox
from mnist_desktop.ui.training.setting_field import SettingField


def test_that_patience_begins_at_three_and_ends_at_never(qtbot: QtBot) -> None:
    box = PatienceBox()
    qtbot.addWidget(box)
    assert box.patience is None
    assert box.text() == "never"
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert box.patience == 3
    for _count in range(3):
        QTest.keyClick(box, Qt.Key.Key_Down)
    assert box.patience is None


@pytest.mark.parametrize(
    ("typed", "seconds"), [("3:00", 180.0), ("90", 90.0), ("1:02:03", 3723.0), ("0:05", 5.0), ("0", None)]
)
def test_that_a_time_is_typed_as_a_clock_or_as_seconds(qtbot: QtBot, typed: str, seconds: float | None) -> None:
    box = TimeBox()
    qtbot.addWidget(box)
    box.lineEdit().selectAll()
    QTest.keyClicks(box.lineEdit(), typed)
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert box.seconds == seconds


def test_that_the_arrows_of_a_time_take_useful_steps(qtbot: QtBot) -> None:
    box = TimeBox()
    qtbot.addWidget(box)
    assert box.text() == "none"
    texts = []
    for key in (Qt.Key.Key_Up,) * 4 + (Qt.Key.Key_Down,):
        QTest.keyClick(box, key)
        texts.append(box.text())
    assert texts == ["0:10", "0:30", "1:00", "2:00", "1:00"]


def test_that_a_time_takes_no_letters() -> None:
    box = TimeBox()
    assert box.validate("2:x", 3)[0] is QValidator.State.Invalid
    assert box.validate("2:", 2)[0] is QValidator.State.Intermediate


def test_that_fitted_epochs_say_so_and_keep_their_number(qtbot: QtBot) -> None:
    box = EpochsBox()
    qtbot.addWidget(box)
    box.resize(112, 32)
    box.setValue(7)
    box.set_fitted(True)
    assert box.text() == "as many as fit"
    assert box.value() == 7
    appearance().set_scheme(Scheme.DARK)
    QApplication.processEvents()
    assert box.lineEdit().width() > 80
    box.set_fitted(False)
    assert box.text() == "7"


def test_that_the_wheel_turns_only_a_field_that_was_clicked(qtbot: QtBot) -> None:
    box = QDoubleSpinBox(minimum=0.0, maximum=10.0)
    field = SettingField("Noise", box, "Noise.", setting="augmentation.noise")
    qtbot.addWidget(field)
    with qtbot.waitExposed(field):
        field.show()
    centre = QPointF(box.rect().center())
    buttons, modifiers = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    turn = QWheelEvent(
        centre, centre, QPoint(0, 120), QPoint(0, 120), buttons, modifiers, Qt.ScrollPhase.NoScrollPhase, False
    )
    field.setFocus()
    box.clearFocus()
    QApplication.sendEvent(box, turn)
    assert box.value() == 0.0
    with qtbot.waitActive(field):
        field.activateWindow()
    box.setFocus()
    QApplication.sendEvent(box, turn)
    assert box.value() > 0.0


def test_that_an_untouched_value_is_not_changed_by_its_rounding(qtbot: QtBot) -> None:
    field = SettingField("Validation", PercentBox(0.9), "Validation.", setting="validation_split")
    qtbot.addWidget(field)
    field.show_value(0.123456789)
    assert not field.is_changed
    assert not field.differs_from(0.123456789)
    field.put_in(0.2)
    assert field.is_changed


def test_that_a_locked_field_says_why(qtbot: QtBot) -> None:
    field = SettingField("Batch size", QDoubleSpinBox(), "Batch size: how many.", setting="batch_size")
    qtbot.addWidget(field)
    field.set_locked(True)
    assert not field.editor.isEnabled()
    assert field.statusTip() == "Locked while it learns; Stop first. Batch size: how many."
    field.set_locked(False)
    assert field.statusTip() == "Batch size: how many."


def test_that_class_weights_are_off_balanced_or_ones_own(qtbot: QtBot) -> None:
    editor = ClassWeightsEditor()
    qtbot.addWidget(editor)
    editor.set_answers(("not 5", "5"), (0.5497, 5.5351))
    assert editor.weights is None
    editor._kind.setCurrentIndex(editor._kind.findData("balanced"))
    assert editor.weights == (0.5497, 5.5351)  # exact, though the rows round
    with qtbot.waitSignal(editor.changed):
        editor._boxes[1].setValue(3.0)
    assert editor._kind.currentData() == "own"
    assert editor.weights == (0.55, 3.0)
    editor.set_answers(("0", "1", "2"), (1.0, 1.0, 1.0))
    assert editor.weights is None  # weights of other answers mean nothing here
    assert len(editor._boxes) == 3


def test_that_weights_of_a_model_are_shown_for_what_they_are(qtbot: QtBot) -> None:
    editor = ClassWeightsEditor()
    qtbot.addWidget(editor)
    editor.set_answers(("0", "1"), (0.8, 1.3))
    for weights, kind in ((None, "off"), ((0.8, 1.3), "balanced"), ((1.0, 4.125), "own")):
        editor.show_weights(weights)
        assert editor._kind.currentData() == kind
        assert editor.weights == weights

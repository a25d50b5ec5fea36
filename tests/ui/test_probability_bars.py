import pytest
from PySide6.QtGui import QImage, QPalette
from pytestqt.qtbot import QtBot

from mnist_desktop.ui.probability_bars import ProbabilityBars, percentage

HEIGHT = 30


@pytest.fixture
def bars(qtbot: QtBot) -> ProbabilityBars:
    bars = ProbabilityBars(tuple("0123456789"))
    qtbot.addWidget(bars)
    bars.resize(320, 10 * HEIGHT)
    bars.show()
    qtbot.waitExposed(bars)
    return bars


def _length(image: QImage, bars: ProbabilityBars, row: int, role: QPalette.ColorRole) -> int:
    color = bars.palette().color(role)
    y = round((row + 0.5) * HEIGHT)
    return sum(image.pixelColor(x, y) == color for x in range(20, 240))


def test_that_the_likeliest_alone_has_the_accent_and_lengths_are_in_proportion(bars: ProbabilityBars) -> None:
    bars.set_probabilities([0.0, 0.25, 0.0, 0.5, 0.25, 0.0, 0.0, 0.0, 0.0, 0.0])
    image = bars.grab().toImage()
    accent = [_length(image, bars, row, QPalette.ColorRole.Highlight) for row in range(10)]
    other = [_length(image, bars, row, QPalette.ColorRole.PlaceholderText) for row in (1, 4)]
    assert accent[3] > 50
    assert sum(accent) == accent[3]
    if bars.palette().color(QPalette.ColorRole.PlaceholderText).alpha() == 255:
        assert other == pytest.approx([accent[3] / 2] * 2, abs=2)
    assert bars.likeliest() == 3


def test_that_no_answer_has_no_bars(bars: ProbabilityBars) -> None:
    bars.set_probabilities([0.1] * 10)
    bars.set_probabilities(None)
    image = bars.grab().toImage()
    assert bars.likeliest() is None
    assert all(_length(image, bars, row, QPalette.ColorRole.Highlight) == 0 for row in range(10))
    assert bars.accessibleDescription() == "No answer yet"


def test_that_a_wrong_number_of_probabilities_is_refused(bars: ProbabilityBars) -> None:
    with pytest.raises(ValueError, match="10 probabilities"):
        bars.set_probabilities([1.0])


def test_that_other_classes_start_without_an_answer(bars: ProbabilityBars) -> None:
    bars.set_probabilities([0.1] * 10)
    bars.set_class_names(["not 3", "3"])
    assert bars.likeliest() is None
    bars.set_probabilities([0.2, 0.8])
    assert bars.accessibleDescription() == "3: 80.0 %"


@pytest.mark.parametrize(
    ("probability", "words"),
    [(0.0, "0.0 %"), (0.0716, "7.2 %"), (0.9994, "99.9 %"), (0.99999, "> 99.9 %"), (1.0, "100.0 %")],
)
def test_that_a_percentage_is_not_rounded_up_to_certainty(probability: float, words: str) -> None:
    assert percentage(probability) == words


def test_that_nothing_jumps_when_the_numbers_change(bars: ProbabilityBars) -> None:
    """The end of the track, right of the bars, is in the same place for every answer."""
    bars.set_probabilities([0.1] * 10)
    image = bars.grab().toImage()
    ground = image.pixelColor(318, 1)
    y = round(9.5 * HEIGHT)
    ends = []
    for values in ([0.1] * 10, [1.0, *[0.0] * 9], [0.0] * 9 + [0.99999]):
        bars.set_probabilities(values)
        image = bars.grab().toImage()
        start = next(x for x in range(18, 320) if image.pixelColor(x, y) != ground)
        ends.append(next(x for x in range(start, 320) if image.pixelColor(x, y) == ground))
    assert len(set(ends)) == 1

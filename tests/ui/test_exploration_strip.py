"""The strip of pictures under or beside what is explored."""

import numpy as np
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from mnist_desktop.ui.digit_grid import GAP
from mnist_desktop.ui.evaluation.exploration_strip import PictureStrip, PictureWords


def test_that_low_room_shows_fewer_pictures_and_whole_captions(qtbot: QtBot) -> None:
    strip = PictureStrip("strip", "Pictures", "Some pictures.")
    qtbot.addWidget(strip)
    strip.set_upright(True)
    caption = "A 6 ✕\nB 5 ✓"
    strip.show_pictures("", np.zeros((40, 28, 28), np.uint8), lambda _place: PictureWords(caption, "", wrong=False))
    strip.resize(330, 150)
    strip.show()

    def fits() -> bool:
        wide = QFontMetricsF(strip.grid.font()).horizontalAdvance("A 6 ✕")
        return strip.grid.picture_rect(0).width() + GAP >= wide and strip.grid.picture_rect(1).top() < 10

    qtbot.waitUntil(fits)

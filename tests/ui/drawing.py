"""A canvas, and a window at the page Draw, for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from pytestqt.qtbot import QtBot

from mnist_desktop.ui.digit_canvas import DigitCanvas
from mnist_desktop.ui.draw_tab import DrawPage
from mnist_desktop.ui.main_window import PAGES, MainWindow
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.theme import appearance
from tests.ui.pages import PlainPage


def shown_canvas(qtbot: QtBot, size: int = 280) -> DigitCanvas:
    """A canvas of that many pixels, on the screen."""
    canvas = DigitCanvas()
    qtbot.addWidget(canvas)
    canvas.resize(size, size)
    with qtbot.waitExposed(canvas):
        canvas.show()
    return canvas


@contextmanager
def window_at_draw(session: Session, qtbot: QtBot, size: tuple[int, int] = (1366, 689)) -> Iterator[MainWindow]:
    """A window whose page Draw is the real one; it goes when the block ends, and a training with it."""
    factories = {name: partial(PlainPage, session, name) for name in PAGES}
    window = MainWindow(session, {**factories, "draw": partial(DrawPage, session)})
    window.setMinimumSize(1, 1)
    window.resize(*size)
    with qtbot.waitExposed(window):
        window.show()
    appearance().set_limit(2.0)
    window.show_page("draw")
    with qtbot.waitActive(window):
        window.activateWindow()
    yield window
    session.stop()
    qtbot.waitUntil(lambda: not session.training)
    window.close()
    window.deleteLater()

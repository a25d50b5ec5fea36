"""What is done to a drawing besides drawing: undo, redo, eraser, a picture of the test, the width of the brush."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from mnist_desktop.i18n import _
from mnist_desktop.ui.digit_canvas import DigitCanvas
from mnist_desktop.ui.settings import BRUSH_WIDTH, Settings
from mnist_desktop.ui.widgets import Field, Grid, SecondaryButton, explain

BRUSH_STEP = 4


class DrawTools(QWidget):
    """Undo, redo, the eraser, and a random picture of the test.

    Signals:
        picture_wanted(): A test picture is to be put on the canvas.

    Args:
        canvas: What undo, redo and the eraser are about.
    """

    picture_wanted = Signal()

    def __init__(self, canvas: DigitCanvas) -> None:
        super().__init__()
        self.setObjectName("draw_tools")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._undo = SecondaryButton(_("Undo"), name="undo", icon="arrow-counter-clockwise")
        explain(self._undo, _("Takes the last stroke, erasing, picture or clearing back."))
        self._undo.clicked.connect(canvas.undo)
        self._redo = SecondaryButton(_("Redo"), name="redo", icon="arrow-clockwise")
        explain(self._redo, _("Does again what was taken back last."))
        self._redo.clicked.connect(canvas.redo)
        self._eraser = SecondaryButton(_("Eraser"), name="eraser", icon="eraser")
        self._eraser.setCheckable(True)
        explain(
            self._eraser,
            _("Eraser instead of pen (E): cuts strokes where it passes. The right mouse button always erases."),
        )
        self._eraser.toggled.connect(canvas.choose_eraser)
        canvas.eraser_chosen.connect(self._eraser.setChecked)
        self._picture = SecondaryButton(_("Test picture"), name="test_picture")
        explain(self._picture, _("Puts a picture of the test on the canvas, drawn by chance and unchanged."))
        self._picture.clicked.connect(self.picture_wanted)
        self._picture.setEnabled(False)
        for button, available in ((self._undo, canvas.undo_available), (self._redo, canvas.redo_available)):
            button.setEnabled(False)
            available.connect(button.setEnabled)
        self._words = {button: button.text() for button in self.buttons}
        for button, words in self._words.items():
            button.setAccessibleName(words)
        self._grid = Grid(spacing=8)
        self.setLayout(self._grid)

    @property
    def buttons(self) -> tuple[SecondaryButton, ...]:
        """The buttons, in the order of the tab key."""
        return (self._undo, self._redo, self._eraser, self._picture)

    def set_narrow(self, narrow: bool) -> None:
        """Stands in one row without words, or in two with them."""
        self._picture.set_icon("image" if narrow else "")  # beside both there is no room
        for place, button in enumerate(self.buttons):
            button.setText("" if narrow else self._words[button])
            self._grid.removeWidget(button)
            self._grid.addWidget(button, *((0, place) if narrow else divmod(place, 2)))

    def set_pictures_there(self, there: bool) -> None:
        """Tells whether there are test pictures yet."""
        self._picture.setEnabled(there)


class BrushField(Field):
    """The width of the brush, remembered.

    Args:
        canvas: Whose brush it is.
        settings: Remember it.
    """

    def __init__(self, canvas: DigitCanvas, settings: Settings) -> None:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setObjectName("brush_width")
        slider.setRange(round(BRUSH_WIDTH.minimum or 0), round(BRUSH_WIDTH.maximum or 0))
        slider.setPageStep(BRUSH_STEP)
        super().__init__(
            _("&Brush width"),
            slider,
            _("How thick pen and eraser are; the digits of MNIST are about as thick as the usual width."),
        )
        self._canvas, self._settings, self._slider = canvas, settings, slider
        slider.setValue(round(settings.get(BRUSH_WIDTH)))
        canvas.set_brush_width(slider.value())
        slider.valueChanged.connect(self._on_value_changed)

    def step(self, by: int) -> None:
        """Makes the brush wider or, with a negative number, thinner."""
        self._slider.setValue(self._slider.value() + by)

    @Slot(int)
    def _on_value_changed(self, value: int) -> None:
        self._canvas.set_brush_width(value)
        self._settings.set(BRUSH_WIDTH, float(value))

"""The switch between the drawing of a network and its code."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QWidget

from mnist_desktop.i18n import _
from mnist_desktop.ui.widgets import Row, explain


class NetworkViewSwitch(QWidget):
    """Chooses between drawing and code.

    Emits ``code_chosen`` with whether it is the code.
    """

    code_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("network_view")
        self.setAccessibleName(_("View"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        drawing = QPushButton(_("Drawing"), autoDefault=False)
        drawing.setObjectName("view_drawing")
        explain(drawing, _("Drawing: the network as a picture."))
        self._code = QPushButton(_("Code"), autoDefault=False)
        self._code.setObjectName("view_code")
        explain(self._code, _("Code: the same data, network and training in Keras, live (Ctrl+K)."))
        self._group = QButtonGroup(self)
        row = Row(spacing=4)
        for button in (drawing, self._code):
            button.setCheckable(True)
            self._group.addButton(button)
            row.addWidget(button)
        self.setLayout(row)
        drawing.setChecked(True)
        self._code.toggled.connect(self._on_toggled)

    @property
    def code(self) -> bool:
        """Whether the code is chosen."""
        return self._code.isChecked()

    def toggle(self) -> None:
        """To the other view."""
        other = next(button for button in self._group.buttons() if not button.isChecked())
        other.setChecked(True)

    @Slot(bool)
    def _on_toggled(self, code: bool) -> None:
        self.code_chosen.emit(code)

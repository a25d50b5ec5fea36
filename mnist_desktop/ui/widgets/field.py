"""Field: a setting with its name, its control, its explanation and, when it is wrong, the fault."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QAbstractSpinBox, QCheckBox, QComboBox, QLabel, QLineEdit, QSizePolicy, QWidget

from mnist_desktop.ui.theme import Theme, follow_theme
from mnist_desktop.ui.widgets.explain import explain
from mnist_desktop.ui.widgets.labels import Label, TextRole, set_property
from mnist_desktop.ui.widgets.layouts import Column, Row

_EDITOR_WIDTH, _EDITOR_HEIGHT = 112, 32


class Field(QWidget):
    """A row of the control column: the name at the left, the control at the right, a fault under both.

    Args:
        label: The setting's name; an ``&`` before the letter of its Alt key.
        editor: A spin box, combo box, line edit, slider; or a check box, which then takes the whole row.
        explanation: One sentence; see ``explain``.
        setting: Dotted name in the spec ("epochs", "optimizer.learning_rate"), by which a ``UserError``
            finds it.
        wide: The name stands over the control, which is as wide as the column.
    """

    def __init__(self, label: str, editor: QWidget, explanation: str, *, setting: str = "", wide: bool = False) -> None:
        super().__init__()
        self.editor = editor
        self._wide = wide
        self.setting = setting
        plain = label.replace("&", "")
        editor.setAccessibleName(plain)
        explain(self, explanation)
        explain(editor, explanation)
        self._fault = Label(role=TextRole.ERROR, name="fault")
        self._fault.hide()

        row: Row | Column = Column(spacing=4) if wide else Row(spacing=8)
        if isinstance(editor, QCheckBox):
            editor.setText(label)
            row.addWidget(editor)
        else:
            across = QSizePolicy.Policy.Expanding if wide else QSizePolicy.Policy.Fixed
            editor.setSizePolicy(across, QSizePolicy.Policy.Fixed)
            name = QLabel(label)
            name.setBuddy(editor)
            row.addWidget(name)
            if not wide:
                row.addStretch()
            row.addWidget(editor)
        layout = Column(spacing=4)
        layout.addLayout(row)
        layout.addWidget(self._fault)
        self.setLayout(layout)
        follow_theme(self._on_theme_changed)

    def set_fault(self, text: str) -> None:
        """Shows what is wrong with the value; "" takes it away."""
        self._fault.setText(text)
        self._fault.setVisible(bool(text))
        set_property(self.editor, "fault", "true" if text else "")

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        if isinstance(self.editor, QCheckBox):
            return
        if not self._wide:
            self.editor.setFixedWidth(theme.px(_EDITOR_WIDTH))
        if isinstance(self.editor, QAbstractSpinBox | QComboBox | QLineEdit):
            self.editor.setFixedHeight(theme.px(_EDITOR_HEIGHT))
        if isinstance(self.editor, QAbstractSpinBox):
            # A style sheet's padding does not reach the text of a spin box.
            self.editor.lineEdit().setTextMargins(theme.px(6), 0, 0, 0)

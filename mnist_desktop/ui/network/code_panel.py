"""The network as Keras code, to read, copy and save."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QStackedWidget, QWidget
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.ui.network.python_colours import PythonColours
from mnist_desktop.ui.theme import current_theme
from mnist_desktop.ui.widgets import Column, Label, Row, SecondaryButton, TextRole, explain

_LEAST_WIDTH, _LEAST_HEIGHT = 360, 150
"""Logical pixels; where there is less, the page scrolls."""


class CodePanel(QWidget):
    """Shows a script, or the sentence that stands in its place; who owns it says which, and does the saving.

    ``buttons`` stand above the code, unless the owner puts them elsewhere and gives them back with ``take_buttons``.

    Emits ``copied`` after the text went to the clipboard, ``save_script_requested`` and ``save_notebook_requested``.
    """

    copied = Signal()
    save_script_requested = Signal()
    save_notebook_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("code_panel")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._text = QPlainTextEdit(readOnly=True, lineWrapMode=QPlainTextEdit.LineWrapMode.NoWrap)
        self._text.setObjectName("code")
        self._text.setProperty("kind", "code")
        self._text.setAccessibleName(_("Keras code"))
        self._text.setTabChangesFocus(True)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        explain(self._text, _("Keras code: the same network, compiled and trained the same way, with Keras alone."))
        self._colours = PythonColours(self._text.document())
        self._words = Label(role=TextRole.ERROR, name="code_words")
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._text)
        self._stack.addWidget(self._words)
        self._copy = SecondaryButton(_("Copy"), name="copy_code", icon="copy")
        explain(self._copy, _("Copy: puts the code on the clipboard."))
        self._copy.clicked.connect(self.copy)
        self._script = SecondaryButton(_("Script"), name="save_script", icon="floppy-disk")
        self._script.setAccessibleName(_("Save script"))
        explain(self._script, _("Save script: as a .py file that plain Python runs."))
        self._script.clicked.connect(self.save_script_requested)
        self._notebook = SecondaryButton(_("Notebook"), name="save_notebook", icon="floppy-disk")
        self._notebook.setAccessibleName(_("Save notebook"))
        explain(self._notebook, _("Save notebook: as a .ipynb file for Jupyter."))
        self._notebook.clicked.connect(self.save_notebook_requested)
        self.buttons = QWidget()
        self.buttons.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        buttons = Row(spacing=8)
        for button in (self._copy, self._script, self._notebook):
            buttons.addWidget(button)
        self.buttons.setLayout(buttons)
        self._layout = Column(spacing=8)
        self._layout.addWidget(self.buttons)
        self._layout.addWidget(self._stack, stretch=1)
        self.setLayout(self._layout)
        self.show_code("")

    @property
    def code(self) -> str:
        """What it shows."""
        return self._text.toPlainText()

    def show_code(self, code: str) -> None:
        """Shows a script; the place that was scrolled to stays, so that one sees what changes while one types."""
        if code != self.code:
            across, down = self._text.horizontalScrollBar().value(), self._text.verticalScrollBar().value()
            self._text.setPlainText(code)
            self._text.horizontalScrollBar().setValue(across)
            self._text.verticalScrollBar().setValue(down)
        self._stack.setCurrentWidget(self._text)
        for button in (self._copy, self._script, self._notebook):
            button.setEnabled(bool(code))

    def show_words(self, words: str) -> None:
        """Shows a sentence instead: why there is no code."""
        self._words.setText(words)
        self._stack.setCurrentWidget(self._words)
        for button in (self._copy, self._script, self._notebook):
            button.setEnabled(False)

    def take_buttons(self) -> None:
        """Takes the buttons back from where they stood meanwhile."""
        self._layout.insertWidget(0, self.buttons)

    @override
    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    @override
    def minimumSizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px(_LEAST_WIDTH), theme.px(_LEAST_HEIGHT))

    @Slot()
    def copy(self) -> None:
        """Puts the code on the clipboard."""
        QGuiApplication.clipboard().setText(self.code)
        self.copied.emit()

"""Texts in the sizes of the design, and large numbers with a caption."""

import enum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from mnist_desktop.ui.widgets.layouts import Column


class TextRole(enum.Enum):
    """What a text is, which decides its size."""

    BODY = "body"
    CAPTION = "caption"
    STRONG = "strong"
    TITLE = "title"
    BIG = "big"
    ANSWER = "answer"
    ERROR = "error"


class Label(QLabel):
    """A text of the design; it wraps unless it is large.

    Args:
        text: What it says; plain text.
        role: What it is.
        name: Its ``objectName``.
    """

    def __init__(self, text: str = "", role: TextRole = TextRole.BODY, *, name: str = "") -> None:
        large = role in (TextRole.BIG, TextRole.ANSWER)
        super().__init__(text, textFormat=Qt.TextFormat.PlainText, wordWrap=not large)
        self.setObjectName(name)
        self.setProperty("kind", role.value)

    def set_colour(self, colour: str) -> None:
        """Colours the text: "training", "validation", "wrong", "muted", or "" for the usual."""
        set_property(self, "colour", colour)


class BigNumber(QWidget):
    """A number of 32 pixels over a caption of 12: "97.7 %" over "training".

    Args:
        caption: What the number is.
        name: Its ``objectName``; the labels inside are called "value" and "caption".
        value: The number as text; a dash while there is none.
        colour: As for ``Label.set_colour``.
    """

    def __init__(self, caption: str, *, name: str, value: str = "–", colour: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self._value = Label(value, TextRole.BIG, name="value")
        self._value.set_colour(colour)
        self._caption = Label(caption, TextRole.CAPTION, name="caption")
        self._caption.setWordWrap(False)
        layout = Column(spacing=0)
        layout.addWidget(self._value)
        layout.addWidget(self._caption)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._name_for_readers()

    @property
    def value(self) -> str:
        """The number as shown."""
        return self._value.text()

    def set_value(self, value: str) -> None:
        """Shows another number."""
        self._value.setText(value)
        self._name_for_readers()

    def set_caption(self, caption: str) -> None:
        """Says something else about the number."""
        self._caption.setText(caption)
        self._name_for_readers()

    def set_colour(self, colour: str) -> None:
        """As ``Label.set_colour``."""
        self._value.set_colour(colour)

    def _name_for_readers(self) -> None:
        self.setAccessibleName(f"{self._caption.text()}: {self._value.text()}")


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Sets a dynamic property that the style sheet asks for, and restyles the widget."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)

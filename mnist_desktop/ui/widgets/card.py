"""Card: a surface for one subject."""

from PySide6.QtWidgets import QFrame, QSizePolicy

from mnist_desktop.ui.widgets.labels import Label, TextRole
from mnist_desktop.ui.widgets.layouts import Column


class Card(QFrame):
    """A white surface with rounded corners; cards never lie in cards.

    Put widgets into ``card.body``.

    Args:
        title: Said at its top; none if empty.
        name: Its ``objectName``.
        margin: Around its content, in logical pixels.
    """

    def __init__(self, title: str = "", *, name: str = "", margin: int = 16) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("kind", "card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.body = Column(spacing=12, margins=(margin, margin, margin, margin))
        self.setLayout(self.body)
        if title:
            self.setAccessibleName(title)
            label = Label(title, TextRole.STRONG, name="title")
            label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            self.body.addWidget(label)

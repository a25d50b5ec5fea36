"""A page for tests of the window: nothing but a main action, two fields and a card."""

from PySide6.QtWidgets import QSpinBox
from typing_extensions import override

from mnist_desktop.ui.session import Session
from mnist_desktop.ui.widgets import BigNumber, Card, Field, Fold, MainButton, Page, explain


class PlainPage(Page):
    """Stands in for any of the five pages."""

    def __init__(self, session: Session, name: str) -> None:
        self.go = MainButton("Go", name="go")
        super().__init__(session, name=f"{name}_page", title=name.capitalize(), main_action=self.go)
        explain(self.go, "Go: does nothing.")
        self.epochs = QSpinBox(minimum=1, maximum=1000)
        self.column.addWidget(Field("&Epochs", self.epochs, "How often.", setting="epochs"))
        self.seed = QSpinBox()
        self.fold = Fold("More", name="more")
        self.fold.body.addWidget(Field("&Seed", self.seed, "Where chance begins.", setting="seed"))
        self.column.addWidget(self.fold)
        self.card = Card("Picture", name="card")
        self.card.body.addWidget(BigNumber("right", name="right"))
        self.content.addWidget(self.card)
        self.arranged: list[tuple[bool, bool]] = []

    @override
    def arrange(self, *, wide: bool, compact: bool) -> None:
        self.arranged.append((wide, compact))

"""What stands under the tested pictures: wrong ones only, pages, and nine others by chance."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QWidget
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.ui.evaluation.choice import PAGE_SIZE, PictureChoice
from mnist_desktop.ui.widgets import FlatButton, Label, Row, SecondaryButton, TextRole, explain


class PicturesFooter(QWidget):
    """The controls under the pictures; ``PicturesCard`` listens to them."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pictures_footer")
        self.wrong_only = QCheckBox(_("Wrong only"))
        self.wrong_only.setObjectName("wrong_only")
        self.before = FlatButton("‹", name="pictures_before")
        self.before.setAccessibleName(_("The nine before"))
        explain(self.before, _("The nine pictures before these."))
        self.after = FlatButton("›", name="pictures_after")
        self.after.setAccessibleName(_("The next nine"))
        explain(self.after, _("The next nine of these pictures."))
        self._position = Label(role=TextRole.CAPTION, name="pictures_position")
        self._position.setWordWrap(False)
        self.chance = SecondaryButton("", name="nine_others", icon="shuffle")
        self._chance_text = ""
        row = self._row = Row(spacing=4)
        for widget in (self.wrong_only, self.before, self._position, self.after):
            row.addWidget(widget)
        row.addStretch()
        row.addWidget(self.chance)
        self.setLayout(row)
        self.set_labelled(True)
        self.show_choice(PictureChoice(), 0, 0)

    def set_labelled(self, labelled: bool) -> None:
        """Tells whether anyone knows which answers are wrong."""
        self.wrong_only.setEnabled(labelled)
        explain(
            self.wrong_only,
            _("Wrong only: leaves out all pictures that were answered rightly.")
            if labelled
            else _("These pictures have no labels: nobody can say which answers are wrong."),
        )

    def show_choice(self, choice: PictureChoice, first: int, count: int) -> None:
        """Shows which of the pictures are on show.

        Args:
            choice: What is asked for.
            first: Place of the first picture that shows.
            count: Pictures found.
        """
        by_chance = choice.order == "by_chance"
        self.wrong_only.setChecked(choice.wrong_only)
        self.wrong_only.setVisible(choice.cell is None)  # all of a cell are right, or all are wrong
        paged = not by_chance and count > PAGE_SIZE
        for widget in (self.before, self._position, self.after):
            widget.setVisible(paged)
        self.before.setEnabled(first > 0)
        self.after.setEnabled(first + PAGE_SIZE < count)
        last = min(first + PAGE_SIZE, count)
        self._position.setText(
            _("{first}–{last} of {count}").format(first=f"{first + 1:,}", last=f"{last:,}", count=f"{count:,}")
        )
        self._chance_text = _("Nine others") if by_chance else _("By chance")
        self.chance.setAccessibleName(self._chance_text)
        explain(
            self.chance,
            _("Nine others: draws again by chance.") if by_chance else _("By chance: nine of all pictures."),
        )
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def sizeHint(self) -> QSize:
        """For the button with its word, also while that is left away: else it would never come back."""
        hint = self._row.sizeHint()
        missing = 0 if self.chance.text() else self.chance.fontMetrics().horizontalAdvance(self._chance_text)
        return QSize(hint.width() + missing, hint.height())

    @override
    def minimumSizeHint(self) -> QSize:
        """For the button with its icon alone."""
        least = self._row.minimumSize()
        return QSize(least.width() - self.chance.fontMetrics().horizontalAdvance(self.chance.text()), least.height())

    def _fit(self) -> None:
        """Leaves the button's word away where it has no room."""
        self.chance.setText(self._chance_text)
        if self._row.minimumSize().width() > self.width() > 0:
            self.chance.setText("")

"""The folds of the page Draw: pictures from elsewhere, and what is kept of drawings."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from mnist_desktop.i18n import _, ngettext
from mnist_desktop.ui.draw.keeper import DrawingKeeper
from mnist_desktop.ui.draw.pictures import PictureOpener
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.widgets import Fold, Label, Row, SecondaryButton, TextRole, everything_only, explain

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QLayout

    from mnist_desktop.service.drawings import Drawings


class OpenPictureFold(Fold):
    """Opens a picture's file, or what is on the clipboard.

    Args:
        opener: Opens it.
    """

    def __init__(self, opener: PictureOpener) -> None:
        super().__init__(_("Open a picture"), name="open_picture_fold")
        explain(self, _("Puts a picture from elsewhere on the canvas: a file, or what was copied."))
        row = Row(spacing=8)
        _add_button(
            row, _("File …"), "open_picture", "folder-open", opener.ask_file,
            _("Puts a PNG, JPEG or photo of a digit on the canvas; dark on light or light on dark is found out."),
        )  # fmt: skip
        _add_button(
            row, _("Paste"), "paste_picture", "image", opener.paste,
            _("Puts the picture that was copied elsewhere on the canvas."),
        )  # fmt: skip
        self.body.addLayout(row)
        hint = _("Or drop a picture on this page.")
        self.body.addWidget(Label(hint, TextRole.CAPTION, name="picture_drop_hint"))


class KeepDrawingFold(Fold):
    """Saves the drawing: with a label, so that data are collected; at the level Everything as PNG, or copies it.

    Args:
        session: Knows the level.
        keeper: Saves it.
    """

    def __init__(self, session: Session, keeper: DrawingKeeper) -> None:
        super().__init__(_("Keep this drawing"), name="keep_drawing_fold")
        explain(self, _("Saves drawings with their labels, to collect data of your own."))
        self._keeper = keeper
        _add_button(
            self.body, _("Save with its label …"), "save_labelled", "floppy-disk", keeper.ask_label,
            _("Saves what the network received, and which digit it is: so a class collects a test of its own."),
        )  # fmt: skip
        self._collected = Label(role=TextRole.CAPTION, name="collected")
        self.body.addWidget(self._collected)
        self._open = _add_button(
            self.body, _("Open them as data"), "open_drawings", "folder-open", keeper.open_as_data,
            _("Opens the drawings with labels on the page Data, to test or to train a model with them."),
        )  # fmt: skip
        row = Row(spacing=8)
        exports = [
            _add_button(
                row, _("Save PNG …"), "save_drawing", "download-simple", keeper.ask_file,
                _("Saves the drawing as a PNG, large, or as the 28 × 28 pixels that the network receives."),
            ),
            _add_button(
                row, _("Copy"), "copy_drawing", "copy", keeper.copy,
                _("Copies the drawing, white on black, to be pasted elsewhere."),
            ),
        ]  # fmt: skip
        self.body.addLayout(row)
        for button in exports:
            everything_only(session, button)
        self._show_count(0, 0)
        keeper.drawings_changed.connect(self._on_drawings_changed)
        self.toggled.connect(self._on_toggled)

    @Slot(object)
    def _on_toggled(self, open_: bool) -> None:
        if open_:
            self._keeper.count()

    @Slot(object)
    def _on_drawings_changed(self, drawings: "Drawings") -> None:
        self._show_count(drawings.total, drawings.digits)
        explain(
            self._open,
            _("Opens the drawings with labels on the page Data. They lie in {folder}.").format(folder=drawings.folder),
        )

    def _show_count(self, total: int, digits: int) -> None:
        drawings = ngettext("{count:,} drawing", "{count:,} drawings", total).format(count=total)
        of_digits = ngettext("{count} digit", "{count} digits", digits).format(count=digits)
        text = _("{drawings} of {digits} collected.").format(drawings=drawings, digits=of_digits)
        self._collected.setText(text if total else _("No drawings collected yet."))
        self._open.setVisible(digits > 1)  # fewer are no data


def _add_button(
    layout: "QLayout", text: str, name: str, icon: str, slot: "Callable[[], None]", explanation: str
) -> SecondaryButton:
    button = SecondaryButton(text, name=name, icon=icon)
    explain(button, explanation)
    button.clicked.connect(slot)
    layout.addWidget(button)
    return button

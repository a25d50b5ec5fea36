"""The card at the left of the page: samples of every class, or all pictures in their order."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from mnist_desktop.i18n import _
from mnist_desktop.ui.data.browse import BrowseView
from mnist_desktop.ui.data.parts import PartView
from mnist_desktop.ui.data.samples import MOST_COLUMNS, SampleArea, SampleGrid
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.theme import Theme, follow_theme
from mnist_desktop.ui.widgets import Card, ComboBox, Field, Label, Row, TextRole, explain


class SamplesCard(Card):
    """Pictures without labels can only be gone through in their order.

    Signals:
        chosen(int): Index, in the part, of the picture that was clicked or reached with the keys.

    Args:
        session: Whose service draws the samples.
    """

    chosen = Signal(int)

    def __init__(self, session: Session) -> None:
        super().__init__(name="samples_card")
        self._shared = session
        self._view: PartView | None = None
        self._seed = 0
        self._wanted = self._compact = False
        self._title = Label(_("Samples of every class"), TextRole.STRONG, name="samples_title")
        self._counts_title = Label(_("pictures of each"), TextRole.CAPTION, name="counts_title")
        self._counts_title.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._class = ComboBox("browse_class")
        self._class.currentIndexChanged.connect(self._on_class_changed)
        self._class_field = Field(_("C&lass"), self._class, _("Goes through the pictures of this class only."))
        self._class_field.hide()
        heading = Row(spacing=8)
        heading.addWidget(self._title, stretch=1)
        heading.addWidget(self._counts_title)
        heading.addWidget(self._class_field)
        self._heading = QWidget()
        self._heading.setLayout(heading)
        self.samples = SampleGrid()
        explain(
            self.samples, _("A row for each class, drawn by chance; a click enlarges a picture. Bars count them all.")
        )
        self.samples.chosen.connect(self.chosen)
        self.browse = BrowseView()
        self.browse.chosen.connect(self.chosen)
        self._stack = QStackedWidget()
        self._stack.addWidget(SampleArea(self.samples))
        self._stack.addWidget(self.browse)
        self.body.addWidget(self._heading)
        self.body.addWidget(self._stack, stretch=1)
        follow_theme(self._on_theme_changed)

    @property
    def browsing(self) -> bool:
        """Whether all pictures show in their order."""
        return self._stack.currentWidget() is self.browse

    def set_classes(self, names: tuple[str, ...]) -> None:
        """Offers other classes to go through; all are chosen."""
        self._class.blockSignals(True)
        self._class.clear()
        self._class.addItems([_("all"), *names])
        self._class.blockSignals(False)

    def show_part(self, view: PartView) -> None:
        """Shows another part of the data."""
        self._view = view
        self._draw()
        self._show_way()

    def show_counts(self, counts: tuple[int, ...]) -> None:
        """Ends the row of each class with the number of its pictures; () for none."""
        self.samples.set_counts(counts)

    def draw_others(self) -> None:
        """Draws other samples by chance."""
        self._seed += 1
        self._draw()

    def set_browsing(self, wanted: bool) -> None:
        """Shows all pictures in their order, or samples."""
        self._wanted = wanted
        self._show_way()

    def set_compact(self, compact: bool) -> None:
        """Leaves the heading away where the window is low, unless something in it can be set."""
        self._compact = compact
        self._heading.setVisible(not compact or self.browsing)

    def mark(self, index: int) -> None:
        """Brings the enlarged picture into sight."""
        if self.browsing:
            self.browse.go_to(index)

    @Slot(int)
    def _on_class_changed(self, _place: int) -> None:
        self._show_all()

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self._class.setMinimumWidth(theme.px(112))

    def _show_way(self) -> None:
        view = self._view
        if view is None:
            return
        browsing = self._wanted or not view.names
        self._stack.setCurrentIndex(1 if browsing else 0)
        self._counts_title.setVisible(not browsing)
        self._class_field.setVisible(browsing and bool(view.names))
        self.set_compact(self._compact)
        if browsing:
            self._show_all()
        else:
            self._title.setText(view.title.format(count=len(view.pictures)))

    def _show_all(self) -> None:
        view = self._view
        if view is None or not self.browsing:
            return
        place = self._class.currentIndex() if view.names else 0
        self.browse.set_pictures(view.pictures, view.names, place - 1 if place > 0 else None, view.truth)
        chosen, every = self.browse.count, len(view.pictures)
        text = _("{count:,} of {all:,} pictures") if chosen < every else _("All {count:,} pictures")
        self._title.setText(text.format(count=chosen, all=every))

    def _draw(self) -> None:
        view = self._view
        if view is not None and view.names:
            service = self._shared.service
            drawn = service.sample_pictures(view.pictures, len(view.names), MOST_COLUMNS, self._seed)
            self.samples.set_samples(view.pictures, drawn, view.names, view.truth)

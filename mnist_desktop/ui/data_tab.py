"""The page Data: what the pictures are that a network learns from and is tested on."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QWidget
from typing_extensions import override

from mnist_desktop.data.dataset import Dataset, LabelledImages
from mnist_desktop.i18n import _
from mnist_desktop.ui.data.histogram import HistogramFold
from mnist_desktop.ui.data.picture import PictureCard
from mnist_desktop.ui.data.samples import MOST_COLUMNS, SampleGrid
from mnist_desktop.ui.data.summary import CountsFold, DataSummary, MeanDigitsFold
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.theme import current_theme
from mnist_desktop.ui.widgets import Card, Label, MainButton, Page, Row, SecondaryButton, TextRole, explain

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mnist_desktop.data.statistics import DataDescription


class DataPage(Page):
    """Samples of every class with their counts, one picture enlarged, and more at a click.

    Args:
        session: What all pages share.
    """

    def __init__(self, session: Session) -> None:
        choose = MainButton(_("Choose a network"), name="choose_network", icon="arrow-right")
        explain(choose, _("Goes on to Network, to choose what is to learn from these pictures."))
        super().__init__(session, name="data_page", title=_("Data"), main_action=choose)
        choose.clicked.connect(self._on_choose)
        self._seed = 0
        self._make_controls()
        self._make_cards()
        self._add_keys()
        session.dataset_changed.connect(self._on_dataset_changed)
        session.description_changed.connect(self._on_description_changed)
        if session.dataset is not None:
            self._on_dataset_changed(session.dataset)
        if session.description is not None:
            self._on_description_changed(session.description)

    @override
    def arrange(self, *, wide: bool, compact: bool) -> None:
        theme = current_theme()
        self._heading.setVisible(not compact)
        for card in (self._samples_card, self._picture_card):
            card.body.setContentsMargins(*[theme.px(12 if compact else 16)] * 4)
            card.body.setSpacing(theme.px(8 if compact else 12))
        self._cards.setStretch(0, 55 if wide else 48)
        self._cards.setStretch(1, 45 if wide else 52)

    def _make_controls(self) -> None:
        self._train = SecondaryButton(_("Training"), name="part_train")
        explain(self._train, _("Training pictures: a network learns from these."))
        self._test = SecondaryButton(_("Test"), name="part_test")
        explain(self._test, _("Test pictures: kept back, to see what a network makes of pictures it does not know."))
        self._parts = QButtonGroup(self)
        row = Row(spacing=8)
        for button in (self._train, self._test):
            button.setCheckable(True)
            self._parts.addButton(button)
            row.addWidget(button)
        self._train.setChecked(True)
        self._parts.buttonClicked.connect(self._on_part_clicked)
        self._others = SecondaryButton(_("Other samples"), name="other_samples", icon="shuffle")
        explain(self._others, _("Draws other pictures of every class by chance."))
        self._others.clicked.connect(self._on_other_samples)
        for button in (self._train, self._test, self._others):
            button.setEnabled(False)
        self._summary = DataSummary()
        self._folds = (CountsFold(), MeanDigitsFold(), HistogramFold(self.session.jobs))
        self.column.addLayout(row)
        self.column.addWidget(self._others)
        self.column.addWidget(self._summary)
        for fold in self._folds:
            self.column.addWidget(fold)

    def _make_cards(self) -> None:
        self._title = Label(_("Samples of every class"), TextRole.STRONG, name="samples_title")
        counts = Label(_("pictures of each"), TextRole.CAPTION, name="counts_title")
        counts.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        heading = Row(spacing=8)
        heading.addWidget(self._title, stretch=1)
        heading.addWidget(counts)
        self._heading = QWidget()
        self._heading.setLayout(heading)
        self.samples = SampleGrid()
        explain(
            self.samples, _("A row for each class, drawn by chance; a click enlarges a picture. Bars count them all.")
        )
        self.samples.chosen.connect(self._on_sample_chosen)
        self._samples_card = Card(name="samples_card")
        self._samples_card.body.addWidget(self._heading)
        self._samples_card.body.addWidget(self.samples, stretch=1)
        self._picture_card = PictureCard()
        self._picture_card.body.insertWidget(0, self.narrow_bar, alignment=Qt.AlignmentFlag.AlignLeft)
        self._picture_card.draw_requested.connect(self._on_draw_requested)
        self._cards = Row(spacing=16)
        self._cards.addWidget(self._samples_card)
        self._cards.addWidget(self._picture_card)
        self.content.addLayout(self._cards)

    def _add_keys(self) -> None:
        self.add_key(_("Choose a network"), "Ctrl+Return", self._on_choose)
        self.add_key(_("Other samples"), "Ctrl+R", self._on_other_samples)
        self.add_key(_("Training or test pictures"), "Ctrl+T", self._on_other_part)
        self.add_key(_("Next picture"), "PgDown", self._on_next_picture)
        self.add_key(_("Previous picture"), "PgUp", self._on_previous_picture)
        self.add_key(_("Go to a picture by its index"), "Ctrl+G", self._picture_card.focus_index)
        self.add_key(_("Draw on this picture"), "Ctrl+K", self._picture_card.request_drawing)

    @Slot(object)
    def _on_dataset_changed(self, dataset: Dataset) -> None:
        for button in (self._train, self._test, self._others):
            button.setEnabled(True)
        self._summary.show_dataset(dataset)
        self._show_part()

    @Slot(object)
    def _on_description_changed(self, description: "DataDescription") -> None:
        self._summary.show_description(description)
        for fold in self._folds:
            fold.show_description(description)
        self._show_counts()

    @Slot()
    def _on_choose(self) -> None:
        self.session.page_requested.emit("network")

    @Slot(QAbstractButton)
    def _on_part_clicked(self, _button: QAbstractButton) -> None:
        self._show_part()

    @Slot()
    def _on_other_part(self) -> None:
        other = self._test if self._train.isChecked() else self._train
        other.click()

    @Slot()
    def _on_other_samples(self) -> None:
        self._seed += 1
        self._show_samples()

    @Slot()
    def _on_next_picture(self) -> None:
        self._picture_card.step(1)

    @Slot()
    def _on_previous_picture(self) -> None:
        self._picture_card.step(-1)

    @Slot(int)
    def _on_sample_chosen(self, index: int) -> None:
        self._picture_card.show_index(index)

    @Slot(object)
    def _on_draw_requested(self, picture: "NDArray[np.uint8]") -> None:
        self.session.put_on_canvas(picture)

    def _part(self, dataset: Dataset) -> LabelledImages:
        return dataset.test if self._test.isChecked() else dataset.train

    def _show_part(self) -> None:
        dataset = self.session.dataset
        if dataset is None:
            return
        part = self._part(dataset)
        title = (
            _("Some of {count:,} test pictures") if part is dataset.test else _("Some of {count:,} training pictures")
        )
        self._title.setText(title.format(count=len(part)))
        self._picture_card.show_part(part, dataset.class_names)
        self._show_samples()
        self._show_counts()

    def _show_samples(self) -> None:
        dataset = self.session.dataset
        if dataset is None:
            return
        part = self._part(dataset)
        drawn = self.session.service.sample_pictures(part, len(dataset.class_names), MOST_COLUMNS, self._seed)
        self.samples.set_samples(part, drawn, dataset.class_names)

    def _show_counts(self) -> None:
        description = self.session.description
        if description is not None and self.session.dataset is not None:
            counted = description.test if self._test.isChecked() else description.train
            self.samples.set_counts(counted.class_counts)

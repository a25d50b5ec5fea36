"""The page Data: what the pictures are that a network learns from and is tested on."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from typing_extensions import override

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.data.task import AllClasses, Task
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.ui.answers import askable
from mnist_desktop.ui.data.browse import BrowseView
from mnist_desktop.ui.data.histogram import HistogramFold
from mnist_desktop.ui.data.in_python import InPythonFold
from mnist_desktop.ui.data.laboratory import LaboratoryFold
from mnist_desktop.ui.data.notice import DataNotice
from mnist_desktop.ui.data.other_data import OtherDataFold, SourceNotes
from mnist_desktop.ui.data.parts import Part, PartChooser, PartView, part_view
from mnist_desktop.ui.data.picture import PictureCard
from mnist_desktop.ui.data.question import QuestionFold
from mnist_desktop.ui.data.samples import SampleGrid
from mnist_desktop.ui.data.samples_card import SamplesCard
from mnist_desktop.ui.data.summary import CountsFold, DataSummary, MeanDigitsFold
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.theme import current_theme
from mnist_desktop.ui.widgets import Field, MainButton, Page, Row, SecondaryButton, explain
from mnist_desktop.ui.widgets.labels import set_property

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mnist_desktop.data.laboratory import DataChanges
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
        self._view: PartView | None = None
        self._notice = DataNotice()
        self._make_controls()
        self._make_cards()
        self._add_keys()
        self._connect_session()
        if session.dataset is not None:
            self._on_dataset_changed(session.dataset)
        if session.description is not None:
            self._on_description_changed(session.description)

    @property
    def samples(self) -> SampleGrid:
        """Samples of every class."""
        return self._samples_card.samples

    @property
    def browse(self) -> BrowseView:
        """All pictures in their order."""
        return self._samples_card.browse

    @override
    def arrange(self, *, wide: bool, compact: bool) -> None:
        theme = current_theme()
        self._samples_card.set_compact(compact)
        for card in (self._samples_card, self._picture_card):
            card.body.setContentsMargins(*[theme.px(12 if compact else 16)] * 4)
            card.body.setSpacing(theme.px(8 if compact else 12))
        self._cards.setStretch(0, 55 if wide else 48)
        self._cards.setStretch(1, 45 if wide else 52)
        # Ten rows of samples take all the height of a low window; beside them there is room.
        self.content.removeWidget(self._notice)
        set_property(self._notice, "kind", "" if compact else "card")  # cards never lie in cards
        if compact:
            self._picture_card.body.insertWidget(1, self._notice)
        else:
            self.content.insertWidget(self.content.indexOf(self._cards), self._notice)

    def _make_controls(self) -> None:
        self._parts = PartChooser()
        self._parts.chosen.connect(self._on_part_chosen)
        self._others = SecondaryButton(_("Other samples"), name="other_samples", icon="shuffle")
        explain(self._others, _("Draws other pictures of every class by chance."))
        self._others.clicked.connect(self._on_other_samples)
        self._browse = SecondaryButton(_("Browse"), name="browse_all", icon="grid-nine")
        self._browse.setCheckable(True)
        explain(self._browse, _("Goes through all pictures in their order, of every class or of one."))
        self._browse.toggled.connect(self._on_browse_toggled)
        row = Row(spacing=6)
        for button in (self._others, self._browse):
            button.setEnabled(False)
            row.addWidget(button)
        self._summary = DataSummary()
        self._notes = SourceNotes()
        self._notes.back_clicked.connect(self._on_back)
        self._other_data = OtherDataFold(self.session)
        self._other_data.failed.connect(self._on_refused)
        self._question = QuestionFold()
        self._question.asked.connect(self._on_asked)
        self._python = InPythonFold(self.session.jobs)
        self._counted = (CountsFold(), MeanDigitsFold(), HistogramFold(self.session.jobs))
        self._laboratory = LaboratoryFold(self.session)
        self._laboratory.wanted.connect(self._on_changes_wanted)
        self._laboratory.undo_clicked.connect(self._on_undo)
        self.column.addWidget(self._parts)
        self.column.addLayout(row)
        for widget in (
            self._summary, self._notes, self._other_data, self._question, *self._counted, self._python,
            self._laboratory,
        ):  # fmt: skip
            self.column.addWidget(widget)

    def _make_cards(self) -> None:
        self._samples_card = SamplesCard(self.session)
        self._samples_card.chosen.connect(self._on_sample_chosen)
        self._picture_card = PictureCard()
        self._picture_card.body.insertWidget(0, self.narrow_bar, alignment=Qt.AlignmentFlag.AlignLeft)
        self._picture_card.draw_requested.connect(self._on_draw_requested)
        self._picture_card.index_changed.connect(self._on_index_changed)
        self._cards = Row(spacing=16)
        self._cards.addWidget(self._samples_card)
        self._cards.addWidget(self._picture_card)
        self._notice.cancel_clicked.connect(self._on_cancel)
        self._notice.undo_clicked.connect(self._on_undo)
        self.content.addLayout(self._cards, stretch=1)

    def _add_keys(self) -> None:
        self.add_key(_("Choose a network"), "Ctrl+Return", self._on_choose)
        self.add_key(_("Other samples"), "Ctrl+R", self._on_other_samples)
        self.add_key(_("Browse all pictures, or samples again"), "Ctrl+B", self._browse.click)
        self.add_key(_("Training, validation or test pictures"), "Ctrl+T", self._parts.choose_next)
        self.add_key(_("Next picture"), "PgDown", self._on_next_picture)
        self.add_key(_("Previous picture"), "PgUp", self._on_previous_picture)
        self.add_key(_("Go to a picture by its index"), "Ctrl+G", self._picture_card.focus_index)
        self.add_key(_("How the picture is prepared"), "Ctrl+P", self._picture_card.toggle_preparation)
        self.add_key(_("Draw on this picture"), "Ctrl+K", self._picture_card.request_drawing)
        self.add_key(_("Open a file of data"), "Ctrl+Alt+O", self._other_data.ask_file)
        self.add_key(_("Open a folder of data"), "Ctrl+Alt+F", self._other_data.ask_folder)
        self.add_key(_("Save these data"), "Ctrl+Alt+S", self._other_data.ask_save_file)
        self.add_key(_("Back to MNIST"), "Ctrl+Alt+M", self._on_back)
        self.add_key(_("Cancel the opening of data"), "Ctrl+.", self._on_cancel)
        self.add_key(_("Ask the question that is set"), "Ctrl+Alt+Q", self._question.submit)
        self.add_key(_("Change the data as it is set"), "Ctrl+Alt+C", self._laboratory.submit)
        self.add_key(_("Take back all changes of the data"), "Ctrl+Alt+Z", self._on_undo)

    def _connect_session(self) -> None:
        session = self.session
        session.dataset_changed.connect(self._on_dataset_changed)
        session.description_changed.connect(self._on_description_changed)
        session.model_changed.connect(self._on_model_changed)
        session.opening_changed.connect(self._on_opening_changed)
        session.data_refused.connect(self._on_refused)
        self._on_opening_changed(session.opening)

    # What the user does

    @Slot()
    def _on_choose(self) -> None:
        self.session.page_requested.emit("network")

    @Slot()
    def _on_part_chosen(self) -> None:
        self._show_part()

    @Slot()
    def _on_other_samples(self) -> None:
        self._browse.setChecked(False)
        self._samples_card.draw_others()

    @Slot(bool)
    def _on_browse_toggled(self, browsing: bool) -> None:
        self._samples_card.set_browsing(browsing)
        self._samples_card.mark(self._picture_card.index)

    @Slot()
    def _on_next_picture(self) -> None:
        self._picture_card.step(1)

    @Slot()
    def _on_previous_picture(self) -> None:
        self._picture_card.step(-1)

    @Slot(int)
    def _on_sample_chosen(self, index: int) -> None:
        self._picture_card.show_index(index)

    @Slot(int)
    def _on_index_changed(self, index: int) -> None:
        self._samples_card.mark(index)

    @Slot(object)
    def _on_draw_requested(self, picture: "NDArray[np.uint8]") -> None:
        self.session.put_on_canvas(picture)

    @Slot()
    def _on_back(self) -> None:
        if not self.session.other_data_open:
            return
        try:
            self.session.open_mnist()
        except UserError as error:
            self._on_refused(error)

    @Slot()
    def _on_cancel(self) -> None:
        self.session.cancel_opening()

    @Slot()
    def _on_undo(self) -> None:
        try:
            self.session.undo_changes()
        except UserError as error:
            self._on_refused(error)

    @Slot(object)
    def _on_changes_wanted(self, changes: "DataChanges") -> None:
        self.clear_faults()
        try:
            if changes.is_nothing:
                self.session.undo_changes()
            else:
                self.session.change_data(changes)
        except UserError as error:
            self._on_refused(error)

    @Slot(object)
    def _on_asked(self, task: Task) -> None:
        self.clear_faults()
        try:
            self.session.ask(task)
        except UserError as error:
            self._on_refused(error)

    # What the session tells

    @Slot(object)
    def _on_dataset_changed(self, dataset: Dataset) -> None:
        self.clear_faults()
        self._parts.show_dataset(dataset, self.session.validation_split)
        self._summary.show_dataset(dataset)
        self._notes.show_dataset(dataset, other=self.session.other_data_open)
        self._other_data.show_dataset(dataset)
        self._python.show_dataset(dataset)
        self._laboratory.show_dataset(dataset)
        self._notice.show_dataset(dataset)
        self._samples_card.set_classes(dataset.class_names)
        self._show_task()
        self._show_part()

    @Slot(object)
    def _on_description_changed(self, description: "DataDescription") -> None:
        self._summary.show_description(description)
        for fold in self._counted:
            fold.show_description(description)
        self._show_counts()

    @Slot()
    def _on_model_changed(self) -> None:
        dataset = self.session.dataset
        if dataset is None or self._view is None:
            return
        self._show_task()
        if self._parts.part is Part.VALIDATION:
            count = len(part_view(dataset, Part.VALIDATION, self.session.validation_split).pictures)
            if count != len(self._view.pictures):
                self._parts.show_dataset(dataset, self.session.validation_split)
                self._show_part()

    @Slot(object)
    def _on_opening_changed(self, opening: object) -> None:
        self._notice.show_opening(self.session.opening)
        for fold in (self._other_data, self._question, self._laboratory):
            fold.setEnabled(opening is None)

    @Slot(object)
    def _on_refused(self, error: UserError) -> None:
        fields = {field.setting for field in self.findChildren(Field) if field.setting}
        if error.field in fields:
            self.show_fault(error)
        else:
            self._notice.show_error(error)

    # How it is done

    def _show_task(self) -> None:
        dataset, model = self.session.dataset, self.session.model
        names = dataset.class_names if dataset is not None else ()
        task: Task = AllClasses()
        if model is not None and names:
            task = askable(model.run.training.task, names)
        self._question.show_task(task, names)
        self._picture_card.set_task(task)

    def _show_part(self) -> None:
        dataset = self.session.dataset
        if dataset is None:
            return
        view = self._view = part_view(dataset, self._parts.part, self.session.validation_split)
        self._samples_card.show_part(view)
        self._picture_card.show_part(view.pictures, view.names, view.truth)
        self._others.setEnabled(bool(view.names))
        self._browse.setEnabled(bool(view.names))  # without labels there is no other way to look at them
        self._show_counts()

    def _show_counts(self) -> None:
        description = self.session.description
        if description is None or self._view is None:
            self._samples_card.show_counts(())
            return
        parts = {
            Part.TRAINING: description.train, Part.VALIDATION: description.validation, Part.TEST: description.test
        }  # fmt: skip
        counted = parts.get(self._view.part)
        self._samples_card.show_counts(counted.class_counts if counted is not None else ())

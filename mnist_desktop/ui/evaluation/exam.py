"""The test as a sealed exam: why one tests once, the button that opens it, and a counter while it goes on."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QProgressBar, QWidget

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.data.targets import task_part
from mnist_desktop.i18n import _
from mnist_desktop.ui.answers import answer_names
from mnist_desktop.ui.evaluation.sheet import SealedSheet
from mnist_desktop.ui.evaluation.words import part_pictures, whole_percent
from mnist_desktop.ui.probability_bars import percentage
from mnist_desktop.ui.theme import Theme, follow_theme
from mnist_desktop.ui.widgets import Card, Column, Label, MainButton, Row, SecondaryButton, TextRole, explain

if TYPE_CHECKING:
    from mnist_desktop.runs.run import Run
    from mnist_desktop.service.evaluation import Part

_TEXT_WIDTH = 560
_PARTS = 1000


class ExamCard(Card):
    """Shows the sealed test, or how far it is.

    Signals:
        test_asked(): The seal is to be opened.
        cancel_asked(): The test is to end without a result.
        page_asked(str): Another page is the next step: "network" or "train".
    """

    test_asked = Signal()
    cancel_asked = Signal()
    page_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__(name="exam_card")
        self.setAccessibleName(_("The sealed test"))
        self.sheet = SealedSheet()
        self._count = 0
        self._part: Part = "test"
        self._make_sealed()
        self._make_testing()
        self.body.addStretch(1)
        self.body.addWidget(self.sheet, stretch=3)
        self.body.addWidget(self._sealed)
        self.body.addWidget(self._testing)
        self.body.addStretch(2)
        self._testing.hide()
        follow_theme(self._on_theme_changed)

    def show_sealed(self, run: "Run | None", dataset: Dataset | None, *, learning: bool) -> None:
        """Says what testing this model is about.

        Args:
            run: The current model's; None when there is no model.
            dataset: Its test pictures are used; None while it is being loaded.
            learning: The model learns, and cannot be tested meanwhile.
        """
        count = len(dataset.test) if dataset is not None else 0
        if dataset is not None and dataset.unlabelled is not None and not dataset.class_names:
            count = len(dataset.unlabelled)
        elif run is not None and dataset is not None:
            count = len(task_part(dataset.test, run.training.task))
        pictures = f"{count:,}" if count else _("the test's")
        self._title.setText(_("{count} pictures that it has never seen").format(count=pictures))
        self.test_button.setText(_("Test it on {count} new pictures").format(count=pictures))
        self.test_button.setEnabled(run is not None and dataset is not None and count > 0 and not learning)
        self._note.setText(_note(run, dataset, learning=learning))
        self._note.setVisible(bool(self._note.text()))
        self._network_button.setVisible(run is None)
        self._train_button.setVisible(run is not None and (run.state == "untrained" or learning))
        self._train_button.setText(_("Watch it learn") if learning else _("Train it first"))
        self._testing.hide()
        self._sealed.show()
        self.sheet.seal()

    def show_testing(self, part: "Part", *, awake: bool) -> None:
        """Shows that a part of the data is looked at; ``show_pictures`` and ``show_share`` tell more.

        Args:
            part: Which.
            awake: TensorFlow is there.
        """
        self._part, self._count = part, 0
        had_focus = self.test_button.hasFocus()
        self.sheet.open(np.zeros((0, 28, 28), np.uint8))
        self._sealed.hide()
        self._testing.show()
        self._bar.setRange(0, 0)  # runs to and fro until the first pictures are done
        self._counter.setText("…")
        self._phase.setText(_("answering") if awake else _("The network is waking up …"))
        if had_focus:
            self.cancel_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def show_pictures(self, images: NDArray[np.uint8]) -> None:
        """Lays out the pictures that are asked about: uint8, shape (n, 28, 28)."""
        self._count = len(images)
        self.sheet.open(images)
        self.show_share(0.0)
        self._bar.setRange(0, 0)

    @Slot(object)
    def show_share(self, share: float) -> None:
        """Shows that this share of the pictures is done, 0 to 1."""
        if self._count:
            done = f"{round(share * self._count):,}"
            self._counter.setText(_("{done} of {count}").format(done=done, count=f"{self._count:,}"))
        else:  # the page was made after the test had begun
            self._counter.setText(_("{number} %").format(number=f"{100 * share:.0f}"))
        pictures = part_pictures(self._part)
        words = _("{pictures} answered") if share < 1.0 else _("{pictures} answered; counting right and wrong …")
        self._phase.setText(words.format(pictures=pictures))
        self._bar.setRange(0, _PARTS)
        self._bar.setValue(round(share * _PARTS))
        self.sheet.set_share(share)

    def _make_sealed(self) -> None:
        self._title = self._centred("", TextRole.TITLE, "exam_title")
        why = self._centred(
            _(
                "They are sealed like an exam. Test once, when you are done choosing: who looks, improves and looks "
                "again fits the network to these very pictures, and the result says less about all others."
            ),
            TextRole.BODY,
            "exam_why",
        )
        why.set_colour("muted")
        self._note = self._centred("", TextRole.BODY, "exam_note")
        self.test_button = MainButton("", name="test", icon="lock-simple-open")
        explain(
            self.test_button, _("Opens the seal: the model answers all test pictures, and you see what it got wrong.")
        )
        self.test_button.clicked.connect(self.test_asked)
        self._network_button = SecondaryButton(_("Choose a network"), name="choose_network")
        explain(self._network_button, _("Goes to Network, where a network is chosen."))
        self._network_button.clicked.connect(self._on_network_clicked)
        self._train_button = SecondaryButton(_("Train it first"), name="train_first")
        explain(self._train_button, _("Goes to Train, where the network learns."))
        self._train_button.clicked.connect(self._on_train_clicked)
        buttons = Row(spacing=12)
        buttons.addStretch()
        for button in (self.test_button, self._train_button, self._network_button):
            buttons.addWidget(button)
        buttons.addStretch()
        self._sealed = QWidget()
        self._texts = QWidget()
        texts = Column(spacing=12)
        for text in (self._title, why, self._note):
            texts.addWidget(text)
        self._texts.setLayout(texts)
        middle = Row()  # an alignment would lay wrapped texts too low, and cut them
        middle.addStretch()
        middle.addWidget(self._texts)
        middle.addStretch()
        layout = Column(spacing=16)
        layout.addLayout(middle)
        layout.addLayout(buttons)
        self._sealed.setLayout(layout)

    def _make_testing(self) -> None:
        self._counter = self._centred("", TextRole.BIG, "test_counter")
        self._phase = self._centred("", TextRole.CAPTION, "test_phase")
        self._bar = QProgressBar(textVisible=False)
        self._bar.setObjectName("test_progress")
        self._bar.setAccessibleName(_("Progress of the test"))
        self.cancel_button = SecondaryButton(_("Cancel"), name="cancel_test", icon="stop")
        explain(self.cancel_button, _("Ends it without a result; a closed seal stays closed."))
        self.cancel_button.clicked.connect(self.cancel_asked)
        self._testing = QWidget()
        layout = Column(spacing=12)
        layout.addWidget(self._counter)
        layout.addWidget(self._phase, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._bar, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.cancel_button, alignment=Qt.AlignmentFlag.AlignHCenter)
        self._testing.setLayout(layout)

    def _centred(self, text: str, role: TextRole, name: str) -> Label:
        label = Label(text, role, name=name)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return label

    @Slot()
    def _on_network_clicked(self) -> None:
        self.page_asked.emit("network")

    @Slot()
    def _on_train_clicked(self) -> None:
        self.page_asked.emit("train")

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self._texts.setFixedWidth(theme.px(_TEXT_WIDTH))
        self._bar.setFixedWidth(theme.px(_TEXT_WIDTH // 2))


def _note(run: "Run | None", dataset: Dataset | None, *, learning: bool) -> str:
    """What there is to say about this model before its test; may be empty."""
    if dataset is not None and not len(dataset.test):
        return _("{data} has no test pictures with labels. Open others on Data.").format(data=dataset.name)
    if run is None:
        return _("There is no model yet: choose a network, and train it.")
    if learning:
        return _("“{name}” is learning. Test it when it is done.").format(name=run.name)
    if run.test is not None:
        return _(
            "Tested before: {share}, {right} of {count} right. Which pictures went wrong was not kept; "
            "test again to see them."
        ).format(
            share=percentage(run.test.accuracy),
            right=f"{round(run.test.accuracy * run.test.count):,}",
            count=f"{run.test.count:,}",
        )
    if run.state == "untrained" and dataset is not None:
        classes = len(answer_names(run, dataset))
        return _(
            "This model has learned nothing yet. It can only guess among {classes} answers: expect about {share} right."
        ).format(classes=classes, share=whole_percent(1 / classes))
    return ""

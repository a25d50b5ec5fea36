"""The question: which of all classes, one against the rest, two against each other, even against odd."""

from PySide6.QtCore import Signal, Slot

from mnist_desktop.data.task import AllClasses, EvenOdd, OneAgainstRest, Task, TwoClasses
from mnist_desktop.i18n import _
from mnist_desktop.ui.widgets import ComboBox, Field, Fold, Label, SecondaryButton, TextRole, explain

_ALL, _ONE, _TWO, _EVEN = "all_classes", "one_against_rest", "two_classes", "even_odd"


class QuestionFold(Fold):
    """Chooses what a network is asked about the pictures.

    Emits ``asked`` with a ``Task``.
    """

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__(_("The question"), name="question_fold")
        self._task: Task = AllClasses()
        self._names: tuple[str, ...] = ()
        self._kind = ComboBox("question")
        self._kind.currentIndexChanged.connect(self._on_changed)
        self._first = ComboBox("question_first")
        self._second = ComboBox("question_second")
        for combo in (self._first, self._second):
            combo.currentIndexChanged.connect(self._on_changed)
        kind = Field(
            _("What is &asked"), self._kind, _("What a network has to say about a picture."), setting="task", wide=True
        )
        self._one_field = Field(
            _("&Which one"), self._first, _("The class that is told from all others, or from the second."),
            setting="task.label",
        )  # fmt: skip
        self._two_field = Field(
            _("&From which"), self._second, _("The other class; pictures of all the rest are left out."),
            setting="task.second",
        )  # fmt: skip
        self._note = Label(role=TextRole.CAPTION, name="question_note")
        self._ask = SecondaryButton(_("Ask this"), name="ask_question", icon="question")
        explain(self._ask, _("Makes a new model with as many answers, which has learned nothing yet."))
        self._ask.clicked.connect(self._on_ask)
        for widget in (kind, self._one_field, self._two_field, self._note, self._ask):
            self.body.addWidget(widget)
        self._on_changed()

    def show_task(self, task: Task, names: tuple[str, ...]) -> None:
        """Shows the question of the current model.

        Args:
            task: The question.
            names: The classes of the data; empty where no picture has a label.
        """
        if names != self._names:
            self._names = names
            self._list_classes()
            self._choose(task)
        elif task != self._task:
            self._choose(task)
        self._task = task
        self.set_changed_count(0 if isinstance(task, AllClasses) else 1)
        self._on_changed()

    def submit(self) -> None:
        """Asks what the controls say, if it is another question than the present one."""
        self._ask.click()

    @Slot()
    def _on_changed(self) -> None:
        kind = self._kind.currentData()
        self._one_field.setVisible(kind in (_ONE, _TWO))
        self._two_field.setVisible(kind == _TWO)
        wanted = self._wanted()
        asks = wanted is not None and wanted != self._task
        self._ask.setEnabled(asks)
        if not self._names:
            text = _("These pictures have no labels: there is nothing to ask about them.")
        elif wanted is None:
            text = _("Choose two different classes.")
        else:
            answers = wanted.class_names(self._names)
            listed = ", ".join(answers[:4]) + (" …" if len(answers) > 4 else ".")
            text = _("{count} answers: {answers}").format(count=len(answers), answers=listed)
            text = f"{text} " + (
                _("Asking it makes a new model that has learned nothing yet.")
                if asks
                else _("The current model is asked this.")
            )
        self._note.setText(text)

    @Slot()
    def _on_ask(self) -> None:
        wanted = self._wanted()
        if wanted is not None:
            self.asked.emit(wanted)

    def _wanted(self) -> Task | None:
        """What the controls say; None if it is no question."""
        first, second = self._first.currentIndex(), self._second.currentIndex()
        if not self._names:
            return None
        match self._kind.currentData():
            case "one_against_rest":
                return OneAgainstRest(label=first)
            case "two_classes":
                return TwoClasses(first=first, second=second) if first != second else None
            case "even_odd":
                return EvenOdd()
            case _:
                return AllClasses()

    def _list_classes(self) -> None:
        names = self._names
        kinds = [
            (_("Which of all {count} classes?").format(count=len(names)), _ALL),
            (_("One against the rest"), _ONE),
            (_("Two against each other"), _TWO),
        ]
        if names == tuple(str(number) for number in range(len(names))):
            kinds.append((_("Even against odd"), _EVEN))
        for combo in (self._kind, self._first, self._second):
            combo.blockSignals(True)
            combo.clear()
            combo.setEnabled(bool(names))
        if names:
            for text, kind in kinds:
                self._kind.addItem(text, kind)
        for combo in (self._first, self._second):
            combo.addItems(names)
        for combo in (self._kind, self._first, self._second):
            combo.blockSignals(False)

    def _choose(self, task: Task) -> None:
        combos = (self._kind, self._first, self._second)
        for combo in combos:
            combo.blockSignals(True)
        self._kind.setCurrentIndex(max(self._kind.findData(task.type), 0))
        first, second = min(3, len(self._names) - 1), min(8, len(self._names) - 1)
        match task:
            case OneAgainstRest(label=label):
                first = label
            case TwoClasses():
                first, second = task.first, task.second
        if first == second:
            second = 0
        self._first.setCurrentIndex(first)
        self._second.setCurrentIndex(second)
        for combo in combos:
            combo.blockSignals(False)

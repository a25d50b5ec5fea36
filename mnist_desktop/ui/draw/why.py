"""Why: which ink speaks for an answer, where it matters, and what would have to change for another one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import numpy as np
from PySide6.QtCore import QSignalBlocker, QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QWidget
from typing_extensions import override

from mnist_desktop.i18n import _
from mnist_desktop.ui.answers import answer_names
from mnist_desktop.ui.draw import why_words
from mnist_desktop.ui.draw.answered import Answered
from mnist_desktop.ui.draw.asking import Asking, Question, QuestionKind
from mnist_desktop.ui.draw.evidence_map import EvidenceMap
from mnist_desktop.ui.draw.why_pictures import WhyPictures, map_levels
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.theme import Theme, current_theme, follow_theme
from mnist_desktop.ui.widgets import Column, FlatButton, Label, Row, TextRole, explain

if TYPE_CHECKING:
    from mnist_desktop.inference.attribution import Attribution
    from mnist_desktop.inference.counterfactual import Counterfactual
    from mnist_desktop.inference.occlusion import Occlusion

_KINDS: tuple[QuestionKind, ...] = ("attribution", "gaps", "occlusion", "counterfactual")
_GREY = 0.15
"""How much of the drawing is seen under the colours; its outline shows the rest."""
_DETAIL_FROM, _PICTURES_FROM = 340, 400
_BESIDE_FROM, _BESIDE_BELOW = 300, 320


class WhyView(QWidget):
    """Explains the answer to a drawing once the pen rests; a ``SideView``.

    Two drop-downs make the question, such as "For and against: 3"; the class is the network's answer until another
    one is chosen.

    Args:
        session: Whose predictor is explained.
    """

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("why_view")
        self._session = session
        self._answered = Answered(None, None)
        self._names: tuple[str, ...] = ()
        self._chosen: int | None = None  # None while the class follows the answer
        self._target: int | None = None
        self._shown: Question | None = None
        self._asking = Asking(session, self)
        self._asking.rested.connect(self._on_rested)
        self._asking.came.connect(self._on_came)
        self._asking.slow.connect(self._on_slow)
        self._make_parts()
        session.model_changed.connect(self._on_model_changed)
        self._on_model_changed()

    @property
    def controls(self) -> tuple[QWidget, ...]:
        """All that the tab key may come to."""
        return (self._method, self._class, self._other)

    @property
    def kind(self) -> QuestionKind:
        """Which explanation is chosen."""
        return _KINDS[self._method.currentIndex()]

    @Slot(object)
    def show_answered(self, answered: Answered) -> None:
        """Explains another answer as soon as the pen rests."""
        self._asking.follow(answered)

    def choose_kind(self, kind: QuestionKind) -> None:
        """Explains in another way."""
        self._method.setCurrentIndex(_KINDS.index(kind))
        self._on_method_activated()

    def next_kind(self) -> None:
        """Explains in the next way, after the last one in the first."""
        self.choose_kind(_KINDS[(_KINDS.index(self.kind) + 1) % len(_KINDS)])

    def next_class(self, by: int) -> None:
        """Explains the next class, or with -1 the one before."""
        if self._class.count():
            self._class.setCurrentIndex((self._class.currentIndex() + by) % self._class.count())
            self._on_class_activated()

    @override
    def minimumSizeHint(self) -> QSize:
        px = current_theme().px
        return QSize(px(200), px(160))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _make_parts(self) -> None:
        self._method = QComboBox()
        self._method.setObjectName("why_method")
        self._method.setAccessibleName(_("Way of explaining"))
        self._method.addItems(
            [_("For and against"), _("Ink and gaps"), _("Covered in places"), _("What would make it")]
        )
        self._method.setMinimumContentsLength(8)
        self._method.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        explain(self._method, _("How the answer is explained: four ways to ask the same network. (O)"))
        self._method.activated.connect(self._on_method_activated)
        self._class = QComboBox()
        self._class.setObjectName("why_class")
        self._class.setAccessibleName(_("Class that is explained"))
        explain(self._class, _("Which class is asked about; at first the answer. (K for the next one)"))
        self._class.activated.connect(self._on_class_activated)
        self._map = EvidenceMap("why_map")
        self._map.setAccessibleName(_("What speaks for the answer"))
        self._sentence = Label(name="why_sentence")
        self._detail = Label(role=TextRole.CAPTION, name="why_detail")
        self._pictures = WhyPictures()
        self._other = FlatButton("", name="why_other", icon="arrow-right")
        self._other.setProperty("kind", "fold")
        self._other.clicked.connect(self._on_other_clicked)
        question = Row(spacing=8)
        question.addWidget(self._method, stretch=1)
        question.addWidget(self._class)
        words = Column(spacing=4)
        words.addWidget(self._sentence)
        words.addWidget(self._detail)
        words.addWidget(self._pictures)
        words.addWidget(self._other)
        words.addStretch(1)
        self._both: QBoxLayout = Row(spacing=8)
        self._both.addWidget(self._map, alignment=Qt.AlignmentFlag.AlignTop)
        self._both.addLayout(words, stretch=1)
        follow_theme(self._on_theme_changed)
        layout = Column(spacing=8)
        layout.addLayout(question)
        layout.addLayout(self._both, stretch=1)
        self.setLayout(layout)

    def _arrange(self) -> None:
        """The map above its words, or beside them where it is wide and low; details where there is room."""
        px, width, height = current_theme().px, self.width(), self.height()
        beside = width >= px(_BESIDE_FROM) and height < px(_BESIDE_BELOW)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._both.setDirection(across if beside else down)
        high = not beside and height >= px(_PICTURES_FROM)
        self._detail.setVisible(bool(self._detail.text()) and (beside or height >= px(_DETAIL_FROM)))
        self._other.setVisible(high and bool(self._other.text()))
        self._pictures.setVisible(high and self.kind == "counterfactual" and self._pictures.filled)
        room = height - self._method.sizeHint().height() - px(8)
        if beside:
            self._map.set_side(min(room, width // 2 + px(16)))
        else:
            self._map.set_side(min(width, room - self._words_height(width)))

    def _words_height(self, width: int) -> int:
        """What stands under the map needs so much; at least two lines, so that the map seldom changes its size."""
        px = current_theme().px
        sentence = max(self._sentence.heightForWidth(width), 2 * self._sentence.fontMetrics().lineSpacing())
        needed = sentence + px(8)
        if not self._detail.isHidden():
            needed += self._detail.heightForWidth(width) + px(4)
        needed += sum(each.sizeHint().height() + px(4) for each in (self._pictures, self._other) if not each.isHidden())
        return needed

    @Slot(object)
    def _on_theme_changed(self, theme: Theme) -> None:
        self._class.setMaximumWidth(theme.px(max(64, min(110, 48 + 8 * max(map(len, self._names), default=1)))))

    @Slot()
    def _on_model_changed(self) -> None:
        model, dataset = self._session.model, self._session.dataset
        names = answer_names(model.run, dataset) if model is not None else ()
        if names != self._names:
            self._names = names
            self._chosen = self._target = None
            self._on_theme_changed(current_theme())
            with QSignalBlocker(self._class):
                self._class.clear()

    @Slot()
    def _on_method_activated(self) -> None:
        image = self._answered.image
        if image is not None:
            self._map.show_levels(image, np.zeros(image.shape, np.int8), image, grey=_GREY)
        self._pictures.clear()
        self._say("", "")
        self._ask()

    @Slot()
    def _on_class_activated(self) -> None:
        chosen = self._class.currentData()
        if self.kind == "counterfactual":
            self._target = chosen
        else:
            self._chosen = None if chosen == self._answer() else chosen
        self._ask()

    @Slot()
    def _on_other_clicked(self) -> None:
        self.choose_kind("attribution" if self.kind == "counterfactual" else "counterfactual")

    @Slot(object)
    def _on_rested(self, answered: Answered) -> None:
        self._answered = answered
        if answered.image is None:
            self._chosen = self._target = None
        self._ask()

    @Slot(object, object)
    def _on_came(self, question: Question, result: object) -> None:
        wanted = self._question()
        if wanted is None or question.kind != wanted.kind or question.answer != wanted.answer:
            return
        self._shown = question
        name = self._names[question.answer]
        match question.kind:
            case "attribution" | "gaps":
                self._show_attribution(question, cast("Attribution", result), name)
            case "occlusion":
                self._show_occlusion(question, cast("Occlusion", result), name)
            case "counterfactual":
                self._show_change(question, cast("Counterfactual | None", result), name)
        self._arrange()

    @Slot(bool)
    def _on_slow(self, slow: bool) -> None:
        if slow:
            self._map.set_stale(True)
            self._say(_("Working it out …"), "")

    def _answer(self) -> int | None:
        values = self._answered.probabilities
        return None if not values else max(range(len(values)), key=values.__getitem__)

    def _question(self) -> Question | None:
        """What is to be asked about the drawing; None while there is no answer."""
        image, values, answer = self._answered.image, self._answered.probabilities, self._answer()
        if image is None or not values or answer is None or len(values) != len(self._names):
            return None
        if self.kind == "counterfactual":
            target = self._target
            if target is None or target == answer:
                target = max((each for each in range(len(values)) if each != answer), key=values.__getitem__)
            return Question(self.kind, image, target)
        return Question(self.kind, image, answer if self._chosen is None else self._chosen)

    def _ask(self) -> None:
        self._on_model_changed()
        question = self._question()
        if question is None:
            if self._answered.image is None:
                self._show_nothing(_("Draw a digit: then this says what the answer rests on."))
            else:
                self._show_nothing(_("As soon as the network answers, this says what the answer rests on."))
            return
        answer = self._answer()
        offered = [each for each in range(len(self._names)) if self.kind != "counterfactual" or each != answer]
        self._offer(offered, question.answer)
        self._asking.ask(question)

    def _offer(self, classes: Sequence[int], chosen: int) -> None:
        with QSignalBlocker(self._class):
            self._class.clear()
            for each in classes:
                self._class.addItem(self._names[each], each)
            self._class.setCurrentIndex(self._class.findData(chosen))
        answer = self._answer()
        if self.kind == "counterfactual" and answer is not None:
            self._other.setText(_("Which ink speaks for {answer}?").format(answer=self._names[answer]))
        else:
            self._other.setText(_("What would change it?"))
        explain(self._other, _("Explains the answer in another way."))
        self._arrange()

    def _show_attribution(self, question: Question, found: "Attribution", name: str) -> None:
        gaps = question.kind == "gaps"
        self._map.show_levels(question.image, map_levels(found, smooth=gaps), question.image, grey=_GREY)
        self._say(*why_words.attribution(found, name, self._probability(found.answer), gaps=gaps))

    def _show_occlusion(self, question: Question, found: "Occlusion", name: str) -> None:
        self._map.show_levels(question.image, map_levels(found), question.image, grey=_GREY)
        self._say(*why_words.occlusion(found, name))

    def _show_change(self, question: Question, found: "Counterfactual | None", name: str) -> None:
        if found is None:
            self._show_nothing(why_words.no_change(name))
            return
        self._map.show_levels(found.kept, map_levels(found), question.image, grey=1.0)
        self._pictures.show_pictures(question.image, found.image, found.known)
        self._say(*why_words.change(found, name))

    def _show_nothing(self, sentence: str) -> None:
        self._shown = None
        self._map.clear()
        self._pictures.clear()
        self._say(sentence, "")
        self._arrange()

    def _say(self, sentence: str, detail: str) -> None:
        self._sentence.setText(sentence)
        self._detail.setText(detail)
        self._map.setAccessibleDescription(f"{sentence} {detail}".strip())

    def _probability(self, answer: int) -> float:
        values = self._answered.probabilities
        return values[answer] if values else 0.0

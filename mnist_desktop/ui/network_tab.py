"""The Network page: choose a network, see what it is made of, set how it will learn."""

from itertools import pairwise

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget
from typing_extensions import override

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.networks.presets import Preset
from mnist_desktop.networks.spec import NetworkSpec, TrainingSpec, changed
from mnist_desktop.ui.network.card import PresetCard
from mnist_desktop.ui.network.chooser import NetworkChooser
from mnist_desktop.ui.network.notice import NetworkNotice, is_untrained
from mnist_desktop.ui.network.panels import NetworkPanels
from mnist_desktop.ui.network.settings import NetworkSettings
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.theme import current_theme
from mnist_desktop.ui.widgets import (
    Column,
    Field,
    MainButton,
    Page,
    Row,
    explain,
)


class NetworkPage(Page):
    """Shows the current model's network; a card, or another setting, makes a new untrained model of it.

    A trained model keeps its settings: it has to be duplicated to change them. While there is no model, the
    first preset is shown, and training takes it.
    """

    def __init__(self, session: Session) -> None:
        self._train = MainButton(_("Train this network"), name="train_network", icon="arrow-right")
        super().__init__(session, name="network_page", title=_("Network"), main_action=self._train)
        explain(self._train, _("Train this network: shows Train, where it learns from the pictures."))
        self._train.clicked.connect(self._on_train)
        self._fill_column()
        self._fill_content()
        self.add_key(_("Train this network"), "Ctrl+Return", self._on_train)
        self._duplicate_key = self.add_key(_("Duplicate to change"), "Ctrl+D", self._on_duplicate)
        self.add_key(_("Show all networks, or fewer"), "Ctrl+Shift+A", self._chooser.toggle_all)
        self._connect_session()
        self._on_level_changed(session.level)
        self._on_dataset_changed(session.dataset)
        self._show_model()

    @override
    def arrange(self, *, wide: bool, compact: bool) -> None:
        self._notice.set_upright(wide)
        if wide:
            self.column.insertWidget(1, self._notice)
        else:
            self._top.addWidget(self._notice, stretch=1)
        tight = compact and not wide
        if tight:
            self._top.addWidget(self._chooser.show_all)
        self._chooser.set_room(brief=compact, head=not tight)
        self._panels.set_compact(compact)
        self._body.setSpacing(current_theme().px(8 if compact else 12))
        self._set_tab_order()

    def _set_tab_order(self) -> None:
        """Column, cards, table: what changes its place in the window would else come last."""
        chooser = self._chooser
        parts = (self._train, self._notice, self._settings, chooser.show_all, chooser.cards, self._panels)
        stops = [
            stop
            for part in parts
            for stop in (part, *part.findChildren(QWidget))
            if stop.focusPolicy() is not Qt.FocusPolicy.NoFocus
            and stop.focusProxy() is None
            and stop.window() is self.window()  # lists that pop up are windows of their own
        ]
        for one, other in pairwise(stops):
            QWidget.setTabOrder(one, other)

    # What the page is made of

    def _fill_column(self) -> None:
        self._notice = NetworkNotice()
        self._notice.draw_requested.connect(self._on_draw)
        self._notice.duplicate_requested.connect(self._on_duplicate)
        self.column.addWidget(self._notice)
        self._settings = NetworkSettings()
        self._settings.edited.connect(self._on_edited)
        self.column.addWidget(self._settings)
        self.column.addStretch()

    def _fill_content(self) -> None:
        self._top = Row(spacing=16)
        self._top.addWidget(self.narrow_bar)
        self.content.addLayout(self._top)
        self._chooser = NetworkChooser(self.session)
        self._chooser.chosen.connect(self._on_card_chosen)
        self._chooser.went_to.connect(self._on_went_to)
        self._panels = NetworkPanels(self.session)
        self._body = body = Column(spacing=12)
        body.addWidget(self._chooser)
        body.addWidget(self._panels, stretch=1)
        scrolled = QWidget()
        scrolled.setLayout(body)
        self._area = QScrollArea(widgetResizable=True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setObjectName("network_area")
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(scrolled)
        for surface in (scrolled, self._area.viewport()):
            surface.setAutoFillBackground(False)  # the window's own background shows through
        self.content.addWidget(self._area, stretch=1)

    def _connect_session(self) -> None:
        session = self.session
        session.model_changed.connect(self._on_model_changed)
        session.training_changed.connect(self._on_busy_changed)
        session.testing_changed.connect(self._on_busy_changed)
        session.level_changed.connect(self._on_level_changed)
        session.dataset_changed.connect(self._on_dataset_changed)

    # What the user does

    @Slot()
    def _on_train(self) -> None:
        try:
            if self.session.model is None:
                self._choose(self._chooser.first)
            elif self._editable:
                self._apply()
        except UserError as error:
            self.show_fault(self._at_control(error))
            return
        self.session.page_requested.emit("train")

    @Slot(object)
    def _on_card_chosen(self, preset: Preset) -> None:
        try:
            self._choose(preset)
        except UserError as error:
            self.show_fault(error)

    @Slot()
    def _on_edited(self) -> None:
        if not self._editable:
            return
        self.clear_faults()
        self._panels.table.mark_fault(None)
        try:
            self._apply()
        except UserError as error:
            self._show_in_place(self._at_control(error))

    @Slot()
    def _on_duplicate(self) -> None:
        model = self.session.model
        if model is None:
            return
        run = model.run
        try:
            self.session.choose_network(run.network, run.training, run.name, run.preset)
        except UserError as error:
            self.show_fault(error)

    @Slot()
    def _on_draw(self) -> None:
        self.session.page_requested.emit("draw")

    @Slot(object)
    def _on_went_to(self, card: PresetCard) -> None:
        self._area.ensureWidgetVisible(card)

    # What the session tells

    @Slot()
    def _on_model_changed(self) -> None:
        self._show_model()

    @Slot()
    def _on_busy_changed(self) -> None:
        self._show_state()

    @Slot(object)
    def _on_level_changed(self, level: Level) -> None:
        self._settings.set_everything(level is Level.EVERYTHING)

    @Slot(object)
    def _on_dataset_changed(self, dataset: Dataset | None) -> None:
        if dataset is not None:
            self._settings.set_class_count(len(dataset.class_names))
            self._panels.drawing.show_picture(dataset.train.images[0])

    # How it is done

    @property
    def _editable(self) -> bool:
        """Whether the settings may change: of an untrained model that nothing is done with."""
        model, session = self.session.model, self.session
        return model is not None and is_untrained(model) and not session.training and not session.testing

    def _shown(self) -> tuple[str, NetworkSpec, TrainingSpec, Preset | None]:
        """Name, layers, settings and origin of what is shown."""
        if self.session.model is not None:
            run = self.session.model.run
            return run.name, run.network, run.training, self._chooser.preset(run.preset)
        first = self._chooser.first
        return first.title, first.network, first.training, first

    def _choose(self, preset: Preset) -> None:
        self.session.choose_network(preset.network, preset.training, preset.title, preset.name)

    def _apply(self) -> None:
        """Makes a new untrained model if the controls say something else than the present one has.

        Raises:
            UserError: A setting is wrong; the model stays as it is.
        """
        model = self.session.model
        assert model is not None
        run = model.run
        training = changed(run.training, self._settings.values())
        if training == run.training:
            return
        if self.session.dataset is not None:
            candidate = self.session.service.untrained(run.network, training, name=run.name, preset=run.preset)
            self.session.service.check_training(candidate, self.session.dataset)
        self.session.choose_network(run.network, training, run.name, run.preset)

    def _at_control(self, error: UserError) -> UserError:
        """An error in the words of this page, and with one of its settings as its field."""
        place, _dot, index = error.field.partition(".")
        if place == "layers":  # it is the loss that was changed here; the layer is marked in the table
            self._panels.table.mark_fault(int(index))
            return UserError(error.problem, error.remedy, "loss")
        problem = error.problem.replace("optimizer.learning_rate", _("The learning rate"))
        return UserError(problem, error.remedy, error.field)

    def _show_in_place(self, error: UserError) -> None:
        """Shows an error without taking the focus from where the user is going."""
        for field in self.findChildren(Field):
            if error.field and field.setting == error.field:
                field.set_fault(str(error))
                return
        self.show_fault(error)

    def _show_model(self) -> None:
        self.clear_faults()
        name, network, training, base = self._shown()
        try:
            self._panels.show_network(name, self.session.service.summarize_network(network))
        except UserError as error:
            self._panels.show_error(name, error)
        self._settings.show_training(training, base)
        model = self.session.model
        self._chooser.mark(base, trained=model is not None and not is_untrained(model))
        self._show_state()

    def _show_state(self) -> None:
        session, model = self.session, self.session.model
        busy = session.training or session.testing
        self._notice.show_model(model, training=session.training, testing=session.testing)
        self._train.setText(_("Watch it learn") if session.training else _("Train this network"))
        self._chooser.cards.setEnabled(not busy)
        trained = model is not None and not is_untrained(model)
        self._duplicate_key.setEnabled(trained and not busy)
        if busy:
            self._settings.set_locked(_("Locked while it is busy."))
        elif trained:
            self._settings.set_locked(
                _("These belong to what it has learned. “Duplicate to change” makes a copy to set.")
            )
        else:
            self._settings.set_locked("" if self._editable else _("Choose a card to set these."))

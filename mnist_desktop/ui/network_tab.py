"""The Network page: choose a network or build one, see what it is made of, set how it will learn."""

from contextlib import suppress

from PySide6.QtCore import QPoint, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.networks.examine import Mend
from mnist_desktop.networks.presets import Preset
from mnist_desktop.ui.network.area import MeasuredArea
from mnist_desktop.ui.network.card import PresetCard
from mnist_desktop.ui.network.chooser import NetworkChooser
from mnist_desktop.ui.network.compile import in_words
from mnist_desktop.ui.network.notice import NetworkNotice, is_untrained, locked_words
from mnist_desktop.ui.network.own_networks import OwnNetworks
from mnist_desktop.ui.network.panels import NetworkPanels
from mnist_desktop.ui.network.settings import NetworkSettings
from mnist_desktop.ui.network.tab_order import set_tab_order
from mnist_desktop.ui.network.workshop import Workshop
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
    """Shows the current model's network; a card, another layer or setting makes a new untrained model of it.

    What is changed is a draft first, which may not fit together yet: it says so at the layer, and becomes the
    current model as soon as it fits. A trained model keeps its layers and settings: it has to be duplicated to
    change them. While there is no model, the first preset is shown, and training takes it.
    """

    def __init__(self, session: Session) -> None:
        self._train = MainButton(_("Train this network"), name="train_network", icon="arrow-right")
        super().__init__(session, name="network_page", title=_("Network"), main_action=self._train)
        explain(self._train, _("Train this network: shows Train, where it learns from the pictures."))
        self._train.clicked.connect(self._on_train)
        self._chooser = NetworkChooser(session)
        self._workshop = Workshop(session, self._chooser.first, self)
        self._workshop.changed.connect(self._on_changed)
        self._workshop.refused.connect(self._on_refused)
        self._draft = self._workshop.draft
        self._fill_column()
        self._fill_content()
        self._add_keys()
        self._connect_session()
        self._on_level_changed(session.level)
        self._on_dataset_changed(session.dataset)
        self._show_recipe()

    @override
    def arrange(self, *, wide: bool, compact: bool) -> None:
        self._notice.set_upright(wide)
        if wide:
            self.column.insertWidget(1, self._notice)
        else:
            self._top.addWidget(self._notice, stretch=1)
        tight = compact and not wide
        if tight:
            self._top.addWidget(self._chooser.own)
            self._top.addWidget(self._chooser.show_all)
        self._chooser.set_room(brief=compact, head=not tight)
        self._panels.set_compact(compact)
        self._body.setSpacing(current_theme().px(8 if compact else 12))
        self._set_tab_order()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """The other pages get what was typed last."""
        super().hideEvent(event)
        with suppress(UserError):
            self._workshop.apply_pending()

    @Slot()
    def _set_tab_order(self) -> None:
        """Column, cards, table: what changes its place in the window would else come last."""
        chooser, editor = self._chooser, self._panels.editor
        parts = (
            *(self._train, self._notice, self._settings, chooser.own, chooser.show_all, chooser.cards),
            *(editor.edit_button, editor, self._panels),
        )
        set_tab_order(parts)

    # What the page is made of

    def _fill_column(self) -> None:
        self._notice = NetworkNotice()
        self._notice.draw_requested.connect(self._on_draw)
        self._notice.duplicate_requested.connect(self._on_duplicate)
        self.column.addWidget(self._notice)
        self._settings = NetworkSettings()
        self._settings.edited.connect(self._on_edited)
        self._settings.mend_chosen.connect(self._on_mend_chosen)
        self.column.addWidget(self._settings)
        self.column.addStretch()

    def _fill_content(self) -> None:
        self._top = Row(spacing=16)
        self._top.addWidget(self.narrow_bar)
        self.content.addLayout(self._top)
        self._chooser.chosen.connect(self._on_card_chosen)
        self._chooser.went_to.connect(self._on_went_to)
        self._own = OwnNetworks(self.session, self)
        self._own.changed.connect(self._chooser.refresh)
        self._own.saved.connect(self._workshop.take_saved)
        self._own.renamed.connect(self._workshop.take_renamed)
        self._own.opened.connect(self._on_card_chosen)
        self._chooser.own.clicked.connect(self._on_own_clicked)
        self._panels = NetworkPanels(self.session, self._draft.history)
        self._panels.arranged.connect(self._set_tab_order)
        self._panels.view_changed.connect(self._on_room_wanted)
        editor = self._panels.editor
        editor.edited.connect(self._workshop.set_layers)
        editor.mend_chosen.connect(self._on_mend_chosen)
        editor.renamed.connect(self._workshop.rename)
        editor.editing_changed.connect(self._on_room_wanted)
        editor.save_requested.connect(self._own.ask_name)
        self._body = body = Column(spacing=12)
        body.addWidget(self._chooser)
        body.addWidget(self._panels, stretch=1)
        scrolled = QWidget()
        scrolled.setLayout(body)
        self._area = MeasuredArea()
        self._area.resized.connect(self._panels.set_room)
        self._area.setObjectName("network_area")
        self._area.setWidget(scrolled)
        for surface in (scrolled, self._area.viewport()):
            surface.setAutoFillBackground(False)  # the window's own background shows through
        self.content.addWidget(self._area, stretch=1)

    def _add_keys(self) -> None:
        self.add_key(_("Train this network"), "Ctrl+Return", self._on_train)
        self._duplicate_key = self.add_key(_("Duplicate to change"), "Ctrl+Shift+D", self._on_duplicate)
        self.add_key(_("Show all networks, or fewer"), "Ctrl+Shift+A", self._chooser.toggle_all)
        self.add_key(_("Edit the layers, or be done with it"), "Ctrl+L", self._panels.editor.toggle_editing)
        self.addActions(self._panels.editor.tools.key_actions())
        panels = self._panels
        self._rare_keys = (
            self.add_key(_("Save the drawing"), "Ctrl+Shift+P", panels.ask_drawing_file),
            self.add_key(_("The network as code, or as a drawing"), "Ctrl+K", panels.toggle_code),
            self.add_key(_("Copy the code"), "Ctrl+Shift+K", panels.code.copy),
            self.add_key(_("Save the code as a script"), "Ctrl+Shift+Y", panels.code.ask_script_file),
            self.add_key(_("Save the code as a notebook"), "Ctrl+Shift+B", panels.code.ask_notebook_file),
        )

    def _connect_session(self) -> None:
        session = self.session
        session.training_changed.connect(self._on_busy_changed)
        session.testing_changed.connect(self._on_busy_changed)
        session.level_changed.connect(self._on_level_changed)
        session.dataset_changed.connect(self._on_dataset_changed)
        session.network_file_for_page.connect(self._own.open_file)

    # What the user does

    @Slot()
    def _on_train(self) -> None:
        try:
            if self.session.model is None:
                self._workshop.choose(self._chooser.first)
            elif self._workshop.editable:
                self._workshop.set_training(self._settings.values())
                if self._panels.editor.fault is not None:
                    raise self._panels.editor.fault
                self._workshop.apply(strictly=True)
        except UserError as error:
            self._show_in_place(error, unfold=True)
            return
        self.session.page_requested.emit("train")

    @Slot(object)
    def _on_card_chosen(self, preset: Preset) -> None:
        try:
            self._workshop.choose(preset)
        except UserError as error:
            self.show_fault(error)

    @Slot()
    def _on_edited(self) -> None:
        if not self._workshop.editable:
            return
        self.clear_faults()
        try:
            self._workshop.set_training(self._settings.values())
            self._workshop.apply()
        except UserError as error:
            self._show_in_place(error)

    @Slot(object)
    def _on_mend_chosen(self, mend: Mend) -> None:
        self._workshop.mend(mend, self._panels.editor.table.chosen)

    @Slot()
    def _on_room_wanted(self) -> None:
        self._chooser.give_room(self._panels.editor.editing or self._panels.shows_code)
        self._area.scroll_to_top()
        self._set_tab_order()

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

    @Slot()
    def _on_own_clicked(self) -> None:
        button = self._chooser.own
        self._own.menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    # What the session and the draft tell

    @Slot(object)
    def _on_changed(self, layer: int | None) -> None:
        self._show_recipe()
        if layer is not None:
            self._panels.editor.choose(min(layer, len(self._draft.recipe.network.layers) - 1))

    @Slot(object)
    def _on_refused(self, error: UserError) -> None:
        self._show_in_place(error)

    @Slot()
    def _on_busy_changed(self) -> None:
        self._show_state()

    @Slot(object)
    def _on_level_changed(self, level: Level) -> None:
        everything = level is Level.EVERYTHING
        self._settings.set_everything(everything)
        self._panels.editor.set_everything(everything)
        for key in self._rare_keys:
            key.setEnabled(everything)

    @Slot(object)
    def _on_dataset_changed(self, dataset: Dataset | None) -> None:
        if dataset is not None:
            self._settings.set_class_count(max(len(dataset.class_names), 1))
            parts = (dataset.train.images, dataset.test.images, dataset.unlabelled)
            first = next(images[0] for images in parts if images is not None and len(images))
            self._panels.drawing.show_picture(first)
            self._show_recipe()

    # How it is done

    def _show_in_place(self, error: UserError, *, unfold: bool = False) -> None:
        """Shows an error at its layer or control.

        Args:
            error: What is wrong.
            unfold: Go there; otherwise the focus stays where the user is going.
        """
        place, _dot, rest = error.field.partition(".")
        if place == "layers" and unfold and not self._workshop.examination.about_output:
            self._panels.editor.set_editing(True)
            self._panels.editor.choose(int(rest.partition(".")[0]))
            self._area.ensureWidgetVisible(self._panels.editor)
            return
        problem = in_words(error.problem)
        error = UserError(problem, error.remedy, "loss" if place == "layers" else error.field)
        if unfold:
            self.show_fault(error)
            return
        for field in self.findChildren(Field):
            if error.field and field.setting == error.field:
                field.set_fault(str(error))
                return
        self.session.failed.emit(error)

    def _show_recipe(self) -> None:
        recipe = self._draft.recipe
        base = self._chooser.preset(recipe.preset)
        loss, class_count = recipe.training.loss, self._workshop.class_count
        examination = self._workshop.examine()
        model = self.session.model
        run = model.run if model is not None and not is_untrained(model) else None
        self._panels.show_network(recipe, run, examination)
        self._settings.show_training(recipe.training, base)
        self._settings.show_needs(examination, loss, class_count)
        self.clear_faults()
        self._panels.editor.settings.show_faults()
        if examination.about_output and examination.fault is not None:
            self._show_in_place(examination.fault)
        self._chooser.mark(base, trained=run is not None)
        self._own.set_recipe(recipe, base if base is not None and base.own else None, complete=examination.complete)
        self._show_state()

    def _show_state(self) -> None:
        session, model = self.session, self.session.model
        busy = session.training or session.testing
        fits = self._workshop.examination.complete or not self._workshop.editable
        self._notice.show_model(model, training=session.training, testing=session.testing, fits=fits)
        self._train.setText(_("Watch it learn") if session.training else _("Train this network"))
        self._chooser.cards.setEnabled(not busy)
        trained = model is not None and not is_untrained(model)
        self._duplicate_key.setEnabled(trained and not busy)
        locked = locked_words(session, trained=trained, editable=self._workshop.editable)
        self._settings.set_locked(locked)
        self._panels.editor.set_locked(locked)

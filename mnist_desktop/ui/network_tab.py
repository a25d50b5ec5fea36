"""The Network page: choose a network or build one, see what it is made of, set how it will learn."""

from contextlib import suppress
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QScrollArea, QWidget
from typing_extensions import override

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.networks.examine import Examination, Mend
from mnist_desktop.networks.presets import Preset
from mnist_desktop.networks.spec import NetworkSpec, changed
from mnist_desktop.ui.network.card import PresetCard
from mnist_desktop.ui.network.chooser import NetworkChooser
from mnist_desktop.ui.network.draft import Draft, Recipe
from mnist_desktop.ui.network.notice import NetworkNotice, is_untrained
from mnist_desktop.ui.network.own_networks import OwnNetworks, file_name
from mnist_desktop.ui.network.panels import NetworkPanels
from mnist_desktop.ui.network.settings import NetworkSettings
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.shared_state import Notice
from mnist_desktop.ui.theme import current_theme
from mnist_desktop.ui.widgets import (
    Column,
    Field,
    MainButton,
    Page,
    Row,
    explain,
)

_APPLY_MS = 300
"""So long after the last key, the layers that were typed become the current model: that takes a model's making."""
_DIGITS = tuple(str(digit) for digit in range(10))


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
        self._draft = Draft(self._current(), self)
        self._draft.changed.connect(self._on_draft_changed)
        self._examination = Examination(())
        self._applying = False
        self._timer = QTimer(self, singleShot=True, interval=_APPLY_MS)
        self._timer.timeout.connect(self._on_typed)
        self._fill_column()
        self._fill_content()
        self._add_keys()
        self._connect_session()
        self._on_level_changed(session.level)
        self._on_dataset_changed(session.dataset)
        self._take_model()

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
        if self._timer.isActive():
            with suppress(UserError):
                self._apply()

    def _set_tab_order(self) -> None:
        """Column, cards, table: what changes its place in the window would else come last."""
        chooser, editor = self._chooser, self._panels.editor
        parts = (
            *(self._train, self._notice, self._settings, chooser.own, chooser.show_all, chooser.cards),
            *(editor, self._panels),
        )
        stops: list[QWidget] = []
        for part in parts:
            for stop in (part, *part.findChildren(QWidget)):
                usable = stop.focusPolicy() is not Qt.FocusPolicy.NoFocus and stop.focusProxy() is None
                # Lists that pop up are windows of their own.
                if usable and stop.window() is self.window() and stop not in stops:
                    stops.append(stop)
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
        self._own.saved.connect(self._on_own_saved)
        self._own.renamed.connect(self._on_own_renamed)
        self._own.opened.connect(self._on_card_chosen)
        self._chooser.own.clicked.connect(self._on_own_clicked)
        self._panels = NetworkPanels(self.session, self._draft.history)
        self._panels.save_drawing_requested.connect(self._on_save_drawing)
        self._panels.drawing.saved.connect(self._on_drawing_saved)
        editor = self._panels.editor
        editor.edited.connect(self._on_layers_edited)
        editor.mend_chosen.connect(self._on_mend_chosen)
        editor.renamed.connect(self._on_renamed)
        editor.editing_changed.connect(self._on_editing_changed)
        editor.save_requested.connect(self._own.ask_name)
        editor.duplicate_requested.connect(self._on_duplicate)
        self._body = body = Column(spacing=12)
        body.addWidget(self._chooser)
        body.addWidget(self._panels, stretch=1)
        scrolled = QWidget()
        scrolled.setLayout(body)
        self._area = _Area(widgetResizable=True)
        self._area.resized.connect(editor.set_room)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setObjectName("network_area")
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(scrolled)
        for surface in (scrolled, self._area.viewport()):
            surface.setAutoFillBackground(False)  # the window's own background shows through
        self.content.addWidget(self._area, stretch=1)

    def _add_keys(self) -> None:
        self.add_key(_("Train this network"), "Ctrl+Return", self._on_train)
        self._duplicate_key = self.add_key(_("Duplicate to change"), "Ctrl+D", self._on_duplicate)
        self.add_key(_("Show all networks, or fewer"), "Ctrl+Shift+A", self._chooser.toggle_all)
        self.add_key(_("Edit the layers, or be done with it"), "Ctrl+L", self._panels.editor.toggle_editing)
        self.addActions(self._panels.editor.tools.key_actions())
        self._drawing_key = self.add_key(_("Save the drawing"), "Ctrl+Shift+P", self._on_save_drawing)

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
                self._read_settings()
                self._apply(strictly=True)
        except UserError as error:
            self._show_in_place(error, unfold=True)
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
        try:
            self._read_settings()
            self._apply()
        except UserError as error:
            self._show_in_place(error)

    @Slot(str, object, object, str)
    def _on_layers_edited(self, text: str, network: NetworkSpec, layer: int | None, key: str) -> None:
        if self._editable:
            self._draft.change(text, self._own_recipe(network), layer=layer, key=key)

    @Slot(object)
    def _on_mend_chosen(self, mend: Mend) -> None:
        if not self._editable:
            return
        recipe = self._draft.recipe
        if mend.network != recipe.network:
            recipe = self._own_recipe(mend.network)
        training = recipe.training.model_copy(update={"loss": mend.loss})
        self._draft.change(mend.text, replace(recipe, training=training), layer=self._panels.editor.table.chosen)

    @Slot(str)
    def _on_renamed(self, name: str) -> None:
        if self._editable:
            self._draft.change(_("rename"), replace(self._draft.recipe, name=name))

    @Slot(object)
    def _on_editing_changed(self, editing: bool) -> None:
        self._chooser.set_editing(editing)
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

    @Slot(object)
    def _on_own_saved(self, preset: Preset) -> None:
        recipe = self._draft.recipe
        if self._editable and (recipe.network, recipe.training) == (preset.network, preset.training):
            self._draft.change(_("save"), replace(recipe, name=preset.title, preset=preset.name))

    @Slot(str, object)
    def _on_own_renamed(self, old: str, preset: Preset) -> None:
        if self._editable and self._draft.recipe.preset == old:
            self._draft.change(_("rename"), replace(self._draft.recipe, name=preset.title, preset=preset.name))

    @Slot()
    def _on_save_drawing(self) -> None:
        dialog = QFileDialog(self, _("Save the drawing"))
        dialog.setObjectName("drawing_dialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_("Picture") + " (*.png)", _("Lines") + " (*.svg)"])
        dialog.setDefaultSuffix("png")
        dialog.selectFile(file_name(self._draft.recipe.name))
        dialog.fileSelected.connect(self._on_drawing_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _on_drawing_file(self, file: str) -> None:
        self._panels.drawing.save(Path(file))

    @Slot(object)
    def _on_drawing_saved(self, file: Path) -> None:
        self.session.notified.emit(Notice(_("Saved as {file}.").format(file=file)))

    # What the session and the draft tell

    @Slot()
    def _on_model_changed(self) -> None:
        if not self._applying:
            self._take_model()

    @Slot(object)
    def _on_draft_changed(self, layer: int | None) -> None:
        self._show_draft()
        if layer is not None:
            self._panels.editor.choose(min(layer, len(self._draft.recipe.network.layers) - 1))
        self._timer.start()

    @Slot()
    def _on_typed(self) -> None:
        try:
            self._apply()
        except UserError as error:
            self._show_in_place(error)

    @Slot()
    def _on_busy_changed(self) -> None:
        self._show_state()

    @Slot(object)
    def _on_level_changed(self, level: Level) -> None:
        everything = level is Level.EVERYTHING
        self._settings.set_everything(everything)
        self._panels.editor.set_everything(everything)
        self._drawing_key.setEnabled(everything)

    @Slot(object)
    def _on_dataset_changed(self, dataset: Dataset | None) -> None:
        if dataset is not None:
            self._settings.set_class_count(len(dataset.class_names))
            self._panels.drawing.show_picture(dataset.train.images[0])
            self._show_draft()

    # How it is done

    @property
    def _editable(self) -> bool:
        """Whether the settings may change: of an untrained model that nothing is done with."""
        model, session = self.session.model, self.session
        return model is not None and is_untrained(model) and not session.training and not session.testing

    def _current(self) -> Recipe:
        """The recipe of the current model, or of the first preset."""
        if self.session.model is not None:
            run = self.session.model.run
            return Recipe(run.name, run.preset, run.network, run.training)
        return _recipe_of(self._chooser.first)

    def _own_recipe(self, network: NetworkSpec) -> Recipe:
        """The draft with other layers, which are a preset's no longer."""
        recipe = self._draft.recipe
        if recipe.preset is not None:
            recipe = replace(recipe, name=_("Own network"), preset=None)
        return replace(recipe, network=network)

    def _choose(self, preset: Preset) -> None:
        recipe = _recipe_of(preset)
        if self._editable:
            self._draft.change(_("choose “{name}”").format(name=preset.title), recipe)
            self._apply()
        else:
            self.session.choose_network(preset.network, preset.training, preset.title, preset.name)

    def _read_settings(self) -> None:
        """Takes what the controls of the column say into the draft.

        Raises:
            UserError: A setting is wrong; the draft stays as it is.
        """
        recipe = self._draft.recipe
        training = changed(recipe.training, self._settings.values())
        self._draft.change(_("how it learns"), replace(recipe, training=training))

    def _apply(self, *, strictly: bool = False) -> None:
        """Makes an untrained model of the draft, if it fits together and says something else than the present one.

        Args:
            strictly: Raise what does not fit, too.

        Raises:
            UserError: A setting is wrong; the model stays as it is.
        """
        self._timer.stop()
        model = self.session.model
        if model is None or not self._editable:
            return
        wrong = self._panels.editor.fault or self._examination.fault
        if wrong is not None:
            if strictly:
                raise wrong
            return
        recipe = self._draft.recipe
        if recipe == self._current():
            return
        if self.session.dataset is not None:
            candidate = self.session.service.untrained(
                recipe.network, recipe.training, name=recipe.name, preset=recipe.preset
            )
            self.session.service.check_training(candidate, self.session.dataset)
        self._applying = True
        try:
            self.session.choose_network(recipe.network, recipe.training, recipe.name, recipe.preset)
        finally:
            self._applying = False
        self._draft.follow(self._current())
        self._show_draft()

    def _take_model(self) -> None:
        """Shows what the session has; a name that was given elsewhere is a change like those that are made here."""
        self._timer.stop()
        recipe, known = self._current(), self._draft.recipe
        same = (recipe.network, recipe.training, recipe.preset) == (known.network, known.training, known.preset)
        if not same or not self._editable:
            self._draft.take(recipe)
        elif recipe.name != known.name:
            self._draft.change(_("rename"), recipe)
        self.clear_faults()
        self._show_draft()
        self._timer.stop()

    def _show_in_place(self, error: UserError, *, unfold: bool = False) -> None:
        """Shows an error at its layer or control.

        Args:
            error: What is wrong.
            unfold: Go there; otherwise the focus stays where the user is going.
        """
        place, _dot, rest = error.field.partition(".")
        if place == "layers" and unfold and not self._examination.about_output:
            self._panels.editor.set_editing(True)
            self._panels.editor.choose(int(rest.partition(".")[0]))
            self._area.ensureWidgetVisible(self._panels.editor)
            return
        problem = error.problem.replace("optimizer.learning_rate", _("The learning rate"))
        problem = problem.replace("optimizer.momentum", _("The momentum"))
        error = UserError(problem, error.remedy, "loss" if place == "layers" else error.field)
        if unfold:
            self.show_fault(error)
            return
        for field in self.findChildren(Field):
            if error.field and field.setting == error.field:
                field.set_fault(str(error))
                return
        self.session.failed.emit(error)

    def _show_draft(self) -> None:
        recipe = self._draft.recipe
        base = self._chooser.preset(recipe.preset)
        names = self.session.dataset.class_names if self.session.dataset is not None else _DIGITS
        loss, class_count = recipe.training.loss, len(recipe.training.task.class_names(names))
        examination = self.session.service.examine_network(recipe.network, loss, class_count)
        self._examination = examination
        self._panels.show_network(recipe.name, recipe.network, examination)
        self._settings.show_training(recipe.training, base)
        self._settings.show_needs(examination, loss, class_count)
        self.clear_faults()
        self._panels.editor.settings.show_faults()
        if examination.about_output and examination.fault is not None:
            self._show_in_place(examination.fault)
        model = self.session.model
        self._chooser.mark(base, trained=model is not None and not is_untrained(model))
        self._own.set_recipe(recipe, base if base is not None and base.own else None, complete=examination.complete)
        self._show_state()

    def _show_state(self) -> None:
        session, model = self.session, self.session.model
        busy = session.training or session.testing
        fits = self._examination.complete or not self._editable
        self._notice.show_model(model, training=session.training, testing=session.testing, fits=fits)
        self._train.setText(_("Watch it learn") if session.training else _("Train this network"))
        self._chooser.cards.setEnabled(not busy)
        trained = model is not None and not is_untrained(model)
        self._duplicate_key.setEnabled(trained and not busy)
        self._panels.editor.set_duplicable(trained and not busy)
        locked = layers_locked = ""
        if busy:
            locked = layers_locked = (
                _("Locked while it learns. When it is done, or stopped in Train, a copy of it can be changed.")
                if session.training
                else _("Locked while it is being tested.")
            )
        elif trained:
            locked = _("These belong to what it has learned. “Duplicate to change” makes a copy to set.")
            layers_locked = _("These layers belong to what it has learned. A copy of them can be changed.")
        elif not self._editable:
            locked = layers_locked = _("Choose a card to set these.")
        self._settings.set_locked(locked)
        self._panels.editor.set_locked(layers_locked)


class _Area(QScrollArea):
    """Tells how high the part is that can be seen."""

    resized = Signal(int)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit(self.viewport().height())


def _recipe_of(preset: Preset) -> Recipe:
    return Recipe(preset.title, preset.name, preset.network, preset.training)

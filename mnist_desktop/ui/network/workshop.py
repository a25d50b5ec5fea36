"""Workshop: between the draft of a network and the session's model; makes the one of the other as soon as it fits."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _
from mnist_desktop.networks.examine import Examination, Mend
from mnist_desktop.networks.presets import Preset
from mnist_desktop.networks.spec import NetworkSpec, changed
from mnist_desktop.ui.answers import answer_names, askable
from mnist_desktop.ui.network.draft import Draft, Recipe
from mnist_desktop.ui.network.notice import is_untrained
from mnist_desktop.ui.session import Session

_APPLY_MS = 300
"""So long after the last key, what was typed becomes the current model: that takes a model's making."""
_DIGITS = tuple(str(digit) for digit in range(10))


class Workshop(QObject):
    """Changes the draft, and makes untrained models of it.

    Emits ``changed`` with the index of the layer to show, or None, when there is something else to show, and
    ``refused`` with the ``UserError`` of a model that could not be made after a pause in the typing.

    Args:
        session: Whose current model is made.
        first: What shows while there is no model.
        parent: The page.
    """

    changed = Signal(object)
    refused = Signal(object)

    def __init__(self, session: Session, first: Preset, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._first = first
        self._applying = False
        self._timer = QTimer(self, singleShot=True, interval=_APPLY_MS)
        self._timer.timeout.connect(self._on_pause)
        self.draft = Draft(self._current(), self)
        self.draft.changed.connect(self._on_draft_changed)
        self.examination = Examination(())
        session.model_changed.connect(self._on_model_changed)

    @property
    def editable(self) -> bool:
        """Whether the network may change: of an untrained model that nothing is done with."""
        model, session = self._session.model, self._session
        return model is not None and is_untrained(model) and not session.training and not session.testing

    @property
    def class_count(self) -> int:
        """How many answers the draft chooses from."""
        dataset, model = self._session.dataset, self._session.model
        names = dataset.class_names if dataset is not None else _DIGITS
        if not names and model is not None:  # nobody says what the pictures show: it answers as it did
            return len(answer_names(model.run, dataset))
        names = names or _DIGITS
        return len(askable(self.draft.recipe.training.task, names).class_names(names))

    def examine(self) -> Examination:
        """Looks at the draft anew; ``examination`` is what was found last."""
        recipe = self.draft.recipe
        service = self._session.service
        self.examination = service.examine_network(recipe.network, recipe.training.loss, self.class_count)
        return self.examination

    def choose(self, preset: Preset) -> None:
        """Makes a preset the current model.

        Raises:
            UserError: A training or a test goes on.
        """
        # Its answers follow the open data.
        network, training = self._session.fitted(preset.network, preset.training)
        recipe = replace(_recipe_of(preset), network=network, training=training)
        if self.editable:
            self.draft.change(_("choose “{name}”").format(name=preset.title), recipe)
            self.apply()
        else:
            self._session.choose_network(network, training, preset.title, preset.name)

    def set_training(self, values: Mapping[str, Any]) -> None:
        """Takes settings into the draft, by their dotted names.

        Raises:
            UserError: A setting is wrong; the draft stays as it is.
        """
        recipe = self.draft.recipe
        training = changed(recipe.training, dict(values))
        self.draft.change(_("how it learns"), replace(recipe, training=training))

    @Slot(str, object, object, str)
    def set_layers(self, text: str, network: NetworkSpec, layer: int | None, key: str) -> None:
        """Changes the layers; arguments as with ``Draft.change``."""
        if self.editable:
            self.draft.change(text, self._own_recipe(network), layer=layer, key=key)

    def mend(self, mend: Mend, layer: int | None) -> None:
        """Mends a fault.

        Args:
            mend: What was offered.
            layer: The layer to show afterwards.
        """
        if self.editable:
            recipe = self.draft.recipe
            if mend.network != recipe.network:
                recipe = self._own_recipe(mend.network)
            training = recipe.training.model_copy(update={"loss": mend.loss})
            self.draft.change(mend.text, replace(recipe, training=training), layer=layer)

    @Slot(str)
    def rename(self, name: str) -> None:
        """Gives the network another name."""
        if self.editable:
            self.draft.change(_("rename"), replace(self.draft.recipe, name=name))

    @Slot(object)
    def take_saved(self, preset: Preset) -> None:
        """The draft was saved: it is that preset from now on."""
        recipe = self.draft.recipe
        if self.editable and (recipe.network, recipe.training) == (preset.network, preset.training):
            self.draft.change(_("save"), replace(recipe, name=preset.title, preset=preset.name))

    @Slot(str, object)
    def take_renamed(self, old: str, preset: Preset) -> None:
        """A preset has another name, which the draft takes on if it is that preset."""
        if self.editable and self.draft.recipe.preset == old:
            self.draft.change(_("rename"), replace(self.draft.recipe, name=preset.title, preset=preset.name))

    def apply_pending(self) -> None:
        """Makes a model of what was typed last, without waiting for a pause.

        Raises:
            UserError: As with ``apply``.
        """
        if self._timer.isActive():
            self.apply()

    def apply(self, *, strictly: bool = False) -> None:
        """Makes an untrained model of the draft, if it fits together and says something else than the present one.

        Args:
            strictly: Raise what does not fit, too.

        Raises:
            UserError: A setting is wrong; the model stays as it is.
        """
        self._timer.stop()
        if not self.editable:
            return
        if not self.examination.complete:
            if strictly and self.examination.fault is not None:
                raise self.examination.fault
            return
        recipe, session = self.draft.recipe, self._session
        if recipe == self._current():
            return
        if session.dataset is not None:
            candidate = session.service.untrained(
                recipe.network, recipe.training, name=recipe.name, preset=recipe.preset
            )
            session.service.check_training(candidate, session.dataset)
        self._applying = True
        try:
            session.choose_network(recipe.network, recipe.training, recipe.name, recipe.preset)
        finally:
            self._applying = False
        self.draft.follow(self._current())
        self.changed.emit(None)

    @Slot(object)
    def _on_draft_changed(self, layer: int | None) -> None:
        self.changed.emit(layer)
        self._timer.start()

    @Slot()
    def _on_pause(self) -> None:
        try:
            self.apply()
        except UserError as error:
            self.refused.emit(error)

    @Slot()
    def _on_model_changed(self) -> None:
        """Takes what the session has; a name that was given elsewhere is a change like those that are made here."""
        if self._applying:
            return
        recipe, known = self._current(), self.draft.recipe
        same = (recipe.network, recipe.training, recipe.preset) == (known.network, known.training, known.preset)
        if same and self.editable and recipe.name != known.name:
            self.draft.change(_("rename"), recipe)
        else:
            if not same or not self.editable:
                self.draft.take(recipe)
            self.changed.emit(None)
        self._timer.stop()

    def _current(self) -> Recipe:
        """The recipe of the current model, or of the first preset."""
        if self._session.model is not None:
            run = self._session.model.run
            return Recipe(run.name, run.preset, run.network, run.training)
        return _recipe_of(self._first)

    def _own_recipe(self, network: NetworkSpec) -> Recipe:
        """The draft with other layers, which are a preset's no longer."""
        recipe = self.draft.recipe
        if recipe.preset is not None:
            recipe = replace(recipe, name=_("Own network"), preset=None)
        return replace(recipe, network=network)


def _recipe_of(preset: Preset) -> Recipe:
    return Recipe(preset.title, preset.name, preset.network, preset.training)

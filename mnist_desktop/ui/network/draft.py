"""Draft: the network as it is being changed, with the way back."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack
from typing_extensions import override

from mnist_desktop.networks.spec import NetworkSpec, TrainingSpec


@dataclass(frozen=True)
class Recipe:
    """What an untrained model is made from.

    Attributes:
        name: What the model is called.
        preset: The preset that it is, or None.
        network: Its layers, which may not fit each other yet.
        training: How it is trained.
    """

    name: str
    preset: str | None
    network: NetworkSpec
    training: TrainingSpec


class Draft(QObject):
    """The recipe that the page shows; ``history`` undoes and redoes its changes.

    Emits ``changed`` with the index of the layer that was changed, or None, after each change, undone ones included.
    """

    changed = Signal(object)

    def __init__(self, recipe: Recipe, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.history = QUndoStack(self)
        self._recipe = recipe

    @property
    def recipe(self) -> Recipe:
        """As it is now."""
        return self._recipe

    def take(self, recipe: Recipe) -> None:
        """Begins with another recipe, of which nothing can be undone."""
        self.history.clear()
        self._recipe = recipe

    def follow(self, recipe: Recipe) -> None:
        """Takes on what became of the recipe elsewhere, such as a name that was free; no change of its own."""
        self._recipe = recipe

    def change(self, text: str, recipe: Recipe, *, layer: int | None = None, key: str = "") -> None:
        """Changes the recipe.

        Args:
            text: What was done, for the undo button: "add Dense".
            recipe: As it is from now on; nothing happens if it is the same.
            layer: The layer to show afterwards, also when the change is undone.
            key: Changes with the same key, one after the other, are undone as one; "" for none.
        """
        if recipe != self._recipe:
            self.history.push(_Change(self, text, recipe, layer, key))

    def apply(self, recipe: Recipe, layer: int | None) -> None:
        """For the history alone: makes a recipe the present one."""
        self._recipe = recipe
        self.changed.emit(layer)


class _Change(QUndoCommand):
    def __init__(self, draft: Draft, text: str, after: Recipe, layer: int | None, key: str) -> None:
        super().__init__(text)
        self._draft = draft
        self._before, self.after = draft.recipe, after
        self._layer, self.key = layer, key

    @override
    def id(self) -> int:
        return 1 if self.key else -1

    @override
    def redo(self) -> None:
        self._draft.apply(self.after, self._layer)

    @override
    def undo(self) -> None:
        self._draft.apply(self._before, self._layer)

    @override
    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Change) or other.key != self.key:
            return False
        self.after = other.after
        return True

"""Where the methods of ``ModelService`` find what is kept."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from mnist_desktop import paths

if TYPE_CHECKING:
    from mnist_desktop.data.dataset import Dataset
    from mnist_desktop.runs.own_presets import OwnPresets
    from mnist_desktop.service.models import Models
    from mnist_desktop.service.storage import Storage


class ServiceBase:
    """The user's folder, what travels with the program, and the stores in them; ``ModelService`` says more."""

    def __init__(self, home: Path | None = None, resources: Path | None = None, *, fall_back: bool = False) -> None:
        self._home = home or paths.user_folder()
        self._resources = resources or paths.resources_folder()
        self._fall_back = fall_back
        self._models_cache: Models | None = None
        self._storage: Storage | None = None
        self._models_lock = threading.Lock()  # both lanes of the window may be the first to ask

    def load_data(self) -> Dataset:
        """Loads MNIST, every byte checked: 60,000 pictures to learn from and 10,000 to test on.

        Raises:
            UserError: The file is missing or damaged.
        """
        from mnist_desktop.data.dataset import load_mnist

        return load_mnist(self._resources / "data" / "mnist.npz")

    @property
    def _own_presets(self) -> OwnPresets:
        from mnist_desktop.runs.own_presets import OwnPresets

        return OwnPresets(self._home / "networks")

    @property
    def _models(self) -> Models:
        with self._models_lock:
            if self._models_cache is None:
                from mnist_desktop.runs.store import RunStore
                from mnist_desktop.service.models import Models
                from mnist_desktop.service.storage import find_storage

                own = self._home / "runs"
                self._storage = find_storage(own, fall_back=self._fall_back)
                self._models_cache = Models(
                    kept=RunStore(self._storage.folder),
                    bundled=RunStore(self._resources / "models", bundled=True),
                    shelf=None if self._storage.folder == own else RunStore(own, bundled=True),
                )
            return self._models_cache

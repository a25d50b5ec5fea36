"""What can be done with networks before they learn."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mnist_desktop.networks import presets as preset_networks
from mnist_desktop.networks.presets import Preset
from mnist_desktop.networks.spec import LossName, NetworkSpec, TrainingSpec
from mnist_desktop.service.facade.base import ServiceBase

if TYPE_CHECKING:
    from mnist_desktop.networks.code import CodeData
    from mnist_desktop.networks.examine import Examination
    from mnist_desktop.networks.shapes import LayerSummary
    from mnist_desktop.service.model import Model


class NetworkMethods(ServiceBase):
    """What can be done with networks before they learn."""

    def presets(self) -> tuple[Preset, ...]:
        """The networks that are ready to use: those that came with the program, the simplest first, then the own."""
        return (*preset_networks.presets(), *self._own_presets.presets())

    def preset(self, name: str) -> Preset:
        """The preset of that name; one of the user's own may be called by its title too.

        Raises:
            UserError: There is none.
        """
        return self._own_presets.preset(name) or preset_networks.preset(name)

    def save_preset(
        self, title: str, network: NetworkSpec, training: TrainingSpec, *, replacing: str | None = None
    ) -> Preset:
        """Saves a network of the user's own under a title of 1 to 60 characters that is not taken yet.

        Args:
            title: What people call it.
            network: Layers that fit each other.
            training: How it is trained.
            replacing: The name of an own preset whose place it takes; None for none.

        Raises:
            UserError: The title is empty, too long or taken, a layer does not fit, or it cannot be written.
        """
        return self._own_presets.save(title, network, training, replacing=replacing)

    def rename_preset(self, name: str, title: str) -> Preset:
        """Gives one of the user's own presets another title, and with it another name.

        Raises:
            UserError: It is not one of them, or the title is empty, too long or taken.
        """
        return self._own_presets.rename(name, title)

    def delete_preset(self, name: str) -> Preset:
        """Deletes one of the user's own presets and returns it; ``save_preset`` brings it back.

        Raises:
            UserError: It is not one of them, or cannot be removed.
        """
        return self._own_presets.delete(name)

    def add_preset_file(self, file: Path) -> Preset:
        """Takes a network file from anyone among the user's own presets; nothing in it can run code.

        Raises:
            UserError: The file is missing, longer than 256 KiB, no network, or cannot be kept.
        """
        return self._own_presets.add_file(file)

    def write_network_file(self, title: str, network: NetworkSpec, training: TrainingSpec, file: Path) -> None:
        """Writes a network as a JSON file, to give to others.

        Raises:
            UserError: It cannot be written.
        """
        from mnist_desktop.runs.own_presets import write_network_file

        write_network_file(title, network, training, file)

    def read_spec(self, file: Path) -> tuple[NetworkSpec, TrainingSpec]:
        """Reads a network and its training from a JSON file with the keys ``network`` and ``training``.

        Raises:
            UserError: The file is missing, too large, no JSON, or a setting is wrong.
        """
        from mnist_desktop.runs.own_presets import read_network_file

        content = read_network_file(file)
        return content.network, content.training

    def summarize_network(self, network: NetworkSpec) -> tuple[LayerSummary, ...]:
        """Output shapes, parameters and multiply-adds of each layer, without TensorFlow.

        Raises:
            UserError: A layer does not fit what comes before it; its field is ``layers.<index>``.
        """
        from mnist_desktop.networks.shapes import summarize

        return summarize(network)

    def keras_script(
        self, network: NetworkSpec, training: TrainingSpec, data: CodeData | None = None, *, note: str = ""
    ) -> str:
        """A network and its training as a Python script that needs Keras and NumPy alone; made in milliseconds.

        Args:
            network: Layers that fit each other.
            training: How it is trained.
            data: The file that the script reads and its classes; MNIST by default.
            note: Its first comment, such as ``runs.code_note.code_note`` makes of a run; may be empty.

        Raises:
            UserError: A layer does not fit what comes before it; its field is ``layers.<index>``.
        """
        from mnist_desktop.networks.code import keras_script

        return keras_script(network, training, data, note=note)

    def keras_notebook(
        self, network: NetworkSpec, training: TrainingSpec, data: CodeData | None = None, *, note: str = ""
    ) -> str:
        """The same steps as ``keras_script`` as a Jupyter notebook, JSON of format 4.5.

        Raises:
            UserError: A layer does not fit what comes before it; its field is ``layers.<index>``.
        """
        from mnist_desktop.networks.code import keras_notebook

        return keras_notebook(network, training, data, note=note)

    def examine_network(self, network: NetworkSpec, loss: LossName, class_count: int) -> Examination:
        """Looks at a network that is being built: how far it fits, the first fault, and what would mend it.

        Args:
            network: Layers that may not fit each other yet.
            loss: The loss it is to be trained with.
            class_count: How many answers there are.
        """
        from mnist_desktop.networks.examine import examine

        return examine(network, loss, class_count)

    def untrained(self, network: NetworkSpec, training: TrainingSpec, *, name: str, preset: str | None = None) -> Model:
        """A model of a network that has learned nothing yet; it is not kept before it is trained."""
        return self._models.untrained(network, training, name, preset)

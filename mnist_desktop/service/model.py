"""A model: a run together with the weights that answer for it."""

from dataclasses import dataclass

from mnist_desktop.runs.run import Run, Weights
from mnist_desktop.training.engine import EngineState


@dataclass(frozen=True, eq=False)
class Model:
    """What is tested, drawn at and trained further.

    Attributes:
        run: The recipe, the history and the results.
        weights: The values of the network's weights in Keras's order; None stands for the initial weights that
            the run's seed decides, so that a network can be chosen before TensorFlow is there.
        unkept: The state after the last epoch, where the disk refused to keep it; None otherwise.
    """

    run: Run
    weights: Weights | None = None
    unkept: EngineState | None = None

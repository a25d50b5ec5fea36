"""Learning-rate schedules: the rate of each step, from the spec and the finished epochs alone.

Nothing else is remembered, so a training that is resumed goes on with the rates it would have had.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.networks.spec import TrainingSpec
from mnist_desktop.training.events import EpochRecord

# As in PyTorch's OneCycleLR, after L. Smith and N. Topin: Super-Convergence (2018), arXiv 1708.07120.
_WARM_UP_SHARE = 0.3
_FIRST_DIVISOR = 25.0
_LAST_DIVISOR = 1e4


def learning_rates(
    training: TrainingSpec, history: Sequence[EpochRecord], first_step: int, count: int, total_steps: int
) -> NDArray[np.float32]:
    """The learning rates of some steps.

    Args:
        training: Its optimizer's learning rate is the rate of "constant", the first one of "cosine" and
            "reduce_on_plateau", and the highest one of "one_cycle".
        history: The finished epochs.
        first_step: Steps trained before, over all epochs.
        count: Steps asked for.
        total_steps: Steps of the whole training.

    Returns:
        float32, shape (count,).
    """
    rate = training.optimizer.learning_rate
    share = (first_step + np.arange(count)) / max(1, total_steps - 1)
    match training.schedule.name:
        case "constant":
            rates = np.full(count, rate)
        case "cosine":
            rates = rate * _falling(share)
        case "one_cycle":
            first, last = rate / _FIRST_DIVISOR, rate / _FIRST_DIVISOR / _LAST_DIVISOR
            rising = first + (rate - first) * (1.0 - _falling(share / _WARM_UP_SHARE))
            falling = last + (rate - last) * _falling((share - _WARM_UP_SHARE) / (1.0 - _WARM_UP_SHARE))
            rates = np.where(share < _WARM_UP_SHARE, rising, falling)
        case "reduce_on_plateau":
            rates = np.full(count, rate * training.schedule.factor ** plateaus(history, training.schedule.patience))
    return rates.astype(np.float32)


def plateaus(history: Sequence[EpochRecord], patience: int) -> int:
    """How often the validation loss has not fallen for ``patience`` epochs in a row, each counted anew."""
    found, waited, best = 0, 0, np.inf
    for record in history:
        loss = record.loss if record.val_loss is None else record.val_loss
        if loss < best:
            best, waited = loss, 0
        else:
            waited += 1
            if waited == patience:
                found, waited = found + 1, 0
    return found


def _falling(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Half a cosine: 1 at 0, 0 at 1."""
    fallen: NDArray[np.float64] = 0.5 * (1.0 + np.cos(np.pi * np.clip(share, 0.0, 1.0)))
    return fallen

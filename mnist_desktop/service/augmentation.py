"""Shows what varying the pictures does, and what it costs on this computer."""

import time
from functools import cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.networks import backend
from mnist_desktop.networks.spec import AugmentationSpec
from mnist_desktop.training.augmentation import settings_array, varied

_BATCH = 128
_BATCHES = 32


def varied_pictures(
    images: NDArray[np.uint8], augmentation: AugmentationSpec, seed: int
) -> tuple[NDArray[np.uint8], float]:
    """Varies pictures and measures the cost.

    Args:
        images: uint8, shape (n, 28, 28).
        augmentation: How far each is varied.
        seed: The same seed varies them alike.

    Returns:
        uint8, shape (n, 28, 28); and seconds a picture, compiling left out.
    """
    backend.load()
    settings = settings_array(augmentation)
    vary = _compiled(seed)
    shown = np.rint(vary(images, settings, step=np.int32(0)).numpy()).astype(np.uint8)
    sample = np.resize(images, (_BATCH, *images.shape[1:]))
    vary(sample, settings, step=np.int32(0))
    started = time.perf_counter()
    for step in range(_BATCHES):
        vary(sample, settings, step=np.int32(step))
    return shown, (time.perf_counter() - started) / (_BATCH * _BATCHES)


@cache
def _compiled(seed: int) -> Any:
    import tensorflow as tf

    return tf.function(partial(varied, seed=seed), autograph=False, jit_compile=True)

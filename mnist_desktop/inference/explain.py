"""Explainer: why a network answers as it does, from the same snapshot of the weights that answers."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.inference.attribution import Attribution, IntegratedGradients
from mnist_desktop.inference.counterfactual import Counterfactual, CounterfactualSearch
from mnist_desktop.inference.layer_pictures import LayerPicture, LayerPictures
from mnist_desktop.inference.occlusion import Occlusion, occlude
from mnist_desktop.inference.predictor import Predictor


class Explainer:
    """Explanations of the answers of one predictor, of any network that a ``NetworkSpec`` describes.

    All are compiled functions over the predictor's snapshot: they work while the network learns, and explain what it
    answers at that moment. Call it from one thread at a time; the predictor may answer in another one meanwhile. Each
    kind is compiled when it is first asked for, which takes 0.1 to 1 s; what they take from then on is printed by
    ``python -m tests.benchmarks.explaining``.

    Args:
        predictor: Whose answers are explained.
    """

    def __init__(self, predictor: Predictor) -> None:
        self._predictor = predictor
        self._gradients: IntegratedGradients | None = None
        self._layers: LayerPictures | None = None
        self._search: CounterfactualSearch | None = None

    def attribution(
        self, image: NDArray[np.uint8], answer: int, baseline: NDArray[np.uint8] | None = None
    ) -> Attribution:
        """Which pixels speak for an answer and which against it; see ``IntegratedGradients``."""
        if self._gradients is None:
            self._gradients = IntegratedGradients(self._predictor)
        return self._gradients.attribution(image, answer, baseline)

    def occlusion(self, image: NDArray[np.uint8], answer: int) -> Occlusion:
        """How sure the network stays of an answer while a patch covers a place; see ``occlude``."""
        return occlude(self._predictor, image, answer)

    def layers(self, image: NDArray[np.uint8]) -> tuple[LayerPicture, ...]:
        """What each layer makes of a picture; see ``LayerPictures``."""
        if self._layers is None:
            self._layers = LayerPictures(self._predictor)
        return self._layers.pictures(image)

    def counterfactual(
        self,
        image: NDArray[np.uint8],
        answer: int,
        known: NDArray[np.uint8],
        cancelled: Callable[[], bool] | None = None,
    ) -> Counterfactual | None:
        """What would have to change for another answer; see ``CounterfactualSearch.search``."""
        if self._search is None:
            self._search = CounterfactualSearch(self._predictor)
        return self._search.search(image, answer, known, cancelled)

"""Lays pictures out on a plane, alike ones near each other: PCA and t-SNE of pixels or of a layer's output."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mnist_desktop.errors import UserError
from mnist_desktop.i18n import _

MapMethod = Literal["pca", "tsne"]


@dataclass(frozen=True, eq=False)
class Embedding:
    """Points on a plane, one a row of what was laid out.

    Attributes:
        points: float32, shape (n, 2), finite.
        method: How they were found; "pca" too where t-SNE was asked for and made no sense.
        explained: The shares of the variance, 0 to 1, that the two axes of PCA show; None for t-SNE, and where the
            rows do not differ.
        note: What a reader of the map must know, in a sentence; may be empty.
    """

    points: NDArray[np.float32]
    method: MapMethod
    explained: tuple[float, float] | None
    note: str


@dataclass(frozen=True, eq=False)
class PictureMap:
    """Pictures on a plane.

    Attributes:
        embedding: Where each picture stands, and how that was found.
        indices: The pictures, intp, shape (n,), ascending, into the part they were drawn from.
        labels: The data's own labels, int64, shape (n,), for the markers; None where there are none.
        answers: What the model answers, int64, shape (n,), indices into the answers of its task; None without a model.
        wrong: Which answers are wrong, bool, shape (n,); None without labels or without a model.
        source: What was laid out, in words: "pixels", or a layer's output.
        layer: The layer's place in the network, from 0; None for pixels.
        seconds: How long it took so far.
    """

    embedding: Embedding
    indices: NDArray[np.intp]
    labels: NDArray[np.int64] | None
    answers: NDArray[np.int64] | None
    wrong: NDArray[np.bool_] | None
    source: str
    layer: int | None
    seconds: float


def embed(
    features: NDArray[np.float32],
    method: MapMethod,
    seed: int,
    *,
    report: Callable[[Embedding], None] | None = None,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Embedding | None:
    """Finds a place on the plane for each row.

    t-SNE (L. van der Maaten, G. Hinton: Visualizing data using t-SNE, Journal of Machine Learning Research 9 (2008)
    2579-2605) works, as its authors did, on the first 50 principal components, and starts from the first two.
    scikit-learn's cannot be interrupted, so that it goes in slices of 250 steps (its least), each from where the last
    one ended. On 2,000 pictures a slice took 2.1 to 2.6 s of one core, which is how long a cancel may take. Neighbours
    are kept as well as in scikit-learn's 1,000 steps at once: trustworthiness 0.9783 after three slices and 0.9785, and
    the ten nearest points tell 92.1 and 92.0 % of the labels. A process that is killed would stop at once, but would
    have to import scikit-learn first, could show nothing on its way, and is one more thing that a locked account may
    refuse.

    Args:
        features: float32, shape (n, features), n at least 1, features at least 1.
        method: "pca" or "tsne".
        seed: The same seed gives the same points on the same computer.
        report: Called with t-SNE's points after each slice but the last, to be shown meanwhile.
        progress: Called with the share done, 0 to 1.
        cancelled: Asked before each slice.

    Returns:
        The points; None when it was cancelled.

    Raises:
        UserError: The numbers are not finite.
    """
    if not np.isfinite(features).all():
        raise UserError(
            _("These outputs are not all finite numbers: the network's numbers have grown without limit."),
            _("Choose a layer nearer to the picture, or train with a smaller learning rate."),
            "layer",
        )
    stop = cancelled or _never
    tell = progress or _ignore
    if stop():
        return None
    components, explained = _principal_components(features, 2 if method == "pca" else _TSNE_COMPONENTS, seed)
    plane = _two_columns(components)
    if method == "pca" or len(features) < _TSNE_LEAST or explained is None:
        tell(1.0)
        note = _pca_note(features, explained)
        if method == "tsne":
            note = " ".join([_tsne_refused(len(features)) if explained else "", note]).strip()
        return Embedding(plane, "pca", explained, note)
    points = (plane / plane[:, 0].std() * 1e-4).astype(np.float32)
    tell(_PREPARATION)
    for index in range(_SLICES):
        if stop():
            return None
        points = _tsne_slice(components, points, seed, first=index == 0)
        done = (index + 1) / _SLICES
        tell(_PREPARATION + (1 - _PREPARATION) * done)
        if report is not None and done < 1:
            report(Embedding(points, "tsne", None, ""))
    return Embedding(points, "tsne", None, "")


_TSNE_COMPONENTS = 50
_TSNE_LEAST = 5  # fewer points have no neighbourhoods that differ
_PERPLEXITY = 30.0  # scikit-learn's default; within the 5 to 50 of the paper
_SLICES = 3
_PREPARATION = 0.05  # share of the time before the first slice


def _tsne_slice(
    components: NDArray[np.float32], points: NDArray[np.float32], seed: int, *, first: bool
) -> NDArray[np.float32]:
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    tsne = TSNE(
        init=points,
        max_iter=250,
        # Clusters are drawn together in the beginning only.
        early_exaggeration=12.0 if first else 1.0,
        perplexity=min(_PERPLEXITY, (len(points) - 1) / 3),
        random_state=seed,
    )
    # One thread: the window and a training need the other core, and scikit-learn's threads wait for each other at every
    # step. With all cores busy a slice of 200 pictures took 0.6 s on one thread, and 10 to 20 s on two.
    with threadpool_limits(1, user_api="openmp"):
        moved: NDArray[np.float32] = tsne.fit_transform(components)
    return moved


def _principal_components(
    features: NDArray[np.float32], wanted: int, seed: int
) -> tuple[NDArray[np.float32], tuple[float, float] | None]:
    """The rows along their principal axes, and the shares of the variance of the first two.

    The shares are None, and one column holds zeros, where all rows are the same.
    """
    from sklearn.decomposition import PCA
    from threadpoolctl import threadpool_limits

    count, width = features.shape
    if count == 1 or not (features != features[0]).any():
        return np.zeros((count, 1), np.float32), None
    wanted = min(wanted, count, width)
    # Up to some thousand columns their covariance is exact and quick; beyond, it would not fit.
    solver = "covariance_eigh" if width <= 1000 else "randomized"
    pca = PCA(wanted, svd_solver=solver, random_state=seed)
    with threadpool_limits(1):  # as for t-SNE
        components: NDArray[np.float32] = pca.fit_transform(features).astype(np.float32)
    shares = [float(share) for share in pca.explained_variance_ratio_[:2]]
    return components, (shares[0], shares[1] if len(shares) > 1 else 0.0)


def _two_columns(components: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.pad(components[:, :2], ((0, 0), (0, max(0, 2 - components.shape[1]))))


def _pca_note(features: NDArray[np.float32], explained: tuple[float, float] | None) -> str:
    if len(features) == 1:
        return _("One picture alone has no neighbours: it stands in the middle.")
    if explained is None:
        return _("All of these outputs are the same, so that all pictures stand in one place.")
    if features.shape[1] == 1:
        return _("This layer gives one number for a picture: the map is a line.")
    return ""


def _tsne_refused(count: int) -> str:
    return _("t-SNE needs at least {least} pictures and {count} came: this map is made by PCA.").format(
        least=_TSNE_LEAST, count=count
    )


def _never() -> bool:
    return False


def _ignore(share: float) -> None:
    pass

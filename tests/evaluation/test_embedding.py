import numpy as np
import pytest
from numpy.typing import NDArray

from mnist_desktop.errors import UserError
from mnist_desktop.evaluation.embedding import Embedding, MapMethod, embed


def _groups(count: int = 60, width: int = 20) -> NDArray[np.float32]:
    """Two groups that lie far apart, the first half and the second."""
    chance = np.random.default_rng(1)
    features = chance.standard_normal((count, width)).astype(np.float32)
    features[count // 2 :] += 30
    return features


def _placed(features: NDArray[np.float32], method: MapMethod, seed: int = 1) -> Embedding:
    embedding = embed(features, method, seed)
    assert embedding is not None
    assert embedding.points.shape == (len(features), 2)
    assert embedding.points.dtype == np.float32
    assert np.isfinite(embedding.points).all()
    return embedding


def test_that_pca_shows_the_directions_of_the_largest_variance() -> None:
    features = _groups()
    embedding = _placed(features, "pca")
    centred = features.astype(float) - features.mean(axis=0)
    spread = np.linalg.svd(centred, compute_uv=False) ** 2
    assert embedding.explained == pytest.approx(tuple(spread[:2] / spread.sum()), rel=1e-4)
    assert (embedding.points.astype(float) ** 2).sum(axis=0) == pytest.approx(spread[:2], rel=1e-3)
    assert (embedding.method, embedding.note) == ("pca", "")


@pytest.mark.parametrize("width", [20, 1500])
def test_that_tsne_keeps_neighbours_together_and_moves_the_same_way_again(width: int) -> None:
    features = _groups(width=width)
    embedding = _placed(features, "tsne")
    assert (embedding.method, embedding.explained) == ("tsne", None)
    distances = np.linalg.norm(embedding.points[:, None] - embedding.points[None], axis=2)
    np.fill_diagonal(distances, np.inf)
    nearest = distances.argmin(axis=1)
    assert ((nearest < 30) == (np.arange(60) < 30)).all()
    np.testing.assert_array_equal(embedding.points, _placed(features, "tsne").points)


def test_that_the_map_is_shown_while_it_is_made_and_can_be_cancelled() -> None:
    shown: list[Embedding] = []
    shares: list[float] = []
    features = _groups(20)
    last = embed(features, "tsne", 1, report=shown.append, progress=shares.append)
    assert last is not None
    assert len(shown) == 2
    assert not np.array_equal(shown[-1].points, last.points)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    shown.clear()
    assert embed(features, "tsne", 1, report=shown.append, cancelled=lambda: len(shown) == 1) is None
    assert len(shown) == 1


@pytest.mark.parametrize("method", ["pca", "tsne"])
@pytest.mark.parametrize(
    ("features", "explained", "words"),
    [
        (np.ones((1, 784)), None, "no neighbours"),
        (np.ones((9, 784)), None, "are the same"),
        (np.ones((9, 1)), None, "are the same"),
        (np.arange(3.0).reshape(3, 1), (1.0, 0.0), "is a line"),
        (np.array([[0.0, 0.0], [1.0, 0.0]]), (1.0, 0.0), ""),
    ],
)
def test_that_hardly_anything_to_lay_out_gives_a_map_and_a_sentence(
    method: MapMethod, features: NDArray[np.float64], explained: tuple[float, float] | None, words: str
) -> None:
    embedding = _placed(features.astype(np.float32), method)
    assert embedding.method == "pca"
    assert embedding.explained == (None if explained is None else pytest.approx(explained))
    assert words in embedding.note
    if method == "tsne" and explained is not None:
        assert "t-SNE needs at least 5 pictures" in embedding.note


@pytest.mark.parametrize("count", [5, 7])
def test_that_tsne_lays_out_a_handful(count: int) -> None:
    assert _placed(_groups(count), "tsne").method == "tsne"


def test_that_numbers_without_limit_are_refused() -> None:
    features = _groups()
    features[3, 3] = np.nan
    with pytest.raises(UserError, match="not all finite"):
        embed(features, "pca", 1)

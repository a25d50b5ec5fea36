"""Fixtures that all tests share."""

import pytest

from mnist_desktop.data.dataset import Dataset, load_mnist
from mnist_desktop.paths import resources_folder


@pytest.fixture(scope="session")
def mnist() -> Dataset:
    """All of MNIST, read once."""
    return load_mnist(resources_folder() / "data" / "mnist.npz")

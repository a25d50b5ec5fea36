"""Readers of pictures with labels: .npz, IDX, CSV and folders of pictures; everything that comes in is data."""

from mnist_desktop.data.readers.open import TEST_SHARE, open_dataset

__all__ = ["TEST_SHARE", "open_dataset"]

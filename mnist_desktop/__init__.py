"""MNIST Desktop: load MNIST, build a network, train it, test it and draw digits at it."""

__version__ = "0.1.0"

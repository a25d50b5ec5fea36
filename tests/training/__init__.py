"""Tests of mnist_desktop.training."""

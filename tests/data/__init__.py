"""Tests of mnist_desktop.data."""

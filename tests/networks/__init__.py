"""Tests of mnist_desktop.networks."""

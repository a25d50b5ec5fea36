"""Tests of mnist_desktop.inference."""

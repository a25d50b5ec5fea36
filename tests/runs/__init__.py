"""Tests of mnist_desktop.runs."""

"""Tests of mnist_desktop.evaluation."""

"""Tests of mnist_desktop.service."""

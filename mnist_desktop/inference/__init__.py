"""Answers of a network for pictures."""

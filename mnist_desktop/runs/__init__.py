"""Runs: what was trained, how, and what came of it, in memory and on disk."""

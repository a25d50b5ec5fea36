"""Tests of the self-test itself."""

"""The compiled training loop and what it reports."""

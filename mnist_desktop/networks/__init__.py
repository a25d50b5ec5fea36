"""What a network is before it has weights."""

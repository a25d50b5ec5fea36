"""What a trained network knows and does not."""

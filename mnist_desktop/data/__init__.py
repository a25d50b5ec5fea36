"""Pictures and labels: NumPy, SciPy and Pillow; neither TensorFlow nor Qt."""

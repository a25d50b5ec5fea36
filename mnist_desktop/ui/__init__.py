"""The window: Qt widgets over the session; no arithmetic on pictures, no TensorFlow."""

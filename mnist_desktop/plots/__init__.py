"""Pictures of numbers: each draws on a matplotlib Figure that it is given; never pyplot, never Qt.

A figure has 72 dots per inch times the screen's pixel ratio, so that one point is one logical pixel: every
size in this package is in logical pixels.
"""

"""Runs first in the frozen program: stands in for TensorFlow's profiler of other computers, 21 MB that are left out.

TensorFlow imports it with itself, and uses it only to ask a training elsewhere for its timings, over the network.
"""

import sys
import types

_NAME = "tensorflow.python.profiler.internal._pywrap_profiler_plugin"
sys.modules[_NAME] = types.ModuleType(_NAME)

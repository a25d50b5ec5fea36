"""The kinds of files that a run can be exported to, and how their names end."""

from typing import Literal

ExportKind = Literal["keras", "tflite", "weights", "script", "notebook", "csv"]

SUFFIXES: dict[ExportKind, str] = {
    "keras": ".keras",
    "tflite": ".tflite",
    "weights": ".weights.h5",  # the ending that Keras's load_weights asks for
    "script": ".py",
    "notebook": ".ipynb",
    "csv": ".csv",
}

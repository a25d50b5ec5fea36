"""PyInstaller: what TensorFlow needs beside what its import statements say.

Replaces the hook of pyinstaller-hooks-contrib, which freezes every module there is (TPUs, tests, tools): import
statements are followed instead, which makes a third of it and takes less than half the time.
"""

from importlib.util import find_spec
from pathlib import Path

from PyInstaller.compat import EXTENSION_SUFFIXES, is_linux

# Compiled modules that training, evaluating and exporting to TFLite do not load.
_LEFT_OUT = {
    "_xla_ops",  # 19 MB: XLA's operations one by one; jit_compile=True lies elsewhere
    "stablehlo_extension",  # 26 MB: a binding for StableHLO
}


def _compiled_modules() -> list[str]:
    """They import each other from C++, and two are loaded as files by their names: 30 MB, without the above."""
    spec = find_spec("tensorflow")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    return [
        ".".join(("tensorflow", *file.relative_to(package).parent.parts, file.name.partition(".")[0]))
        for file in sorted(package.rglob("*"))
        if file.suffix in EXTENSION_SUFFIXES and not file.name.startswith("lib") and file.stem not in _LEFT_OUT
    ]


hiddenimports = [
    *_compiled_modules(),
    "ml_dtypes",  # imported by TensorFlow's C++
    # Named in strings: fetched when they are first used.
    "keras._tf_keras.keras",
    "tensorflow.compiler.tf2tensorrt.ops.gen_trt_ops",
    "tensorflow.python.data.ops.batch_op",
    "tensorflow.python.data.ops.prefetch_op",
    "tensorflow.python.data.ops.repeat_op",
    "tensorflow.python.data.ops.shuffle_op",
]
# AutoGraph looks for its own source, and TFLite's converter for that of what it converts.
module_collection_mode = {"tensorflow.python.autograph": "py+pyz"}
if is_linux:
    # Links to these at the top of the folder would make TensorFlow look for its libraries there.
    bindepend_symlink_suppression = ["**/libtensorflow_cc.so*", "**/libtensorflow_framework.so*"]

"""PyInstaller: what TensorFlow needs beside what its import statements say.

Replaces the hook of pyinstaller-hooks-contrib, which freezes every module there is (tools, TPU, tests, the second
Keras inside): import statements are followed instead, which halves the time of a build.
"""

from PyInstaller.compat import is_linux

hiddenimports = [
    "ml_dtypes",  # imported by TensorFlow's C++
    "keras._tf_keras.keras",  # named in a string: tensorflow/__init__.py fetches it when `tf.keras` is first used
]
# AutoGraph looks for its own source, and TFLite's converter for that of what it converts.
module_collection_mode = {"tensorflow.python.autograph": "py+pyz"}
if is_linux:
    # Links to these at the top of the folder would make TensorFlow look for its libraries there.
    bindepend_symlink_suppression = ["**/libtensorflow_cc.so*", "**/libtensorflow_framework.so*"]

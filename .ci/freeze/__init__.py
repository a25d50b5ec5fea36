"""Makes the program that needs no Python: what `build.spec` and `python .ci/freeze` share."""

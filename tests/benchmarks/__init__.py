"""What measures; each module runs with ``python -m tests.benchmarks.<name>``."""

"""The entry of ``mnist-desktop`` and ``python -m mnist_desktop``: the window, or a command without one."""

import os
import sys

from mnist_desktop import paths


def main() -> int:
    """Starts the window when there are no arguments, and a command otherwise.

    Returns:
        The exit status: 0, 1 when the self-test found something wrong, 2 for wrong use or bad input, 130 after Ctrl-C.
    """
    _fill_in_streams()
    os.environ |= paths.library_folders()
    if len(sys.argv) > 1:
        from mnist_desktop import cli

        return cli.main(sys.argv[1:], _selftest)
    from mnist_desktop import app
    from mnist_desktop.errors import UserError

    try:
        return app.run(sys.argv)
    except UserError as error:
        sys.stderr.write(f"mnist-desktop: {error}\n")
        return 2


def _selftest(as_json: bool) -> int:
    from mnist_desktop.selftest import run_selftest

    return run_selftest(as_json=as_json)


def _fill_in_streams() -> None:
    """A Windows program without a console has no standard streams: what is printed then goes nowhere, and fails not."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for as long as the program runs
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


if __name__ == "__main__":
    sys.exit(main())

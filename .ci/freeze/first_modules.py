"""Prints the modules that the window imports before it is painted, in their order. Needs no screen.

build.spec puts these first, side by side, into the frozen program: scattered over it, they made a cold start read all
33 MB of Python's code, because the system reads ahead around each of four hundred places.
"""

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))


def main() -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as home:
        os.environ["MNIST_DESKTOP_HOME"] = home
        from mnist_desktop import app
        from mnist_desktop.ui.crashes import CrashReporter

        application = app._make_application(["mnist-desktop"])
        window = app.make_window(CrashReporter(application))
        found: list[str] = []
        window.first_painted.disconnect()  # what follows the painting is not asked for
        window.first_painted.connect(lambda: found.extend(sys.modules))
        window.first_painted.connect(application.quit)
        window.show()
        application.exec()
        sys.stdout.write("\n".join(found))
        sys.stdout.flush()
    os._exit(0)  # nothing is to be saved


if __name__ == "__main__":
    main()

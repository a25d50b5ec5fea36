"""The self-test where the program is damaged, and where somebody has preset other settings than the usual ones.

The whole of it where all is right is in ``tests/test_offline.py``.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from mnist_desktop import paths

_RUN = """
import sys
from pathlib import Path
from mnist_desktop import paths
from mnist_desktop.selftest import run_selftest, steps
folder, kept = Path(sys.argv[1]), sys.argv[2:]
paths.resources_folder = lambda: folder / "resources"
paths.defaults_file = lambda: folder / "defaults.json"
all_steps = steps.all_steps
steps.all_steps = lambda: tuple(step for step in all_steps() if step.name in kept)
sys.exit(run_selftest(as_json=True))
"""

_FAIL = """
import sys
from mnist_desktop.selftest import run_selftest, steps
from mnist_desktop.selftest.runner import Step, StepFailed
from mnist_desktop.ui.settings import LAST_RUN

def fail(bench):
    bench.window.session.settings.set(LAST_RUN, "champion")
    raise StepFailed("Something is wrong.")

steps.all_steps = lambda: (Step("start", fail),)
sys.exit(run_selftest(as_json=True))
"""


def run(folder: Path, *steps: str, script: str = _RUN) -> tuple[int, list[dict[str, object]]]:
    """Runs some of the steps on the resources in a folder; returns the exit status and what was printed."""
    temporary = folder / "temporary"
    temporary.mkdir()
    inherited = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "QT_QPA_PLATFORM"}}
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder), *steps],
        env=inherited | {"TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert list(temporary.iterdir()) == []  # it deletes what it made
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def test_that_a_damaged_program_is_told_by_step_and_reason(tmp_path: Path) -> None:
    (tmp_path / "resources" / "data").mkdir(parents=True)
    (tmp_path / "resources" / "data" / "mnist.npz").write_bytes(b"no pictures")
    for part in ("fonts", "icons", "models", "presets"):
        (tmp_path / "resources" / part).symlink_to(paths.resources_folder() / part)
    status, lines = run(tmp_path, "start", "close")
    assert status == 1
    (last,) = lines
    assert (last["right"], last["step"]) == (False, "start")
    assert "mnist.npz" in str(last["reason"])


def test_that_settings_that_were_not_yet_written_leave_nothing_behind(tmp_path: Path) -> None:
    status, lines = run(tmp_path, script=_FAIL)
    assert status == 1
    assert [(line["step"], line["reason"]) for line in lines] == [("start", "Something is wrong.")]


def test_that_settings_preset_for_all_do_not_mislead_it(tmp_path: Path) -> None:
    (tmp_path / "resources").symlink_to(paths.resources_folder())
    (tmp_path / "defaults.json").write_text(
        '{"look/scale": 2.0, "look/level": "everything", "window/first_page": "evaluate", "draw/brush_width": 50}'
    )
    status, lines = run(tmp_path, "start", "open data", "close", "offline")
    assert status == 0, lines
    assert [line.get("step") for line in lines] == ["start", "open data", "close", "offline", None]
    assert lines[-1]["right"] is True

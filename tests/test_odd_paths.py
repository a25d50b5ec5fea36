"""Paths with spaces, accents and more than 200 characters: of the user's folder, of data and of what is written."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from mnist_desktop import cli
from mnist_desktop.data.dataset import Dataset
from mnist_desktop.service import ModelService
from mnist_desktop.ui.settings import LAST_RUN, Settings
from tests.offline import ODD_NAME


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with such a path, in which the user's folder lies as well."""
    room = tmp_path / ODD_NAME / "Übungen 2026"
    room.mkdir(parents=True)
    assert len(str(room)) > 200
    monkeypatch.setenv("MNIST_DESKTOP_HOME", str(room / "Eigene Läufe"))
    yield room
    assert sorted(path.name for path in tmp_path.iterdir()) == [ODD_NAME]


def test_that_a_lesson_by_commands_works_there(room: Path, mnist: Dataset, capsys: pytest.CaptureFixture[str]) -> None:
    data = room / "Ziffern – wenig.npz"
    train, test = mnist.train[:300], mnist.test[:100]
    np.savez(data, x_train=train.images, y_train=train.labels, x_test=test.images, y_test=test.labels)
    assert cli.main(["train", "softmax-dense", "--data", str(data), "--epochs", "1", "--name", "Zoës Netz"]) == 0
    (run,) = [run for run in ModelService().runs() if not run.bundled]
    assert run.name == "Zoës Netz"
    assert (room / "Eigene Läufe" / "runs" / run.id / "run.json").is_file()

    report = room / "Bericht für Frau Müller.html"
    assert cli.main(["evaluate", run.id, "--data", str(data), "--report", str(report)]) == 0
    assert "Zoës Netz" in report.read_text("utf-8")
    for kind, name in (
        *(("keras", "Modell ä.keras"), ("tflite", "Modell ä.tflite"), ("weights", "Modell ä.weights.h5")),
        *(("script", "Modell ä.py"), ("notebook", "Modell ä.ipynb"), ("csv", "Modell ä.csv")),
    ):
        assert cli.main(["export", run.id, "--to", kind, str(room / name)]) == 0
        assert (room / name).stat().st_size > 0
    one_file = room / "Modell ä.mnistrun"
    assert cli.main(["runs", "export", run.id, str(one_file)]) == 0
    assert cli.main(["runs", "import", str(one_file)]) == 0
    capsys.readouterr()
    for model in (str(room / "Modell ä.keras"), str(one_file)):
        assert cli.main(["evaluate", model, "--data", str(data)]) == 0
    assert len([run for run in ModelService().runs() if not run.bundled]) == 2


def test_that_settings_are_kept_there(room: Path) -> None:
    file = room / "Eigene Läufe" / "settings.ini"
    settings = Settings(file)
    settings.set(LAST_RUN, "zoës-netz")
    settings.save()
    assert file.is_file()
    assert Settings(file).get(LAST_RUN) == "zoës-netz"


@pytest.mark.parametrize("ending", ["", ".gz"])
def test_that_idx_files_are_opened_there(room: Path, ending: str) -> None:
    from tests.data.files import write_idx

    folder = write_idx(room / "IDX – Ziffern", compress=bool(ending))
    opened = ModelService().open_data(folder / f"train-images-idx3-ubyte{ending}")
    assert (len(opened.train), len(opened.test)) == (60, 20)

"""Saving a test from the window: report and tables, by key, by menu, by button."""

import csv
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from mnist_desktop.errors import UserError
from mnist_desktop.reports import SavedKind
from mnist_desktop.ui.evaluation.saving import EvaluationSaving, SaveButton
from mnist_desktop.ui.progress import Progress
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.shared_state import Notice
from tests.ui.fake_service import FakeService


class _Page(QWidget):
    def __init__(self, session: Session) -> None:
        super().__init__()
        self.saving = EvaluationSaving(session, self)
        self.button = SaveButton(self.saving)
        layout = QVBoxLayout(self)
        layout.addWidget(self.button)


@pytest.fixture
def page(started: Session, qtbot: QtBot) -> _Page:
    page = _Page(started)
    qtbot.addWidget(page)
    return page


@pytest.fixture
def tested(page: _Page, started: Session, qtbot: QtBot) -> _Page:
    """A page whose model has been tested."""
    with qtbot.waitSignals([started.evaluation_changed, started.jobs.busy_changed]):
        started.test()
    qtbot.waitUntil(lambda: not started.testing)
    return page


def _saved(page: _Page, session: Session, kind: SavedKind, file: Path, qtbot: QtBot) -> Notice:
    with qtbot.waitSignal(session.notified, timeout=20_000) as told:
        page.saving.save_to(kind, file)
    notice = told.args[0]
    assert isinstance(notice, Notice)
    assert str(file) in notice.text
    return notice


def test_that_a_report_is_written_and_can_be_opened(
    tested: _Page, started: Session, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Progress | None] = []
    started.progress_changed.connect(shown.append)
    file = tmp_path / "report.html"
    notice = _saved(tested, started, "report", file, qtbot)
    text = file.read_text(encoding="utf-8")
    assert "100 of 100 test pictures right." in text
    assert "<h1>Bundled</h1>" in text
    assert text.count("<svg ") == 4
    assert [progress.text for progress in shown[:1] if progress is not None] == ["Writing the report, 0 %"]
    assert shown[-1] is None
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    assert notice.action == "Open"
    assert notice.on_action is not None
    notice.on_action()
    assert [url.toLocalFile() for url in opened] == [str(file)]


def test_that_the_answers_and_the_figures_are_written(
    tested: _Page, started: Session, service: FakeService, tmp_path: Path, qtbot: QtBot
) -> None:
    before = len(service.calls)
    _saved(tested, started, "predictions", tmp_path / "answers.csv", qtbot)
    notice = _saved(tested, started, "metrics", tmp_path / "classes.csv", qtbot)
    assert notice.action == ""
    with (tmp_path / "answers.csv").open(encoding="utf-8", newline="") as stream:
        assert [int(row["label"]) for row in csv.DictReader(stream)] == service.dataset.test.labels.tolist()
    with (tmp_path / "classes.csv").open(encoding="utf-8", newline="") as stream:
        assert [row["class"] for row in csv.DictReader(stream)] == list(service.dataset.class_names)
    assert len(service.calls) == before, "the test that is there is saved, and no other"


def test_that_an_untested_model_has_nothing_to_save(page: _Page, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"not tested yet\. Test it first"):
        page.saving.save_to("report", tmp_path / "report.html")
    assert not (tmp_path / "report.html").exists()


def test_that_another_model_takes_its_test_away(tested: _Page, started: Session, tmp_path: Path) -> None:
    run = started.model.run if started.model is not None else None
    assert run is not None
    started.choose_network(run.network, run.training, "Another")
    with pytest.raises(UserError, match="not tested yet"):
        tested.saving.save_to("metrics", tmp_path / "classes.csv")


def test_that_nothing_is_saved_while_it_learns(
    tested: _Page, started: Session, service: FakeService, tmp_path: Path, qtbot: QtBot
) -> None:
    assert started.model is not None
    service.hold_after = 2
    with qtbot.waitSignal(started.training_event):
        started.start_training(started.model.run.training, afresh=True)
    with pytest.raises(UserError, match="busy"):
        tested.saving.save_to("report", tmp_path / "report.html")
    with qtbot.waitSignal(started.training_changed):
        started.stop()


def test_that_a_report_is_written_once_at_a_time(tested: _Page, started: Session, tmp_path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(started.notified, timeout=20_000):
        tested.saving.save_to("report", tmp_path / "one.html")
        with pytest.raises(UserError, match="being written"):
            tested.saving.save_to("report", tmp_path / "two.html")
    _saved(tested, started, "report", tmp_path / "two.html", qtbot)


@pytest.mark.parametrize("kind", ["report", "predictions", "metrics"])
def test_that_a_place_that_cannot_be_written_ends_in_a_sentence(
    tested: _Page, started: Session, kind: SavedKind, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(started.failed, timeout=20_000) as told:
        tested.saving.save_to(kind, tmp_path / "nowhere" / "file.html")
    assert "cannot be written" in str(told.args[0])
    assert started.progress is None
    _saved(tested, started, kind, tmp_path / "file.html", qtbot)  # and it can be tried again


@pytest.mark.parametrize(
    ("name", "key", "suffix", "file"),
    [
        ("save_report", "Ctrl+R", "html", "Bundled report"),
        ("save_predictions", "Ctrl+Shift+R", "csv", "Bundled predictions"),
        ("save_metrics", "Ctrl+Alt+R", "csv", "Bundled classes"),
    ],
)
def test_that_each_key_asks_where(
    tested: _Page, started: Session, name: str, key: str, suffix: str, file: str, tmp_path: Path, qtbot: QtBot
) -> None:
    action = tested.findChild(QAction, name)
    assert isinstance(action, QAction)
    assert action.shortcut() == QKeySequence(key)
    assert action.statusTip()
    action.trigger()
    dialog = tested.findChild(QFileDialog, "saving_dialog")
    assert isinstance(dialog, QFileDialog)
    assert dialog.defaultSuffix() == suffix
    assert Path(dialog.selectedFiles()[0]).name == f"{file}.{suffix}"
    with qtbot.waitSignal(started.notified, timeout=20_000):
        dialog.fileSelected.emit(str(tmp_path / f"chosen.{suffix}"))
    dialog.reject()
    assert (tmp_path / f"chosen.{suffix}").stat().st_size > 0


def test_that_tables_are_for_the_level_everything(page: _Page, started: Session) -> None:
    assert [action.isVisible() for action in page.saving.actions] == [True, False, False]
    started.set_level(Level.EVERYTHING)
    assert [action.isVisible() for action in page.saving.actions] == [True, True, True]
    assert page.button.menu().actions() == list(page.saving.actions)

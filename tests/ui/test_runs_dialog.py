"""All runs in a dialog, the banner at the start, the room on the disk and the reminder at the end."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QFileDialog,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QTableView,
)
from pytestqt.qtbot import QtBot

from mnist_desktop.errors import UserError
from mnist_desktop.runs.disk_use import DiskUse, Thinning
from mnist_desktop.runs.run import Run, RunState, TestResult
from mnist_desktop.service.model import Model
from mnist_desktop.service.storage import Storage
from mnist_desktop.service.training import TrainingFault
from mnist_desktop.training.engine import EngineState
from mnist_desktop.ui.main_window import PAGES, MainWindow
from mnist_desktop.ui.runs.banner import StartBanner
from mnist_desktop.ui.runs.dialog import RunsDialog
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import DISK_LIMIT, Settings
from tests.ui.fake_service import FakeService, epoch_record, fake_weights, untrained_run
from tests.ui.pages import PlainPage


def add_run(
    service: FakeService, run_id: str, *, epochs: int = 3, age: int = 0, state: RunState = "finished", size: int = 1000
) -> Run:
    run = untrained_run(run_id.replace("-", " ").capitalize())
    run = run.model_copy(
        update={
            "id": run_id,
            "created": run.created - timedelta(days=age),
            "state": state,
            "history": tuple(epoch_record(epoch) for epoch in range(1, epochs + 1)),
        }
    )
    service.models[run_id] = Model(run, fake_weights())
    service.use = DiskUse(service.use.sizes | {run_id: size}, service.use.total + size, service.use.damaged)
    return run


@pytest.fixture
def window(session: Session, service: FakeService, qtbot: QtBot) -> Iterator[MainWindow]:
    """A window that has not begun."""
    window = MainWindow(session, {name: partial(PlainPage, session, name) for name in PAGES})
    window.resize(1366, 689)
    with qtbot.waitExposed(window):
        window.show()
    yield window
    session.stop()
    qtbot.waitUntil(lambda: not session.training)
    window._keeper._answered = True
    window.close()
    window.deleteLater()


def begin(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    with qtbot.waitSignals([session.predictor_changed, session.description_changed, session.runs_changed]):
        session.start()


@pytest.fixture
def dialog(window: MainWindow, service: FakeService, qtbot: QtBot) -> RunsDialog:
    """Three runs of the user's beside the bundled one, and one that is damaged."""
    add_run(service, "old-one", age=9, size=500_000)
    tested = add_run(service, "middle", age=5, epochs=2, state="stopped", size=2_000_000_000)
    test = TestResult(accuracy=0.95, loss=0.1, count=10_000, seconds=1.0)
    service.models["middle"] = Model(tested.model_copy(update={"test": test}), fake_weights())
    add_run(service, "new-one", age=1)
    service.use = DiskUse(service.use.sizes | {"broken": 12}, service.use.total, {"broken": "It is damaged."})
    begin(window, qtbot)
    return open_dialog(window, qtbot)


def open_dialog(window: MainWindow, qtbot: QtBot) -> RunsDialog:
    action = window.findChild(QAction, "all_runs")
    assert isinstance(action, QAction)
    action.trigger()
    dialog = window.findChild(RunsDialog)
    assert isinstance(dialog, RunsDialog)
    qtbot.waitUntil(lambda: len(rows(dialog)) > 0)
    return dialog


def table(dialog: RunsDialog) -> QTableView:
    found = dialog.findChild(QTableView, "runs_table")
    assert isinstance(found, QTableView)
    return found


def rows(dialog: RunsDialog) -> list[list[str]]:
    model = table(dialog).model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


def names(dialog: RunsDialog) -> list[str]:
    return [row[0] for row in rows(dialog)]


def press(parent: RunsDialog | StartBanner, name: str) -> None:
    button = parent.findChild(QPushButton, name)
    assert isinstance(button, QPushButton)
    assert button.isEnabled()
    button.click()


def enabled(dialog: RunsDialog) -> set[str]:
    buttons = ("open", "rename", "duplicate", "export", "import", "delete")
    found = {name: dialog.findChild(QPushButton, f"runs_{name}") for name in buttons}
    return {name for name, button in found.items() if isinstance(button, QPushButton) and button.isEnabled()}


def test_that_all_runs_stand_in_a_table_the_newest_first(dialog: RunsDialog) -> None:
    assert names(dialog) == ["Bundled", "New one", "Middle", "Old one", "broken"]
    middle = rows(dialog)[2]
    assert middle[1:5] == ["128 · 10", "2 of 3", "95.5 %", "95.0 %"]
    assert middle[6:] == ["2.00 GB", "stopped"]
    assert rows(dialog)[4][6:] == ["0.0 kB", "damaged"]
    use = dialog.findChild(QLabel, "runs_use")
    assert isinstance(use, QLabel)
    assert use.text() == "4 runs of yours take 2.00 GB"


def test_that_a_click_on_a_heading_sorts_by_value(dialog: RunsDialog) -> None:
    table(dialog).sortByColumn(6, Qt.SortOrder.AscendingOrder)
    assert names(dialog) == ["Bundled", "broken", "New one", "Old one", "Middle"]
    table(dialog).sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert names(dialog) == ["Old one", "New one", "Middle", "Bundled", "broken"]


def test_that_words_find_runs_by_name_and_state(dialog: RunsDialog) -> None:
    find = dialog.findChild(QLineEdit, "runs_find")
    assert isinstance(find, QLineEdit)
    find.setText("ONE finished")
    assert names(dialog) == ["New one", "Old one"]
    assert dialog.chosen is not None
    assert dialog.chosen.id == "new-one"
    find.setText("nothing like it")
    assert names(dialog) == []
    assert enabled(dialog) == {"import"}


def test_that_only_what_can_be_done_is_enabled(dialog: RunsDialog) -> None:
    dialog.choose("new-one")
    assert enabled(dialog) == {"open", "rename", "duplicate", "export", "import", "delete"}
    dialog.choose("bundled")
    assert enabled(dialog) == {"open", "duplicate", "export", "import"}
    dialog.choose("broken")
    assert enabled(dialog) == {"import", "delete"}


def test_that_a_run_is_opened_with_enter(dialog: RunsDialog, window: MainWindow, qtbot: QtBot) -> None:
    dialog.choose("old-one")
    with qtbot.waitSignal(window.session.model_changed):
        QTest.keyClick(table(dialog), Qt.Key.Key_Return)
    assert window.session.model is not None
    assert window.session.model.run.id == "old-one"
    assert window.findChild(RunsDialog) is None


def test_that_a_run_that_is_not_the_current_one_is_renamed(dialog: RunsDialog, qtbot: QtBot) -> None:
    dialog.choose("old-one")
    press(dialog, "runs_rename")
    question = dialog.findChild(QInputDialog, "rename_dialog")
    assert isinstance(question, QInputDialog)
    question.setTextValue("The very first")
    question.accept()
    qtbot.waitUntil(lambda: "The very first" in names(dialog))
    assert dialog.chosen is not None
    assert dialog.chosen.name == "The very first"


def test_that_a_deleted_run_comes_back_by_key_and_by_button(
    dialog: RunsDialog, window: MainWindow, qtbot: QtBot
) -> None:
    for way_back in ("key", "button"):
        dialog.choose("old-one")
        press(dialog, "runs_delete")
        qtbot.waitUntil(lambda: "Old one" not in names(dialog))
        assert "“Old one” was deleted." in dialog.message_bar.text
        assert window.session.model is not None
        assert window.session.model.run.id != "old-one"
        if way_back == "key":
            QTest.keyClick(dialog, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        else:
            button = dialog.message_bar.findChild(QPushButton, "message_action")
            assert isinstance(button, QPushButton)
            button.click()
        qtbot.waitUntil(lambda: "Old one" in names(dialog))


def test_that_a_damaged_run_says_why_and_can_be_deleted(dialog: RunsDialog, service: FakeService, qtbot: QtBot) -> None:
    dialog.choose("broken")
    index = table(dialog).selectionModel().selectedRows()[0]
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "It is damaged."
    service.models["broken"] = Model(untrained_run("broken"))
    press(dialog, "runs_delete")
    qtbot.waitUntil(lambda: "broken" in service.deleted)


def test_that_a_duplicate_is_the_current_model_and_has_learned_nothing(dialog: RunsDialog, window: MainWindow) -> None:
    dialog.choose("middle")
    press(dialog, "runs_duplicate")
    model = window.session.model
    assert model is not None
    assert (model.run.id, model.run.state, model.run.name) == ("", "untrained", "Middle 2")
    assert window.page.objectName() == "network_page"
    assert not dialog.isVisible()


@pytest.mark.parametrize("whole", [True, False])
def test_that_a_run_is_exported_whole_or_as_a_model_alone(
    dialog: RunsDialog, service: FakeService, qtbot: QtBot, tmp_path: Path, whole: bool
) -> None:
    dialog.choose("old-one")
    press(dialog, "runs_export")
    files = dialog.findChild(QFileDialog, "file_dialog")
    assert isinstance(files, QFileDialog)
    only_model, all_epochs = files.nameFilters()
    files.selectNameFilter(all_epochs if whole else only_model)
    files.fileSelected.emit(str(tmp_path / "one.mnistrun"))
    files.reject()
    qtbot.waitUntil(lambda: service.saved == [tmp_path / "one.mnistrun"])
    assert service.saved_whole is whole
    qtbot.waitUntil(lambda: "Saved as" in dialog.message_bar.text)


def test_that_an_import_is_a_further_run(dialog: RunsDialog, window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    before = window.session.model
    press(dialog, "runs_import")
    files = dialog.findChild(QFileDialog, "file_dialog")
    assert isinstance(files, QFileDialog)
    files.fileSelected.emit(str(tmp_path / "Theirs.mnistrun"))
    files.reject()
    qtbot.waitUntil(lambda: "Theirs" in names(dialog))
    assert window.session.model is before


def test_that_a_fault_shows_in_the_dialog(dialog: RunsDialog, window: MainWindow) -> None:
    window.session.failed.emit(UserError("The name is taken.", "Choose another."))
    assert dialog.message_bar.text == "The name is taken. Choose another."


def test_that_nothing_is_changed_while_the_network_learns(
    dialog: RunsDialog, window: MainWindow, service: FakeService, qtbot: QtBot
) -> None:
    run = untrained_run()
    window.session.choose_network(run.network, run.training, "With dropout")
    service.hold_after = 8
    window.session.start_training(run.training)
    dialog.choose("old-one")
    qtbot.waitUntil(lambda: enabled(dialog) == {"export"})


def test_that_the_limit_is_remembered_and_says_what_would_go(
    dialog: RunsDialog, service: FakeService, settings: Settings, qtbot: QtBot
) -> None:
    over, make_room = dialog.findChild(QLabel, "runs_over"), dialog.findChild(QPushButton, "runs_make_room")
    assert isinstance(over, QLabel)
    assert isinstance(make_room, QPushButton)
    assert not over.isVisible()
    service.thinning = (Thinning(service.models["old-one"].run, (1, 2), 5_000_000),)
    limit = dialog.findChild(QDoubleSpinBox, "runs_limit")
    assert isinstance(limit, QDoubleSpinBox)
    limit.setValue(0.5)
    qtbot.waitUntil(over.isVisible)
    assert service.limits[-1] == 500_000_000
    assert over.text() == "The weights of 2 older epochs would go, 5.0 MB. Curves, last and best epochs stay."
    assert settings.get(DISK_LIMIT) == 0.5
    assert service.thinned == []  # it is said before it is done
    make_room.click()
    qtbot.waitUntil(lambda: len(service.thinned) == 1)
    qtbot.waitUntil(lambda: not over.isVisible())
    assert "the weights of 2 older epochs were dropped (5.0 MB)" in dialog.message_bar.text


def test_that_older_weights_go_after_a_training_and_that_is_said(
    window: MainWindow, service: FakeService, qtbot: QtBot
) -> None:
    begin(window, qtbot)
    old = add_run(service, "old-one")
    service.thinning = (Thinning(old, (1,), 400_000),)
    train(window, qtbot)
    qtbot.waitUntil(lambda: "To stay under 2.00 GB" in window.message_bar.text)
    assert service.limits == [2_000_000_000]


def train(window: MainWindow, qtbot: QtBot) -> None:
    run = untrained_run()
    window.session.choose_network(run.network, run.training, "Mine")
    window.session.start_training(run.training)
    qtbot.waitUntil(lambda: not window.session.training)


def banner(window: MainWindow) -> StartBanner:
    found = window.findChild(StartBanner)
    assert isinstance(found, StartBanner)
    return found


def test_that_nothing_is_offered_where_nothing_was_interrupted(window: MainWindow, qtbot: QtBot) -> None:
    begin(window, qtbot)
    assert banner(window).text == ""


def test_that_an_interrupted_run_is_continued(window: MainWindow, service: FakeService, qtbot: QtBot) -> None:
    add_run(service, "cut-off", epochs=1, state="interrupted")
    begin(window, qtbot)
    assert banner(window).text == "“Cut off” was interrupted after epoch 1 of 3; what was finished is kept."
    with qtbot.waitSignal(window.session.training_changed, check_params_cb=lambda training: not training):
        press(banner(window), "banner_continue")
    assert window.page.objectName() == "train_page"
    model = service.models["cut-off"]
    assert (model.run.state, len(model.run.history)) == ("finished", 3)
    assert banner(window).text == ""


def test_that_interrupted_runs_are_offered_one_after_the_other_and_kept(
    window: MainWindow, service: FakeService, qtbot: QtBot
) -> None:
    add_run(service, "first", epochs=0, state="interrupted")
    add_run(service, "second", epochs=2, state="interrupted")
    begin(window, qtbot)
    assert banner(window).text == "“First” was interrupted in its first epoch."
    press(banner(window), "banner_keep")
    assert "“Second”" in banner(window).text
    press(banner(window), "banner_keep")
    assert banner(window).text == ""
    qtbot.waitUntil(lambda: [service.models[name].run.state for name in ("first", "second")] == ["stopped"] * 2)


def test_that_a_run_on_other_data_is_not_continued(window: MainWindow, service: FakeService, qtbot: QtBot) -> None:
    from mnist_desktop.runs.run import DataSummary

    run = add_run(service, "cut-off", epochs=1, state="interrupted")
    data = DataSummary(
        name="Letters", sha256="1" * 64, class_names=("a",), training_count=1, validation_count=1, test_count=1
    )
    service.models["cut-off"] = Model(run.model_copy(update={"data": data}), fake_weights())
    begin(window, qtbot)
    press(banner(window), "banner_continue")
    qtbot.waitUntil(lambda: "was trained on Letters; Small is open" in window.message_bar.text)
    assert not window.session.training


def test_that_a_folder_that_cannot_be_written_is_said_in_a_sentence(
    window: MainWindow, service: FakeService, qtbot: QtBot, tmp_path: Path
) -> None:
    service.storage_found = Storage(tmp_path, "temporary", "Your folder cannot be written.")
    begin(window, qtbot)
    assert banner(window).text == "Your folder cannot be written."
    press(banner(window), "banner_understood")
    assert banner(window).text == ""


@pytest.mark.parametrize("kind", ["temporary", "portable"])
def test_that_closing_reminds_of_what_is_saved_nowhere_else(
    window: MainWindow, service: FakeService, qtbot: QtBot, kind: str, tmp_path: Path
) -> None:
    service.storage_found = Storage(tmp_path, kind)  # type: ignore[arg-type]
    begin(window, qtbot)
    train(window, qtbot)
    window.close()
    assert window.isVisible()
    question = window.findChild(QMessageBox, "unsaved_question")
    assert isinstance(question, QMessageBox)
    assert question.text() == "“Mine” is not saved anywhere that lasts."
    question.button(QMessageBox.StandardButton.Cancel).click()
    assert window.isVisible()
    with qtbot.waitSignal(window.session.model_saved):
        window.session.save_as(Path("/elsewhere/mine.mnistrun"))
    window.close()
    assert not window.isVisible()


def test_that_the_reminder_leads_to_the_runs_or_to_the_end(
    window: MainWindow, service: FakeService, qtbot: QtBot, tmp_path: Path
) -> None:
    service.storage_found = Storage(tmp_path, "temporary")
    begin(window, qtbot)
    train(window, qtbot)
    window.close()
    question = window.findChild(QMessageBox, "unsaved_question")
    assert isinstance(question, QMessageBox)
    question.button(QMessageBox.StandardButton.Save).click()
    dialog = window.findChild(RunsDialog)
    assert isinstance(dialog, RunsDialog)
    qtbot.waitUntil(lambda: dialog.chosen is not None and dialog.chosen.id == "run-1")
    dialog.reject()
    qtbot.waitUntil(lambda: window.findChild(QMessageBox, "unsaved_question") is None)
    window.close()
    question = window.findChild(QMessageBox, "unsaved_question")
    assert isinstance(question, QMessageBox)
    question.button(QMessageBox.StandardButton.Discard).click()
    assert not window.isVisible()


def test_that_closing_reminds_of_epochs_that_a_full_disk_refused(
    window: MainWindow, service: FakeService, qtbot: QtBot, tmp_path: Path
) -> None:
    begin(window, qtbot)
    run = add_run(service, "mine", epochs=1)
    more = run.model_copy(update={"state": "failed", "history": (*run.history, epoch_record(2))})
    in_memory = Model(more, fake_weights(), EngineState(fake_weights()))
    service.fault = TrainingFault(UserError("The disk is full."), in_memory)
    train(window, qtbot)
    assert window.session.model is in_memory
    window.close()
    question = window.findChild(QMessageBox, "unsaved_question")
    assert isinstance(question, QMessageBox)
    assert "The disk refused the last epochs" in question.informativeText()
    question.button(QMessageBox.StandardButton.Cancel).click()
    with qtbot.waitSignal(window.session.model_saved) as saved:
        window.session.export("mine", tmp_path / "mine.mnistrun", True)
    assert saved.args == [in_memory]  # what is in memory, not what the disk has
    window.close()
    assert not window.isVisible()


def test_that_closing_a_lasting_folder_asks_nothing(window: MainWindow, qtbot: QtBot) -> None:
    begin(window, qtbot)
    train(window, qtbot)
    window.close()
    assert not window.isVisible()


def test_that_every_control_of_the_dialog_explains_itself(dialog: RunsDialog) -> None:
    for kind in (QPushButton, QLineEdit, QDoubleSpinBox, QTableView):
        for widget in dialog.findChildren(kind):
            if widget.objectName().startswith("runs_"):
                assert widget.statusTip(), widget.objectName()
    keys = [key.toString() for action in dialog.actions() for key in action.shortcuts()]
    assert len(keys) == len(set(keys)) == 8


def test_that_the_network_gives_way_where_there_is_no_room(dialog: RunsDialog) -> None:
    assert not table(dialog).isColumnHidden(1)
    dialog.resize(820, 420)
    assert table(dialog).isColumnHidden(1)

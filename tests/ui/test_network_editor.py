"""Building a network by hand: layers, undo, what does not fit, and what it is saved as."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QSpinBox,
    QTableWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from mnist_desktop.networks.examine import examine
from mnist_desktop.networks.presets import preset, presets
from mnist_desktop.networks.spec import Conv2D, Dense, Dropout, Flatten, MaxPooling2D, NetworkSpec
from mnist_desktop.runs.own_presets import OwnPresets, write_network_file
from mnist_desktop.service.model import Model
from mnist_desktop.ui.network.card import PresetCard
from mnist_desktop.ui.network.layer_rows import layer_rows
from mnist_desktop.ui.network.layers import LayerTable
from mnist_desktop.ui.network_tab import NetworkPage
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from tests.ui.fake_service import FakeService

LEFT = Qt.MouseButton.LeftButton
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_Widget = TypeVar("_Widget", bound=QWidget)


@pytest.fixture
def service(tmp_path: Path) -> FakeService:
    service = FakeService()
    service._home = tmp_path / "home"
    return service


@pytest.fixture
def page(started: Session, qtbot: QtBot) -> NetworkPage:
    page = NetworkPage(started)
    qtbot.addWidget(page)
    page.resize(1366, 613)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    choose(page, "dense-dropout")
    click(page, "edit_layers")
    return page


def child(page: QWidget, kind: type[_Widget], name: str) -> _Widget:
    found = next((each for each in page.findChildren(kind, name) if not each.isHidden()), None)
    assert isinstance(found, kind), name
    return found


def choose(page: NetworkPage, name: str) -> None:
    found = page.session.service.preset(name)
    page.session.choose_network(found.network, found.training, found.title, found.name)


def click(page: QWidget, name: str) -> None:
    QTest.mouseClick(child(page, QAbstractButton, name), LEFT)


def add(page: NetworkPage, kind: str) -> None:
    menu = page.findChild(QMenu, "add_menu")
    assert menu is not None
    next(action for action in menu.actions() if action.text() == f"&{kind}").trigger()


def go_to(page: NetworkPage, index: int) -> None:
    page._panels.editor.table.choose(index)


def shown(page: NetworkPage) -> list[str]:
    table = child(page, LayerTable, "layers")
    items = [table.item(row, 0) for row in range(table.rowCount())]
    return [item.text() for item in items if item is not None]


def row(page: NetworkPage, name: str) -> list[str]:
    table = child(page, QTableWidget, "layers")
    place = shown(page).index(name)
    items = [table.item(place, column) for column in range(5)]
    return [item.text() for item in items if item is not None]


def type_units(page: NetworkPage, units: str) -> QSpinBox:
    spin = child(page, QSpinBox, "layer_units")
    spin.setFocus()
    spin.selectAll()
    QTest.keyClicks(spin, units)
    return spin


def model(page: NetworkPage) -> Model:
    assert page.session.model is not None
    return page.session.model


def wait_for_model(page: NetworkPage, qtbot: QtBot, network: NetworkSpec) -> None:
    qtbot.waitUntil(lambda: model(page).run.network == network)


def draft(page: NetworkPage) -> NetworkSpec:
    return page._draft.recipe.network


def loss_of(page: NetworkPage) -> str:
    return page._draft.recipe.training.loss


def press_undo(widget: QWidget, *, redo: bool = False) -> None:
    QTest.keyClick(widget, Qt.Key.Key_Z, CTRL | SHIFT if redo else CTRL)


DROPOUT = preset("dense-dropout").network


def test_that_the_table_follows_each_key(page: NetworkPage, qtbot: QtBot) -> None:
    spin = child(page, QSpinBox, "layer_units")
    assert spin.value() == 128
    type_units(page, "5")
    assert row(page, "Dense relu")[1:] == ["5", "3,925", "98.5 %", "3,920"]
    QTest.keyClicks(spin, "0")
    assert row(page, "Dense relu")[1:] == ["50", "39,250", "98.7 %", "39,200"]
    assert row(page, "Together")[2:] == ["39,760", "100.0 %", "39,700"]
    assert child(page, QLabel, "total").text() == "39,760 numbers to learn"
    assert model(page).run.network == DROPOUT  # a pause in the typing is waited for
    wait_for_model(page, qtbot, draft(page))


def test_that_an_ensemble_shows_what_all_members_have() -> None:
    first, other = DROPOUT.layers, (Flatten(), Dense(units=10, activation="softmax"))
    for variants, expected in [
        ((), ["2 such networks", "", "203,540", "", "203,264"]),
        ((other,), ["2 networks", "", "109,620", "", "109,472"]),
    ]:
        network = NetworkSpec(layers=first, members=2, variants=variants)
        rows, wrong = layer_rows(network, examine(network, "sparse_categorical_crossentropy", 10))
        assert wrong is None
        assert list(rows[-1].texts) == expected
        names = [row.texts[0] for row in rows]
        assert ("Network 2" in names) == bool(variants)


def test_that_changed_layers_make_an_own_network_whose_name_can_be_typed(page: NetworkPage, qtbot: QtBot) -> None:
    type_units(page, "64")
    qtbot.waitUntil(lambda: model(page).run.name == "Own network")
    assert model(page).run.preset is None
    assert not any(card.isChecked() for card in page.findChildren(PresetCard))
    name = child(page, QLineEdit, "network_name_edit")
    name.selectAll()
    QTest.keyClicks(name, "Lea")
    QTest.keyClick(name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: model(page).run.name == "Lea")
    type_units(page, "32")
    wait_for_model(page, qtbot, draft(page))
    assert model(page).run.name == "Lea"


def test_that_layers_are_added_after_the_chosen_one_and_set_at_once(page: NetworkPage) -> None:
    go_to(page, 1)
    add(page, "Dropout")
    assert draft(page).layers[2] == Dropout(rate=0.25)
    rate = child(page, QComboBox, "layer_rate")
    assert rate.hasFocus()
    rate.setEditText("0.5")
    assert draft(page).layers[2] == Dropout(rate=0.5)
    assert shown(page) == [
        *("Picture", "Flatten", "Dense relu", "Dropout 0.5", "Dropout 0.2", "Dense softmax"),
        "Together",
    ]


def test_that_every_type_can_be_added_and_says_what_it_does(page: NetworkPage) -> None:
    menu = page.findChild(QMenu, "add_menu")
    assert menu is not None
    types = [action.text().removeprefix("&") for action in menu.actions()]
    assert types == [
        *("Dense", "Conv2D", "MaxPooling2D", "AveragePooling2D", "GlobalAveragePooling2D"),
        *("Flatten", "Dropout", "BatchNormalization", "Activation"),
    ]
    assert all(action.statusTip() for action in menu.actions())
    for kind in types:
        add(page, kind)
    assert [layer.type for layer in draft(page).layers[2:11]] == types


@pytest.mark.parametrize(
    ("name", "key", "modifier", "left"),
    [
        ("remove_layer", Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, ["Flatten", "Dropout", "Dense"]),
        ("layer_up", Qt.Key.Key_Up, CTRL | SHIFT, ["Dense", "Flatten", "Dropout", "Dense"]),
        ("layer_down", Qt.Key.Key_Down, CTRL | SHIFT, ["Flatten", "Dropout", "Dense", "Dense"]),
    ],
)
@pytest.mark.parametrize("by_key", [False, True])
def test_that_layers_are_removed_and_moved_by_button_and_key(
    page: NetworkPage, name: str, key: Qt.Key, modifier: Qt.KeyboardModifier, left: list[str], by_key: bool
) -> None:
    go_to(page, 1)
    chosen = draft(page).layers[1]
    if by_key:
        table = child(page, QTableWidget, "layers")
        table.setFocus()
        QTest.keyClick(table, key, modifier)
    else:
        click(page, name)
    assert [layer.type for layer in draft(page).layers] == left
    at = page._panels.editor.table.chosen
    assert at is not None
    assert name == "remove_layer" or draft(page).layers[at] == chosen


def test_that_what_cannot_be_done_is_not_offered(page: NetworkPage) -> None:
    go_to(page, 0)
    assert not child(page, QAbstractButton, "layer_up").isEnabled()
    go_to(page, 3)
    assert not child(page, QAbstractButton, "layer_down").isEnabled()
    for _turn in range(3):
        click(page, "remove_layer")
    assert not child(page, QAbstractButton, "remove_layer").isEnabled()
    assert len(draft(page).layers) == 1


def test_that_undo_takes_back_what_was_typed_in_one_go_and_redo_brings_it_again(page: NetworkPage) -> None:
    spin = type_units(page, "300")
    changed = draft(page)
    press_undo(spin)
    assert draft(page) == DROPOUT
    assert spin.value() == 128
    press_undo(spin, redo=True)
    assert draft(page) == changed
    assert spin.value() == 300


def test_that_undo_goes_back_through_layers_settings_and_cards(page: NetworkPage, qtbot: QtBot) -> None:
    go_to(page, 2)
    click(page, "remove_layer")
    click(page, "edit_layers")
    QTest.mouseClick(child(page, PresetCard, "card_cnn"), LEFT)
    assert model(page).run.preset == "cnn"
    undo = child(page, QTableWidget, "layers")
    press_undo(undo)
    assert [layer.type for layer in draft(page).layers] == ["Flatten", "Dense", "Dense"]
    press_undo(undo)
    assert draft(page) == DROPOUT
    qtbot.waitUntil(lambda: model(page).run.preset == "dense-dropout")
    assert child(page, PresetCard, "card_dense-dropout").isChecked()
    assert not page._draft.history.canUndo()


def test_that_another_model_leaves_nothing_to_undo(page: NetworkPage) -> None:
    type_units(page, "64")
    choose(page, "cnn")
    assert not page._draft.history.canUndo()
    assert draft(page) == preset("cnn").network


def test_that_a_fault_stands_at_its_layer_and_one_click_mends_it(page: NetworkPage, qtbot: QtBot) -> None:
    go_to(page, 0)
    click(page, "remove_layer")
    assert shown(page)[:3] == ["Picture", "✕ Dense relu", ""]
    fault = child(page, QLabel, "layer_fault")
    assert fault.text().startswith("Layer 1, Dense, needs a row of numbers")
    assert row(page, "✕ Dense relu")[1:] == ["?"] * 4
    assert "does not fit yet" in child(page, QLabel, "notice_text").text()
    assert model(page).run.network == DROPOUT
    with qtbot.assertNotEmitted(page.session.page_requested):
        QTest.mouseClick(child(page, QAbstractButton, "train_network"), LEFT)
    click(page, "mend_0")
    assert draft(page).layers == DROPOUT.layers
    assert not any(text.startswith("✕") for text in shown(page))
    assert "does not fit" not in child(page, QLabel, "notice_text").text()


def test_that_the_row_of_a_fault_has_room_for_all_its_words(page: NetworkPage, qtbot: QtBot) -> None:
    for width in (1366, 1024, 911, 880):
        page.resize(width, 613)
        choose(page, "cnn")
        go_to(page, 4)
        click(page, "remove_layer")
        table = child(page, LayerTable, "layers")
        fault = child(page, QLabel, "layer_fault")
        qtbot.waitUntil(partial(_has_room, fault))
        place = shown(page).index("✕ Dense softmax") + 1
        cell = table.cellWidget(place, 0)
        assert table.rowHeight(place) >= cell.minimumSizeHint().height()


def test_that_training_shows_what_does_not_fit(page: NetworkPage, qtbot: QtBot) -> None:
    go_to(page, 0)
    click(page, "remove_layer")
    click(page, "edit_layers")
    with qtbot.assertNotEmitted(page.session.page_requested):
        QTest.mouseClick(child(page, QAbstractButton, "train_network"), LEFT)
    assert page._panels.editor.editing
    assert page._panels.editor.table.chosen == 0


def test_that_training_takes_what_was_typed_last(page: NetworkPage, qtbot: QtBot) -> None:
    type_units(page, "77")
    with qtbot.waitSignal(page.session.page_requested):
        QTest.mouseClick(child(page, QAbstractButton, "train_network"), LEFT)
    assert model(page).run.network == draft(page)


def test_that_leaving_the_page_takes_what_was_typed_last(page: NetworkPage) -> None:
    type_units(page, "77")
    page.hide()
    assert model(page).run.network == draft(page)
    assert "77" in str(draft(page))


@pytest.mark.parametrize(("text", "says"), [("2", "Rate is '2'; it must be less than 1"), ("x", "must be a number")])
def test_that_an_impossible_value_is_said_under_it_and_changes_nothing(
    page: NetworkPage, qtbot: QtBot, text: str, says: str
) -> None:
    go_to(page, 2)
    child(page, QComboBox, "layer_rate").setEditText(text)
    assert says in child(page, QLabel, "fault").text()
    assert draft(page) == DROPOUT
    click(page, "edit_layers")
    click(page, "edit_layers")
    with qtbot.assertNotEmitted(page.session.page_requested):
        QTest.mouseClick(child(page, QAbstractButton, "train_network"), LEFT)
    child(page, QComboBox, "layer_rate").setEditText("0.4")
    assert draft(page).layers[2] == Dropout(rate=0.4)


def test_that_initialiser_and_l2_show_at_everything_and_where_they_were_changed(page: NetworkPage) -> None:
    def rare() -> list[bool]:
        return [page.findChild(QComboBox, f"layer_{name}").isVisible() for name in ("initializer", "l2")]  # type: ignore[union-attr]

    assert rare() == [False, False]
    page.session.set_level(Level.EVERYTHING)
    assert rare() == [True, True]
    child(page, QComboBox, "layer_l2").setEditText("0.001")
    layer = draft(page).layers[1]
    assert isinstance(layer, Dense)
    assert layer.l2 == 0.001
    page.session.set_level(Level.ESSENTIALS)
    assert rare() == [False, True]


def test_that_a_pooling_stride_of_nothing_means_the_window(page: NetworkPage) -> None:
    choose(page, "cnn")
    go_to(page, 1)
    stride = child(page, QSpinBox, "layer_strides")
    assert stride.text() == "as window"
    stride.setValue(1)
    assert draft(page).layers[1] == MaxPooling2D(strides=1)
    stride.setValue(0)
    assert draft(page).layers[1] == MaxPooling2D()


def test_that_a_kernel_changes_the_shapes_after_it(page: NetworkPage) -> None:
    choose(page, "cnn")
    go_to(page, 0)
    child(page, QSpinBox, "layer_kernel_size").setValue(5)
    assert draft(page).layers[0] == Conv2D(filters=32, kernel_size=5, activation="relu")
    assert row(page, "Conv2D relu")[1] == "24 × 24 × 32"
    assert row(page, "MaxPooling2D")[1] == "12 × 12 × 32"


def test_that_a_trained_model_is_locked_until_it_is_duplicated(page: NetworkPage, qtbot: QtBot) -> None:
    page.session.open_run("bundled")
    qtbot.waitUntil(lambda: model(page).run.bundled)
    names = ("add_layer", "remove_layer", "layer_up", "layer_down")
    assert not any(child(page, QAbstractButton, name).isEnabled() for name in names)
    assert not child(page, QWidget, "layer_settings").isEnabled()
    click(page, "duplicate")
    assert not model(page).run.history
    assert child(page, QAbstractButton, "add_layer").isEnabled()


def test_that_nothing_can_be_changed_while_it_trains(page: NetworkPage, service: FakeService, qtbot: QtBot) -> None:
    service.hold_after = 8
    page.session.start_training(model(page).run.training)
    assert not child(page, QAbstractButton, "add_layer").isEnabled()
    assert child(page, QLabel, "layers_locked").text().startswith("Locked while it learns.")
    before = draft(page)
    page._panels.editor.tools.add_requested.emit(Flatten())
    assert draft(page) == before
    with qtbot.waitSignal(page.session.training_changed):
        page.session.stop()
    assert child(page, QAbstractButton, "duplicate").isVisible()


@pytest.mark.parametrize(("width", "height"), [(1366, 613), (1024, 524), (911, 383), (880, 364)])
@pytest.mark.parametrize("name", ["cnn", "dense-batchnorm"])
def test_that_nothing_in_the_table_is_cut(page: NetworkPage, qtbot: QtBot, width: int, height: int, name: str) -> None:
    choose(page, name)
    page.resize(width, height)
    table = child(page, LayerTable, "layers")
    qtbot.waitUntil(lambda: not table.isColumnHidden(4))
    needed = [table.sizeHintForColumn(column) for column in range(5)]
    qtbot.waitUntil(lambda: all(table.columnWidth(column) >= needed[column] for column in range(5)))
    assert sum(table.columnWidth(column) for column in range(5)) <= table.viewport().width()


def test_that_the_loss_says_what_it_needs_and_one_click_gives_it(page: NetworkPage) -> None:
    page.session.set_level(Level.EVERYTHING)
    choose(page, "one-digit")
    loss = child(page, QComboBox, "loss")
    loss.setCurrentIndex(loss.findData("categorical_crossentropy"))
    loss.activated.emit(loss.currentIndex())
    needs = child(page, QLabel, "loss_needs").text()
    assert needs == "It expects labels as rows of 2 with a single 1 (one-hot), and Dense 2 softmax as the last layer."
    settings = child(page, QWidget, "compile")
    click(settings, "mend_0")
    assert draft(page).layers[-1] == Dense(units=2, activation="softmax")
    assert loss_of(page) == "categorical_crossentropy"
    press_undo(child(page, QTableWidget, "layers"))
    click(settings, "mend_1")
    assert loss_of(page) == "binary_crossentropy"
    assert draft(page) == preset("one-digit").network


def test_that_momentum_and_nesterov_belong_to_the_optimizers_that_have_them(page: NetworkPage) -> None:
    fold = page._settings._fold
    fold.set_open(True)
    optimizer, momentum = child(page, QComboBox, "optimizer"), page.findChild(QComboBox, "momentum")
    nesterov = page.findChild(QCheckBox, "nesterov")
    assert momentum is not None
    assert nesterov is not None
    assert not momentum.isVisible()
    optimizer.setCurrentIndex(optimizer.findData("sgd"))
    optimizer.activated.emit(optimizer.currentIndex())
    assert momentum.isVisible()
    momentum.setEditText("0.9")
    momentum.activated.emit(0)
    nesterov.click()
    spec = model(page).run.training.optimizer
    assert (spec.name, spec.momentum, spec.nesterov) == ("sgd", 0.9, True)
    optimizer.setCurrentIndex(optimizer.findData("adam"))
    optimizer.activated.emit(optimizer.currentIndex())
    spec = model(page).run.training.optimizer
    assert (spec.name, spec.momentum, spec.nesterov) == ("adam", 0.0, False)


def _has_room(label: QLabel) -> bool:
    return label.height() >= label.heightForWidth(label.width())


def _is_saved(page: NetworkPage, network: NetworkSpec) -> bool:
    return page.session.service.presets()[-1].network == network


def _answer(qtbot: QtBot, page: NetworkPage, text: str) -> None:
    qtbot.waitUntil(lambda: page.findChild(QInputDialog, "own_name_dialog") is not None)
    dialog = page.findChild(QInputDialog, "own_name_dialog")
    assert dialog is not None
    dialog.setTextValue(text)
    dialog.accept()


def _pick(qtbot: QtBot, page: NetworkPage, name: str, file: Path) -> None:
    qtbot.waitUntil(lambda: page.findChild(QFileDialog, name) is not None)
    dialog = page.findChild(QFileDialog, name)
    assert dialog is not None
    dialog.fileSelected.emit(str(file))
    dialog.reject()


def test_that_a_saved_network_gets_a_card_and_can_be_chosen_renamed_and_deleted(
    page: NetworkPage, qtbot: QtBot, action: Callable[[str], None]
) -> None:
    type_units(page, "64")
    own = draft(page)
    click(page, "save_network")
    with qtbot.waitSignal(page.session.notified):
        _answer(qtbot, page, "Lea")
    qtbot.waitUntil(lambda: model(page).run.preset == "lea")
    click(page, "edit_layers")
    assert child(page, PresetCard, "card_lea").isChecked()
    QTest.mouseClick(child(page, PresetCard, "card_cnn"), LEFT)
    QTest.mouseClick(child(page, PresetCard, "card_lea"), LEFT)
    assert (model(page).run.name, model(page).run.network) == ("Lea", own)
    action("own_rename")
    _answer(qtbot, page, "Tom")
    qtbot.waitUntil(lambda: model(page).run.preset == "tom")
    assert child(page, PresetCard, "card_tom").isChecked()
    with qtbot.waitSignal(page.session.notified) as told:
        action("own_delete")
    qtbot.waitUntil(lambda: not page.session.service.presets()[-1].own)
    assert not [card for card in page.findChildren(PresetCard, "card_tom") if not card.isHidden()]
    told.args[0].on_action()
    qtbot.waitUntil(lambda: page.session.service.presets()[-1].title == "Tom")


def test_that_a_name_that_is_there_is_replaced_only_when_asked(page: NetworkPage, qtbot: QtBot) -> None:
    page.session.service.save_preset("Lea", preset("cnn").network, preset("cnn").training)
    type_units(page, "64")
    for button, kept in (
        (QMessageBox.StandardButton.Cancel, preset("cnn").network),
        (QMessageBox.StandardButton.Yes, draft(page)),
    ):
        click(page, "save_network")
        _answer(qtbot, page, "lea")
        qtbot.waitUntil(lambda: bool([box for box in page.findChildren(QMessageBox) if box.isVisible()]))
        box = next(box for box in page.findChildren(QMessageBox) if box.isVisible())
        box.button(button).click()
        qtbot.waitUntil(partial(_is_saved, page, kept))


def test_that_a_taken_name_is_refused_in_words(page: NetworkPage, qtbot: QtBot) -> None:
    click(page, "save_network")
    with qtbot.waitSignal(page.session.failed) as told:
        _answer(qtbot, page, "Convolutional network")
    assert "already a network called" in str(told.args[0])


def test_that_a_network_is_shared_as_a_file_and_opened_from_one(
    page: NetworkPage, qtbot: QtBot, tmp_path: Path, action: Callable[[str], None]
) -> None:
    file = tmp_path / "shared.json"
    action("own_share")
    with qtbot.waitSignal(page.session.notified):
        _pick(qtbot, page, "network_file_dialog", file)
    assert json.loads(file.read_text())["title"] == "With dropout"
    cnn = preset("cnn")
    write_network_file("From Tom", cnn.network, cnn.training, file)
    action("own_open")
    _pick(qtbot, page, "network_file_dialog", file)
    qtbot.waitUntil(lambda: model(page).run.name == "From Tom")
    assert model(page).run.network == cnn.network
    file.write_text("{}")
    action("own_open")
    with qtbot.waitSignal(page.session.failed) as told:
        _pick(qtbot, page, "network_file_dialog", file)
    assert "no part called network" in str(told.args[0])


def test_that_the_drawing_is_saved(page: NetworkPage, qtbot: QtBot, tmp_path: Path) -> None:
    page.session.set_level(Level.EVERYTHING)
    file = tmp_path / "drawing.svg"
    click(page, "save_drawing")
    with qtbot.waitSignal(page.session.notified, timeout=20_000):
        _pick(qtbot, page, "drawing_dialog", file)
    assert "<svg" in file.read_text(encoding="utf-8")
    page.session.set_level(Level.ESSENTIALS)
    assert not any(key.isEnabled() for key in page._rare_keys)


@pytest.mark.parametrize("width", [1366, 1024, 911, 880])
def test_that_editing_begins_in_sight(page: NetworkPage, qtbot: QtBot, width: int) -> None:
    page.resize(width, 383)
    button = child(page, QAbstractButton, "edit_layers")
    QTest.mouseClick(button, LEFT)
    qtbot.waitUntil(lambda: button.visibleRegion().boundingRect().size() == button.size())
    QTest.mouseClick(button, LEFT)
    qtbot.waitUntil(lambda: button.visibleRegion().boundingRect().size() == button.size())
    assert button.text() == "Done"


def test_that_a_name_given_elsewhere_can_be_undone_too(page: NetworkPage) -> None:
    type_units(page, "64")
    page.hide()
    page.show()
    page.session.rename("Lea")
    assert child(page, QLineEdit, "network_name_edit").text() == "Lea"
    press_undo(child(page, QTableWidget, "layers"))
    assert page._draft.recipe.name == "Own network"
    press_undo(child(page, QTableWidget, "layers"))
    assert draft(page) == DROPOUT


def test_that_a_broken_own_file_leaves_the_page_whole(started: Session, service: FakeService, qtbot: QtBot) -> None:
    folder = OwnPresets(service._home / "networks").folder
    folder.mkdir(parents=True)
    (folder / "broken.json").write_text("{")
    (folder / "unfit.json").write_text('{"network": {"layers": [{"type": "Dense", "units": 3}]}}')
    page = NetworkPage(started)
    qtbot.addWidget(page)
    assert len(page.findChildren(PresetCard)) == len(presets())
    assert Flatten() in draft(page).layers


@pytest.fixture
def action(page: NetworkPage) -> Callable[[str], None]:
    def trigger(name: str) -> None:
        found = next(each for each in page.actions() if each.objectName() == name)
        assert found.isEnabled()
        assert found.shortcuts()
        found.trigger()

    return trigger

"""The fold that varies the pictures: its preview comes from the data lane, and says what it costs."""

import numpy as np
import pytest
from PySide6.QtWidgets import QDoubleSpinBox, QLabel
from pytestqt.qtbot import QtBot

from mnist_desktop.networks.spec import AugmentationSpec
from mnist_desktop.training.settings import Settings
from mnist_desktop.ui.session import Session
from mnist_desktop.ui.settings import Level
from mnist_desktop.ui.training.variation import MIXTURE, VariationFold
from tests.ui.fake_service import FakeService, untrained_run


@pytest.fixture
def fold(started: Session, qtbot: QtBot) -> VariationFold:
    return make_fold(started, qtbot)


def make_fold(session: Session, qtbot: QtBot) -> VariationFold:
    fold = VariationFold(session)
    qtbot.addWidget(fold)
    run = untrained_run()
    settings = Settings(run.network, run.training)

    def show() -> None:
        fold.show_fields(Level.ESSENTIALS, settings)

    fold.show_settings(settings)
    fold.edited.connect(fold.update)
    show()
    fold.resize(264, 700)
    with qtbot.waitExposed(fold):
        fold.show()
    return fold


def refresh(fold: VariationFold) -> None:
    run = untrained_run()
    fold.show_fields(Level.ESSENTIALS, Settings(run.network, run.training))


def caption(fold: VariationFold) -> str:
    label = fold.findChild(QLabel, "variation_caption")
    assert isinstance(label, QLabel)
    return label.text()


def asked(service: FakeService) -> int:
    return [name for name, _thread in service.calls].count("varied_pictures")


def test_that_a_closed_fold_asks_for_nothing(fold: VariationFold, service: FakeService, qtbot: QtBot) -> None:
    fold.choose_mixture()
    refresh(fold)
    assert not fold.preview._timer.isActive()
    fold.set_open(True)
    qtbot.waitUntil(lambda: asked(service) == 1)
    qtbot.waitUntil(lambda: "an epoch here" in caption(fold))


def test_that_one_click_varies_sensibly_and_another_takes_it_back(fold: VariationFold, qtbot: QtBot) -> None:
    with qtbot.waitSignal(fold.edited):
        fold.choose_mixture()
    assert fold.augmentation == MIXTURE
    with qtbot.waitSignal(fold.edited):
        fold.choose_none()
    assert fold.augmentation == AugmentationSpec()


def test_that_each_row_is_a_picture_and_variations_of_it(
    fold: VariationFold, service: FakeService, qtbot: QtBot
) -> None:
    fold.set_open(True)
    qtbot.waitUntil(lambda: caption(fold).startswith("Nothing is varied"))
    assert asked(service) == 0
    fold.choose_mixture()
    refresh(fold)
    qtbot.waitUntil(lambda: "an epoch here" in caption(fold))
    grid = fold.preview._grid
    assert grid._sheet.count == 12
    # 1 ms a picture, 360 of them: what the bundled model was trained on
    assert caption(fold) == "Adds about 0.4 s an epoch here."


def test_that_others_are_other_pictures(fold: VariationFold, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[np.ndarray] = []
    monkeypatch.setattr(fold.preview._grid, "set_pictures", lambda pictures: shown.append(pictures))
    fold.set_open(True)
    qtbot.waitUntil(lambda: len(shown) == 1)
    fold.preview.show_others()
    qtbot.waitUntil(lambda: len(shown) == 2)
    assert not np.array_equal(shown[0], shown[1])
    assert all(np.array_equal(pictures[0], pictures[1]) for pictures in shown)  # nothing is varied


def test_that_many_changes_are_one_request(fold: VariationFold, service: FakeService, qtbot: QtBot) -> None:
    fold.set_open(True)
    qtbot.waitUntil(lambda: caption(fold).startswith("Nothing is varied"))
    box = fold.findChild(QDoubleSpinBox, "vary_rotation")
    assert isinstance(box, QDoubleSpinBox)
    for degrees in range(1, 11):
        box.setValue(degrees)
        refresh(fold)
    qtbot.waitUntil(lambda: "an epoch here" in caption(fold))
    assert asked(service) == 1


def test_that_before_tensorflow_is_there_it_says_so(session: Session, service: FakeService, qtbot: QtBot) -> None:
    service.may_wake.clear()
    with qtbot.waitSignals([session.dataset_changed, session.model_changed]):
        session.start()
    fold = make_fold(session, qtbot)
    fold.choose_mixture()
    refresh(fold)
    fold.set_open(True)
    assert "waking up" in caption(fold)
    service.may_wake.set()
    qtbot.waitUntil(lambda: "an epoch here" in caption(fold))

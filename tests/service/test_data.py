"""Data through the service: opened, changed for a lesson, and known to the run that was trained on them."""

from pathlib import Path

import numpy as np
import pytest

from mnist_desktop.data.dataset import Dataset
from mnist_desktop.data.laboratory import DataChanges
from mnist_desktop.networks.shapes import check_output
from mnist_desktop.networks.spec import changed
from mnist_desktop.service import ModelService
from mnist_desktop.training.control import TrainingControl
from tests.data.files import some_labels, some_pictures


@pytest.fixture
def service(tmp_path: Path) -> ModelService:
    return ModelService(tmp_path)


def test_that_a_run_knows_what_was_done_to_its_data(service: ModelService, mnist: Dataset) -> None:
    changes = DataChanges(left_out=4, picture_count=1200, flipped_share=0.1, seed=5)
    bad = service.change_data(mnist, changes)
    chosen = service.preset("softmax-dense")
    training = changed(chosen.training, {"epochs": 1})
    model = service.untrained(chosen.network, training, name="Bad")
    trained = service.train(model, bad, lambda event: None, TrainingControl())
    data = service.open_run(trained.run.id).run.data
    assert data is not None
    assert (data.changes, data.sha256, data.source) == (changes, bad.sha256, "mnist.npz")
    assert data.training_count + data.validation_count == 1200
    _, evaluation = service.evaluate(trained, bad)
    assert evaluation.confusion_matrix[4].sum() == 982  # the test still asks about what was left out
    assert evaluation.confusion_matrix[:, 4].sum() < 500


def test_that_a_preset_opens_on_26_classes(service: ModelService, tmp_path: Path) -> None:
    np.savez(tmp_path / "letters.npz", images=some_pictures(104), labels=some_labels(104, 26))
    shares: list[float] = []
    letters = service.open_data(tmp_path / "letters.npz", progress=shares.append)
    assert shares[-1] == 1.0
    for preset in service.presets():
        network, training = service.fit_output(preset.network, preset.training, letters)
        check_output(network, training.loss, len(training.task.class_names(letters.class_names)))
    service.save_data(letters, tmp_path / "again.npz")
    assert service.open_data(tmp_path / "again.npz").sha256 == letters.sha256

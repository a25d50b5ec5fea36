"""How far a model has learned, in words."""

from datetime import UTC, datetime

import pytest

from mnist_desktop.networks.presets import preset
from mnist_desktop.runs.run import Run, RunState
from mnist_desktop.ui import model_text


@pytest.mark.parametrize(("state", "says"), [("untrained", "untrained"), ("opened", "trained elsewhere")])
def test_that_a_model_from_elsewhere_is_not_called_untrained(state: RunState, says: str) -> None:
    chosen = preset("cnn")
    created = datetime(2026, 1, 2, tzinfo=UTC)
    run = Run(name="Mine", network=chosen.network, training=chosen.training, created=created, state=state)
    assert model_text.describe(run) == f"Mine · {says} · not tested"

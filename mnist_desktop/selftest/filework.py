"""The steps with files: save and open again, export to every kind, open every kind, answer to pictures, close."""

import contextlib
import io
import json
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mnist_desktop import cli, paths
from mnist_desktop.i18n import _
from mnist_desktop.runs.export_kinds import SUFFIXES, ExportKind
from mnist_desktop.runs.run import Run
from mnist_desktop.selftest.bench import Bench
from mnist_desktop.selftest.lesson import EPOCHS
from mnist_desktop.selftest.runner import StepFailed
from mnist_desktop.selftest.samples import write_picture, write_samples
from mnist_desktop.service.model import Model

_SIGNATURES: dict[ExportKind, tuple[int, bytes]] = {  # of code, its syntax is looked at
    "keras": (0, b"PK"),
    "tflite": (4, b"TFL3"),
    "weights": (0, b"\x89HDF"),
    "csv": (0, b"epoch,"),
}
"""Where in a file of a kind which bytes stand."""

_SAME = 1e-5  # probabilities of one model that was computed along two ways in float32


def save_and_reopen(bench: Bench) -> str:
    """The trained model as one file of the program's own, with all epochs; opened, it answers the same."""
    session = bench.session
    bench.wait_until(lambda: any(_is_trained(run) for run in session.runs), _("the trained model in the list"))
    trained = next(run for run in session.runs if _is_trained(run))
    session.open_run(trained.id)
    bench.wait_until(lambda: _is_ready(bench, trained.id), trained.name)
    before = _answers(bench)
    file = bench.folder / "model.mnistrun"
    session.save_as(file, whole=True)
    bench.wait_until(file.exists, file.name)
    bench.drop(file)
    bench.wait_until(lambda: _is_another(session.model, trained.id) and session.predictor is not None, file.name)
    assert session.model is not None
    run = session.model.run
    bench.check(run.history == trained.history, _("It came back with another history."))
    bench.check(bool(np.array_equal(_answers(bench), before)), _("It came back with other answers."))
    epochs = session.service.kept_epochs(run)
    bench.check(len(epochs) == EPOCHS, _("Weights of epochs are missing: {epochs}.").format(epochs=epochs))
    return _("{size:,} bytes with {count} epochs, and the same answers again").format(
        size=file.stat().st_size, count=len(epochs)
    )


def export_all(bench: Bench) -> str:
    """Every kind of export; TFLite is compared with the model."""
    written = []
    for kind, suffix in SUFFIXES.items():
        file = bench.folder / f"exported{suffix}"
        bench.notices.clear()
        bench.session.export_as(kind, file)
        bench.wait_until(lambda: bool(bench.notices), file.name)
        content = file.read_bytes()
        place, signature = _SIGNATURES.get(kind, (0, b""))
        bench.check(content[place:].startswith(signature), _("{name} is no such file.").format(name=file.name))
        written.append(f"{kind} {len(content):,}")
    compile((bench.folder / "exported.py").read_text("utf-8"), "exported.py", "exec")
    cells = json.loads((bench.folder / "exported.ipynb").read_text("utf-8"))["cells"]
    rows = (bench.folder / "exported.csv").read_text("utf-8").splitlines()
    assert bench.session.model is not None
    epochs = len(bench.session.model.run.history)
    bench.check(bool(cells) and len(rows) == epochs + 1, _("The notebook or the table is not whole."))
    return _("{kinds} bytes").format(kinds=", ".join(written))


def open_data(bench: Bench) -> str:
    """One of each kind of data, dropped on the window, and MNIST again."""
    session = bench.session
    assert session.dataset is not None
    opened = []
    for sample in write_samples(session.dataset, bench.folder):
        bench.drop(sample.path)
        bench.wait_until(partial(_is_open, bench, sample.path), sample.kind)
        count = len(session.dataset.train) + len(session.dataset.test)
        bench.check(count == sample.count, _("{count} pictures came of {kind}.").format(count=count, kind=sample.kind))
        opened.append(sample.kind)
    session.open_mnist()
    bench.wait_until(lambda: not session.other_data_open, "MNIST")
    bench.wait_until(lambda: session.description is not None, "MNIST")
    return ", ".join(opened)


def open_keras(bench: Bench) -> str:
    """The exported Keras model is opened, and answers as the one that it was made of."""
    session = bench.session
    before = _answers(bench)
    bench.drop(bench.folder / "exported.keras")
    bench.wait_until(
        lambda: session.model is not None and session.model.run.state == "opened" and session.predictor is not None,
        ".keras",
    )
    difference = float(np.abs(_answers(bench) - before).max())
    bench.check(difference < _SAME, _("Its answers differ by {difference:.1e}.").format(difference=difference))
    return _("answers as before, to {difference:.0e}").format(difference=difference)


def open_network(bench: Bench) -> str:
    """A network as a file, written and opened on Network."""
    session = bench.session
    preset = session.service.preset("one-digit")
    file = bench.folder / "network.json"
    session.service.write_network_file("Shared", preset.network, preset.training, file)
    bench.drop(file)
    bench.wait_until(lambda: session.model is not None and session.model.run.name == "Shared", file.name)
    assert session.model is not None
    bench.check(session.model.run.network == preset.network, _("It came back as another network."))
    return _("“Shared”, {count} layers").format(count=len(preset.network.layers))


def predict(bench: Bench) -> str:
    """Pictures from elsewhere, with the command ``predict`` and the bundled model."""
    session = bench.session
    assert session.dataset is not None
    test = session.dataset.test
    digit, right = test.images[0], int(test.labels[0])
    pictures = [write_picture(digit, bench.folder / name) for name in ("digit.png", "digit.jpg")]
    said: list[str] = []
    session.jobs.run_model(partial(_predict, pictures, said))
    bench.wait_until(lambda: len(said) == 1, _("an answer"))
    bench.wait_until_idle()
    answers = [json.loads(line)["digit"] for line in said[0].splitlines() if line.startswith("{")]
    bench.check(answers == [right, right], _("It said: {said}").format(said=said[0].strip()))
    return _("PNG and JPEG of a {digit}: {digit}").format(digit=right)


def close(bench: Bench) -> str:
    """The window closes without a question, settings are written, and no crash was noted."""
    bench.window.close()
    bench.check(not bench.window.isVisible(), _("The window asked something instead of closing."))
    home = paths.user_folder()
    bench.check((home / "settings.ini").is_file(), _("The settings were not written."))
    logs = sorted(paths.logs_folder().glob("*")) if paths.logs_folder().is_dir() else []
    bench.check(not logs, _("A crash was noted: {files}.").format(files=", ".join(log.name for log in logs)))
    return _("settings are kept, nothing crashed")


def stayed_offline(bench: Bench) -> str:
    """Nothing in Python has tried to reach a network since the start."""
    tried = bench.guard.attempts
    bench.check(not tried, _("Something tried to reach a network: {tried}.").format(tried="; ".join(tried)))
    return _("nothing tried to reach a network")


def _answers(bench: Bench) -> NDArray[np.float32]:
    """What the current model makes of a hundred test pictures."""
    dataset, predictor = bench.session.dataset, bench.session.predictor
    if dataset is None or predictor is None:
        raise StepFailed(_("There is no model that answers."))
    return predictor.probabilities(dataset.test.images[:100])


def _is_open(bench: Bench, source: Path) -> bool:
    dataset = bench.session.dataset
    return dataset is not None and dataset.source == str(source)


def _is_trained(run: Run) -> bool:
    return run.preset == "dense-dropout" and not run.bundled


def _is_ready(bench: Bench, run_id: str) -> bool:
    model = bench.session.model
    return model is not None and model.run.id == run_id and bench.session.predictor is not None


def _is_another(model: Model | None, run_id: str) -> bool:
    return model is not None and model.run.id not in ("", run_id)


def _predict(pictures: list[Path], said: list[str]) -> None:
    """In the model lane, as the command touches TensorFlow."""
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(out):
        cli.main(["predict", "starter", *map(str, pictures), "--json"])
    said.append(out.getvalue())

"""The steps of a lesson: look at the data, choose a network, train it, test it, draw at it."""

import itertools

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel, QSpinBox, QWidget

from mnist_desktop.i18n import _
from mnist_desktop.selftest.bench import Bench
from mnist_desktop.selftest.samples import write_part
from mnist_desktop.service.model import Model
from mnist_desktop.settings import Level, presettable
from mnist_desktop.ui.digit_canvas import DigitCanvas
from mnist_desktop.ui.draw.answer import AnswerText
from mnist_desktop.ui.evaluation.saving import EvaluationSaving
from mnist_desktop.ui.evaluation.views import view_kinds
from mnist_desktop.ui.theme import appearance
from mnist_desktop.ui.widgets.labels import BigNumber

TRAIN_COUNT, TEST_COUNT = 4000, 1000
EPOCHS = 3

# A 3 as a pen writes it, in shares of the canvas.
_THREE = (
    *((0.32, 0.28), (0.38, 0.22), (0.47, 0.19), (0.57, 0.21), (0.63, 0.28), (0.62, 0.37), (0.55, 0.43), (0.46, 0.46)),
    *((0.56, 0.48), (0.64, 0.54), (0.66, 0.63), (0.62, 0.73), (0.52, 0.79), (0.41, 0.79), (0.32, 0.74)),
)


def start(bench: Bench) -> str:
    """The window is painted and has all of MNIST and a model."""
    window, session = bench.window, bench.session
    window.resize(1366, 689)
    for each in presettable():  # whatever is preset for all on this computer, the steps know the usual window
        session.settings.set(each.setting, each.setting.default)
    session.set_level(Level.ESSENTIALS)
    appearance().set_scale(1.0)
    window.show_page("data")
    bench.wait_until(lambda: session.description is not None and session.model is not None, _("MNIST and a model"))
    assert session.dataset is not None
    train, test = len(session.dataset.train), len(session.dataset.test)
    bench.check((train, test) == (60_000, 10_000), _("MNIST is not whole."))
    bench.check(_painted(window) > 20, _("The window is empty."))
    text = _("a window of {width} × {height}, with {train:,} and {test:,} pictures")
    return text.format(width=window.width(), height=window.height(), train=train, test=test)


def wake(bench: Bench) -> str:
    """TensorFlow is there and answers."""
    bench.wait_until(lambda: bench.session.predictor is not None, _("TensorFlow"))
    return _("TensorFlow answers")


def open_part(bench: Bench) -> str:
    """A part of MNIST, as a file that is dropped on the window."""
    session = bench.session
    assert session.dataset is not None
    sample = write_part(session.dataset, bench.folder / "part.npz", TRAIN_COUNT, TEST_COUNT)
    bench.drop(sample.path)
    bench.wait_until(lambda: session.dataset is not None and session.dataset.source == str(sample.path), sample.kind)
    assert session.dataset is not None
    bench.check(len(session.dataset.train) == TRAIN_COUNT, _("Pictures are missing."))
    return _("{train:,} and {test:,} pictures of MNIST").format(train=TRAIN_COUNT, test=TEST_COUNT)


def train(bench: Bench) -> str:
    """A preset is chosen on Network and trained on Train, by clicks."""
    accuracy = _train(bench, "dense-dropout", EPOCHS)
    bench.check(accuracy > 0.8, _("It learned too little: {share:.1%}.").format(share=accuracy))
    number = bench.find(BigNumber, "validation_accuracy")
    bench.wait_until(lambda: _shows(number.value, accuracy), _("the share on Train"))
    return _("With dropout, {epochs} epochs, {share:.1%} of the validation pictures right").format(
        epochs=EPOCHS, share=accuracy
    )


def train_convolutions(bench: Bench) -> str:
    """A network of the other kind, which is computed another way."""
    accuracy = _train(bench, "cnn", 1)
    bench.check(accuracy > 0.2, _("It learned too little: {share:.1%}.").format(share=accuracy))
    return _("Convolutional network, 1 epoch, {share:.1%} right").format(share=accuracy)


def evaluate(bench: Bench) -> str:
    """The sealed test is opened on Evaluate."""
    session = bench.session
    bench.window.show_page("evaluate")
    bench.check(session.evaluation is None, _("The test was open already."))
    bench.click("test")
    bench.wait_until(lambda: session.evaluation is not None and not session.testing, _("the test"))
    assert session.evaluation is not None
    accuracy = session.evaluation.accuracy
    bench.check(accuracy > 0.8, _("Only {share:.1%} are right.").format(share=accuracy))
    number = bench.find(QLabel, "accuracy")
    bench.wait_until(lambda: _shows(number.text(), accuracy), _("the share on Evaluate"))
    return _("{share:.1%} of {count:,} test pictures right").format(share=accuracy, count=session.evaluation.count)


def look_at_views(bench: Bench) -> str:
    """Every view of a test is drawn: certainty, rates, robustness, map and the others."""
    bench.press_key("Ctrl+E")  # at Essentials one of them is hidden
    page = bench.window.page
    titles = []
    for kind in view_kinds():
        bench.press_key(kind.key)
        bench.wait_until_idle()
        if kind.name == "robustness":
            bench.press_key("Shift+Return")
            bench.wait_until_idle()
        bench.check(_painted(page) > 50, _("Nothing is to be seen of {title}.").format(title=kind.title))
        titles.append(kind.title)
    bench.press_key("Ctrl+E")
    bench.press_key(view_kinds()[0].key)
    return ", ".join(titles)


def write_report(bench: Bench) -> str:
    """The report of the test as one page of HTML."""
    file = bench.folder / "report.html"
    saving = bench.window.page.findChild(EvaluationSaving)
    assert isinstance(saving, EvaluationSaving)
    saving.save_to("report", file)
    bench.wait_until(file.exists, _("the report"))
    text = file.read_text("utf-8")
    bench.check(text.count("<svg") >= 3, _("The report lacks its pictures."))
    return _("a report of {size:,} bytes").format(size=len(text))


def draw(bench: Bench) -> str:
    """A 3 is drawn with the mouse; the model that was trained answers, and the bundled one knows it."""
    bench.window.show_page("draw")
    bench.wait_until(lambda: bench.session.predictor is not None, _("the predictor"))
    bench.wait_until_idle()  # the page finds its size
    canvas = bench.find(DigitCanvas)
    side = canvas.width()
    places = [QPoint(round(x * side), round(y * side)) for x, y in _THREE]
    halves = [place for pair in itertools.pairwise(places) for place in (pair[0], (pair[0] + pair[1]) / 2)]
    bench.stroke(canvas, (*halves, places[-1]))
    answer = bench.find(AnswerText)
    bench.wait_until(lambda: answer.text.isdigit(), _("an answer"))
    first = answer.text
    bench.click("use_bundled")
    bench.wait_until(lambda: _is_bundled(bench.session.model) and answer.text == "3", _("“3” from the bundled model"))
    bench.click("clear")
    bench.check(canvas.is_empty(), _("Clear did not empty the canvas."))
    return _("a 3, which the new model takes for {first} and the bundled one for 3").format(first=first)


def _train(bench: Bench, preset: str, epochs: int) -> float:
    """Chooses and trains; returns the share of the validation pictures that is right."""
    session = bench.session
    bench.window.show_page("network")
    bench.click(f"card_{preset}")
    bench.check(session.model is not None and session.model.run.preset == preset, _("The card was not chosen."))
    bench.click("train_network")
    bench.find(QSpinBox, "epochs").setValue(epochs)
    bench.click("main_action")
    bench.wait_until(lambda: session.training, _("the training"))
    bench.wait_until(lambda: not session.training, _("the end of the training"))
    assert session.model is not None
    run = session.model.run
    bench.check(run.state == "finished" and len(run.history) == epochs, _("The training did not reach its end."))
    bench.check(session.service.find_run(run.id).state == "finished", _("The run was not kept."))
    accuracy = run.history[-1].val_accuracy
    assert accuracy is not None
    return accuracy


def _is_bundled(model: Model | None) -> bool:
    return model is not None and model.run.bundled


def _shows(text: str, share: float) -> bool:
    """Whether a large number on a page, "97.6 %", says a share, 0 to 1."""
    digits = "".join(letter for letter in text if letter.isdigit() or letter == ".")
    return bool(digits) and abs(float(digits) - 100 * share) < 0.06


def _painted(widget: QWidget) -> int:
    """How many colours a widget shows, of those in a coarse grid of its pixels."""
    picture = widget.grab().toImage()
    return len({picture.pixel(x, y) for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 3)})

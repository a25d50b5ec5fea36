"""The report as a page: what it says, and that it is whole, safe and readable by all."""

import base64
import io
import re
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from mnist_desktop.networks.presets import preset
from mnist_desktop.reports import ReportContent, html_report, plots_of
from mnist_desktop.reports.content import ShownPicture
from mnist_desktop.runs.run import Run
from mnist_desktop.training.events import SettingChange
from tests.reports.conftest import CREATED, DIGITS, MakeContent, Page, answered, trained_run, unlabelled


def _check(content: ReportContent) -> Page:
    """Reads a report and checks what holds of each."""
    text = html_report(content)
    page = Page(text)
    assert text.startswith("<!DOCTYPE html>\n<html lang=")
    ids = [attributes["id"] for _tag, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    pointed = {*re.findall(r'href="#([^"]+)"', text), *re.findall(r"url\(#([^)]+)\)", text)}
    assert pointed <= set(ids)
    assert not page.named("script")
    assert not page.named("link")
    assert len(page.named("style")) == 1
    assert all(cell for cell in re.findall(r"<th[^>]*>(.*?)</th>", text)), "a header that says nothing"
    addresses = [
        value
        for _tag, attributes in page.elements
        for name, value in attributes.items()
        if name in {"src", "href", "xlink:href"} and value
    ]
    assert all(address.startswith(("#", "data:image/png;base64,")) for address in addresses)
    assert all(attributes.get("alt") for attributes in page.named("img"))
    assert all(
        attributes.get("role") == "img" and len(attributes.get("aria-label") or "") > 20
        for attributes in page.named("svg")
    )
    assert len(page.named("caption")) == len(page.named("table"))
    assert all(attributes.get("scope") in {"row", "col"} for attributes in page.named("th"))
    levels = [int(tag[1]) for tag, _attributes in page.elements if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert not re.search(r"\b(nan|inf|None)\b", page.text, re.IGNORECASE)
    return page


def test_that_a_report_says_what_came_of_the_test(make_content: MakeContent, mistake: ShownPicture) -> None:
    page = _check(make_content(pictures=(mistake,)))
    said = page.text.replace("\N{NO-BREAK SPACE}", " ")
    for words in (
        "With dropout",
        "199 of 200 test pictures right.",
        "99.50 %",
        "97.2 to 99.9 %",  # Wilson's interval of 199 out of 200
        "4 taken for 9: 1 time (5.0 % of all 4)",
        "4, not 9",
        "99.87 % sure",
        "picture 4,880",
        "Python 3.12.1",
        "Keras 3.13.0",
        "ab" * 32,
        "54,000 to train on, 6,000 to validate on, 10,000 kept for the test",
        "2026-03-14 15:09 UTC",
        "100,480",  # parameters of the first layer
    ):
        assert words in said, words
    assert [attributes["datetime"] for attributes in page.named("time")] == ["2026-03-14T15:09:26+00:00"]
    assert [attributes.get("id") for attributes in page.named("section")] == [
        "classes", "confusions", "pictures", "certainty", "learning", "network", "settings", "data", "making"
    ]  # fmt: skip
    assert len(page.named("svg")) == 4


def test_that_a_picture_is_all_there(make_content: MakeContent, mistake: ShownPicture) -> None:
    [image] = _check(make_content(pictures=(mistake,))).named("img")
    assert image["alt"] == "picture 4,880: a 4 that was taken for 9"
    packed = (image["src"] or "").removeprefix("data:image/png;base64,")
    with Image.open(io.BytesIO(base64.b64decode(packed))) as opened:
        assert np.array_equal(np.array(opened), mistake.image)


def test_that_names_from_strangers_are_text(make_content: MakeContent) -> None:
    name = "<script>alert('1')</script> & \"more\""
    classes = ("<b>zero</b>", *DIGITS[1:])
    labels = [0, 0, 1, 2]
    shown = ShownPicture(0, np.zeros((28, 28), np.uint8), '"><script>', "<b>zero</b>", 0.9)
    run = trained_run(name=name).model_copy(update={"note": "<img src=x>", "versions": {"<i>": "</dl>"}})
    page = _check(make_content(answered(labels, [0, 1, 1, 2], classes), run, (shown,)))
    assert name in page.text
    assert "<img src=x>" in page.text
    assert "<b>zero</b> taken for 1: 1 time" in page.text.replace("\N{NO-BREAK SPACE}", " ")
    assert not page.named("b")
    assert len(page.named("img")) == 1
    assert page.named("html") == [{"lang": "en"}]


def test_that_answers_without_labels_are_shown_as_what_they_are(
    make_content: MakeContent, mistake: ShownPicture
) -> None:
    shown = ShownPicture(7, mistake.image, "", "9", 0.31)
    page = _check(make_content(unlabelled(answered([1, 1, 2], [1, 1, 2])), pictures=(shown,)))
    assert "nobody knows" in page.text
    assert "These pictures have no labels." in page.text
    assert "The least sure answers" in page.text
    assert "How often each answer was given" in page.text
    assert "Precision" not in page.text
    assert [plot.name for plot in plots_of(make_content(unlabelled(answered([1], [1]))))] == ["curves"]


@pytest.mark.parametrize(
    ("labels", "answers"),
    [
        pytest.param([3], [3], id="one picture"),
        pytest.param([3], [4], id="one mistake"),
        pytest.param([1, 2] * 50, [1, 2] * 50, id="classes missing, no mistake"),
        pytest.param([1, 2] * 50, [5] * 100, id="nothing right"),
    ],
)
def test_that_odd_tests_leave_no_gap(make_content: MakeContent, labels: list[int], answers: list[int]) -> None:
    page = _check(make_content(answered(labels, answers)))
    assert "There is no picture of 0, and the network never answered so." in page.text
    assert ("There is no mistake." in page.text) == (labels == answers)


def test_that_two_answers_make_a_report(make_content: MakeContent) -> None:
    page = _check(make_content(answered([0, 1, 1, 0], [0, 1, 0, 0], ("not 5", "5"))))
    assert "5 taken for not 5" in page.text
    assert "it was not 5" in page.text


def test_that_many_classes_have_their_matrix_as_a_plot(make_content: MakeContent) -> None:
    letters = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    content = make_content(answered([0, 1, 25], [0, 2, 25], letters))
    assert "confusion" in [plot.name for plot in plots_of(content)]
    page = _check(content)
    assert "it was A" not in page.text
    assert "B taken for C: 1 time" in page.text


def test_that_an_untrained_and_an_opened_model_say_so(make_content: MakeContent) -> None:
    chosen = preset("cnn")
    run = Run(name="New", network=chosen.network, training=chosen.training, created=CREATED)
    page = _check(make_content(run=run))
    assert "It has learned nothing yet" in page.text
    assert "never trained here" in page.text
    assert "trained elsewhere" in _check(make_content(run=run.model_copy(update={"state": "opened"}))).text


def test_that_a_training_that_was_stopped_says_so(make_content: MakeContent) -> None:
    stopped = trained_run().model_copy(update={"state": "stopped"})
    assert "It ended after epoch 3 of 10." in _check(make_content(run=stopped)).text
    assert "It ended" not in _check(make_content()).text


def test_that_the_settings_that_differ_come_first(make_content: MakeContent) -> None:
    run = trained_run()
    training = run.training.model_copy(update={"batch_size": 77, "epochs": 3, "seed": 9})
    page = _check(make_content(run=run.model_copy(update={"training": training})))
    differing = page.text.index("Settings that differ from the defaults")
    as_usual = page.text.index("As by default")
    assert differing < page.text.index("77 32") < as_usual  # the value, and the default beside it
    assert differing < page.text.index("Seed 9 1") < as_usual
    assert page.text.index("Label smoothing") > as_usual


def test_that_changes_on_the_way_stand_in_a_table_and_in_the_curves(make_content: MakeContent) -> None:
    changes = (
        SettingChange(epoch=1.0, setting="optimizer.learning_rate", before=0.001, after=0.002),
        SettingChange(epoch=1.1, setting="optimizer.learning_rate", before=0.002, after=0.01),
        SettingChange(epoch=2.0, setting="layers.2.rate", before=0.2, after=0.5),
    )
    page = _check(make_content(run=trained_run().model_copy(update={"changes": changes})))
    assert "1.1 learning rate 0.001 0.01" in page.text
    assert "2 dropout (layer 3) 0.2 0.5" in page.text
    assert "0.002" not in page.text


def test_that_of_many_epochs_the_best_and_the_last_are_listed(make_content: MakeContent) -> None:
    records = list(trained_run(400).history)
    records[122] = records[122].model_copy(update={"val_loss": 0.0001})
    page = _check(make_content(run=trained_run().model_copy(update={"history": tuple(records)})))
    assert "30 of 400 epochs" in page.text
    for words in ("1 80.00", "123 (best)", "400 99.95"):
        assert words in page.text.replace("\N{NO-BREAK SPACE}", " ")


def test_that_the_same_content_gives_the_same_page(make_content: MakeContent) -> None:
    content = make_content()
    assert html_report(content) == html_report(content)
    later = make_content()
    object.__setattr__(later, "created", CREATED + timedelta(days=1))
    assert html_report(later) != html_report(content)

"""What tests of reports share: a test that was never run, made up of given answers, and a reader of HTML."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from html.parser import HTMLParser

import numpy as np
import pytest
from typing_extensions import override

from mnist_desktop.evaluation.metrics import Evaluation, Predictions, evaluate_answers, predictions_of
from mnist_desktop.networks.presets import preset
from mnist_desktop.reports import ReportContent
from mnist_desktop.reports.content import ShownPicture
from mnist_desktop.runs.run import DataSummary, Run
from mnist_desktop.training.events import EpochRecord

DIGITS = tuple("0123456789")
CREATED = datetime(2026, 3, 14, 15, 9, 26, tzinfo=UTC)

_VOID = {"br", "col", "img", "meta"}

MakeContent = Callable[..., ReportContent]


class Page(HTMLParser):
    """Reads a page and fails where an element is not closed in its order.

    Attributes:
        elements: Name and attributes of each, in their order.
        texts: All that is text, in its order.
    """

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert not self._open

    @property
    def text(self) -> str:
        """All that there is to read."""
        return " ".join(" ".join(self.texts).split())

    def named(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of the elements of a name."""
        return [attributes for name, attributes in self.elements if name == tag]

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        assert len(dict(attrs)) == len(attrs), f"an attribute twice in {tag}"
        if tag not in _VOID:
            self._open.append(tag)

    @override
    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    @override
    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    @override
    def handle_data(self, data: str) -> None:
        if not self._open or self._open[-1] != "style":
            self.texts.append(data)


def answered(labels: Sequence[int], answers: Sequence[int], classes: Sequence[str] = DIGITS) -> Evaluation:
    """A test with these answers, each a little surer than the one before."""
    sure = np.linspace(0.6, 0.99, len(answers))
    probabilities = np.repeat(((1 - sure) / (len(classes) - 1))[:, np.newaxis], len(classes), axis=1)
    probabilities[np.arange(len(answers)), answers] = sure
    return evaluate_answers(probabilities.astype(np.float32), np.array(labels), tuple(classes), 0.25)


def unlabelled(evaluation: Evaluation) -> Predictions:
    """The answers of a test alone."""
    notes = ("These pictures have no labels.",)
    return predictions_of(evaluation.probabilities, evaluation.class_names, 0.25, notes=notes)


def record(epoch: int) -> EpochRecord:
    """An epoch of a training that goes well."""
    return EpochRecord(
        epoch=epoch,
        seconds=1.5,
        loss=1 / epoch,
        accuracy=1 - 0.2 / epoch,
        val_loss=0.9 / epoch,
        val_accuracy=1 - 0.1 / epoch,
        learning_rate=0.001,
    )


def trained_run(epochs: int = 3, name: str = "With dropout") -> Run:
    """A run that has learned."""
    chosen = preset("dense-dropout")
    return Run(
        id="with-dropout",
        name=name,
        preset=chosen.name,
        network=chosen.network,
        training=chosen.training,
        data=DataSummary(
            name="MNIST", sha256="ab" * 32, class_names=DIGITS, training_count=54_000, validation_count=6_000,
            test_count=10_000,
        ),
        versions={"python": "3.12.1", "keras": "3.13.0"},
        created=CREATED,
        state="finished",
        history=tuple(record(epoch) for epoch in range(1, epochs + 1)),
    )  # fmt: skip


@pytest.fixture
def make_content() -> MakeContent:
    """Makes the content of a report from answers and a run."""

    def make(
        predictions: Predictions | None = None, run: Run | None = None, pictures: tuple[ShownPicture, ...] = ()
    ) -> ReportContent:
        if predictions is None:
            labels = [digit for digit in range(10) for _time in range(20)]
            predictions = answered(labels, [9 if place == 80 else label for place, label in enumerate(labels)])
        return ReportContent(
            run=run or trained_run(),
            data_name="MNIST",
            data_sha256="ab" * 32,
            part="test",
            predictions=predictions,
            pictures=pictures,
            calibration=None,
            created=CREATED,
        )

    return make


@pytest.fixture
def mistake() -> ShownPicture:
    """A four that was taken for a nine."""
    image = np.arange(28 * 28, dtype=np.uint32).reshape(28, 28) % 256
    return ShownPicture(index=4880, image=image.astype(np.uint8), label="4", answer="9", confidence=0.9987)

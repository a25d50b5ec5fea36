"""The sections of a report on a test: the headline, each class, the confusions, certainty, and pictures."""

from collections.abc import Mapping, Sequence
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from mnist_desktop.evaluation.metrics import Evaluation, Predictions
from mnist_desktop.evaluation.selection import worst_cells
from mnist_desktop.i18n import _, ngettext
from mnist_desktop.reports.content import PICTURES, ReportContent, ShownPicture
from mnist_desktop.reports.figures import MOST_CLASSES, png_of
from mnist_desktop.reports.markup import Html, element, facts, joined, plot_figure, table
from mnist_desktop.reports.words import NOTHING, interval, part_name, percent

if TYPE_CHECKING:
    from mnist_desktop.evaluation.certainty import Calibration, Reliability

THRESHOLDS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999)
_PAIRS = 10
_SHORT = 5  # letters: "not 5"


def headline(content: ReportContent) -> Html:
    """What it comes to: the accuracy in a large figure, and what it rests on."""
    evaluation, count = content.evaluation, content.predictions.count
    pictures = part_name(content.part, count)
    if evaluation is None:
        text = _(
            "The network answered {pictures} of {data}. Which answers are right, nobody knows: they have no labels."
        )
        return joined([element("p", text.format(pictures=pictures, data=content.data_name)), *_notes(content)])
    right = _("{right} of {pictures} right.").format(right=f"{evaluation.right_count:,}", pictures=pictures)
    other = ngettext(
        "Another {count} picture of the same kind could give {interval} (95 % interval).",
        "Another {count} pictures of the same kind could give {interval} (95 % interval).",
        count,
    ).format(count=f"{count:,}", interval=interval(*evaluation.interval))
    guess = _("Always giving the most frequent answer would be right for {share}.").format(
        share=percent(evaluation.majority_share, 1)
    )
    figure = element("p", element("span", _("Accuracy")), percent(evaluation.accuracy), class_="figure")
    words = element("div", element("p", element("strong", right)), element("p", other), element("p", guess))
    numbers = [
        (_("Mistakes"), f"{evaluation.error_count:,}"),
        (_("Loss (nats)"), f"{evaluation.loss:.4f}"),
        (_("Mean certainty"), percent(evaluation.mean_confidence)),
        (_("Time for the test"), _("{seconds} s").format(seconds=f"{evaluation.seconds:.2f}")),
    ]
    return joined([element("div", figure, words, class_="headline"), facts(numbers), *_notes(content)])


def classes(content: ReportContent, drawings: Mapping[str, Html]) -> Html:
    """How well each class is recognised."""
    evaluation = content.evaluation
    if evaluation is None:
        return _answers(content.predictions)
    reports = evaluation.class_reports
    rows = [
        (each.name, percent(each.precision), percent(each.recall), percent(each.f1), f"{each.support:,}")
        for each in reports
    ]
    header = (_("Class"), _("Precision"), _("Recall"), _("F1"), _("Pictures"))
    explained = _(
        "Precision: of the pictures that got this answer, the share that it was right for. Recall: of the pictures of "
        "this class, the share that was found. F1: their harmonic mean, low when either is."
    )
    notes = [element("p", each.note, class_="note") for each in reports if each.note]
    known = [each for each in reports if each.f1 is not None]
    weakest = min(known, key=lambda each: each.f1 or 0.0)
    alternative = _(
        "Two bars for each class: the share of its pictures that was missed, and of its answers that was wrong."
    )
    weak = _("The weakest by F1 is {name}.").format(name=weakest.name)
    return joined(
        [
            table(_("Precision, recall and F1 of each class"), header, rows),
            *notes,
            element("p", explained, class_="muted"),
            plot_figure(
                drawings.get("class_bars"),
                f"{alternative} {weak}",
                _("What is missing to 100 %. {weak}").format(weak=weak),
            ),
        ]
    )


def confusions(content: ReportContent, drawings: Mapping[str, Html]) -> Html:
    """What was taken for what: as a shaded table, and as text."""
    evaluation = content.evaluation
    assert evaluation is not None
    if len(evaluation.class_names) <= MOST_CLASSES:
        shown = _matrix(evaluation)
    else:
        shown = plot_figure(
            drawings.get("confusion"), _("Confusion matrix; the most frequent mistakes stand below as text."), ""
        )
    cells = worst_cells(evaluation, _PAIRS)
    if not cells:
        return joined([shown, element("p", _("There is no mistake."))])
    names, matrix = evaluation.class_names, evaluation.confusion_matrix
    texts = [
        ngettext(
            "{label} taken for {answer}: {count} time ({share} of all {label})",
            "{label} taken for {answer}: {count} times ({share} of all {label})",
            int(matrix[row, column]),
        ).format(
            label=names[row],
            answer=names[column],
            count=f"{matrix[row, column]:,}",
            share=percent(matrix[row, column] / matrix[row].sum(), 1),
        )
        for row, column in cells
    ]
    pairs = element("ol", *(element("li", text) for text in texts), class_="pairs")
    return joined([shown, element("h3", _("The most frequent mistakes")), pairs])


def pictures(content: ReportContent) -> Html:
    """The surest mistakes, or the least sure answers where nobody knows which are mistakes."""
    evaluation = content.evaluation
    if evaluation is None:
        text = _("The {count} answers of which the network was least sure, the least sure first.")
        text = text.format(count=len(content.pictures))
    elif not content.pictures:
        return element("p", _("There is no mistake to show."))
    elif evaluation.error_count > PICTURES:
        text = _("Of {all} mistakes the {count} of which the network was surest.")
        text = text.format(all=f"{evaluation.error_count:,}", count=PICTURES)
    else:
        text = _("All mistakes, the surest first.")
    text += " " + _("Pictures are counted from 0.")
    items = (_picture(shown) for shown in content.pictures)
    return joined(
        [element("p", text), element("ul", *items, class_=f"pictures {_long(content.predictions.class_names)}")]
    )


def certainty(content: ReportContent, drawings: Mapping[str, Html]) -> Html:
    """Whether it is as right as it is sure, and what answering only when sure brings."""
    from mnist_desktop.evaluation.certainty import reliability, threshold_curve

    evaluation = content.evaluation
    assert evaluation is not None
    found = reliability(evaluation)
    curve = threshold_curve(evaluation)
    results = [curve.at(threshold) for threshold in THRESHOLDS]
    rows = [
        (
            percent(each.threshold, 1) if each.threshold else _("any"),
            percent(each.coverage),
            f"{each.answered:,}",
            percent(each.accuracy),
            interval(*each.interval) if each.interval else NOTHING,
            f"{each.answered - each.right:,}",
        )
        for each in results
    ]
    error = _("How sure it is and how often it is right are {error} apart on average (expected calibration error).")
    beside = element(
        "div",
        plot_figure(drawings.get("reliability"), _reliability_words(found)),
        plot_figure(
            drawings.get("threshold"),
            _("How many of the answers given are right, against how many are given; the next table has figures."),
        ),
        class_="beside",
    )
    header = (
        _("Answers only when sure by"),
        _("Answered"),
        _("Pictures"),
        _("Right among these"),
        _("95 % interval"),
        _("Mistakes left"),
    )
    bins = [
        (
            interval(each.low, each.high),
            f"{each.count:,}",
            percent(each.confidence, 1),
            percent(each.accuracy, 1),
            interval(*each.interval),
        )
        for each in found.bins
    ]
    return joined(
        [
            element("p", error.format(error=percent(found.error))),
            *_calibration(content.calibration, evaluation),
            beside,
            table(_("What comes of saying “I don't know” below a threshold"), header, rows),
            table(
                _("Answers in groups of about the same certainty"),
                (_("Certainty"), _("Pictures"), _("Sure on average"), _("Right"), _("95 % interval")),
                bins,
            ),
        ]
    )


def _notes(content: ReportContent) -> list[Html]:
    return [element("p", note, class_="note") for note in (*content.predictions.notes, content.run.note) if note]


def _answers(predictions: Predictions) -> Html:
    """How often each answer was given, where nobody knows which ones are right."""
    counts = np.bincount(predictions.answers, minlength=len(predictions.class_names))
    rows = [
        (name, f"{count:,}", percent(count / predictions.count))
        for name, count in zip(predictions.class_names, counts.tolist(), strict=True)
    ]
    sure = _("On average it was {share} sure.").format(share=percent(predictions.mean_confidence))
    header = (_("Answer"), _("Pictures"), _("Share"))
    return joined([table(_("How often each answer was given"), header, rows), element("p", sure)])


def _matrix(evaluation: Evaluation) -> Html:
    names, matrix = evaluation.class_names, evaluation.confusion_matrix
    errors = matrix.copy()
    np.fill_diagonal(errors, 0)
    most = max(int(errors.max()), 1)
    rows = []
    for row, name in enumerate(names):
        cells: list[str] = []
        for column, count in enumerate(matrix[row].tolist()):
            if row == column:
                cells.append(element("td", f"{count:,}", class_="right"))
            elif not count:
                cells.append(element("td", "·", class_="none", aria_label="0"))
            else:
                cells.append(element("td", f"{count:,}", style=f"background:{_shade(count / most)}"))
        cells.append(element("td", f"{int(matrix[row].sum()):,}", class_="total"))
        rows.append((_("it was {name}").format(name=name), *cells))
    caption = _(
        "Confusion matrix: rows are what it was, columns what the network answered. Right answers are bold and "
        "outlined; the more often a mistake was made, the darker its orange."
    )
    return table(caption, (_("answer →"), *names, _("all")), rows, class_=f"matrix {_long(names)}")


def _long(names: Sequence[str]) -> str:
    """For the style: whether names are so long that they need more room."""
    return "long" if max(map(len, names)) > _SHORT else ""


def _shade(share: float) -> str:
    """Orange over white, on a square-root scale; never so dark that black letters on it are hard to read."""
    strength = 0.12 + 0.68 * sqrt(share)
    red, green, blue = (round(255 + strength * (part - 255)) for part in (0xE6, 0x86, 0x1A))
    return f"#{red:02X}{green:02X}{blue:02X}"


def _picture(shown: ShownPicture) -> Html:
    sure = percent(shown.confidence)
    number = _("picture {index}").format(index=f"{shown.index:,}")
    if shown.label:
        title = _("{label}, not {answer}").format(label=shown.label, answer=shown.answer)
        alternative = _("{number}: a {label} that was taken for {answer}").format(
            number=number, label=shown.label, answer=shown.answer
        )
    else:
        title = shown.answer
        alternative = _("{number}, answered with {answer}").format(number=number, answer=shown.answer)
    image = element("img", src=png_of(shown.image), alt=alternative, width="28", height="28")
    words = _("{sure} sure").format(sure=sure)
    return element("li", image, element("strong", title), words, element("br"), number)


def _calibration(calibration: "Calibration | None", evaluation: Evaluation) -> list[Html]:
    from mnist_desktop.evaluation.certainty import reliability

    if calibration is None:
        return []
    if calibration.scaled is None or calibration.temperature is None:
        return [element("p", calibration.note)]
    direction = _("it was too sure") if calibration.temperature > 1 else _("it was not sure enough")
    text = _(
        "Temperature scaling, fitted on {count} validation pictures, divides the logits by {temperature}: {direction}. "
        "The answers stay as they are; the calibration error becomes {error}, the loss {after} instead of {before}."
    ).format(
        count=f"{calibration.validation_count:,}",
        temperature=f"{calibration.temperature:.3f}",
        direction=direction,
        error=percent(reliability(calibration.scaled).error),
        after=f"{calibration.scaled.loss:.4f}",
        before=f"{evaluation.loss:.4f}",
    )
    return [element("p", text)]


def _reliability_words(found: "Reliability") -> str:
    text = _(
        "How often it was right against how sure it was, in {count} groups; the last table of this section has figures."
    )
    return text.format(count=len(found.bins))

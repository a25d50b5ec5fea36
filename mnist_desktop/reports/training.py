"""The sections of a report on what was tested: how it learned, its layers, its settings, its data, its making."""

from collections.abc import Mapping

import mnist_desktop
from mnist_desktop.i18n import _, ngettext
from mnist_desktop.networks.shapes import summarize
from mnist_desktop.networks.spec import NetworkSpec, TrainingSpec
from mnist_desktop.reports.content import ReportContent
from mnist_desktop.reports.markup import Html, element, facts, joined, plot_figure, table, with_attributes
from mnist_desktop.reports.words import NOTHING, moment, part_name, percent, setting_name, value
from mnist_desktop.runs.differences import layer_in_words, settings_in_words
from mnist_desktop.runs.run import Run
from mnist_desktop.training.change_words import settled
from mnist_desktop.training.events import EpochRecord
from mnist_desktop.training.verdicts import best_epoch, memorising, outcome

_MOST_EPOCHS = 30


def learning(run: Run, drawings: Mapping[str, Html]) -> Html:
    """The curves, what they came to, what was changed on the way, and the figures of the epochs."""
    if not run.history:
        if run.state == "opened":
            return element("p", _("It was trained elsewhere, and how is not known here."))
        return element("p", _("It has learned nothing yet: these are the answers of weights drawn by chance."))
    parts = [outcome(run.history, run.data.validation_count if run.data else 0), memorising(run.history)]
    if run.state in {"stopped", "interrupted", "failed"}:
        ended = _("It ended after epoch {done} of {wanted}.")
        parts.insert(0, ended.format(done=run.history[-1].epoch, wanted=run.training.epochs))
    verdict = " ".join(filter(None, parts))
    answering = _("The weights after epoch {epoch} of {last} answer.").format(
        epoch=run.answering_epoch, last=run.history[-1].epoch
    )
    last = run.history[-1]
    alternative = _(
        "Right answers and loss over {count} epochs. At the end: training {accuracy}, loss {loss:.4f}."
    ).format(count=len(run.history), accuracy=percent(last.accuracy), loss=last.loss)
    if last.val_accuracy is not None and last.val_loss is not None:
        validation = _("Validation {accuracy}, loss {loss:.4f}.")
        alternative += " " + validation.format(accuracy=percent(last.val_accuracy), loss=last.val_loss)
    caption = _("Training is solid and averaged over each epoch while the network still improved; validation has dots.")
    return joined(
        [
            element("p", f"{verdict} {answering}"),
            plot_figure(drawings.get("curves"), alternative, caption),
            _changes(run),
            _epochs(run),
        ]
    )


def network(run: Run) -> Html:
    """The layers, with what each gives and holds; of an ensemble whose members differ, those of each."""
    count = run.network.members
    if run.network.variants:
        words = _("Network {number} of {count}, the mean of whose answers is the answer, on pictures of 28 × 28 × 1")
        members = enumerate(run.network.each, start=1)
        return joined([_layers(member, words.format(number=number, count=count)) for number, member in members])
    title = _("The network, on pictures of 28 × 28 × 1 values from 0 to 1")
    if count > 1:
        title = _(
            "Each of {count} networks, the mean of whose answers is the answer, on pictures of 28 × 28 × 1"
        ).format(count=count)
    return _layers(run.network, title)


def _layers(network: NetworkSpec, title: str) -> Html:
    summary = summarize(network)
    rows: list[tuple[str, ...]] = [
        (
            f"{number}. {row.layer.type}",
            element("td", layer_in_words(row.layer), class_="words"),
            " × ".join(map(str, row.output_shape)),
            f"{row.parameters:,}",
            f"{row.trainable_parameters:,}",
        )
        for number, row in enumerate(summary, start=1)
    ]
    rows.append(
        (
            _("All layers"),
            "",
            "",
            f"{sum(row.parameters for row in summary):,}",
            f"{sum(row.trainable_parameters for row in summary):,}",
        )
    )
    header = (_("Layer"), _("What it is"), _("Output shape"), _("Parameters"), _("Learned"))
    return table(title, header, rows, class_="layers")


def settings(run: Run) -> Html:
    """How it was trained: first what is not as it is by default."""
    given = settings_in_words(run)
    usual = settings_in_words(run.model_copy(update={"training": TrainingSpec(), "history": ()}))
    changed = [(title, text, usual.get(title, NOTHING)) for title, text in given.items() if text != usual.get(title)]
    rest = [(title, text) for title, text in given.items() if text == usual.get(title)]
    header = (_("Setting"), _("Value"), _("Default"))
    differing = table(_("Settings that differ from the defaults"), header, changed, numbers=False)
    none = element("p", _("All settings are as by default."))
    return joined([differing if changed else none, element("h3", _("As by default")), facts(rest)])


def data(content: ReportContent) -> Html:
    """What it was tested on, and what it was trained on."""
    tested = [
        (_("Tested on"), f"{content.data_name}, {part_name(content.part, content.predictions.count)}"),
        (_("SHA-256"), element("code", content.data_sha256)),
    ]
    run = content.run
    if run.data is None:
        return joined([_long(tested), element("p", _("It was never trained here, so there is no training data."))])
    learned = run.data
    counts = _("{training} to train on, {validation} to validate on, {test} kept for the test").format(
        training=f"{learned.training_count:,}",
        validation=f"{learned.validation_count:,}",
        test=f"{learned.test_count:,}",
    )
    pairs = [
        *tested,
        (_("Trained on"), learned.name),
        (_("Pictures"), counts),
        (_("Classes"), ", ".join(learned.class_names)),
        (
            _("SHA-256"),
            _("the same") if learned.sha256 == content.data_sha256 else element("code", learned.sha256),
        ),
    ]
    known = {"name", "sha256", "class_names", "training_count", "validation_count", "test_count"}
    # What a later version keeps about data stands here under its own name.
    for name, more in learned.model_dump(mode="json", exclude=known).items():
        if more:
            pairs.append((name.replace("_", " ").capitalize(), value(more)))
    return _long(pairs)


def making(content: ReportContent) -> Html:
    """What it takes to get the same once more."""
    run = content.run
    names = {
        "python": "Python",
        "platform": _("System"),
        "tensorflow": "TensorFlow",
        "tensorflow-cpu": "TensorFlow (CPU)",
        "keras": "Keras",
        "numpy": "NumPy",
        "mnist-desktop": "MNIST Desktop",
    }
    pairs = [
        (_("Seed"), str(run.training.seed)),
        *([(_("Preset"), run.preset)] if run.preset else []),
        (_("Model made"), moment(run.created)),
        *((names.get(name, name), text) for name, text in run.versions.items()),
        (
            _("Report"),
            _("MNIST Desktop {version}, {moment}").format(
                version=mnist_desktop.__version__, moment=moment(content.created)
            ),
        ),
    ]
    why = _("The same seed gives the same weights with the same versions on the same kind of processor.")
    trained = _("The versions are those that it was trained with.") if run.versions else ""
    return joined([_long(pairs), element("p", f"{why} {trained}".strip(), class_="muted")])


def _changes(run: Run) -> Html:
    changes = settled(run.changes)
    if not changes:
        return Html()
    rows = [(f"{each.epoch:g}", setting_name(each), value(each.before), value(each.after)) for each in changes]
    header = (_("After epoch"), _("Setting"), _("Until then"), _("From then on"))
    return table(_("What was changed on the way (upright lines in the curves)"), header, rows, numbers=False)


def _epochs(run: Run) -> Html:
    best = best_epoch(run.history)
    shown = _shown_epochs(run)
    caption = _("The epochs; the best has the lowest validation loss") if best is not None else _("The epochs")
    if len(shown) < len(run.history):
        caption = ngettext(
            "{shown} of {count} epoch, the best and the last among them",
            "{shown} of {count} epochs, the best and the last among them",
            len(run.history),
        ).format(shown=len(shown), count=len(run.history))
    rows = [
        (
            f"{each.epoch} " + _("(best)") if best is not None and each.epoch == best.epoch else str(each.epoch),
            percent(each.accuracy),
            f"{each.loss:.4f}",
            percent(each.val_accuracy),
            NOTHING if each.val_loss is None else f"{each.val_loss:.4f}",
            f"{each.learning_rate:.3g}",
            f"{each.seconds:.1f}",
        )
        for each in shown
    ]
    header = (
        _("Epoch"),
        _("Training right"),
        _("Training loss"),
        _("Validation right"),
        _("Validation loss"),
        _("Learning rate"),
        _("Seconds"),
    )
    return table(caption, header, rows)


def _shown_epochs(run: Run) -> list[EpochRecord]:
    """All epochs, or of many some at even steps, with the best and the last one."""
    count = len(run.history)
    if count <= _MOST_EPOCHS:
        return list(run.history)
    steps = {round(place * (count - 1) / (_MOST_EPOCHS - 2)) for place in range(_MOST_EPOCHS - 1)}
    best = best_epoch(run.history)
    return [each for place, each in enumerate(run.history) if place in steps or each is best]


def _long(pairs: list[tuple[str, str]]) -> Html:
    """Facts one below the other."""
    return with_attributes(facts(pairs), "dl", class_="long")

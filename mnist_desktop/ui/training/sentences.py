"""The one sentence that the page says about a training: what will happen, what happens, what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from mnist_desktop.i18n import _, ngettext
from mnist_desktop.networks.spec import TrainingSpec
from mnist_desktop.runs.run import Run
from mnist_desktop.training.control import Pace
from mnist_desktop.training.events import EpochRecord, StepsDone
from mnist_desktop.training.verdicts import (
    best_epoch,
    memorising,
    outcome,
    stops_by_itself,
    why_validation_is_ahead,
)
from mnist_desktop.ui.training.clock import clock


@dataclass(frozen=True)
class Sentence:
    """What is said, and where it leads.

    Attributes:
        text: One sentence or two.
        warning: Whether it tells of something that went wrong.
        action: What its button says; none if empty.
        page: Where the button leads.
    """

    text: str
    warning: bool = False
    action: str = ""
    page: str = ""


def without_model() -> Sentence:
    """When there is nothing to train."""
    return Sentence(_("There is no network yet."), action=_("Choose a network"), page="network")


def without_pictures(data: str) -> Sentence:
    """When the open data have nothing to learn from; ``data`` is their name."""
    text = _("{data} has no pictures with labels to learn from.").format(data=data)
    return Sentence(text, warning=True, action=_("Open other data"), page="data")


def fault(text: str, *, kept: bool) -> Sentence:
    """When a training ended by a fault; ``kept`` says whether it left something to test."""
    action, page = _to_the_test(None) if kept else ("", "")
    return Sentence(text, warning=True, action=action, page=page)


def before(training: TrainingSpec, picture_count: int) -> Sentence:
    """Before the first epoch.

    Args:
        training: The settings.
        picture_count: Pictures that will be trained on; 0 while they are not loaded.
    """
    if not picture_count:
        return Sentence(_("The pictures are being loaded …"))
    if training.time_limit is not None:
        text = _("Press Start: for {time} minutes it will look at {pictures} pictures, again and again.")
        return Sentence(text.format(time=clock(training.time_limit), pictures=f"{picture_count:,}"))
    text = ngettext(
        "Press Start: it will look at {pictures} pictures once and correct itself after every {batch}.",
        "Press Start: it will look at {pictures} pictures {count} times and correct itself after every {batch}.",
        training.epochs,
    )
    return Sentence(text.format(pictures=f"{picture_count:,}", count=training.epochs, batch=f"{training.batch_size:,}"))


def at_rest(run: Run) -> Sentence:
    """What came of a training that has ended."""
    done = len(run.history)
    if not done:
        return Sentence(_("It was stopped before an epoch was finished, so it is still as it was at the beginning."))
    # Of the epoch that answers: with the best one in use that is not always the last.
    came_to = outcome(run.history[: run.answering_epoch], run.data.validation_count if run.data else 0)
    if run.state == "finished" and stops_by_itself(run.history, run.training.stop_after):
        # That it began to memorise is why it stopped.
        parts = [_stopped_by_itself(run), came_to]
    else:
        parts = [_how_it_ended(run), _answering(run), came_to, memorising(run.history)]
    action, page = _to_the_test(run)
    return Sentence(" ".join(part for part in parts if part), action=action, page=page)


def restart_needed(run: Run) -> Sentence:
    """When the changed settings do not fit what a model has learned."""
    text = _("With these changes it begins again from the start, as a new model; “{name}” stays as it is.")
    return Sentence(text.format(name=run.name))


def going_on(run: Run, epochs: int) -> Sentence:
    """When a finished model has been asked for more epochs."""
    text = _("Continue goes on after epoch {done}, up to epoch {epochs}.")
    return Sentence(text.format(done=len(run.history), epochs=epochs))


def going_on_for(run: Run, time_limit: float) -> Sentence:
    """When a model has been given more time."""
    spent = sum(record.seconds for record in run.history)
    text = _("Continue goes on after epoch {done}, for about {time} more.")
    return Sentence(text.format(done=len(run.history), time=clock(max(time_limit - spent, 0.0))))


def starting(*, awake: bool, compiling: bool) -> Sentence:
    """Between the click and the first step."""
    if not awake:
        return Sentence(_("TensorFlow is still waking up. The training begins by itself as soon as it is there."))
    if compiling:
        return Sentence(_("Turning the network into fast machine code; this takes about a second."))
    return Sentence(_("Building the network …"))


def learning(
    run: Run, history: Sequence[EpochRecord], steps: StepsDone | None, pace: Pace, *, paused: bool
) -> Sentence:
    """While it learns.

    Args:
        run: What learns.
        history: The epochs finished so far.
        steps: The last report.
        pace: The pace in force.
        paused: Whether someone holds it.
    """
    batch = run.training.batch_size
    if paused:
        return Sentence(_("Paused. Nothing is lost. What you change now holds from the next step on."))
    if pace is Pace.STEP:
        return Sentence(_one_step(steps, batch))
    warning = memorising(history)
    if warning:
        return Sentence(warning, warning=True)
    dropout = any(layer.type == "Dropout" and layer.rate > 0 for layer in run.network.layers)
    ahead = why_validation_is_ahead(history, dropout=dropout)
    if ahead:
        return Sentence(ahead)
    if run.training.training_limit is not None:
        text = _("{count} pictures, over and over. Watch the validation: when does it stop getting better?")
        return Sentence(text.format(count=f"{run.training.training_limit:,}"))
    text = _("It looks at {batch} pictures, corrects itself a little, and takes the next {batch}.")
    return Sentence(text.format(batch=f"{batch:,}"))


def _one_step(steps: StepsDone | None, batch: int) -> str:
    if steps is None:
        return _("Each step looks at {batch} pictures and corrects the network once.").format(batch=f"{batch:,}")
    text = _("Step {step} of {steps}: the last pictures were {percent:.0f} % right, and it has corrected itself.")
    return text.format(step=f"{steps.step:,}", steps=f"{steps.steps_per_epoch:,}", percent=100 * steps.accuracy)


def _how_it_ended(run: Run) -> str:
    """What there is to say of the end of a training that did not stop by itself; may be empty."""
    done, training, last = len(run.history), run.training, run.history[-1]
    if run.state == "finished" and training.time_limit is not None:
        text = _("After {time} its time was over, in epoch {epoch}.")
        if last.share < 1.0:
            text = _("After {time} its time was over, {percent:.0f} % into epoch {epoch}.")
        return text.format(time=clock(training.time_limit), epoch=done, percent=100 * last.share)
    if run.state == "finished":
        return ""
    if training.time_limit is not None:
        return _("It has finished epoch {epoch}; Continue uses the rest of its time.").format(epoch=done)
    text = _("It has finished epoch {epoch} of {epochs}; Continue goes on from there.")
    return text.format(epoch=done, epochs=training.epochs)


def _stopped_by_itself(run: Run) -> str:
    best = best_epoch(run.history)
    text = _("Stopped by itself: no better since epoch {best}; epoch {answering} answers.")
    return text.format(best=best.epoch if best is not None else 0, answering=run.answering_epoch)


def _answering(run: Run) -> str:
    """Which epoch answers, where it is not the last one."""
    if run.answering_epoch == len(run.history):
        return ""
    return _("Epoch {epoch}, the best, answers.").format(epoch=run.answering_epoch)


def _to_the_test(run: Run | None) -> tuple[str, str]:
    tested = run is not None and run.test is not None
    return _("See the test") if tested else _("Test it"), "evaluate"

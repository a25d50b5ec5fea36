"""What the bottom bar says about work that goes on: a fraction, a sentence and the time left."""

from dataclasses import dataclass
from math import ceil

from mnist_desktop.i18n import _
from mnist_desktop.training.events import StepsDone, TrainingStarted


@dataclass(frozen=True)
class Progress:
    """How far something is.

    Attributes:
        fraction: 0 to 1; None while that is not known.
        text: What goes on and how long it will take: "30 %, 4 s left".
    """

    fraction: float | None
    text: str


def waking_progress(elapsed: float, expected: float) -> Progress:
    """While TensorFlow is imported.

    Args:
        elapsed: Seconds since it began.
        expected: Seconds it took last time.
    """
    left = expected - elapsed
    if left < 1.0:
        text = _("The network is waking up, any moment now. Draw already; it will answer.")
    else:
        text = _("The network is waking up, about {seconds} s. Draw already; it will answer.")
    # It never says that it is done before it is.
    return Progress(min(elapsed / expected, 0.95), text.format(seconds=ceil(left)))


def training_progress(started: TrainingStarted, steps: StepsDone, *, held: bool) -> Progress:
    """While a network learns.

    Args:
        started: The event with which this training began.
        steps: The last report.
        held: Whether it is paused or waits for the next step.
    """
    total = (steps.epochs - started.first_epoch + 1) * steps.steps_per_epoch
    done = (steps.epoch - started.first_epoch) * steps.steps_per_epoch + steps.step
    fraction = min(done / total, 1.0) if total else 1.0
    percent = _("{percent} %").format(percent=int(fraction * 100))
    if held:
        return Progress(fraction, _("{percent}, paused").format(percent=percent))
    left = _("{time} left").format(time=duration(steps.seconds_left))
    return Progress(fraction, f"{percent}, {left}")


def testing_progress(share: float, count: int) -> Progress:
    """While a model is tested.

    Args:
        share: Of the test pictures that are done, 0 to 1.
        count: Test pictures.
    """
    done, total = f"{round(share * count):,}", f"{count:,}"
    return Progress(share, _("Testing, {done} of {total} pictures").format(done=done, total=total))


def duration(seconds: float) -> str:
    """A duration as people say it: "4 s", "1 min 20 s", "2 h 5 min"."""
    whole = max(ceil(seconds), 0)
    if whole < 60:
        return _("{seconds} s").format(seconds=whole)
    if whole < 3600:
        return _("{minutes} min {seconds} s").format(minutes=whole // 60, seconds=whole % 60)
    return _("{hours} h {minutes} min").format(hours=whole // 3600, minutes=whole % 3600 // 60)

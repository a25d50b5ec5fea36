"""What the finished epochs of a training say: judgements over their records, and sentences for who looks at them."""

from collections.abc import Sequence

from mnist_desktop.i18n import _, ngettext
from mnist_desktop.networks.spec import TrainingSpec
from mnist_desktop.training.events import EpochRecord

PATIENCE = 3
"""So many epochs in a row without a new best make a trend; one or two are chance."""

_GAP = 0.05  # between training and validation: beyond this, one number alone would mislead


def best_epoch(history: Sequence[EpochRecord]) -> EpochRecord | None:
    """The epoch with the lowest validation loss, the first of several; None where nothing was validated."""
    validated = [record for record in history if record.val_loss is not None]
    return min(validated, key=_validation_loss, default=None)


def stops_by_itself(history: Sequence[EpochRecord], patience: int | None) -> bool:
    """Whether early stopping ends a training: ``patience`` epochs without a lower validation loss."""
    best = best_epoch(history)
    return patience is not None and best is not None and history[-1].epoch - best.epoch >= patience


def is_complete(history: Sequence[EpochRecord], training: TrainingSpec) -> bool:
    """Whether a training has all its epochs, or has used up its time."""
    if training.time_limit is None:
        return len(history) >= training.epochs
    # What is left of a time limit when it ends is too little for another epoch, or part of one.
    return bool(history) and (history[-1].share < 1.0 or time_spent(history) >= 0.9 * training.time_limit)


def time_spent(history: Sequence[EpochRecord]) -> float:
    """Seconds that count against a time limit; where none was kept, those of the epochs alone."""
    if not history:
        return 0.0
    spent = history[-1].time_spent
    return sum(record.seconds for record in history) if spent is None else spent


def memorising_since(history: Sequence[EpochRecord]) -> int | None:
    """The epoch since which a network only memorises, or None.

    That is so when the last ``PATIENCE`` epochs or more were all worse on the validation pictures than the best one
    before them, while the training pictures went better: overfitting.
    """
    best = best_epoch(history)
    if best is None or history[-1].loss >= best.loss:
        return None
    worse = [
        record for record in history if record.epoch > best.epoch and _validation_loss(record) > _validation_loss(best)
    ]
    return best.epoch if len(worse) >= PATIENCE else None


def validation_is_ahead(history: Sequence[EpochRecord]) -> bool:
    """Whether the last epoch was better on the validation pictures than on those that were trained on."""
    last = history[-1] if history else None
    return last is not None and last.val_accuracy is not None and last.val_accuracy > last.accuracy


def memorising(history: Sequence[EpochRecord]) -> str:
    """The sentence on overfitting; empty where there is none."""
    since = memorising_since(history)
    if since is None:
        return ""
    text = _("Since epoch {epoch} it has got better only at pictures it already knows. It is memorising.")
    return text.format(epoch=since)


def why_validation_is_ahead(history: Sequence[EpochRecord], *, dropout: bool) -> str:
    """The answer to what every class asks; empty while validation is not above training.

    Args:
        history: The finished epochs.
        dropout: Whether the network switches units off while it learns.
    """
    if not validation_is_ahead(history):
        return ""
    if dropout:
        return _(
            "Why is validation better? Training is averaged over the epoch while the network still improved, "
            "with dropout on."
        )
    return _("Why is validation better? Training is averaged over the epoch while the network still improved.")


def outcome(history: Sequence[EpochRecord], validation_count: int) -> str:
    """What a training has come to, in one sentence or two; empty without a finished epoch.

    Args:
        history: The finished epochs.
        validation_count: Pictures that were validated on.
    """
    if not history:
        return ""
    last = history[-1]
    training = percent(last.accuracy)
    if last.val_accuracy is None:
        text = _("{training} right on the pictures it trained on. How it does on others, only a test can tell.")
        return text.format(training=training)
    values = {"training": training, "validation": percent(last.val_accuracy), "count": f"{validation_count:,}"}
    if last.accuracy - last.val_accuracy > _GAP:
        text = _("{training} right on the pictures it trained on, only {validation} on {count} new ones.")
    else:
        text = ngettext(
            "{validation} right on {count} picture it has never trained on.",
            "{validation} right on {count} pictures it has never trained on.",
            validation_count,
        )
    return text.format(**values)


def percent(share: float) -> str:
    """A share as a percentage with one decimal, never rounded up to all: 0.9999 is "99.9 %"."""
    tenths = round(share * 1000)
    if tenths == 1000 and share < 1.0:
        tenths = 999
    return _("{number} %").format(number=f"{tenths / 10:.1f}")


def _validation_loss(record: EpochRecord) -> float:
    return record.val_loss if record.val_loss is not None else float("inf")

"""Runs in words and numbers, for table cells and sentences."""

from PySide6.QtCore import QDateTime, QLocale

from mnist_desktop.i18n import _, ngettext
from mnist_desktop.networks.spec import Conv2D, Dense, NetworkSpec
from mnist_desktop.runs.disk_use import Thinning
from mnist_desktop.runs.run import Run


def size(bytes_: int) -> str:
    """Bytes as kilobytes, megabytes or gigabytes, in powers of ten as disks are sold."""
    if bytes_ >= 1e9:
        return _("{size} GB").format(size=f"{bytes_ / 1e9:,.2f}")
    if bytes_ < 1e5:
        return _("{size} kB").format(size=f"{bytes_ / 1e3:,.1f}")
    return _("{size} MB").format(size=f"{bytes_ / 1e6:,.1f}")


def network(spec: NetworkSpec) -> str:
    """The layers that learn, from the first to the last: "conv 32 · conv 64 · 128 · 10"."""
    words = []
    for layer in spec.layers:
        match layer:
            case Dense(units=units):
                words.append(f"{units:,}")
            case Conv2D(filters=filters):
                words.append(_("conv {filters}").format(filters=filters))
            case _:
                pass
    return " · ".join(words)


def epochs(run: Run) -> str:
    """Finished epochs, and how many were planned where that is more."""
    finished, planned = len(run.history), run.training.epochs
    if finished >= planned:
        return str(finished)
    return _("{finished} of {planned}").format(finished=finished, planned=planned)


def state(run: Run) -> str:
    """Where a run stands."""
    if run.bundled:
        return _("bundled")
    return {
        "untrained": _("untrained"),
        "training": _("learning"),
        "finished": _("finished"),
        "stopped": _("stopped"),
        "failed": _("failed"),
        "interrupted": _("interrupted"),
    }[run.state]


def date(run: Run) -> str:
    """The day on which it was made, as the system writes dates."""
    return QLocale().toString(_moment(run).date(), QLocale.FormatType.ShortFormat)


def moment(run: Run) -> str:
    """Day and time of day at which it was made."""
    return QLocale().toString(_moment(run), QLocale.FormatType.LongFormat)


def dropped(thinnings: tuple[Thinning, ...], limit: int) -> str:
    """What was dropped, in one sentence."""
    count = sum(len(thinning.epochs) for thinning in thinnings)
    text = ngettext(
        "To stay under {limit}, the weights of {count} older epoch were dropped ({size}). All curves are kept.",
        "To stay under {limit}, the weights of {count} older epochs were dropped ({size}). All curves are kept.",
        count,
    )
    return text.format(limit=size(limit), count=count, size=size(sum(thinning.size for thinning in thinnings)))


def would_drop(thinnings: tuple[Thinning, ...]) -> str:
    """What would be dropped, in one sentence."""
    count = sum(len(thinning.epochs) for thinning in thinnings)
    text = ngettext(
        "The weights of {count} older epoch would go, {size}. Curves, last and best epochs stay.",
        "The weights of {count} older epochs would go, {size}. Curves, last and best epochs stay.",
        count,
    )
    return text.format(count=count, size=size(sum(thinning.size for thinning in thinnings)))


def _moment(run: Run) -> QDateTime:
    return QDateTime.fromSecsSinceEpoch(round(run.created.timestamp()))

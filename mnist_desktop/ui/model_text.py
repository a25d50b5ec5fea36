"""A model in a few words: "With dropout · learning, epoch 3 of 10 · not tested"."""

from mnist_desktop.i18n import _, ngettext
from mnist_desktop.runs.run import Run

SEPARATOR = " · "


def learning_state(run: Run, position: tuple[int, int] | None = None) -> str:
    """How far a model has learned.

    Args:
        run: The model's.
        position: (running epoch, last epoch) while it learns.
    """
    if position is not None:
        return _("learning, epoch {epoch} of {epochs}").format(epoch=position[0], epochs=position[1])
    finished, planned = len(run.history), run.training.epochs
    match run.state:
        case "untrained":
            return _("untrained")
        case "opened":
            return _("trained elsewhere")
        case "finished":
            return ngettext("{count} epoch", "{count} epochs", finished).format(count=finished)
        case "failed":
            return _("failed after epoch {epoch}").format(epoch=finished)
        case _:
            return _("epoch {epoch} of {epochs}").format(epoch=finished, epochs=planned)


def test_state(run: Run) -> str:
    """What its last test said."""
    if run.test is None:
        return _("not tested")
    return _("tested {percent:.1f} %").format(percent=100 * run.test.accuracy)


def describe(run: Run, position: tuple[int, int] | None = None) -> str:
    """Name, learning and test, for a line of its own."""
    return SEPARATOR.join((run.name, learning_state(run, position), test_state(run)))


def shorter(run: Run, position: tuple[int, int] | None = None) -> tuple[str, ...]:
    """The same in ever fewer words, for where there is no room."""
    if position is not None:
        state = _("epoch {epoch}/{epochs}").format(epoch=position[0], epochs=position[1])
    else:
        state = learning_state(run)
    return (
        describe(run, position),
        SEPARATOR.join((run.name, state, test_state(run))),
        SEPARATOR.join((run.name, state)),
    )

"""What the Keras code of a run has to say first: where the run was trained otherwise than the code trains."""

from mnist_desktop.i18n import _, ngettext
from mnist_desktop.networks.spec import TrainingSpec
from mnist_desktop.runs.run import Run


def code_note(run: Run) -> str:
    """One sentence on settings that were changed on the way and on a time limit; empty where there was neither.

    Args:
        run: Trained or not; ``run.network`` and ``run.training`` hold what came last.
    """
    changed = _changed_settings(run)
    limit, epochs = run.training.time_limit, len(run.history)
    if limit is not None and epochs:
        timed = ngettext(
            "The program trained for {seconds:g} seconds, which made {epochs} epoch",
            "The program trained for {seconds:g} seconds, which made {epochs} epochs",
            epochs,
        ).format(seconds=limit, epochs=epochs)
        if not changed:
            return _("{what} on one computer; this code trains as many.").format(what=timed)
        return _("{what}, with settings changed on the way ({settings}); this code begins with the last ones.").format(
            what=timed, settings=changed
        )
    if changed:
        return _(
            "The program changed settings on the way ({settings}); this code has the last ones from the beginning."
        ).format(settings=changed)
    return ""


def code_training(run: Run) -> TrainingSpec:
    """The settings with which the code trains: after a time limit as many epochs as there was time for."""
    if run.training.time_limit is not None and run.history:
        return run.training.model_copy(update={"epochs": len(run.history)})
    return run.training


def _changed_settings(run: Run) -> str:
    """Their dotted names; more epochs at a learning rate that did not depend on their number change nothing."""
    names = dict.fromkeys(change.setting for change in run.changes)
    if run.training.schedule.name in {"constant", "reduce_on_plateau"}:
        names.pop("epochs", None)
    return ", ".join(names)

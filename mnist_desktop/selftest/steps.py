"""All steps of the self-test, in their order, with how long each may take on a slow computer."""

from mnist_desktop.i18n import _
from mnist_desktop.selftest import filework, lesson
from mnist_desktop.selftest.bench import Bench
from mnist_desktop.selftest.runner import Step


def all_steps() -> tuple[Step[Bench], ...]:
    """The steps; each relies on those before it."""
    return (
        Step(_("start"), lesson.start),
        Step(_("wake"), lesson.wake, 300.0),
        Step(_("open .npz"), lesson.open_part),
        Step(_("train"), lesson.train, 300.0),
        Step(_("evaluate"), lesson.evaluate),
        Step(_("report"), lesson.write_report),
        Step(_("views"), lesson.look_at_views, 300.0),
        Step(_("convolutions"), lesson.train_convolutions, 300.0),
        Step(_("draw"), lesson.draw),
        Step(_("save and open"), filework.save_and_reopen),
        Step(_("export"), filework.export_all, 300.0),
        Step(_("open data"), filework.open_data),
        Step(_("open .keras"), filework.open_keras),
        Step(_("open network"), filework.open_network),
        Step(_("predict"), filework.predict),
        Step(_("close"), filework.close),
        Step(_("offline"), filework.stayed_offline),
    )

"""What the runs dialog has done in the data lane."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mnist_desktop.runs.disk_use import DiskUse, Thinning
from mnist_desktop.runs.run import Run

if TYPE_CHECKING:
    from mnist_desktop.service import ModelService


@dataclass(frozen=True)
class Listed:
    """All runs and the room that they take.

    Attributes:
        runs: The bundled ones first.
        use: Of the user's runs.
        thinning: What would go to stay under the limit; empty while there is room.
    """

    runs: tuple[Run, ...]
    use: DiskUse
    thinning: tuple[Thinning, ...]


def list_runs(service: "ModelService", limit: int, current: str) -> Listed:
    """Lists the runs; ``current`` is the id of the one that keeps everything."""
    return Listed(service.runs(), service.disk_use(), service.plan_thinning(limit, {current}))


def thin(service: "ModelService", limit: int, current: str) -> tuple[Thinning, ...]:
    """Drops what is too much, and returns what that was."""
    return service.thin(service.plan_thinning(limit, {current}))

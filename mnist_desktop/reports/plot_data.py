"""Results as the plots take them, for reports and the window alike; imports matplotlib."""

from mnist_desktop.evaluation.certainty import Reliability
from mnist_desktop.plots.certainty import ReliabilityLine


def reliability_line(found: Reliability, name: str) -> ReliabilityLine:
    """A reliability diagram's line.

    Args:
        found: Its groups.
        name: Short: "as trained" or "temperature 1.4".
    """
    return ReliabilityLine(
        confidence=[group.confidence for group in found.bins],
        accuracy=[group.accuracy for group in found.bins],
        intervals=[group.interval for group in found.bins],
        counts=[group.count for group in found.bins],
        error=found.error,
        name=name,
    )

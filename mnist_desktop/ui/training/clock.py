"""Durations as a clock shows them."""


def clock(seconds: float) -> str:
    """Minutes and seconds, from an hour on with the hours: "0:04", "1:05:00"."""
    whole = max(round(seconds), 0)
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02}"
    return f"{whole // 3600}:{whole % 3600 // 60:02}:{whole % 60:02}"

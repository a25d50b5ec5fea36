"""Numbers of epochs in few characters."""

from collections.abc import Sequence


def spans(epochs: Sequence[int]) -> str:
    """Ascending numbers as spans: "1–3, 7"."""
    groups: list[list[int]] = []
    for epoch in epochs:
        if groups and groups[-1][-1] == epoch - 1:
            groups[-1].append(epoch)
        else:
            groups.append([epoch])
    return ", ".join(str(group[0]) if len(group) == 1 else f"{group[0]}–{group[-1]}" for group in groups)

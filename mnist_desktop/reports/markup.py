"""HTML as values: what is text is escaped wherever it came from, what is markup is kept apart from it by its type."""

from collections.abc import Iterable, Mapping
from html import escape

_VOID = frozenset({"br", "col", "img", "meta"})


class Html(str):
    """Markup that is already safe; every other string is text."""

    __slots__ = ()


def element(tag: str, /, *children: str, **attributes: str) -> Html:
    """An element.

    Args:
        tag: Such as "td".
        children: Texts, which are escaped, and ``Html``, which is not.
        attributes: Their values are escaped; ``class_`` and ``for_`` lose their underscore, other underscores become
            hyphens (``aria_label``). Those with an empty value are left out, but for ``alt``, which then says that
            there is nothing to say.
    """
    start = f"<{tag}{_written(attributes)}>"
    return Html(start) if tag in _VOID else Html(f"{start}{joined(children)}</{tag}>")


def with_attributes(markup: Html, tag: str, /, **attributes: str) -> Html:
    """The same markup whose first element of that tag has more attributes, given as for ``element``."""
    return Html(markup.replace(f"<{tag}", f"<{tag}{_written(attributes)}", 1))


def joined(parts: Iterable[str]) -> Html:
    """Texts and markup one after the other."""
    return Html("".join(part if isinstance(part, Html) else escape(part, quote=False) for part in parts))


def table(
    caption: str,
    header: Iterable[str],
    rows: Iterable[Iterable[str]],
    *,
    numbers: bool = True,
    class_: str = "",
) -> Html:
    """A table whose first column names its rows.

    Args:
        caption: What it shows.
        header: One text a column.
        rows: One text or markup a column; the first becomes the row's header.
        numbers: Whether all columns but the first are numbers, which stand at the right.
        class_: For its style.
    """
    head = element("tr", *(element("th", text, scope="col") for text in header))
    body = []
    for first, *others in rows:
        cells = (cell if cell.startswith(("<td", "<th")) else element("td", cell) for cell in map(_kept, others))
        body.append(element("tr", element("th", first, scope="row"), *cells))
    return element(
        "table",
        element("caption", caption),
        element("thead", head),
        element("tbody", *body),
        class_=" ".join([*class_.split(), *(["numbers"] if numbers else [])]),
    )


def facts(pairs: Iterable[tuple[str, str]]) -> Html:
    """Names and what they stand for, as a list of descriptions."""
    return element("dl", *(element("div", element("dt", name), element("dd", value)) for name, value in pairs))


def plot_figure(drawing: Html | None, alternative: str, caption: str = "") -> Html:
    """A plot.

    Args:
        drawing: Its ``svg`` element; None shows nothing.
        alternative: What it says, for who does not see it.
        caption: What stands under it; may be empty.
    """
    if drawing is None:
        return Html()
    named = with_attributes(drawing, "svg", role="img", aria_label=alternative)
    return element("figure", named, element("figcaption", caption) if caption else Html())


def _written(attributes: Mapping[str, str]) -> str:
    return "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value or key == "alt"
    )


def _kept(cell: str) -> Html:
    """A cell's content as markup."""
    return cell if isinstance(cell, Html) else joined([cell])

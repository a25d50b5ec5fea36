"""Pieces of Python source: values, calls and comments, laid out as ``ruff format`` lays them out at 100 columns."""

import textwrap
from collections.abc import Mapping, Sequence

_WIDTH = 96  # 100, less the indentation of the loop over the members of an ensemble


def literal(value: object) -> str:
    """A value as Python source, texts in the quotes that need fewer escapes.

    Args:
        value: None, a bool, number or text, or a list or tuple of these; no text in it can end its quotes.
    """
    match value:
        case str():
            quote = "'" if value.count('"') > value.count("'") else '"'
            return quote + "".join(_escaped(character, quote) for character in value) + quote
        case list() | tuple():
            inner = ", ".join(literal(part) for part in value)
            if isinstance(value, list):
                return f"[{inner}]"
            return f"({inner},)" if len(value) == 1 else f"({inner})"
        case _:
            return repr(value)


def call(
    name: str, positional: Sequence[str], named: Mapping[str, str], *, indent: int = 0, end: str = ""
) -> list[str]:
    """A call on one line if it fits there, with an argument a line otherwise.

    Args:
        name: What is called.
        positional: Source of the first arguments.
        named: Source of the others.
        indent: Spaces before it.
        end: What follows the closing bracket.
    """
    arguments = [*positional, *(f"{key}={value}" for key, value in named.items())]
    return _bracketed(f"{name}(", arguments, f"){end}", indent)


def assigned(name: str, value: object) -> list[str]:
    """An assignment; a long list, tuple or dict has one entry a line."""
    match value:
        case dict():
            return _bracketed(
                f"{name} = {{", [f"{literal(key)}: {literal(part)}" for key, part in value.items()], "}", 0
            )
        case list() | tuple():
            return _bracketed(f"{name} = [", [literal(part) for part in value], "]", 0)
        case _:
            return [f"{name} = {literal(value)}"]


def comment(text: str) -> list[str]:
    """Lines of comment; whatever stands in the text, none of it leaves the comment."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return textwrap.wrap(printable, _WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)


def _escaped(character: str, quote: str) -> str:
    if character in {quote, "\\"}:
        return "\\" + character
    return character if character.isprintable() else repr(character)[1:-1]


def _bracketed(opening: str, parts: Sequence[str], closing: str, indent: int) -> list[str]:
    space = " " * indent
    line = f"{space}{opening}{', '.join(parts)}{closing}"
    if len(line) <= _WIDTH:
        return [line]
    return [f"{space}{opening}", *(f"{space}    {part}," for part in parts), f"{space}{closing}"]

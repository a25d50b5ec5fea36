"""Shares, intervals and markup as a report writes them."""

import pytest

from mnist_desktop.reports.markup import Html, element, table, with_attributes
from mnist_desktop.reports.words import interval, percent, value


@pytest.mark.parametrize(
    ("share", "decimals", "expected"),
    [
        (0.97641, 2, "97.64 %"),
        (1.0, 2, "100.00 %"),
        (0.99999, 2, "> 99.99 %"),
        (0.99996, 1, "> 99.9 %"),
        (0.0, 2, "0.00 %"),
        (0.00001, 2, "< 0.01 %"),
        (None, 2, "–"),
    ],
)
def test_that_a_share_is_never_rounded_to_all_or_nothing(share: float | None, decimals: int, expected: str) -> None:
    assert percent(share, decimals).replace("\N{NO-BREAK SPACE}", " ") == expected


def test_that_words_of_a_number_stay_on_a_line() -> None:
    assert " " not in percent(0.5) + interval(0.1, 0.2)


def test_that_settings_read_as_people_write_them() -> None:
    assert value({"rotation": 10.0, "noise": 0.0}) == "rotation 10"
    assert (value(None), value(True), value(60000), value(1e-5), value([0.5, 2])) == (
        "–", "yes", "60,000", "1e-05", "0.5, 2"
    )  # fmt: skip


def test_that_text_is_escaped_and_markup_is_not() -> None:
    made = element("p", "a < b", element("b", "&"), Html("<br>"), title='"x" & y', class_="wide", aria_label="z")
    assert made == '<p title="&quot;x&quot; &amp; y" class="wide" aria-label="z">a &lt; b<b>&amp;</b><br></p>'
    assert element("img", alt="", src="") == '<img alt="">'
    assert with_attributes(made, "p", id="first").startswith('<p id="first" title=')


def test_that_a_cell_that_looks_like_markup_is_text() -> None:
    made = table("<caption>", ("a", "b"), [("<tr>", "<td>1</td>")])
    assert "<td>&lt;td&gt;1&lt;/td&gt;</td>" in made
    assert "&lt;tr&gt;" in made
    assert made.count("<caption>") == 1

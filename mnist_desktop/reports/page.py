"""The report as one page of HTML that needs nothing else: no script, no picture, no typeface from outside."""

from collections.abc import Mapping

from mnist_desktop.i18n import _
from mnist_desktop.reports import results, training
from mnist_desktop.reports.content import ReportContent
from mnist_desktop.reports.figures import plots_of, svg_of
from mnist_desktop.reports.markup import Html, element
from mnist_desktop.reports.style import STYLE
from mnist_desktop.reports.words import moment, part_name


def html_report(content: ReportContent, drawings: Mapping[str, Html] | None = None) -> str:
    """Writes a report, made for a screen and for sheets of A4 alike.

    Args:
        content: What it says. Names and notes in it may come from anyone: they are text, whatever is in them.
        drawings: The plots of ``plots_of``, by name, as ``svg_of`` drew them; by default they are drawn now.

    Returns:
        The whole page, HTML5.
    """
    if drawings is None:
        drawings = {plot.name: svg_of(plot) for plot in plots_of(content)}
    title = _("Report on {name}").format(name=content.run.name)
    sections = _sections(content, drawings)
    links = (element("li", element("a", heading, href=f"#{name}")) for name, heading, _body in sections)
    tested = _("{data}, {pictures}, {moment}").format(
        data=content.data_name,
        pictures=part_name(content.part, content.predictions.count),
        moment=moment(content.created),
    )
    when = element("time", tested, datetime=content.created.isoformat(timespec="seconds"))
    header = element(
        "header",
        element("h1", content.run.name),
        element("p", _("What came of testing it on"), " ", when, class_="muted"),
        element("nav", element("ul", *links), aria_label=_("Sections")),
    )
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        # A page that says itself that it wants nothing from anywhere.
        element("meta", http_equiv="Content-Security-Policy", content=_NOTHING_FROM_OUTSIDE),
        element("title", title),
        element("style", Html(STYLE)),
    )
    body = element(
        "body",
        header,
        element("main", results.headline(content), *(_section(*section) for section in sections)),
        element("footer", _("Made by MNIST Desktop.")),
    )
    return "<!DOCTYPE html>\n" + element("html", head, body, lang="en") + "\n"


_NOTHING_FROM_OUTSIDE = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
_NEW_SHEET = frozenset({"confusions", "certainty", "learning", "network"})


def _sections(content: ReportContent, drawings: Mapping[str, Html]) -> list[tuple[str, str, Html]]:
    """Name, heading and content of each section that this report has."""
    labelled = content.evaluation is not None
    found = [("classes", _("Class by class") if labelled else _("The answers"), results.classes(content, drawings))]
    if labelled:
        found.append(("confusions", _("What it takes for what"), results.confusions(content, drawings)))
    surest = _("The surest mistakes") if labelled else _("The least sure answers")
    found.append(("pictures", surest, results.pictures(content)))
    if labelled:
        found.append(("certainty", _("How far its certainty can be trusted"), results.certainty(content, drawings)))
    found += [
        ("learning", _("How it learned"), training.learning(content.run, drawings)),
        ("network", _("The network"), training.network(content.run)),
        ("settings", _("How it was trained"), training.settings(content.run)),
        ("data", _("The data"), training.data(content)),
        ("making", _("To get the same again"), training.making(content)),
    ]
    return found


def _section(name: str, heading: str, body: Html) -> Html:
    return element(
        "section",
        element("h2", heading, id=f"{name}-heading"),
        body,
        id=name,
        aria_labelledby=f"{name}-heading",
        class_="new-sheet" if name in _NEW_SHEET else "",
    )

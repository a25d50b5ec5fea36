"""A test of a model as a report in one HTML file, and as tables; importing this imports no matplotlib."""

from mnist_desktop.reports.content import ReportContent, examine, gather
from mnist_desktop.reports.figures import ReportPlot, drawn, plots_of, svg_of
from mnist_desktop.reports.page import html_report
from mnist_desktop.reports.saving import (
    SUFFIXES,
    SavedKind,
    check_file,
    save_metrics,
    save_predictions,
    save_report,
    write_report,
)
from mnist_desktop.reports.tables import metrics_csv, predictions_csv

__all__ = [
    "SUFFIXES",
    "ReportContent",
    "ReportPlot",
    "SavedKind",
    "check_file",
    "drawn",
    "examine",
    "gather",
    "html_report",
    "metrics_csv",
    "plots_of",
    "predictions_csv",
    "save_metrics",
    "save_predictions",
    "save_report",
    "svg_of",
    "write_report",
]

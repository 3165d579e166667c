"""The printed edition: typst lays the view out as a tagged PDF/UA-1 file with the committed font."""

from datetime import UTC, datetime, time, timedelta

from lundi.reports.dataset import ReportData
from lundi.reports.typesetting import compile_document
from lundi.reports.view import STORE, View

STANDARDS = ["ua-1"]


def edition_time(data: ReportData) -> datetime:
    """The midnight after the last day of the week: the time written into files, equal on every rendering."""
    return datetime.combine(data.last_date + timedelta(days=1), time(), tzinfo=UTC)


def render_pdf(data: ReportData, view: View, charts: dict[str, str]) -> bytes:
    """The edition as PDF; `charts` holds the SVG text of each figure that is drawn."""
    template = "store.typ" if view.edition_type == STORE else "report.typ"
    return compile_document(
        template,
        {"view": view.as_plain(), "charts": charts},
        timestamp=edition_time(data),
        format="pdf",
        pdf_standards=STANDARDS,
    )

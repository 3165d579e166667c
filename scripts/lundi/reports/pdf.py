"""The printed report: typst lays the view out as a tagged PDF/UA-1 file with the committed font."""

import json
import tempfile
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path

import typst

from lundi.reports.charts import FONTS
from lundi.reports.dataset import ReportData
from lundi.reports.view import View

TEMPLATE = Path(__file__).resolve().parent / "templates" / "report.typ"
STANDARDS = ["ua-1"]


@cache
def _fonts() -> typst.Fonts:
    # Only ours: a font of the machine or of typst itself would change the bytes from one machine to the next.
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def edition_time(data: ReportData) -> datetime:
    """The midnight after the last day of the week: the time written into files, equal on every rendering."""
    return datetime.combine(data.last_date + timedelta(days=1), time(), tzinfo=UTC)


def render_pdf(data: ReportData, view: View, charts: dict[str, str]) -> bytes:
    """The report as PDF; `charts` holds the SVG text of each figure that is drawn."""
    with tempfile.TemporaryDirectory(prefix="lundi-report-") as folder:
        root = Path(folder)
        source = root / TEMPLATE.name
        source.write_bytes(TEMPLATE.read_bytes())
        (root / "view.json").write_text(json.dumps(view.as_plain(), ensure_ascii=False), encoding="utf-8")
        for key, svg in charts.items():
            (root / f"{key}.svg").write_text(svg, encoding="utf-8")
        return typst.compile(
            source,
            root=root,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=edition_time(data),
        )

"""Renders one report into its four files and writes what has changed."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from lundi.reports.charts import draw_all, to_png
from lundi.reports.context import Context
from lundi.reports.dataset import ReportData
from lundi.reports.mail import Attachment, render_mail
from lundi.reports.page import render_page
from lundi.reports.pdf import render_pdf
from lundi.reports.view import build_view
from lundi.reports.workbook import render_workbook

KINDS = ("pdf", "html", "xlsx", "eml")


@dataclass(frozen=True)
class Artefact:
    """A file of the report and whether this rendering changed it."""

    path: Path
    kind: str  # pdf | html | xlsx | eml
    is_changed: bool


def render_all(data: ReportData, folder: Path, recipients: str = "") -> list[Artefact]:
    """Writes the report's files into `folder`; a file whose bytes would be the same is left alone."""
    stem = Context.of(data).file_stem
    contents = render_bytes(data, recipients)
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(folder / f"{stem}.{kind}", kind, contents[kind]) for kind in KINDS]


def render_bytes(data: ReportData, recipients: str = "") -> dict[str, bytes]:
    """The four files' content by kind; nothing is written."""
    data = data if data.data_hash else data.with_hash()
    ctx = Context.of(data)
    view = build_view(data)
    charts = draw_all(ctx)
    picture = to_png(charts["days"]) if "days" in charts else None
    printed = {key: svg for key, svg in charts.items() if not key.endswith("_narrow")}
    pdf = render_pdf(data, view, printed)
    workbook = render_workbook(data, view)
    attachments = (
        Attachment(f"{ctx.file_stem}.pdf", pdf, "pdf"),
        Attachment(f"{ctx.file_stem}.xlsx", workbook, "xlsx"),
    )
    return {
        "pdf": pdf,
        "html": render_page(view, charts),
        "xlsx": workbook,
        "eml": render_mail(data, view, picture, attachments, recipients),
    }


def _write(path: Path, kind: str, content: bytes) -> Artefact:
    if path.exists() and path.read_bytes() == content:
        return Artefact(path, kind, is_changed=False)
    # A reader sees the old file or the new one, never half of one.
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        # mkstemp makes files private; the report is for whoever may read the folder.
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return Artefact(path, kind, is_changed=True)

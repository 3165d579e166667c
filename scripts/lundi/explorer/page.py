"""The page as one HTML file that fetches nothing, and the check that its sums are the report's."""

import hashlib
import json
from dataclasses import asdict
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from lundi.errors import LundiError
from lundi.explorer.data import NOT_STATED, ExplorerData, company_totals
from lundi.reports.builder import HOUSE_CURRENCY
from lundi.reports.context import SALES_METRIC, Context
from lundi.reports.dataset import ReportData
from lundi.reports.formatting import Formats
from lundi.reports.page import font_faces
from lundi.reports.palette import as_mapping

TEMPLATES = Path(__file__).resolve().parent / "templates"
LOCALES = Path(__file__).resolve().parent / "locales"
AUTHOR = "Lundi"
LANGUAGES = ("fr", "en")
TICKETS = "ticket_count"


def render_explorer(data: ExplorerData, language: str = "fr") -> bytes:
    """The page's bytes, the same for the same data; it opens in `language` and speaks both."""
    content = json.dumps(_content(data, language), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    words = words_of(language)
    week = Formats(language, HOUSE_CURRENCY).week(data.iso_week)
    page = (
        _environment()
        .get_template("explorer.html.j2")
        .render(
            language=language,
            other_language=next(other for other in LANGUAGES if other != language),
            author=AUTHOR,
            title=words["title"].format(week=week),
            no_script=words["no_script"],
            font_faces=font_faces(),
            palette=as_mapping(),
            style=Markup(_text("explorer.css")),
            script=Markup(_text("explorer.js")),
            # Inside a script element only "</" could end it.
            content=Markup(content.replace("</", "<\\/")),
            fingerprint=hashlib.sha256(content.encode()).hexdigest(),
        )
    )
    return page.encode("utf-8")


def check_explorer(data: ExplorerData, report: ReportData) -> None:
    """Raises LundiError where the page's stores do not add up to what the company's edition of that week says."""
    ctx, totals = Context.of(report), company_totals(data)
    said = {SALES_METRIC: ctx.tile_value(SALES_METRIC), TICKETS: ctx.tile_value(TICKETS)}
    found = {
        SALES_METRIC: None if totals[SALES_METRIC] is None else Decimal(totals[SALES_METRIC]).scaleb(-2),
        TICKETS: totals[TICKETS],
    }
    for metric, amount in said.items():
        if amount is not None and found[metric] != amount:
            raise LundiError(
                f"the page to explore adds up to {found[metric]} ({metric}, {data.iso_week}), the report says {amount}",
                "run `dbt test`: fct_store_sales_weekly and the report's tables differ",
            )


def _content(data: ExplorerData, language: str) -> dict[str, Any]:
    return {
        **asdict(data),
        "language": language,
        "not_stated": NOT_STATED,
        "words": {spoken: words_of(spoken) for spoken in LANGUAGES},
    }


@cache
def words_of(language: str) -> dict[str, str]:
    """The sentences of the page in a language (fr, en)."""
    return yaml.safe_load((LOCALES / f"{language}.yml").read_text(encoding="utf-8"))


def _text(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )

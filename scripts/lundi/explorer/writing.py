"""Writes the page of a week beside its reports, once its sums are known to be theirs."""

from pathlib import Path

import duckdb

from lundi.explorer.data import can_be_explored, load_explorer_data
from lundi.explorer.page import check_explorer, render_explorer
from lundi.reports.dataset import ReportData
from lundi.reports.paths import HOUSE_LANGUAGE
from lundi.reports.render import Artefact, write_file

KIND = "explorer"


def explorer_name(language: str) -> str:
    """The file's name in the week's folder."""
    return "explorer.html" if language == HOUSE_LANGUAGE else f"explorer.{language}.html"


def write_explorer(connection: duckdb.DuckDBPyConnection, report: ReportData, folder: Path) -> Artefact | None:
    """The page of the week of the company's edition, in its language, in `folder`; None where it would be too large.

    Raises LundiError where its stores do not add up to what that edition says; a former file then stands.
    """
    if not can_be_explored(connection, report.iso_week):
        return None
    data = load_explorer_data(connection, report.iso_week)
    check_explorer(data, report)
    return write_file(folder / explorer_name(report.language), KIND, render_explorer(data, report.language))

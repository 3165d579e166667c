"""The published report tables of one week, read once: the editions are cut from memory, not asked for one by one."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb

from lundi.errors import LundiError
from lundi.warehouse.published import LEFT_OUT, rows
from lundi.weeks import first_day

Row = dict[str, Any]

WEEKS_ON_THE_LINE = 53
BY_EDITION = (
    "rpt_monday_comparisons",
    "rpt_monday_tiles",
    "rpt_monday_days",
    "rpt_monday_channels",
    "rpt_monday_departments",
    "rpt_monday_regions",
    "rpt_monday_stores",
    "rpt_monday_evolution",
    "rpt_monday_targets",
    "rpt_monday_drive_service",
    "rpt_monday_missing_store_days",
    "rpt_monday_incomplete_store_days",
    "rpt_monday_readings",
    "rpt_monday_customers",
    "rpt_monday_status",
    "rpt_monday_changes",
    "rpt_monday_forecasts",
)
# The customers as they stand, whatever the week.
OF_CUSTOMERS = ("rpt_monday_customer_sources", "rpt_monday_customer_overlap", "rpt_monday_match_cases")

# Data and runs as they stand, whatever the week.
OF_ANNEX = (
    "rpt_monday_annex_sources",
    "rpt_monday_annex_quality",
    "rpt_monday_annex_runs",
    "rpt_monday_annex_nodes",
)

# All that `load_week` and `last_closed_week` read: of a week, and whole.
TABLES_OF_A_WEEK = (
    *(f"reports.{table}" for table in BY_EDITION),
    "reports.rpt_monday_editions",
    "reports.rpt_monday_costs",
    "reports.rpt_monday_late_deliveries",
)
WHOLE_TABLES = (
    "reports.rpt_monday_header",
    "reports.rpt_monday_weeks",
    "reports.rpt_monday_definitions",
    "reports.rpt_monday_reading_texts",
    *(f"reports.{table}" for table in (*OF_CUSTOMERS, *OF_ANNEX)),
    "core.dim_comparability_reasons",
)


@dataclass(frozen=True)
class WeekTables:
    """The rows of one week by table and edition; lists are in a fixed order, so that equal data give equal reports."""

    iso_week: str
    editions: list[Row]
    headers: dict[str, Row]
    definitions: list[Row]
    reading_texts: dict[str, Row]
    channels: dict[str, Row]  # a row that names the channel, by its code
    comparability_reasons: dict[str, Row]
    late_deliveries: list[Row]  # the same for every edition
    left_out_pages: list[str]  # what could not be built, by its code
    cost: Row | None  # what the Monday before cost; the same for every edition
    customers: dict[str, list[Row]]  # by table, the same for every week
    annex: dict[str, list[Row]]  # by table, the same for every week
    by_table: dict[str, dict[str, list[Row]]]

    def of(self, table: str, edition_code: str) -> list[Row]:
        """The rows of one edition, none where it has none."""
        return self.by_table[table].get(edition_code, [])

    def one(self, table: str, edition_code: str) -> Row | None:
        """The only row of one edition, where there is one."""
        return next(iter(self.of(table, edition_code)), None)


def load_week(connection: duckdb.DuckDBPyConnection, iso_week: str) -> WeekTables:
    """Reads every report table of a week. Raises LundiError where there is no report of that week."""
    headers = {row["edition_code"]: row for row in _of_week(connection, "rpt_monday_header", iso_week)}
    if not headers:
        raise _no_such_week(connection, iso_week)
    by_table = {table: _by_edition(_of_week(connection, table, iso_week)) for table in BY_EDITION}
    by_table["rpt_monday_weeks"] = _by_edition(_weeks(connection, iso_week))
    texts = rows(connection, "select * from reports.rpt_monday_reading_texts")
    reasons = rows(connection, "select * from core.dim_comparability_reasons")
    named = (row for channel_rows in by_table["rpt_monday_channels"].values() for row in channel_rows)
    return WeekTables(
        iso_week,
        rows(
            connection,
            "select * from reports.rpt_monday_editions where iso_week = ? order by sort_order, edition_code",
            [iso_week],
        ),
        headers,
        rows(connection, "select * from reports.rpt_monday_definitions order by sort_order, metric_code"),
        {row["statement_code"]: row for row in texts},
        {row["channel_code"]: row for row in named},
        {row["reason_code"]: row for row in reasons},
        _of_week(connection, "rpt_monday_late_deliveries", iso_week),
        _left_out_pages(connection),
        next(iter(_of_week(connection, "rpt_monday_costs", iso_week)), None),
        {table: rows(connection, f"select * from reports.{table} order by all") for table in OF_CUSTOMERS},
        {table: rows(connection, f"select * from reports.{table} order by all") for table in OF_ANNEX},
        by_table,
    )


def last_closed_week(connection: duckdb.DuckDBPyConnection) -> str:
    """The latest week that is over and has sales. Raises LundiError where there is none."""
    found = rows(
        connection,
        "select max(iso_week) as iso_week from reports.rpt_monday_weeks "
        "where edition_code = 'company' and sales_eur_incl_tax is not null and is_closed",
    )
    if found[0]["iso_week"] is None:
        raise LundiError("no closed week has sales yet", "name a week with --week, or deliver some tickets")
    return found[0]["iso_week"]


def exact(value: float | Decimal | None) -> Decimal | None:
    """A rate as SQL rounded it: the shortest text of the double is that rounded number."""
    return None if value is None else Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


def _of_week(connection: duckdb.DuckDBPyConnection, table: str, iso_week: str) -> list[Row]:
    return rows(connection, f"select * from reports.{table} where iso_week = ? order by all", [iso_week])


def _left_out_pages(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The pages that the edition lacks; a whole one has no such list."""
    is_listed = connection.execute(
        "select count(*) from information_schema.tables where table_schema || '.' || table_name = ?", [LEFT_OUT]
    ).fetchone()
    if not is_listed or not is_listed[0]:
        return []
    return [row["page_code"] for row in rows(connection, f"select page_code from {LEFT_OUT} order by page_code")]


def _weeks(connection: duckdb.DuckDBPyConnection, iso_week: str) -> list[Row]:
    """The weeks up to the reported one, from the edition's first week with sales on."""
    return rows(
        connection,
        "select weeks.* from reports.rpt_monday_weeks as weeks inner join ("
        "select edition_code, min(first_date) as history_first_date from reports.rpt_monday_weeks "
        "where sales_eur_incl_tax is not null group by edition_code) as histories "
        "on weeks.edition_code = histories.edition_code and weeks.first_date >= histories.history_first_date "
        "where weeks.first_date <= ? qualify row_number() over "
        "(partition by weeks.edition_code order by weeks.first_date desc) <= ? "
        "order by weeks.edition_code, weeks.first_date",
        [first_day(iso_week), WEEKS_ON_THE_LINE],
    )


def _by_edition(found: list[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        grouped[row["edition_code"]].append(row)
    return dict(grouped)


def _no_such_week(connection: duckdb.DuckDBPyConnection, iso_week: str) -> LundiError:
    known = rows(connection, "select min(iso_week) as first, max(iso_week) as last from reports.rpt_monday_header")[0]
    return LundiError(
        f"week {iso_week} lies outside the calendar of the reports",
        f"it runs from {known['first']} to {known['last']}" if known["first"] else "deliver some tickets first",
    )

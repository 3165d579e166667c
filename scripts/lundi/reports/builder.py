"""Gathers the report of one week from the published `reports` tables. It selects and names; it computes nothing."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date
from decimal import Decimal
from typing import Any

import duckdb

from lundi.errors import LundiError
from lundi.reports.dataset import (
    Comparison,
    Day,
    Definition,
    Department,
    Evolution,
    ReportData,
    StoreMove,
    Tile,
    WeekPoint,
)
from lundi.reports.formatting import Formats
from lundi.reports.notices import notices
from lundi.warehouse.published import rows
from lundi.weeks import first_day

HOUSE_CURRENCY = "EUR"
COMPARISON_ORDER = ("prior_year", "week_before", "year_to_date")
DAY_COMPARISONS = ("prior_year", "week_before")
WEEKS_ON_THE_LINE = 53

# Members of the product tree that stand for "no code": the report names them in its language.
NAMELESS_DEPARTMENTS = {
    "fr": {"(unknown)": "Produit inconnu", "(none)": "Sans rayon"},
    "en": {"(unknown)": "Unknown product", "(none)": "No department"},
}


def last_closed_week(connection: duckdb.DuckDBPyConnection) -> str:
    """The latest week that is over and has sales. Raises LundiError where there is none."""
    found = rows(
        connection,
        "select max(iso_week) as iso_week from reports.rpt_monday_weeks "
        "where sales_eur_incl_tax is not null and is_closed",
    )
    if found[0]["iso_week"] is None:
        raise LundiError("no closed week has sales yet", "name a week with --week, or deliver some tickets")
    return found[0]["iso_week"]


def build_report(connection: duckdb.DuckDBPyConnection, iso_week: str, language: str = "fr") -> ReportData:
    """The report of a week, carrying the hash of its own content.

    Raises LundiError where the calendar has no such week.
    """
    headers = rows(connection, "select * from reports.rpt_monday_header where iso_week = ?", [iso_week])
    if not headers:
        raise LundiError(f"week {iso_week} lies outside the calendar", "the calendar runs from 2009 to 2035")
    header = headers[0]
    currency_code = header["currency_code"] or HOUSE_CURRENCY
    main_comparison = header["main_comparison_code"]
    stores = _rows_of_week(connection, "rpt_monday_stores", iso_week)
    return ReportData(
        language=language,
        iso_week=iso_week,
        first_date=header["first_date"],
        last_date=header["last_date"],
        currency_code=currency_code,
        is_foreign_currency=currency_code != HOUSE_CURRENCY,
        delivered_until=header["delivered_until_at"] and header["delivered_until_at"].replace(tzinfo=UTC),
        selling_store_count=header["selling_store_count"],
        known_store_count=header["known_store_count"],
        main_comparison_code=main_comparison,
        comparisons=_comparisons(connection, iso_week),
        tiles=_tiles(connection, iso_week, language),
        days=_days(connection, iso_week, language),
        weeks=_weeks(connection, iso_week),
        departments=_departments(connection, iso_week, language),
        top_stores=_moves(stores, main_comparison, "top_rank", header["store_ranking_size"]),
        flop_stores=_moves(stores, main_comparison, "flop_rank", header["store_ranking_size"]),
        store_floor=Decimal(header["store_ranking_floor_eur_incl_tax"]),
        definitions=_definitions(connection, language),
        notices=notices(header, Formats(language, currency_code)),
    ).with_hash()


def _rows_of_week(connection: duckdb.DuckDBPyConnection, table: str, iso_week: str) -> list[dict[str, Any]]:
    return rows(connection, f"select * from reports.{table} where iso_week = ?", [iso_week])


def _evolution(row: dict[str, Any], current: str, compared: str, evolution: str) -> Evolution:
    return Evolution(row["comparison_code"], row[current], row[compared], _decimal(row[evolution]), row["reason_code"])


def _in_order(evolutions: Iterable[Evolution]) -> tuple[Evolution, ...]:
    return tuple(sorted(evolutions, key=lambda evolution: COMPARISON_ORDER.index(evolution.comparison_code)))


def _comparisons(connection: duckdb.DuckDBPyConnection, iso_week: str) -> tuple[Comparison, ...]:
    found = {row["comparison_code"]: row for row in _rows_of_week(connection, "rpt_monday_comparisons", iso_week)}
    return tuple(
        Comparison(
            code,
            found[code]["current_first_date"],
            found[code]["current_last_date"],
            found[code]["compared_first_date"],
            found[code]["compared_last_date"],
            found[code]["reason_code"],
        )
        for code in COMPARISON_ORDER
    )


def _tiles(connection: duckdb.DuckDBPyConnection, iso_week: str, language: str) -> tuple[Tile, ...]:
    evolutions = defaultdict(list)
    for row in _rows_of_week(connection, "rpt_monday_tiles", iso_week):
        evolutions[row["metric_code"]].append(_evolution(row, "current_value", "compared_value", "evolution"))
    tiles = []
    for metric in rows(connection, "select * from reports.rpt_monday_definitions order by sort_order"):
        ordered = _in_order(evolutions[metric["metric_code"]])
        week_value = next(e.current_value for e in ordered if e.comparison_code == "prior_year")
        name = metric[f"metric_name_{language}"]
        tiles.append(Tile(metric["metric_code"], name, metric["unit"], metric["decimals"], week_value, ordered))
    return tuple(tiles)


def _days(connection: duckdb.DuckDBPyConnection, iso_week: str, language: str) -> tuple[Day, ...]:
    by_date: dict[date, list[dict[str, Any]]] = defaultdict(list)
    for row in _rows_of_week(connection, "rpt_monday_days", iso_week):
        by_date[row["business_date"]].append(row)
    days = []
    for business_date, comparisons in sorted(by_date.items()):
        first = comparisons[0]
        evolutions = [
            _evolution(row, "sales_eur_incl_tax", "compared_sales_eur_incl_tax", "evolution_rate")
            for row in comparisons
        ]
        compared_dates = {row["comparison_code"]: row["compared_date"] for row in comparisons}
        days.append(
            Day(
                business_date,
                first[f"public_holiday_name_{language}"],
                first["sales_eur_incl_tax"],
                first["ticket_count"],
                _in_order(evolutions),
                tuple((code, compared_dates[code]) for code in DAY_COMPARISONS),
            )
        )
    return tuple(days)


def _weeks(connection: duckdb.DuckDBPyConnection, iso_week: str) -> tuple[WeekPoint, ...]:
    found = rows(
        connection,
        "select * from reports.rpt_monday_weeks where first_date <= ? "
        "and first_date >= (select min(first_date) from reports.rpt_monday_weeks where sales_eur_incl_tax is not null) "
        "order by first_date desc limit ?",
        [first_day(iso_week), WEEKS_ON_THE_LINE],
    )
    return tuple(
        WeekPoint(
            row["iso_week"],
            row["first_date"],
            row["sales_eur_incl_tax"],
            row["prior_year_sales_eur_incl_tax"],
            row["is_partial"],
        )
        for row in reversed(found)
    )


def _departments(connection: duckdb.DuckDBPyConnection, iso_week: str, language: str) -> tuple[Department, ...]:
    by_code: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in _rows_of_week(connection, "rpt_monday_departments", iso_week):
        by_code[row["department_code"]].append(row)
    departments = []
    for code, comparisons in by_code.items():
        of_week = next((row for row in comparisons if row["comparison_code"] == "week_before"), comparisons[0])
        if of_week["comparison_code"] == "year_to_date" or of_week["current_sales_eur_incl_tax"] is None:
            continue  # it sold in the compared weeks only
        evolutions = [
            _evolution(row, "current_sales_eur_incl_tax", "compared_sales_eur_incl_tax", "evolution_rate")
            for row in comparisons
        ]
        departments.append(
            Department(
                code,
                NAMELESS_DEPARTMENTS[language].get(code, of_week["department_name"]),
                of_week["current_sales_eur_incl_tax"],
                _decimal(of_week["sales_rate"]),
                of_week["current_containing_ticket_count"],
                _in_order(evolutions),
            )
        )
    return tuple(sorted(departments, key=lambda department: (-department.sales, department.department_code)))


def _moves(stores: list[dict[str, Any]], comparison_code: str, rank_column: str, size: int) -> tuple[StoreMove, ...]:
    ranked = [
        row
        for row in stores
        if row["comparison_code"] == comparison_code and row[rank_column] is not None and row[rank_column] <= size
    ]
    return tuple(
        StoreMove(
            row[rank_column],
            row["store_id"],
            row["store_label"],
            row["current_sales_eur_incl_tax"],
            row["compared_sales_eur_incl_tax"],
            _decimal(row["evolution_rate"]),
            row["contribution_eur_incl_tax"],
        )
        for row in sorted(ranked, key=lambda row: row[rank_column])
    )


def _definitions(connection: duckdb.DuckDBPyConnection, language: str) -> tuple[Definition, ...]:
    return tuple(
        Definition(
            row["metric_code"],
            row[f"metric_name_{language}"],
            row[f"definition_{language}"],
            row[f"formula_{language}"],
        )
        for row in rows(connection, "select * from reports.rpt_monday_definitions order by sort_order")
    )


def _decimal(value: float | None) -> Decimal | None:
    # SQL rounded the rate already; the shortest text of the double is that rounded number.
    return None if value is None else Decimal(repr(value))

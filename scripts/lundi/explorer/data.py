"""What the page holds: the weekly marts of the last 104 weeks, selected and packed; nothing is computed here.

Measures travel as whole numbers (cents, pieces), so that every sum in the browser is exact.
"""

import base64
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb
import numpy as np

from lundi.reports.builder import NAMELESS_DEPARTMENTS
from lundi.warehouse.published import rows
from lundi.weeks import first_day

WEEKS = 104
STORE_MEASURES = (
    "sales_eur_incl_tax",
    "sales_eur_excl_tax",
    "margin_base_eur_excl_tax",
    "margin_eur_excl_tax",
    "loyalty_sales_eur_incl_tax",
    "ticket_count",
    "item_count",
)
DEPARTMENT_MEASURES = (
    "sales_eur_incl_tax",
    "sales_eur_excl_tax",
    "margin_base_eur_excl_tax",
    "margin_eur_excl_tax",
    "containing_ticket_count",
    "item_count",
)
METRICS = (
    "sales_eur_incl_tax",
    "ticket_count",
    "average_basket_eur_incl_tax",
    "items_per_basket",
    "average_price_eur_incl_tax",
    "margin_rate",
    "loyalty_sales_rate",
)
NOT_STATED = -(2**31)  # in place of a measure that cannot be stated
HIGHEST = 2**31 - 1
LARGEST = 1_000_000  # rows of a page: some 12 MB, and as much as a browser filters while somebody waits
ALL = "(all)"
COMPANY = "company"


@dataclass(frozen=True)
class Facts:
    """One packed table: dimensions as places in the lists, measures as whole numbers; columns one after the other."""

    row_count: int
    dimensions: tuple[str, ...]
    measures: tuple[str, ...]
    wide: tuple[str, ...]  # measures too large for 32 bits, kept as doubles
    packed: str  # zlib, base64


@dataclass(frozen=True)
class ExplorerData:
    """All that the page knows."""

    iso_week: str
    weeks: tuple[dict[str, Any], ...]
    stores: tuple[dict[str, Any], ...]
    regions: tuple[dict[str, Any], ...]
    channels: tuple[dict[str, Any], ...]
    departments: tuple[dict[str, Any], ...]
    metrics: tuple[dict[str, Any], ...]
    store_facts: Facts
    department_facts: Facts
    comparable: Facts  # a row for each store and week that is compared like for like


def load_explorer_data(connection: duckdb.DuckDBPyConnection, iso_week: str, week_count: int = WEEKS) -> ExplorerData:
    """The last weeks up to `iso_week` of the published marts. Raises LundiError where the edition is another version's.

    `connection` may be any engine's that DuckDB's `execute` resembles, with the schemas `core`, `marts` and `reports`.
    """
    weeks = _weeks(connection, iso_week, week_count)
    codes = {week["code"]: place for place, week in enumerate(weeks)}
    since, until = weeks[0]["code"], iso_week
    sales = _sales(connection, "fct_store_sales_weekly", ("store_id", "channel_code"), STORE_MEASURES, since, until)
    departments = _sales(
        connection,
        "fct_store_department_sales_weekly",
        ("store_id", "channel_code", "department_code"),
        DEPARTMENT_MEASURES,
        since,
        until,
    )
    comparable = rows(
        connection,
        "select store_id, iso_week from marts.fct_store_comparability_weekly "
        "where is_comparable and iso_week between ? and ? order by store_id, iso_week",
        [since, until],
    )
    sold_in = sorted({row["store_id"] for row in sales})
    stores, regions = _stores(connection, sold_in)
    store_places = {store["id"]: place for place, store in enumerate(stores)}
    channels = _channels(connection, {row["channel_code"] for row in sales})
    channel_places = {channel["code"]: place for place, channel in enumerate(channels)}
    named = _departments(connection, {row["department_code"] for row in departments})
    department_places = {department["code"]: place for place, department in enumerate(named)}
    places = {
        "store_id": store_places,
        "channel_code": channel_places,
        "department_code": department_places,
        "iso_week": codes,
    }
    return ExplorerData(
        iso_week,
        tuple(weeks),
        tuple(stores),
        tuple(regions),
        tuple(channels),
        tuple(named),
        tuple(_metrics(connection)),
        pack(sales, ("store_id", "channel_code", "iso_week"), STORE_MEASURES, places),
        pack(departments, ("store_id", "channel_code", "department_code", "iso_week"), DEPARTMENT_MEASURES, places),
        pack([row for row in comparable if row["store_id"] in store_places], ("store_id", "iso_week"), (), places),
    )


def can_be_explored(connection: duckdb.DuckDBPyConnection, iso_week: str, week_count: int = WEEKS) -> bool:
    """Whether there are weeks up to this one, with at most LARGEST rows by store, channel and department."""
    weeks = _weeks(connection, iso_week, week_count)
    if not weeks:
        return False
    counted = rows(
        connection,
        "select count(*) as row_count from marts.fct_store_department_sales_weekly where iso_week between ? and ?",
        [weeks[0]["code"], iso_week],
    )
    return counted[0]["row_count"] <= LARGEST


def pack(
    found: Sequence[Mapping[str, Any]],
    dimensions: tuple[str, ...],
    measures: tuple[str, ...],
    places: Mapping[str, Mapping[str, int]],
) -> Facts:
    """The rows column by column: dimensions as 16 bits, measures as 32, or as doubles where one is too large."""
    columns = [_shuffled(np.array([places[name][row[name]] for row in found], dtype="<u2")) for name in dimensions]
    wide = []
    for name in measures:
        values = [whole(row[name]) for row in found]
        if any(abs(value) > HIGHEST and value != NOT_STATED for value in values):
            wide.append(name)
        columns.append(_shuffled(np.array(values, dtype="<f8" if name in wide else "<i4")))
    packed = base64.b64encode(zlib.compress(b"".join(columns), 9)).decode("ascii")
    return Facts(len(found), dimensions, measures, tuple(wide), packed)


def _shuffled(values: np.ndarray) -> bytes:
    """All first bytes, then all second ones, and so on: high bytes are alike and pack to a third."""
    return values.view("u1").reshape(-1, values.itemsize).T.tobytes()


def unpack(facts: Facts) -> dict[str, np.ndarray]:
    """The columns of a packed table, as the page reads them."""
    content, start, columns = zlib.decompress(base64.b64decode(facts.packed)), 0, {}
    for name in (*facts.dimensions, *facts.measures):
        kind = "<u2" if name in facts.dimensions else "<f8" if name in facts.wide else "<i4"
        size = np.dtype(kind).itemsize
        taken = np.frombuffer(content, dtype="u1", count=facts.row_count * size, offset=start)
        columns[name] = np.ascontiguousarray(taken.reshape(size, -1).T).view(kind).reshape(-1)
        start += taken.nbytes
    return columns


def whole(value: Decimal | int | None) -> int:
    """An amount in cents, a count as it is, what cannot be stated as NOT_STATED."""
    if value is None:
        return NOT_STATED
    return int(value.scaleb(2)) if isinstance(value, Decimal) else int(value)


def _weeks(connection: duckdb.DuckDBPyConnection, iso_week: str, week_count: int) -> list[dict[str, Any]]:
    """From the first week with sales on, `week_count` at most, each with the place of the week it compares with."""
    found = rows(
        connection,
        "select weeks.iso_week, weeks.first_date, weeks.last_date, weeks.prior_year_iso_week, "
        "status.is_final from core.dim_iso_weeks as weeks left join reports.rpt_monday_status as status "
        "on weeks.iso_week = status.iso_week and status.edition_code = ? and status.channel_code = ? "
        "where weeks.first_date between (select min(sold.first_date) from core.dim_sales_weeks as sold) and ? "
        "order by weeks.first_date",
        [COMPANY, ALL, first_day(iso_week)],
    )[-week_count:]
    places = {row["iso_week"]: place for place, row in enumerate(found)}
    return [
        {
            "code": row["iso_week"],
            "first": row["first_date"].isoformat(),
            "last": row["last_date"].isoformat(),
            "prior": places.get(row["prior_year_iso_week"], -1),
            "final": bool(row["is_final"]),
        }
        for row in found
    ]


def _sales(
    connection: duckdb.DuckDBPyConnection,
    mart: str,
    dimensions: tuple[str, ...],
    measures: tuple[str, ...],
    since: str,
    until: str,
) -> list[dict[str, Any]]:
    return rows(
        connection,
        f"select {', '.join((*dimensions, 'iso_week', *measures))} from marts.{mart} "
        f"where iso_week between ? and ? order by {', '.join((*dimensions, 'iso_week'))}",
        [since, until],
    )


def _stores(
    connection: duckdb.DuckDBPyConnection, sold_in: list[str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The stores with sales, by label, and their regions of today, by name; a store that no list names has none."""
    known = {row["store_id"]: row for row in rows(connection, "select * from core.dim_stores")}
    described = [known.get(store_id, {"store_id": store_id}) for store_id in sold_in]
    names = {row.get("region_code"): row.get("region_name") for row in described if row.get("region_code")}
    regions = [
        {"code": code, "name": name or code} for code, name in sorted(names.items(), key=lambda item: str(item[1]))
    ]
    places = {region["code"]: place for place, region in enumerate(regions)}
    stores = [
        {
            "id": row["store_id"],
            "name": row.get("store_label") or row["store_id"],
            "region": places.get(row.get("region_code"), -1),
        }
        for row in described
    ]
    return sorted(stores, key=lambda store: (store["name"], store["id"])), regions


def _channels(connection: duckdb.DuckDBPyConnection, sold_by: set[str]) -> list[dict[str, Any]]:
    found = rows(connection, "select * from core.dim_channels order by sort_order")
    return [
        {"code": row["channel_code"], "fr": row["channel_name_fr"], "en": row["channel_name_en"]}
        for row in found
        if row["channel_code"] in sold_by
    ]


def _departments(connection: duckdb.DuckDBPyConnection, sold: set[str]) -> list[dict[str, Any]]:
    """The departments with sales by code, what has no code last."""
    names = {
        row["department_code"]: row["department_name"]
        for row in rows(
            connection,
            "select department_code, max(department_name) as department_name from core.dim_products group by 1",
        )
    }
    return [
        {
            "code": code,
            **{
                language: nameless.get(code) or names.get(code) or code
                for language, nameless in NAMELESS_DEPARTMENTS.items()
            },
        }
        for code in sorted(sold, key=_last_if_nameless)
    ]


def _metrics(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    found = {row["metric_code"]: row for row in rows(connection, "select * from core.dim_metrics")}
    return [
        {
            "code": code,
            "unit": found[code]["unit"],
            "decimals": found[code]["decimals"],
            "fr": [found[code][f"{part}_fr"] for part in ("metric_name", "definition", "formula")],
            "en": [found[code][f"{part}_en"] for part in ("metric_name", "definition", "formula")],
        }
        for code in METRICS
    ]


def _last_if_nameless(code: str) -> tuple[bool, str]:
    return code.startswith("("), code


def company_totals(data: ExplorerData) -> dict[str, int | None]:
    """What all stores and channels sold in the page's week, added up from what is packed; None: cannot be stated."""
    columns = unpack(data.store_facts)
    last = columns["iso_week"] == len(data.weeks) - 1
    totals: dict[str, int | None] = {}
    for name in STORE_MEASURES:
        values = columns[name][last].astype("i8")
        totals[name] = None if (values == NOT_STATED).any() else int(values.sum())
    return totals


__all__ = ["ExplorerData", "Facts", "company_totals", "load_explorer_data", "pack", "unpack", "whole"]

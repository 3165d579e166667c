"""Gathers the editions of one week from the published `reports` tables. It selects and names; it computes nothing."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date
from decimal import Decimal

import duckdb

from lundi.errors import LundiError
from lundi.reports.annex_data import annex_of
from lundi.reports.customer_data import customers_of
from lundi.reports.dataset import (
    Channel,
    Comparison,
    Day,
    Definition,
    Department,
    DriveService,
    Edition,
    Effect,
    Evolution,
    ExpectedSales,
    IncompleteStoreDay,
    LateDelivery,
    MissingStoreDay,
    MondayCost,
    Reading,
    Region,
    ReportData,
    ServiceRate,
    Split,
    Store,
    StoreMove,
    Target,
    Tile,
    WeekPoint,
)
from lundi.reports.formatting import Formats
from lundi.reports.notices import notices
from lundi.reports.status_data import status_of
from lundi.reports.tables import Row, WeekTables, exact, last_closed_week, load_week

__all__ = ["ALL_EDITIONS", "build_editions", "build_report", "last_closed_week"]

HOUSE_CURRENCY = "EUR"
ALL_EDITIONS = "all"
COMPANY_CODE = "company"
COMPARISON_ORDER = ("prior_year", "prior_year_event", "like_for_like", "week_before", "year_to_date")
DAY_COMPARISONS = ("prior_year", "week_before")
EFFECTS = ("perimeter", "calendar", "traffic", "items_per_ticket", "price")
COST_METRIC = "monday_cost_eur_excl_tax"
UNCOMPARED_METRICS = ("target_progress_rate",)  # a target is compared with nothing but what was sold
SERVICE_RATES = ("on_time_rate", "substitution_rate", "missing_line_rate", "slot_fill_rate")

# Members of the product tree that stand for "no code": the report names them in its language.
NAMELESS_DEPARTMENTS = {
    "fr": {"(unknown)": "Produit inconnu", "(none)": "Sans rayon"},
    "en": {"(unknown)": "Unknown product", "(none)": "No department"},
}
NAMELESS_REGION = {"fr": "Sans région", "en": "No region"}
NOWHERE = "(none)"


def build_editions(
    connection: duckdb.DuckDBPyConnection, iso_week: str, language: str = "fr", edition: str = ALL_EDITIONS
) -> tuple[ReportData, ...]:
    """The editions of a week, the company first; `edition` names one of them, or all.

    Raises LundiError where the week has no report, or no edition of that name.
    """
    tables = load_week(connection, iso_week)
    wanted = [row for row in tables.editions if edition in (ALL_EDITIONS, row["edition_code"])]
    if not wanted:
        known = ", ".join(row["edition_code"] for row in tables.editions if row["edition_type"] != "store")
        raise LundiError(f"week {iso_week} has no edition {edition!r}", f"there are {known} and store:<store_id>")
    return tuple(_Assembly(tables, row, language).report() for row in wanted)


def build_report(
    connection: duckdb.DuckDBPyConnection, iso_week: str, language: str = "fr", edition: str = COMPANY_CODE
) -> ReportData:
    """One edition of a week, by default the company's, carrying the hash of its own content."""
    return build_editions(connection, iso_week, language, edition)[0]


class _Assembly:
    """One edition about to be put together from the week's tables."""

    def __init__(self, tables: WeekTables, edition: Row, language: str) -> None:
        self.tables = tables
        self.edition = edition
        self.code: str = edition["edition_code"]
        self.language = language
        self.header = tables.headers[self.code]
        self.main: str = self.header["main_comparison_code"]

    def report(self) -> ReportData:
        """The whole edition."""
        header = self.header
        currency_code = header["currency_code"] or HOUSE_CURRENCY
        stores = self._rows("rpt_monday_stores")
        ranking_size = header["store_ranking_size"]
        return ReportData(
            language=self.language,
            iso_week=self.tables.iso_week,
            first_date=header["first_date"],
            last_date=header["last_date"],
            currency_code=currency_code,
            is_foreign_currency=currency_code != HOUSE_CURRENCY,
            delivered_until=header["delivered_until_at"] and header["delivered_until_at"].replace(tzinfo=UTC),
            selling_store_count=header["selling_store_count"],
            known_store_count=header["known_store_count"],
            main_comparison_code=self.main,
            comparisons=self._comparisons(),
            tiles=self._tiles(),
            days=self._days(),
            weeks=self._weeks(),
            departments=self._departments(),
            top_stores=_moves(stores, self.main, "top_rank", ranking_size),
            flop_stores=_moves(stores, self.main, "flop_rank", ranking_size),
            store_floor=Decimal(header["store_ranking_floor_eur_incl_tax"] or 0),
            definitions=self._definitions(),
            notices=notices(header, Formats(self.language, currency_code)),
            edition=self._edition(),
            channels=self._channels(),
            regions=self._regions(),
            stores=self._stores(stores),
            split=self._split(),
            targets=self._targets(),
            drive_service=self._drive_service(),
            readings=self._readings(),
            missing_store_days=self._missing_store_days(),
            incomplete_store_days=self._incomplete_store_days(),
            expected_store_day_count=header["expected_store_day_count"],
            late_deliveries=self._late_deliveries(),
            left_out_pages=tuple(self.tables.left_out_pages) if self.code == COMPANY_CODE else (),
            monday_cost=self._monday_cost(),
            customers=customers_of(self.tables, self.code, self.language),
            annex=annex_of(self.tables, self.code),
            sales_status=status_of(self.tables, self.code, self.language),
            expected_sales=self._expected_sales(),
        ).with_hash()

    def _rows(self, table: str) -> list[Row]:
        return self.tables.of(table, self.code)

    def _edition(self) -> Edition:
        row = self.edition
        is_company = row["edition_type"] == COMPANY_CODE
        return Edition(
            self.code,
            row["edition_type"],
            "" if is_company else row["edition_label"],
            row["region_name"],
            row["store_id"],
            row["store_format"],
            row["city"],
            row["sales_area_m2"],
            row["store_count"],
            row["comparable_store_count"],
            row["is_comparable"],
            self._comparability(row),
        )

    def _comparability(self, row: Row) -> str | None:
        """Why a store is not comparable, as the reasons' own list names it."""
        code = row["comparability_reason_code"]
        return self.tables.comparability_reasons[code][f"reason_name_{self.language}"] if code else None

    def _comparisons(self) -> tuple[Comparison, ...]:
        found = {row["comparison_code"]: row for row in self._rows("rpt_monday_comparisons")}
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
            if code in found
        )

    def _tiles(self) -> tuple[Tile, ...]:
        by_metric: dict[str, list[Row]] = defaultdict(list)
        for row in self._rows("rpt_monday_tiles"):
            by_metric[row["metric_code"]].append(row)
        tiles = []
        for metric in self.tables.definitions:
            found = by_metric[metric["metric_code"]]
            of_week = _of_week(found)
            if of_week is None:
                continue
            is_compared = metric["metric_code"] not in UNCOMPARED_METRICS
            compared = [row for row in found if is_compared and row["comparison_code"] in COMPARISON_ORDER]
            evolutions = _evolutions(compared, "current_value", "compared_value", "evolution")
            tiles.append(
                Tile(
                    metric["metric_code"],
                    metric[f"metric_name_{self.language}"],
                    metric["unit"],
                    metric["decimals"],
                    of_week["current_value"],
                    evolutions,
                    metric["is_headline"],
                )
            )
        return tuple(tiles)

    def _days(self) -> tuple[Day, ...]:
        by_date: dict[date, list[Row]] = defaultdict(list)
        for row in self._rows("rpt_monday_days"):
            by_date[row["business_date"]].append(row)
        days = []
        for business_date, compared in sorted(by_date.items()):
            first = compared[0]
            compared_dates = {row["comparison_code"]: row["compared_date"] for row in compared}
            days.append(
                Day(
                    business_date,
                    first[f"public_holiday_name_{self.language}"],
                    first["sales_eur_incl_tax"],
                    first["ticket_count"],
                    _evolutions(compared, "sales_eur_incl_tax", "compared_sales_eur_incl_tax"),
                    tuple((code, compared_dates.get(code)) for code in DAY_COMPARISONS),
                )
            )
        return tuple(days)

    def _weeks(self) -> tuple[WeekPoint, ...]:
        return tuple(
            WeekPoint(
                row["iso_week"],
                row["first_date"],
                row["sales_eur_incl_tax"],
                row["prior_year_sales_eur_incl_tax"],
                row["is_partial"],
            )
            for row in self._rows("rpt_monday_weeks")
        )

    def _channels(self) -> tuple[Channel, ...]:
        channels = []
        for compared in _grouped(self._rows("rpt_monday_channels"), "channel_code"):
            row = _of_week(compared)
            if row is None or row["current_sales_eur_incl_tax"] is None:
                continue  # it sold in the compared weeks only
            channel = Channel(
                row["channel_code"],
                row[f"channel_name_{self.language}"],
                row["current_sales_eur_incl_tax"],
                exact(row["sales_rate"]),
                row["current_ticket_count"],
                row["average_basket_eur_incl_tax"],
                exact(row["margin_rate"]),
                _evolutions(compared, "current_sales_eur_incl_tax", "compared_sales_eur_incl_tax"),
            )
            channels.append((row["sort_order"], row["channel_code"], channel))
        return tuple(channel for _, _, channel in sorted(channels, key=lambda item: item[:2]))

    def _departments(self) -> tuple[Department, ...]:
        departments = []
        for compared in _grouped(self._rows("rpt_monday_departments"), "department_code"):
            row = _of_week(compared)
            if row is None or row["current_sales_eur_incl_tax"] is None:
                continue  # it sold in the compared weeks only
            code = row["department_code"]
            departments.append(
                Department(
                    code,
                    NAMELESS_DEPARTMENTS[self.language].get(code, row["department_name"]),
                    row["current_sales_eur_incl_tax"],
                    exact(row["sales_rate"]),
                    row["current_containing_ticket_count"],
                    _evolutions(compared, "current_sales_eur_incl_tax", "compared_sales_eur_incl_tax"),
                    exact(row["margin_rate"]),
                    row["waste_cost_eur_excl_tax"],
                )
            )
        return tuple(sorted(departments, key=lambda department: (-department.sales, department.department_code)))

    def _expected_sales(self) -> tuple[ExpectedSales, ...]:
        return tuple(
            ExpectedSales(
                row["department_code"],
                row["sales_eur_incl_tax"],
                row["forecast_low_eur_incl_tax"],
                row["forecast_high_eur_incl_tax"],
                row["band_position_code"],
            )
            for row in self._rows("rpt_monday_forecasts")
        )

    def _regions(self) -> tuple[Region, ...]:
        regions = []
        for compared in _grouped(self._rows("rpt_monday_regions"), "region_code"):
            row = _of_week(compared)
            if row is None:
                continue
            main = next((r for r in compared if r["comparison_code"] == self.main), row)
            is_nowhere = row["region_code"] == NOWHERE
            regions.append(
                Region(
                    row["region_code"],
                    NAMELESS_REGION[self.language] if is_nowhere else row["region_name"] or row["region_code"],
                    row["store_count"],
                    row["current_sales_eur_incl_tax"],
                    exact(row["sales_rate"]),
                    main["contribution_eur_incl_tax"],
                    _evolutions(compared, "current_sales_eur_incl_tax", "compared_sales_eur_incl_tax"),
                )
            )
        return tuple(regions)

    def _stores(self, found: list[Row]) -> tuple[Store, ...]:
        stores = []
        for compared in _grouped(found, "store_id"):
            row = _of_week(compared) or compared[0]
            main = next((r for r in compared if r["comparison_code"] == self.main), row)
            stores.append(
                Store(
                    row["store_id"],
                    row["store_label"],
                    row["region_name"],
                    row["is_comparable"],
                    self._comparability(row),
                    row["current_sales_eur_incl_tax"],
                    row["current_ticket_count"],
                    main["contribution_eur_incl_tax"],
                    _evolutions(compared, "current_sales_eur_incl_tax", "compared_sales_eur_incl_tax"),
                )
            )
        return tuple(sorted(stores, key=lambda store: (-(store.sales or Decimal(0)), store.store_id)))

    def _split(self) -> Split | None:
        row = self.tables.one("rpt_monday_evolution", self.code)
        if row is None:
            return None
        return Split(
            row["current_sales_eur_incl_tax"],
            row["compared_sales_eur_incl_tax"],
            row["change_eur_incl_tax"],
            tuple(Effect(code, row[f"{code}_effect_eur_incl_tax"]) for code in EFFECTS),
            row["reason_code"],
        )

    def _channel_name(self, channel_code: str) -> str:
        named = self.tables.channels.get(channel_code)
        return named[f"channel_name_{self.language}"] if named else channel_code

    def _channel_order(self, channel_code: str) -> tuple[int, str]:
        named = self.tables.channels.get(channel_code)
        return (named["sort_order"] if named else 0, channel_code)

    def _targets(self) -> tuple[Target, ...]:
        found = sorted(self._rows("rpt_monday_targets"), key=lambda row: self._channel_order(row["channel_code"]))
        return tuple(
            Target(
                row["channel_code"],
                self._channel_name(row["channel_code"]),
                row["target_eur_excl_tax"],
                row["sales_eur_excl_tax"],
                exact(row["progress_rate"]),
                row["year_to_date_target_eur_excl_tax"],
                row["year_to_date_sales_eur_excl_tax"],
                exact(row["year_to_date_progress_rate"]),
                row["year_target_eur_excl_tax"],
                exact(row["year_progress_rate"]),
                row["reason_code"],
            )
            for row in found
        )

    def _drive_service(self) -> DriveService | None:
        row = self.tables.one("rpt_monday_drive_service", self.code)
        if row is None:
            return None
        rates = tuple(ServiceRate(c, exact(row[c]), exact(row[f"week_before_{c}"])) for c in SERVICE_RATES)
        return DriveService(row["fulfilled_order_count"], row["cancelled_order_count"], rates)

    def _missing_store_days(self) -> tuple[MissingStoreDay, ...]:
        missing = [
            MissingStoreDay(
                row["store_id"],
                row["store_label"],
                row["channel_code"],
                self._channel_name(row["channel_code"]),
                row["business_date"],
            )
            for row in self._rows("rpt_monday_missing_store_days")
        ]
        return tuple(
            sorted(missing, key=lambda day: (day.store_label, day.store_id, day.channel_code, day.business_date))
        )

    def _late_deliveries(self) -> tuple[LateDelivery, ...]:
        return tuple(
            LateDelivery(row["source_name"], row["entity_name"], row["first_missed_at_local"])
            for row in self.tables.late_deliveries
        )

    def _incomplete_store_days(self) -> tuple[IncompleteStoreDay, ...]:
        incomplete = [
            IncompleteStoreDay(
                row["store_id"],
                row["store_label"],
                row["channel_code"],
                self._channel_name(row["channel_code"]),
                row["business_date"],
                row["fault_code"],
                row[f"fault_name_{self.language}"],
                row["affected_eur_incl_tax"],
            )
            for row in self._rows("rpt_monday_incomplete_store_days")
        ]
        return tuple(
            sorted(incomplete, key=lambda day: (day.store_label, day.store_id, day.channel_code, day.business_date))
        )

    def _monday_cost(self) -> MondayCost | None:
        row = self.tables.cost
        metric = next((m for m in self.tables.definitions if m["metric_code"] == COST_METRIC), None)
        if row is None or metric is None:
            return None
        return MondayCost(
            metric[f"metric_name_{self.language}"],
            row["cost_iso_week"],
            row["compute_cost_eur_excl_tax"],
            row["compute_seconds"],
            bool(row["is_estimated"]),
            row["reason_code"],
        )

    def _readings(self) -> tuple[Reading, ...]:
        found = sorted(self._rows("rpt_monday_readings"), key=lambda row: row["sort_order"])
        return tuple(
            Reading(
                row["statement_code"],
                self.tables.reading_texts[row["statement_code"]][f"text_{self.language}"],
                row[f"subject_{self.language}"],
                row["amount_eur"],
                exact(row["rate"]),
                row["item_count"],
                row["first_date"],
                row["last_date"],
                row["compared_first_date"],
            )
            for row in found
        )

    def _definitions(self) -> tuple[Definition, ...]:
        return tuple(
            Definition(
                row["metric_code"],
                row[f"metric_name_{self.language}"],
                row[f"definition_{self.language}"],
                row[f"formula_{self.language}"],
                row["unit"],
                row["metric_owner"] or "",
                row["is_headline"],
            )
            for row in self.tables.definitions
        )


def _of_week(compared: Iterable[Row]) -> Row | None:
    """A row whose current value is the week's own: year to date and like for like have others."""
    own = [row for row in compared if row["comparison_code"] not in ("year_to_date", "like_for_like")]
    return next((row for row in own if row["comparison_code"] == "prior_year"), own[0] if own else None)


def _grouped(found: list[Row], key: str) -> list[list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        groups[row[key]].append(row)
    return [groups[code] for code in sorted(groups)]


def _evolutions(
    compared: Iterable[Row], current: str, previous: str, evolution: str = "evolution_rate"
) -> tuple[Evolution, ...]:
    ordered = sorted(compared, key=lambda row: COMPARISON_ORDER.index(row["comparison_code"]))
    return tuple(
        Evolution(row["comparison_code"], row[current], row[previous], exact(row[evolution]), row["reason_code"])
        for row in ordered
    )


def _moves(stores: list[Row], comparison_code: str, rank_column: str, size: int) -> tuple[StoreMove, ...]:
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
            exact(row["evolution_rate"]),
            row["contribution_eur_incl_tax"],
        )
        for row in sorted(ranked, key=lambda row: row[rank_column])
    )

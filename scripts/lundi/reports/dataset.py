"""What one edition of a Monday report says, as plain values: its artefacts are rendered from nothing else.

Money is in the currency of `currency_code`, tax included, unrounded beyond the cent; shares and evolution rates are
fractions (0.034 is 3.4 %). A value that cannot be stated is None and comes with a reason code whose sentence stands in
the report's locale file (`reasons`): it is printed "n.c." with that sentence, never as zero.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Evolution:
    """A figure of the week (or of the year to date) beside the one that it is compared with."""

    comparison_code: str  # prior_year | prior_year_event | like_for_like | week_before | year_to_date
    current_value: Decimal | None
    compared_value: Decimal | None
    evolution: Decimal | None  # a rate; for figures whose unit is `rate` the difference of the two shares (points)
    reason_code: str | None  # set where `evolution` is None


@dataclass(frozen=True)
class Edition:
    """Whom the report is about: the company, a region or one store."""

    edition_code: str  # company | region:<region_code> | store:<store_id>
    edition_type: str  # company | region | store
    label: str  # a region's or a store's name; empty for the company
    region_name: str | None = None
    store_id: str | None = None
    store_format: str | None = None
    city: str | None = None
    sales_area_m2: Decimal | int | None = None
    store_count: int | None = None
    comparable_store_count: int | None = None
    is_comparable: bool | None = None
    comparability_reason: str | None = None  # why a store is not comparable, in the language of the report


COMPANY = Edition("company", "company", "")


@dataclass(frozen=True)
class Comparison:
    """The dates that a comparison compares with; printed, so that nobody has to guess."""

    comparison_code: str
    current_first_date: date | None
    current_last_date: date | None
    compared_first_date: date | None
    compared_last_date: date | None
    reason_code: str | None  # set where the comparison cannot be made for this week


@dataclass(frozen=True)
class Tile:
    """One figure of the week; the headline ones stand in tiles, all of them in one table."""

    metric_code: str
    metric_name: str
    unit: str  # currency | count | rate | decimal
    decimals: int
    current_value: Decimal | None
    evolutions: tuple[Evolution, ...]
    is_headline: bool = True


@dataclass(frozen=True)
class Day:
    """One trading day of the week and the days that it is compared with (prior_year, week_before)."""

    business_date: date
    day_event: str | None  # the public holiday of that date, in the language of the report
    sales: Decimal | None
    ticket_count: int | None
    evolutions: tuple[Evolution, ...]
    compared_dates: tuple[tuple[str, date | None], ...]  # (comparison_code, date)


@dataclass(frozen=True)
class WeekPoint:
    """One week of the line that leads up to the reported week."""

    iso_week: str
    first_date: date
    sales: Decimal | None
    prior_year_sales: Decimal | None
    is_partial: bool  # the history begins inside this week: drawn, but marked


@dataclass(frozen=True)
class Channel:
    """One sales channel of the edition."""

    channel_code: str
    channel_name: str
    sales: Decimal
    sales_share: Decimal | None
    ticket_count: int | None
    average_basket: Decimal | None
    margin_rate: Decimal | None
    evolutions: tuple[Evolution, ...]


@dataclass(frozen=True)
class Department:
    """One department: its sales, its share of the week, the tickets that contain it, its margin and known shrink."""

    department_code: str
    department_name: str
    sales: Decimal
    sales_share: Decimal | None
    ticket_count: int
    evolutions: tuple[Evolution, ...]
    margin_rate: Decimal | None = None
    waste_cost: Decimal | None = None  # at cost, tax excluded


@dataclass(frozen=True)
class Region:
    """One region of the company, by the stores that it has in the reported week."""

    region_code: str
    region_name: str
    store_count: int | None
    sales: Decimal | None
    sales_share: Decimal | None
    contribution: Decimal | None  # to the company's difference against the main comparison
    evolutions: tuple[Evolution, ...]


@dataclass(frozen=True)
class Store:
    """One store of a company or region edition."""

    store_id: str
    store_label: str
    region_name: str | None
    is_comparable: bool | None
    comparability_reason: str | None  # in the language of the report
    sales: Decimal | None
    ticket_count: int | None
    contribution: Decimal | None
    evolutions: tuple[Evolution, ...]


@dataclass(frozen=True)
class StoreMove:
    """One store among the biggest gains or losses against the main comparison."""

    rank: int
    store_id: str
    store_label: str
    sales: Decimal
    compared_sales: Decimal
    evolution: Decimal | None
    contribution: Decimal  # sales minus compared_sales: what the store adds to the company's difference


@dataclass(frozen=True)
class Effect:
    """One part of the difference from last year."""

    effect_code: str  # perimeter | calendar | traffic | items_per_ticket | price
    amount: Decimal | None


@dataclass(frozen=True)
class Split:
    """The difference from last year and the effects that add up to it, to the cent."""

    current_sales: Decimal | None
    compared_sales: Decimal | None
    change: Decimal | None
    effects: tuple[Effect, ...]
    reason_code: str | None  # set where there is no split


@dataclass(frozen=True)
class Target:
    """The target of a channel, or of all of them (channel_code ALL_CHANNELS); amounts are tax excluded."""

    channel_code: str
    channel_name: str
    target: Decimal | None
    sales: Decimal | None
    progress: Decimal | None
    year_to_date_target: Decimal | None
    year_to_date_sales: Decimal | None
    year_to_date_progress: Decimal | None
    year_target: Decimal | None
    year_progress: Decimal | None
    reason_code: str | None


ALL_CHANNELS = "(all)"
ALL_DEPARTMENTS = "(all)"  # of what was foretold: the total


@dataclass(frozen=True)
class ServiceRate:
    """One quality figure of the drive, beside that of the week before."""

    rate_code: str  # on_time_rate | substitution_rate | missing_line_rate | slot_fill_rate
    value: Decimal | None
    week_before_value: Decimal | None


@dataclass(frozen=True)
class DriveService:
    """How well the drive served its orders."""

    fulfilled_order_count: int | None
    cancelled_order_count: int | None
    rates: tuple[ServiceRate, ...]


@dataclass(frozen=True)
class MissingStoreDay:
    """A store-day that was expected and has not arrived."""

    store_id: str
    store_label: str
    channel_code: str
    channel_name: str
    business_date: date


@dataclass(frozen=True)
class LateDelivery:
    """A delivery that the sales of the week cannot do without, and that had not come by the run's clock."""

    source_name: str
    entity_name: str
    expected_by: datetime  # wall clock at head office: the first moment that is still open


@dataclass(frozen=True)
class IncompleteStoreDay:
    """A store-day whose figures came and are incomplete, with the first reason."""

    store_id: str
    store_label: str
    channel_code: str
    channel_name: str
    business_date: date
    fault_code: str
    fault_name: str
    affected: Decimal | None  # euros, tax included: what is concerned by the largest of its faults


@dataclass(frozen=True)
class Reading:
    """One thing to know before the meeting: a sentence of the glossary and what fills its blanks."""

    statement_code: str
    template: str
    subject: str | None = None
    amount: Decimal | None = None
    rate: Decimal | None = None
    item_count: int | None = None
    first_date: date | None = None
    last_date: date | None = None
    compared_first_date: date | None = None


@dataclass(frozen=True)
class MondayCost:
    """What the computing of the Monday before cost, tax excluded, always in euros."""

    name: str  # the figure's name in the glossary
    iso_week: str | None  # the week that the Monday reported
    amount: Decimal | None  # euros
    seconds: int | None
    is_estimated: bool  # from seconds and rates, not from the account's own usage
    reason_code: str | None  # set where `amount` is None


@dataclass(frozen=True)
class ChannelStatus:
    """What of a channel's sales is still provisional, and where past weeks say that they may end."""

    channel_code: str
    channel_name: str
    sales: Decimal
    provisional_sales: Decimal
    provisional_share: Decimal | None
    is_final: bool
    final_from: datetime | None  # wall clock at head office; None: final, or waiting for deliveries
    final_week_count: int | None  # past weeks that say something; None for editions other than the company's
    needed_week_count: int | None
    lowest_expected: Decimal | None  # None where the week is final, or past weeks are too few
    highest_expected: Decimal | None


@dataclass(frozen=True)
class ExpectedSales:
    """What was foretold, the Monday before, of a department's sales or of all; the band holds four weeks of five."""

    department_code: str  # (all): the edition's total
    sales: Decimal
    low: Decimal
    high: Decimal
    position: str  # below | within | above


@dataclass(frozen=True)
class SalesChange:
    """A past week of a channel whose published sales changed; the reasons add up to the difference."""

    iso_week: str
    channel_code: str
    channel_name: str
    published_sales: Decimal
    current_sales: Decimal
    difference: Decimal
    late_delivery: Decimal
    correction: Decimal
    withdrawal: Decimal
    referential: Decimal
    other: Decimal  # what nothing explains


@dataclass(frozen=True)
class SalesStatus:
    """Whether the sales of the week are final, and what changed since the Monday before."""

    is_final: bool
    provisional_sales: Decimal
    provisional_share: Decimal | None
    final_from: datetime | None  # wall clock at head office; None: final, or waiting for deliveries
    compared_published_at: datetime | None  # the same; None where no Monday was before, or it is no Monday's own week
    channels: tuple[ChannelStatus, ...]
    changes: tuple[SalesChange, ...]


@dataclass(frozen=True)
class CustomerSource:
    """One application that holds customers."""

    source_system: str
    source_system_name: str
    record_count: int
    customer_count: int
    duplicate_record_count: int  # records minus customers
    duplicate_record_rate: Decimal | None
    shared_customer_count: int  # known to another application too
    shared_customer_rate: Decimal | None


@dataclass(frozen=True)
class CustomerOverlap:
    """The customers of one combination of applications."""

    source_systems: tuple[str, ...]
    customer_count: int
    customer_rate: Decimal | None


@dataclass(frozen=True)
class CustomerEvent:
    """How often something happened to customers."""

    event_type: str  # created | merged | split | moved | reclaimed | erased
    count: int
    week_before_count: int


@dataclass(frozen=True)
class MatchCase:
    """One case of the matching and what came of the pairs that it met."""

    case_code: str
    case_name: str
    case_decision: str  # merge | refuse | review
    pair_count: int
    outcome_count: int  # links, refusals or waiting pairs, by the decision
    outcome_rate: Decimal | None  # of all of that decision
    oldest_review_date: date | None


@dataclass(frozen=True)
class Customers:
    """The customers of the company as they stood at the run, and what happened to them in the week."""

    record_count: int
    customer_count: int
    inside_duplicate_count: int
    inside_duplicate_rate: Decimal | None  # of all records
    across_duplicate_count: int
    shared_customer_count: int  # in several applications
    shared_customer_rate: Decimal | None
    review_count: int
    oldest_review_date: date | None
    sources: tuple[CustomerSource, ...]
    overlaps: tuple[CustomerOverlap, ...]
    events: tuple[CustomerEvent, ...]
    cases: tuple[MatchCase, ...]


@dataclass(frozen=True)
class AnnexSource:
    """One source entity: how fresh it is, and what became of its deliveries. Moments are wall clock at head office."""

    source_name: str
    entity_name: str
    freshness_status: str  # fresh | late | missing | never_delivered
    hours_late: Decimal | None
    last_delivered: datetime | None
    expected_by: datetime | None
    accepted_delivery_count: int
    refused_delivery_count: int
    flagged_delivery_count: int
    loaded_row_count: int
    quarantined_row_count: int


@dataclass(frozen=True)
class AnnexRule:
    """One rule that was asked of late, and how it ended."""

    checker_code: str  # gate_a | dbt
    table_name: str
    rule_name: str
    asked_count: int
    passed_count: int
    warned_count: int
    held_count: int
    failed_count: int
    failing_count: int  # rows


@dataclass(frozen=True)
class AnnexRun:
    """One of the last Mondays before this one."""

    started_at: datetime  # wall clock at head office
    iso_week: str | None
    outcome: str  # succeeded | failed
    seconds: int
    ingest_seconds: int
    build_seconds: int
    report_seconds: int
    checks_seconds: int


@dataclass(frozen=True)
class AnnexNode:
    """One of the slowest dbt nodes of the last Monday."""

    node_name: str
    node_type: str
    seconds: Decimal
    row_count: int | None


@dataclass(frozen=True)
class Annex:
    """Data and runs: what the edition rests on."""

    sources: tuple[AnnexSource, ...]
    rules: tuple[AnnexRule, ...]
    runs: tuple[AnnexRun, ...]
    nodes: tuple[AnnexNode, ...]


@dataclass(frozen=True)
class Definition:
    """A figure's agreed name and meaning, from the glossary."""

    metric_code: str
    metric_name: str
    definition: str
    formula: str
    unit: str = ""
    owner: str = ""
    is_headline: bool = True


@dataclass(frozen=True)
class ReportData:
    """Everything that one edition of one week prints."""

    language: str  # fr | en
    iso_week: str
    first_date: date
    last_date: date
    currency_code: str
    is_foreign_currency: bool  # amounts of a foreign data set, taken one to one: the report says so
    delivered_until: datetime | None  # UTC; the newest delivery that the figures contain
    selling_store_count: int | None  # stores with at least one line in the week
    known_store_count: int
    main_comparison_code: str  # the comparison that bars, departments and top/flop use
    comparisons: tuple[Comparison, ...]
    tiles: tuple[Tile, ...]
    days: tuple[Day, ...]
    weeks: tuple[WeekPoint, ...]
    departments: tuple[Department, ...]
    top_stores: tuple[StoreMove, ...]
    flop_stores: tuple[StoreMove, ...]
    store_floor: Decimal  # stores below it in the compared week are not ranked
    definitions: tuple[Definition, ...]
    notices: tuple[str, ...]  # what is missing or kept aside, already in the language of the report
    edition: Edition = COMPANY
    channels: tuple[Channel, ...] = ()
    regions: tuple[Region, ...] = ()
    stores: tuple[Store, ...] = ()
    split: Split | None = None
    targets: tuple[Target, ...] = ()
    drive_service: DriveService | None = None
    readings: tuple[Reading, ...] = ()
    missing_store_days: tuple[MissingStoreDay, ...] = ()
    incomplete_store_days: tuple[IncompleteStoreDay, ...] = ()
    expected_store_day_count: int | None = None
    late_deliveries: tuple[LateDelivery, ...] = ()
    left_out_pages: tuple[str, ...] = ()  # customers: could not be built, and is not in the edition
    monday_cost: MondayCost | None = None
    customers: Customers | None = None
    annex: Annex | None = None
    sales_status: SalesStatus | None = None
    expected_sales: tuple[ExpectedSales, ...] = ()
    data_hash: str = ""

    def with_hash(self) -> "ReportData":
        """The same report carrying the SHA-256 of its own content (the hash itself left out)."""
        return replace(self, data_hash=hashlib.sha256(canonical_json(self).encode()).hexdigest())

    @property
    def is_degraded(self) -> bool:
        """Whether the edition goes out without something that it should hold."""
        return bool(self.late_deliveries or self.missing_store_days or self.left_out_pages)

    def evolution_of(self, metric_code: str, comparison_code: str) -> Evolution | None:
        """The evolution of one tile against one comparison, None where the report has no such tile."""
        for tile in self.tiles:
            if tile.metric_code == metric_code:
                return next((e for e in tile.evolutions if e.comparison_code == comparison_code), None)
        return None


# What editions of older versions had no place for.
LATER_PARTS = (
    "customers",
    "incomplete_store_days",
    "late_deliveries",
    "left_out_pages",
    "annex",
    "sales_status",
    "expected_sales",
)


def canonical_json(data: ReportData) -> str:
    """The report's content as JSON with sorted keys: equal content gives equal text, whatever the machine."""
    content: dict[str, Any] = asdict(data)
    content.pop("data_hash")
    for part in LATER_PARTS:
        if not content[part]:
            # An edition without it keeps the hash that it had before there was a place for it.
            content.pop(part)
    return json.dumps(content, sort_keys=True, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:  # noqa: ANN401 - json hands over whatever it cannot write
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"a report holds no {type(value).__name__}")

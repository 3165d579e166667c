"""A published edition of one week, small enough to check by hand: two regions, three stores, two channels.

Rows name only the columns that matter; the others are null, as a mart may leave them.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb

WEEK = "2026-W46"
FIRST, LAST = date(2026, 11, 9), date(2026, 11, 15)
MONEY, RATE, TEXT, COUNT, DATE, FLAG = "numeric(18, 2)", "double", "varchar", "bigint", "date", "boolean"
KEY = {"edition_code": TEXT, "iso_week": TEXT}
COMPARED = {"comparison_code": TEXT, "compared_sales_eur_incl_tax": MONEY, "evolution_rate": RATE, "reason_code": TEXT}
CURRENT = {"current_sales_eur_incl_tax": MONEY, "sales_rate": RATE}

COLUMNS: dict[str, dict[str, str]] = {
    "editions": KEY | dict.fromkeys(("edition_type", "edition_label", "region_code", "region_name", "store_id",
                                     "store_format", "city", "comparability_reason_code"), TEXT)
    | {"sales_area_m2": MONEY, "is_comparable": FLAG, "store_count": COUNT, "comparable_store_count": COUNT,
       "sort_order": COUNT},
    "header": KEY | {"first_date": DATE, "last_date": DATE, "main_comparison_code": TEXT, "currency_code": TEXT,
                     "delivered_until_at": "timestamp", "set_aside_sales_eur_incl_tax": MONEY,
                     "incomplete_sales_eur_incl_tax": MONEY, "kept_aside_sales_eur_incl_tax": MONEY,
                     "unknown_product_sales_eur_incl_tax": MONEY, "store_ranking_floor_eur_incl_tax": MONEY}
    | dict.fromkeys(("known_store_count", "selling_store_count", "expected_store_day_count", "line_count",
                     "missing_store_day_count", "incomplete_store_day_count", "set_aside_ticket_count",
                     "kept_aside_transaction_count", "unreadable_transaction_count",
                     "refused_delivery_count",
                     "quarantined_row_count", "flagged_delivery_count", "store_ranking_size"), COUNT),
    "comparisons": KEY | {"comparison_code": TEXT, "reason_code": TEXT}
    | dict.fromkeys(("current_first_date", "current_last_date", "compared_first_date", "compared_last_date"), DATE),
    "tiles": KEY | {"metric_code": TEXT, "comparison_code": TEXT, "current_value": "numeric(18, 3)",
                    "compared_value": "numeric(18, 3)", "evolution": RATE, "reason_code": TEXT},
    "days": KEY | {"business_date": DATE, "compared_date": DATE, "public_holiday_name_fr": TEXT,
                   "public_holiday_name_en": TEXT, "sales_eur_incl_tax": MONEY, "ticket_count": COUNT} | COMPARED,
    "weeks": KEY | {"first_date": DATE, "last_date": DATE, "prior_year_iso_week": TEXT, "sales_eur_incl_tax": MONEY,
                    "ticket_count": COUNT, "prior_year_sales_eur_incl_tax": MONEY, "is_partial": FLAG,
                    "is_closed": FLAG},
    "channels": KEY | {"channel_code": TEXT, "channel_name_fr": TEXT, "channel_name_en": TEXT, "sort_order": COUNT,
                       "current_ticket_count": COUNT, "average_basket_eur_incl_tax": MONEY, "margin_rate": RATE}
    | CURRENT | COMPARED,
    "departments": KEY | {"department_code": TEXT, "department_name": TEXT, "current_containing_ticket_count": COUNT,
                          "margin_rate": RATE, "waste_cost_eur_excl_tax": MONEY} | CURRENT | COMPARED,
    "regions": KEY | {"region_code": TEXT, "region_name": TEXT, "store_count": COUNT,
                      "contribution_eur_incl_tax": MONEY} | CURRENT | COMPARED,
    "stores": KEY | {"store_id": TEXT, "store_label": TEXT, "region_name": TEXT, "is_comparable": FLAG,
                     "comparability_reason_code": TEXT, "current_ticket_count": COUNT,
                     "contribution_eur_incl_tax": MONEY, "is_ranked": FLAG, "top_rank": COUNT, "flop_rank": COUNT}
    | CURRENT | COMPARED,
    "evolution": KEY | {"reason_code": TEXT}
    | dict.fromkeys((f"{part}_eur_incl_tax" for part in (
        "current_sales", "compared_sales", "change", "perimeter_effect", "calendar_effect", "traffic_effect",
        "items_per_ticket_effect", "price_effect")), MONEY),
    "targets": KEY | {"channel_code": TEXT, "progress_rate": RATE, "year_to_date_progress_rate": RATE,
                      "year_progress_rate": RATE, "reason_code": TEXT}
    | dict.fromkeys((f"{part}_eur_excl_tax" for part in (
        "target", "sales", "year_to_date_target", "year_to_date_sales", "year_target")), MONEY),
    "drive_service": KEY | {"fulfilled_order_count": COUNT, "cancelled_order_count": COUNT}
    | dict.fromkeys((f"{when}{rate}_rate" for when in ("", "week_before_")
                     for rate in ("on_time", "substitution", "missing_line", "slot_fill")), RATE),
    "missing_store_days": KEY | {"store_id": TEXT, "store_label": TEXT, "channel_code": TEXT, "business_date": DATE},
    "incomplete_store_days": KEY | {"store_id": TEXT, "store_label": TEXT, "channel_code": TEXT, "business_date": DATE,
                                    "fault_code": TEXT, "fault_name_fr": TEXT, "fault_name_en": TEXT,
                                    "affected_eur_incl_tax": MONEY},
    "readings": KEY | {"sort_order": COUNT, "statement_code": TEXT, "subject_fr": TEXT, "subject_en": TEXT,
                       "amount_eur": MONEY, "rate": RATE, "item_count": COUNT}
    | dict.fromkeys(("first_date", "last_date", "compared_first_date"), DATE),
    "customers": KEY | {"shared_customer_rate": RATE, "inside_duplicate_rate": RATE, "oldest_review_date": DATE}
    | dict.fromkeys(("record_count", "customer_count", "inside_duplicate_count", "across_duplicate_count",
                     "shared_customer_count", "review_count"), COUNT)
    | dict.fromkeys((f"{when}{kind}_count" for when in ("", "week_before_") for kind in (
        "created", "merged", "split", "moved", "reclaimed", "erased")), COUNT),
    "customer_sources": {"source_system": TEXT, "source_system_name_fr": TEXT, "source_system_name_en": TEXT,
                         "sort_order": COUNT, "record_count": COUNT, "customer_count": COUNT,
                         "duplicate_record_count": COUNT, "duplicate_record_rate": RATE,
                         "shared_customer_count": COUNT, "shared_customer_rate": RATE},
    "customer_overlap": {"source_systems": TEXT, "source_system_count": COUNT, "customer_count": COUNT,
                         "customer_rate": RATE}
    | dict.fromkeys(("has_loyalty", "has_ecommerce", "has_drive", "has_app"), FLAG),
    "match_cases": {"case_code": TEXT, "priority": COUNT, "case_decision": TEXT, "case_name_fr": TEXT,
                    "case_name_en": TEXT, "pair_count": COUNT, "outcome_count": COUNT, "outcome_rate": RATE,
                    "oldest_review_date": DATE},
    "status": KEY | {"channel_code": TEXT, "channel_name_fr": TEXT, "channel_name_en": TEXT, "sort_order": COUNT,
                     "sales_eur_incl_tax": MONEY, "provisional_sales_eur_incl_tax": MONEY, "provisional_rate": RATE,
                     "is_final": FLAG, "final_week_count": COUNT, "needed_week_count": COUNT,
                     "lowest_expected_sales_eur_incl_tax": MONEY, "highest_expected_sales_eur_incl_tax": MONEY,
                     "final_from_at_local": "timestamp", "compared_published_at_local": "timestamp"},
    "changes": KEY | {"changed_iso_week": TEXT, "channel_code": TEXT, "channel_name_fr": TEXT, "channel_name_en": TEXT,
                      "sort_order": COUNT}
    | dict.fromkeys((f"{part}_eur_incl_tax" for part in (
        "published_sales", "current_sales", "difference", "late_delivery", "correction", "withdrawal", "referential",
        "other")), MONEY),
    "costs": {"iso_week": TEXT, "cost_iso_week": TEXT, "compute_cost_eur_excl_tax": MONEY, "compute_seconds": COUNT,
              "is_estimated": FLAG, "reason_code": TEXT},
    "late_deliveries": {"iso_week": TEXT, "source_name": TEXT, "entity_name": TEXT,
                        "first_missed_at_local": "timestamp"},
    "forecasts": KEY | {"department_code": TEXT, "band_position_code": TEXT}
    | dict.fromkeys(("sales_eur_incl_tax", "forecast_low_eur_incl_tax", "forecast_high_eur_incl_tax"), MONEY),
    "annex_sources": {"source_name": TEXT, "entity_name": TEXT, "freshness_status": TEXT, "source_hours_late": MONEY,
                      "last_delivered_at_local": "timestamp", "expected_by_at_local": "timestamp"}
    | dict.fromkeys(("accepted_delivery_count", "refused_delivery_count", "flagged_delivery_count",
                     "loaded_row_count", "quarantined_row_count"), COUNT),
    "annex_quality": {"checker_code": TEXT, "checked_table_name": TEXT, "rule_name": TEXT}
    | dict.fromkeys(("asked_count", "passed_count", "warned_count", "held_count", "failed_count",
                     "failing_count"), COUNT),
    "annex_runs": {"run_started_at_local": "timestamp", "iso_week": TEXT, "run_outcome": TEXT}
    | dict.fromkeys(("run_recency", "compute_seconds", "ingest_seconds", "build_seconds", "report_seconds",
                     "checks_seconds", "node_count"), COUNT),
    "annex_nodes": {"node_rank": COUNT, "node_id": TEXT, "node_type": TEXT, "node_seconds": "numeric(18, 1)",
                    "node_row_count": COUNT},
    "reading_texts": {"statement_code": TEXT, "text_fr": TEXT, "text_en": TEXT},
    "definitions": {"sort_order": COUNT, "is_headline": FLAG, "decimals": COUNT}
    | dict.fromkeys(("metric_code", "metric_name_fr", "metric_name_en", "definition_fr", "definition_en", "formula_fr",
                     "formula_en", "unit", "metric_owner"), TEXT),
}  # fmt: skip

# Sales of the week by store and channel, in whole euros, and those of the compared week; S3 is new.
SALES = {"S1": {"store": 600, "drive": 100}, "S2": {"store": 250, "drive": 0}, "S3": {"store": 50, "drive": 0}}
COMPARED_SALES = {"S1": 640, "S2": 240}
REGION_OF = {"S1": ("53", "Bretagne"), "S2": ("53", "Bretagne"), "S3": ("11", "Île-de-France")}
CHANNELS = (("store", "Magasin", "Store", 1), ("drive", "Drive", "Click and collect", 2))


class Published:
    """The tables under the pen."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.connection.execute("create schema reports; create schema core")
        self.connection.execute(
            "create table core.dim_comparability_reasons as select 'opened_recently' as reason_code, "
            "'Ouvert depuis moins de 13 mois' as reason_name_fr, 'Open for less than 13 months' as reason_name_en"
        )
        for table, columns in COLUMNS.items():
            typed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
            self.connection.execute(f"create table reports.rpt_monday_{table} ({typed})")

    def add(self, table: str, **values: Any) -> None:
        """One row; columns without a value are null."""
        if "iso_week" in COLUMNS[table]:
            values.setdefault("iso_week", WEEK)
        names, marks = ", ".join(values), ", ".join("?" for _ in values)
        self.connection.execute(
            f"insert into reports.rpt_monday_{table} ({names}) values ({marks})", [*values.values()]
        )


def publish() -> duckdb.DuckDBPyConnection:
    """The week: company, two regions, three stores."""
    book = Published()
    _glossary(book)
    _edition(book, 1, "company", "company", "Enseigne", list(SALES))
    _edition(book, 2, "region:53", "region", "Bretagne", ["S1", "S2"])
    _edition(book, 3, "region:11", "region", "Île-de-France", ["S3"])
    for number, store in enumerate(SALES, start=4):
        _edition(book, number, f"store:{store}", "store", f"Magasin {store}", [store])
    _company_only(book)
    _customers(book)
    return book.connection


def _glossary(book: Published) -> None:
    for order, (code, name, unit, is_headline) in enumerate(
        (("sales_eur_incl_tax", "Ventes TTC", "currency", True), ("ticket_count", "Débits", "count", True),
         ("margin_rate", "Taux de marge", "rate", False), ("target_progress_rate", "Objectif", "rate", True),
         ("monday_cost_eur_excl_tax", "Coût du lundi", "currency", False))
    ):  # fmt: skip
        book.add("definitions", metric_code=code, metric_name_fr=name, metric_name_en=code, sort_order=order,
                 definition_fr="Ce que c’est.", definition_en="What it is.", formula_fr="a ÷ b", formula_en="a ÷ b",
                 unit=unit, decimals=0, is_headline=is_headline, metric_owner="Contrôle de gestion")  # fmt: skip
    book.add("costs", cost_iso_week="2026-W45", compute_cost_eur_excl_tax=Decimal("0.42"), compute_seconds=192,
             is_estimated=True)  # fmt: skip
    book.add("reading_texts", statement_code="store_loss", text_fr="Plus forte baisse\u00a0: {subject}, {amount}.",
             text_en="Largest fall: {subject}, {amount}.")  # fmt: skip


def _edition(book: Published, order: int, code: str, kind: str, label: str, stores: list[str]) -> None:
    region_code, region_name = REGION_OF[stores[0]] if kind != "company" else (None, None)
    is_new = kind == "store" and stores == ["S3"]
    book.add("editions", edition_code=code, edition_type=kind, edition_label=label, region_code=region_code,
             region_name=region_name, store_id=stores[0] if kind == "store" else None, store_count=len(stores),
             comparable_store_count=len([s for s in stores if s != "S3"]), sort_order=order,
             is_comparable=None if kind != "store" else not is_new,
             comparability_reason_code="opened_recently" if is_new else None)  # fmt: skip
    book.add("header", edition_code=code, first_date=FIRST, last_date=LAST, main_comparison_code="prior_year",
             currency_code="EUR", known_store_count=len(stores), selling_store_count=len(stores),
             expected_store_day_count=7 * len(stores), missing_store_day_count=0, incomplete_store_day_count=1,
             incomplete_sales_eur_incl_tax=Decimal("12.50"), set_aside_ticket_count=0,
             kept_aside_transaction_count=0, kept_aside_sales_eur_incl_tax=0, unreadable_transaction_count=0,
             refused_delivery_count=0, quarantined_row_count=0, flagged_delivery_count=0,
             store_ranking_floor_eur_incl_tax=Decimal(100), store_ranking_size=5,
             delivered_until_at=datetime(2026, 11, 16, 4, 12))  # fmt: skip
    current = sum(sum(SALES[store].values()) for store in stores)
    known = [COMPARED_SALES[store] for store in stores if store in COMPARED_SALES]
    compared = sum(known) if known else None
    beside = _beside(current, compared)
    book.add("comparisons", edition_code=code, comparison_code="prior_year", current_first_date=FIRST,
             current_last_date=LAST, compared_first_date=date(2025, 11, 10), compared_last_date=date(2025, 11, 16),
             reason_code=beside["reason_code"])  # fmt: skip
    book.add("tiles", edition_code=code, metric_code="sales_eur_incl_tax", comparison_code="like_for_like",
             current_value=current - 50, compared_value=compared, evolution=None,
             reason_code="no_comparable_store")  # fmt: skip
    book.add("tiles", edition_code=code, metric_code="sales_eur_incl_tax", comparison_code="prior_year",
             current_value=current, compared_value=compared, evolution=beside["evolution_rate"],
             reason_code=beside["reason_code"])  # fmt: skip
    book.add("tiles", edition_code=code, metric_code="target_progress_rate", comparison_code="prior_year",
             current_value=Decimal("0.972"))  # fmt: skip
    # All of the week on two days, more returned than sold on the second.
    for day, amount in ((FIRST, current + 20), (LAST, -20)):
        book.add("days", edition_code=code, business_date=day, comparison_code="prior_year", sales_eur_incl_tax=amount,
                 compared_date=date(2025, 11, 10), ticket_count=1, reason_code="no_compared_sales",
                 public_holiday_name_fr="Jour férié" if day == LAST else None)  # fmt: skip
    _weeks(book, code, current, compared)
    for channel, name_fr, name_en, channel_order in CHANNELS:
        amount = sum(SALES[store][channel] for store in stores)
        book.add("channels", edition_code=code, channel_code=channel, channel_name_fr=name_fr, channel_name_en=name_en,
                 sort_order=channel_order, current_sales_eur_incl_tax=amount or None, current_ticket_count=1,
                 comparison_code="prior_year", reason_code="no_compared_sales")  # fmt: skip
    book.add("departments", edition_code=code, comparison_code="prior_year", department_code="(unknown)",
             current_sales_eur_incl_tax=current, current_containing_ticket_count=9, **_rated(beside))  # fmt: skip
    book.add("departments", edition_code=code, comparison_code="prior_year", department_code="GONE",
             department_name="Ne vend plus", compared_sales_eur_incl_tax=3, reason_code="no_sales")  # fmt: skip


def _beside(current: int, compared: int | None) -> dict[str, Any]:
    rate = None if compared is None else round(current / compared - 1, 3)
    return {"compared_sales_eur_incl_tax": compared, "evolution_rate": rate,
            "reason_code": None if compared else "no_compared_sales"}  # fmt: skip


def _rated(beside: dict[str, Any]) -> dict[str, Any]:
    return {name: beside[name] for name in ("compared_sales_eur_incl_tax", "evolution_rate", "reason_code")}


def _weeks(book: Published, code: str, current: int, compared: int | None) -> None:
    """A week before the history, the week before, and the reported one."""
    for back, amount in ((2, None), (1, 10), (0, current)):
        first = date.fromordinal(FIRST.toordinal() - 7 * back)
        book.add("weeks", edition_code=code, iso_week=f"2026-W{46 - back}", first_date=first,
                 prior_year_sales_eur_incl_tax=compared if back == 0 else None, sales_eur_incl_tax=amount,
                 is_partial=False, is_closed=True)  # fmt: skip


def _company_only(book: Published) -> None:
    for region, name, current, compared in (("53", "Bretagne", 950, 880), ("(none)", None, 50, None)):
        book.add("regions", edition_code="company", comparison_code="prior_year", region_code=region, region_name=name,
                 store_count=2, current_sales_eur_incl_tax=current, compared_sales_eur_incl_tax=compared,
                 contribution_eur_incl_tax=current - compared if compared else None)  # fmt: skip
    for store, rank_top, rank_flop in (("S1", 1, None), ("S2", 2, None), ("S3", None, 1)):
        current, compared = sum(SALES[store].values()), COMPARED_SALES.get(store)
        book.add("stores", edition_code="company", comparison_code="prior_year", store_id=store,
                 store_label=f"Magasin {store}", is_comparable=store != "S3", top_rank=rank_top, flop_rank=rank_flop,
                 comparability_reason_code=None if store != "S3" else "opened_recently",
                 current_sales_eur_incl_tax=current, compared_sales_eur_incl_tax=compared or 100,
                 contribution_eur_incl_tax=current - (compared or 100))  # fmt: skip
    book.add("evolution", edition_code="company", current_sales_eur_incl_tax=1000, compared_sales_eur_incl_tax=880,
             change_eur_incl_tax=120, perimeter_effect_eur_incl_tax=50, calendar_effect_eur_incl_tax=-10,
             traffic_effect_eur_incl_tax=60, items_per_ticket_effect_eur_incl_tax=15,
             price_effect_eur_incl_tax=5)  # fmt: skip
    for channel, target in (("(all)", 900), ("drive", 100)):
        book.add("targets", edition_code="company", channel_code=channel, target_eur_excl_tax=target,
                 sales_eur_excl_tax=95, progress_rate=0.95)  # fmt: skip
    book.add("drive_service", edition_code="company", fulfilled_order_count=9, cancelled_order_count=1,
             on_time_rate=0.889)  # fmt: skip
    book.add("missing_store_days", edition_code="company", store_id="S2", store_label="Magasin S2",
             channel_code="drive", business_date=LAST)  # fmt: skip
    book.add("incomplete_store_days", edition_code="company", store_id="S1", store_label="Magasin S1",
             channel_code="store", business_date=LAST, fault_code="z_missing", fault_name_fr="Z manquant",
             fault_name_en="Z report missing", affected_eur_incl_tax=Decimal("12.50"))  # fmt: skip
    book.add("readings", edition_code="company", sort_order=1, statement_code="store_loss", subject_fr="Magasin S2",
             subject_en="Store S2", amount_eur=Decimal("-10.00"))  # fmt: skip


def _customers(book: Published) -> None:
    """Five records of three customers: two members, one of them in the drive under two accounts, and one account."""
    happened = {f"{kind}_count": 0 for kind in ("split", "moved", "reclaimed", "erased")}
    before = {f"week_before_{kind}_count": 1 for kind in ("created", "merged", "split", "moved", "reclaimed", "erased")}
    book.add("customers", edition_code="company", record_count=5, customer_count=3, inside_duplicate_count=1,
             inside_duplicate_rate=0.2, across_duplicate_count=1, shared_customer_count=1, shared_customer_rate=0.333,
             review_count=1, oldest_review_date=date(2026, 10, 6), created_count=2, merged_count=1,
             **happened, **before)  # fmt: skip
    book.add("customer_sources", source_system="drive", source_system_name_fr="Drive", source_system_name_en="Drive",
             sort_order=3, record_count=3, customer_count=2, duplicate_record_count=1, duplicate_record_rate=0.333,
             shared_customer_count=1, shared_customer_rate=0.5)  # fmt: skip
    book.add("customer_sources", source_system="loyalty", source_system_name_fr="Fidélité", sort_order=1,
             source_system_name_en="Loyalty", record_count=2, customer_count=2, duplicate_record_count=0,
             duplicate_record_rate=0, shared_customer_count=1, shared_customer_rate=0.5)  # fmt: skip
    for combination in ("|drive|", "|loyalty|drive|", "|loyalty|"):
        book.add("customer_overlap", source_systems=combination, customer_count=1, customer_rate=0.333)
    for priority, (code, decision, met, done) in enumerate(
        (("C01", "refuse", 2, 2), ("C03", "merge", 2, 2), ("C11", "merge", 0, 0), ("C14", "review", 3, 1))
    ):  # fmt: skip
        book.add("match_cases", case_code=code, priority=priority, case_decision=decision, case_name_fr=f"Règle {code}",
                 case_name_en=f"Case {code}", pair_count=met, outcome_count=done, outcome_rate=1.0 if done else 0.0,
                 oldest_review_date=date(2026, 10, 6) if decision == "review" else None)  # fmt: skip

"""Gathers the customers' page from the published `reports` tables. It selects and names; it computes nothing."""

from lundi.reports.dataset import CustomerEvent, CustomerOverlap, Customers, CustomerSource, MatchCase
from lundi.reports.tables import WeekTables, exact

EVENT_TYPES = ("created", "merged", "split", "moved", "reclaimed", "erased")


def customers_of(tables: WeekTables, edition_code: str, language: str) -> Customers | None:
    """The customers of an edition; None where it has no such page, or nobody delivered customers."""
    row = tables.one("rpt_monday_customers", edition_code)
    if row is None:
        return None
    return Customers(
        row["record_count"],
        row["customer_count"],
        row["inside_duplicate_count"],
        exact(row["inside_duplicate_rate"]),
        row["across_duplicate_count"],
        row["shared_customer_count"],
        exact(row["shared_customer_rate"]),
        row["review_count"],
        row["oldest_review_date"],
        _sources(tables, language),
        _overlaps(tables),
        tuple(CustomerEvent(kind, row[f"{kind}_count"], row[f"week_before_{kind}_count"]) for kind in EVENT_TYPES),
        _cases(tables, language),
    )


def _sources(tables: WeekTables, language: str) -> tuple[CustomerSource, ...]:
    return tuple(
        CustomerSource(
            row["source_system"],
            row[f"source_system_name_{language}"],
            row["record_count"],
            row["customer_count"],
            row["duplicate_record_count"],
            exact(row["duplicate_record_rate"]),
            row["shared_customer_count"],
            exact(row["shared_customer_rate"]),
        )
        for row in sorted(tables.customers["rpt_monday_customer_sources"], key=lambda row: row["sort_order"])
    )


def _overlaps(tables: WeekTables) -> tuple[CustomerOverlap, ...]:
    """The combinations, the one of most customers first."""
    overlaps = [
        CustomerOverlap(
            tuple(code for code in row["source_systems"].split("|") if code),
            row["customer_count"],
            exact(row["customer_rate"]),
        )
        for row in tables.customers["rpt_monday_customer_overlap"]
    ]
    return tuple(sorted(overlaps, key=lambda overlap: (-overlap.customer_count, overlap.source_systems)))


def _cases(tables: WeekTables, language: str) -> tuple[MatchCase, ...]:
    return tuple(
        MatchCase(
            row["case_code"],
            row[f"case_name_{language}"],
            row["case_decision"],
            row["pair_count"],
            row["outcome_count"],
            exact(row["outcome_rate"]),
            row["oldest_review_date"],
        )
        for row in sorted(tables.customers["rpt_monday_match_cases"], key=lambda row: row["priority"])
    )

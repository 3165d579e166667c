"""Gathers what is provisional and what changed from the published `reports` tables. It selects and names, no more."""

from lundi.reports.dataset import ALL_CHANNELS, ChannelStatus, SalesChange, SalesStatus
from lundi.reports.tables import Row, WeekTables, exact


def status_of(tables: WeekTables, edition_code: str, language: str) -> SalesStatus | None:
    """Whether the sales of an edition are final, and what changed; None where it sold nothing in the week."""
    rows = sorted(tables.of("rpt_monday_status", edition_code), key=lambda row: row["sort_order"])
    whole = next((row for row in rows if row["channel_code"] == ALL_CHANNELS), None)
    if whole is None:
        return None
    changes = sorted(
        tables.of("rpt_monday_changes", edition_code), key=lambda row: (row["changed_iso_week"], -row["sort_order"])
    )
    return SalesStatus(
        whole["is_final"],
        whole["provisional_sales_eur_incl_tax"],
        exact(whole["provisional_rate"]),
        whole["final_from_at_local"],
        whole["compared_published_at_local"],
        tuple(_channel(row, language) for row in rows if row is not whole),
        # The newest week first: it is the one that the meeting remembers.
        tuple(_change(row, language) for row in reversed(changes)),
    )


def _channel(row: Row, language: str) -> ChannelStatus:
    return ChannelStatus(
        row["channel_code"],
        row[f"channel_name_{language}"],
        row["sales_eur_incl_tax"],
        row["provisional_sales_eur_incl_tax"],
        exact(row["provisional_rate"]),
        row["is_final"],
        row["final_from_at_local"],
        row["final_week_count"],
        row["needed_week_count"],
        row["lowest_expected_sales_eur_incl_tax"],
        row["highest_expected_sales_eur_incl_tax"],
    )


def _change(row: Row, language: str) -> SalesChange:
    return SalesChange(
        row["changed_iso_week"],
        row["channel_code"],
        row[f"channel_name_{language}"],
        row["published_sales_eur_incl_tax"],
        row["current_sales_eur_incl_tax"],
        row["difference_eur_incl_tax"],
        row["late_delivery_eur_incl_tax"],
        row["correction_eur_incl_tax"],
        row["withdrawal_eur_incl_tax"],
        row["referential_eur_incl_tax"],
        row["other_eur_incl_tax"],
    )

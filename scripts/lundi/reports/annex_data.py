"""Gathers the annex from the published `reports` tables. It selects and names; it computes nothing."""

from lundi.reports.dataset import Annex, AnnexNode, AnnexRule, AnnexRun, AnnexSource
from lundi.reports.tables import WeekTables

COMPANY = "company"


def annex_of(tables: WeekTables, edition_code: str) -> Annex | None:
    """The annex of an edition; only the company's has one."""
    if edition_code != COMPANY:
        return None
    found = tables.annex
    return Annex(
        tuple(
            AnnexSource(
                row["source_name"],
                row["entity_name"],
                row["freshness_status"],
                row["source_hours_late"],
                row["last_delivered_at_local"],
                row["expected_by_at_local"],
                row["accepted_delivery_count"],
                row["refused_delivery_count"],
                row["flagged_delivery_count"],
                row["loaded_row_count"],
                row["quarantined_row_count"],
            )
            for row in sorted(
                found["rpt_monday_annex_sources"], key=lambda row: (row["source_name"], row["entity_name"])
            )
        ),
        tuple(
            AnnexRule(
                row["checker_code"],
                row["checked_table_name"] or "",
                row["rule_name"],
                row["asked_count"],
                row["passed_count"],
                row["warned_count"],
                row["held_count"],
                row["failed_count"],
                row["failing_count"],
            )
            for row in found["rpt_monday_annex_quality"]
        ),
        tuple(
            AnnexRun(
                row["run_started_at_local"],
                row["iso_week"],
                row["run_outcome"],
                row["compute_seconds"],
                row["ingest_seconds"],
                row["build_seconds"],
                row["report_seconds"],
                row["checks_seconds"],
            )
            for row in sorted(found["rpt_monday_annex_runs"], key=lambda row: row["run_recency"])
        ),
        tuple(
            AnnexNode(row["node_id"].split(".")[2], row["node_type"], row["node_seconds"], row["node_row_count"])
            for row in sorted(found["rpt_monday_annex_nodes"], key=lambda row: row["node_rank"])
        ),
    )

"""The customers of an edition, from the published tables."""

from decimal import Decimal

from lundi.checks import check_customers
from lundi.reports.builder import build_report
from reports.published import WEEK, publish


def test_applications_combinations_and_cases_stand_in_their_order_and_language():
    connection = publish()
    found = build_report(connection, WEEK).customers
    assert [(s.source_system_name, s.record_count) for s in found.sources] == [("Fidélité", 2), ("Drive", 3)]
    # all of one customer: by their applications
    assert [o.source_systems for o in found.overlaps] == [("drive",), ("loyalty",), ("loyalty", "drive")]
    assert [(c.case_code, c.case_name, c.outcome_count) for c in found.cases] == [
        ("C01", "Règle C01", 2), ("C03", "Règle C03", 2), ("C11", "Règle C11", 0), ("C14", "Règle C14", 1),
    ]  # fmt: skip
    assert [(e.event_type, e.count, e.week_before_count) for e in found.events][:3] == [
        ("created", 2, 1), ("merged", 1, 1), ("split", 0, 1),
    ]  # fmt: skip
    assert found.shared_customer_rate == Decimal("0.333")
    check_customers(build_report(connection, WEEK))
    english = build_report(connection, WEEK, "en").customers
    assert (english.sources[0].source_system_name, english.cases[0].case_name) == ("Loyalty", "Case C01")


def test_a_week_without_customers_has_no_page_of_them():
    connection = publish()
    connection.execute("delete from reports.rpt_monday_customers")
    assert build_report(connection, WEEK).customers is None

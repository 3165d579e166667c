"""Zone 3: what comes late, again or in the wrong order; the world of zone 2, taken one week further."""

from decimal import Decimal

import pytest

from faults.world import FRI, MON, SAT, SUN, THU, TUE, WED

NEXT = "2026-11-16"


@pytest.mark.parametrize(
    ("fault", "before", "after"),
    [
        ("F03", {MON: "5.00"}, {MON: "7.00"}),
        # the second version came after the third: the highest holds, whatever the order of arrival
        ("F04", {MON: "3.00"}, {MON: "3.00", NEXT: "1.00"}),
        ("F05", {MON: "5.00", WED: "6.00"}, {MON: "5.00", TUE: "4.00", WED: "6.00"}),
        ("F06", {MON: "5.00"}, {MON: "5.00", SAT: "6.00"}),
        ("F27", {}, {MON: "9.00", NEXT: "1.00"}),
    ],
)
def test_the_sequel_has_its_wanted_outcome(marts, later_marts, fault, before, after):
    assert (marts.sales(fault), later_marts.sales(fault)) == (before, after)
    assert set(later_marts.checks(fault).values()) == {"agrees"}
    assert later_marts.aside(fault) == {}


def test_f03_and_f04_every_version_stays_in_raw(later_marts):
    found = later_marts.query(
        "select ticket_id, delivery_mode, total_eur_incl_tax from lundi_raw.raw.pos_tickets "
        "where ticket_id in ('F03-1', 'F04-1') order by ticket_id, delivered_at"
    )
    assert found == [
        ("F03-1", "append", Decimal("5.00")), ("F03-1", "correction", Decimal("7.00")),
        ("F04-1", "correction", Decimal("3.00")), ("F04-1", "append", Decimal("1.00")),
        ("F04-1", "correction", Decimal("2.00")),
    ]  # fmt: skip


def test_f05_the_day_that_came_late_is_missing_no_more_and_the_others_still_are(later_marts):
    assert later_marts.days("F05") == {
        MON: "complete", TUE: "complete", WED: "complete",
        THU: "missing", FRI: "missing", SAT: "missing", SUN: "missing",
    }  # fmt: skip


def test_f06_a_closed_week_takes_what_came_late_and_the_edition_before_keeps_its_own(marts, later_marts):
    week = "select sum(sales_eur_incl_tax) from marts.fct_channel_sales_weekly where iso_week = '2026-W46'"
    (before,), (after,) = marts.query(week)[0], later_marts.query(week)[0]
    # F03 +2.00, F05 +4.00, F06 +6.00, F27 +9.00; F22-to-come is of the next week and came too early for its day
    assert after - before == Decimal("21.00")


def test_f27_lines_wait_for_their_store_and_are_replayed_by_themselves(marts, later_marts):
    assert marts.aside("F27") == {"F27-1": "store_unknown"}
    assert later_marts.days("F27")[MON] == "complete"

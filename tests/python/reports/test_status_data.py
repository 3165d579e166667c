"""What is provisional and what changed, from the published tables."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from lundi.checks import check_status
from lundi.errors import LundiError
from lundi.reports.builder import build_report
from reports.published import WEEK, publish

D = Decimal
STATUS = (
    "insert into reports.rpt_monday_status (edition_code, iso_week, channel_code, channel_name_fr, channel_name_en, "
    "sort_order, sales_eur_incl_tax, provisional_sales_eur_incl_tax, provisional_rate, is_final, final_week_count, "
    "needed_week_count, lowest_expected_sales_eur_incl_tax, highest_expected_sales_eur_incl_tax, final_from_at_local, "
    "compared_published_at_local) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
CHANGES = (
    "insert into reports.rpt_monday_changes (edition_code, iso_week, changed_iso_week, channel_code, channel_name_fr, "
    "channel_name_en, sort_order, published_sales_eur_incl_tax, current_sales_eur_incl_tax, difference_eur_incl_tax, "
    "late_delivery_eur_incl_tax, correction_eur_incl_tax, withdrawal_eur_incl_tax, referential_eur_incl_tax, "
    "other_eur_incl_tax) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
THURSDAY, BEFORE = datetime(2026, 11, 19), datetime(2026, 11, 9, 6)


@pytest.fixture
def connection():
    connection = publish()
    connection.executemany(STATUS, [
        ["company", WEEK, "drive", "Drive", "Click and collect", 2, 100, 40, 0.4, False, 8, 8, 98, 101,
         THURSDAY, BEFORE],
        ["company", WEEK, "store", "Magasin", "Store", 1, 900, 0, 0.0, True, None, None, None, None, None, BEFORE],
        ["company", WEEK, "(all)", None, None, 0, 1000, 40, 0.04, False, None, None, None, None, THURSDAY, BEFORE],
        ["region:53", WEEK, "store", "Magasin", "Store", 1, 1, 0, 0.0, True, None, None, None, None, None, None],
    ])  # fmt: skip
    connection.executemany(CHANGES, [
        ["company", WEEK, week, code, code, code, order, 10, 12, 2, 3, 0, -1, 0, 0]
        for week, code, order in (("2026-W44", "drive", 2), ("2026-W45", "drive", 2), ("2026-W45", "store", 1))
    ])  # fmt: skip
    return connection


def test_the_status_stands_in_the_order_of_channels_and_in_the_language(connection):
    found = build_report(connection, WEEK).sales_status
    assert (found.is_final, found.provisional_sales, found.provisional_share) == (False, D(40), D("0.04"))
    assert (found.final_from, found.compared_published_at) == (THURSDAY, BEFORE)
    assert [(one.channel_name, one.is_final, one.lowest_expected) for one in found.channels] == [
        ("Magasin", True, None), ("Drive", False, D(98)),
    ]  # fmt: skip
    assert build_report(connection, WEEK, "en").sales_status.channels[1].channel_name == "Click and collect"


def test_changes_begin_with_the_newest_week(connection):
    found = build_report(connection, WEEK).sales_status.changes
    assert [(one.iso_week, one.channel_code) for one in found] == [
        ("2026-W45", "store"), ("2026-W45", "drive"), ("2026-W44", "drive"),
    ]  # fmt: skip


def test_an_edition_that_sold_nothing_has_no_status(connection):
    connection.execute("delete from reports.rpt_monday_status")
    assert build_report(connection, WEEK).sales_status is None


def test_reasons_that_do_not_give_the_difference_are_not_printed(connection):
    report = build_report(connection, WEEK)
    check_status(report)
    first, *others = report.sales_status.changes
    odd = replace(report.sales_status, changes=(replace(first, other=D("0.01")), *others))
    with pytest.raises(LundiError, match=r"changed by 2.00, its reasons add up to 2.01"):
        check_status(replace(report, sales_status=odd))
    with pytest.raises(LundiError, match="whose status is told add up to"):
        check_status(replace(report, sales_status=replace(report.sales_status, channels=())))

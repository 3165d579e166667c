"""Each Monday's sales are kept by store, channel and day: what is new or another figure, and nothing else."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import duckdb
import pytest

from lundi.restatements import keep_in_duckdb
from lundi.warehouse.state import open_state

MONDAY = datetime(2026, 11, 16, 5, tzinfo=UTC)
FRIDAY, SUNDAY, OPEN = date(2026, 11, 13), date(2026, 11, 15), date(2026, 11, 16)
D = Decimal


@pytest.fixture
def keep(tmp_path):
    """Publishes days and keeps them; gives the number that was new or others."""

    def keep(days, as_of=MONDAY):
        published = tmp_path / "lundi.duckdb"
        published.unlink(missing_ok=True)
        with duckdb.connect(str(published)) as connection:
            connection.execute("create schema marts")
            connection.execute(
                "create table marts.fct_store_sales_daily (store_id varchar, channel_code varchar, "
                "business_date date, sales_eur_incl_tax numeric(18, 2))"
            )
            connection.executemany("insert into marts.fct_store_sales_daily values (?, 'store', ?, ?)", days)
        return keep_in_duckdb(tmp_path / "state.duckdb", published, as_of, "r")

    keep.state = tmp_path / "state.duckdb"
    return keep


def kept(keep):
    with open_state(keep.state, read_only=True) as connection:
        return connection.execute(
            "select business_date, sales_eur_incl_tax, entry_number, as_of from state.published_sales order by all"
        ).fetchall()


def test_the_days_of_closed_weeks_are_kept_and_those_of_the_week_under_way_are_not(keep):
    assert keep([("S1", FRIDAY, 10), ("S1", SUNDAY, 20), ("S1", OPEN, 5)]) == 2
    assert [(day, sales) for day, sales, *_ in kept(keep)] == [(FRIDAY, D(10)), (SUNDAY, D(20))]


def test_sunday_night_in_paris_still_belongs_to_the_week_under_way(keep):
    assert keep([("S1", FRIDAY, 10)], datetime(2026, 11, 15, 22, 59, tzinfo=UTC)) == 0
    assert keep([("S1", FRIDAY, 10)], datetime(2026, 11, 15, 23, 0, tzinfo=UTC)) == 1


def test_a_later_monday_appends_what_differs_by_a_cent_and_what_is_gone(keep):
    keep([("S1", FRIDAY, 10), ("S1", SUNDAY, 20), ("S2", SUNDAY, 30)])
    before = kept(keep)
    later = MONDAY + timedelta(days=7)
    assert keep([("S1", FRIDAY, 10), ("S1", SUNDAY, D("20.01"))], later) == 2
    after = kept(keep)
    assert set(before) < set(after)
    assert {(sales, as_of) for _, sales, _, as_of in set(after) - set(before)} == {
        (D("20.01"), later.replace(tzinfo=None)),
        (D(0), later.replace(tzinfo=None)),
    }


def test_the_same_monday_again_appends_nothing_or_another_entry(keep):
    keep([("S1", FRIDAY, 10)])
    assert keep([("S1", FRIDAY, 10)]) == 0
    assert keep([("S1", FRIDAY, 11)]) == 1
    assert [(sales, entry) for _, sales, entry, _ in kept(keep)] == [(D(10), 1), (D(11), 2)]
    assert keep([("S1", FRIDAY, 11)]) == 0


def test_a_past_monday_made_again_reads_no_later_one(keep):
    keep([("S1", FRIDAY, 11)], MONDAY + timedelta(days=7))
    assert keep([("S1", FRIDAY, 10)]) == 1
    assert keep([("S1", FRIDAY, 10)]) == 0
    assert keep([("S1", FRIDAY, 11)], MONDAY + timedelta(days=7)) == 0

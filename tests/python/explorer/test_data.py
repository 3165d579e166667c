"""What the page holds is what the marts hold, to the cent."""

from decimal import Decimal

import duckdb
import pytest

from lundi.explorer.data import (
    DEPARTMENT_MEASURES,
    NOT_STATED,
    STORE_MEASURES,
    can_be_explored,
    company_totals,
    load_explorer_data,
    pack,
    unpack,
    whole,
)

WEEK = "2026-W47"


@pytest.fixture(scope="module")
def data(marts):
    with duckdb.connect(str(marts), read_only=True) as connection:
        return load_explorer_data(connection, WEEK)


def test_each_row_of_the_marts_stands_in_the_page(marts, data):
    columns = unpack(data.store_facts)
    found = {
        (
            data.stores[columns["store_id"][row]]["id"],
            data.channels[columns["channel_code"][row]]["code"],
            data.weeks[columns["iso_week"][row]]["code"],
            *(int(columns[name][row]) for name in STORE_MEASURES),
        )
        for row in range(data.store_facts.row_count)
    }
    with duckdb.connect(str(marts), read_only=True) as connection:
        expected = connection.execute(
            f"select store_id, channel_code, iso_week, {', '.join(STORE_MEASURES)} from marts.fct_store_sales_weekly"
        ).fetchall()
    assert found == {(*row[:3], *(whole(value) for value in row[3:])) for row in expected}
    assert len(expected) == data.store_facts.row_count == 54 * 5


def test_departments_add_up_to_their_stores(data):
    by_department, by_store = unpack(data.department_facts), unpack(data.store_facts)
    assert by_department["sales_eur_incl_tax"].sum() == by_store["sales_eur_incl_tax"].sum()
    assert data.department_facts.measures == DEPARTMENT_MEASURES


def test_a_week_knows_the_week_that_it_is_compared_with(data):
    weeks = {week["code"]: week for week in data.weeks}
    assert data.weeks[weeks[WEEK]["prior"]]["code"] == "2025-W47"
    assert weeks["2026-W45"]["prior"] == -1, "2025-W45 lies before the first sales"
    assert (weeks["2026-W44"]["final"], weeks[WEEK]["final"]) == (True, False)


def test_only_the_last_weeks_are_kept(marts):
    with duckdb.connect(str(marts), read_only=True) as connection:
        short = load_explorer_data(connection, "2026-W46", week_count=3)
    assert [week["code"] for week in short.weeks] == ["2026-W44", "2026-W45", "2026-W46"]
    assert short.store_facts.row_count == 3 * 5


def test_a_page_that_no_browser_would_filter_is_not_made(marts, monkeypatch):
    row_count = 54 * 5 * 2
    with duckdb.connect(str(marts), read_only=True) as connection:
        for largest, is_small in ((row_count, True), (row_count - 1, False)):
            monkeypatch.setattr("lundi.explorer.data.LARGEST", largest)
            assert can_be_explored(connection, WEEK) is is_small
        assert not can_be_explored(connection, "2025-W40"), "nothing had been sold yet"


def test_what_has_no_code_comes_last_and_has_a_name_in_each_language(data):
    assert [department["code"] for department in data.departments] == ["01", "(unknown)"]
    assert (data.departments[1]["fr"], data.departments[1]["en"]) == ("Produit inconnu", "Unknown product")
    assert [channel["code"] for channel in data.channels] == ["store", "drive"], "nothing was sold on marketplaces"


def test_a_sum_with_a_part_that_cannot_be_stated_cannot_be_stated(marts):
    with duckdb.connect(str(marts), read_only=True) as connection:
        first = load_explorer_data(connection, "2025-W46")
    totals = company_totals(first)
    assert totals["margin_eur_excl_tax"] is None
    assert totals["ticket_count"] == 2 * 1 + 2 + 2 * 3


@pytest.mark.parametrize(
    "amount", [Decimal("21474836.47"), Decimal("-21474836.47"), Decimal("21474836.48"), Decimal(0)]
)
def test_amounts_too_large_for_32_bits_stay_exact(amount):
    rows = [{"store_id": "A", "sales": amount}, {"store_id": "A", "sales": None}]
    facts = pack(rows, ("store_id",), ("sales",), {"store_id": {"A": 0}})
    assert unpack(facts)["sales"].tolist() == [int(amount * 100), NOT_STATED]
    assert facts.wide == (("sales",) if abs(amount) > Decimal("21474836.47") else ())

"""Group by and set operations: each planted fault beside its near miss."""

import pytest


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select store_id, sum(units) as u from sales", "store_id"),
        ("select store_id, sold_on, sum(units) as u from sales group by store_id", "sold_on"),
        ("select store_id, units + 1 as u from sales group by store_id", "units"),
        ("select store_id from sales group by store_id having units > 1", "units"),
        ("select store_id from sales group by store_id order by units", "units"),
        ("select store_id, sum(units) over (order by sold_on) as u from sales group by store_id, sold_on", "units"),
        ("select store_id, sum(max(units)) over (order by sold_on) as u from sales group by store_id", "sold_on"),
        ("select upper(store_id) as s, lower(store_id) as t from sales group by upper(store_id)", "store_id"),
        ("with s as (select store_id, max(units) as u from sales) select store_id from s", "store_id"),
    ],
)
def test_a_column_left_out_of_group_by_is_found(faults_of, sql, said):
    found = [what for rule, what in faults_of(sql) if rule == "group by"]

    assert len(found) == 1
    assert f"{said} is neither" in found[0]


@pytest.mark.parametrize(
    "sql",
    [
        "select sum(units) as u, count(*) as n from sales",
        "select store_id, sum(units) as u from sales group by store_id order by u",
        "select store_id as store, sum(units) as u from sales group by store",
        "select upper(store_id) || 'x' as s, 1 as one from sales group by upper(store_id)",
        "select store_id, sum(units) as u from sales group by all",
        "select store_id, sum(sum(units)) over (order by store_id) as u from sales group by store_id",
        "select store_id, rank() over (order by sum(units)) as r from sales group by store_id",
        "select store_id, sum(units) over (partition by store_id) as u from sales",
        "select store_id, units - (select max(units) from sales) as u from sales",
        "select store_id, listagg(ticket_id, ',') within group (order by sold_on) as t from sales group by store_id",
        "select s.store_id from sales as s group by s.store_id having max(s.units) > 1",
    ],
)
def test_what_is_grouped_or_aggregated_passes(faults_of, sql):
    assert faults_of(sql) == []


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select units, lines from sales union all select units from sales", "2 columns above, 1 below"),
        ("select units as x from sales union all select store_id from sales", "x is number and text"),
        ("select sold_on as x from sales except select store_id from sales", "x is moment and text"),
    ],
)
def test_unequal_sides_of_a_union_are_found(faults_of, sql, said):
    assert ("union", said) in faults_of(sql)


def test_equal_sides_of_a_union_pass(faults_of):
    assert faults_of("select units, sold_on from sales union all select null, sold_at from sales") == []
    assert faults_of("select * from stores union all select * from stores") == []

"""Calls: each planted fault beside its near miss."""

import pytest


@pytest.mark.parametrize(
    ("expression", "rule", "said"),
    [
        ("strftime(sold_on, '%Y')", "call", "Snowflake knows no function strftime()"),
        ("list(units)", "call", "Snowflake knows no function list()"),
        ("if(is_web, 1, 2)", "call", "Snowflake knows no function if()"),
        ("array_slice(units, 1, 2)", "call", "look it up and add it"),
        ("abs()", "call", "takes 1 to 1 arguments, not 0"),
        ("abs(units, 1)", "call", "not 2"),
        ("coalesce(units)", "call", "takes 2 to many arguments, not 1"),
        ("split_part(store_id, '-')", "call", "not 2"),
        ("iff(is_web, 1)", "call", "not 2"),
        ("abs('x')", "kind", "abs() wants a number, 'x' is a text"),
        ("lpad(sold_on, 2, '0')", "kind", "is a date"),
        ("lpad(units, 2, '0')", "kind", "is a number"),
        ("dayofyear(store_id)", "kind", "is a text"),
        ("mod(store_id, 7)", "kind", "is a text"),
        ("round(units, 'x')", "kind", "is a text"),
        ("substr(store_id, '1')", "kind", "is a text"),
        ("sum(store_id)", "kind", "sum() wants a number"),
        ("sum(is_web)", "kind", "is a boolean"),
        ("sum(distinct store_id)", "kind", "is a text"),
        ("sum(coalesce(store_id, '0')) over (partition by store_id)", "kind", "is a text"),
        ("count_if(units)", "kind", "is a number"),
        ("dateadd(day, 1, '2026-01-01')", "kind", "is a text"),
        ("datediff(day, sold_on, ticket_id)", "kind", "is a text"),
        ("lower(max(sold_on))", "kind", "is a date"),
        ("extract(year from store_id)", "kind", "extract() wants a moment"),
        ("row_number()", "call", "needs over"),
        ("abs(units) over (partition by store_id)", "call", "takes no over"),
    ],
)
def test_a_wrong_call_is_found(faults_of, expression, rule, said):
    found = faults_of(f"select {expression} as x from sales")

    assert rule in {broken for broken, _ in found}
    assert any(said in what for _, what in found)


@pytest.mark.parametrize(
    "expression",
    [
        "abs(units - lines)",
        "abs(-1)",
        "coalesce(units, lines, 0)",
        "split_part(store_id, '-', 2)",
        "iff(is_web, 1, 2)",
        "lpad(cast(units as varchar), 2, '0')",
        "dayofyear(cast(store_id as date))",
        "dayofyear(sold_at)",
        "mod(units, 7)",
        "mod(sold_on - cast('1601-01-01' as date), 7)",
        "sum(units)",
        "sum(case when is_web then 1 else 0 end)",
        "count(distinct store_id, sold_on)",
        "count(*)",
        "count_if(is_web and units > 1)",
        "dateadd(day, 1, sold_on)",
        "dateadd('day', 1, sold_on)",
        "datediff(day, sold_on, sold_at)",
        "year(dateadd(month, 2, sold_on))",
        "date_part(quarter, sold_on)",
        "extract(year from sold_on)",
        "cast(convert_timezone('UTC', 'Europe/Paris', sold_at) as date)",
        "row_number() over (partition by store_id order by units)",
        "lag(units, 1, 0) over (order by units)",
        "last_value(units) ignore nulls over (order by sold_at)",
        "sum(units) over (partition by store_id)",
        "listagg(store_id, ', ') within group (order by store_id)",
        "lower(cast(null as varchar))",
        "abs(null)",
    ],
)
def test_a_right_call_passes(faults_of, expression):
    assert faults_of(f"select {expression} as x from sales") == []


def test_an_aggregate_in_where_is_found(faults_of):
    assert ("call", "sum() cannot stand in where") in faults_of("select units from sales where sum(units) > 1")
    assert faults_of("select store_id from sales group by store_id having sum(units) > 1") == []


def test_the_kind_is_followed_through_ctes_and_unions(faults_of):
    query = "with s as (select {} as x from sales union all select null as x from sales) select abs(x) as y from s"

    assert [rule for rule, _ in faults_of(query.format("store_id"))] == ["kind"]
    assert faults_of(query.format("units")) == []
